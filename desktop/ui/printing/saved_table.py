"""A plain table of what is kept, with acts for the row that is chosen: schemes, and what was printed."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QLabel,
    QTableView,
    QWidget,
)

from desktop.ui.kit import layouts, paint
from desktop.ui.kit.controls import Button, Hairline
from desktop.ui.kit.paint import LEFT, RIGHT
from desktop.ui.kit.row_list import Index, ItemPainter, RowState
from desktop.ui.kit.theme import GUTTER, MEDIUM, colour, font, row_height, tint
from desktop.ui.list.table_head import PADDING, TableHead
from models.database.operator import signed

_INDENT = GUTTER - PADDING  # the first column stands on the edge of the page


class SavedColumn(NamedTuple):
    """A column: its label, its width in pixels (0 takes what is left), and whether it holds numbers."""

    label: str
    width: int
    number: bool = False


class SavedRows(QAbstractTableModel):
    """Rows of words; the first column is what a row is called."""

    def __init__(self, headings: Sequence[SavedColumn]) -> None:
        super().__init__()
        self.headings = tuple(headings)
        self.rows: tuple[tuple[str, ...], ...] = ()

    def show(self, rows: Sequence[tuple[str, ...]]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """How many rows there are."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """How many columns there are."""
        return 0 if parent.isValid() else len(self.headings)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The words of a cell."""
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self.rows[index.row()][index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if self.headings[index.column()].number else LEFT
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The labels."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.headings[section].label
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if self.headings[section].number else LEFT
        return None


class _SavedHead(TableHead):
    """Labels, the first one where the words below it begin."""

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803 - Qt's name
        """Draw one label."""
        super().paintSection(painter, rect if logicalIndex else rect.adjusted(_INDENT, 0, 0, 0), logicalIndex)


class _CellPainter(ItemPainter):
    """Words over the ground of the row, a hairline below, a bar before the current row."""

    def draw(self, painter: QPainter, box: QRectF, index: Index, state: RowState) -> None:
        """Draw one cell."""
        first = index.column() == 0
        painter.fillRect(box, colour("select" if state.selected else "surface"))
        painter.fillRect(QRectF(box.left(), box.bottom() - 1, box.width(), 1), colour("line"))
        if state.selected and first:
            painter.fillRect(QRectF(box.left(), box.top(), 3, box.height()), colour("graphic"))
        room = box.adjusted(PADDING + (_INDENT if first else 0), -0.5, -PADDING, -0.5)
        align, face = index.data(Qt.ItemDataRole.TextAlignmentRole), font(weight=MEDIUM) if first else font()
        paint.line(painter, room, align, str(index.data()), "text" if first else "text2", face)


class SavedTable(QTableView):
    """`opened` with the row a person double-clicked or pressed Enter on, `dropped` where Delete was pressed."""

    opened = Signal(int)
    dropped = Signal(int)

    def __init__(self, headings: Sequence[SavedColumn], name: str) -> None:
        super().__init__()
        self.rows = SavedRows(headings)
        self.setModel(self.rows)
        self.setHorizontalHeader(_SavedHead(self))
        self.setItemDelegate(_CellPainter(self))
        self.setAccessibleName(name)
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(row_height())
        head = self.horizontalHeader()
        head.setSectionsMovable(False)
        head.setSectionsClickable(False)
        head.setFixedHeight(32)
        for place, heading in enumerate(headings):
            stretched = not heading.width
            head.setSectionResizeMode(
                place, QHeaderView.ResizeMode.Stretch if stretched else QHeaderView.ResizeMode.Interactive
            )
            if not stretched:
                self.setColumnWidth(place, heading.width)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, Delete drops."""
        row = self.currentIndex().row()
        if row >= 0 and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(row)
        elif row >= 0 and event.key() == Qt.Key.Key_Delete:
            self.dropped.emit(row)
        else:
            super().keyPressEvent(event)


class SavedPage(QWidget):
    """A strip with a sentence and acts, and the table below; `empty` is said where there is nothing."""

    def __init__(self, table: SavedTable, words: str, empty: str, acts: Sequence[Button]) -> None:
        super().__init__()
        self.table, self.acts = table, tuple(acts)
        told = QLabel(words)
        tint(told, ink="text2")
        strip = QWidget()
        strip.setFixedHeight(44)
        layouts.row(told, layouts.STRETCH, *acts, parent=strip, gap=8, margins=(GUTTER, 0, 16, 0))
        self.nothing = QLabel(empty)
        self.nothing.setWordWrap(True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        tint(self.nothing, ink="text2")
        layouts.column(strip, Hairline(), (table, 1), (self.nothing, 1), parent=self, gap=0)
        table.selectionModel().selectionChanged.connect(lambda *_given: self._allow())
        self.show_rows(())

    @property
    def row(self) -> int:
        """The row that is chosen; -1 where none is."""
        chosen = self.table.selectionModel().selectedRows()
        return chosen[0].row() if chosen else -1

    def show_rows(self, rows: Sequence[tuple[str, ...]]) -> None:
        """Show these, the first chosen."""
        self.table.rows.show(rows)
        self.table.setVisible(bool(rows))
        self.nothing.setVisible(not rows)
        if rows:
            self.table.selectRow(0)
        self._allow()

    def _allow(self) -> None:
        for act in self.acts:
            act.setEnabled(self.row >= 0)


def who(name: str) -> str:
    """A person as a table says it."""
    return signed(name)
