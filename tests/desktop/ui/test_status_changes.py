"""Status changes on the page of the student they happened to, and the status nobody edits by hand."""

from datetime import date, timedelta

import pytest

from desktop.ui.record.student import _events
from models.acts.applying import apply
from models.acts.catalogue import act_named
from models.acts.planning import plan
from models.entities.enterprises import Enterprise
from models.entities.people import Student
from models.entities.placements import Placement
from models.statistics.individuals import student_view
from tests import factories

DAY = date(2026, 3, 10)


def done(database, name, key, **given):
    with database.reading() as connection:
        made = plan(connection, act_named(name), [key], given, day=DAY)
    with database.transaction(made.name) as tx:
        return list(apply(tx, made).values())


def test_the_timeline_tells_events_and_what_was_taken_back(database):
    with database.transaction("新生") as tx:
        key = tx.insert(Student, factories.student(1))
    given = {"change_date": DAY, "break_until": date(2027, 3, 9), "reason": "10", "approval_number": "教1号"}
    event = done(database, "休学", key, **given)[0]
    done(database, "冲回", event, reversed_date=date(2026, 3, 12), reversed_reason="录错人")
    for day, words in (
        (date(2026, 3, 9), []), (DAY, ["休学（疾病，教1号）"]),
        (date(2026, 3, 20), ["休学（疾病，教1号）", "冲回休学（录错人）"]),
    ):  # fmt: skip
        with database.reading() as connection:
            entries = _events(student_view(connection, key, day))
        assert [entry.words for entry in entries] == words


def test_of_one_day_the_later_event_stands_first(database):
    with database.transaction("新生") as tx:
        key = tx.insert(Student, factories.student(1))
    done(database, "休学", key, change_date=DAY, break_until=date(2027, 3, 9))
    done(database, "复学", key, change_date=DAY)
    with database.reading() as connection:
        entries = _events(student_view(connection, key, DAY))
    assert [entry.words for entry in entries] == ["复学", "休学"]


ENDS = [
    ("5", "2", "中止实习：沈阳示例1机械有限公司（单位退回）"),
    ("6", None, "完成实习：沈阳示例1机械有限公司"),
    ("3", None, None),
]


@pytest.mark.parametrize(("status", "reason", "words"), ENDS)
def test_the_end_of_an_internship_is_told_once_it_is_over(database, status, reason, words):
    last = DAY + timedelta(days=30)
    with database.transaction("安置") as tx:
        key = tx.insert(Student, factories.student(1))
        firm = tx.insert(Enterprise, factories.enterprise(1) | {"name": "沈阳示例1机械有限公司"})
        span = {"start_date": DAY, "end_date": last, "status": status, "end_reason": reason}
        tx.insert(Placement, {"student": key, "enterprise": firm} | span)
    begun = "到岗：沈阳示例1机械有限公司"
    for day, told in ((last - timedelta(days=1), [begun]), (last, [*filter(None, [words]), begun])):
        with database.reading() as connection:
            assert [entry.words for entry in _events(student_view(connection, key, day))] == told


def test_a_form_shows_the_status_and_does_not_change_it(database):
    from desktop.drafts.draft import Draft

    with database.transaction("新生") as tx:
        key = tx.insert(Student, factories.student(1))
    loaded = {"id": key, "name": "张乙", "status": "01"}
    draft = Draft(Student, loaded)
    draft.edit("status", "02")
    draft.edit("name", "张丙")
    assert set(draft.changes) >= {"name"}
    assert "status" not in draft.changes
    new = Draft(Student, None)
    new.edit("status", "02")
    assert new.changes["status"] == "02"
