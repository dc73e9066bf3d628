"""Rows of a list read where somebody looks and ahead of it, beside the window: painting never waits for the disk."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.ui.kit.tasks import Tasks
from models.database.database import Database
from models.database.query import Query
from models.database.results import PAGE, PAGES, ResultSet, Row
from models.progress import SILENT, Progress

if TYPE_CHECKING:
    from array import array


class ListRows(ResultSet):
    """A ResultSet whose pages may also be read elsewhere and handed in.

    What was forgotten may still be painted until it is read again; nobody sees a list blink because of one edit.
    """

    def __init__(
        self,
        database: Database,
        query: Query,
        columns: Sequence[str] = (),
        ids: "array[int] | None" = None,
        progress: Progress = SILENT,
    ) -> None:
        super().__init__(database, query, columns, ids, progress)
        self._stale: set[int] = set()
        self.age = 0  # how often everything was forgotten

    def row(self, position: int) -> Row | None:
        """The record as it is now, read if need be."""
        number = position // PAGE
        if number in self._stale:
            self._stale.discard(number)
            self._pages.pop(number, None)
        return super().row(position)

    def shown(self, position: int) -> Row | None:
        """The record as it was read last; only where it is `here`."""
        return self._pages[position // PAGE][position % PAGE]

    def forget(self, ids: Iterable[int] = ()) -> None:
        """Read again what is looked at next."""
        self._stale.update(self._pages)
        self.age += 1

    def here(self, position: int) -> bool:
        """Whether the row at a position can be had without reading."""
        return position // PAGE in self._pages

    def missing(self, first: int, last: int) -> list[int]:
        """The pages that are not here yet: of rows `first` to `last`, then a page further both ways."""
        if not len(self):
            return []
        end = (len(self) - 1) // PAGE
        low, high = min(first // PAGE, end), min(last // PAGE, end)
        wanted = [*range(low, high + 1), high + 1, low - 1]
        return [number for number in wanted if 0 <= number <= end and self._is_missing(number)]

    def _is_missing(self, number: int) -> bool:
        return number not in self._pages or number in self._stale

    def read(self, number: int) -> list[Row | None]:
        """The rows of a page; touches nothing of this object that changes, so any thread may call it."""
        return self._read(number)

    def keep(self, number: int, rows: list[Row | None]) -> None:
        """Take a page read elsewhere."""
        while len(self._pages) >= PAGES:
            del self._pages[next(iter(self._pages))]
        self._pages[number] = rows
        self._stale.discard(number)

    def begins(self, ids: "array[int]") -> bool:
        """Whether the ids known are the first of these."""
        return ids[: len(self.ids)] == self.ids

    def complete(self, ids: "array[int]") -> None:
        """Take all ids where only the first pages were known."""
        self.ids.extend(ids[len(self.ids) :])


class Prefetcher(QObject):
    """Reads what is seen and then its neighbours, one page at a time; `arrived` with the first and last row of a page."""

    arrived = Signal(int, int)

    def __init__(self, tasks: Tasks, rows: Callable[[], ResultSet | None], seen: Callable[[], tuple[int, int]]) -> None:
        super().__init__()
        self._tasks, self._rows, self._seen = tasks, rows, seen
        self._reading: ListRows | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.look)

    def soon(self) -> None:
        """Look when the painting that missed something is over."""
        if not self._soon.isActive():
            self._soon.start()

    def look(self) -> None:
        """Other rows are seen now, or those that are seen became stale."""
        rows = self._rows()
        if not isinstance(rows, ListRows) or self._reading is rows:
            return
        missing = rows.missing(*self._seen())
        if missing:
            self._read(rows, missing[0])

    def _read(self, rows: ListRows, number: int) -> None:
        self._reading, age = rows, rows.age

        def done(page: list[Row | None]) -> None:
            self._reading = None
            if age == rows.age:
                rows.keep(number, page)
            self.arrived.emit(number * PAGE, min((number + 1) * PAGE, len(rows)) - 1)
            self.look()  # what is seen may be elsewhere by now

        def failed(error: Exception) -> None:
            self._reading = None
            self._tasks.troubled.emit(error)

        self._tasks.read(lambda _progress: rows.read(number), done, receiver=self, failed=failed)
