"""Ways through a form: next and previous, copying, new records in passing, full search, deleting, the undo bar."""

import threading
from datetime import date

import pytest
import sqlalchemy as sa
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QStackedWidget, QWidget

from desktop.ui.form import quick_create
from desktop.ui.form.box import FormBox
from desktop.ui.form.form import ANCHORS_FROM, RAIL_FROM
from desktop.ui.form.quick_create import QuickCreate
from desktop.ui.form.timeline import Timeline
from desktop.ui.kit import theme
from desktop.ui.kit.settings import Settings
from desktop.ui.kit.undo_bar import CLEARANCE, UndoBar
from models.acts.applying import apply
from models.acts.catalogue import act_named
from models.acts.planning import plan
from models.database.query import Query
from models.database.results import read_all
from models.schema.fields import entities, entity_named
from tests import factories
from tests.desktop.ui.records import insert

STUDENT = entity_named("student")


@pytest.fixture
def pupils(database):
    with database.transaction("准备") as tx:
        return [tx.insert(STUDENT, factories.student(n, phone="13000001234")) for n in (1, 2, 3)]


def typed(box, text):
    box.setFocus()
    box.selectAll()
    box.insert(text)
    box.textEdited.emit(text)


def read(database, entity=STUDENT):
    with database.reading() as connection:
        return {row.id: row.values for row in read_all(connection, Query(entity))}


def press(widget, key, *modifiers):
    held = Qt.KeyboardModifier.NoModifier
    for modifier in modifiers:
        held |= modifier
    QTest.keyClick(widget, key, held)


CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def test_saving_announces_a_way_back(opened, pupils, database, done):
    form, heard = opened(pupils[0]), []
    form.announced.connect(heard.append)
    typed(form.rows["specialty"].editor.box, "书法")
    press(form.rows["specialty"].editor.box, Qt.Key.Key_S, CTRL)
    done()
    saved = heard.pop()
    assert saved.sentence == "已修改学生 张乙"
    assert read(database)[pupils[0]]["specialty"] == "书法"
    database.undo(saved.change_set.id)
    assert read(database)[pupils[0]]["specialty"] is None


def test_saving_nothing_announces_nothing(opened, pupils, done):
    form, heard = opened(pupils[0]), []
    form.announced.connect(heard.append)
    form.save()
    done()
    assert heard == []


def test_through_the_list_and_save_and_next(opened, pupils, database, done):
    form = opened(pupils[0])
    form.within(pupils)
    assert form.head.place.text() == "1 / 3"
    assert not form.head.before.isEnabled()
    assert form.bar.again.text() == "保存并下一条"
    typed(form.rows["specialty"].editor.box, "书法")
    press(form.rows["specialty"].editor.box, Qt.Key.Key_Return, CTRL)
    done()
    assert form.key == pupils[1]
    assert read(database)[pupils[0]]["specialty"] == "书法"
    press(form.rows["name"].editor.box, Qt.Key.Key_PageDown, CTRL)
    done()
    assert form.head.place.text() == "3 / 3"
    assert form.bar.again.text() == "保存并新建"
    form.step(1)
    assert form.key == pupils[2]


def test_unsaved_changes_are_counted_told_and_put_back_one_by_one(opened, pupils):
    form = opened(pupils[0])
    typed(form.rows["specialty"].editor.box, "书法")
    typed(form.rows["former_name"].editor.box, "张二")
    assert "2 处未保存" in form.title.accessibleName()
    shown = {change.difference.label: change.difference for change in form.rail.changes if not change.isHidden()}
    assert shown["特长"].after == "书法"
    form.rail.restored.emit("specialty")
    assert form.draft.changed == {"former_name"}
    assert form.rows["specialty"].editor.box.text() == ""
    assert not form.rows["specialty"].label.changed
    assert form.rows["former_name"].label.changed


def test_a_private_value_that_was_changed_stays_masked_in_the_list_of_changes(opened, pupils):
    form = opened(pupils[0])
    form.rows["phone"].uncover()
    typed(form.rows["phone"].editor.box, "13900009999")
    change = form.rail.changes[0].difference
    assert change.before == "130****1234"


def test_f8_goes_from_problem_to_problem(opened, pupils):
    form = opened(pupils[0])
    form.rows["gender"].editor.segments.take("2")
    typed(form.rows["home_phone"].editor.box, "12")
    assert form.rail.cards[0].problem.field == "gender"
    form.rows["name"].take_focus()
    press(form, Qt.Key.Key_F8)
    assert form.rows["gender"].isAncestorOf(form.focusWidget())
    press(form, Qt.Key.Key_F8)
    assert form.rows["home_phone"].isAncestorOf(form.focusWidget())
    form.rail.cards[0].click()
    assert form.rows["gender"].isAncestorOf(form.focusWidget())
    assert form.anchors.items[0].bad
    assert "1 处错误" in form.anchors.items[0].accessibleName()


def test_ctrl_d_copies_from_the_newest_record_but_nothing_private(opened, pupils, done):
    form = opened()
    box = form.rows["ethnicity"].editor.box
    box.setFocus()
    press(box, Qt.Key.Key_D, CTRL)
    done()
    assert form.draft.values["ethnicity"] == "01"
    phone = form.rows["phone"].editor.box
    phone.setFocus()
    press(phone, Qt.Key.Key_D, CTRL)
    done()
    assert phone.text() == ""


def go_to(form, name):
    """Press Enter until the cursor stands in a field; the number of keys."""
    for keys in range(25):
        if form.rows[name].isAncestorOf(form.focusWidget()):
            return keys
        press(form.focusWidget(), Qt.Key.Key_Return)
    raise AssertionError(name)


def test_a_student_like_the_last_one_takes_few_keys_besides_name_and_numbers(opened, pupils, database, done):
    common = {"ethnicity": "01", "boarding": "2", "political_status": "03", "specialty": "书法"}
    with database.transaction("准备") as tx:
        tx.update(STUDENT, pupils[-1], common)
    form, new = opened(), factories.student(9)
    press(form.rows["name"], Qt.Key.Key_D, CTRL, SHIFT)
    done()
    keys = 2  # this, and the one that saves
    for name in ("name", "id_number", "student_number"):
        keys += go_to(form, name)
        typed(form.rows[name].editor.box, new[name])
    press(form.focusWidget(), Qt.Key.Key_Return, CTRL)
    done()
    assert keys <= 25
    made = read(database)[max(read(database))]
    assert {name: made[name] for name in common} == common
    assert made["phone"] is None  # what is private is nobody else's
    assert (made["name"], made["id_number"]) == (new["name"], new["id_number"])
    assert f"{made['birth_date']:%Y%m%d}" == new["id_number"][6:14]


def test_a_pinned_field_goes_on_to_every_new_record_until_it_is_let_go(opened, pupils, database, done, tmp_path):
    kept = tmp_path / "settings.json"
    form = opened(settings=Settings(kept))
    box = form.rows["specialty"].editor.box
    typed(box, "书法")
    press(box, Qt.Key.Key_S, CTRL, SHIFT)
    assert form.rows["specialty"].label.pinned
    for name in ("name", "id_number"):
        typed(form.rows[name].editor.box, factories.student(9)[name])
    press(box, Qt.Key.Key_Return, CTRL)
    done()
    assert form.key is None
    assert form.rows["specialty"].editor.box.text() == "书法"
    assert form.rows["ethnicity"].editor.box.text() == ""
    form.settings.flush()
    again = opened(settings=Settings(kept))  # another day
    done()
    assert again.rows["specialty"].editor.box.text() == "书法"
    again.rows["specialty"].editor.box.setFocus()
    press(again.rows["specialty"].editor.box, Qt.Key.Key_S, CTRL, SHIFT)
    assert not again.rows["specialty"].label.pinned


@pytest.mark.parametrize("name", ["phone", "id_number", "student_number"])
def test_what_is_one_persons_own_cannot_be_pinned(name, opened, pupils):
    form = opened()
    form.rows[name].editor.box.setFocus()
    press(form.rows[name].editor.box, Qt.Key.Key_S, CTRL, SHIFT)
    assert not form.rows[name].label.pinned


def test_a_copy_takes_nothing_that_only_one_record_may_say(opened, pupils):
    form = opened(pupils[0])
    form.before.repeat()
    assert form.key is None
    assert form.draft.values["ethnicity"] == "01"
    assert "id_number" not in form.draft.values
    assert "student_number" not in form.draft.values
    assert form.dirty


@pytest.mark.parametrize("name", ["student", "staff", "placement"])
def test_a_copy_says_nothing_private(name, opened, database):
    with database.transaction("准备") as tx:
        key = insert(tx, name)
    form = opened(key, entity_named(name))
    private = [field.name for field in form.draft.fields if field.private]
    assert private
    form.draft.values.update(dict.fromkeys(private, "13000001234"))
    form.draft.values["remark"] = "一样的"
    form.before.repeat()
    assert {name: form.draft.values[name] for name in private if form.draft.values.get(name) is not None} == {}
    assert form.draft.values["remark"] == "一样的"


def test_new_record_in_passing_is_chosen(opened, pupils, database, done):
    form = opened(pupils[0])
    picker = form.rows["school_class"].editor.picker
    typed(picker, "2026级数控9班")
    picker.look("2026级数控9班")
    done()
    assert picker.offers.isVisible()
    press(picker, Qt.Key.Key_Return)
    assert form.layers.layer is None  # a note that nothing was found is no choice
    press(picker, Qt.Key.Key_Down)
    press(picker, Qt.Key.Key_Return)
    quick = form.layers.layer.content
    assert quick.rows["name"].editor.box.text() == "2026级数控9班"
    quick.save(quick._hand_over)
    done()
    assert form.layers.layer is None
    made = form.draft.values["school_class"]
    assert read(database, entity_named("school_class"))[made]["name"] == "2026级数控9班"
    assert picker.text() == "2026级数控9班"


def test_a_record_made_in_passing_looks_further_itself(opened, pupils, database, done):
    with database.transaction("专业") as tx:
        major = insert(tx, "major")
    form = opened(pupils[0])
    form.look_further("school_class", "new", "2026级数控9班")
    quick = form.layers.layer.content
    picker = quick.rows["major"].editor.picker
    picker.setFocus()
    picker.look("")
    done()
    press(picker, Qt.Key.Key_F4)
    done()
    panel = form.layers.further.layer.content
    assert form.layers.layer.content is quick
    press(panel.chooser.box, Qt.Key.Key_Return)
    done()
    assert quick.draft.values["major"] == major
    assert form.layers.further.layer is None
    assert form.layers.layer.content is quick
    quick.asked.emit("school", "new", "一所新学校")
    made = form.layers.further.layer.content
    made.save(made._hand_over)
    done()
    named = picker.text()
    quick.save(quick._hand_over)
    done()
    assert form.layers.layer is None
    shown = form.draft.values["school_class"]
    assert read(database, entity_named("school_class"))[shown]["major"] == named


def test_full_search_behind_f4(opened, pupils, database, done):
    with database.transaction("班级") as tx:
        group = insert(tx, "school_class")
    form = opened(pupils[0])
    picker = form.rows["school_class"].editor.picker
    picker.setFocus()
    picker.look("")
    done()
    press(picker, Qt.Key.Key_F4)
    done()
    panel = form.layers.layer.content
    assert panel.chooser.model.rowCount() == 1
    typed(panel.chooser.box, "没有这样的班")
    panel.chooser.look()
    done()
    assert "没有符合" in panel.chooser.model.index(0).data()
    press(panel.chooser.box, Qt.Key.Key_Return)
    assert form.layers.layer is not None
    typed(panel.chooser.box, "")
    panel.chooser.look()
    done()
    press(panel.chooser.box, Qt.Key.Key_Return)
    assert form.draft.values["school_class"] == group
    assert form.layers.layer is None


def test_esc_closes_the_topmost_layer_first(opened, pupils, done):
    form, left = opened(pupils[0]), []
    form.left.connect(lambda: left.append(True))
    form.look_further("school_class", "search", "")
    press(form.layers.layer.content.chooser.box, Qt.Key.Key_Escape)
    assert form.layers.layer is None
    assert left == []
    press(form.rows["name"].editor.box, Qt.Key.Key_Escape)
    assert left == [True]
    done()


def test_several_references_are_chips_that_can_be_taken_off(opened, database, done):
    with database.transaction("准备") as tx:
        key = insert(tx, "order_class")
        major = insert(tx, "major", 7)
    form = opened(key, entity_named("order_class"))
    picker = form.rows["majors"].editor.picker
    picker.setFocus()
    picker.look("")
    done()
    press(picker, Qt.Key.Key_Return)
    assert form.draft.values["majors"] == (major,)
    form.save()
    done()
    editor = form.rows["majors"].editor
    editor.tokens._tokens[0].click()
    assert form.draft.values["majors"] is None
    form.revert()
    done()
    assert form.draft.values["majors"] == (major,)


def test_several_codes_are_chips(opened, database, done):
    with database.transaction("准备") as tx:
        key = tx.insert(entity_named("enterprise"), factories.enterprise(1))
    form = opened(key, entity_named("enterprise"))
    editor = form.rows["cooperation_forms"].editor
    editor.box.setFocus()
    press(editor.box, Qt.Key.Key_F4)
    first, second = editor.box.offers.model.offers[:2]
    press(editor.box, Qt.Key.Key_Return)
    typed(editor.box, second.text)
    editor.box.offers.hide()
    editor.box.editingFinished.emit()
    assert form.draft.values["cooperation_forms"] == (first.key, second.key)
    editor.tokens._tokens[0].click()
    assert form.draft.values["cooperation_forms"] == (second.key,)


def test_calendar_takes_arrows_and_enter(opened, pupils):
    form = opened(pupils[0])
    box = form.rows["data_consent_date"].editor.box
    typed(box, "2025-11-20")
    press(box, Qt.Key.Key_F4)
    assert box.calendar.isVisible()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_PageDown, Qt.Key.Key_Return):
        press(box, key)
    assert box.text() == "2025-12-28"
    assert str(form.draft.values["data_consent_date"]) == "2025-12-28"
    month = form.rows["entry_month"].editor.box
    month.setFocus()
    month.toggle()
    table = month.calendar.view.days
    cell = table.model().index(2, 2)
    told = cell.data(Qt.ItemDataRole.AccessibleTextRole)
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=table.visualRect(cell).center())
    assert form.draft.values["entry_month"] == told


def test_segments_take_and_clear(opened, pupils):
    form = opened(pupils[0])
    segments = form.rows["boarding"].editor.segments
    segments.setFocus()
    press(segments, Qt.Key.Key_Right)
    assert form.draft.values["boarding"] == "1"
    press(segments, Qt.Key.Key_Delete)
    assert form.draft.values["boarding"] is None
    flag = form.rows["is_migrant_child"].editor.segments
    flag.take(False)
    assert form.draft.values["is_migrant_child"] is False


def test_a_rare_code_stays_until_another_is_chosen(opened, database, done):
    with database.transaction("准备") as tx:
        key = tx.insert(STUDENT, {"name": "张甲", "id_type": "3", "id_number": "K1234567", "gender": "9"})
    form = opened(key)
    assert not form.dirty
    assert form.rows["gender"].reading() == ("9", ())
    form.rows["gender"].editor.segments.take("1")
    assert form.draft.changes == {"gender": "1"}


def test_deleting_leaves_and_can_be_taken_back(opened, pupils, database, done):
    form, heard, left = opened(pupils[0]), [], []
    form.announced.connect(heard.append)
    form.left.connect(lambda: left.append(True))
    form.delete()
    done()
    assert left
    assert pupils[0] not in read(database)
    database.undo(heard[0].change_set.id)
    assert pupils[0] in read(database)


def test_a_record_in_use_is_not_deleted_and_says_by_whom(opened, database, done):
    with database.transaction("准备") as tx:
        key = insert(tx, "placement")
        enterprise = next(iter(read_enterprises(tx)))
    form = opened(enterprise, entity_named("enterprise"))
    form.delete()
    done()
    assert "岗位实习" in form.banner.words.text()
    assert key


def read_enterprises(tx):
    return [row.id for row in read_all(tx.connection, Query(entity_named("enterprise")))]


def test_what_stands_beside_the_fields_goes_where_there_is_no_room(opened, pupils):
    form = opened(pupils[0], width=ANCHORS_FROM)
    assert form.anchors.isVisible()
    assert form.rail.isVisible()
    form.resize(ANCHORS_FROM - 1, 600)
    assert not form.anchors.isVisible()
    form.resize(RAIL_FROM - 1, 600)
    assert not form.rail.isVisible()
    form.resize(560, 600)
    assert form.body._columns == 1


@pytest.mark.parametrize("entity", entities(), ids=lambda e: e.__tablename__)
def test_everything_the_keyboard_reaches_has_a_name_and_nothing_is_cut_or_on_top_of_another(entity, opened, qtbot):
    form = opened(entity=entity, width=1084, height=560)  # 1280 x 648 without navigation and status bar
    reached = [w for w in form.findChildren(QWidget) if w.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert reached
    unnamed = [w for w in reached if not w.isHidden() and not w.accessibleName()]
    assert not unnamed
    qtbot.wait(1)
    assert form.size().width() == 1084
    assert form.size().height() == 560
    assert form.body.widget().width() <= form.body.viewport().width()
    for row in form.rows.values():
        assert row.width() >= row.minimumSizeHint().width(), row.field.name
        box = row.editor.findChild(QLineEdit) or row.editor
        assert box.width() >= 40
    rects = [(r, r.geometry()) for r in form.rows.values()]
    for n, (row, rect) in enumerate(rects):
        for other, where in rects[n + 1 :]:
            assert not rect.intersects(where), (row.field.name, other.field.name)


def test_a_theme_switch_reaches_the_open_form(opened, pupils):
    form = opened(pupils[0])
    try:
        light = form.grab().toImage().pixelColor(form.width() - 6, 400)
        theme.use("dark")
        dark = form.grab().toImage().pixelColor(form.width() - 6, 400)
    finally:
        theme.use("light")
    assert light.lightness() > 200
    assert dark.lightness() < 80


@pytest.fixture
def bar(qtbot, qapp):
    over = QStackedWidget()
    qtbot.addWidget(over)
    page = QWidget()
    page.setProperty(CLEARANCE, 52)
    box = QLineEdit()
    over.addWidget(box)
    over.addWidget(page)
    over.resize(900, 500)
    over.show()
    box.setFocus()
    return UndoBar(over)


def test_undo_bar_takes_back_once(bar):
    taken = []
    bar.announce("已删除 2 名学生", lambda: taken.append(True), "重复记录")
    assert bar.isVisible()
    assert bar.accessibleName() == "已删除 2 名学生"
    bar.act.click()
    assert taken == [True]
    assert not bar.isVisible()
    bar.act.click()
    assert taken == [True]


def test_undo_bar_stands_bottom_centre_above_a_save_bar(bar):
    over = bar.parentWidget()
    bar.announce("已保存", lambda: None)
    assert abs(bar.geometry().center().x() - over.rect().center().x()) <= 1
    assert bar.geometry().bottom() == over.height() - 21
    over.setCurrentIndex(1)
    bar.announce("已保存", lambda: None)
    assert bar.geometry().bottom() == over.height() - 21 - 52
    over.resize(1200, 700)
    assert abs(bar.geometry().center().x() - over.rect().center().x()) <= 1


def test_undo_bar_waits_while_it_has_the_focus_and_ends_by_itself(bar, qtbot, monkeypatch):
    monkeypatch.setattr(bar, "underMouse", lambda: False)
    bar.announce("已保存", lambda: None)
    assert bar.clock.duration() == 8000
    running, paused = type(bar.clock).State.Running, type(bar.clock).State.Paused
    assert bar.clock.state() is running
    bar.eventFilter(bar.act, QFocusEvent(QFocusEvent.Type.FocusIn))
    assert bar.clock.state() is paused
    bar.eventFilter(bar.act, QFocusEvent(QFocusEvent.Type.FocusOut))
    assert bar.clock.state() is running
    bar.clock.setCurrentTime(8000)
    qtbot.waitUntil(lambda: not bar.isVisible())


def test_undo_bar_without_a_way_back_offers_none(bar):
    bar.announce("已导出 37 行", None)
    assert bar.isVisible()
    assert not bar.act.isVisible()
    assert isinstance(bar.dismiss, QAbstractButton)
    QTest.mouseClick(bar.dismiss, Qt.MouseButton.LeftButton, pos=QPointF(10, 10).toPoint())
    assert not bar.isVisible()


def test_history_of_the_record_is_laid_over_the_form(opened, pupils, database, done):
    with database.transaction("改一改") as tx:
        tx.update(STUDENT, pupils[0], {"specialty": "书法"})
    form = opened(pupils[0])
    form.head.history.click()
    done()
    told = form.layers.layer.content.sheet.findChild(Timeline).accessibleName()
    assert "书法" in told
    assert "改一改" in told
    press(form.layers.layer, Qt.Key.Key_Escape)
    assert form.layers.layer is None
    assert opened().head.history.isHidden()


def test_what_can_be_printed_of_the_record_is_offered(opened, database, done):
    with database.transaction("资料") as tx:
        standard, order_class = insert(tx, "course_standard"), insert(tx, "order_class")
    form = opened(standard, entity_named("course_standard"))
    asked = []
    form.page_wanted.connect(lambda page, given: asked.append((page, given)))
    assert form.head.print.text() == "打印课程标准目录"
    form.head.print.click()
    assert asked == [("print", {"report": "standard-list", "ids": (standard,)})]
    form.resize(900, 600)
    assert form.head.print.text() == "打印"
    several = opened(order_class, entity_named("order_class")).head
    assert several.print.text() == "打印"
    assert [paper.text() for paper in several.papers.actions()] == ["打印订单班花名册", "打印企业承诺履行情况表"]
    assert opened(None, entity_named("contact")).head.print.isHidden()


def test_enter_moves_on_and_back(opened, pupils):
    form = opened(pupils[0])
    box = form.rows["former_name"].editor.box
    box.setFocus()
    press(box, Qt.Key.Key_Return)
    assert form.rows["english_name"].editor.box.hasFocus()
    press(form.rows["english_name"].editor.box, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert box.hasFocus()


def test_tab_goes_line_by_line_however_late_a_field_was_made(opened, pupils, qtbot):
    form = opened(pupils[0])
    qtbot.wait(1)
    form.rows["specialty"].editor.setFocus()
    press(form.rows["specialty"].editor.box, Qt.Key.Key_Tab)
    assert form.rows["remark"].editor.box.hasFocus()
    press(form.rows["remark"].editor.box, Qt.Key.Key_Backtab)
    assert form.rows["specialty"].editor.box.hasFocus()


def test_a_remark_has_lines_and_grows(opened, pupils, database, done):
    form = opened(pupils[0])
    box = form.rows["remark"].editor.box
    low = box.height()
    typed(box, "第一行\n第二行\n第三行")
    assert box.height() > low
    press(box, Qt.Key.Key_Return)
    assert box.hasFocus()
    form.save()
    done()
    assert read(database)[pupils[0]]["remark"] == "第一行\n第二行\n第三行"
    typed(box, "字" * 501)
    assert "500" in form.rows["remark"].message.text()


def test_what_follows_others_says_so_until_a_person_writes_it(opened, pupils, done):
    form = opened(pupils[0])
    box = form.rows["name_pinyin"].editor.box
    assert box._echo == "自动"
    typed(box, "Zhang J")
    assert box._echo == ""


def test_an_identity_number_is_taken_with_blanks_and_wide_digits(opened, done):
    form = opened()
    number = factories.identity_number(2)
    wide = number.translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)})
    typed(form.rows["id_number"].editor.box, f" {wide[:6]} {wide[6:14]} {wide[14:]} ")
    assert form.draft.values["id_number"] == number
    assert form.rows["id_number"].message.text().startswith("校验位正确：")
    form.rows["name"].editor.box.setFocus()


def test_a_record_made_in_passing_is_seen_without_scrolling(qtbot, database, tasks):
    cut = {}
    for entity in entities():
        small = QuickCreate(database, tasks, entity, "")
        qtbot.addWidget(small)
        small.resize(quick_create.WIDTH, small.needed_height)
        small.show()
        qtbot.wait(1)
        cut[entity.__tablename__] = small._body.verticalScrollBar().maximum()
    assert set(cut.values()) == {0}, cut


@pytest.mark.parametrize(("name", "texts"), [
    ("former_name", ("乙", "丙丁", "x" * 61)), ("name", ("张", "张三", "")), ("id_number", ("2", "21028", "110101200801010012")),
    ("student_number", ("1", "2024001")), ("school_class", ("机", "机电")), ("ethnicity", ("汉", "没有这个族")), ("birth_date", ("2008", "2008-02-30")),
])  # fmt: skip
def test_no_key_waits_for_the_file_before_its_message(name, texts, opened, pupils, database):
    form, asked = opened(pupils[0]), []
    form.rows[name].uncover()
    editor = form.rows[name].editor
    box = editor.picker if hasattr(editor, "picker") else editor.box
    here = threading.get_ident()
    sa.event.listen(
        database.engine, "before_cursor_execute",
        lambda *given: asked.append(given[2]) if threading.get_ident() == here else None,
    )  # fmt: skip
    for text in texts:
        typed(box, text)
    assert asked == []
    assert form.dirty or name == "school_class", "a class is taken when one is chosen"


@pytest.mark.parametrize(("name", "above"), [("school_class", False), ("hukou_type", True)])
def test_a_list_opens_inside_the_window_and_above_where_there_is_no_room_below(
    name, above, opened, pupils, database, done, qtbot
):
    with database.transaction("班级") as tx:
        insert(tx, "school_class")
    form = opened(pupils[0], height=420)
    qtbot.wait(100)  # until the form is laid out
    box = form.rows[name].editor.picker if name == "school_class" else form.rows[name].editor.box
    box.setFocus()
    place = box.mapTo(form.body.widget(), QPoint(0, 0)).y()
    form.body.verticalScrollBar().setValue(place - (20 if not above else form.body.viewport().height() - 40))
    press(box, Qt.Key.Key_F4)
    qtbot.waitUntil(box.is_open)
    plate, at = box.offers.geometry(), box.mapTo(form, QPoint(0, 0)).y()
    assert plate.width() >= 300
    assert form.rect().contains(plate)
    assert (plate.bottom() < at) is above
    press(box, Qt.Key.Key_Escape)
    assert form.layers.layer is None


def test_esc_goes_back_at_once_unless_something_was_typed_and_asks_once(opened, pupils):
    form = opened(pupils[0])
    left = []
    form.left.connect(lambda: left.append(True))
    box = form.rows["former_name"].editor.box
    box.setFocus()
    press(box, Qt.Key.Key_Escape)
    assert left == [True]
    typed(box, "甲")
    press(box, Qt.Key.Key_Escape)
    first = form.layers.layer
    assert first is not None
    press(form.layers.layer, Qt.Key.Key_Escape)
    assert form.layers.layer is None
    assert left == [True]
    assert form.dirty


def test_a_record_whose_first_field_is_closed_begins_in_the_first_open_one(opened, pupils, database):
    """A key pressed in a closed field does nothing, not even Ctrl+Z."""
    with database.reading() as connection:
        made = plan(connection, act_named("休学"), pupils[:1], {"break_until": date(2027, 3, 9)}, day=date(2026, 3, 10))
    with database.transaction(made.name) as tx:
        apply(tx, made)
    event = next(iter(read(database, entity_named("status_change"))))
    form = opened(event, entity_named("status_change"))
    QTest.qWaitForWindowExposed(form.window())
    here = form.focusWidget()
    assert not form.rows["student"].editor.isEnabled()
    assert here is not None
    assert here.isEnabled()
    assert form.field_in_hand(here) == next(n for n, row in form.rows.items() if row.editor.isEnabled())


def test_a_closed_field_shows_no_example_of_what_to_write():
    box = FormBox()
    box.setPlaceholderText("如 2025-11-20")
    box.setEnabled(False)
    assert not box.placeholderText()
    box.setEnabled(True)
    assert box.placeholderText() == "如 2025-11-20"
