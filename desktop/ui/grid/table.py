"""The table a list is seen in: rows of one height, hairlines, a bar at the current row."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPainter
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
from desktop.ui.theme import colour, font

ROW_HEIGHT = 32
_PADDING = 8
_CHARACTER = 7  # pixels of half a Chinese character at 13 px
_EMPTY = "—"
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_USUAL = {"name": 12, "reference": 24}  # characters, where the longest possible value is not the usual one


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
        align = index.data(Qt.ItemDataRole.TextAlignmentRole) or _LEFT
        painter.drawText(space, align, shown)


class Head(QHeaderView):
    """Labels and the arrow of the order, painted by hand.

    Qt's own asks of every row of the list whether it is selected before it paints a label: 8 s for 200 000 rows.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setHighlightSections(False)
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setMinimumSectionSize(48)
        self.setFixedHeight(ROW_HEIGHT)
        self.setFont(font(weight=QFont.Weight.Medium))

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803 - Qt's name
        """Ground, hairline, label, arrow."""
        painter.fillRect(rect, colour("header"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, colour("line2"))
        model = self.model()
        ordered = self.isSortIndicatorShown() and self.sortIndicatorSection() == logicalIndex
        label = str(model.headerData(logicalIndex, self.orientation()) or "")
        if ordered:
            label += " ↑" if self.sortIndicatorOrder() is Qt.SortOrder.AscendingOrder else " ↓"
        align = model.headerData(logicalIndex, self.orientation(), Qt.ItemDataRole.TextAlignmentRole) or _LEFT
        space = rect.adjusted(_PADDING, -1, -_PADDING, -1)
        painter.setPen(colour("text" if ordered else "text2"))
        painter.drawText(
            space, align, painter.fontMetrics().elidedText(label, Qt.TextElideMode.ElideRight, space.width())
        )


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
        head = Head(self)
        self.setHorizontalHeader(head)
        head.sectionClicked.connect(self.ordered)

    def fit_columns(self) -> None:
        """Give each column the usual width of its field: nothing is measured, so the length of the list is no matter."""
        for column, field in enumerate(self._list.fields):
            usual = _USUAL.get(field.type.kind, field.type.width)
            characters = max(min(usual, 28), 2 * len(field.title) + 2)
            self.setColumnWidth(column, characters * _CHARACTER + 2 * _PADDING)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the current row."""
        current = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and current.isValid():
            self.opened.emit(current.row())
        else:
            super().keyPressEvent(event)
