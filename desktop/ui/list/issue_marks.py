"""Which rows of a list have issues: judged beside the screen, a few rows round those that are seen."""

from array import array
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.ui.kit.tasks import Debounce, Tasks
from desktop.ui.list.record_issues import issues_of
from models.database.database import Database
from models.progress import Progress
from models.rules.problems import Problem
from models.schema.fields import Entity

if TYPE_CHECKING:
    from models.rules.quality import Known

PIECE = 50  # rows judged at once
_PAUSE = 60  # milliseconds: what scrolls past is not judged
_KEPT = 400  # pieces


class IssueMarks(QObject):
    """Issues by row, known for pieces that were looked at; `changed` with the first and last row of a piece judged."""

    changed = Signal(int, int)

    def __init__(self, database: Database, tasks: Tasks, entity: type[Entity]) -> None:
        super().__init__()
        self._database, self._tasks, self._entity = database, tasks, entity
        self._ids: array[int] = array("q")
        self._pieces: dict[int, dict[int, tuple[Problem, ...]]] = {}
        self._asked: dict[int, None] = {}
        self._known: Known = {}
        self._pause = Debounce(_PAUSE, self._judge, self)

    def show(self, ids: "array[int]") -> None:
        """Another list: what was known of rows is forgotten."""
        self._tasks.stop(self)
        self._ids = ids
        self._pieces.clear()
        self._asked.clear()

    def of(self, row: int) -> tuple[Problem, ...]:
        """The issues of a row; () also while nobody knows yet, and then it is asked for."""
        number = row // PIECE
        if number not in self._pieces:
            self._asked[number] = None
            if not self._pause.isActive():
                self._pause.start()
            return ()
        return self._pieces[number].get(self._ids[row], ())

    def _judge(self) -> None:
        wanted = [number for number in self._asked if number not in self._pieces][-2:]
        self._asked.clear()
        if not wanted or self._tasks.awaits(self):
            return
        ids, entity, database, known = self._ids, self._entity, self._database, self._known

        def work(progress: Progress) -> dict[int, dict[int, tuple[Problem, ...]]]:
            found = {}
            for number in wanted:
                progress.check()
                found[number] = issues_of(database, entity, ids[number * PIECE : (number + 1) * PIECE], known)
            return found

        self._tasks.read(work, self._take, receiver=self)

    def _take(self, found: dict[int, dict[int, tuple[Problem, ...]]]) -> None:
        for number, issues in found.items():
            while len(self._pieces) >= _KEPT:
                del self._pieces[next(iter(self._pieces))]
            self._pieces[number] = issues
            self.changed.emit(number * PIECE, min((number + 1) * PIECE, len(self._ids)) - 1)
        self._pause.start()  # for what was asked meanwhile
