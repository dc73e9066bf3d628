"""A list of any length as a Qt model: ids in order, rows only where somebody looks."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QItemSelection, QModelIndex, QPersistentModelIndex, Qt

from desktop.screens.catalogue import named_by
from desktop.ui.kit.paint import LEFT, RIGHT
from desktop.ui.list.page_cache import ListRows
from models.database.results import ResultSet, Row
from models.schema.fields import Field
from models.schema.showing import text_of
from models.words import _, clauses

if TYPE_CHECKING:
    from array import array

    from models.rules.problems import Problem


Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_FEW = 8
ID_ROLE = Qt.ItemDataRole.UserRole


class ListModel(QAbstractTableModel):
    """Rows of a ResultSet, private fields masked."""

    def __init__(self) -> None:
        super().__init__()
        self.results: ResultSet | None = None
        self.fields: tuple[Field, ...] = ()
        self.to_right: tuple[bool, ...] = ()  # of each column, whether it is flush right
        self.told_by_end: tuple[bool, ...] = ()  # and whether its names differ at their ends
        self.display = self.search = ""  # the field that names a record, and the words the list was searched for
        self.fresh: frozenset[tuple[int, str]] = frozenset()  # (id, field) of cells that were just changed
        self.issues: Callable[[int], tuple[Problem, ...]] = lambda _row: ()
        self.missed: Callable[[], None] = lambda: None  # called while a row is painted that was not read yet

    def show(self, results: ResultSet | None, fields: Sequence[Field]) -> None:
        """Take another list; `results` must have read these fields."""
        self.beginResetModel()
        self.results, self.fields = results, tuple(fields)
        self.to_right = tuple(field.type.align == "right" for field in fields)
        self.told_by_end = tuple(named_by(field) == "told_by_end" for field in fields)
        if results is not None:
            self.display, self.search = results.query.entity.display, results.query.search.strip()
        self.endResetModel()

    def complete(self, ids: "array[int]") -> bool:
        """Take all ids where only the first were known; false when the list became another one meanwhile."""
        rows = self.results
        if not isinstance(rows, ListRows) or not rows.begins(ids):
            return False
        if len(ids) > len(rows):
            self.beginInsertRows(_ROOT, len(rows), len(ids) - 1)
            rows.complete(ids)
            self.endInsertRows()
        return True

    def forget(self) -> None:
        """Read again what is looked at."""
        if self.results is not None and len(self.results):
            self.results.forget()
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.results) - 1, len(self.fields) - 1))

    def rowCount(self, parent: Index = _ROOT) -> int:
        """All of them: nothing is fetched to know."""
        return 0 if parent.isValid() or self.results is None else len(self.results)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """As many as fields."""
        return 0 if parent.isValid() else len(self.fields)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The text of a cell, where it stands, and the id of its record."""
        if not index.isValid() or self.results is None:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self.text(index.row(), index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self.align(index.column())
        return self.results.ids[index.row()] if role == ID_ROLE else None

    def text(self, row: int, column: int) -> str:
        """The text of a cell, read if need be; a record that was deleted meanwhile says so."""
        assert self.results is not None
        return self.text_in(self.results.row(row), column)

    def text_in(self, record: Row | None, column: int) -> str:
        """The text of a cell of a record."""
        if record is None:
            return _("（已删除）") if column == 0 else ""
        field = self.fields[column]
        return text_of(field, record.values[field.name], masked=True)

    def value(self, row: int, column: int) -> Any:
        """The value behind a cell; None also of a record that is no more."""
        assert self.results is not None
        record = self.results.row(row)
        return None if record is None else record.values[self.fields[column].name]

    def is_here(self, row: int) -> bool:
        """Whether a row can be painted without reading; if not, it is asked for."""
        if not isinstance(self.results, ListRows) or self.results.here(row):
            return True
        self.missed()
        return False

    def record(self, row: int) -> Row | None:
        """The record of a row that is here, as it was read last; None when it is no more."""
        rows = self.results
        assert rows is not None
        return rows.shown(row) if isinstance(rows, ListRows) else rows.row(row)

    def align(self, column: int) -> Qt.AlignmentFlag:
        """Where the cells of a column stand."""
        return RIGHT if self.to_right[column] else LEFT

    def is_fresh(self, row: int, column: int) -> bool:
        """Whether a cell was just changed."""
        return (
            bool(self.fresh)
            and self.results is not None
            and (self.results.ids[row], self.fields[column].name) in self.fresh
        )

    def severity(self, row: int) -> str:
        """The worst that is wrong with a record: "error", "warning" or ''."""
        issues = self.issues(row)
        return issues[0].complaint.severity.value if issues else ""

    def _words_of_row(self, row: int) -> str:
        sentences = clauses(issue.complaint.message for issue in self.issues(row))
        return f"{row + 1} {sentences}".strip()

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The labels of the fields; of a row its number and what is wrong with it."""
        if orientation is Qt.Orientation.Vertical:
            return self._words_of_row(section) if role == Qt.ItemDataRole.DisplayRole else None
        if not 0 <= section < len(self.fields):
            return None
        field = self.fields[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return field.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return _(field.help) if field.help else field.title
        return self.align(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def ids_in(self, selection: QItemSelection) -> list[int]:
        """The ids of selected ranges, in the order of the list."""
        if self.results is None:
            return []
        return [key for top, bottom in _spans(selection) for key in self.results.ids[top : bottom + 1].tolist()]

    def rows_of(self, ids: Iterable[int]) -> list[int]:
        """Where records stand now; those that are no more in the list are left out."""
        wanted = set(ids)
        if self.results is None or not wanted:
            return []
        if len(wanted) <= _FEW:  # the array itself finds one in a million at once
            return sorted(row for key in wanted if (row := _place(self.results.ids, key)) is not None)
        return [row for row, key in enumerate(self.results.ids) if key in wanted]


def selected_count(selection: QItemSelection) -> int:
    """How many rows are selected, without touching them."""
    return sum(bottom - top + 1 for top, bottom in _spans(selection))


def _place(ids: "array[int]", key: int) -> int | None:
    try:
        return ids.index(key)
    except ValueError:
        return None


def _spans(selection: QItemSelection) -> list[tuple[int, int]]:
    """First and last row of each range, none twice."""
    spans: list[tuple[int, int]] = []
    for top, bottom in sorted({(part.top(), part.bottom()) for part in map(selection.at, range(selection.count()))}):
        if spans and top <= spans[-1][1] + 1:
            spans[-1] = (spans[-1][0], max(bottom, spans[-1][1]))
        else:
            spans.append((top, bottom))
    return spans
