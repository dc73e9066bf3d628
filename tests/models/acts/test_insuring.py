"""投保: many students put under a policy at once, who is covered already left out and why told."""

from datetime import date

import pytest

from models.acts.catalogue import act_named
from models.acts.foreseeing import foreseen
from models.acts.planning import offered
from models.entities.insurance import InsuredPerson
from models.entities.people import Student
from models.entities.placements import Placement
from tests import factories
from tests.models.acts.conftest import DAY

DAYS = {"insured_from": date(2025, 9, 1), "insured_until": date(2026, 8, 31)}


@pytest.fixture
def policy(school):
    with school.database.transaction("保单") as tx:
        return factories.policy(tx, premium_per_person=30, **DAYS)


def placements(school):
    return {row["student_id"]: row["id"] for row in school.rows(Placement)}


def told(school, cases):
    planned = school.plan(cases)
    return {place: (why[0], why[1].code) for place, why in planned.refused.items()}


def test_the_students_of_placements_are_insured_at_once(school, policy):
    stays = placements(school)
    cases = [("投保", key, {"policy": policy}) for key in stays.values()]
    planned = school.plan(cases)
    assert (planned.refused, planned.warnings) == ({}, {})
    (count,) = [one for one in foreseen(school.database, planned).counts if one.label == "投保"]
    assert (count.before, count.after) == (0, 3)
    school.do_all(cases)
    assert [(r["policy_id"], r["student_id"], r["placement_id"], r["insured_from"], r["insured_until"]) for r in school.rows(InsuredPerson)] == [
        (policy, student, key, *DAYS.values()) for student, key in stays.items()
    ]  # fmt: skip
    assert {row["premium"] for row in school.rows(InsuredPerson)} == {30}
    assert told(school, cases) == dict.fromkeys(range(3), ("is_insured", "duplicate"))
    with school.database.reading() as connection:
        assert len(offered(connection, [act_named("投保")], list(stays.values()), DAY)[act_named("投保")]) == 3
    school.database.undo()
    assert school.rows(InsuredPerson) == []


@pytest.mark.parametrize(
    ("given", "warned"),
    [({}, False), ({"insured_until": date(2026, 6, 30)}, False), ({"insured_until": date(2026, 6, 29)}, True),
     ({"insured_from": date(2026, 1, 5)}, False), ({"insured_from": date(2026, 1, 6)}, True)],
)  # fmt: skip
def test_days_that_do_not_hold_the_whole_placement_are_told(school, policy, given, warned):
    key = placements(school)[school.students[0]]
    planned = school.plan([("投保", key, {"policy": policy, **given})])
    assert [code.code for some in planned.warnings.values() for _field, code in some] == (
        ["R-INT-21"] if warned else []
    )


def test_nobody_is_entered_twice_and_nothing_without_a_policy(school, policy):
    key = placements(school)[school.students[0]]
    assert told(school, [("投保", key, {})]) == {0: ("policy", "required")}
    short = {"policy": policy, "insured_until": date(2026, 3, 31)}
    school.do_all([("投保", key, short)])
    assert told(school, [("投保", key, short)]) == {0: ("policy", "duplicate")}
    rest = {"policy": policy, "insured_from": date(2026, 4, 1)}
    assert told(school, [("投保", key, rest)]) == {}
    backwards = {"policy": policy, "insured_from": DAY, "insured_until": date(2026, 1, 1)}
    assert told(school, [("投保", key, backwards)]) == {0: ("insured_until", "out-of-range")}


def test_what_is_over_is_insured_no_more(school, policy):
    key = placements(school)[school.students[0]]
    planned = school.plan([("投保", key, {"policy": policy})], day=date(2026, 7, 1))
    assert [why[0] for why in planned.refused.values()] == ["end_date"]


def test_students_are_insured_with_or_without_a_placement(school, policy):
    with school.database.transaction("无实习") as tx:
        other = tx.insert(Student, factories.student(50))
    school.do_all([("学生投保", key, {"policy": policy}) for key in (school.students[0], other)])
    assert [(row["student_id"], row["placement_id"]) for row in school.rows(InsuredPerson)] == [
        (school.students[0], placements(school)[school.students[0]]), (other, None)
    ]  # fmt: skip
