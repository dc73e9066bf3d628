"""How placements were followed up by a day: whose visit it is, which was last, how far logs and pay have come."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from models.entities.enterprises import Enterprise
from models.entities.people import Student
from models.entities.placement_records import PayMonth, Visit, WeeklyLog
from models.entities.placements import Placement
from models.entities.schools import Staff
from models.statistics.follow_ups import FollowUp, followed_up
from tests import factories

BEGIN, END, DAY, ONE = date(2026, 2, 2), date(2026, 6, 15), date(2026, 4, 20), timedelta(days=1)


@pytest.fixture
def office(database):
    with database.transaction("安置") as tx:
        firm, other = tx.insert_many(Enterprise, [factories.enterprise(n) for n in (1, 2)])
        pupils = tx.insert_many(Student, [factories.student(n) for n in (1, 2)])
        span = {"start_date": BEGIN, "end_date": END, "status": "3", "enterprise": firm}
        first, second = tx.insert_many(Placement, [span | {"student": pupil} for pupil in pupils])
        teacher = tx.insert(Staff, {"name": "王老师"})
    return {"firm": firm, "other": other, "first": first, "second": second, "teacher": teacher}


def visited(database, office, day, **more):
    with database.transaction("巡查") as tx:
        row = {"enterprise": office["firm"], "teacher": office["teacher"], "visit_date": day, "mode": "1"}
        tx.insert(Visit, row | {name: office.get(value, value) for name, value in more.items()})


def told(database, office, which="first", day=DAY):
    with database.reading() as connection:
        return followed_up(connection, [office["first"], office["second"]], day).get(office[which])


@pytest.mark.parametrize(("day", "more", "seen"), [
    (DAY, {}, True), (DAY + ONE, {}, False), (BEGIN, {}, True), (BEGIN - ONE, {}, False),  # to the enterprise, while it ran
    (BEGIN - ONE, {"placement": "first"}, True), (DAY, {"placement": "second"}, False), (DAY, {"enterprise": "other"}, False),
])  # fmt: skip
def test_whose_visit_it_is(database, office, day, more, seen):
    visited(database, office, day, **more)
    found = told(database, office)
    assert (found is not None and found.visited == day) is seen


def test_the_last_visit_with_what_came_of_it(database, office):
    visited(database, office, DAY - 9 * ONE, finding="良好")
    visited(database, office, DAY - ONE, finding="加班较多", measure="已商定不加班")
    visited(database, office, DAY - ONE, placement="second", finding="想家")
    assert told(database, office) == FollowUp(DAY - ONE, "王老师", "已商定不加班")
    assert told(database, office, "second") == FollowUp(DAY - ONE, "王老师", "想家")  # one to oneself tells more


def test_how_far_logs_and_pay_have_come_by_the_day(database, office):
    with database.transaction("登记") as tx:
        for week, day in ((1, BEGIN), (2, None), (3, DAY), (4, DAY + ONE)):
            tx.insert(WeeklyLog, {"placement": office["first"], "week": week, "submitted_date": day})
        for month, day in (("2026-02", date(2026, 3, 10)), ("2026-03", DAY), ("2026-04", DAY + ONE)):
            tx.insert(PayMonth, {"placement": office["first"], "month": month, "paid": Decimal(1), "paid_date": day})
    assert told(database, office) == FollowUp(week=3, paid_month="2026-03")
    assert told(database, office, "second") is None
