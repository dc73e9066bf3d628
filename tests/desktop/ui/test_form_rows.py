"""Tables in a form: rows added, changed, taken away, judged, restored, disputed, and saved as one act with their record."""

from datetime import timedelta
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.drafts.child_entities import children_of, form_fields
from desktop.drafts.field_groups import form_groups
from desktop.drafts.problems import row_problems
from desktop.ui.form.table_cells import RowPanel
from models import clock
from models.database.disclosures import disclosures
from models.database.query import Condition, Query
from models.database.results import read_all
from models.schema.fields import entities, entity_named, field_map
from tests import factories
from tests.acts import last_act
from tests.desktop.ui.records import insert

STUDENT, MEMBER = entity_named("student"), entity_named("family_member")
MOTHER = {"name": "王秀兰", "relation": "2", "position": 2}
FATHER = {"name": "李国强", "relation": "1", "phone": "13000008841", "is_guardian": True, "position": 1}


@pytest.fixture
def pupil(database):
    with database.transaction("准备") as tx:
        key = tx.insert(STUDENT, factories.student(1))
        for member in (FATHER, MOTHER):
            tx.insert(MEMBER, {"student": key, "student_id": key, **member})
    return key


def family(database, key):
    with database.reading() as connection:
        found = read_all(connection, Query(MEMBER, (Condition("student", "=", key),)))
        return [(row.values["position"], row.values["name"], row.values["phone"]) for row in found]


def strips(form, table="family_member"):
    return list(form.tables[table].strips.values())


def write(strip, name, text):
    """What a person types into a cell; keyClicks knows no Chinese."""
    strip.open(name)
    cell = strip.cells[name]
    cell.uncover()
    cell.editor.setFocus()
    cell.editor.box.selectAll()
    cell.editor.box.insert(text)
    cell.editor.box.textEdited.emit(text)


def test_a_cell_is_changed_and_saved_as_one_act_with_the_record(opened, pupil, database, done):
    form = opened(pupil)
    before = last_act(database).id
    write(strips(form)[1], "phone", "13000008842")
    form.rows["specialty"].editor.box.insert("书法")
    form.rows["specialty"].editor.box.textEdited.emit("书法")
    assert form.unsaved == 2
    assert "2 处未保存" in form.title.accessibleName()
    form.save()
    done()
    assert not form.dirty
    assert last_act(database).id == before + 1
    assert family(database, pupil) == [(1, "李国强", "13000008841"), (2, "王秀兰", "13000008842")]
    database.undo()
    assert family(database, pupil)[1] == (2, "王秀兰", None)


def test_rows_are_added_and_taken_away(opened, pupil, database, done):
    form = opened(pupil)
    form.tables["family_member"].remove(strips(form)[0].row.mark)
    form.tables["family_member"].beside.click()
    write(strips(form)[-1], "name", "李奶奶")
    assert form.unsaved == 2
    form.save()
    done()
    assert family(database, pupil) == [(1, "王秀兰", None), (2, "李奶奶", None)]
    database.undo()
    assert [name for _position, name, _phone in family(database, pupil)] == ["李国强", "王秀兰"]


def test_a_new_record_brings_its_rows(opened, database, done):
    form = opened()
    for name, text in (("name", "李乙"), ("id_number", factories.identity_number(2))):
        form.rows[name].editor.box.insert(text)
        form.rows[name].editor.box.textEdited.emit(text)
    form.tables["family_member"].add()
    write(strips(form)[0], "name", "李父")
    form.save()
    done()
    assert family(database, form.key) == [(1, "李父", None)]
    assert last_act(database).change_count == 2  # the person and the relative


def test_an_empty_new_row_is_not_written_and_not_counted(opened, pupil, done):
    form = opened(pupil)
    form.tables["family_member"].add()
    form.tables["family_member"].add()
    assert len(strips(form)) == 3
    assert not form.dirty
    assert form.draft.row_edits == ()


def test_a_row_without_what_it_needs_keeps_from_saving_and_is_led_to(opened, pupil, database, done):
    form = opened(pupil)
    form.tables["family_member"].add()
    write(strips(form)[2], "employer", "个体经营")
    form.save()
    done()
    assert form.dirty
    assert "姓名" in form.banner.words.text()
    assert strips(form)[2].is_open
    assert strips(form)[2].check() == ("1 处错误", "danger")
    assert len(family(database, pupil)) == 2


def test_what_is_wrong_stands_in_the_row_beside_the_form_and_under_the_table(opened, pupil):
    form = opened(pupil)
    assert strips(form)[1].check()[1] == "warn"  # no phone, nor whether she is a guardian
    assert any(p.field.startswith("family_member.") and "母亲" in p.title for p in form.problems)
    write(strips(form)[1], "phone", "1300000884")
    assert strips(form)[1].check() == ("1 处提醒", "warn")
    assert "11" in form.tables["family_member"]._message.text()
    place = list(form._members).index("家庭与监护人")
    assert form.anchors.items[place].count == 1
    form.body.setFocus()
    form.go_to(next(p.field for p in form.problems if p.field.endswith(".phone")))
    assert strips(form)[1].cells["phone"].isAncestorOf(form.focusWidget())


def test_without_a_guardian_a_minor_is_told_of(opened, database, done):
    with database.transaction("准备") as tx:
        number = factories.identity_number(1, born=clock.today() - timedelta(days=4000))
        key = tx.insert(STUDENT, factories.student(1, id_number=number))
    form = opened(key)
    told = [p for p in form.problems if p.field == "family_member"]
    assert [p.title for p in told] == ["家庭与监护人"]
    form.go_to("family_member")
    assert form.tables["family_member"].beside.hasFocus()


def test_private_cells_are_masked_and_revealing_is_logged(opened, pupil, database, done):
    form = opened(pupil)
    strip = strips(form)[0]
    assert "李国强" not in strip.accessibleName()
    assert "13000008841" not in strip.accessibleName()
    strip.open("phone")
    assert strip.cells["phone"].masked
    strip.cells["phone"].cover.eye.click()
    done()
    assert not strip.cells["phone"].masked
    with database.reading() as connection:
        shown = disclosures(connection, MEMBER, strip.row.key)
    assert [one.fields for one in shown] == [("phone",)]


def test_changes_are_listed_and_go_back_one_by_one(opened, pupil):
    form = opened(pupil)
    write(strips(form)[1], "employer", "个体经营")
    form.tables["family_member"].remove(strips(form)[0].row.mark)
    shown = {change.difference.path: change for change in form.rail.changes if not change.isHidden()}
    assert len(shown) == 2
    removed = next(field for field in shown if field.count(".") == 1)
    shown[removed].back.click()
    assert len(strips(form)) == 2
    form.restore(next(field for field in shown if field.count(".") == 2))
    assert not form.dirty
    write(strips(form)[1], "employer", "个体")
    form.rail.all_restored.emit()
    assert form.tables["family_member"].rows.changed == () or form.dirty


def test_leaving_asks_about_rows_too(opened, pupil):
    form = opened(pupil)
    form.tables["family_member"].remove(strips(form)[0].row.mark)
    left = []
    form.leave(lambda: left.append(True))
    assert not left
    assert form.layers.layer is not None


def save_and_decide(form, done, *, kept):
    form.save()
    done()
    panel = form.layers.layer.content
    ((mine, theirs),) = panel.sides.values()
    (mine if kept else theirs).setChecked(True)
    panel.decide()
    done()


@pytest.mark.parametrize("kept", [True, False])
def test_a_cell_two_people_changed_is_decided(kept, opened, pupil, database, done):
    form = opened(pupil)
    write(strips(form)[1], "employer", "个体经营")
    key = strips(form)[1].row.key
    with database.transaction("别处") as tx:
        tx.update(MEMBER, key, {"employer": "机床厂", "occupation": "工人"})
    save_and_decide(form, done, kept=kept)
    assert form.layers.layer is None
    assert not form.dirty
    with database.reading() as connection:
        row = next(r for r in read_all(connection, Query(MEMBER)) if r.id == key)
    assert row.values["employer"] == ("个体经营" if kept else "机床厂")
    assert row.values["occupation"] == "工人"


@pytest.mark.parametrize("kept", [True, False])
def test_a_row_changed_here_and_deleted_there_is_decided(kept, opened, pupil, database, done):
    form = opened(pupil)
    write(strips(form)[1], "phone", "13000008842")
    with database.transaction("别处") as tx:
        tx.delete(MEMBER, strips(form)[1].row.key)
    save_and_decide(form, done, kept=kept)
    wanted = [(2, "王秀兰", "13000008842")] if kept else []
    assert family(database, pupil)[1:] == wanted
    assert not form.dirty


def test_a_row_deleted_here_and_changed_there_is_decided(opened, pupil, database, done):
    form = opened(pupil)
    row = strips(form)[1].row
    form.tables["family_member"].remove(row.mark)
    with database.transaction("别处") as tx:
        tx.update(MEMBER, row.key, {"employer": "机床厂"})
    form.save()
    done()
    assert len(family(database, pupil)) == 2
    panel = form.layers.layer.content
    panel.decide()
    done()
    assert len(family(database, pupil)) == 1


def test_the_panel_of_a_row_has_every_field_and_follows(opened, pupil, database, done):
    form = opened(pupil)
    strip = strips(form)[1]
    strip.open()
    strip.more.click()
    panel = form.layers.layer.content
    assert isinstance(panel, RowPanel)
    assert {"occupation", "id_number", "remark"} <= panel.rows.keys()
    assert "student" not in panel.rows
    panel.rows["occupation"].editor.box.insert("工人")
    panel.rows["occupation"].editor.box.textEdited.emit("工人")
    panel.finished.emit()
    assert form.unsaved == 1
    form.save()
    done()
    with database.reading() as connection:
        assert (
            next(r for r in read_all(connection, Query(MEMBER)) if r.id == strip.row.key).values["occupation"] == "工人"
        )


def test_news_from_elsewhere_wait_while_a_person_is_in_a_row(opened, pupil, database, done):
    form = opened(pupil)
    strips(form)[0].open("employer")
    with database.transaction("别处") as tx:
        tx.update(MEMBER, strips(form)[1].row.key, {"employer": "机床厂"})
    form.refresh()
    done()
    assert strips(form)[0].is_open
    strips(form)[0].close_cells()
    form.refresh()
    done()
    assert strips(form)[1].row.shown("employer") == "机床厂"


def test_the_keyboard_walks_through_the_cells(opened, pupil, qtbot):
    form = opened(pupil)
    table = form.tables["family_member"]
    table.beside.setFocus()
    QTest.keyClick(table.beside, Qt.Key.Key_Tab)
    first, second = strips(form)
    assert first.is_open
    assert first.cells["name"].isAncestorOf(QApplication.focusWidget())
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert first.cells["relation"].isAncestorOf(QApplication.focusWidget())
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert not first.is_open
    assert form.layers.layer is None
    first.less.setFocus()
    second.setFocus()
    QTest.keyClick(second, Qt.Key.Key_Return)
    assert second.is_open
    qtbot.waitUntil(lambda: not first.is_open)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Delete)
    assert len(strips(form)) == 1


def test_references_in_cells_find_records(opened, database, done, qtbot):
    with database.transaction("准备") as tx:
        group = insert(tx, "education_group")
        enterprise = insert(tx, "enterprise")
    form = opened(group, entity_named("education_group"))
    form.tables["group_member"].add()
    strip = strips(form, "group_member")[0]
    write(strip, "member_kind", "企业")
    strip.open("enterprise")
    picker = strip.cells["enterprise"].editor.picker
    picker.setFocus()
    picker.insert("示例")
    picker.textEdited.emit("示例")
    qtbot.waitUntil(picker.offers.isVisible)
    assert picker.offers.width() >= 300
    QTest.keyClick(picker, Qt.Key.Key_Return)
    form.save()
    done()
    with database.reading() as connection:
        (row,) = read_all(connection, Query(entity_named("group_member")))
    assert (row.values["enterprise_id"], row.values["education_group_id"]) == (enterprise, group)


def test_members_of_a_group_are_judged_while_one_types(opened, database):
    with database.transaction("准备") as tx:
        group, enterprise = insert(tx, "education_group"), insert(tx, "enterprise")
        tx.insert(
            entity_named("group_member"), {"education_group": group, "enterprise": enterprise, "member_kind": "5"}
        )
    form = opened(group, entity_named("education_group"))
    lacking, twice = "集团没有牵头单位，请在成员中填写", "集团同时有另一个牵头单位，请核对"

    def told():
        return [problem.sentence for problem in row_problems(form.draft)]

    assert lacking in told()
    (first,) = strips(form, "group_member")
    write(first, "role", "牵头单位")
    assert lacking not in told()
    form.tables["group_member"].add()
    second = strips(form, "group_member")[1]
    write(second, "body_name", "示例行业协会")
    write(second, "role", "牵头单位")
    assert twice in told()
    write(second, "role", "成员单位")
    assert twice not in told()
    write(first, "member_kind", "中职")
    assert any("成员类别是“中职”" in words for words in told())


def test_order_classes_keep_promises_and_courses(opened, database, done):
    with database.transaction("准备") as tx:
        key = insert(tx, "order_class")
    form = opened(key, entity_named("order_class"))
    form.tables["company_course"].add()
    write(strips(form, "company_course")[0], "name", "精益生产")
    write(strips(form, "company_course")[0], "hours", "32")
    form.tables["commitment"].add()
    write(strips(form, "commitment")[0], "target", "30")
    item = field_map(entity_named("commitment"))["item"].type.codes.codes[0].name
    write(strips(form, "commitment")[0], "item", item)
    form.save()
    done()
    with database.reading() as connection:
        (course,) = read_all(connection, Query(entity_named("company_course")))
        (promise,) = read_all(connection, Query(entity_named("commitment")))
    assert (course.values["name"], course.values["hours"]) == ("精益生产", 32)
    assert promise.values["target"] == Decimal(30)


@pytest.mark.parametrize("entity", entities(), ids=lambda e: e.__tablename__)
def test_declarations_name_what_there_is(entity):
    for child in children_of(entity):
        fields = field_map(child.entity)
        assert fields[child.back].to == entity.__tablename__
        assert set(child.columns) <= {f.name for f in child.fields}
        assert all(f.name in child.columns for f in child.fields if f.required and f.default is None and f.stored)


@pytest.mark.parametrize("entity", entities(), ids=lambda e: e.__tablename__)
def test_what_a_form_asks_for_stands_in_it_once(entity):
    placed = [f.name for _title, content in form_groups(entity) if isinstance(content, tuple) for f in content]
    assert sorted(placed) == sorted(f.name for f in form_fields(entity))
    tables = [content for _title, content in form_groups(entity) if not isinstance(content, tuple)]
    assert sorted(child.table for child in tables) == sorted(child.table for child in children_of(entity))
