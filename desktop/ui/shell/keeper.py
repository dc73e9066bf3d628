"""Looks after copies of the database: when the last was made, one a day by itself, one at once when asked."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, QTimer

from desktop.ui.shell.status import StatusBar
from desktop.ui.workplace import Workplace
from models import clock
from models.database import backup as backups
from models.database import history, office
from models.progress import Progress
from models.words import _

if TYPE_CHECKING:
    from desktop.ui.tasks import Task

FIRST, AGAIN = 60_000, 3_600_000  # milliseconds after the start, and between two looks at the clock

T = TypeVar("T")


def last_backup(place: Workplace) -> datetime | None:
    """When the newest backup beside the file was made."""
    file = place.database.file
    found = backups.backups_of(file.path) if file is not None else ()
    return found[0].time if found else None


class Keeper(QObject):
    """Tells the status bar; `begin` lets it make the backup of the day as well."""

    def __init__(self, place: Workplace, status: StatusBar, parent: QObject) -> None:
        super().__init__(parent)
        self._place, self._status = place, status
        self._task: Task | None = None
        self._later = QTimer(self)
        self._later.timeout.connect(self.daily)
        status.backup_wanted.connect(self.back_up)
        self.look()

    def look(self) -> None:
        """Tell the status bar what the file is and when it was copied last."""
        database = self._place.database

        def work(_progress: Progress) -> tuple[bool, datetime | None]:
            with database.reading() as connection:
                return office.is_sample(connection), last_backup(self._place)

        self._place.tasks.read(work, lambda seen: self._status.tell_file(*seen), receiver=self)

    def begin(self) -> None:
        """Make a backup a day from now on, the first a minute after the start, when the window is long in use."""
        QTimer.singleShot(FIRST, self, self.daily)
        self._later.start(AGAIN)

    def daily(self) -> None:
        """Make a backup in the background unless one was made today, or nothing was written since the last."""
        database = self._place.database

        def work(progress: Progress) -> bool:
            with database.reading() as connection:
                written = history.change_sets(connection, 1)
            now, last = clock.now(), last_backup(self._place)
            made = None if last is None else last.astimezone()
            if not written or (made is not None and (made.date() >= now.date() or made > written[0].time)):
                return False
            backups.backup(database.engine, progress=progress)
            return True

        self._start(_("每日备份"), work, lambda made: self.look() if made else None)

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
