"""The table a list is seen in: rows of one height, hairlines, a bar at the current row."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from desktop.ui.grid.model import ListModel
from desktop.ui.theme import colour

ROW_HEIGHT = 32
_PADDING = 8
_CHARACTER = 7  # pixels of half a Chinese character at 13 px
_EMPTY = "—"


class CellPainter(QStyledItemDelegate):
    """Paints text cells straight from the tokens; no style is asked for each of them."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Ground, hairline, bar and text."""
        rect: QRect = option.rect  # type: ignore[attr-defined] # the stubs leave out a style option's members
        selected = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined] # same
        if selected:
            painter.fillRect(rect, colour("select"))
            if index.column() == 0:
                painter.fillRect(rect.left(), rect.top(), 3, rect.height(), colour("accent"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, colour("line"))
        text = index.data()
        painter.setPen(colour("text" if text else "disabled"))
        space = rect.adjusted(_PADDING, -1, -_PADDING, -1)
        shown = option.fontMetrics.elidedText(text or _EMPTY, Qt.TextElideMode.ElideRight, space.width())  # type: ignore[attr-defined] # same
        painter.drawText(space, index.data(Qt.ItemDataRole.TextAlignmentRole), shown)


class ListTable(QTableView):
    """Shows a ListModel; `opened` when a row is double-clicked or entered."""

    opened = Signal(int)
    ordered = Signal(int)

    def __init__(self, model: ListModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._list = model
        self.setModel(model)
        self.setItemDelegate(CellPainter(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self._heads()
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row()))

    def _heads(self) -> None:
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(ROW_HEIGHT)
        rows.setDefaultSectionSize(ROW_HEIGHT)
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionsClickable(True)
        head.setSectionsMovable(True)
        head.setSortIndicatorShown(False)
        head.setMinimumSectionSize(48)
        head.sectionClicked.connect(self.ordered)

    def fit_columns(self) -> None:
        """Give each column the usual width of its field: nothing is measured, so the length of the list is no matter."""
        for column, field in enumerate(self._list.fields):
            characters = max(min(field.type.width, 28), 2 * len(field.title) + 2)
            self.setColumnWidth(column, characters * _CHARACTER + 2 * _PADDING)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the current row."""
        current = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and current.isValid():
            self.opened.emit(current.row())
        else:
            super().keyPressEvent(event)
