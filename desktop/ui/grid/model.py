"""A list of any length as a Qt model: ids in order, rows only where somebody looks."""

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QItemSelection, QModelIndex, QPersistentModelIndex, Qt

from models.database.results import ResultSet
from models.schema.fields import Field
from models.schema.showing import text_of
from models.words import _

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_ALIGN = {
    "left": Qt.AlignmentFlag.AlignLeft,
    "center": Qt.AlignmentFlag.AlignHCenter,
    "right": Qt.AlignmentFlag.AlignRight,
}
ID_ROLE = Qt.ItemDataRole.UserRole


class ListModel(QAbstractTableModel):
    """Rows of a ResultSet, private fields masked."""

    def __init__(self) -> None:
        super().__init__()
        self.results: ResultSet | None = None
        self.fields: tuple[Field, ...] = ()

    def show(self, results: ResultSet | None, fields: Sequence[Field]) -> None:
        """Take another list; `results` must have read these fields."""
        self.beginResetModel()
        self.results, self.fields = results, tuple(fields)
        self.endResetModel()

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
            return _ALIGN[self.fields[index.column()].type.align] | Qt.AlignmentFlag.AlignVCenter
        return self.results.ids[index.row()] if role == ID_ROLE else None

    def text(self, row: int, column: int) -> str:
        """The text of a cell; a record that was deleted meanwhile says so."""
        assert self.results is not None
        record = self.results.row(row)
        if record is None:
            return _("（已删除）") if column == 0 else ""
        field = self.fields[column]
        return text_of(field, record.values[field.name], masked=True)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The labels of the fields."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.fields):
            return None
        field = self.fields[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return field.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return _(field.help) if field.help else field.title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _ALIGN[field.type.align] | Qt.AlignmentFlag.AlignVCenter
        return None

    def ids_in(self, selection: QItemSelection) -> list[int]:
        """The ids of selected ranges, in the order of the list."""
        if self.results is None:
            return []
        return list(
            dict.fromkeys(key for top, bottom in _spans(selection) for key in self.results.ids[top : bottom + 1])
        )

    def rows_of(self, ids: Iterable[int]) -> list[int]:
        """Where records stand now; those that are no more in the list are left out."""
        wanted = set(ids)
        if self.results is None or not wanted:
            return []
        return [row for row, key in enumerate(self.results.ids) if key in wanted]


def selected_count(selection: QItemSelection) -> int:
    """How many rows are selected, without touching them."""
    return sum(bottom - top + 1 for top, bottom in _spans(selection))


def _spans(selection: QItemSelection) -> list[tuple[int, int]]:
    """First and last row of each range, once."""
    parts = (selection.at(place) for place in range(selection.count()))
    return sorted({(part.top(), part.bottom()) for part in parts})
