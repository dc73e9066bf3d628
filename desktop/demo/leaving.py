"""What the sample's office did to students: breaks, withdrawals, changes of major and the graduation, as acts."""

from collections.abc import Sequence
from datetime import date, timedelta

from desktop.demo.bodies import Row
from desktop.demo.naming import code, spread
from desktop.demo.people import Person
from desktop.demo.planned import Written
from models.acts.act import Act
from models.acts.applying import apply
from models.acts.catalogue import act_named
from models.acts.planning import Case, plan_cases
from models.database.transaction import Transaction

ACTS = {"休学": "suspend", "退学": "withdraw", "转专业": "change-major", "毕业后": "graduate"}  # by how a seat ended
_REASONS = {"休学": ("疾病", "家长病重"), "退学": ("自动退学", "贫困"), "转专业": ("其他",), "毕业后": ("其他",)}
_BREAK_ENDS = date(2020, 8, 31)  # at the earliest: nobody's break has ended unnoticed on the day of the sample


def before(someone: Person) -> Row:
    """The row of a student before anything was done to them."""
    return someone.row | ({"status": code("student-status", "在读")} if is_posted(someone) else {})


def is_posted(someone: Person) -> bool:
    """Whether an act ended the seat; who changed the major within a class of several has none to come from."""
    return someone.seat.ended in ACTS and (someone.seat.ended != "转专业" or someone.seat.former is not None)


def first_major(someone: Person) -> str:
    """The code of the major they entered."""
    former = someone.seat.former
    return someone.major if former is None else former.major


def post(tx: Transaction, gone: Sequence[tuple[Person, int, date]], written: Written) -> None:
    """Do what ended seats: persons, the ids of the students, the days."""
    cases = [
        Case(_act(someone), key, _given(someone, number, day, written))
        for number, (someone, key, day) in enumerate(sorted(gone, key=lambda one: (one[2], one[1])), 1)
    ]
    if cases:
        apply(tx, plan_cases(tx.connection, cases))


def _act(someone: Person) -> Act:
    act = act_named(ACTS[someone.seat.ended])
    assert act is not None
    return act


def _given(someone: Person, number: int, day: date, written: Written) -> Row:
    ended = someone.seat.ended
    given: Row = {
        "change_date": day, "approved_date": day, "approver": "教务处", "approval_number": f"教学籍〔{day.year}〕{number}号",
        "reason": code("status-change-reason", spread(_REASONS[ended], number)),
    }  # fmt: skip
    if ended == "休学":
        given["break_until"] = max(_BREAK_ENDS, day + timedelta(days=364))
    if ended == "转专业":
        given |= {"to_class": written.classes[id(someone.place)], "to_major": written.majors[someone.major]}
    return given
