"""A table of people on a page: boxes to tick, heads that sort, columns left out where the page is narrow."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLabel, QTableView, QWidget

from desktop.ui.kit import icons, layouts, paint
from desktop.ui.kit.choices import BOX, paint_box
from desktop.ui.kit.controls import Button, Hairline, Kind
from desktop.ui.kit.page_widgets import cut
from desktop.ui.kit.paint import LEFT, RIGHT
from desktop.ui.kit.row_list import Index, ItemPainter, RowState
from desktop.ui.kit.theme import GUTTER, MEDIUM, colour, font
from models.words import _

TICK = 0
ROW, EDGE = 32, 20  # height; what numbers stay away from the edge
_SEEN = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
_MIDDLE = Qt.AlignmentFlag.AlignCenter


class TickModel(QAbstractTableModel):
    """Rows, some of them ticked; `ticks_changed` after every change of these.

    A subclass says the heads, the words of a cell, the id of a row, by what each column sorts, and the order of ties.
    """

    ticks_changed = Signal()
    orders: ClassVar[Mapping[int, Callable[..., Any]]] = {}

    def __init__(
        self, people: Sequence[Any], heads: Sequence[str], order: tuple[int, bool], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.people: tuple[Any, ...] = tuple(people)
        self.heads = tuple(heads)
        self.ticked: frozenset[int] = frozenset()
        self.order = order  # column, whether descending

    def key(self, one: Any) -> int:
        """The id that is ticked."""
        raise NotImplementedError

    def words(self, one: Any, column: int) -> str:
        """A cell in words; what is drawn as a dot or a mark is said in words."""
        raise NotImplementedError

    def ties(self, one: Any) -> Any:
        """By what those stand that are alike in the column of the order."""
        raise NotImplementedError

    def sorted_by(self, one: Any, column: int) -> Any:
        """The value a column sorts by."""
        return self.orders[column](one)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """One a person."""
        return 0 if parent.isValid() else len(self.people)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Those of the heads."""
        return 0 if parent.isValid() else len(self.heads)

    def alignment(self, _column: int) -> Qt.AlignmentFlag:
        """Where words of a column stand."""
        return LEFT

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The names of columns."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.heads[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self.alignment(section)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The words of a cell; ticks are said in words to a screen reader."""
        if role not in _SEEN or not index.isValid():
            return None
        one = self.people[index.row()]
        if index.column() == TICK:
            ticked = self.key(one) in self.ticked
            return (_("已勾选") if ticked else _("未勾选")) if role == Qt.ItemDataRole.AccessibleTextRole else None
        return self.words(one, index.column())

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Let the rows stand by another column."""
        if column not in self.orders:
            return
        down = order is Qt.SortOrder.DescendingOrder
        self.beginResetModel()
        stable = sorted(self.people, key=self.ties)
        self.people = tuple(sorted(stable, key=lambda one: self.sorted_by(one, column), reverse=down))
        self.order = (column, down)
        self.endResetModel()

    def tick(self, keys: Sequence[int], *, on: bool) -> None:
        """Tick people or untick them."""
        self.ticked = self.ticked.union(keys) if on else self.ticked.difference(keys)
        if self.people:
            self.dataChanged.emit(self.index(0, TICK), self.index(len(self.people) - 1, TICK))
        self.ticks_changed.emit()

    @property
    def ids(self) -> list[int]:
        """Those ticked, as they stand."""
        return [key for key in map(self.key, self.people) if key in self.ticked]


class TickPainter(ItemPainter):
    """Draws ground, box and hairline; a subclass draws the other cells."""

    def __init__(self, table: "TickTable") -> None:
        super().__init__(table)
        self.table = table

    def height(self, index: Index) -> int:
        """Rows of one height."""
        return ROW

    def draw(self, painter: QPainter, box: QRectF, index: Index, state: RowState) -> None:
        """Draw ground, contents and the hairline below."""
        model, row = self.table.model_, index.row()
        one = model.people[row]
        ticked, here = model.key(one) in model.ticked, self.table.currentIndex().row() == row
        ground = "select" if here else "tick" if ticked else "hover" if self.table.hovered == row else "surface"
        painter.fillRect(box, colour(ground))
        painter.fillRect(QRectF(box.left(), box.bottom() - 1, box.width(), 1), colour("line"))
        if index.column() != TICK:
            self.draw_cell(painter, box, index, one)
            return
        if here:
            painter.fillRect(QRectF(box.left(), box.top(), 3, box.height() - 1), colour("graphic"))
        if ticked or here or model.ticked or self.table.hovered == row:
            sign = Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked
            paint_box(painter, QPointF(box.left() + 14, box.center().y() - BOX / 2 - 0.5), sign)

    def draw_cell(self, painter: QPainter, box: QRectF, index: Index, one: Any) -> None:
        """Draw the contents of a cell that is no box."""
        raise NotImplementedError


class TickHead(QHeaderView):
    """Labels on the ground of table heads, the arrow of the order, and the box over all boxes."""

    def __init__(self, table: "TickTable") -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._table = table
        self.setFixedHeight(ROW)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(0)  # the usual least is wider than a box or a mark
        self.setAccessibleName(_("列标题"))

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803 - Qt's name
        """Ground, hairline, label or box."""
        painter.fillRect(rect, colour("header"))
        painter.fillRect(rect.left(), rect.top(), rect.width(), 1, colour("line"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, colour("line2"))
        if logicalIndex == TICK:
            paint_box(painter, QPointF(rect.left() + 14, rect.top() + (rect.height() - BOX) / 2), self._table.ticks)
            return
        self._paint_label(painter, rect, logicalIndex)

    def _paint_label(self, painter: QPainter, rect: QRect, section: int) -> None:
        model = self._table.model_
        column, down = model.order
        here, align = column == section, model.alignment(section)
        paint.pen(painter, "text" if here else "text2", font(weight=MEDIUM))
        arrow = 16 if here and align != _MIDDLE else 0  # in the middle it stands beside the words, which do not move
        space = QRectF(rect).adjusted(8, -1, -(EDGE if align == RIGHT else 8) - arrow, -1)
        label = cut(painter, str(model.headerData(section, self.orientation()) or ""), space.width())
        painter.drawText(space, align, label)
        if here:
            width = painter.fontMetrics().horizontalAdvance(label)
            x = {RIGHT: space.right() + 3, _MIDDLE: space.center().x() + width / 2 + 2}.get(
                align, space.left() + width + 4
            )
            icons.draw(painter, "arrow_down" if down else "arrow_up", QPointF(x, rect.top() + 9), 12, "accent_text")


class TickTable(QTableView):
    """Leaves columns out rather than squeeze them; `opened` with a row.

    Space ticks, Ctrl+A ticks all, Escape none, Enter opens; Alt+Shift with an arrow chooses the column of the order and
    its direction. `name` is the column the keyboard stands in, `spare` those left out one after the other, `growing`
    those that take what room is left.
    """

    opened = Signal(object)
    name: ClassVar[int]
    spare: ClassVar[tuple[int, ...]] = ()
    growing: ClassVar[tuple[int, ...]] = ()

    def __init__(self, model: TickModel, painter: Callable[["TickTable"], TickPainter], words: str) -> None:
        super().__init__()
        self.model_ = model
        model.setParent(self)
        self.hovered = -1
        self.setModel(model)
        self.setItemDelegate(painter(self))
        self.setAccessibleName(words)
        self._set_up()
        self.head = TickHead(self)
        self.setHorizontalHeader(self.head)
        self.head.sectionClicked.connect(self.press_head)
        self.activated.connect(lambda index: self.opened.emit(model.people[index.row()]))
        model.ticks_changed.connect(self._repaint)
        self.setMinimumHeight(ROW * 4)
        self._widths = self.needed()

    def _set_up(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(ROW)

    def needed(self) -> tuple[int, ...]:
        """The least width of each column."""
        raise NotImplementedError

    def with_heads(self, widths: Sequence[int]) -> list[int]:
        """Widths that also hold the heads, in any language, with the arrow of the order."""
        heads, model = QFontMetrics(font(weight=MEDIUM)), self.model_
        return [
            max(width, heads.horizontalAdvance(head) + (26 if model.alignment(n) == _MIDDLE else 32) if head else 0)
            for n, (head, width) in enumerate(zip(model.heads, widths, strict=True))
        ]

    @property
    def current(self) -> Any:
        """The person of the current row."""
        row = self.currentIndex().row()
        return self.model_.people[row] if 0 <= row < len(self.model_.people) else None

    @property
    def ticks(self) -> Qt.CheckState:
        """Whether all, some or none are ticked."""
        count = len(self.model_.ticked)
        if not count:
            return Qt.CheckState.Unchecked
        return Qt.CheckState.Checked if count == len(self.model_.people) else Qt.CheckState.PartiallyChecked

    def tick_all(self, *, on: bool) -> None:
        """Tick everybody, or nobody."""
        self.model_.tick([self.model_.key(one) for one in self.model_.people], on=on)

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
            self.setCurrentIndex(self.model_.index(self.model_.people.index(current), self.name))
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
        columns = [n for n in sorted(self.model_.orders) if not self.isColumnHidden(n)]
        at = columns.index(column) if column in columns else 0
        self._sort(columns[(at + step) % len(columns)], down=False)
        return True

    def _toggle(self, row: int) -> None:
        key = self.model_.key(self.model_.people[row])
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
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current is not None:
            self.opened.emit(self.current)
        else:
            super().keyPressEvent(event)

    def selectAll(self) -> None:
        """Tick everybody."""
        self.tick_all(on=True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many columns as have room and share out what is left."""
        super().resizeEvent(event)
        room = -1
        while room != self.viewport().width():  # a scroll bar that comes with the new widths takes some of it
            room = self.viewport().width()
            self._share_out(room)

    def _share_out(self, room: int) -> None:
        widths = self._widths
        shown = list(range(len(widths)))
        for spare in self.spare:
            if sum(widths[column] for column in shown) > room:
                shown.remove(spare)
        left = max(0, room - sum(widths[column] for column in shown))
        growing = [column for column in self.growing if column in shown] or [self.name]
        for column, width in enumerate(widths):
            self.setColumnHidden(column, column not in shown)
            if column in shown:
                self.setColumnWidth(column, width + (left // len(growing) if column in growing else 0))


class TickBar(QWidget):
    """How many are ticked, and what to do with them; stands where the tabs stand."""

    def __init__(self, *buttons: Button) -> None:
        super().__init__()
        self.count = QLabel()
        self.count.setFont(font(weight=MEDIUM))
        self.clear = Button(_("清除选择"), Kind.LINK)
        line = Hairline(upright=True)
        line.setFixedHeight(16)
        layouts.row(
            self.count, self.clear, line, *buttons, layouts.STRETCH, parent=self, gap=6, margins=(GUTTER, 0, 14, 0)
        )

    def set_count(self, count: int) -> None:
        """How many are ticked."""
        self.count.setText(_("已选 {count} 人").format(count=f"{count:,}"))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground of a selection."""
        QPainter(self).fillRect(self.rect(), colour("accent_soft"))
