"""学期注册 as an act: for whom it may be done, which term it is for, what it enters."""

from datetime import date

import pytest

from models.acts.catalogue import act_named
from models.acts.foreseeing import foreseen
from models.database.query import Query
from models.database.results import read_all
from models.entities.people import Student
from models.entities.schools import School, Term
from models.entities.status_changes import TermRegistration
from tests import factories
from tests.models.acts.test_mechanism import counted

BEGIN, DEADLINE, END = date(2026, 3, 2), date(2026, 3, 31), date(2026, 7, 10)
FIELDS = ("term_id", "registered_date", "method", "fee_status")


@pytest.fixture
def terms(school):
    """The two terms of the year at the students' school; ids."""
    with school.database.transaction("学期") as tx:
        own = tx.insert(School, {"name": "甲校"})
        other = tx.insert(School, {"name": "乙校"})
        tx.update_many(Student, [(key, {"school": own}) for key in school.students])
        given = {"school": own, "academic_year": "2025-2026"}
        first = tx.insert(Term, given | {"term": 1, "start_date": date(2025, 9, 1), "end_date": date(2026, 1, 16)})
        second = tx.insert(
            Term, given | {"term": 2, "start_date": BEGIN, "end_date": END, "register_deadline": DEADLINE}
        )
        tx.insert(Term, {"school": other, "academic_year": "2025-2026", "term": 2, "start_date": date(2026, 3, 9)})
    return first, second


def held(school, student):
    return [tuple(row[name] for name in FIELDS) for row in school.rows(TermRegistration, student)]


CASES = [  # day, given -> which term, method, warned of
    (date(2026, 3, 2), {}, 1, "1", []), (DEADLINE, {}, 1, "1", []), (date(2026, 4, 1), {}, 1, "2", []),
    (date(2026, 4, 1), {"method": "3"}, 1, "3", ["method"]), (date(2026, 3, 1), {}, 1, "1", []),
    (date(2026, 1, 17), {}, 0, "1", []), (date(2026, 2, 7), {}, 0, "1", []), (date(2026, 2, 8), {}, 1, "1", []),
    (date(2025, 8, 31), {}, 0, "1", []), (date(2025, 7, 3), {}, 0, "1", []),
    (date(2026, 9, 8), {}, 1, "2", []), (date(2026, 9, 9), {}, 1, "2", ["registered_date"]),
]  # fmt: skip


@pytest.mark.parametrize(("day", "given", "place", "method", "warned"), CASES)
def test_which_term_it_is_for_and_how(school, terms, day, given, place, method, warned):
    key = school.students[0]
    case = ("学期注册", key, {"registered_date": day} | given)
    plan = school.plan([case])
    assert [field for some in plan.warnings.values() for field, _complaint in some] == warned
    school.do_all([case])
    assert held(school, key) == [(terms[place], day, method, None)]


def test_another_term_may_be_chosen(school, terms):
    key = school.students[0]
    school.do_all([("register-term", key, {"registered_date": BEGIN, "term": terms[0], "fee_status": "2"})])
    assert held(school, key) == [(terms[0], BEGIN, "1", "2")]


def test_one_who_is_listed_without_a_day_is_registered_there(school, terms):
    key = school.students[0]
    with school.database.transaction("名单") as tx:
        tx.insert(TermRegistration, {"student": key, "term": terms[1], "fee_status": "4"})
    school.do_all([("学期注册", key, {"registered_date": BEGIN})])
    assert held(school, key) == [(terms[1], BEGIN, "1", "4")]


def test_nobody_is_registered_twice(school, terms):
    key = school.students[0]
    school.do_all([("学期注册", key, {"registered_date": BEGIN})])
    assert school.refusal("学期注册", key, registered_date=date(2026, 3, 9)) == ("term", "duplicate")
    assert school.refusal("学期注册", key, registered_date=date(2025, 7, 2)) == ("term", "unknown-reference")


@pytest.mark.parametrize(("status", "refused"), [("07", True), ("03", True), ("02", False), ("01", False)])
def test_who_had_left_is_not_registered(school, terms, status, refused):
    with school.database.transaction("新") as tx:
        gone = {"graduated_date": BEGIN} if refused else {}
        key = tx.insert(Student, factories.student(50) | {"status": status} | gone)
    case = {"registered_date": BEGIN, "term": terms[1]}
    if refused:
        assert school.refusal("学期注册", key, **case) == ("registered_date", "conflict")
        case["registered_date"] = date(2026, 3, 1)
    assert not school.plan([("学期注册", key, case)]).refused


def test_many_at_once_in_as_many_statements_and_the_number_of_the_missing(school, terms):
    some = school.students[:2]

    def think(keys):
        with counted(school.database) as said:
            plan = school.plan([("学期注册", key, {"registered_date": BEGIN}) for key in keys])
        return plan, len(said)

    (_one, few), (plan, many) = think(some[:1]), think(some)
    assert many <= few
    (count,) = foreseen(school.database, plan).counts
    assert count.before - count.after == 2
    school.do_all([("学期注册", key, {"registered_date": BEGIN}) for key in some])
    with school.database.reading() as connection:
        rows = read_all(connection, Query(Student, as_of=BEGIN), ("is_unregistered",))
        assert {row.id for row in rows if row.values["is_unregistered"]}.isdisjoint(some)
    assert act_named("学期注册") is act_named("register-term")


def test_a_registration_is_taken_back_and_made_anew_in_its_row(school, terms):
    key, day = school.students[0], date(2026, 3, 9)
    school.do_all([("学期注册", key, {"registered_date": BEGIN, "fee_status": "2", "remark": "持证"})])
    (row,) = school.rows(TermRegistration, key)
    reason = {"reversed_date": day, "reversed_reason": "同名误登"}
    assert school.refusal("冲回注册", row["id"], **reason | {"reversed_date": date(2026, 3, 1)}) == (
        "reversed_date", "out-of-range",
    )  # fmt: skip
    assert school.refusal("冲回注册", row["id"], **reason | {"reversed_reason": "长" * 480}) == (
        "reversed_reason",
        "too-long",
    )
    assert school.refusal("冲回注册", row["id"], reversed_date=day) == ("reversed_reason", "required")
    school.do_all([("冲回注册", row["id"], reason)])
    assert held(school, key) == [(terms[1], None, None, "2")]
    (after,) = school.rows(TermRegistration, key)
    assert after["remark"] == "持证；2026-03-09 冲回 2026-03-02 的注册：同名误登"
    assert school.refusal("冲回注册", row["id"], **reason) == ("registered_date", "illegal-transition")
    school.do_all([("学期注册", key, {"registered_date": day})])
    assert held(school, key) == [(terms[1], day, "1", "2")]
