"""The members of an order class as rows: class, placement, what became of them, and the follow-ups after hiring."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.ui.kit.chips import Shape
from desktop.ui.kit.paint import LEFT, RIGHT
from desktop.ui.record.tick_table import TickModel
from models.entities.order_classes import OrderClassMember
from models.schema.fields import field_map
from models.schema.showing import text_of
from models.schema.sorting import natural_key, pinyin_key
from models.statistics.funnel import FOLLOW_UPS, Trainee
from models.words import N_, _, listed

NAME, CLASS, FATE, DOTS, PAY = 1, 3, 7, 8, 9
COLUMNS = (
    ("", 40), (N_("姓名"), 84), (N_("学号"), 96), (N_("原行政班"), 168), (N_("实习单位"), 150), (N_("实习岗位"), 110),
    (N_("师傅"), 72), (N_("去向"), 106), (N_("留任 30/90/180/365 天"), 152), (N_("实习报酬"), 96),
)  # fmt: skip


def fate(trainee: Trainee) -> tuple[str, Shape]:
    """What became of a member, in a word and a shape."""
    if trainee.is_hired:
        return _("已录用"), Shape.DONE
    if not trainee.member.is_present:
        why = text_of(field_map(OrderClassMember)["leave_reason"], trainee.member.leave_reason)
        return (why, Shape.LEFT) if why else (_("待核实"), Shape.WAIT)
    if trainee.enterprise is not None:
        return _("在岗实习"), Shape.ACTIVE
    return _("在班"), Shape.TODO


def kept(trainee: Trainee, nth: int, day: date) -> bool | None:
    """Whether somebody hired was found still there at a follow-up; None while it is not yet due or nobody asked."""
    found = trainee.follow_ups[nth] if nth < len(trainee.follow_ups) else None
    return True if found is not None and found <= day else None


def _by_fate(trainee: Trainee, _day: date) -> tuple[Any, ...]:
    return list(Shape).index(fate(trainee)[1]), fate(trainee)[0]


_ORDERS: dict[int, Callable[[Trainee, date], Any]] = {
    NAME: lambda t, _day: (pinyin_key(t.member.name), natural_key(t.member.student_number)),
    2: lambda t, _day: natural_key(t.member.student_number),
    3: lambda t, _day: pinyin_key(t.member.school_class),
    4: lambda t, _day: pinyin_key(t.enterprise),
    5: lambda t, _day: pinyin_key(t.post),
    6: lambda t, _day: pinyin_key(t.mentor),
    FATE: _by_fate,
    DOTS: lambda t, day: -sum(kept(t, nth, day) is True for nth in range(len(FOLLOW_UPS))),
    PAY: lambda t, _day: t.pay if t.pay is not None else Decimal(0),
}


class TraineeModel(TickModel):
    """Rows of trainees as of a day; memberships are ticked."""

    orders = _ORDERS

    def __init__(self, trainees: Sequence[Trainee], day: date, parent: QWidget | None = None) -> None:
        super().__init__(trainees, [_(name) if name else "" for name, _width in COLUMNS], (2, False), parent)
        self.day = day

    @property
    def trainees(self) -> tuple[Trainee, ...]:
        """The rows as they stand."""
        return self.people

    def key(self, one: Trainee) -> int:
        """The membership."""
        return one.membership

    def ties(self, one: Trainee) -> Any:
        """By student number."""
        return natural_key(one.member.student_number)

    def sorted_by(self, one: Trainee, column: int) -> Any:
        """Follow-ups are known as of the day."""
        return _ORDERS[column](one, self.day)

    def alignment(self, column: int) -> Qt.AlignmentFlag:
        """Pay stands at the right."""
        return RIGHT if column == PAY else LEFT

    def words(self, one: Trainee, column: int) -> str:
        """A cell in words."""
        if column == DOTS:
            done = [str(days) for nth, days in enumerate(FOLLOW_UPS) if kept(one, nth, self.day)]
            return _("满 {days} 天仍在岗").format(days=listed(done)) if done else ""
        member = one.member
        words = (
            member.name, member.student_number, member.school_class, one.enterprise, one.post, one.mentor,
            fate(one)[0], "", "" if one.pay is None else f"{one.pay.normalize():,f}",
        )  # fmt: skip
        return words[column - NAME] or ""
