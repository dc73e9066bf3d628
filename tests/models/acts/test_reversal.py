"""冲回: what an event opened goes and what it closed is as before, unless something later stands on it."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from models.acts.applying import apply
from models.acts.foreseeing import foreseen
from models.database.query import Condition, Query
from models.entities.insurance import InsuredPerson
from models.entities.order_classes import OrderClassMember
from models.entities.people import ClassMembership, Student
from models.entities.placements import Placement
from models.entities.status_changes import StatusChange
from tests import factories
from tests.models.acts.conftest import DAY

BREAK = {"break_until": date(2027, 3, 9)}
REASON = {"reversed_reason": "录错人", "reversed_date": DAY + timedelta(days=2)}


def without_event(rows):
    return {name: some for name, some in rows.items() if name != "status_change"}


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("休学", BREAK),
        ("退学", {}),
        ("转专业", {"to_class": "丙"}),
        ("留级", {"to_class": "丁"}),
        ("毕业", {}),
        ("其他异动", {}),
    ],
)
def test_everything_is_as_before(school, name, given):
    given = {k: school.classes[v] if k == "to_class" else v for k, v in given.items()}
    key, before = school.students[0], school.all_rows()
    event = school.do(name, key, change_date=DAY, **given)
    assert school.all_rows() != before
    school.do_all([("冲回", event, REASON)])
    assert without_event(school.all_rows()) == without_event(before)
    (row,) = school.rows(StatusChange)
    assert (row["stage"], row["reversed_date"], row["reversed_reason"]) == ("8", REASON["reversed_date"], "录错人")
    assert school.refusal("冲回", event, **REASON) == ("stage", "illegal-transition")
    after = school.all_rows()
    school.database.undo()
    assert school.rows(StatusChange)[0]["stage"] == "6"
    school.database.redo()
    assert school.all_rows() == after


def test_what_is_counted_is_told_of_whom_the_events_are_about(school):
    """Both ways: decided, and taken back."""
    waits = {"change_date": DAY, "break_until": date(2027, 3, 9), "stage": "5"}
    event = school.do("休学", school.students[0], **waits)
    decided = school.plan([("办结", event, {})])
    told = {c.label: (c.before, c.after) for c in foreseen(school.database, decided).counts}
    assert (told["在籍"], told["在校"]) == ((3, 3), (3, 2))
    with school.database.transaction(decided.name) as tx:
        apply(tx, decided)
    back = school.plan([("冲回", event, {"reversed_date": DAY, "reversed_reason": "错"})])
    told = {c.label: (c.before, c.after) for c in foreseen(school.database, back).counts}
    assert (told["在籍"], told["在校"]) == ((3, 3), (2, 3))
    school.do_all([("冲回", event, {"reversed_date": DAY, "reversed_reason": "错"})])
    with school.database.reading() as connection:
        assert (
            connection.execute(Query(Student, (Condition("is_present", "=", True),), as_of=DAY).count()).scalar() == 3
        )


def test_one_of_many(school):
    before = school.all_rows()
    events = school.do_all([("休学", key, {"change_date": DAY, **BREAK}) for key in school.students])
    done = school.all_rows()
    school.do_all([("冲回", events[1], REASON)])
    for name, rows in without_event(school.all_rows()).items():
        own = [row for row in rows if school.students[1] in (row.get("student_id"), row["id"])]
        others = [row for row in rows if row not in own]
        assert own == [row for row in before[name] if school.students[1] in (row.get("student_id"), row["id"])]
        assert others == [row for row in done[name] if school.students[1] not in (row.get("student_id"), row["id"])]
    school.do_all([("冲回", event, REASON) for event in (events[0], events[2])])
    assert without_event(school.all_rows()) == without_event(before)


def test_the_latest_first(school):
    key, before = school.students[0], school.all_rows()
    first = school.do("休学", key, change_date=DAY, **BREAK)
    second = school.do("复学", key, change_date=DAY + timedelta(days=9))
    assert school.refusal("冲回", first, **REASON) == ("change_date", "illegal-transition")
    school.do_all([("冲回", second, REASON), ("冲回", first, REASON)])
    assert without_event(school.all_rows()) == without_event(before)


def test_the_second_of_one_file_can_be_taken_back_alone(school):
    key = school.students[0]
    back = DAY + timedelta(days=9)
    _first, second = school.do_all([("休学", key, {"change_date": DAY, **BREAK}), ("复学", key, {"change_date": back})])
    assert school.statuses(key) == [("01", None, DAY), ("02", DAY, back), ("01", back, None)]
    school.do_all([("冲回", second, REASON)])
    assert school.statuses(key) == [("01", None, DAY), ("02", DAY, None)]


def test_what_changed_since_stays_and_is_told(school):
    key = school.students[0]
    event = school.do("休学", key, change_date=DAY, **BREAK)
    placement = school.rows(Placement, key)[0]["id"]
    with school.database.transaction("改") as tx:
        tx.update(Placement, placement, {"end_date": DAY - timedelta(days=9)})
    plan = school.plan([("冲回", event, REASON)])
    assert [words for some in plan.notes.values() for words in some] == ["岗位实习不恢复：后来又改过"]
    school.do_all([("冲回", event, REASON)])
    assert school.statuses(key) == [("01", None, None)]
    assert (school.rows(Placement, key)[0]["status"], school.rows(OrderClassMember, key)[0]["leave_date"]) == (
        "5",
        None,
    )


def test_a_placement_that_met_another_stays_ended(school):
    key = school.students[0]
    event = school.do("休学", key, change_date=DAY, **BREAK)
    with school.database.transaction("另一处") as tx:
        values = {
            "student": key,
            "enterprise": school.firm,
            "start_date": date(2026, 5, 1),
            "end_date": date(2026, 8, 1),
        }
        tx.insert(Placement, values)
    plan = school.plan([("冲回", event, REASON)])
    assert [words for some in plan.notes.values() for words in some] == ["岗位实习不恢复：2026-05-01 起另有一条"]
    school.do_all([("冲回", event, REASON)])
    assert school.rows(Placement, key)[0]["end_date"] == DAY - timedelta(days=1)


@pytest.mark.parametrize(("begins", "back"), [(date(2026, 6, 30), False), (date(2026, 7, 1), True)])
def test_a_placement_that_begins_after_the_returning_one_is_none_it_meets(school, begins, back):
    key, end = school.students[0], date(2026, 6, 30)
    event = school.do("休学", key, change_date=DAY, **BREAK)
    with school.database.transaction("另一处") as tx:
        span = {"start_date": begins, "end_date": begins + timedelta(days=30)}
        tx.insert(Placement, {"student": key, "enterprise": school.firm} | span)
    school.do_all([("冲回", event, REASON)])
    assert (school.rows(Placement, key)[0]["end_date"] == end) is back


def test_a_class_that_was_changed_since_keeps_the_event(school):
    key = school.students[0]
    event = school.do("转班", key, change_date=DAY, to_class=school.classes["乙"])
    with school.database.transaction("调班", day=DAY + timedelta(days=5)) as tx:
        tx.update(Student, key, {"school_class": school.classes["丙"]})
    assert school.refusal("冲回", event, **REASON) == ("student", "conflict")


def test_a_number_given_to_somebody_else(school):
    key = school.students[0]
    event = school.do("退学", key, change_date=DAY - timedelta(days=30))
    with school.database.transaction("新生") as tx:
        tx.insert(Student, factories.student(60) | {"student_number": factories.student(0)["student_number"]})
    assert school.refusal("冲回", event, **REASON)[1] == "duplicate"


def test_a_file_without_its_log(school):
    key = school.students[0]
    event = school.do("休学", key, change_date=DAY, **BREAK)
    with school.database.engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM change WHERE record_id = :event"), {"event": event})
    assert school.refusal("冲回", event, **REASON) == ("student", "conflict")


def test_an_event_taken_back_may_be_posted_anew(school):
    key = school.students[0]
    event = school.do("休学", key, change_date=DAY, **BREAK)
    school.do_all([("冲回", event, REASON)])
    plan = school.plan([("休学", key, {"change_date": DAY, **BREAK})])
    assert [(field, one.code) for some in plan.warnings.values() for field, one in some] == [
        ("kind", "reversed-before")
    ]
    again = school.do("休学", key, change_date=DAY, **BREAK)
    assert [r["leave_date"] for r in school.rows(ClassMembership, key)] == [None]
    assert again != event
    assert school.statuses(key) == [("01", None, DAY), ("02", DAY, None)]


def test_a_placement_taken_away_lets_go_of_its_insurance_and_takes_hold_of_it_again(school):
    """Who was insured stays so: the row under the policy refers to the placement again when that comes back."""
    key = school.students[0]
    with school.database.transaction("投保") as tx:
        policy = factories.policy(tx)
        later = {"start_date": date(2026, 7, 1), "end_date": date(2026, 8, 30), "policy_number": policy}
        placement = tx.insert(Placement, {"student": key, "enterprise": school.firm, "status": "2", **later})
    event = school.do("休学", key, change_date=DAY, **BREAK)
    assert placement not in {row["id"] for row in school.rows(Placement)}
    assert [row["placement_id"] for row in school.rows(InsuredPerson)] == [None]
    school.do_all([("冲回", event, REASON)])
    assert placement in {row["id"] for row in school.rows(Placement)}
    assert [row["placement_id"] for row in school.rows(InsuredPerson)] == [placement]
