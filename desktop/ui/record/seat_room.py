"""One room of a session: its plan seen from the desk or its list, and what dropping somebody would come to."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QStackedWidget, QWidget

from desktop.ui.kit import layouts
from desktop.ui.kit.choices import Segmented
from desktop.ui.kit.controls import Banner, Label, Note, wrapped
from desktop.ui.kit.page_widgets import TextLine
from desktop.ui.kit.theme import SECTION, tint
from desktop.ui.record.seat_grid import CountingArrows, SeatGrid
from desktop.ui.record.seat_roster import SeatRoster
from models.acts.exam_seating import Seat
from models.acts.seat_views import SeatView
from models.words import _, joined

_DESK, _DESK_LEAST, _DESK_MOST = 26, 140, 210  # pixels


class SeatRoomPane(QWidget):
    """The plan or the list of a room; `turned` when the other one is wanted."""

    turned = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.view: SeatView | None = None
        self.room: int | None = None
        self.grid, self.roster = SeatGrid(), SeatRoster()
        self.name, self.note = TextLine("", SECTION, strong=True), Note(ink="text2")
        self.shown_as = Segmented(
            ((False, _("座位图")), (True, _("名单"))), _("座位图或名单"), key=False, then=self._turn
        )
        self.desk_at = Segmented(((False, _("讲台在上")), (True, _("讲台在下"))))
        self.desk_at.setAccessibleName(_("讲台"))
        self.desk_at.show_key(False)
        self.desks = [_desk(), _desk()]
        self.arrows = [CountingArrows(below=False), CountingArrows(below=True)]
        self.banner = Banner()
        self.foreseen = Label(wrapped=True)
        self.foreseen.setContentsMargins(16, 8, 16, 8)
        tint(self.foreseen, ink="on_ink", ground="ink")
        self.foreseen.hide()
        self.keys = wrapped()
        self.sheets = QStackedWidget()
        self._lay_out()
        self.desk_at.chosen.connect(lambda _key: self.show_room(self.view, self.room))
        self.grid.seat_hovered.connect(self._foresee)
        self.grid.person_released.connect(self.foreseen.hide)
        self._tell_keys()

    def _lay_out(self) -> None:
        tint(self, ground="surface")
        head = layouts.row(
            (self.name, 1), self.note, 12, self.shown_as, self.desk_at, gap=10, margins=(20, 10, 16, 4)
        )  # fmt: skip
        plan = QWidget()
        layouts.column(
            layouts.row(layouts.STRETCH, (self.desks[0], 2), layouts.STRETCH), self.arrows[0], (self.grid, 1),
            self.arrows[1], layouts.row(layouts.STRETCH, (self.desks[1], 2), layouts.STRETCH), parent=plan, gap=4,
        )  # fmt: skip
        self.sheets.addWidget(plan)
        self.sheets.addWidget(self.roster)
        body = layouts.column((self.sheets, 1), self.foreseen, self.keys, gap=4, margins=(16, 4, 16, 10))
        layouts.column(head, self.banner, (body, 1), parent=self, gap=0)

    @property
    def listed(self) -> bool:
        """Whether the list is seen."""
        return bool(self.shown_as.key)

    @property
    def front(self) -> SeatGrid | SeatRoster:
        """What is seen of the room: plan or list."""
        return self.roster if self.listed else self.grid

    @property
    def current(self) -> int | None:
        """Whom one stands on."""
        cell = self.front.current
        return cell.person.key if cell is not None and cell.person is not None else None

    def _turn(self, listed: object) -> None:
        """Show the other one; whom one stood on stays current."""
        before = self.grid.current if listed else self.roster.current
        self.grid.put_down()
        self.sheets.setCurrentIndex(1 if listed else 0)
        self.desk_at.setVisible(not listed)
        self._tell_keys()
        if before is not None and before.person is not None:
            self.front.stand_on(before.person.key)
        self.setFocusProxy(self.front)
        self.turned.emit()

    def _tell_keys(self) -> None:
        plan = _("方向键 走座位　Space 拿起、放下互换　L 锁定　Del 移出　Ctrl+Z 撤销")
        self.keys.setText(_("↑↓ 走考生　Enter 打开报名　L 锁定　Del 移出　Ctrl+Z 撤销") if self.listed else plan)

    def show_room(self, view: SeatView | None, room: int | None) -> None:
        """Show a room of a session, or that there is none."""
        self.view, self.room, turned = view, room, bool(self.desk_at.key)
        self.grid.show_room(view, room, turned=turned)
        self.roster.show_room(view, room)
        hall = self.grid.rows.hall
        for desk, shown in zip(self.desks, (not turned, turned), strict=True):
            desk.setVisible(shown and hall is not None)
        for arrows in self.arrows:
            arrows.show_path(hall, view.rules.path if view is not None else "", turned=turned)
        if view is None or hall is None or room is None:
            self.name.setText(_("还没有考场"))
            self.note.setText("")
            return
        seated = view.seated_in(room)
        self.name.setText(view.place(room))
        words = _("{columns} 列 {rows} 排，{count} 人，空 {free}")
        self.note.setText(words.format(columns=hall.width, rows=hall.depth, count=seated, free=hall.capacity - seated))

    def classes_told(self) -> str:
        """How many of each class sit in the room that is seen; '' where nobody does."""
        view, counted = self.view, dict[str, int]()
        for key, (room, _seat) in view.seats.items() if view is not None else ():
            if view is not None and room == self.room:
                name = view.people[key].school_class or _("社会考生")
                counted[name] = counted.get(name, 0) + 1
        told = joined(f"{name} {count}" for name, count in sorted(counted.items(), key=lambda one: (-one[1], one[0])))
        if view is None or self.room is None or not told:
            return ""
        return _("{room}：{classes}").format(room=view.place(self.room), classes=told)

    def _foresee(self, key: int, seat: Seat | None) -> None:
        """Say beside whom somebody would sit."""
        if self.view is None or seat is None:
            self.grid.beside = frozenset()
            self.foreseen.hide()
            return
        words, self.grid.beside = self.view.told(key, seat)
        other = self.view.at.get(seat)
        mine = self.view.seats.get(key)
        if other is not None and mine is not None:
            lead = _("{one} 号与 {other} 号互换").format(one=mine[1], other=seat[1])
        else:
            lead = _("移到 {seat} 号").format(seat=seat[1])
        told = (
            _("{lead}：{words}。放下仍可办理，Esc 放弃").format(lead=lead, words=words)
            if words
            else _("{lead}，没有同班相邻").format(lead=lead)
        )
        self.foreseen.setText(told)
        self.foreseen.setAccessibleName(told)
        self.foreseen.show()


def _desk() -> QLabel:
    desk = QLabel(_("讲　台"))
    desk.setAlignment(Qt.AlignmentFlag.AlignCenter)
    desk.setFixedHeight(_DESK)
    desk.setMaximumWidth(_DESK_MOST)
    desk.setMinimumWidth(_DESK_LEAST)
    tint(desk, ink="text2", ground="sunken")
    return desk
