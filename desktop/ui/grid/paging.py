"""Rows of a list read ahead of where somebody looks, beside the window."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from desktop.ui.tasks import Tasks
from models.database.results import PAGE, PAGES, ResultSet, Row
from models.progress import Progress


class ListRows(ResultSet):
    """A ResultSet whose pages may also be read elsewhere and handed in."""

    def missing(self, first: int, last: int) -> list[int]:
        """The pages about rows `first` to `last`, a page further both ways, that are not here yet."""
        if not len(self):
            return []
        low, high = max(0, first // PAGE - 1), min((len(self) - 1) // PAGE, last // PAGE + 1)
        return [number for number in range(low, high + 1) if number not in self._pages]

    def read(self, number: int) -> list[Row | None]:
        """The rows of a page; touches nothing of this object that changes, so any thread may call it."""
        return self._read(number)

    def keep(self, number: int, rows: list[Row | None]) -> None:
        """Take a page read elsewhere."""
        while len(self._pages) >= PAGES:
            del self._pages[next(iter(self._pages))]
        self._pages.setdefault(number, rows)


class Ahead(QObject):
    """Reads the neighbours of what is seen, one page at a time."""

    def __init__(self, tasks: Tasks, rows: Callable[[], ResultSet | None]) -> None:
        super().__init__()
        self._tasks, self._rows = tasks, rows
        self._reading: tuple[ListRows, int] | None = None

    def look(self, first: int, last: int) -> None:
        """Rows `first` to `last` are seen now."""
        rows = self._rows()
        if not isinstance(rows, ListRows):
            return
        missing = rows.missing(first, last)
        if not missing or (self._reading is not None and self._reading[0] is rows):
            return
        number = missing[-1] if missing[-1] > first // PAGE else missing[0]
        self._reading = (rows, number)

        def work(_progress: Progress) -> list[Row | None]:
            return rows.read(number)

        def done(page: list[Row | None]) -> None:
            self._reading = None
            rows.keep(number, page)

        self._tasks.read(work, done, receiver=self)
