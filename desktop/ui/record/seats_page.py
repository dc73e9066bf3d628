"""考场座位: the rooms of a session, its seats as they stand, the rules they were given by, and what is to be seen to."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QWidget

from desktop.ui.kit import layouts
from desktop.ui.kit.accessibility import shortcut
from desktop.ui.kit.context import AppContext
from desktop.ui.kit.controls import Button, Hairline, IconButton, Kind, Label, Title
from desktop.ui.kit.page import Page
from desktop.ui.kit.page_widgets import RecordLink
from desktop.ui.kit.theme import TITLE, tint
from desktop.ui.record.act_runner import ActRunner
from desktop.ui.record.seat_lists import SeatRoomsPane
from desktop.ui.record.seat_room import SeatRoomPane
from desktop.ui.record.seat_rules import PLAN, SIGN_IN, SeatRulesPane, pages_of
from models.acts.exam_late import LATE_REGISTRATION
from models.acts.exam_seating import Seat
from models.acts.exam_seats import LEAVE_SEAT, LOCK_SEAT, MOVE_SEAT, RESEAT, SEAT, TICKETS, UNLOCK_SEAT
from models.acts.seat_views import SeatView, nearest_session, seat_view
from models.database.query import Query
from models.database.settings import suggested_day
from models.entities.certificates import ExamRegistration, ExamRoom, ExamSession
from models.progress import Progress
from models.words import _

_LEFT, _RIGHT = 250, 276  # pixels


class SeatsPage(Page):
    """`opened(id=…)` shows the seats of a session; every act of it is one step that can be taken back."""

    def __init__(self, place: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.place = place
        self.session: int | None = None
        self.view: SeatView | None = None
        self.room: int | None = None
        self.rooms, self.middle, self.rules = SeatRoomsPane(), SeatRoomPane(), SeatRulesPane()
        self.grid = self.middle.grid
        self.acts = ActRunner(place, self.middle.banner, self)
        self._make_head()
        self._lay_out()
        self._connect()
        self.setFocusProxy(self.middle)
        self.middle.setFocusProxy(self.grid)

    # --- what it is made of

    def _make_head(self) -> None:
        self.back = IconButton("arrow_left", _("返回考试批次"))
        self.of = RecordLink("", ink="text2")
        self.late = Button(_("补报名"), Kind.GHOST, icon="add")
        self.plan_button = Button(_("座次表"), Kind.GHOST, icon="table")
        self.sign_button = Button(_("签到表"), Kind.GHOST, icon="print")
        self.tickets_button = Button(_("打印准考证"), Kind.PRIMARY, icon="print")
        self.ghost = QLabel(self)
        self.ghost.setContentsMargins(10, 6, 10, 6)
        self.ghost.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        tint(self.ghost, ground="raised")
        self.ghost.hide()

    def _lay_out(self) -> None:
        crumbs = Label("›", "text3")
        top = QWidget()
        top.setFixedHeight(52)
        tint(top, ground="surface")
        layouts.row(
            self.back, self.of, crumbs, Title(_("考场座位"), TITLE), layouts.STRETCH, self.late, self.plan_button,
            self.sign_button, self.tickets_button, parent=top, gap=10, margins=(12, 0, 16, 0),
        )  # fmt: skip
        self.rooms.setFixedWidth(_LEFT)
        self.rules.setFixedWidth(_RIGHT)
        body = layouts.row(
            self.rooms, Hairline(upright=True), (self.middle, 1), Hairline(upright=True), self.rules, gap=0
        )
        layouts.column(top, Hairline(), (body, 1), parent=self, gap=0)
        self.setMinimumSize(0, 0)

    def _connect(self) -> None:
        self.back.clicked.connect(self._leave)
        self.of.clicked.connect(self._leave)
        for button, report in ((self.plan_button, PLAN), (self.sign_button, SIGN_IN), (self.tickets_button, TICKETS)):
            button.clicked.connect(lambda _on=False, report=report: self._print(report))
        self.late.clicked.connect(self._register_late)
        self.rooms.room_chosen.connect(self._choose)
        self.rooms.room_opened.connect(lambda key: self.place.form(ExamRoom, key))
        self.rooms.room_wanted.connect(self._add_room)
        self.rooms.waiting.person_picked.connect(self._carry)
        self._connect_room()
        self.rules.seats_wanted.connect(self.seat_all)
        self.rules.unlock_wanted.connect(
            lambda: self.acts.do(UNLOCK_SEAT, self.view.locked() if self.view is not None else ())
        )
        self.rules.people_wanted.connect(self._go_to)
        self.rules.next_wanted.connect(self.go_next)
        self.rules.paper_wanted.connect(lambda report: self._print(report, alone=self.rules.alone))
        self.acts.done.connect(self.refresh)
        shortcut(self, "Ctrl+R", self.rules.seat.click)

    def _connect_room(self) -> None:
        self.grid.seat_wanted.connect(self.move_to)
        for side in (self.grid, self.middle.roster):
            side.leave_wanted.connect(lambda key: self.acts.do(LEAVE_SEAT, [key]))
            side.lock_wanted.connect(self._lock)
        self.middle.roster.person_opened.connect(lambda key: self.place.form(ExamRegistration, key))
        self.grid.person_released.connect(self.ghost.hide)
        self.grid.person_carried.connect(self._follow)
        self.grid.person_dropped.connect(self._put)

    # --- reading

    def opened(self, id: int | None = None) -> None:  # noqa: A002 - the word of the interface
        """Show the seats of a session, or those seen last."""
        if id is not None and id != self.session:
            self.session, self.room = id, None
        self.refresh()

    def refresh(self) -> None:
        """Read again: something was written."""
        session, database = self.session, self.place.database

        def work(_progress: Progress) -> SeatView | None:
            with database.reading() as connection:
                day = suggested_day(connection)
                key = nearest_session(connection, day) if session is None else session
                return None if key is None else seat_view(connection, key, day)

        self.place.tasks.read(work, self._take, receiver=self)

    def _take(self, view: SeatView | None) -> None:
        self.view = view
        self.session = view.session if view is not None else None
        self.of.setText(view.row["code"] if view is not None else _("还没有考试批次"))
        self.of.setToolTip(view.title if view is not None else "")
        self.of.updateGeometry()
        if view is None or self.room not in view.rooms:
            self.room = view.halls[0].key if view is not None and view.halls else None
        self.rooms.show_view(view, self.room)
        if view is None:
            self.rules.close_all()
        else:
            self.rules.show_view(view)
        self._show_prints(view)
        self._show_room()

    def _show_prints(self, view: SeatView | None) -> None:
        seated = [] if view is None else [view.seated_in(hall.key) for hall in view.halls]
        told = (
            (self.plan_button, _("座次表 {count} 页"), pages_of(PLAN, seated)),
            (self.sign_button, _("签到表 {count} 页"), pages_of(SIGN_IN, seated)),
            (self.tickets_button, _("打印准考证 {count} 张"), sum(seated)),
        )
        for button, words, count in told:
            button.setText(words.format(count=count))
            button.setEnabled(bool(count))
        self.late.setEnabled(any(seated))

    def _choose(self, room: int) -> None:
        if room != self.room:
            self.room = room
            self._show_room()

    def _show_room(self) -> None:
        self.middle.show_room(self.view, self.room)
        self.rules.show_pages(self.view, self.room)
        self.foot_words = self.middle.classes_told()
        self.foot_changed.emit()

    def panes(self) -> list[QWidget]:
        """What F6 walks through."""
        return [self.rooms.rooms, self.middle.front, self.rules]

    # --- carrying

    def _carry(self, key: int) -> None:
        """Somebody who waits is carried to a seat of the plan."""
        self.middle.shown_as.take(key=False)
        self.grid.pick_up(key)
        self.grid.setFocus()

    def _follow(self, key: int, at: QPoint) -> None:
        """Who is dragged goes with the pointer."""
        if self.view is not None:
            self.ghost.setText(self.view.people[key].name)
            self.ghost.adjustSize()
            self.ghost.move(self.mapFromGlobal(at) + QPoint(12, 8))
            self.ghost.show()
            self.ghost.raise_()

    def _put(self, key: int, at: QPoint) -> None:
        """Somebody was dropped outside the grid: on another room, or where who has no seat waits."""
        room = self.rooms.room_at(at)
        if room is not None:
            self._to_room(key, room)
        elif self.rooms.waits_at(at):
            self.acts.do(LEAVE_SEAT, [key])

    def _to_room(self, key: int, room: int) -> None:
        """To the first free seat of another room."""
        view = self.view
        hall = next((hall for hall in view.halls if hall.key == room), None) if view is not None else None
        if view is None or hall is None or view.seats.get(key, (None,))[0] == room:
            return
        free = next((seat for seat in range(1, hall.capacity + 1) if (room, seat) not in view.at), None)
        if free is None:
            self.middle.banner.say(_("{room}已经坐满").format(room=view.place(room)), tone="warn")
        else:
            self.move_to(key, (room, free))

    # --- acts

    def move_to(self, key: int, seat: Seat) -> None:
        """Exchange seats, or take a free one."""
        self.acts.do(MOVE_SEAT, [key], {"room": seat[0], "seat": seat[1]})

    def _lock(self, key: int) -> None:
        if self.view is not None:
            self.acts.do(UNLOCK_SEAT if self.view.people[key].locked else LOCK_SEAT, [key])

    def seat_all(self) -> None:
        """Seat who waits; where nobody does, seat all anew who are not locked, after asking where tickets went out."""
        view = self.view
        if view is None or self.session is None:
            return
        if view.seats and view.waiting:
            self.acts.do(SEAT, [self.session])
        else:
            asked = _("仍然重排") if view.seats else ""
            self.acts.do(RESEAT if view.seats else SEAT, [self.session], self.rules.rules(), ask=asked)

    def _register_late(self) -> None:
        from desktop.ui.record.act_panel import open_act

        if self.session is not None:
            open_act(self.place, LATE_REGISTRATION, [self.session])

    def _add_room(self) -> None:
        if self.session is not None:
            self.place.form(ExamRoom, None, {"session": self.session})

    # --- going

    def _go_to(self, keys: Sequence[int]) -> None:
        """The first of these, or the next after the one one stands on."""
        if self.view is None or not keys:
            return
        current = self.middle.current
        self._stand_on(keys[(keys.index(current) + 1) % len(keys)] if current in keys else keys[0])

    def _stand_on(self, key: int) -> None:
        if self.view is not None and key in self.view.seats:
            self.rooms.stand_on(self.view.seats[key][0])
            self.middle.front.stand_on(key)
            self.middle.front.setFocus()

    def go_next(self) -> None:
        """F8: the next thing to be seen to."""
        self._go_to(self.rules.found)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F8 goes to the next thing to be seen to."""
        if event.key() == Qt.Key.Key_F8:
            self.go_next()
        else:
            super().keyPressEvent(event)

    def _leave(self) -> None:
        if self.session is not None:
            self.place.record(ExamSession, self.session)
        else:
            self.place.list_of(Query(ExamSession))

    def _print(self, report: str, *, alone: bool = False) -> None:
        """Open the print centre for the session, or for the room that is seen alone."""
        if alone and self.room is not None:
            self.place.page("print", {"report": report, "ids": (self.room,), "of": "exam_room"})
        elif self.session is not None:
            self.place.page("print", {"report": report, "ids": (self.session,)})
