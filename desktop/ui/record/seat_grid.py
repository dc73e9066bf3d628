"""The seats of a room as they stand: walked with the arrows, picked up and dropped, dragged, locked."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QApplication, QFrame, QHeaderView, QTableView, QWidget

from desktop.ui.kit import icons, paint
from desktop.ui.kit.page_widgets import cut
from desktop.ui.kit.paint import LEFT, RIGHT
from desktop.ui.kit.row_list import ROW, Index, ItemPainter, RowState
from desktop.ui.kit.theme import MEDIUM, NOTE, SEMIBOLD, colour, focus_width, font
from models.acts.exam_seating import SNAKE, ExamHall, Seat
from models.acts.seat_views import SeatedPerson, SeatView
from models.words import _, joined

_CELL = QSize(92, 78)  # the least room of a seat in pixels
_GAP, _CORNER = 5, 5


@dataclass(frozen=True, slots=True)
class SeatCell:
    """A seat of the room that is seen, and who sits on it."""

    seat: int
    person: SeatedPerson | None
    clash: bool = False


class SeatRows(QAbstractTableModel):
    """The seats of a room by row and column; places without a seat are empty."""

    def __init__(self) -> None:
        super().__init__()
        self.hall: ExamHall | None = None
        self.turned = False
        self.cells: dict[tuple[int, int], SeatCell] = {}

    def show(self, view: SeatView | None, room: int | None, *, turned: bool) -> None:
        """Show a room; `turned` with the teacher's desk below."""
        self.beginResetModel()
        self.turned = turned
        self.hall = next((hall for hall in view.halls if hall.key == room), None) if view is not None else None
        self.cells = {}
        if view is not None and self.hall is not None:
            beside = {key for pair in view.clashes for key in pair}
            for seat in range(1, self.hall.capacity + 1):
                key = view.at.get((self.hall.key, seat))
                person = view.people[key] if key is not None else None
                self.cells[self.place(seat, view.rules.path)] = SeatCell(seat, person, key in beside)
        self.endResetModel()

    def place(self, seat: int, path: str) -> tuple[int, int]:
        """Row and column of a seat as it is seen."""
        assert self.hall is not None
        row, column = self.hall.spot(seat, path)
        return (self.hall.depth - 1 - row, self.hall.width - 1 - column) if self.turned else (row, column)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Rows from the front to the back."""
        return 0 if parent.isValid() or self.hall is None else self.hall.depth

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Columns side by side."""
        return 0 if parent.isValid() or self.hall is None else self.hall.width

    def cell(self, index: Index) -> SeatCell | None:
        """The seat there; None where none stands."""
        return self.cells.get((index.row(), index.column())) if index.isValid() else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The seat for the painter, its words for screen readers."""
        cell = self.cell(index)
        if cell is None:
            return None
        if role == ROW:
            return cell
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return spoken(cell)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Only seats can be stood on."""
        return super().flags(index) if self.cell(index) is not None else Qt.ItemFlag.NoItemFlags


def spoken(cell: SeatCell) -> str:
    """A seat in words."""
    person = cell.person
    if person is None:
        return _("{seat:02} 空").format(seat=cell.seat)
    said = (
        f"{cell.seat:02} {person.name}", person.school_class, person.digits, _("已锁定") if person.locked else "",
        _("与同班相邻") if cell.clash else "", "" if person.photo else _("没有照片"),
        "" if person.identity else _("证件号校验位不对"),
    )  # fmt: skip
    return joined(said)


class _SeatPainter(ItemPainter):
    """A seat: its number, the name, class and last digits, a lock, and what is to be seen to."""

    def __init__(self, grid: "SeatGrid") -> None:
        super().__init__(grid)
        self._grid = grid

    def _draw(self, painter: QPainter, box: QRectF, index: Index, state: RowState) -> None:
        cell = index.data(ROW)
        if cell is None:
            return
        grid, person = self._grid, cell.person
        plate = box.adjusted(_GAP, _GAP, -_GAP, -_GAP)
        key = person.key if person is not None else None
        faded = person is None or key == grid.held
        warned = key is not None and key in grid.beside
        ground = "warn_soft" if warned else "accent_soft" if grid.over == cell.seat else "surface"
        line = "warn_solid" if warned else "accent" if grid.over == cell.seat else "line2"
        current = grid.currentIndex() == index and grid.hasFocus()
        paint.frame(painter, plate, _CORNER, ground, "" if faded else line, 1.5 if line != "line2" else 1)
        if faded:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colour("line2" if grid.over != cell.seat else "accent"), 1, Qt.PenStyle.DashLine))
            painter.drawRoundedRect(plate, _CORNER, _CORNER)
        if current:
            paint.frame(painter, plate, _CORNER, line="accent", width=focus_width())
        self._words(painter, plate.adjusted(9, 5, -8, -5), cell, faded=faded)

    def _words(self, painter: QPainter, room: QRectF, cell: SeatCell, *, faded: bool) -> None:
        person, third = cell.person, room.height() / 3
        ink, soft = ("text3", "disabled") if faded else ("text", "text2")
        top = QRectF(room.left(), room.top(), room.width(), third)
        paint.words(painter, top, LEFT, f"{cell.seat:02}", ink, font(weight=SEMIBOLD))
        if person is None:
            paint.words(painter, top.translated(0, third), LEFT, _("空"), "text3", font(NOTE))
            return
        mark = (
            "error_circle_filled" if not person.identity else "warning_filled" if cell.clash or not person.photo else ""
        )
        corner = QPointF(room.right() - 16, top.center().y() - 8)
        if mark:
            icons.draw(painter, mark, corner, 16, "danger_solid" if not person.identity else "warn_solid")
        if person.locked:
            icons.draw(painter, "lock_closed", corner - QPointF(20 if mark else 0, 0), 16, "text2")
        _name(painter, top.translated(0, third), person.name, ink)
        low = top.translated(0, 2 * third)
        paint.words(painter, low, RIGHT, person.digits, soft, font(NOTE))
        left = low.adjusted(0, 0, -painter.fontMetrics().horizontalAdvance(person.digits) - 4, 0)
        paint.words(painter, left, LEFT, cut(painter, person.school_class, left.width(), middle=True), soft, font(NOTE))


def _name(painter: QPainter, room: QRectF, name: str, ink: str) -> None:
    """A name in one line, or a long one in two smaller ones: names are never cut."""
    painter.setFont(font(weight=MEDIUM))
    if painter.fontMetrics().horizontalAdvance(name) <= room.width():
        paint.words(painter, room, LEFT, name, ink)
        return
    flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWrapAnywhere
    paint.words(painter, room.adjusted(0, -4, 0, 4), int(flags), name, ink, font(10))


class SeatGrid(QTableView):
    """`seat_wanted` with who and to which seat, `lock_wanted` and `leave_wanted` with who, `seat_hovered` with who is carried over which seat.

    `person_carried` with who is carried where in the window, `person_dropped` where it is dropped outside the grid; `held` is who is picked
    up, `over` the seat it would go to, `beside` who would sit beside a classmate then.
    """

    seat_wanted = Signal(object, object)  # ids have 63 bits
    lock_wanted = Signal(object)
    leave_wanted = Signal(object)
    seat_hovered = Signal(object, object)
    person_carried = Signal(object, QPoint)
    person_dropped = Signal(object, QPoint)
    person_released = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.rows = SeatRows()
        self.held: int | None = None
        self.over: int | None = None
        self.beside: frozenset[int] = frozenset()
        self._pressed: tuple[int, QPoint] | None = None
        self._dragging = False
        self.setModel(self.rows)
        self.setItemDelegate(_SeatPainter(self))
        self.setAccessibleName(_("座位图"))
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.viewport().setAutoFillBackground(False)
        for head, least in ((self.horizontalHeader(), _CELL.width()), (self.verticalHeader(), _CELL.height())):
            head.hide()
            head.setMinimumSectionSize(least)
            head.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)

    def show_room(self, view: SeatView | None, room: int | None, *, turned: bool) -> None:
        """Show a room; the seat one stood on stays current."""
        row, column = self.currentIndex().row(), self.currentIndex().column()
        self.put_down()
        self.rows.show(view, room, turned=turned)
        index = self.rows.index(max(row, 0), max(column, 0))
        self.setCurrentIndex(index if self.rows.cell(index) is not None else self.rows.index(0, 0))

    @property
    def current(self) -> SeatCell | None:
        """The seat one stands on."""
        return self.rows.cell(self.currentIndex())

    def stand_on(self, key: int) -> None:
        """Go to the seat of somebody."""
        for (row, column), cell in self.rows.cells.items():
            if cell.person is not None and cell.person.key == key:
                self.setCurrentIndex(self.rows.index(row, column))

    def pick_up(self, key: int | None) -> None:
        """Somebody is carried from now on: from a seat, or from among those who wait."""
        self.held = key
        self._hover(self.current)

    def put_down(self) -> None:
        """Nobody is carried any more."""
        self.held, self.over, self.beside = None, None, frozenset()
        self._pressed, self._dragging = None, False
        self.viewport().update()
        self.person_released.emit()

    def _hover(self, cell: SeatCell | None) -> None:
        own = cell is not None and cell.person is not None and cell.person.key == self.held
        self.over = cell.seat if cell is not None and self.held is not None and not own else None
        if self.held is not None:
            self.seat_hovered.emit(self.held, self._seat(cell) if self.over is not None else None)
        self.viewport().update()

    def _seat(self, cell: SeatCell | None) -> Seat | None:
        return (self.rows.hall.key, cell.seat) if cell is not None and self.rows.hall is not None else None

    def _drop(self, cell: SeatCell | None) -> None:
        key, seat = self.held, self._seat(cell)
        own = cell is not None and cell.person is not None and cell.person.key == key
        self.put_down()
        if key is not None and seat is not None and not own:
            self.seat_wanted.emit(key, seat)

    def currentChanged(self, current: QModelIndex | Any, previous: QModelIndex | Any) -> None:
        """What is carried goes with the seat one stands on."""
        super().currentChanged(current, previous)
        if self.held is not None and not self._dragging:
            self._hover(self.rows.cell(current))
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space picks up and drops, L locks, Delete takes out, Escape puts back."""
        cell, key = self.current, event.key()
        person = cell.person if cell is not None else None
        if key == Qt.Key.Key_Space and self.held is not None:
            self._drop(cell)
        elif key == Qt.Key.Key_Space and person is not None:
            self.pick_up(person.key)
        elif key == Qt.Key.Key_Escape and self.held is not None:
            self.put_down()
        elif key == Qt.Key.Key_L and person is not None and not event.modifiers():
            self.lock_wanted.emit(person.key)
        elif key == Qt.Key.Key_Delete and person is not None:
            self.leave_wanted.emit(person.key)
        elif key in (Qt.Key.Key_Space, Qt.Key.Key_L, Qt.Key.Key_Delete):
            event.accept()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Who is pressed may be dragged; who is carried is dropped."""
        super().mousePressEvent(event)
        at = event.position().toPoint()
        cell = self.rows.cell(self.indexAt(at))
        if self.held is not None:
            self._drop(cell)
        elif cell is not None and cell.person is not None and event.button() == Qt.MouseButton.LeftButton:
            self._pressed = cell.person.key, at

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Carry who was pressed."""
        at = event.position().toPoint()
        if self._pressed is not None and not self._dragging:
            far = (at - self._pressed[1]).manhattanLength() >= QApplication.startDragDistance()
            if far:
                self._dragging, self.held = True, self._pressed[0]
        if self._dragging:
            inside = self.viewport().rect().contains(at)
            self._hover(self.rows.cell(self.indexAt(at)) if inside else None)
            self.person_carried.emit(self.held, self.viewport().mapToGlobal(at))
        else:
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Drop who is dragged, here or where the page knows a place."""
        at = event.position().toPoint()
        dragging, key = self._dragging, self.held
        self._pressed, self._dragging = None, False
        if not dragging:
            super().mouseReleaseEvent(event)
        elif self.viewport().rect().contains(at):
            self._drop(self.rows.cell(self.indexAt(at)))
        else:
            self.put_down()
            self.person_dropped.emit(key, self.viewport().mapToGlobal(at))


class CountingArrows(paint.Painted, QWidget):
    """Arrows from column to column that show how seats are counted, above or below the grid."""

    def __init__(self, *, below: bool) -> None:
        super().__init__()
        self.below = below
        self.columns: list[int] = []
        self.width_ = 0
        self._backwards = False
        self.setFixedHeight(14)

    def show_path(self, hall: ExamHall | None, path: str, *, turned: bool) -> None:
        """Show them for a room: to and fro only; where every column or row begins anew there is nothing to follow."""
        width = hall.width if hall is not None and path == SNAKE else 0
        first = 0 if self.below != turned else 1
        columns = range(first, width - 1, 2)
        self.columns = [width - 2 - column if turned else column for column in columns]
        self.width_ = width
        self._backwards = turned
        self.update()

    def _paint(self, painter: QPainter) -> None:
        painter.setPen(QPen(colour("text3"), 1))
        wide = self.width() / max(self.width_, 1)
        foot, top = (0.0, 9.0) if self.below else (float(self.height()), self.height() - 9.0)
        for column in self.columns:
            left, right = (column + 0.5) * wide, (column + 1.5) * wide
            start, end = (right, left) if self._backwards else (left, right)
            painter.drawPolyline([QPointF(start, foot), QPointF(start, top), QPointF(end, top), QPointF(end, foot)])
            tip = 4.0 if self.below else -4.0
            painter.drawLine(QPointF(end, foot), QPointF(end - 3, foot + tip))
            painter.drawLine(QPointF(end, foot), QPointF(end + 3, foot + tip))
