"""入班 and 退班: who may, what is doubtful, and what stands afterwards."""

from datetime import date, timedelta

import pytest

from models.acts.applying import apply
from models.entities.order_classes import OrderClass, OrderClassMember
from models.entities.people import Student
from models.entities.programmes import Major
from models.entities.status_changes import StatusChange
from tests import factories
from tests.models.acts.conftest import DAY, JOINED

BEFORE = DAY - timedelta(days=1)


def other(school, **more):
    with school.database.transaction("订单班") as tx:
        return tx.insert(OrderClass, {"name": "乙厂班", "status": "2"} | more)


def newcomer(school, **more):
    with school.database.transaction("学生") as tx:
        return tx.insert(Student, factories.student(60) | {"school_class": school.classes["甲"]} | more)


def do(school, made):
    with school.database.transaction(made.name) as tx:
        apply(tx, made)


def memberships(school, student):
    return [
        (r["order_class_id"], r["join_date"], r["leave_date"], r["leave_reason"])
        for r in school.rows(OrderClassMember, student)
    ]


def test_several_join_at_once_and_come_back_out(school):
    keys, where = (
        [newcomer(school), newcomer(school, id_number=factories.identity_number(61), student_number="x")],
        other(school),
    )
    made = school.plan([("入班", key, {"order_class": where, "join_date": DAY}) for key in keys])
    assert not made.refused
    assert not made.warnings
    do(school, made)
    assert [memberships(school, key) for key in keys] == [[(where, DAY, None, None)]] * 2
    link = school.rows(OrderClassMember, keys[0])[0]["id"]
    do(school, school.plan([("退班", link, {"leave_date": DAY + timedelta(days=9), "leave_reason": "3"})]))
    assert memberships(school, keys[0]) == [(where, DAY, DAY + timedelta(days=9), "3")]
    school.database.undo()
    assert memberships(school, keys[0]) == [(where, DAY, None, None)]


@pytest.mark.parametrize(
    ("order_class", "code"),
    [
        ({"status": "4"}, "conflict"),
        ({"status": "3"}, "conflict"),
        ({"end_date": BEFORE}, "conflict"),
        ({"status": "3", "end_date": DAY}, None),
        ({}, None),
    ],
)
def test_a_class_that_is_over_takes_nobody(school, order_class, code):
    made = school.plan([("入班", newcomer(school), {"order_class": other(school, **order_class), "join_date": DAY})])
    assert [told[1].code for told in made.refused.values()] == ([code] if code else [])


@pytest.mark.parametrize(("status", "fit"), [("01", True), ("02", True), ("03", False), ("07", False), ("21", True)])
def test_who_is_not_registered_does_not_join(school, status, fit):
    key = newcomer(school, status=status)
    assert bool(school.plan([("入班", key, {"order_class": other(school), "join_date": DAY})]).refused) is not fit


def test_nobody_is_in_a_class_twice_at_a_time(school):
    key = school.students[0]
    assert school.refusal("入班", key, order_class=school.order_class, join_date=DAY) == ("order_class", "duplicate")
    (link,) = school.rows(OrderClassMember, key)
    do(school, school.plan([("退班", link["id"], {"leave_date": BEFORE, "leave_reason": "3"})]))
    do(school, school.plan([("入班", key, {"order_class": school.order_class, "join_date": DAY})]))
    assert [(join, leave) for _where, join, leave, _reason in memberships(school, key)] == [
        (JOINED, BEFORE),
        (DAY, None),
    ]


def test_what_is_doubtful_is_said(school):
    with school.database.transaction("专业") as tx:
        major = tx.insert(Major, {"name": "会计事务", "code": "730301"})
    where = other(school, majors=(major,), grade_year=2025, planned_size=1)
    cases = [("入班", key, {"order_class": where, "join_date": DAY}) for key in school.students[:2]]
    made = school.plan(cases)
    told = [[complaint.message for _field, complaint in made.warnings[n]] for n in range(2)]
    assert told[0] == ["还在甲厂班，请核对是否先退班", "不是“乙厂班”面向的专业", "不是“乙厂班”的年级"]
    assert told[1][-1] == "“乙厂班”已满 1 人"


def test_leaving_is_told_when_and_why(school):
    (link,) = school.rows(OrderClassMember, school.students[0])
    assert school.refusal("退班", link["id"], leave_date=DAY) == ("leave_reason", "required")
    early = {"leave_date": JOINED - timedelta(days=1), "leave_reason": "3"}
    assert school.refusal("退班", link["id"], **early) == ("leave_date", "out-of-range")
    do(school, school.plan([("退班", link["id"], {"leave_date": DAY, "leave_reason": "4"})]))
    assert school.refusal("退班", link["id"], leave_date=DAY, leave_reason="3") == ("leave_date", "illegal-transition")
    assert not school.rows(StatusChange)


def test_it_counts_from_the_day(school):
    where = other(school, form_date=date(2025, 9, 1))
    made = school.plan([("入班", newcomer(school), {"order_class": where})])
    do(school, made)
    assert school.rows(OrderClassMember)[-1]["join_date"] == DAY
