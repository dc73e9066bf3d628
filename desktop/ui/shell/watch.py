"""Watches the records for what is doubtful: looked through after the window is up, and again after writes."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.ui.home.attention import Concern, concerns, waiting
from desktop.ui.tasks import Task, Tasks
from models.database.database import Database
from models.database.office import suggested_day
from models.progress import Progress
from models.rules.problems import Problem, problems
from models.words import _

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

Looked = tuple["date", tuple[Problem, ...], tuple[Concern, ...]]  # the day, problems, and the same by kind
FIRST, AGAIN = 1500, 4000  # milliseconds after the start, and after a write
MOST = 60_000  # records up to which it looks without being asked: beyond that it would slow down other work


class Watch(QObject):
    """`found` whenever what was found is new; `problems` is None until it was looked for the first time, as of `day`.

    `concerns` are the problems by kind, each with the list of its records.
    """

    found = Signal()

    def __init__(self, database: Database, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._database, self._tasks = database, tasks
        self.day: date | None = None
        self.problems: Sequence[Problem] | None = None
        self.concerns: Sequence[Concern] = ()
        self._before: int | None = None
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

        def work(progress: Progress) -> Looked:
            with database.reading() as connection:
                day = suggested_day(connection)
            found = tuple(problems(database, progress, day))
            return day, found, concerns(database, found, progress, day)

        self._task = self._tasks.read(work, self.take, receiver=self, name=_("检查记录") if named else "")

    def go_on_from(self, other: "Watch") -> None:
        """Tell how many the watch of a window before this one found, and look again for words in the language now used."""
        if other.count is not None:
            self._before = other.count
            self.found.emit()
            self._later.start(FIRST)

    def take(self, looked: Looked) -> None:
        """Know what was found."""
        self.day, self.problems, self.concerns = looked
        self.found.emit()

    @property
    def count(self) -> int | None:
        """How many records contradict a rule; None while nobody knows."""
        return self._before if self.problems is None else waiting(self.concerns)
