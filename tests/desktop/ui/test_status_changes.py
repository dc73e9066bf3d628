"""Status changes on the page of the student they happened to, and the status nobody edits by hand."""

from datetime import date

from desktop.ui.record.student import _events
from models.acts.applying import apply
from models.acts.catalogue import act_named
from models.acts.planning import plan
from models.entities.people import Student
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


def test_a_form_shows_the_status_and_does_not_change_it(database):
    from desktop.ui.form.draft import Draft

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
