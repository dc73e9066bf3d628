"""Takes a list in tasks beside the window: its first rows, the rest of it, how it divides; a later wish ends an earlier."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from desktop.ui.kit import text_match
from desktop.ui.kit.tasks import Tasks
from desktop.ui.list.list_result import ListResult, Viewport, load
from desktop.ui.list.summary import tally
from models.database.database import Database
from models.database.query import Query
from models.database.results import count_of, read_ids
from models.progress import Progress
from models.schema.fields import Entity


class ListLoader(QObject):
    """`list_loaded` with what was Loaded, `divided` with (name, count) pairs, `failed` with an error.

    `completed` with every id of a list of which only the first were known.
    """

    list_loaded = Signal(object)
    completed = Signal(object)
    divided = Signal(object)
    failed = Signal(object)

    def __init__(self, database: Database, tasks: Tasks) -> None:
        super().__init__()
        self._database, self._tasks = database, tasks
        self._counted: tuple[type[Entity], object, int] | None = None

    def begin(self, query: Query, columns: Sequence[str], *, sight: Viewport | None) -> None:
        """Take a list; what is still read of another one is dropped."""
        database = self._database

        def work(progress: Progress) -> ListResult:
            total = partial(self._total, query.entity, progress)
            return load(database, query, columns, progress, total=total, sight=sight)

        self._start(work, self._first)

    def _total(self, entity: type[Entity], progress: Progress) -> int:
        """How many records there are in all; they are counted again only after a write."""
        state, known = self._database.written, self._counted
        if known is None or known[:2] != (entity, state):
            known = self._counted = (entity, state, count_of(self._database, Query(entity), progress))
        return known[2]

    def _first(self, loaded: ListResult) -> None:
        self.list_loaded.emit(loaded)
        if loaded.whole:
            self._divide(loaded.rows.query, len(loaded.rows))
            return
        database, query = self._database, loaded.rows.query

        def done(ids: Sequence[int]) -> None:
            self.completed.emit(ids)
            self._divide(query, len(ids))

        self._start(lambda progress: read_ids(database, query, progress), done)

    def _divide(self, query: Query, count: int) -> None:
        """Count by sex or state, after the list is seen."""
        database = self._database

        def work(progress: Progress) -> tuple[tuple[str, int], ...]:
            if query.search:
                text_match.warm()
            return tally(database, query, progress)

        if count:
            self._start(work, self.divided.emit)

    def _start(self, work: Callable[[Progress], Any], done: Callable[[Any], None]) -> None:
        self._tasks.read(work, done, receiver=self, failed=self.failed.emit)
