"""The edges of a list: labels and the arrow of the order above, tick boxes and issue marks at the left."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHeaderView, QTableView

from desktop.ui.kit import icons, paint
from desktop.ui.kit.choices import BOX, paint_box
from desktop.ui.kit.paint import LEFT
from desktop.ui.kit.theme import MEDIUM, colour, font
from models.words import _

if TYPE_CHECKING:
    from desktop.ui.list.table_state import TableState

HEIGHT = 32
PADDING = 8
UNDER_BAR = 4  # pixels that contents at the right edge give way to the scroll bar, which lies over the rows
TICKS, MARKS = 40, 24  # widths of the two columns at the left


class TableHead(QHeaderView):
    """Labels and the arrow of the order, painted by hand.

    Qt's own asks of every row of the list whether it is selected before it paints a label: 8 s for 200 000 rows.
    """

    def __init__(self, parent: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setHighlightSections(False)
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setMinimumSectionSize(48)
        self.setFixedHeight(HEIGHT)
        self.setFont(font(weight=MEDIUM))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setAccessibleName(_("列标题"))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Labels, and the same ground where there is none."""
        with QPainter(self.viewport()) as painter:
            painter.fillRect(self.viewport().rect(), colour("header"))
            painter.fillRect(0, self.height() - 1, self.width(), 1, colour("line2"))
        super().paintEvent(event)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803 - Qt's name
        """Ground, hairline, label, arrow."""
        painter.fillRect(rect, colour("header"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, colour("line2"))
        model = self.model()
        ordered = self.isSortIndicatorShown() and self.sortIndicatorSection() == logicalIndex
        label = str(model.headerData(logicalIndex, self.orientation()) or "")
        align = model.headerData(logicalIndex, self.orientation(), Qt.ItemDataRole.TextAlignmentRole) or LEFT
        under = UNDER_BAR if rect.right() + 1 == self.viewport().width() else 0
        space = rect.adjusted(PADDING, -1, -PADDING - under - (16 if ordered else 0), -1)
        painter.setPen(colour("text" if ordered else "text2"))
        metrics = painter.fontMetrics()
        painter.drawText(space, align, metrics.elidedText(label, Qt.TextElideMode.ElideRight, space.width()))
        if ordered:
            up = self.sortIndicatorOrder() is Qt.SortOrder.AscendingOrder
            width = min(metrics.horizontalAdvance(label), space.width())
            at_right = bool(align & Qt.AlignmentFlag.AlignRight)
            x = space.right() + 3 if at_right else space.left() + width + 4
            icons.draw(painter, "arrow_up" if up else "arrow_down", QPointF(x, rect.top() + 9), 12, "accent_text")


class TableMargin(QHeaderView):
    """One tick box and one issue mark a row; both stay where they are when the list is moved sideways.

    `ticked` with the row whose box was clicked, and whether Shift was held.
    """

    ticked = Signal(int, bool)

    def __init__(self, table: "TableState", mark: Callable[[int], str]) -> None:
        super().__init__(Qt.Orientation.Vertical, table)
        self._table, self._mark = table, mark
        self._swept: int | None = None  # the row the pointer ticked last while it is held down
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(24)
        self.setFixedWidth(TICKS + MARKS)
        self.setSectionsClickable(False)
        self.setMouseTracking(True)
        self.setAccessibleName(_("选择与问题"))

    def sizeHint(self) -> QSize:
        """Two columns; no row is asked."""
        return QSize(TICKS + MARKS, 0)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803 - Qt's name
        """Ground, bar, box, mark."""
        table = self._table
        painter.fillRect(rect, table.ground_of(logicalIndex))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, colour("line"))
        current = table.currentIndex().row() == logicalIndex
        if current:
            bar = "graphic" if table.hasFocus() else "accent_line"  # pale while keys go elsewhere
            painter.fillRect(rect.left(), rect.top(), 3, rect.height(), colour(bar))
        middle = rect.top() + (rect.height() - 1) / 2
        if table.bulk or current or table.hovered == logicalIndex:
            ticked = table.bulk and table.is_selected(logicalIndex)
            state = Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked
            paint_box(painter, QPointF(14, middle - BOX / 2), state)
        severity = self._mark(logicalIndex)
        if severity:
            name, ink = ("error_circle", "danger_solid") if severity == "error" else ("warning", "warn_solid")
            icons.draw(painter, f"{name}_filled", QPointF(TICKS + 4, middle - 8), 16, ink)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on a box ticks; beside it, it goes to the row."""
        row = self.logicalIndexAt(event.position().toPoint())
        if row < 0 or event.button() is not Qt.MouseButton.LeftButton:
            return
        if event.position().x() < TICKS:
            self._swept = row
            self.ticked.emit(row, bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        else:
            self._table.setCurrentIndex(self._table.model().index(row, 0))
        self._table.setFocus()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Held down over other boxes it ticks them too."""
        row = self.logicalIndexAt(event.position().toPoint())
        self._table.point_at(row)
        if self._swept is not None and row >= 0 and row != self._swept:
            self._swept = row
            self.ticked.emit(row, True)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._swept = None

    def leaveEvent(self, event: object) -> None:
        """No row is pointed at."""
        self._table.point_at(-1)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The second click of two ticks as the first."""
        self.mousePressEvent(event)


class TableCorner(paint.Painted, QAbstractButton):
    """The box over all boxes: ticks every row of the list, or none."""

    def __init__(self, table: "TableState") -> None:
        super().__init__(table)
        self._table = table
        self.setGeometry(0, 0, TICKS + MARKS, HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Ctrl+A does the same
        self.setAccessibleName(_("全选"))
        self.setToolTip(_("全选  Ctrl+A"))

    @property
    def state(self) -> Qt.CheckState:
        """All, some or none."""
        chosen = self._table.chosen_count if self._table.bulk else 0
        if not chosen:
            return Qt.CheckState.Unchecked
        every = chosen == self._table.model().rowCount(QModelIndex())
        return Qt.CheckState.Checked if every else Qt.CheckState.PartiallyChecked

    def _paint(self, painter: QPainter) -> None:
        painter.fillRect(self.rect(), colour("header"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, colour("line2"))
        paint_box(painter, QPointF(14, (HEIGHT - BOX) / 2), self.state)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Never has the focus."""
        event.ignore()
