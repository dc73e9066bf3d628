"""A table of people on a page: boxes to tick, and heads that sort."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from desktop.ui.kit import icons, layouts, paint
from desktop.ui.kit.accessibility import ENTER
from desktop.ui.kit.choices import BOX, paint_box
from desktop.ui.kit.controls import Button, Hairline, Kind, Label
from desktop.ui.kit.page_widgets import cut
from desktop.ui.kit.plain_table import ROW_HEIGHT, PlainColumn, PlainHead, PlainModel, PlainPainter, PlainTable
from desktop.ui.kit.row_list import Index, RowState
from desktop.ui.kit.theme import GUTTER, MEDIUM, font, tint
from models.words import _

TICK = 0
EDGE = 20  # what numbers stay away from the edge


class TickModel(PlainModel):
    """Rows, some of them ticked in the first column; `ticks_changed` after every change of these.

    `key` is the id that is ticked, `ties` by what those stand that are alike in the column of the `order` (a column, and
    whether it descends).
    """

    ticks_changed = Signal()
    key: Callable[[Any], int]
    ties: Callable[[Any], Any]

    def __init__(self, rows: Sequence[Any], columns: Sequence[PlainColumn], order: tuple[int, bool]) -> None:
        super().__init__((PlainColumn("tick", "", lambda _row: "", 40), *columns))
        self.rows = tuple(rows)
        self.ticked: frozenset[int] = frozenset()
        self.order = order

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The words of a cell; ticks are said in words to a screen reader."""
        if index.isValid() and index.column() == TICK and role == Qt.ItemDataRole.AccessibleTextRole:
            return _("已勾选") if self.key(self.rows[index.row()]) in self.ticked else _("未勾选")
        return super().data(index, role)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Let the rows stand by another column."""
        by = self.columns[column].order
        if by is None:
            return
        down = order is Qt.SortOrder.DescendingOrder
        self.beginResetModel()
        self.rows = tuple(sorted(sorted(self.rows, key=self.ties), key=by, reverse=down))
        self.order = (column, down)
        self.endResetModel()

    def tick(self, keys: Sequence[int], *, on: bool) -> None:
        """Tick people or untick them."""
        self.ticked = self.ticked.union(keys) if on else self.ticked.difference(keys)
        if self.rows:
            self.dataChanged.emit(self.index(0, TICK), self.index(len(self.rows) - 1, TICK))
        self.ticks_changed.emit()

    @property
    def ids(self) -> list[int]:
        """Those ticked, as they stand."""
        return [key for key in map(self.key, self.rows) if key in self.ticked]


class TickPainter(PlainPainter):
    """Draws boxes before the cells."""

    def __init__(self, table: "TickTable") -> None:
        super().__init__(table)
        self.table = table

    def ground(self, place: int, row: Any) -> str:
        """Ticked, pointed at, or as it is."""
        model = self.table.model_
        return "tick" if model.key(row) in model.ticked else "hover" if self.table.hovered == place else "surface"

    def _draw(self, painter: QPainter, box: QRectF, index: Index, state: RowState) -> None:
        super()._draw(painter, box, index, state)
        model, row = self.table.model_, index.row()
        if index.column() == TICK and (model.ticked or row in (self.table.hovered, self.table.currentIndex().row())):
            ticked = model.key(model.rows[row]) in model.ticked
            sign = Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked
            paint_box(painter, QPointF(box.left() + 14, box.center().y() - BOX / 2 - 0.5), sign)

    def cell(self, painter: QPainter, box: QRectF, column: PlainColumn, row: Any) -> None:
        """See PlainPainter."""
        if column is not self.table.model_.columns[TICK]:
            self.contents(painter, box, column, row)

    def contents(self, painter: QPainter, box: QRectF, column: PlainColumn, row: Any) -> None:
        """Draw a cell that is no box."""
        super().cell(painter, box, column, row)


class TickHead(PlainHead):
    """Headings with the arrow of the order, and the box over all boxes."""

    def __init__(self, table: "TickTable") -> None:
        super().__init__(table)
        self.table = table
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(0)  # the usual least is wider than a box or a mark

    def label(self, painter: QPainter, box: QRectF, section: int) -> None:
        """The box, or the heading with the arrow."""
        if section == TICK:
            paint_box(painter, QPointF(box.left() + 14, box.top() + (box.height() - BOX) / 2), self.table.ticks)
            return
        column, (sorted_by, down) = self.table.model_.columns[section], self.table.model_.order
        here = section == sorted_by
        paint.pen(painter, "text" if here else "text2", font(weight=MEDIUM))
        arrow = 16 if here and not column.centred else 0  # in the middle it stands beside the words, which do not move
        space = column.within(box).adjusted(0, -1, -arrow, -1)
        label = cut(painter, column.heading, space.width())
        painter.drawText(space, column.side, label)
        if here:
            width = painter.fontMetrics().horizontalAdvance(label)
            centre = space.center().x() + width / 2 + 2
            x = space.right() + 3 if column.right else centre if column.centred else space.left() + width + 4
            icons.draw(painter, "arrow_down" if down else "arrow_up", QPointF(x, box.top() + 9), 12, "accent_text")


class TickTable(PlainTable):
    """`opened` with a row.

    Space ticks, Ctrl+A ticks all, Escape none, Enter opens; Alt+Shift with an arrow chooses the column of the order and
    its direction. `name` is the column the keyboard stands in.
    """

    opened = Signal(object)
    name: ClassVar[int]
    model_: TickModel

    def __init__(self, model: TickModel, painter: Callable[["TickTable"], TickPainter], words: str) -> None:
        super().__init__(model, words)
        self.hovered = -1
        self.setItemDelegate(painter(self))
        self.setMouseTracking(True)
        self.head = TickHead(self)
        self.setHorizontalHeader(self.head)
        self.head.sectionClicked.connect(self.press_head)
        self.activated.connect(lambda index: self.opened.emit(model.rows[index.row()]))
        model.ticks_changed.connect(self._repaint)
        self.setMinimumHeight(ROW_HEIGHT * 4)

    @property
    def ticks(self) -> Qt.CheckState:
        """Whether all, some or none are ticked."""
        count = len(self.model_.ticked)
        if not count:
            return Qt.CheckState.Unchecked
        return Qt.CheckState.Checked if count == len(self.model_.rows) else Qt.CheckState.PartiallyChecked

    def tick_all(self, *, on: bool) -> None:
        """Tick everybody, or nobody."""
        self.model_.tick([self.model_.key(one) for one in self.model_.rows], on=on)

    def press_head(self, column: int) -> None:
        """Sort by a column, the other way round where it is sorted by already; over the boxes tick all or none."""
        if column == TICK:
            self.tick_all(on=self.ticks is not Qt.CheckState.Checked)
            return
        here, down = self.model_.order
        self._sort(column, down=column == here and not down)

    def _sort(self, column: int, *, down: bool) -> None:
        current = self.current
        self.model_.sort(column, Qt.SortOrder.DescendingOrder if down else Qt.SortOrder.AscendingOrder)
        if current is not None:
            self.setCurrentIndex(self.model_.index(self.model_.rows.index(current), self.name))
        self.head.viewport().update()

    def _turn_order(self, key: int) -> bool:
        """Left and right choose the column of the order, up and down its direction."""
        column = self.model_.order[0]
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._sort(column, down=key == Qt.Key.Key_Down)
            return True
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(key))
        if step is None:
            return False
        columns = [n for n, c in enumerate(self.model_.columns) if c.order is not None and not self.isColumnHidden(n)]
        at = columns.index(column) if column in columns else 0
        self._sort(columns[(at + step) % len(columns)], down=False)
        return True

    def _toggle(self, row: int) -> None:
        key = self.model_.key(self.model_.rows[row])
        self.model_.tick([key], on=key not in self.model_.ticked)

    def _repaint(self) -> None:
        self.viewport().update()
        self.head.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on a box ticks."""
        index = self.indexAt(event.position().toPoint())
        super().mousePressEvent(event)
        if index.isValid() and index.column() == TICK and event.button() is Qt.MouseButton.LeftButton:
            self._toggle(index.row())
        self.viewport().update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show the box of the row under the pointer."""
        self.hovered = self.rowAt(event.position().toPoint().y())
        self.viewport().update()
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Hide it again."""
        self.hovered = -1
        self.viewport().update()
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space ticks, Escape unticks all, Enter opens, Alt+Shift with an arrow sorts."""
        key, current = event.key(), self.currentIndex()
        sorting = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier
        if event.modifiers() & sorting == sorting and self._turn_order(key):
            return
        if key == Qt.Key.Key_Space and current.isValid():
            self._toggle(current.row())
        elif key == Qt.Key.Key_Escape and self.model_.ticked:
            self.tick_all(on=False)
        elif key in ENTER and self.current is not None:
            self.opened.emit(self.current)
        else:
            super().keyPressEvent(event)

    def selectAll(self) -> None:
        """Tick everybody."""
        self.tick_all(on=True)


class TickBar(QWidget):
    """How many are ticked, and what to do with them; stands where the tabs stand."""

    def __init__(self, *buttons: Button) -> None:
        super().__init__()
        tint(self, ground="accent_soft")
        self.count = Label(weight=MEDIUM)
        self.clear = Button(_("清除选择"), Kind.LINK)
        line = Hairline(upright=True, length=16)
        layouts.row(
            self.count, self.clear, line, *buttons, layouts.STRETCH, parent=self, gap=6, margins=(GUTTER, 0, 14, 0)
        )

    def set_count(self, count: int) -> None:
        """How many are ticked."""
        self.count.setText(_("已选 {count} 人").format(count=f"{count:,}"))
