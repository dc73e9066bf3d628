"""Acts in the window: the layer they are done on, where they are offered, what is refused, and the way back."""

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QMenu

from desktop.ui.kit.dialogs import Confirm
from desktop.ui.kit.page_widgets import RecordLink
from desktop.ui.record.act_effects import EffectPart, Sentence
from desktop.ui.record.act_fields import ActFields
from desktop.ui.record.act_menu import ActMenu, choose_act, offers
from desktop.ui.record.act_outcome import outcomes_of
from desktop.ui.record.act_panel import HEIGHT, WIDTH, ActPanel, open_act
from desktop.ui.record.act_surroundings import FEW, grouped
from desktop.ui.record.event import EventPart
from desktop.ui.record.facts import FactList
from desktop.ui.record.student import _events
from desktop.ui.shell.palette_commands import acts_at_hand
from desktop.ui.shell.palette_search import Target
from models.acts.applying import apply
from models.acts.catalogue import act_named, acts, acts_of
from models.acts.foreseeing import Verdict
from models.acts.planning import plan
from models.acts.scene import Effect
from models.database.query import Condition, Query
from models.database.results import read_all
from models.entities.certificates import Certificate
from models.entities.cooperation import Activity, ActivityEnterprise, ActivityStudent
from models.entities.destinations import DestinationFollowUp, GraduateDestination, JobSupport
from models.entities.enterprises import Enterprise
from models.entities.graduation import GraduationAudit
from models.entities.order_classes import OrderClass, OrderClassMember
from models.entities.people import ClassMembership, StatusPeriod, Student
from models.entities.placements import Placement
from models.entities.programmes import SchoolClass
from models.entities.schools import School
from models.entities.status_changes import StatusChange
from models.rules.regulation import RULES
from models.rules.rule import Finding, RuleSeverity
from models.rules.rule import Verdict as Saying
from models.schema.complaints import Complaint
from models.statistics.individuals import student_view
from tests import factories
from tests.acts import last_act
from tests.desktop.ui.test_accessible import faults

DAY = date(2026, 3, 10)
NAMES = ("张甲", "张乙", "张丙")


@pytest.fixture
def students(database, monkeypatch):
    monkeypatch.setenv("SHUANGYUAN_TODAY", DAY.isoformat())
    with database.transaction("学校") as tx:
        own = tx.insert(SchoolClass, {"name": "2024级数控1班", "grade_year": 2024})
        order = tx.insert(OrderClass, {"code": "D1", "name": "甲厂班"})
        keys = tx.insert_many(Student, [factories.student(n) | {"name": name} for n, name in enumerate(NAMES)])
        for n, key in enumerate(keys):
            tx.insert(ClassMembership, {"student": key, "school_class": own, "join_date": date(2024, 9, 1)})
            if n == 0:
                tx.insert(OrderClassMember, {"student": key, "order_class": order, "join_date": date(2024, 9, 1)})
    return keys


@pytest.fixture
def page(window, students, settle):
    window.show_query(Query(Student))
    window.activateWindow()
    settle(window)
    return window.page


def do(database, name, key, **given):
    with database.reading() as connection:
        made = plan(connection, act_named(name), [key], given, day=DAY)
    with database.transaction(made.name) as tx:
        return list(apply(tx, made).values())


def status_of(database, key):
    table = StatusPeriod.table()
    with database.reading() as connection:
        rows = connection.execute(table.select().where(table.c.student_id == key).order_by(table.c.id)).mappings()
        return [(row["status"], row["from_date"]) for row in rows]


@pytest.fixture
def at_rest(qtbot, settle):
    """Wait until what was typed is thought through."""

    def wait(window, panel):
        qtbot.waitUntil(lambda: not panel._pause.isActive() and not window.tasks.awaits(panel), timeout=60_000)
        settle(window)

    return wait


@pytest.fixture
def type_(qtbot):
    """Keys to whatever has the focus."""

    def keys(text="", *special, modifier=Qt.KeyboardModifier.NoModifier):
        if text:
            qtbot.keyClicks(QApplication.focusWidget(), text)
        for key in special:
            qtbot.keyClick(QApplication.focusWidget(), key, modifier)

    return keys


def spoken(widget):
    """What a screen reader says of the parts of a widget."""
    return [part.accessibleName() for part in widget.findChildren(QLabel)]


def laid(window):
    return window.findChild(ActPanel)


def chosen(window, name):
    """The menu of acts that is open, and its line of this name, which may be in a group that opens."""
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, ActMenu)
    every = [a for each in (menu, *menu.findChildren(QMenu)) for a in each.actions()]
    return menu, next(a for a in every if a.text().split("\t")[0] == name)


def test_a_suspension_by_keys_alone(window, page, students, database, settle, at_rest, type_, qtbot):
    page.choose([students[0]])
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_Space)
    settle(window)
    button = next(b for b in page.selection.own if b.text() == "办理异动…")
    button.setFocus()
    type_("", Qt.Key.Key_Return)
    settle(window)
    menu, action = chosen(window, "休学")
    menu.setActiveAction(next(a for a in menu.actions() if a.text() == "学籍异动"))
    qtbot.keyClick(menu, Qt.Key.Key_Right)
    assert QApplication.activePopupWidget().activeAction() is action
    qtbot.keyClick(QApplication.activePopupWidget(), Qt.Key.Key_Return)
    panel = laid(window)
    at_rest(window, panel)
    assert panel.accessibleName() == "休学 · 张甲"
    assert panel.title.text() == "办理学籍异动"
    assert panel.rows["change_date"].reading()[0] == DAY
    assert QApplication.focusWidget() is panel.rows["change_date"].editor.box
    assert "休学止" in panel.keep.toolTip()
    type_("", Qt.Key.Key_Tab)
    type_("2027-03-09")
    at_rest(window, panel)
    said = "\n".join(panel.effects.words())
    assert "学籍状态，在读 → 休学；2026-03-10 起" in said
    assert "订单班成员，甲厂班 → 退出日期 2026-03-10；退出原因 休退学" in said
    assert "改动 2 条记录，1 项由您定" in said
    assert "人数，在籍 3 不变，在校 3 → 2" in said
    assert panel.questions["order_class"].key == "end"
    assert panel.keep.isEnabled()
    type_("", Qt.Key.Key_Return, modifier=Qt.KeyboardModifier.ControlModifier)
    settle(window)
    assert status_of(database, students[0])[-1][0] == "02"
    assert page.model.results.row(0).values["name"] == "张甲"
    status = next(n for n, f in enumerate(page.model.fields) if f.name == "status")
    assert page.model.text(0, status) == "休学"
    assert str(last_act(database).name) == "休学 张甲"
    assert window.undo_bar.accessibleName() == "已休学 张甲，改动 2 条记录"
    with database.reading() as connection:
        entries = _events(student_view(connection, students[0], DAY))
    assert "休学" in "".join(entry.words for entry in entries)
    window.undo_bar.act.click()
    settle(window)
    assert [status for status, _day in status_of(database, students[0])] == ["01"]
    assert page.model.text(0, status) == "在读"


def test_what_is_missing_is_gone_to_and_said(window, page, students, at_rest, type_):
    panel = open_act(window.place, act_named("休学"), students[:1])
    at_rest(window, panel)
    assert not panel.rows["break_until"].message.text()
    type_("", Qt.Key.Key_Return, modifier=Qt.KeyboardModifier.ControlModifier)
    assert QApplication.focusWidget() is panel.rows["break_until"].editor.box
    assert panel.rows["break_until"].message.text()
    type_("2026-01-01")
    at_rest(window, panel)
    assert not panel.keep.isEnabled()
    assert panel.rows["break_until"].message.text()
    layer = panel.parent().parent()
    type_("", Qt.Key.Key_Escape)
    asked = window.findChild(Confirm)
    assert not layer.isHidden()
    asked.buttons[False].click()
    assert panel.rows["break_until"].editor.typed() == "2026-01-01"
    type_("", Qt.Key.Key_Escape, Qt.Key.Key_Return)
    assert layer.isHidden()


def test_what_does_not_depend_on_what_is_missing_is_told_at_once(window, page, students, database, at_rest, type_):
    panel = open_act(window.place, act_named("休学"), students[:1])
    at_rest(window, panel)
    told = panel.effects.words()
    assert any("学籍状态" in words and "休学" in words for words in told)
    assert any(words.startswith("填好") and "其余" in words for words in told)
    assert panel.keep.isEnabled()
    type_("", Qt.Key.Key_Return, modifier=Qt.KeyboardModifier.ControlModifier)  # leads to the field, writes nothing
    assert QApplication.focusWidget() is panel.rows["break_until"].editor.box
    assert [status for status, _day in status_of(database, students[0])] == ["01"]


def test_a_layer_in_which_nothing_was_typed_is_left_at_once(window, page, students, at_rest, type_):
    panel = open_act(window.place, act_named("休学"), students[:1])
    at_rest(window, panel)
    type_("", Qt.Key.Key_Escape)
    assert panel.parent().parent().isHidden()


def test_another_act_keeps_what_both_ask(window, page, students, at_rest, type_):
    panel = open_act(window.place, act_named("休学"), students[:1])
    at_rest(window, panel)
    for name, text in (("change_date", "2026-03-02"), ("break_until", "2027-13"), ("approval_number", "教〔2026〕1号")):
        panel.rows[name].take_focus()
        panel.rows[name].editor.retype("")
        type_(text) if text.isascii() else panel.rows[name].editor.box.insert(text)
        panel.rows[name].editor.edited.emit()
    panel.choices.card("suspend").setFocus()
    type_("", Qt.Key.Key_Down)
    at_rest(window, panel)
    other = panel.act
    assert other is not act_named("休学")
    assert panel.choices.card(other.name).hasFocus()
    assert panel.rows["change_date"].reading()[0] == date(2026, 3, 2)
    assert panel.rows["approval_number"].reading()[0] == "教〔2026〕1号"
    assert "break_until" not in panel.rows
    panel.turn(act_named("保留学籍"))
    at_rest(window, panel)
    assert panel.rows["break_until"].editor.typed() == "2027-13"
    assert "is_guardian_agreed" not in panel.rows


def test_what_cannot_be_done_is_greyed_with_its_reason(window, page, students, database, at_rest, settle):
    do(database, "退学", students[0], change_date=DAY)
    settle(window)
    panel = open_act(window.place, act_named("休学"), students[:1])
    at_rest(window, panel)
    panel.choices._show_rest()
    card = panel.choices.card("change-class")
    assert not card.isEnabled()
    assert card.accessibleName() == "转班，退学的学生不能办理“转班”"
    for link in [b for b in panel.choices.findChildren(RecordLink) if b.text().endswith(" 种")]:
        link.click()
    assert len(panel.choices.cards) == len(acts_of("student"))


def test_acts_are_listed_under_their_groups(window, database, page, students, at_rest):
    panel = open_act(window.place, act_named("休学"), students[:1])
    at_rest(window, panel)
    assert panel.choices.card("graduate") is None
    next(b for b in panel.choices.findChildren(RecordLink) if b.text() == "毕业与结业，5 种").click()
    assert panel.choices.card("graduate").hasFocus()
    panel.choices.card("graduate").click()
    at_rest(window, panel)
    assert panel.choices.card("suspend").isVisible(), "what was seen stays seen"
    groups = grouped(panel.choices._seen.offers, 1)
    listed = [
        "学籍异动", "班级与订单班", "毕业与结业", "学期注册", "实习与保险", "证书与考试", "学徒培养", "对接活动", "个人信息", "毕业就业",
    ]  # fmt: skip
    assert [g.title for g in groups] == listed
    assert sum(len(g.can) + len(g.cannot) for g in groups) == len(acts_of("student"))
    facts = {entry.title: entry.facts for entry in acts_at_hand(database, Student, students[:1])}
    assert facts["转班"] == "班级与订单班，当前记录"


def test_groups_in_which_nothing_can_be_done_come_last_and_few_acts_have_none(database, students):
    do(database, "退学", students[0], change_date=DAY)
    found = offers(database, Student, students[:1])
    groups = grouped(found, 1)
    assert [g.title for g in groups if not g.can] == [g.title for g in groups][-sum(not g.can for g in groups) :]
    few = grouped(dict(list(found.items())[:FEW]), 1)
    assert [(g.title, len(g.can) + len(g.cannot)) for g in few] == [("", FEW)]


def test_the_paper_of_an_act_is_offered_when_it_is_done_and_on_the_event(
    window, page, students, database, at_rest, settle, type_, monkeypatch
):
    opened = []
    object.__setattr__(window.place, "page", lambda key, arguments: opened.append((key, arguments)))
    panel = open_act(window.place, act_named("休学"), students[:1])
    at_rest(window, panel)
    assert panel.fields.paper.text() == "办理并打印学籍异动审批表"
    panel.fields.paper.click()
    assert "break_until" in panel.lacking(), "nothing is done while something is missing"
    assert QApplication.focusWidget() is panel.rows["break_until"].editor.box
    type_("2027-03-09")
    at_rest(window, panel)
    panel.perform()
    settle(window)
    assert not opened, "what was refused before prints nothing later"
    with database.reading() as connection:
        (event,) = [row.id for row in read_all(connection, Query(StatusChange), ("kind",))]
    wanted = ("print", {"report": "status-change-form", "ids": (event,), "of": "status_change"})
    assert window.undo_bar.further.text() == "打印学籍异动审批表"
    window.undo_bar.further.click()
    assert opened == [wanted]
    panel = open_act(window.place, act_named("复学"), students[:1])
    at_rest(window, panel)
    next(b for b in panel.choices.findChildren(RecordLink) if b.accessibleName() == "打印 休学 2026-03-10").click()
    assert opened == [wanted, wanted]
    assert panel.parent().parent().isHidden()
    panel = open_act(window.place, act_named("复学"), students[:1])
    at_rest(window, panel)
    panel.fields.paper.click()
    settle(window)
    assert [key for key, _arguments in opened] == ["print"] * 3
    assert opened[2][1]["ids"] != (event,)


def test_a_paper_of_what_an_act_refers_to(window, page, students, database, at_rest, settle):
    with database.reading() as connection:
        (order,) = [row.id for row in read_all(connection, Query(OrderClass), ("code",))]
    panel = open_act(window.place, act_named("入班"), students[1:2])
    at_rest(window, panel)
    panel.rows["order_class"].put(order, "甲厂班")
    panel.look()
    at_rest(window, panel)
    done = []
    panel.performed.connect(done.append)
    panel.perform()
    settle(window)
    assert done[0].records == (order,)
    assert window.undo_bar.further.text() == "打印订单班花名册"


def test_an_earlier_event_is_reversed_from_the_layer(window, page, students, database, at_rest, settle, type_):
    do(database, "休学", students[0], change_date=DAY, break_until=date(2027, 3, 9))
    settle(window)
    panel = open_act(window.place, act_named("复学"), students[:1])
    at_rest(window, panel)
    assert "休学 2026-03-10" in spoken(panel.choices)
    next(b for b in panel.choices.findChildren(RecordLink) if b.text() == "冲回").click()
    panel = next(p for p in window.findChildren(ActPanel) if p.act.name == "reverse")
    at_rest(window, panel)
    type_("", Qt.Key.Key_Tab)
    type_("oops")
    at_rest(window, panel)
    assert "学籍状态，休学 → 在读" in "\n".join(panel.effects.words())
    type_("", Qt.Key.Key_Return, modifier=Qt.KeyboardModifier.ControlModifier)
    settle(window)
    assert [status for status, _day in status_of(database, students[0])] == ["01"]
    panel = open_act(window.place, act_named("休学"), students[:1])
    at_rest(window, panel)
    assert "休学 2026-03-10，冲回" in spoken(panel.choices)


def test_of_several_one_may_not(window, page, students, database, settle, at_rest, type_):
    do(database, "退学", students[2], change_date=DAY)
    settle(window)
    panel = open_act(window.place, act_named("休学"), students)
    at_rest(window, panel)
    assert panel.accessibleName() == "休学 · 3 人"
    type_("", Qt.Key.Key_Tab)
    type_("2027-03-09")
    at_rest(window, panel)
    assert panel.keep.text() == "办理 2 人的休学"
    assert "1 名不能办理，退学的学生不能办理“休学”；张丙" in panel.effects.words()
    do(database, "退学", students[1], change_date=DAY)
    panel.look()
    at_rest(window, panel)
    refused = next(part for part in panel.effects.findChildren(EffectPart) if "不能办理" in part.accessibleName())
    assert refused.head.text() == "2 名不能办理"
    window.place.database.undo()
    panel.look()
    at_rest(window, panel)
    type_("", Qt.Key.Key_Return, modifier=Qt.KeyboardModifier.ControlModifier)
    settle(window)
    assert [status_of(database, key)[-1][0] for key in students] == ["02", "02", "03"]


def test_what_differs_is_given_for_those_selected(window, page, students, database, settle, at_rest, type_, qtbot):
    panel = open_act(window.place, act_named("毕业审核"), students)
    at_rest(window, panel)
    assert panel.apart.model.rowCount() == 0  # nothing holds before conduct and courses are filled in
    for name in ("is_moral_passed", "is_courses_passed"):
        panel.rows[name].put(True)
        panel.rows[name].edited.emit(name)
    at_rest(window, panel)
    told = [panel.apart.model.words(row) for row in panel.apart.model.rows]
    assert [line.split("　")[:2] for line in told] == [[name, "结业"] for name in NAMES]
    panel.apart.list.setFocus()
    panel.apart.list.setCurrentIndex(panel.apart.model.index(0))
    type_("", Qt.Key.Key_Down, modifier=Qt.KeyboardModifier.ShiftModifier)
    assert len(panel.apart.selected()) == 2
    grade = panel.apart.rows["internship_grade"]
    grade.put("3")
    grade.edited.emit("internship_grade")
    at_rest(window, panel)
    assert [line.split("　")[1] for line in map(panel.apart.model.words, panel.apart.model.rows)] == [
        "毕业",
        "毕业",
        "结业",
    ]
    assert len(panel.apart.selected()) == 2  # and stay selected
    grade.put(None)
    grade.edited.emit("internship_grade")
    at_rest(window, panel)
    assert not panel.apart.given
    panel.apart.list.setFocus()
    type_("", Qt.Key.Key_End)  # the keys of the last event are up again
    assert panel.apart.selected() == students[2:]
    verdict = panel.apart.rows["verdict"]
    verdict.put("3")
    verdict.edited.emit("verdict")
    at_rest(window, panel)
    panel.perform()
    settle(window)
    with database.reading() as connection:
        found = [row.values["verdict"] for row in read_all(connection, Query(GraduationAudit))]
    assert sorted(found) == ["2", "2", "3"]


def test_a_question_of_long_answers_is_a_menu(window, page, students, settle, at_rest):
    panel = open_act(window.place, act_named("毕业"), students[:1])
    at_rest(window, panel)
    assert "毕业年份" in panel.questions["diploma_number"].accessibleName()
    panel.questions["diploma_number"]._take("none")
    at_rest(window, panel)
    panel.perform()
    settle(window)
    assert panel.seen.plan.answers == {"diploma_number": "none"}


def test_what_changed_meanwhile_is_refused_and_said(window, page, students, database, settle, at_rest, type_):
    panel = open_act(window.place, act_named("休学"), students[:1])
    type_("", Qt.Key.Key_Tab)
    type_("2027-03-09")
    at_rest(window, panel)
    do(database, "退学", students[0], change_date=DAY)
    panel.perform()
    settle(window)
    at_rest(window, panel)
    assert "核对之后数据又有改动" in panel.banner.words.text()
    assert not panel.keep.isEnabled()
    assert "休学" in panel.why.text()
    assert status_of(database, students[0])[-1][0] == "03"


def test_an_act_in_the_menu_is_greyed_with_its_reason(window, page, students, database, settle, qtbot):
    found = offers(database, Student, students[:1])
    assert act_named("复学") in found
    choose_act(window.place, page, Student, students[:1])
    settle(window)
    menu, action = chosen(window, "复学")
    assert not action.isEnabled()
    assert "不能办理“复学”" in action.text()
    menu.close()


def test_what_cannot_be_done_says_so_before_it_asks_for_anything(window, page, students, database, settle, at_rest):
    do(database, "退学", students[0], change_date=DAY)
    settle(window)
    panel = open_act(window.place, act_named("休学"), students[:1])
    at_rest(window, panel)
    assert "break_until" in panel.lacking()
    assert "退学的学生不能办理“休学”" in panel.why.text()
    assert not panel.keep.isEnabled()
    panel.perform()
    assert "break_until" not in [name for name, row in panel.rows.items() if row.editor.hasFocus()]


def test_for_nobody_there_is_nothing_to_choose(window, page, database, settle):
    assert grouped(offers(database, Student, []), 0) == []
    choose_act(window.place, page, Student, [])
    settle(window)
    assert not any(one.isVisible() for one in window.findChildren(ActMenu))
    panel = open_act(window.place, act_named("休学"), [])
    settle(window)
    assert panel.choices.cards == []
    assert panel.hindrance()


def test_an_event_is_reversed(window, page, students, database, settle, at_rest, type_):
    event = do(database, "休学", students[0], change_date=DAY, break_until=date(2027, 3, 9))[0]
    settle(window)
    with database.reading() as connection:
        table = StatusChange.table()
        event = connection.execute(table.select()).mappings().one()["id"]
    panel = open_act(window.place, act_named("冲回"), [event])
    at_rest(window, panel)
    assert "reversed_reason" in panel.rows
    type_("", Qt.Key.Key_Tab)
    type_("oops")
    at_rest(window, panel)
    type_("", Qt.Key.Key_Return, modifier=Qt.KeyboardModifier.ControlModifier)
    settle(window)
    assert [status for status, _day in status_of(database, students[0])] == ["01"]


def test_the_palette_knows_acts_by_pinyin_for_the_record_at_hand(window, page, students, settle, at_rest, qtbot):
    page.choose([students[1]])
    settle(window)
    window.open_palette()
    palette = window.palette_
    settle(window)
    palette.box.setText("xiuxue")
    palette.box.textEdited.emit("xiuxue")
    qtbot.wait(300)
    settle(window)
    entry = next(e for e in palette.model.rows if getattr(e, "target", None) == Target("perform", "suspend"))
    palette.taken.emit(entry.target)
    palette.close_layer()
    panel = laid(window)
    at_rest(window, panel)
    assert panel.act is act_named("休学")
    assert panel.subjects == (students[1],)


def test_without_a_record_at_hand_the_palette_offers_no_act(database):
    assert acts_at_hand(database, None, ()) == ()
    assert acts_at_hand(database, Student, ()) == ()
    assert acts_at_hand(database, School, (1,)) == ()


def test_the_form_leads_from_the_status_to_the_acts(window, page, students, settle):
    window.show_form(Student, students[0])
    settle(window)
    form = window.stage.form
    row = form.rows["status"]
    link = form._ways["status"]
    assert not row.editor.isEnabled()
    assert link.text() == "用“办理异动”更改"
    assert "办理异动…" in [a.text() for a in form.head.menu.actions()]
    link.click()
    settle(window)
    menu, action = chosen(window, "休学")
    assert action.isEnabled()
    menu.close()


def test_an_act_over_a_form_leaves_what_was_typed_there(window, page, students, database, settle, at_rest, type_):
    window.show_form(Student, students[0])
    settle(window)
    form = window.stage.form
    row = form.rows["specialty"]
    row.take_focus()
    row.editor.box.insert("书法")
    row.editor.box.textEdited.emit("书法")
    form._ways["status"].click()
    settle(window)
    menu, action = chosen(window, "休学")
    action.trigger()
    menu.close()
    panel = laid(window)
    at_rest(window, panel)
    type_("", Qt.Key.Key_Tab)
    type_("2027-03-09")
    at_rest(window, panel)
    type_("", Qt.Key.Key_Return, modifier=Qt.KeyboardModifier.ControlModifier)
    settle(window)
    assert status_of(database, students[0])[-1][0] == "02"
    assert form.draft.values["status"] == "02"
    assert row.editor.box.text() == "书法"
    assert form.unsaved == 1
    form.save()
    settle(window)
    assert not form.dirty
    assert status_of(database, students[0])[-1][0] == "02"


def test_the_pane_leads_to_the_acts(window, page, students, settle):
    page.choose([students[0]])
    settle(window)
    page.detail._act()
    settle(window)
    menu, _action = chosen(window, "休学")
    menu.close()


def test_an_event_is_opened_from_the_timeline_and_leads_back(window, page, students, database, settle, qtbot):
    do(database, "休学", students[0], change_date=DAY, break_until=date(2027, 3, 9))
    page.choose([students[0]])
    settle(window)
    found = []

    def seen():  # the pane reads a moment after the last of several reasons to
        found[:] = [one for one in page.detail.findChildren(QAbstractButton) if one.text() == "休学"]
        return bool(found)

    qtbot.waitUntil(seen)
    settle(window)
    assert seen()
    lead = found[0]
    lead.setFocus()
    qtbot.keyClick(lead, Qt.Key.Key_Return)
    settle(window)
    form = window.stage.form
    assert form.entity is StatusChange
    assert form.foot_words == "学籍异动：休学 2026-03-10"
    assert "办理异动…" in [a.text() for a in form.head.menu.actions()]
    assert form._ways["student"].text() == "打开张甲"
    form._ways["student"].click()
    settle(window)
    assert (window.stage.form.entity, window.stage.form.key) == (Student, students[0])


def test_an_event_says_what_it_did(window, page, students, database, settle):
    do(database, "休学", students[0], change_date=DAY, break_until=date(2027, 3, 9))
    window.show_query(Query(StatusChange))
    settle(window)
    window.page.table.selectRow(0)
    settle(window)
    told = window.page.detail.findChild(EventPart).findChild(FactList).facts
    assert [(fact.label, fact.text) for fact in told] == [
        ("学籍状态", "在读 → 休学；2026-03-10 起"),
        ("订单班成员", "甲厂班 → 退出日期 2026-03-10；退出原因 休退学"),
    ]


def test_what_only_acts_make_is_not_offered_by_hand(window, page, students, database, settle):
    do(database, "休学", students[0], change_date=DAY, break_until=date(2027, 3, 9))
    window.show_query(Query(StatusChange))
    settle(window)
    changes = window.page
    changes.table.selectRow(0)
    settle(window)
    acts = window.actions_
    assert not acts.create.isEnabled()
    assert not acts.delete.isEnabled()
    assert "请冲回" in acts.create.toolTip()
    assert changes.selection.edit.isHidden()
    assert changes.selection.delete.isHidden()
    words = [a.text() for a in changes.row_menu(0, 0).actions()]
    assert "办理异动…" in words
    assert not any("删除" in text for text in words)
    window.show_form(StatusChange, changes.ids()[0])
    settle(window)
    assert [a.text() for a in window.stage.form.head.menu.actions()] == ["办理异动…", "附件…"]
    assert window.stage.form.bar.again.isHidden()
    window.stage._offer_acts(window.stage.form.head.more)
    settle(window)
    menu, action = chosen(window, "冲回")
    assert action.isEnabled()
    menu.close()
    window.show_list(Student)
    settle(window)
    assert acts.create.isEnabled()
    assert "请冲回" not in acts.create.toolTip()


def test_a_screen_reader_can_say_every_stop_of_the_layer(window, page, students, at_rest):
    panel = open_act(window.place, act_named("休学"), students)
    panel.rows["break_until"].editor.retype("2027-03-09")
    panel.look()
    at_rest(window, panel)
    QAccessible.setActive(True)
    try:
        assert faults(panel) == []
    finally:
        QAccessible.setActive(False)
    assert panel.questions["order_class"].accessibleDescription() == "结束"


def test_what_a_rule_forbids_waits_for_a_reason(window, page, students, at_rest, type_, qtbot):
    """A rule that forbids, told of a plan that could be done otherwise."""
    panel = open_act(window.place, act_named("休学"), students[:1])
    panel.rows["break_until"].editor.retype("2027-03-09")
    panel.look()
    at_rest(window, panel)
    rule = RULES[0]
    words = Complaint(rule.number, "周六不得安排")
    breach = Verdict("placement", 1, Finding(rule, Saying.BROKEN, words, RuleSeverity.FORBID))
    second = replace(breach, finding=replace(breach.finding, complaint=Complaint(rule.number, "周日也不得安排")))
    panel._show_preview(replace(panel.seen, verdicts=(breach, second)))
    assert rule.number in panel.why.text()
    box = panel.waivers[rule.number]
    qtbot.waitUntil(box.isVisible)
    said = " ".join(panel.effects.words())
    assert said.index("周六不得安排") < said.index("周日也不得安排") < said.index("学籍状态")
    told = [one.text() for one in panel.fields.findChildren(Sentence)]
    assert f"{rule.number}：周六不得安排、周日也不得安排" in told, "one reason lets both pass"
    panel.keep.click()
    assert panel.window().focusWidget() is box, "the button leads to what is lacking"
    assert not box.text()
    type_("approved")
    assert panel.keep.isEnabled()
    panel._show_preview(replace(panel.seen, verdicts=(breach,)))
    assert panel.waivers[rule.number].text() == "approved"
    assert panel.fields.excused_until() is None, "an exception may hold without an end"
    panel.fields.until.put(date(2027, 1, 31))
    other = replace(breach, finding=replace(breach.finding, rule=RULES[-1]))
    panel._show_preview(replace(panel.seen, verdicts=(breach, other)))
    assert panel.fields.excused_until() == date(2027, 1, 31), "what was filled in stays"
    panel._show_preview(replace(panel.seen, verdicts=()))
    assert not panel.waivers
    assert panel.fields.excused_until() is None


def test_what_is_not_known_is_told_after_what_is_done_and_together(window, page, students, at_rest):
    """Of many placements that have just been entered nearly nothing is known: that must not hide what the act does."""
    panel = open_act(window.place, act_named("休学"), students[:1])
    panel.rows["break_until"].editor.retype("2027-03-09")
    panel.look()
    at_rest(window, panel)
    rule = RULES[0]

    def verdict(record, words, saying):
        finding = Finding(rule, saying, Complaint(rule.number, words), RuleSeverity.WARN)
        return Verdict("placement", record, finding)

    lacking = [verdict(n, f"没有登记{words}", Saying.LACKING) for n in range(35) for words in "甲乙丙"]
    broken = [verdict(n, "超过上限", Saying.BROKEN) for n in range(2)]
    panel._show_preview(replace(panel.seen, asked=35, verdicts=(*lacking, *broken)))
    said = panel.effects.words()
    (own,) = [words for words in said if "超过上限" in words]
    assert "2 条" in own
    assert "缺资料 3 项" in own
    assert own.count("没有登记甲") == 1
    assert said.index(own) > next(n for n, words in enumerate(said) if words.startswith("学籍状态"))
    assert panel.keep.isEnabled(), "it is listed and stops nothing"


def test_an_answer_changes_what_would_be_done(window, page, students, database, at_rest, settle, type_):
    panel = open_act(window.place, act_named("休学"), students[:1])
    panel.rows["break_until"].editor.retype("2027-03-09")
    panel.look()
    at_rest(window, panel)
    chooser = panel.questions["order_class"]
    chooser.setFocus()
    type_("", Qt.Key.Key_Right)
    at_rest(window, panel)
    assert panel.questions["order_class"] is chooser
    assert chooser.key == "keep"
    assert not any("退出日期" in line for line in panel.effects.words())
    assert QApplication.focusWidget() is chooser
    type_("", Qt.Key.Key_Return, modifier=Qt.KeyboardModifier.ControlModifier)
    settle(window)
    table = OrderClassMember.table()
    with database.reading() as connection:
        assert connection.execute(table.select()).mappings().one()["leave_date"] is None


def test_the_selection_bar_does_not_widen_the_window(window, page, students, settle):
    window.resize(1280, 648)
    settle(window)
    page.table.tick(0)
    settle(window)
    bar = page.selection
    assert window.width() == 1280
    assert bar.layout().sizeHint().width() <= bar.width()
    assert bar.delete.accessibleName() == "删除"
    bar.resize(400, bar.height())
    assert not bar.edit.text()
    assert (bar.edit.accessibleName(), bar.edit.toolTip()) == ("批量修改", "批量修改")
    bar.resize(2000, bar.height())
    assert (bar.edit.text(), bar.edit.toolTip()) == ("批量修改", "")


def test_keys_of_the_window_rest_while_the_layer_is_open(window, page, students, at_rest, settle, type_):
    page.table.tick(0)
    settle(window)
    panel = open_act(window.place, act_named("休学"), page.ids())
    panel.rows["break_until"].editor.retype("2027-03-09")
    panel.look()
    at_rest(window, panel)
    assert window.actions_.delete.isEnabled()
    pressed = []
    window.actions_.delete.triggered.connect(lambda on=False: pressed.append(on))
    panel.rows["has_hospital_proof"].editor.setFocus()
    type_("", Qt.Key.Key_Delete)
    assert pressed == []
    type_("", Qt.Key.Key_Escape)
    assert panel.parent().parent().isHidden()
    page.table.setFocus()
    type_("", Qt.Key.Key_Delete)
    assert len(pressed) == 1
    settle(window)


def test_what_was_asked_is_told_where_that_is_all_an_act_does(database):
    days = {name: date(2026, 3, 2) for name in ("signed_student_date", "signed_school_date", "signed_enterprise_date")}
    with database.transaction("安置") as tx:
        who = {
            "student": tx.insert(Student, factories.student(1)),
            "enterprise": tx.insert(Enterprise, factories.enterprise(1)),
        }
        span = {"start_date": date(2026, 3, 9), "end_date": date(2026, 8, 28), "status": "2"}
        key = tx.insert(Placement, who | span)
    sign = act_named("签齐三方协议")
    with database.reading() as connection:
        (told,) = outcomes_of(connection, sign, plan(connection, sign, [key], days, day=date(2026, 3, 9)).effects)
    assert [(one.label, one.after) for one, _n in told.told] == [
        ("学生签字日期", "2026-03-02"), ("学校签章日期", "2026-03-02"), ("单位签章日期", "2026-03-02"),
    ]  # fmt: skip


def test_what_is_wrong_until_an_act_is_done_leads_to_it(window, students, database, settle, at_rest):
    with database.transaction("毕业") as tx:
        gone = factories.student(9, status="07", graduated_date=date(2025, 7, 1)) | {"name": "丁毕业"}
        settled, key = tx.insert_many(
            Student, [gone, factories.student(8, status="07", graduated_date=date(2025, 7, 1))]
        )
        tx.insert(GraduateDestination, {"student": settled, "destination": "60"})
    window.show_query(Query(Student, (Condition("is_destination_missing", "=", True),)))
    settle(window)
    window.page.choose([], key)
    settle(window)
    settle(window)
    way = next(b for b in window.page.detail.findChildren(QAbstractButton) if b.text() == "登记去向")
    assert "没有登记去向" in way.accessibleName()
    way.click()
    (panel,) = window.findChildren(ActPanel)
    at_rest(window, panel)
    assert (panel.act.name, panel.subjects) == ("register-destination", (key,))


def test_of_two_fields_one_is_asked_for_only_once_it_is_insisted_on(window, students, database, settle, at_rest):
    with database.transaction("毕业") as tx:
        key = tx.insert(Student, factories.student(9, status="07", graduated_date=date(2025, 7, 1)))
        firm = tx.insert(Enterprise, factories.enterprise(7))
    panel = open_act(window.place, act_named("登记去向"), [key])
    at_rest(window, panel)
    assert not panel.rows["destination"].message.text()
    assert panel.keep.isEnabled()
    panel.keep.click()
    at_rest(window, panel)
    assert panel.rows["destination"].message.text() == "毕业去向不能为空，请填写"
    panel.rows["destination"].put("20", "就业")
    panel.rows["unit_name"].editor.retype("示例第7机械有限公司")
    panel.rows["unit_name"].edited.emit("unit_name")
    at_rest(window, panel)
    assert f"合作企业 {factories.enterprise(7)['name']}" in "\n".join(panel.effects.words()), firm  # found by its name


@pytest.mark.parametrize(
    ("level", "own", "other"),
    [
        ("1", "destination", "higher_destination"),
        ("2", "higher_destination", "destination"),
        (None, "destination", None),
    ],
)
def test_a_school_is_asked_for_its_own_codes(window, students, database, at_rest, level, own, other):
    with database.transaction("毕业") as tx:
        school = tx.insert(School, {"name": "本校", "level": level})
        key = tx.insert(Student, factories.student(9, status="07", graduated_date=date(2025, 7, 1), school=school))
    panel = open_act(window.place, act_named("登记去向"), [key])
    at_rest(window, panel)
    pair = ("destination", "higher_destination")
    assert {name for name in pair if panel.rows[name].isVisibleTo(panel)} == {*pair} - {other}
    panel.keep.click()
    at_rest(window, panel)
    assert panel.rows[own].message.text().endswith("不能为空，请填写")


def test_what_happened_to_a_graduate_tells_of_follow_ups_support_and_activities(database, students):
    with database.transaction("毕业以后") as tx:
        key = tx.insert(Student, factories.student(9, status="07", graduated_date=date(2025, 7, 1)))
        at_work = {"student": key, "destination": "20", "unit_name": "甲厂", "start_date": date(2025, 8, 1)}
        went = tx.insert(GraduateDestination, at_work)
        asked = {"destination": went, "interval": "30", "contact_date": date(2025, 9, 1), "result": "1"}
        tx.insert(DestinationFollowUp, asked)
        tx.insert(JobSupport, {"student": key, "kind": "3", "support_date": date(2025, 7, 9), "detail": "推荐甲厂"})
        fair = tx.insert(Activity, {"title": "双选会", "kind": "1", "start_date": date(2025, 6, 1)})
        tx.insert(ActivityStudent, {"activity": fair, "student": key, "signed_in": True})
    with database.reading() as connection:
        told = {entry.words: entry.target[0] for entry in _events(student_view(connection, key, DAY)) if entry.target}
    assert told == {
        "毕业去向：甲厂": "graduate_destination", "30天回访：仍在原单位（甲厂）": "destination_follow_up",
        "就业帮扶：岗位推荐，推荐甲厂": "job_support", "参加双选会（签到）": "activity_student",
    }  # fmt: skip


def test_of_several_firms_it_is_told_how_many_cannot(window, students, database, settle, at_rest):
    with database.transaction("双选会") as tx:
        firms = tx.insert_many(Enterprise, [factories.enterprise(n) for n in (1, 2, 3)])
        fair = tx.insert(Activity, {"title": "双选会", "kind": "1", "start_date": DAY})
        for firm in firms[:2]:
            tx.insert(ActivityEnterprise, {"activity": fair, "enterprise": firm})
    panel = open_act(window.place, act_named("参会"), firms)
    at_rest(window, panel)
    panel.rows["activity"].put(fair, "双选会")
    panel.rows["activity"].edited.emit("activity")
    at_rest(window, panel)
    assert any(words.startswith("2 条不能办理，") for words in panel.effects.words())


def test_what_the_star_means_is_said_only_where_one_stands(window, database):
    said, places = set(), set()
    for act in acts():
        asked = ActFields(window.place, act, window, many=False)
        for unasked in ((), [name for name, row in asked.rows.items() if row.field.required]):
            asked.leave_out(unasked)
            stars = any(row.label.required and not row.isHidden() for row in asked.rows.values())
            assert (asked.star.text() == "* 为必填", asked.star.isHidden()) == (stars, not stars), act.title
            said.add(stars)
        asked.resize(WIDTH, HEIGHT)
        asked.layout().activate()
        places.add(asked.title.x())
        asked.deleteLater()
    assert (said, len(places)) == ({True, False}, 1)  # the title stands where it always stands


def test_what_ends_is_struck_out_by_what_it_was_and_never_by_what_its_register_is_called(database):
    with database.transaction("实习") as tx:
        student, firm = tx.insert(Student, factories.student(1)), tx.insert(Enterprise, factories.enterprise(1))
        span = {"start_date": date(2026, 1, 5), "end_date": date(2026, 6, 5)}
        key = tx.insert(Placement, {"student": student, "enterprise": firm, "status": "3"} | span)
        certificate = tx.insert(Certificate, {"name": "数控车铣加工", "level": "1", "valid_from": date(2025, 1, 1)})
    end = act_named("中止实习")
    with database.reading() as connection:
        (told,) = outcomes_of(connection, end, plan(connection, end, [key], {"end_reason": "3"}, day=DAY).effects)
        name = factories.enterprise(1)["name"]
        assert told.told[0][0].words.startswith(f"{name} → 结束日期 2026-03-10")
        columns = {"valid_until": None}, {"valid_until": DAY}  # told by nothing but itself
        ended = Effect("certificate", certificate, *columns, 0, None, 0)
        gone = Effect("certificate", certificate, {"name": "数控车铣加工"}, None, 0, None, 0)
        said = [outcomes_of(connection, act_named("按专业简介填对应专业"), [one]) for one in (ended, gone)]
    assert [one.told[0][0].before for (one,) in said] == ["", ""]
