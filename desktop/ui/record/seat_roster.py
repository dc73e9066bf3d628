"""Who sits in a room, as a list by seats: the same keys as on the plan, and the papers one looks up a candidate by."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter

from desktop.ui.kit.accessibility import ENTER
from desktop.ui.kit.plain_table import PlainColumn, PlainModel, PlainPainter, PlainTable
from desktop.ui.record.seat_grid import SeatCell
from models.acts.seat_views import SeatedPerson, SeatView
from models.words import _, joined

_SIGN = "sign"


def _doubt(cell: SeatCell) -> str:
    """What is to be seen to about who sits there, in words."""
    person = cell.person
    assert person is not None
    told = (
        "" if person.identity else _("证件号校验位不对"), "" if person.photo else _("没有照片"),
        _("与同班相邻") if cell.clash else "", _("已锁定") if person.locked else "",
    )  # fmt: skip
    return joined(told)


def _of(cell: SeatCell) -> SeatedPerson:
    assert cell.person is not None
    return cell.person


def _columns() -> tuple[PlainColumn, ...]:
    return (
        PlainColumn(_SIGN, "", lambda _cell: "", 28),
        PlainColumn("seat", _("座号"), lambda cell: f"{cell.seat:02}", 52),
        PlainColumn("name", _("姓名"), lambda cell: _of(cell).name, 88, strong=True),
        PlainColumn("class", _("班级"), lambda cell: _of(cell).school_class, 104, middle=True, grows=True),
        PlainColumn("ticket", _("准考证号"), lambda cell: _of(cell).ticket, 148),
        PlainColumn("digits", _("学号末四位"), lambda cell: _of(cell).digits, 88, spare=2),
        PlainColumn("doubt", _("备注"), _doubt, 110, grows=True, spare=1),
    )


class _RosterPainter(PlainPainter):
    """A sign before who is to be seen to."""

    def cell(self, painter: QPainter, box: QRectF, column: PlainColumn, row: SeatCell) -> None:
        if column.key != _SIGN:
            super().cell(painter, box, column, row)
        elif not _of(row).identity:
            self.sign(painter, box, "error_circle_filled", "danger_solid")
        elif row.clash or not _of(row).photo:
            self.sign(painter, box, "warning_filled", "warn_solid")
        elif _of(row).locked:
            self.sign(painter, box, "lock_closed", "text2")


class SeatRoster(PlainTable):
    """`lock_wanted` and `leave_wanted` with who, `person_opened` with whom to look at."""

    lock_wanted = Signal(object)
    leave_wanted = Signal(object)
    person_opened = Signal(object)

    def __init__(self) -> None:
        super().__init__(PlainModel(_columns()), _("考场名单"))
        self.setItemDelegate(_RosterPainter(self))
        self.activated.connect(lambda _index: self.person_opened.emit(self.current.person.key))

    def show_room(self, view: SeatView | None, room: int | None) -> None:
        """Show who sits in a room; the row one stood on stays current."""
        here = max(self.currentIndex().row(), 0)
        beside = {key for pair in view.clashes for key in pair} if view is not None else set()
        seats = (
            sorted((seat, key) for key, (hall, seat) in view.seats.items() if hall == room) if view is not None else ()
        )
        people = view.people if view is not None else {}
        self.model_.show_rows([SeatCell(seat, people[key], key in beside) for seat, key in seats])
        self.setCurrentIndex(self.model_.index(min(here, len(self.model_.rows) - 1), 1))

    def stand_on(self, key: int) -> None:
        """Go to somebody."""
        row = next((nth for nth, cell in enumerate(self.model_.rows) if cell.person.key == key), None)
        if row is not None:
            self.setCurrentIndex(self.model_.index(row, 1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """L locks, Delete takes out, Enter opens."""
        cell, key = self.current, event.key()
        if cell is not None and key == Qt.Key.Key_L and not event.modifiers():
            self.lock_wanted.emit(cell.person.key)
        elif cell is not None and key == Qt.Key.Key_Delete:
            self.leave_wanted.emit(cell.person.key)
        elif cell is not None and key in ENTER:
            self.person_opened.emit(cell.person.key)
        else:
            super().keyPressEvent(event)
