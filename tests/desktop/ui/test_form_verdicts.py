"""A draft is judged as it would be stored: rules and computed values follow while one types, and nothing is kept."""

from datetime import timedelta

import pytest

from models import clock
from models.database.history import change_sets
from models.database.query import Query
from models.database.results import rows_of
from models.database.transaction import Transaction
from models.schema.complaints import Severity
from models.schema.fields import entity_named
from tests import factories

STUDENT, PLACEMENT, CLASS, MAJOR, ENTERPRISE = map(
    entity_named, ("student", "placement", "school_class", "major", "enterprise")
)


@pytest.fixture
def here(database):
    today = clock.today()
    with database.transaction("准备") as tx:
        majors = [
            tx.insert(MAJOR, {"code": code, "name": name})
            for code, name in (("710201", "计算机应用"), ("660102", "机电"))
        ]
        classes = [tx.insert(CLASS, {"name": f"{n}班", "major": major}) for n, major in enumerate(majors, 1)]
        person = tx.insert(STUDENT, {**factories.student(1), "school_class": classes[0], "major": majors[0]})
        firm = tx.insert(ENTERPRISE, {"name": "沈阳示例有限公司"})
        placement = tx.insert(PLACEMENT, {
            "student": person, "enterprise": firm, "status": "3",
            "start_date": today - timedelta(days=10), "end_date": today + timedelta(days=20),
        })  # fmt: skip
    return {"classes": classes, "student": person, "placement": placement}


@pytest.fixture
def judged(qtbot, done):
    def wait(form):
        qtbot.waitUntil(lambda: not form.verdicts._pause.isActive(), timeout=5_000)
        done()
        qtbot.wait(1)

    return wait


def stands(database, entity, key, name):
    with database.reading() as connection:
        (row,) = rows_of(connection, Query(entity), [key], [name])
        return row.values[name], len(change_sets(connection))


def of(form, field):
    return {(each.severity, each.sentence) for each in form.problems if each.field == field and each.severity}


def test_what_a_rule_forbids_is_told_when_the_form_opens_and_gone_when_it_is_filled(opened, here, database, judged):
    form = opened(here["placement"], PLACEMENT)
    judged(form)
    ((severity, _words),) = of(form, "consent_date")
    assert severity is Severity.ERROR  # as in the list, and no mere gap
    assert all(each.title not in each.sentence for each in form.problems), "what is wrong stands there once"
    assert not form.obstacles()  # it keeps nobody from saving
    form.draft.edit("consent_date", clock.today() - timedelta(days=15))
    form.judge()
    judged(form)
    assert of(form, "consent_date") == set()
    assert stands(database, PLACEMENT, here["placement"], "consent_date") == (None, 1)


def test_computed_values_follow_what_is_typed(opened, here, database, judged):
    form = opened(here["placement"], PLACEMENT)
    judged(form)
    shown = form.rows["remaining_days"].editor.box
    assert shown.text() == "20"
    form.draft.edit("end_date", clock.today() + timedelta(days=5))
    form.judge()
    judged(form)
    assert shown.text() == "5"
    form.revert()
    judged(form)
    assert shown.text() == "20"
    assert not form.dirty
    assert stands(database, PLACEMENT, here["placement"], "remaining_days") == (20, 1)


def test_a_class_of_another_major_is_told_before_it_is_saved(opened, here, database, judged):
    form = opened(here["student"], STUDENT)
    judged(form)
    before = {(each.field, each.sentence) for each in form.problems}
    form.draft.edit("school_class", here["classes"][1])
    form.judge()
    judged(form)
    told = {(each.field, each.sentence) for each in form.problems if each.severity} - before
    assert any("机电" in sentence or "专业" in sentence for _field, sentence in told), told
    assert stands(database, STUDENT, here["student"], "school_class") == ("1班", 1)


def test_what_cannot_be_saved_yet_is_not_judged(opened, here, judged, monkeypatch):
    form = opened(None, PLACEMENT)
    asked = []
    monkeypatch.setattr(Transaction, "insert", lambda *given: asked.append(given))
    form.draft.edit("end_date", clock.today())
    form.judge()
    judged(form)
    assert asked == []
    assert form.verdicts.judgement.complaints == ()
