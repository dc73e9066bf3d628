"""The eight things beforehand: done, late or not; what speaks for each, and who lacks it; who is where."""

from datetime import date, timedelta

import pytest

from models.entities.enterprises import Enterprise
from models.entities.people import ClassMembership, Student
from models.entities.placements import Placement, PlacementPlan
from models.entities.policy import PolicyParameter
from models.entities.programmes import SchoolClass
from models.statistics.plan_views import LIGHTS, plan_view
from tests import factories

BEGIN, END, DAY = date(2026, 3, 1), date(2026, 8, 31), date(2026, 3, 10)


@pytest.fixture
def office(database):
    """A batch of five, three of them at work at two hosts, one ended, one of whom nothing is known."""
    with database.transaction("批次") as tx:
        made = {"class": tx.insert(SchoolClass, {"name": "2024级数控1班", "grade_year": 2024})}
        values = {
            "name": "2026春",
            "kind": "2",
            "grade_year": 2024,
            "start_date": BEGIN,
            "end_date": END,
            "status": "3",
        }
        made["plan"] = tx.insert(PlacementPlan, values)
        chosen = {"inspection_date": BEGIN, "approval_meeting": "会1", "published_date": BEGIN}
        made["firms"] = [
            tx.insert(Enterprise, factories.enterprise(n) | (chosen if n == 1 else {"inspection_date": BEGIN}))
            for n in (1, 2)
        ]
        for n, status in enumerate("33350"):
            key = tx.insert(Student, factories.student(n))
            tx.insert(ClassMembership, {"student": key, "school_class": made["class"], "join_date": date(2024, 9, 1)})
            if status != "0":
                papers = {"agreement_number": f"SX-{n}", "consent_date": BEGIN} if n == 0 else {}
                tx.insert(Placement, {
                    "student": key, "enterprise": made["firms"][n % 2], "plan": made["plan"], "start_date": BEGIN,
                    "end_date": BEGIN + timedelta(days=3) if status == "5" else END, "status": status, "end_reason": "1",
                } | papers)  # fmt: skip
    return made


def seen(database, office, day=DAY):
    with database.reading() as connection:
        return plan_view(connection, office["plan"], day)


def light(database, office, name):
    return next(one for one in seen(database, office).lights if one.name == name)


@pytest.mark.parametrize(
    ("done", "same_day", "late"),
    [
        (None, 0, False), (BEGIN - timedelta(days=1), 0, False), (BEGIN, 0, True), (BEGIN, 1, False),
        (BEGIN + timedelta(days=1), 1, True),
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", LIGHTS)
def test_before_is_an_earlier_day_unless_policy_allows_the_same(database, office, name, done, same_day, late):
    with database.transaction("事先") as tx:
        tx.update(PlacementPlan, office["plan"], {name: done})
        if same_day:
            tx.insert(PolicyParameter, {"key": "R-INT.same-day", "value": 1, "valid_from": date(2026, 1, 1)})
    one = light(database, office, name)
    assert (one.day, one.late) == (done, late)


def test_who_lacks_evidence_can_be_listed(database, office):
    told = {one.name: (one.of, one.whole, one.missing) for one in seen(database, office).lights}
    assert told == {
        "inspection_done_date": ("enterprise", 2, 0), "list_approved_date": ("enterprise", 2, 1),
        "consents_done_date": ("placement", 3, 2), "filing_done_date": ("", 0, 0), "plan_made_date": ("", 0, 0),
        "rules_made_date": ("", 0, 0), "agreements_done_date": ("placement", 3, 2), "training_done_date": ("placement", 3, 3),
    }  # fmt: skip
    with database.reading() as connection:
        for one in seen(database, office).lights:
            if one.missing:
                assert connection.execute(one.query.count()).scalar_one() == one.missing, one.name


def test_who_is_where(database, office):
    view = seen(database, office)
    assert {code: figure.count for code, figure in view.states} == {"3": 3, "5": 1}
    assert (view.every.count, view.working.count, view.expected, view.unplaced) == (4, 3, 5, 2)
    with database.reading() as connection:
        assert connection.execute(view.unplaced_list.count()).scalar_one() == 2
    before = seen(database, office, BEGIN + timedelta(days=3))
    assert (before.working.count, before.unplaced) == (4, 1), "on its last day one is still at work"


def test_of_a_batch_that_is_over_its_last_day_counts(database, office):
    """Months later nobody is at work, and those who were are no unplaced."""
    last, after = (seen(database, office, day) for day in (END, END + timedelta(days=100)))
    assert (after.working.count, after.expected, after.unplaced, after.day) == (3, 5, 2, END)
    assert last[2:] == after[2:]


def test_a_batch_that_is_gone_says_nothing(database, office):
    with database.reading() as connection:
        assert plan_view(connection, 1, DAY) is None


def test_who_entered_the_day_stands_behind_it(database, office):
    name = "filing_done_date"
    assert light(database, office, name).entered is None
    for who, day in (("甲老师", BEGIN), ("乙老师", END), ("丙老师", None)):
        database.sign(who)
        with database.transaction("事先") as tx:
            tx.update(PlacementPlan, office["plan"], {name: day})
        entered = light(database, office, name).entered
        assert (entered and entered.user) == (who if day else None)
    with database.transaction("别的") as tx:
        tx.update(PlacementPlan, office["plan"], {"name": "2026春季"})
    database.undo()
    database.undo()
    assert light(database, office, name).entered.user == "乙老师"
    database.undo()
    assert light(database, office, name).entered.user == "甲老师"
    assert light(database, office, "plan_made_date").entered is None
