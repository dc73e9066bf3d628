"""Watches the records for what is doubtful: looked through after the window is up, and again after writes."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.ui.tasks import Task, Tasks
from models.database.database import Database
from models.progress import Progress
from models.rules.quality import Problem, problems
from models.words import _

if TYPE_CHECKING:
    from collections.abc import Sequence

FIRST, AGAIN = 1500, 4000  # milliseconds after the start, and after a write
MOST = 60_000  # records up to which it looks without being asked: beyond that it would slow down other work


class Watch(QObject):
    """`found` whenever the list of problems is new; `problems` is None until it was looked for the first time."""

    found = Signal()

    def __init__(self, database: Database, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._database, self._tasks = database, tasks
        self.problems: Sequence[Problem] | None = None
        self._task: Task | None = None
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self.look)

    def soon(self, records: int) -> None:
        """Look when there is time, unless there are too many records."""
        if records <= MOST:
            self._later.start(FIRST if self.problems is None else AGAIN)

    def look(self, *, named: bool = False) -> None:
        """Look now; with `named` the status bar tells of it."""
        if self._task is not None:
            self._task.stop()
        database = self._database

        def work(progress: Progress) -> tuple[Problem, ...]:
            return tuple(problems(database, progress))

        self._task = self._tasks.read(work, self._take, receiver=self, name=_("检查记录") if named else "")

    def _take(self, found: tuple[Problem, ...]) -> None:
        self.problems = found
        self.found.emit()

    @property
    def count(self) -> int | None:
        """How many kinds of problems there are; None while nobody knows."""
        if self.problems is None:
            return None
        return len({(p.entity, p.field.name, p.complaint.code) for p in self.problems})
