"""Registrations for a term beside other records: who had left, the days of the term, who is missing; kinds of discipline."""

from datetime import date

import pytest

from models.database import doubts
from models.database.errors import Invalid
from models.database.query import Condition, Query
from models.database.results import read_all
from models.entities.people import Student
from models.entities.schools import School, Term
from models.entities.status_changes import Discipline, TermRegistration
from tests.factories import student

BEGIN, END, DEADLINE = date(2025, 9, 1), date(2026, 1, 16), date(2025, 9, 30)


@pytest.fixture
def office(database):
    """A school with two terms; gives the ids of the terms."""
    with database.transaction("学校") as tx:
        school = tx.insert(School, {"name": "甲校"})
        given = {"school": school, "academic_year": "2025-2026"}
        first = tx.insert(
            Term, given | {"term": 1, "start_date": BEGIN, "end_date": END, "register_deadline": DEADLINE}
        )
        second = tx.insert(Term, given | {"term": 2, "start_date": date(2026, 3, 2), "end_date": date(2026, 7, 10)})
    return first, second


def made(database, serial, **given):
    with database.transaction("学生") as tx:
        return tx.insert(Student, student(serial, **given))


LEFT = [  # status of one who left on 2025-09-10, the day of registration, whether it is refused
    ("07", date(2025, 9, 9), False), ("07", date(2025, 9, 10), True), ("03", date(2025, 9, 30), True), ("02", date(2025, 9, 30), False),
    ("14", date(2025, 9, 10), True), ("01", date(2025, 9, 10), False), ("07", None, False),
]  # fmt: skip


@pytest.mark.parametrize(("status", "day", "refused"), LEFT)
def test_who_has_left_is_not_registered(database, office, status, day, refused):
    gone = {"graduated_date": date(2025, 9, 10)} if status in {"07", "03", "14"} else {}
    key = made(database, 1, status=status, **gone)
    row = {"student": key, "term": office[0]} | ({"registered_date": day} if day else {})
    if not refused:
        with database.transaction("注册") as tx:
            tx.insert(TermRegistration, row)
        return
    with pytest.raises(Invalid) as told, database.transaction("注册") as tx:
        tx.insert(TermRegistration, row)
    assert [(field, complaint.code) for field, complaint in told.value.complaints] == [("registered_date", "conflict")]


DOUBTS = [  # day, method -> what is doubtful
    (date(2025, 7, 3), "1", []), (date(2025, 7, 2), "1", [("registered_date", "out-of-range")]),
    (date(2025, 9, 30), "1", []), (date(2025, 10, 1), "1", [("method", "conflict")]), (date(2025, 10, 1), "2", []),
    (date(2025, 10, 1), None, []), (date(2026, 3, 17), "2", []), (date(2026, 3, 18), "2", [("registered_date", "out-of-range")]),
]  # fmt: skip


@pytest.mark.parametrize(("day", "method", "told"), DOUBTS)
def test_days_far_from_the_term_are_doubtful(database, office, day, method, told):
    row = {"student": made(database, 1), "term": office[0], "registered_date": day}
    row |= {"method": method} if method else {}
    with database.reading() as connection:
        found = doubts.doubts(connection, TermRegistration, [row], [None], day)
        assert [(name, complaint.code) for _n, name, complaint in found] == told
    with database.transaction("注册") as tx:
        key = tx.insert(TermRegistration, row)
    with database.reading() as connection:
        kept = doubts.of_kept(connection, TermRegistration, [key], day)
        assert [(name, complaint.code) for _n, name, complaint in kept] == told
        changed = doubts.doubts(connection, TermRegistration, [{"remark": "改"}], [key], day)
        assert [(name, complaint.code) for _n, name, complaint in changed] == told


def missing(database, day):
    with database.reading() as connection:
        query = Query(Student, (Condition("is_unregistered", "=", True),), as_of=day)
        return [row.values["name"] for row in read_all(connection, query, ("name",))]


def test_who_is_missing_on_a_day(database, office):
    """By the earlier of the day and the deadline: who left after it is still missing, who came after it is not asked."""
    here, late, away = (made(database, n, name=name) for n, name in enumerate(("在校生", "补注册", "休学生"), 1))
    made(database, 4, name="早毕业", status="07", graduated_date=date(2025, 9, 30))
    made(database, 5, name="晚毕业", status="07", graduated_date=date(2025, 10, 8))
    with database.transaction("注册") as tx:
        tx.insert(TermRegistration, {"student": late, "term": office[0], "registered_date": date(2025, 10, 10)})
        tx.insert(TermRegistration, {"student": away, "term": office[0]})  # without a day nobody is registered
    assert [missing(database, day) for day in (date(2025, 8, 31), date(2025, 9, 29), DEADLINE, date(2025, 10, 10))] == [
        [], ["在校生", "补注册", "休学生", "早毕业", "晚毕业"], ["在校生", "补注册", "休学生", "晚毕业"], ["在校生", "休学生", "晚毕业"],
    ]  # fmt: skip
    with database.transaction("注册") as tx:
        tx.insert(TermRegistration, {"student": here, "term": office[1], "registered_date": date(2026, 3, 2)})
    assert missing(database, date(2026, 3, 1)) == ["在校生", "休学生", "晚毕业"]
    assert missing(database, date(2026, 3, 2)) == [
        "补注册",
        "休学生",
    ]  # of the term that begins; without a deadline by the day


KINDS = [
    ({"kind": "13"}, "1", None),
    ({"kind": "23"}, "2", None),
    ({"kind": "23", "side": "2"}, "2", None),
    ({"kind": "23", "side": "1"}, None, "conflict"),
]


@pytest.mark.parametrize(("given", "side", "refused"), KINDS)
def test_a_kind_of_discipline_says_which_side(database, given, side, refused):
    row = {"student": made(database, 1), "date": date(2025, 11, 3)} | given
    if refused:
        with pytest.raises(Invalid) as told, database.transaction("奖惩") as tx:
            tx.insert(Discipline, row)
        assert [complaint.code for _field, complaint in told.value.complaints] == [refused]
        return
    with database.transaction("奖惩") as tx:
        key = tx.insert(Discipline, row)
    with database.reading() as connection:
        assert [r.values["side"] for r in read_all(connection, Query(Discipline), ("side",)) if r.id == key] == [side]
