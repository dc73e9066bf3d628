"""Looks after copies of the database: when the last was made, one a day by itself, one at once when asked."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.ui.kit.context import AppContext
from desktop.ui.shell.status_bar import StatusBar
from models import clock
from models.database import attachments, history, settings
from models.database import backup as backups
from models.progress import Progress
from models.words import _

if TYPE_CHECKING:
    from desktop.ui.kit.tasks import Task

FIRST, AGAIN = 60_000, 3_600_000  # milliseconds after the start, and between two looks at the clock

T = TypeVar("T")


TOLD = "backups.told"  # key of the settings: names of backups with a date that cannot be right


class AutoBackup(QObject):
    """Tells the status bar; `begin` lets it make the backup of the day as well. `doubted` with what is to be said of the clock."""

    doubted = Signal(str)

    def __init__(self, place: AppContext, status: StatusBar, parent: QObject) -> None:
        super().__init__(parent)
        self._place, self._status = place, status
        self._task: Task | None = None
        self._warned = False
        self._later = QTimer(self)
        self._later.timeout.connect(self.daily)
        status.backup_wanted.connect(self.back_up)
        self.look()

    def look(self) -> None:
        """Tell the status bar what the file is and when it was copied last."""
        database = self._place.database

        def work(_progress: Progress) -> tuple[bool, datetime | None]:
            with database.reading() as connection:
                own = backups.of_this_history(connection, self._found())
                return settings.is_sample(connection), own[0].time if own else None

        self._place.tasks.read(work, lambda seen: self._status.tell_file(*seen), receiver=self)

    def begin(self) -> None:
        """Make a backup a day from now on, the first a minute after the start, when the window is long in use."""
        QTimer.singleShot(FIRST, self, self.daily)
        self._later.start(AGAIN)

    def daily(self) -> None:
        """Make a backup in the background unless one was made today, or nothing was written since the last."""
        database = self._place.database

        def work(progress: Progress) -> tuple[bool, str]:
            with database.reading() as connection:
                found, now = self._found(), clock.now()
                due, doubt = backups.is_due(connection, found, now), self._doubt(connection, found, now)
            if due:
                backups.backup(database.engine, progress=progress)
                attachments.sweep(database, clock.today())
            return due, doubt

        def done(result: tuple[bool, str]) -> None:
            made, doubt = result
            if made:
                self.look()
            if doubt:
                self.doubted.emit(doubt)

        self._start(_("每日备份"), work, done)

    def _found(self) -> tuple[backups.BackupInfo, ...]:
        file = self._place.database.file
        return backups.backups_of(file.path) if file is not None else ()

    def _doubt(self, connection: Any, found: Sequence[backups.BackupInfo], now: datetime) -> str:
        """What is to be said of a clock that was wrong, or is; each thing once."""
        told = self._place.settings.get(TOLD, [])
        strange = [info.path.name for info in backups.dated_ahead(found, now) if info.path.name not in told]
        if strange:
            self._place.settings.put(TOLD, [*told, *strange])
            words = _("备份“{name}”的日期在今天以后，不算今天的备份；请核对电脑的日期，备份照常每天做")
            return words.format(name=strange[0])
        last = history.change_sets(connection, 1)
        if last and last[0].time.date() > now.date() and not self._warned:
            self._warned = True
            words = _("电脑的日期是 {today}，而最近一次保存是 {last}；请核对电脑的日期")
            return words.format(today=f"{now:%Y-%m-%d}", last=f"{last[0].time:%Y-%m-%d}")
        return ""

    def back_up(self) -> None:
        """Make a verified copy of the database beside it, now."""
        database = self._place.database

        def work(progress: Progress) -> Path:
            return backups.backup(database.engine, progress=progress)

        def done(made: Path) -> None:
            self.look()
            self._place.say(_("已备份到 {file}，并核对无误").format(file=made))

        self._start(_("备份数据库"), work, done)

    def _start(self, name: str, work: Callable[[Progress], T], done: Callable[[T], None]) -> None:
        if self._task is None or self._task not in self._place.tasks.running:
            self._task = self._place.tasks.read(work, done, receiver=self, name=name, failed=self._place.report)
