"""The rooms of a session with how full they are, and below them who waits for a seat: the left side of the seats."""

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QListView, QWidget

from desktop.ui.kit import layouts
from desktop.ui.kit.controls import Hairline, IconButton, Note, Title
from desktop.ui.kit.row_list import ROW, set_up
from desktop.ui.kit.theme import SECTION, tint
from desktop.ui.record.seat_lists import RoomPainter, RoomRow, RoomRows, WaitingList
from models.acts.seat_views import SeatView
from models.words import _

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
        self.add = IconButton("add", _("新建考场"))
        tint(self, ground="surface")
        head = layouts.row(
            Title(_("考场"), SECTION), self.count, layouts.STRETCH, self.add, gap=8, margins=(16, 12, 12, 8)
        )
        self.waiting.setMaximumHeight(_MOST)
        foot = layouts.column(self.waiting_head, (self.waiting, 1), gap=6, margins=(12, 10, 12, 12))
        layouts.column(head, Hairline(), (self.rooms, 3), (foot, 2), parent=self, gap=0)
        self.rooms.selectionModel().currentChanged.connect(lambda new, _old: self._choose(new.data(ROW)))
        self.rooms.activated.connect(lambda index: self.room_opened.emit(index.data(ROW).key))
        self.add.clicked.connect(self.room_wanted)

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
