"""Lists of rows: one model of rows of any kind, one painter that draws a row, one view set up alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QListView,
    QListWidget,
    QStyle,
    QStyledItemDelegate,
    QTableView,
)
from PySide6.QtWidgets import QStyleOptionViewItem as Option

from desktop.ui.kit import paint
from desktop.ui.kit.paint import LEFT
from desktop.ui.kit.theme import colour, font

Index = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole
"""The role under which a model gives the row itself."""


class RowModel(QAbstractListModel):
    """Rows of any kind; a subclass says in words what one is, and whether it can be chosen or ticked."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: Sequence[Any] = ()

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def words(self, row: Any) -> str:
        """What is read on the row."""
        return str(row)

    def spoken(self, row: Any) -> str:
        """What a screen reader says of it."""
        return self.words(row)

    def tip(self, row: Any) -> str:
        """What the mouse resting on it tells."""
        return ""

    def choosable(self, row: Any) -> bool:
        """Headings and notes are not."""
        return True

    def tick(self, row: Any) -> bool | None:
        """Whether it is ticked; None where rows are not."""
        return None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """How many there are."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The row itself for the painter, its words for screen readers and the search by keys."""
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == ROW:
            return row
        if role == Qt.ItemDataRole.CheckStateRole:
            on = self.tick(row)
            return None if on is None else Qt.CheckState.Checked if on else Qt.CheckState.Unchecked
        told = {
            Qt.ItemDataRole.DisplayRole: self.words, Qt.ItemDataRole.AccessibleTextRole: self.spoken,
            Qt.ItemDataRole.ToolTipRole: self.tip,
        }.get(Qt.ItemDataRole(role))  # fmt: skip
        return told(row) or None if told is not None else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """See `choosable` and `tick`."""
        if not index.isValid() or not self.choosable(row := self.rows[index.row()]):
            return Qt.ItemFlag.NoItemFlags
        box = Qt.ItemFlag.ItemIsUserCheckable if self.tick(row) is not None else Qt.ItemFlag.NoItemFlags
        return super().flags(index) | box


@dataclass(frozen=True, slots=True)
class RowState:
    """How a row is seen."""

    selected: bool
    pointed: bool
    focused: bool

    @property
    def ground(self) -> str:
        """The ground it stands on; nothing of its own where it is neither chosen nor pointed at."""
        return "select" if self.selected else "hover" if self.pointed else ""


def look_of(option: Option) -> tuple[QRectF, RowState]:
    """Where a row or cell is drawn, and how it is seen."""
    state = option.state  # type: ignore[attr-defined] # PySide's stub leaves the members of the option out
    flag = QStyle.StateFlag
    seen = RowState(
        bool(state & flag.State_Selected), bool(state & flag.State_MouseOver), bool(state & flag.State_HasFocus)
    )
    return QRectF(option.rect), seen  # type: ignore[attr-defined] # as above


class ItemPainter(QStyledItemDelegate):
    """Draws rows, or cells of a table; a subclass says how high one is and draws it."""

    HEIGHT = 0

    def height(self, index: Index) -> int:
        """Pixels; 0 leaves it to the view."""
        return self.HEIGHT

    def _draw(self, painter: QPainter, box: QRectF, index: Index, state: RowState) -> None:
        """Draw one; the painter is as before afterwards."""
        raise NotImplementedError

    def sizeHint(self, option: Option, index: Index) -> QSize:
        """As wide as there is room."""
        height = self.height(index)
        return QSize(0, height) if height else super().sizeHint(option, index)

    def paint(self, painter: QPainter, option: Option, index: Index) -> None:
        """Draw one row."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box, state = look_of(option)
        self._draw(painter, box, index, state)
        painter.restore()


class WordsPainter(ItemPainter):
    """A line of words on the ground of its state."""

    def __init__(self, parent: QAbstractItemView, height: int) -> None:
        super().__init__(parent)
        self._height = height

    def height(self, index: Index) -> int:
        """All of one height."""
        return self._height

    def _draw(self, painter: QPainter, box: QRectF, index: Index, state: RowState) -> None:
        if state.ground:
            painter.fillRect(box, colour(state.ground))
        paint.line(painter, box.adjusted(10, -0.5, -10, -0.5), LEFT, str(index.data() or ""), "text", font())


def set_up(
    view: QListView | QListWidget, painter: QStyledItemDelegate, name: str, *, ground: bool = False,
    rows: QAbstractItemModel | None = None,
) -> None:  # fmt: skip
    """A list without a frame that follows the mouse, on the ground of what it lies on unless it has its own."""
    if rows is not None:
        view.setModel(rows)
    view.setItemDelegate(painter)
    view.setAccessibleName(name)
    view.setFrameShape(QListView.Shape.NoFrame)
    view.setMouseTracking(True)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.viewport().setAutoFillBackground(ground)


def set_up_table(table: QTableView, height: int) -> None:
    """A table without a frame or a grid: rows of one height without heads, one of them chosen, Tab leads out of it."""
    table.setFrameShape(QTableView.Shape.NoFrame)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    rows = table.verticalHeader()
    rows.hide()
    rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    rows.setDefaultSectionSize(height)
