"""Records like the one being typed: told under the name and beside the form while one types, never a lock."""

from datetime import date

import pytest

from desktop.ui.kit import suggestions
from models.schema.complaints import Severity
from models.schema.fields import entity_named
from tests.desktop.ui.test_form import typed
from tests.factories import credit_code, identity_number, student

ENTERPRISE, STUDENT, STAFF, ORDER_CLASS = (
    entity_named(name) for name in ("enterprise", "student", "staff", "order_class")
)
BORN = date(2008, 5, 1)
NUMBER = identity_number(1, born=BORN)
RECORDS = {
    ENTERPRISE: {"name": "沈阳正常厂", "credit_code": credit_code(1), "region": "210104"},
    STUDENT: student(1, name="张三", id_number=NUMBER, birth_date=BORN, student_number="2301"),
    STAFF: {"name": "李四", "staff_number": "T001", "id_number": NUMBER, "department": "机电系"},
    ORDER_CLASS: {"name": "沈阳正常厂订单班", "code": "D-2024-1"},
}


@pytest.fixture
def known(database):
    """A record of each kind; their ids."""
    with database.transaction("准备") as tx:
        return {entity: tx.insert(entity, values) for entity, values in RECORDS.items()}


@pytest.fixture
def enter(qtbot, done):
    """Type into fields, as one string is typed after the other, and wait for what is looked up."""

    def act(form, **texts):
        for name, text in texts.items():
            typed(form, name, text)
        qtbot.waitUntil(lambda: not form.duplicates._pause.isActive(), timeout=5_000)
        done()

    return act


def links(form):
    return [link.text() for link in form.duplicate_links.links]


@pytest.mark.parametrize(
    ("entity", "typed", "told"),
    [
        (ENTERPRISE, {"name": "沈阳正常厂"}, "已有相近的：沈阳正常厂（大东区"),
        (ENTERPRISE, {"name": "沈阳正常厂有限责任公司"}, "已有相近的：沈阳正常厂（大东区"),
        (ENTERPRISE, {"name": "正常厂有限公司"}, "已有相近的：沈阳正常厂（大东区"),
        (ENTERPRISE, {"name": "另一家", "credit_code": credit_code(1)}, "已有相近的：沈阳正常厂（大东区"),
        (ENTERPRISE, {"name": "沈阳正大厂"}, None),
        (ENTERPRISE, {"name": "正"}, None),
        (STUDENT, {"name": "张三", "birth_date": "2008-05-01"}, "已有相近的：张三（2301"),
        (STUDENT, {"name": "张三", "id_number": NUMBER}, "已有相近的：张三（2301"),
        (STUDENT, {"name": "王五", "id_number": NUMBER}, "已有相近的：张三（2301"),
        (STUDENT, {"name": "张三"}, None),
        (STUDENT, {"name": "张三", "birth_date": "2008-05-02"}, None),
        (STUDENT, {"name": "李四", "birth_date": "2008-05-01"}, None),
        (STAFF, {"name": "李四"}, "已有相近的：李四（机电系"),
        (STAFF, {"name": "王五", "id_number": NUMBER}, "已有相近的：李四（机电系"),
        (STAFF, {"name": "王五"}, None),
        (ORDER_CLASS, {"name": "正常厂订单班"}, "已有相近的：沈阳正常厂订单班（"),
        (ORDER_CLASS, {"name": "沈阳正大厂订单甲班"}, None),
    ],
)
def test_what_is_like_it_is_told_while_one_types(opened, known, enter, entity, typed, told):
    form = opened(entity=entity)
    enter(form, **typed)
    said = links(form)
    cards = [p for p in form.problems if p.title.startswith("已有相近的")]
    if told is None:
        assert (said, cards) == ([], [])
        return
    assert len(said) == 1
    assert said[0].startswith(told)
    assert [(p.field, p.severity) for p in cards] == [("name", Severity.WARNING)]
    for words in (said[0], cards[0].sentence, form.duplicate_links.links[0].toolTip()):
        assert NUMBER not in words
    assert form.duplicate_links.isVisibleTo(form)


def test_it_is_never_a_lock(opened, known, enter, done):
    form = opened(entity=ENTERPRISE)
    enter(form, name="正常厂有限公司", credit_code=credit_code(2))
    assert links(form)
    form.save()
    done()
    assert form.key not in (None, *known.values())


def test_a_record_is_not_like_itself(opened, known, enter):
    form = opened(known[ENTERPRISE], ENTERPRISE)
    assert links(form) == []
    enter(form, name="沈阳正常厂有限责任公司")
    assert links(form) == []


def test_a_changed_name_is_compared_with_others_and_putting_it_back_ends_that(opened, known, enter, database, done):
    with database.transaction("另一家") as tx:
        other = tx.insert(ENTERPRISE, {"name": "大连海风厂", "credit_code": credit_code(2)})
    form = opened(other, ENTERPRISE)
    enter(form, name="正常厂有限公司")
    assert len(links(form)) == 1
    form.restore("name")
    assert links(form) == []
    enter(form, name="正常厂有限公司")
    form.open(known[ENTERPRISE])
    done()
    assert links(form) == []


def test_a_later_key_ends_an_earlier_look(opened, known, qtbot, done, monkeypatch):
    asked = []

    def slow(database, entity, values, besides):
        asked.append(values["name"])
        return suggestions.records_like(database, entity, values, besides)

    monkeypatch.setattr("desktop.ui.form.duplicates.records_like", slow)
    form = opened(entity=ENTERPRISE)
    box = form.rows["name"].editor.box
    box.setFocus()
    for text in ("沈阳正", "沈阳正常", "沈阳正常厂"):
        box.setText(text)
        box.textEdited.emit(text)
    finder = form.duplicates
    qtbot.waitUntil(lambda: bool(finder.records), timeout=5_000)
    assert asked == ["沈阳正常厂"]
    box.setText("沈阳正大厂")
    box.textEdited.emit("沈阳正大厂")
    finder._look()
    assert form.tasks.awaits(finder)
    box.setText("沈阳正")
    box.textEdited.emit("沈阳正")
    assert not form.tasks.awaits(finder)
    qtbot.waitUntil(lambda: not finder._pause.isActive(), timeout=5_000)
    done()
    assert finder.records == ()


def test_the_link_opens_the_known_record_and_keeps_the_draft(window, settle, known, qtbot):
    window.stage.go_form(STUDENT, None)
    settle(window)
    form = window.form
    for name, text in (("name", "张三"), ("birth_date", "2008-05-01")):
        box = form.rows[name].editor.box
        box.setFocus()
        box.setText(text)
        box.textEdited.emit(text)
    qtbot.waitUntil(lambda: bool(form.duplicates.records), timeout=5_000)
    form.duplicate_links.links[0].click()
    settle(window)
    assert window.form.key == known[STUDENT]
    assert not window.form.duplicates.records
    window.stage.go_form(STUDENT, None)
    settle(window)
    assert not window.form.autosave.offer.isHidden()
    window.form.autosave.offer.chosen.emit()
    assert window.form.draft.values["name"] == "张三"


def test_in_passing_the_known_one_is_taken_instead(opened, known, qtbot, done):
    form = opened(entity=entity_named("post"))
    form.look_further("enterprise", "new", "正常厂有限公司")
    quick = form.layers.layer.content
    qtbot.waitUntil(lambda: bool(quick.duplicates.records), timeout=5_000)
    quick.duplicate_links.links[0].click()
    done()
    assert form.layers.layer is None
    assert form.draft.values["enterprise"] == known[ENTERPRISE]
