"""安排实习: who may not go, by name and with the reason, and what becomes too many."""

from datetime import date, timedelta

import pytest

from models.acts.applying import apply
from models.acts.catalogue import act_named
from models.acts.planning import Case, plan, plan_cases
from models.entities.enterprises import Enterprise, Post
from models.entities.people import ClassMembership, Student
from models.entities.placements import Placement, PlacementPlan
from models.entities.programmes import SchoolClass
from tests import factories
from tests.models.acts.conftest import DAY, JOINED
from tests.models.acts.test_mechanism import counted

ARRANGE = act_named("arrange-placement")
END = DAY + timedelta(days=150)


@pytest.fixture
def free(school):
    """Twelve students without a placement, three of them of the first year; a host of thirty, with a post of ten."""
    with school.database.transaction("学生") as tx:
        young = tx.insert(SchoolClass, {"name": "新班", "grade_year": 2025})
        school.host = tx.insert(Enterprise, factories.enterprise(3) | {"name": "小厂", "staff_total": 30})
        values = {"name": "操作工", "enterprise": school.host, "same_post_staff": 10, "headcount": 5}
        school.post = tx.insert(Post, values)
        school.free = []
        for n in range(20, 32):
            key = tx.insert(Student, factories.student(n))
            own = young if n >= 29 else school.classes["甲"]
            tx.insert(ClassMembership, {"student": key, "school_class": own, "join_date": JOINED})
            school.free.append(key)
    return school


def given(school, **more):
    return {"enterprise": school.host, "start_date": DAY, "end_date": END} | more


def planned(school, subjects, **more):
    with school.database.reading() as connection:
        return plan(connection, ARRANGE, subjects, given(school, **more), day=DAY)


def told(some):
    return {(field, c.code) for field, c in some}


def test_who_goes_waits_for_the_signatures_and_who_may_not_is_named(free):
    made = planned(free, free.free, post=free.post)
    refused = {made.cases[n].subject: (field, c.code) for n, (field, c) in made.refused.items()}
    assert refused == dict.fromkeys(free.free[9:], ("start_date", "R-INT-01"))
    assert "一年级" in next(iter(made.refused.values()))[1].message
    assert {e.after["status"] for e in made.effects} == {"2"}
    warned = [told(made.warnings[n]) for n in range(9)]
    assert warned == [{("enterprise", "R-INT-10"), ("post", "R-INT-10"), ("post", "out-of-range")}] * 9
    words = [c.message for _field, c in made.warnings[0]]
    assert words[0] == "小厂：同期 9 人，超过 3 人上限（职工 30 人的 10%）"
    assert words[1] == "操作工：同期 9 人，超过 2 人上限（职工 10 人的 20%）"
    assert words[2] == "操作工：同期 9 人，单位只要 5 人"


@pytest.mark.parametrize(("count", "warned"), [(1, 0), (2, 0), (3, 0), (4, 4)])
def test_the_limit_is_reached_without_a_word(free, count, warned):
    assert len(planned(free, free.free[:count]).warnings) == warned


def test_those_who_are_there_count_and_those_who_left_do_not(free):
    with free.database.transaction("在岗") as tx:
        for n, status in enumerate("35"):
            row = {"student": free.free[n], "enterprise": free.host, "start_date": DAY - timedelta(days=60)}
            tx.insert(Placement, row | {"end_date": DAY + timedelta(days=9), "status": status, "end_reason": "1"})
    assert not planned(free, free.free[2:4]).warnings
    assert len(planned(free, free.free[2:5]).warnings) == 3
    assert not planned(free, free.free[2:5], start_date=DAY + timedelta(days=10)).warnings, "who has gone by then"


PERIODS = [
    (DAY - timedelta(days=30), DAY - timedelta(days=1), None),
    (DAY - timedelta(days=30), DAY, ("start_date", "duplicate")),
    (END, END + timedelta(days=30), ("start_date", "duplicate")),
    (END + timedelta(days=1), END + timedelta(days=30), None),
]


@pytest.mark.parametrize(("begin", "end", "why"), PERIODS)
def test_who_is_placed_in_these_days_is_refused(free, begin, end, why):
    with free.database.transaction("另一条") as tx:
        row = {"student": free.free[0], "enterprise": free.firm, "start_date": begin, "end_date": end}
        tx.insert(Placement, row)
    made = planned(free, free.free[:1])
    assert [(field, c.code) for field, c in made.refused.values()] == ([why] if why else [])


@pytest.mark.parametrize(("birth", "why"), [
    (DAY.replace(year=DAY.year - 16), "R-INT-02"),  # 16 years are completed the day after
    (DAY.replace(year=DAY.year - 16) - timedelta(days=1), None),
])  # fmt: skip
def test_nobody_under_age(free, birth, why):
    with free.database.transaction("生日") as tx:
        values = {"name": "小年", "gender": "1", "birth_date": birth, "id_type": "A", "id_number": "E1"}
        key = tx.insert(Student, values)
        tx.insert(ClassMembership, {"student": key, "school_class": free.classes["甲"], "join_date": JOINED})
    made = planned(free, [key])
    assert [c.code for _field, c in made.refused.values()] == ([why] if why else [])


@pytest.mark.parametrize(("name", "more"), [("退学", {}), ("休学", {"break_until": date(2027, 3, 9)})])
def test_who_is_not_at_school_is_not_placed(free, name, more):
    free.do(name, free.free[0], change_date=DAY, **more)
    made = planned(free, free.free[:2])
    assert {made.cases[n].subject: f for n, (f, _c) in made.refused.items()} == {free.free[0]: "student"}


def test_what_is_given_must_fit_together(free):
    with free.database.transaction("批次") as tx:
        elsewhere = tx.insert(Post, {"name": "钳工", "enterprise": free.firm})
        short = {"name": "批次", "kind": "2", "start_date": DAY, "end_date": END - timedelta(days=1)}
        batch = tx.insert(PlacementPlan, short)
        visit = tx.insert(PlacementPlan, short | {"name": "参观", "kind": "1", "end_date": END})
    one = free.free[:1]
    assert told(planned(free, one, post=elsewhere).refused.values()) == {("post", "conflict")}
    assert told(planned(free, one, end_date=DAY - timedelta(days=1)).refused.values()) == {("end_date", "out-of-range")}
    assert told(planned(free, one, plan=batch).warnings[0]) == {("plan", "out-of-range")}
    assert not planned(free, free.free[9:10], plan=visit).refused, "a visit is no internship"


def test_it_is_done_as_one_step(free):
    made = planned(free, free.free[:3], post=free.post)
    with free.database.transaction(made.name) as tx:
        apply(tx, made)
    rows = [r for r in free.rows(Placement) if r["student_id"] in free.free]
    assert [(r["status"], r["post_id"], r["start_date"], r["end_date"]) for r in rows] == [
        ("2", free.post, DAY, END)
    ] * 3
    assert told(planned(free, free.free[:1]).refused.values()) == {("start_date", "duplicate")}
    free.database.undo()
    assert not planned(free, free.free[:1]).refused


def test_many_take_no_more_statements_than_one(free):
    numbers = []
    for subjects in (free.free[:1], free.free[:9]):
        with free.database.reading() as connection, counted(free.database) as statements:
            made = plan_cases(connection, [Case(ARRANGE, key, given(free)) for key in subjects], day=DAY)
        assert not made.refused
        numbers.append(len(statements))
    assert numbers[1] <= numbers[0]
