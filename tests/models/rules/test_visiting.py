"""Enterprises with interns that nobody visited for longer than policy allows."""

from datetime import date, timedelta

import pytest

from models.rules.problems import problems
from models.schema.fields import entity_named
from tests import factories

ENTERPRISE = entity_named("enterprise")
DAY = date(2026, 3, 20)


def ago(days):
    return DAY - timedelta(days=days)


@pytest.mark.parametrize(
    ("begun", "visited", "status", "told"),
    [
        (40, 14, "3", False), (40, 15, "3", True), (14, None, "3", False), (15, None, "3", True), (15, 200, "3", True),
        (40, -1, "3", True), (40, None, "2", False), (40, 0, "3", False),
    ],
)  # fmt: skip
def test_so_many_days_without_a_visit_are_told(database, begun, visited, status, told):
    """The 15th day is one too many; a visit before the interns came, or after the day, is none."""
    with database.transaction("安置") as tx:
        firms = tx.insert_many(ENTERPRISE, [factories.enterprise(n) for n in (1, 2)])
        student = tx.insert(entity_named("student"), factories.student(1))
        teacher = tx.insert(entity_named("staff"), {"name": "周老师"})
        tx.insert(entity_named("placement"), {
            "student": student, "enterprise": firms[0], "start_date": ago(begun), "end_date": DAY + timedelta(days=60), "status": status,
        })  # fmt: skip
        days = [(firms[1], DAY), *([(firms[0], ago(visited))] if visited is not None else [])]
        tx.insert_many(entity_named("visit"), [
            {"enterprise": firm, "visit_date": day, "teacher": teacher} for firm, day in days
        ])  # fmt: skip
    found = [p.record_id for p in problems(database, day=DAY) if p.complaint.code == "visit-interval"]
    assert found == ([firms[0]] if told else [])


def test_nothing_is_said_while_no_visits_are_kept(database):
    with database.transaction("安置") as tx:
        firm = tx.insert(ENTERPRISE, factories.enterprise(1))
        student = tx.insert(entity_named("student"), factories.student(1))
        stay = {"start_date": ago(90), "end_date": DAY, "status": "3"}
        tx.insert(entity_named("placement"), {"student": student, "enterprise": firm, **stay})
    assert not [p for p in problems(database, day=DAY) if p.complaint.code == "visit-interval"]
