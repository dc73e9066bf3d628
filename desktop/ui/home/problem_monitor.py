"""Watches the records for what is doubtful: looked through after the window is up, what is written judged again."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.ui.home.concerns import Concern, concerns, concerns_after, waiting
from desktop.ui.kit.tasks import Tasks
from models.database.database import Database
from models.database.settings import suggested_day
from models.progress import Progress
from models.rules.problems import Problem, problems, problems_after
from models.words import _

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from models.database.transaction import ChangeSet

Looked = tuple["date", tuple[Problem, ...], tuple[Concern, ...]]  # the day, problems, and the same by kind
_FOLLOWED = "followed"  # the slot of what was written
FIRST, AGAIN = 1500, 4000  # milliseconds after the start, and after a write
MOST = 60_000  # records up to which it looks without being asked: beyond that it would slow down other work


class ProblemMonitor(QObject):
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
        self._written: list[int] = []  # acts whose records are to be judged again
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self.look)

    def soon(self, records: int) -> None:
        """Look when there is time, unless there are too many records."""
        if records <= MOST:
            self._later.start(FIRST if self.problems is None else AGAIN)

    def look(self, *, named: bool = False) -> None:
        """Look now; with `named` the status bar tells of it."""
        database = self._database

        def work(progress: Progress) -> Looked:
            with database.reading() as connection:
                day = suggested_day(connection)
            found = tuple(problems(database, progress, day))
            return day, found, concerns(database, found, progress, day)

        self._tasks.read(work, self.take, receiver=self, name=_("检查记录") if named else "")

    def follow(self, act: "ChangeSet") -> None:
        """Judge the records again that an act touched, however many there are besides; nothing while nobody has looked."""
        if self.problems is not None:
            self._written += dict.fromkeys((act.id, act.target))
            self._judge_again()

    def _judge_again(self) -> None:
        if not self._written or self.problems is None or self.day is None or self._tasks.awaits(self, _FOLLOWED):
            return
        database, acts, day = self._database, tuple(self._written), self.day
        known, before = self.problems, self.concerns

        def work(_progress: Progress) -> Looked:
            with database.reading() as connection:
                found, entities = problems_after(connection, acts, known, day)
            return day, found, concerns_after(database, found, before, entities, day)

        def done(looked: Looked) -> None:
            if self.problems is known:  # else everything was looked through meanwhile, perhaps from before the act
                del self._written[: len(acts)]
                self.take(looked)
            self._judge_again()

        def failed(error: Exception) -> None:
            del self._written[: len(acts)]
            self._tasks.troubled.emit(error)

        self._tasks.read(work, done, receiver=self, slot=_FOLLOWED, failed=failed)

    def go_on_from(self, other: "ProblemMonitor") -> None:
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
