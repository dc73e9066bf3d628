"""The form: messages while one types, what is filled in, masks, conflicts, and leaving."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.drafts.draft import Draft
from desktop.ui.form import fields_editor
from desktop.ui.form.save_bar import Leaving
from models.database.disclosures import disclosures
from models.database.errors import read_only
from models.database.query import Query
from models.database.results import read_all
from models.database.settings import SAMPLE, SAMPLE_DAY
from models.schema.checks import age_on
from models.schema.complaints import Complaint
from models.schema.fields import entity_named
from tests import factories
from tests.desktop.ui.records import insert

STUDENT = entity_named("student")


@pytest.fixture
def zhang(database):
    with database.transaction("准备") as tx:
        return tx.insert(STUDENT, factories.student(1, phone="13000001234", health="1"))


@pytest.fixture
def form(opened, zhang):
    return opened(zhang)


def typed(form, name, text):
    """What a person types; keyClicks knows no Chinese."""
    box = form.rows[name].editor.box
    form.rows[name].uncover()
    box.setFocus()
    box.selectAll()
    box.insert(text)
    box.textEdited.emit(text)


def read(database, key):
    with database.reading() as connection:
        return next(row.values for row in read_all(connection, Query(STUDENT)) if row.id == key)


def test_private_values_are_masked_until_the_eye_is_pressed(form, zhang, database, done):
    row = form.rows["id_number"]
    assert row.masked
    assert not row.editor.isVisible()
    assert row.cover.text() != row.editor.box.text()
    assert "*" in row.cover.text()
    assert row.cover.eye.accessibleName() == "显示身份证件号"
    row.cover.eye.click()
    done()
    with database.reading() as connection:
        shown = disclosures(connection, STUDENT, zhang)
    assert [(one.way, one.fields, one.record_count) for one in shown] == [("form", ("id_number",), 1)]
    assert not row.masked
    assert row.editor.box.text() == factories.identity_number(1)
    assert not form.dirty


def test_what_cannot_be_logged_stays_masked(form, done, monkeypatch):
    def refused(*_given):
        raise read_only()

    monkeypatch.setattr(fields_editor, "revealing", refused)
    row = form.rows["id_number"]
    row.cover.eye.click()
    done()
    assert row.masked
    assert "不能写入" in form.banner.words.text()


def test_a_wrong_date_is_told_while_typing_and_keeps_from_saving(form, database, zhang, done):
    typed(form, "birth_date", "2008-02-30")
    assert not form.rows["birth_date"].message.isHidden()
    form.save()
    done()
    assert form.dirty
    assert "出生日期" in form.banner.words.text()
    assert read(database, zhang)["birth_date"] is not None


def test_while_the_name_is_wrong_the_record_is_called_as_it_was(form):
    before = form.title.text()
    assert before
    typed(form, "name", "123")
    assert form.draft.invalid()
    assert form.title.text() == before
    typed(form, "name", "")
    assert form.title.text() == before


def test_ages_are_counted_to_the_day_the_office_works_on(opened, database, zhang):
    database.keep(SAMPLE, value=True)
    form = opened(zhang)
    born = form.draft.values["birth_date"]
    told = f"{age_on(born, SAMPLE_DAY)} 岁"
    assert told in form.rows["birth_date"].editor.box._echo


def test_contradiction_between_fields_is_told_at_the_field(form):
    form.rows["gender"].editor.segments.take("2")
    assert "身份证" in form.rows["gender"].message.text()


def test_identity_number_fills_sex_and_birth(opened, done):
    form = opened()
    typed(form, "name", "李乙")
    typed(form, "id_number", factories.identity_number(2, gender="2"))
    assert form.rows["gender"].editor.segments.key == "2"
    assert form.draft.values["birth_date"] is not None
    assert form.draft.values["name_pinyin"]
    typed(form, "name", "王丙")
    assert form.draft.values["name_pinyin"].lower().startswith("wang")
    form.save()
    done()
    assert form.key is not None
    assert form.title.text() == "王丙"


@pytest.mark.parametrize("kept", [True, False])
def test_conflict_is_decided_field_by_field(kept, form, database, zhang, done):
    typed(form, "former_name", "张小甲")
    typed(form, "specialty", "书法")
    with database.transaction("别处") as tx:
        tx.update(STUDENT, zhang, {"former_name": "别名"})
    done()
    form.save()
    done()
    assert "曾用名" in form.banner.words.text()
    assert form.rows["former_name"].editor.box.text() == "张小甲"
    assert read(database, zhang)["former_name"] == "别名"
    panel = form.layers.layer.content
    mine, theirs = panel.sides["former_name"]
    assert mine.isChecked()
    assert "张小甲" in mine.accessibleName()
    assert "别名" in theirs.accessibleName()
    (mine if kept else theirs).setChecked(True)
    panel.decide()
    done()
    assert form.layers.layer is None
    assert form.banner.isHidden()
    wanted = "张小甲" if kept else "别名"
    assert form.rows["former_name"].editor.box.text() == wanted
    assert read(database, zhang)["former_name"] == wanted
    assert read(database, zhang)["specialty"] == "书法"
    assert not form.dirty


def test_what_is_written_elsewhere_is_seen_under_what_was_typed(form, database, zhang, done):
    typed(form, "specialty", "书法")
    typed(form, "phone", "1390")
    with database.transaction("别处") as tx:
        tx.update(STUDENT, zhang, {"former_name": "别名"})
    form.refresh()
    done()
    assert form.rows["former_name"].editor.box.text() == "别名"
    assert form.rows["specialty"].editor.box.text() == "书法"
    assert form.rows["phone"].editor.typed() == "1390"
    assert form.unsaved == 2
    assert form.banner.isHidden()
    typed(form, "phone", "13900000001")
    form.save()
    done()
    assert not form.dirty
    assert read(database, zhang)["former_name"] == "别名"
    assert read(database, zhang)["specialty"] == "书法"


def test_what_both_changed_is_told_at_once_and_decided(form, database, zhang, done):
    typed(form, "former_name", "张小甲")
    with database.transaction("别处") as tx:
        tx.update(STUDENT, zhang, {"former_name": "别名", "specialty": "书法"})
    form.refresh()
    done()
    assert form.banner.words.text() == "曾用名刚在别处改过，您填的还没有保存"
    assert form.rows["former_name"].editor.box.text() == "张小甲"
    assert form.rows["specialty"].editor.box.text() == "书法"
    form.banner.action.click()
    done()
    _mine, theirs = form.layers.layer.content.sides["former_name"]
    theirs.setChecked(True)
    form.layers.layer.content.decide()
    done()
    assert form.rows["former_name"].editor.box.text() == "别名"
    assert not form.dirty


def test_other_fields_changed_elsewhere_do_not_stand_against_saving(form, database, zhang, done):
    typed(form, "specialty", "书法")
    with database.transaction("别处") as tx:
        tx.update(STUDENT, zhang, {"former_name": "别名"})
    form.save()
    done()
    assert read(database, zhang)["specialty"] == "书法"
    assert read(database, zhang)["former_name"] == "别名"


def test_a_number_that_another_has_is_told_at_the_field(form, database, done):
    with database.transaction("另一人") as tx:
        tx.insert(STUDENT, factories.student(2, name="乙"))
    done()
    typed(form, "student_number", "24010002")
    form.save()
    done()
    assert "24010002" in form.rows["student_number"].message.text()
    assert form.dirty


def test_picker_finds_by_typing_and_takes_with_enter(form, database, zhang, done, qtbot):
    with database.transaction("班级") as tx:
        group = insert(tx, "school_class")
    done()
    picker = form.rows["school_class"].editor.picker
    picker.setFocus()
    picker.insert("示例")
    picker.textEdited.emit("示例")
    qtbot.waitUntil(picker.offers.isVisible)
    QTest.keyClick(picker, Qt.Key.Key_Return)
    assert form.draft.values["school_class"] == group
    form.save()
    done()
    assert read(database, zhang)["school_class_id"] == group


def test_text_that_names_no_record_is_not_kept_silently(form, done):
    picker = form.rows["school_class"].editor.picker
    picker.setText("没有这个班")
    picker.textEdited.emit("没有这个班")
    form.save()
    done()
    assert "班级" in form.banner.words.text()


@pytest.mark.parametrize(
    ("way", "gone", "kept"), [("SAVE", True, "甲二"), ("DISCARD", True, None), ("STAY", False, None)]
)
def test_leaving_asks_about_what_is_not_saved(way, gone, kept, form, database, zhang, done):
    typed(form, "former_name", "甲二")
    left = []
    form.leave(lambda: left.append(True))
    form.layers.layer.content.decided.emit(Leaving[way])
    done()
    assert bool(left) is gone
    assert read(database, zhang)["former_name"] == kept


def test_undo_belongs_to_the_text_box_first(form, qtbot):
    box = form.rows["remark"].editor.box
    box.setFocus()
    qtbot.keyClicks(box, "abc")
    QTest.keyClick(box, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert box.text() == ""


def test_draft_keeps_faults_it_was_loaded_with_out_of_the_way():
    loaded = {"name": "张甲", "id_number": factories.identity_number(1), "gender": "2"}
    draft = Draft(STUDENT, loaded)
    assert "gender" in draft.complaints()
    draft.edit("former_name", "甲", ())
    assert not draft.obstacles()
    assert draft.changes == {"former_name": "甲"}
    assert draft.expected == {"former_name": None}


def test_draft_of_a_new_record_wants_what_is_required():
    draft = Draft(STUDENT)
    assert not draft.changed
    assert set(draft.obstacles()) == {"name", "id_number"}
    draft.edit("name", None, (Complaint("format", "不对"),))
    assert draft.complaints()["name"][0].message == "不对"


def test_a_new_record_begins_in_the_only_school(opened, database):
    with database.transaction("准备") as tx:
        tx.insert(entity_named("school"), {"name": "示例职业学校"})
    form = opened(None)
    assert form.rows["school"].editor.picker.text() == "示例职业学校"
    assert not form.dirty


def test_among_several_schools_a_new_record_begins_in_none(opened, database):
    with database.transaction("准备") as tx:
        tx.insert_many(entity_named("school"), [{"name": name} for name in ("示例一校", "示例二校")])
    assert opened(None).rows["school"].editor.picker.text() == ""
