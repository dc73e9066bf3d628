"""Looks now and then whether a newer version lies on a stick, on a share or beside the database, and says so once."""

from PySide6.QtCore import QObject, QTimer

from desktop.operations.updates import Update, newest, places
from desktop.ui.kit.context import AppContext
from desktop.ui.kit.files import open_folder
from desktop.ui.shell.message_banner import MessageBanner
from models.database import second_place
from models.progress import Progress
from models.words import _

FIRST, AGAIN = 15_000, 600_000  # milliseconds after the start, and between two looks
LATER = "update.later"  # key of the settings: the version that was put off


class UpdateWatch(QObject):
    """Tells through the banner, where nothing else stands; it never fetches and never starts anything."""

    def __init__(self, place: AppContext, telling: MessageBanner, parent: QObject) -> None:
        super().__init__(parent)
        self._place, self._telling = place, telling
        self._told = ""
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)

    def begin(self) -> None:
        """Look from now on."""
        QTimer.singleShot(FIRST, self, self.look)
        self._timer.start(AGAIN)

    def look(self) -> None:
        """Look once, beside the work: a disk may be slow."""
        file = self._place.database.file
        path = file.path if file is not None else None
        kept = second_place.kept_in(self._place.settings.get(second_place.KEPT), path) if path is not None else None

        def work(_progress: Progress) -> Update | None:
            return newest(places(path, second_place.find(kept) if kept is not None else None))

        self._place.tasks.read(work, self.show_update, receiver=self, failed=lambda _error: None)

    def show_update(self, update: Update | None) -> None:
        """Say which version was found, unless it was put off or something else is being told."""
        settings = self._place.settings
        if update is None or update.version in (settings.get(LATER), self._told) or not self._telling.banner.isHidden():
            return
        self._told = update.version
        self._telling.propose(
            told(update), _("打开所在文件夹"), lambda: self._open(update), _("以后再说"),
            lambda: settings.put(LATER, update.version),
        )  # fmt: skip

    def _open(self, update: Update) -> None:
        if not open_folder(update.folder):
            self._telling.warn(_("打不开“{folder}”；优盘可能已经拔出").format(folder=update.folder))


def told(update: Update) -> str:
    """Which version lies where, and the first line of what is new in it."""
    day = f"（{update.day.isoformat()}）" if update.day is not None else ""
    words = _("有新版本 {version}{day}，在 {folder}").format(version=update.version, day=day, folder=update.folder)
    return _("{words}：{notes}").format(words=words, notes=update.notes[0]) if update.notes else words
