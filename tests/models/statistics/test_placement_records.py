"""What is counted of the records of placements: periods, months, boundaries."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from models.schema.codes import table
from models.schema.fields import entity_named
from models.statistics.measured import MEASURES
from models.statistics.placement_records import hosts_visited
from tests import factories

PLAN, PLACEMENT, FIRM = (entity_named(name) for name in ("placement_plan", "placement", "enterprise"))
FIRST, LAST = date(2025, 9, 1), date(2026, 6, 30)


@pytest.fixture
def stays(database):
    """Two placements of a batch at firms 1 and 2, one at firm 3 that is still to be signed."""
    with database.transaction("安置") as tx:
        plan = tx.insert(PLAN, {"name": "一批", "start_date": FIRST, "end_date": LAST, "kind": "2"})
        firms = tx.insert_many(FIRM, [factories.enterprise(n) for n in (1, 2, 3)])
        students = tx.insert_many(entity_named("student"), [factories.student(n) for n in (1, 2, 3)])
        teacher = tx.insert(entity_named("staff"), {"name": "周老师"})
        post = tx.insert(
            entity_named("post"), {"enterprise": firms[0], "name": "操作工", "same_post_wage": Decimal(5000)}
        )
        rows = [
            {"plan": plan, "student": s, "enterprise": f, "start_date": FIRST, "end_date": LAST, "status": status}
            for s, f, status in zip(students, firms, ("3", "3", "2"), strict=True)
        ]
        rows[0]["post"] = post
        return tx.insert_many(PLACEMENT, rows), firms, teacher


def put(database, name, *rows):
    with database.transaction("登记") as tx:
        return tx.insert_many(entity_named(name), rows)


def figure(database, name, day):
    with database.reading() as connection:
        (found,) = MEASURES[name](connection, day)
        return found.as_json()


@pytest.mark.parametrize(
    ("visited", "day", "count", "unseen"),
    [
        ("2025-09-01", "2025-09-01", 1, 1), ("2025-08-31", "2025-09-01", 0, 2), ("2025-10-01", "2025-09-30", 0, 2),
        ("2025-10-01", "2025-10-01", 1, 1), ("2026-08-31", "2026-08-31", 1, 1), ("2026-08-31", "2026-09-01", 0, 0),
    ],
)  # fmt: skip
def test_visits_are_those_of_the_school_year_up_to_the_day(database, stays, visited, day, count, unseen):
    """Firm 3 has no intern: its student has not signed; in the next school year nobody is at work."""
    _keys, firms, teacher = stays
    put(
        database,
        "visit",
        {"enterprise": firms[0], "visit_date": date.fromisoformat(visited), "teacher": teacher, "is_problem": True},
    )
    told = figure(database, "D7 巡查次数", date.fromisoformat(day))
    assert (told["value"], told["problems"], len(told["unvisited"])) == (count, count, unseen)


def test_who_was_at_work_on_some_day_of_the_period_has_interns(database, stays):
    with database.reading() as connection:
        for first, last, hosts in (
            (FIRST - timedelta(9), FIRST - timedelta(1), 0), (FIRST - timedelta(9), FIRST, 2), (LAST, LAST, 2),
            (LAST + timedelta(1), LAST + timedelta(9), 0),
        ):  # fmt: skip
            assert len(hosts_visited(connection, first, last)) == hosts


def test_what_visits_found_is_counted_by_firm(database, stays):
    _keys, firms, teacher = stays
    told = (
        ("2025-09-11", True, "2025-09-20"),
        ("2025-10-01", True, None),
        ("2025-11-15", False, None),
        ("2025-11-15", None, None),
    )
    put(database, "visit", *(
        {"enterprise": firms[0], "visit_date": date.fromisoformat(day), "teacher": teacher, "is_problem": wrong,
         "resolved_date": resolved and date.fromisoformat(resolved)}
        for day, wrong, resolved in told
    ))  # fmt: skip
    with database.reading() as connection:
        host, other = hosts_visited(connection, FIRST, date(2025, 11, 30))
    assert tuple(host)[2:4] + tuple(host)[5:9] == (1, 4, 2, 1, date(2025, 11, 15), 45)
    assert tuple(other)[2:4] + tuple(other)[5:9] == (1, 0, 0, 0, None, 90)


def test_pay_is_that_of_the_month_of_the_day(database, stays):
    keys, _firms, _teacher = stays
    rows = [
        ("2025-10", Decimal("3999.99"), Decimal(3900), Decimal(100)),
        ("2025-11", Decimal(4000), Decimal(4000), None),
    ]
    put(database, "pay_month", *(
        {"placement": keys[0], "month": month, "standard": standard, "paid": paid, "deduction": taken, "payable": None}
        for month, standard, paid, taken in rows
    ), {"placement": keys[1], "month": "2025-10", "standard": Decimal(1), "paid": Decimal("0.5")})  # fmt: skip
    october, november = date(2025, 10, 1), date(2025, 11, 30)
    number = factories.student(1)["student_number"]
    below = figure(database, "D10 低于80%", october)
    assert (below["scope"], below["value"], below["of"], below["students"]) == ("2025-10", 1, 2, [number])
    assert figure(database, "D10 低于80%", november)["value"] == 0
    paid = figure(database, "D10 实发合计（元）", october)
    assert (paid["value"], paid["deductions"]) == (3900.5, 1)
    assert figure(database, "D10 实发合计（元）", date(2025, 12, 1))["value"] == 0


@pytest.mark.parametrize(
    ("told", "day", "late"),
    [
        ("2025-10-11", "2025-12-01", 0), ("2025-10-12", "2025-12-01", 1), (None, "2025-12-01", 1), (None, "2025-10-11", 0),
        (None, "2025-10-12", 1), ("2025-10-20", "2025-10-11", 0),
    ],
)  # fmt: skip
def test_an_incident_is_told_late_after_a_day(database, stays, told, day, late):
    keys, _firms, _teacher = stays
    told_on = date.fromisoformat(told) if told else None
    put(database, "incident", {
        "placement": keys[0], "occurred_date": date(2025, 10, 10), "kind": "1", "authority_told_date": told_on,
        "claim_amount": Decimal("860.5"),
    })  # fmt: skip
    found = figure(database, "D11 突发事件", date.fromisoformat(day))
    assert (found["value"], found["told_late"], found["claimed"]) == (1, late, 860.5)


def test_reviewed_are_those_handed_in_by_the_day(database, stays):
    keys, _firms, _teacher = stays
    day = date(2025, 10, 10)
    dates = [(day, day), (day, day + timedelta(1)), (day + timedelta(1), None), (None, day), (None, None), (day, None)]
    put(database, "weekly_log", *(
        {"placement": keys[0], "week": n, "submitted_date": handed, "reviewed_date": seen}
        for n, (handed, seen) in enumerate(dates, 1)
    ))  # fmt: skip
    found = figure(database, "D 周志批阅率", day)
    assert (found["scope"], found["numerator"], found["denominator"]) == ("一批", 2, 4)


def test_an_archive_is_complete_with_every_kind(database, stays):
    keys, _firms, _teacher = stays
    kinds, day = [code.code for code in table("archive-kind").codes], date(2026, 7, 1)
    put(database, "archive_item", *({"placement": keys[0], "kind": kind, "filed_date": day} for kind in kinds))
    put(database, "archive_item", *({"placement": keys[1], "kind": kind} for kind in kinds[1:]))
    found = figure(database, "D 档案八项齐全", day)
    assert (found["numerator"], found["denominator"], found["items"]) == (1, 2, 15)
    before = figure(database, "D 档案八项齐全", day - timedelta(1))
    assert (before["numerator"], before["denominator"], before["items"]) == (0, 1, 7)
    assert Decimal(str(found["value"])) == 50
