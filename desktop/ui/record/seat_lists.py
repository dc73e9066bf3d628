"""The left side of the seats: the rooms of a session with how full they are, who waits for a seat, what is to be seen to."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QListView, QSizePolicy, QWidget

from desktop.ui.kit import icons, layouts, paint
from desktop.ui.kit.accessibility import ENTER
from desktop.ui.kit.chips import Shape, paint_shape
from desktop.ui.kit.controls import Hairline, IconButton, Note, Title
from desktop.ui.kit.page_widgets import FlatButton
from desktop.ui.kit.paint import LEFT, RIGHT
from desktop.ui.kit.row_list import ROW, Index, ItemPainter, RowModel, RowState, set_up
from desktop.ui.kit.theme import MEDIUM, NOTE, SECTION, colour, font, tint
from models.acts.seat_views import SeatedPerson, SeatView
from models.words import _, joined

_ROOM, _PERSON, _CHECK = 60, 30, 34  # pixels
_BAR = 40


@dataclass(frozen=True, slots=True)
class RoomRow:
    """A room: what it is called, who watches over it, and how full it is."""

    key: int
    name: str
    invigilators: str
    seated: int
    capacity: int

    @property
    def watched(self) -> str:
        """Who watches over it, in words."""
        return _("监考 {names}").format(names=self.invigilators or _("待定"))

    @property
    def free(self) -> str:
        """How many seats are free."""
        left = self.capacity - self.seated
        return _("空 {count}").format(count=left) if left else _("满")


class RoomRows(RowModel):
    """Rooms by their numbers."""

    def words(self, row: RoomRow) -> str:
        """See RowModel."""
        return joined((row.name, row.watched, f"{row.seated}/{row.capacity}", row.free))


class RoomPainter(ItemPainter):
    """Name and free seats, below them who watches and a bar; nobody to watch is amber."""

    HEIGHT = _ROOM

    def _draw(self, painter: QPainter, box: QRectF, index: Index, state: RowState) -> None:
        row = index.data(ROW)
        painter.fillRect(box, colour(state.ground or "surface"))
        painter.fillRect(QRectF(box.left() + 16, box.bottom() - 1, box.width() - 28, 1), colour("line"))
        if state.selected:
            painter.fillRect(QRectF(box.left(), box.top(), 3, box.height()), colour("graphic"))
        paint_shape(painter, Shape.DONE if row.invigilators else Shape.WAIT, box.topLeft() + QPointF(16, 12))
        first = QRectF(box.left() + 40, box.top() + 8, box.width() - 52, 22)
        second = first.translated(0, 23)
        paint.words(painter, first, RIGHT, row.free, "text3", font(NOTE))
        paint.line(painter, first.adjusted(0, 0, -44, 0), LEFT, row.name, "text", font(weight=MEDIUM))
        paint.words(painter, second, RIGHT, f"{row.seated}/{row.capacity}", "text2", font(NOTE))
        track = QRectF(second.right() - 44 - _BAR, second.center().y() - 2, _BAR, 4)
        share = row.seated / row.capacity if row.capacity else 0.0
        paint.bar(painter, track, share, "graphic", ground="line2", least=0)
        words = second.adjusted(0, 0, -52 - _BAR, 0)
        paint.line(painter, words, LEFT, row.watched, "text2" if row.invigilators else "warn", font(NOTE))


class WaitingRows(RowModel):
    """Who may be seated and has no seat."""

    def words(self, row: SeatedPerson) -> str:
        """See RowModel."""
        return joined((row.name, row.school_class, row.digits))


class _WaitingPainter(ItemPainter):
    """A name, and the class in grey."""

    HEIGHT = _PERSON

    def _draw(self, painter: QPainter, box: QRectF, index: Index, state: RowState) -> None:
        row = index.data(ROW)
        if state.ground:
            painter.fillRect(box, colour(state.ground))
        room = box.adjusted(12, 0, -12, 0)
        paint.words(painter, room, RIGHT, row.school_class, "text3", font(NOTE))
        paint.line(painter, room.adjusted(0, 0, -90, 0), LEFT, row.name, "text", font())


class WaitingList(QListView):
    """Who waits for a seat in a dashed box; `person_picked` with who is to be carried to one by Space, Enter or a click."""

    person_picked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.rows = WaitingRows()
        self.setUniformItemSizes(True)
        set_up(self, _WaitingPainter(self), _("未排座的考生"), rows=self.rows)
        self.clicked.connect(lambda index: self.person_picked.emit(index.data(ROW).key))

    def show_people(self, people: Sequence[SeatedPerson]) -> None:
        """List these."""
        self.rows.show_rows(people)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space and Enter pick up."""
        row = self.currentIndex().data(ROW)
        if row is not None and event.key() in (Qt.Key.Key_Space, *ENTER):
            self.person_picked.emit(row.key)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the box, and in an empty one what it is for."""
        with paint.smooth(self.viewport()) as painter:
            pen = painter.pen()
            pen.setColor(colour("line2"))
            pen.setStyle(Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.drawRoundedRect(QRectF(self.viewport().rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
            if not self.rows.rows:
                middle = QRectF(self.viewport().rect())
                centre = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter
                paint.words(painter, middle.translated(0, -11), centre, _("没有未排座的考生"), "text2", font())
                paint.words(painter, middle.translated(0, 11), centre, _("拖到这里，移出考场"), "text3", font(NOTE))
        super().paintEvent(event)


class CheckRow(FlatButton):
    """One thing to be seen to: a sign, what it is, how often; pressed it leads to the next of them."""

    SIZE = QSize(200, _CHECK)

    def __init__(self, sign: str, words: str, count: str, *, leads: bool) -> None:
        super().__init__()
        self.sign, self.count = sign, count
        self.setText(words)
        self._stand(_("{name}：{value}").format(name=words, value=count), words)
        self.open(enabled=leads)

    def _paint(self, painter: QPainter) -> None:
        self.paint_ground(painter)
        names = {"ok": "checkmark_circle_filled", "warn": "warning_filled", "danger": "error_circle_filled"}
        icons.draw(painter, names[self.sign], QPointF(2, (self.height() - 16) / 2), 16, f"{self.sign}_solid")
        box = QRectF(self.rect()).adjusted(26, -0.5, -20, -0.5)
        strong = self.sign != "ok"
        paint.words(
            painter, box, RIGHT, self.count, "text" if strong else "text2", font(weight=MEDIUM) if strong else font()
        )
        taken = painter.fontMetrics().horizontalAdvance(self.count) + 8
        paint.line(painter, box.adjusted(0, 0, -taken, 0), LEFT, self.text(), "text", font())
        if self.isEnabled():
            icons.draw(painter, "chevron_right", QPointF(self.width() - 16, (self.height() - 12) / 2), 12, "text3")
        painter.fillRect(0, self.height() - 1, self.width(), 1, colour("line"))


class SeatPaperRow(FlatButton):
    """A paper that can be printed: its name, what it is for, how many pages; pressed it is printed."""

    SIZE = QSize(200, _CHECK)

    def __init__(self, name: str, note: str) -> None:
        super().__init__()
        self.name, self.note, self.pages = name, note, ""
        self.setText(name)
        self.setToolTip(note)  # a narrow pane cuts it
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def set_pages(self, pages: str, *, leads: bool) -> None:
        """Say how many pages there are; without any nothing can be printed."""
        self.pages = pages
        self.setAccessibleName(_("{name}：{value}").format(name=joined((self.name, self.note)), value=pages))
        self.open(enabled=leads)
        self.setEnabled(leads)
        self.update()

    def _paint(self, painter: QPainter) -> None:
        self.paint_ground(painter)
        on = self.isEnabled()
        icons.draw(painter, "print", QPointF(2, (self.height() - 16) / 2), 16, "text2" if on else "disabled")
        box = QRectF(self.rect()).adjusted(26, -0.5, -4, -0.5)
        paint.words(painter, box, RIGHT, self.pages, "text2" if on else "disabled", font())
        taken = painter.fontMetrics().horizontalAdvance(self.pages) + 8
        paint.words(painter, box, LEFT, self.name, "text" if on else "disabled", font())
        begin = painter.fontMetrics().horizontalAdvance(self.name) + 8
        paint.line(painter, box.adjusted(begin, 0, -taken, 0), LEFT, self.note, "text3", font(NOTE))
        painter.fillRect(0, self.height() - 1, self.width(), 1, colour("line"))


_MOST = 210  # pixels of those who wait


class SeatRoomsPane(QWidget):
    """`room_chosen` with the room to be seen, `room_opened` with the one to be changed, `room_wanted` for a new one."""

    room_chosen = Signal(object)
    room_opened = Signal(object)
    room_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.rooms, self._rows = QListView(), RoomRows()
        self.waiting = WaitingList()
        self.rooms.setModel(self._rows)
        set_up(self.rooms, RoomPainter(self.rooms), _("考场"))
        self.count, self.waiting_head = Note(ink="text2"), Note(ink="text2")
        self.add = IconButton("add", _("新建考场")).leads(self.room_wanted)
        tint(self, ground="surface")
        head = layouts.row(
            Title(_("考场"), SECTION), self.count, layouts.STRETCH, self.add, gap=8, margins=(16, 12, 12, 8)
        )
        self.waiting.setMaximumHeight(_MOST)
        foot = layouts.column(self.waiting_head, (self.waiting, 1), gap=6, margins=(12, 10, 12, 12))
        layouts.column(head, Hairline(), (self.rooms, 3), (foot, 2), parent=self, gap=0)
        self.rooms.selectionModel().currentChanged.connect(lambda new, _old: self._choose(new.data(ROW)))
        self.rooms.activated.connect(lambda index: self.room_opened.emit(index.data(ROW).key))

    def _choose(self, row: RoomRow | None) -> None:
        if row is not None:
            self.room_chosen.emit(row.key)

    def show_view(self, view: SeatView | None, room: int | None) -> None:
        """Show the rooms of a session, one of them current, and who waits."""
        rows = () if view is None else [
            RoomRow(h.key, view.place(h.key), view.rooms[h.key]["invigilators"] or "", view.seated_in(h.key), h.capacity)
            for h in view.halls
        ]  # fmt: skip
        blocked = self.rooms.selectionModel().blockSignals(True)
        self._rows.show_rows(rows)
        self.stand_on(room)
        self.rooms.selectionModel().blockSignals(blocked)
        self.rooms.viewport().update()
        people = [] if view is None else [view.people[key] for key in view.waiting]
        seated = 0 if view is None else len(view.seats)
        self.count.setText(_("{rooms} 个，{count} 人").format(rooms=len(rows), count=seated))
        self.waiting.show_people(people)
        self.waiting_head.setText(_("未排座 {count} 人").format(count=len(people)))
        self.add.setEnabled(view is not None)

    def stand_on(self, room: int | None) -> None:
        """Let a room be current, or the first where there is no such one."""
        place = next((nth for nth, row in enumerate(self._rows.rows) if row.key == room), 0)
        self.rooms.setCurrentIndex(self._rows.index(place))

    def room_at(self, at: QPoint) -> int | None:
        """The room at a point of the screen."""
        view = self.rooms.viewport()
        index = self.rooms.indexAt(view.mapFromGlobal(at))
        inside = view.rect().contains(view.mapFromGlobal(at)) and index.isValid()
        return index.data(ROW).key if inside else None

    def waits_at(self, at: QPoint) -> bool:
        """Whether a point of the screen is where those without a seat wait."""
        view = self.waiting.viewport()
        return bool(view.rect().contains(view.mapFromGlobal(at)))
