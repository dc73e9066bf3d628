"""What is asked when a database cannot be opened: bring a backup back, try again, another place, or leave."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QWidget

from desktop.operations.recovering import Doubtful, Recovered, recover
from desktop.ui.kit import layouts
from desktop.ui.kit.accessibility import ENTER
from desktop.ui.kit.controls import Button, Kind, Note, ProgressBar, TallButton, Title
from desktop.ui.kit.errors import trouble_of
from desktop.ui.kit.files import backup_to_open, folder_to_use
from desktop.ui.kit.help import Dialog
from desktop.ui.kit.tasks import Task, Tasks
from desktop.ui.kit.theme import tint
from desktop.ui.start.backup_list import BackupList, ask_anyway
from models.database.ladder import Candidate, Survey, survey, unseen
from models.database.location import NAME
from models.progress import Progress
from models.words import _

T = TypeVar("T")
_WIDTH = 620
_LOOK = 100  # milliseconds between two looks at what runs


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that could not be opened: where, why; `missing`: nothing is there; `movable`: another place may be chosen.

    With `ladder` there may be a way back by backups, beside the file or in `folders`.
    """

    path: Path
    reason: str
    missing: bool = False
    movable: bool = True
    ladder: bool = False
    folders: Sequence[Path] = ()


class OpenFailed(Dialog):
    """A window of its own, for there is no other yet; `path` is what to open next, None to leave.

    `anew`: nothing is there, and the person wants an empty database at that place. `restored`: what is to be told of a
    backup that was brought back here.
    """

    RECIPE = "damaged"

    def __init__(self, refusal: Refusal) -> None:
        super().__init__()
        self.path: Path | None = None
        self.anew = False
        self.restored = ""
        self._refusal = refusal
        self.tasks = Tasks(self)
        self._task: Task | None = None
        self._restoring = False
        self.setWindowTitle(_("双元"))
        self.setMinimumWidth(_WIDTH)
        self.said = QLabel(refusal.reason)
        self.leave, self.other = TallButton(_("退出程序")), TallButton(_("换一个位置…"))
        self.begin, self.again = TallButton(_("在这里新建")), TallButton(_("重试"))
        self.restore = TallButton(_("用选中的备份恢复"), Kind.PRIMARY)
        self.elsewhere = Button(_("用别处的备份…"), Kind.LINK)
        self.backups = BackupList()
        self.bar, self.step = ProgressBar(_("进度")), Note()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._lay_out()
        self._connect()
        self.backups.show_candidates(unseen(refusal.path, refusal.folders) if refusal.ladder else ())
        self._suit()

    # --- how it stands

    def _lay_out(self) -> None:
        where = Note(str(self._refusal.path))
        for words in (self.said, where):
            words.setWordWrap(True)
        tint(self.said, ink="text2")
        self.head = QLabel(_("可以恢复的备份，最近的在前："))
        self.foot = Note(_("选一份，按“用选中的备份恢复”。原来的文件不会删除，留在备份文件夹里"))
        buttons = layouts.row(self.leave, layouts.STRETCH, self.other, self.begin, self.again, self.restore, gap=8)
        layouts.column(
            Title(_("打不开数据库"), 16), self.said, where, 4, self.head, self.backups,
            layouts.row(self.elsewhere, layouts.STRETCH), self.bar, self.step, self.foot, 8, buttons,
            parent=self, gap=8, margins=(24, 20, 24, 20),
        )  # fmt: skip

    def _connect(self) -> None:
        self.leave.clicked.connect(self.reject)
        self.other.clicked.connect(self._choose)
        self.begin.clicked.connect(lambda: self._take(self._refusal.path, anew=True))
        self.again.clicked.connect(lambda: self._take(self._refusal.path))
        self.restore.clicked.connect(self._bring_back)
        self.elsewhere.clicked.connect(self._bring_from_elsewhere)

    def _suit(self) -> None:
        """Offer what can be done now."""
        refusal, busy, offered = self._refusal, self._task is not None, bool(self.backups.choices)
        widget: QWidget
        self.other.setVisible(refusal.movable)
        self.begin.setVisible(refusal.missing)
        self.elsewhere.setVisible(refusal.ladder)
        for widget in (self.head, self.backups, self.foot, self.restore):
            widget.setVisible(offered)
        for widget in (self.bar, self.step):
            widget.setVisible(busy)
        for widget in (self.other, self.begin, self.again, self.elsewhere, self.backups):
            widget.setEnabled(not self._restoring)
        self.restore.setEnabled(not self._restoring and self.backups.chosen is not None)
        self.again.kind = Kind.DEFAULT if offered else Kind.PRIMARY
        (self.restore if self.restore.isEnabled() and offered else self.again).setFocus()
        self.adjustSize()

    # --- what is done

    def showEvent(self, event: QShowEvent) -> None:
        """Look through the backups as soon as they are seen."""
        super().showEvent(event)
        refusal = self._refusal
        if self._task is None and self.backups.choices:
            self._run(lambda progress: survey(refusal.path, refusal.folders, progress=progress), self._surveyed)

    def _surveyed(self, found: Survey) -> None:
        self.backups.show_candidates(found.candidates)

    def _bring_back(self) -> None:
        if (chosen := self.backups.chosen) is not None and not self._restoring:
            self._restore(chosen)

    def _bring_from_elsewhere(self) -> None:
        chosen = backup_to_open(self, self._refusal.path.parent)
        if chosen is not None:
            self._restore(chosen)

    def _restore(self, one: Candidate | Path, *, anyway: bool = False) -> None:
        def done(recovered: Recovered) -> None:
            self.restored = recovered.sentence
            self._take(self._refusal.path)

        self._restoring = True
        self._run(lambda progress: recover(self._refusal.path, one, progress=progress, anyway=anyway), done)

    def _run(self, work: Callable[[Progress], T], done: Callable[[T], None]) -> None:
        """Do it beside the window instead of what runs; what goes wrong is said, and everything is offered again."""
        if self._task is not None:
            self._task.stop()

        def ended(result: T) -> None:
            self._end()
            done(result)
            self._suit()

        def failed(error: Exception) -> None:
            self._end()
            self.said.setText(trouble_of(error).sentence)
            tint(self.said, ink="danger")
            self._suit()
            if isinstance(error, Doubtful):
                ask_anyway(self, error, lambda: self._restore(error.backup, anyway=True))

        self._task = self.tasks.write("", work, ended, receiver=self, failed=failed)
        self.bar.setRange(0, 0)
        self._timer.start(_LOOK)
        self._suit()

    def _end(self) -> None:
        self._timer.stop()
        self._task, self._restoring = None, False

    def _look(self) -> None:
        if self._task is not None:
            name, done, total = self._task.note
            self.bar.setRange(0, total)
            self.bar.setValue(done)
            self.step.setText(name)

    def _choose(self) -> None:
        folder = folder_to_use(self, _("数据放在哪里"))
        if folder is not None:
            self._take(folder / NAME)

    def _take(self, path: Path, *, anew: bool = False) -> None:
        self.path, self.anew = path, anew
        self.accept()

    # --- the window itself

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter does what the button in hand says, else it brings back the chosen backup."""
        if event.key() in ENTER:
            button = self.focusWidget()
            (button if isinstance(button, Button) else self.restore).click()
        else:
            super().keyPressEvent(event)

    def done(self, result: int) -> None:
        """Wait for what is being read; what is being restored is stopped, and then nothing has changed."""
        self._timer.stop()
        self.tasks.close()
        super().done(result)
