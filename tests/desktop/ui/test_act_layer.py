"""Acts in the window: the layer they are done on, where they are offered, what is refused, and the way back."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop.ui.record.act_menu import ActMenu, choose_act, offers
from desktop.ui.record.act_panel import ActPanel, open_act
from models.acts.applying import apply
from models.acts.catalogue import act_named
from models.acts.planning import plan
from models.database.query import Query
from models.entities.order_classes import OrderClass, OrderClassMember
from models.entities.people import ClassMembership, StatusPeriod, Student
from models.entities.programmes import SchoolClass
from models.entities.status_changes import StatusChange
from tests import factories
from tests.acts import last_act

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
        qtbot.waitUntil(lambda: not panel._pause.isActive() and panel._task is None, timeout=10_000)
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


def laid(window):
    return window.findChild(ActPanel)


def chosen(window, name):
    """The menu of acts that is open, and its line of this name."""
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, ActMenu)
    return menu, next(a for a in menu.actions() if a.text().split("\t")[0] == name)


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
    menu.setActiveAction(action)
    qtbot.keyClick(menu, Qt.Key.Key_Return)
    panel = laid(window)
    at_rest(window, panel)
    assert panel.title.text() == "休学 · 张甲"
    assert panel.rows["change_date"].reading()[0] == DAY
    assert QApplication.focusWidget() is panel.rows["change_date"].editor.box
    assert not panel.keep.isEnabled()
    assert "休学止" in panel.keep.toolTip()
    type_("", Qt.Key.Key_Tab)
    type_("2027-03-09")
    at_rest(window, panel)
    said = "\n".join(panel.effects.words())
    assert "在读 → 休学" in said or "学籍状态 休学" in said
    assert panel.questions["order_class"].key == "end"
    assert panel.keep.isEnabled()
    type_("", Qt.Key.Key_Return, modifier=Qt.KeyboardModifier.ControlModifier)
    settle(window)
    assert status_of(database, students[0])[-1] == ("02", str(DAY)) or status_of(database, students[0])[-1][0] == "02"
    assert str(last_act(database).name) == "休学 张甲"
    assert window.undo_bar.accessibleName().startswith("已休学 张甲")


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
    type_("", Qt.Key.Key_Escape)
    assert panel.parent().parent().isHidden()


def test_of_several_one_may_not(window, page, students, database, settle, at_rest, type_):
    do(database, "退学", students[2], change_date=DAY)
    settle(window)
    panel = open_act(window.place, act_named("休学"), students)
    at_rest(window, panel)
    assert panel.title.text() == "休学 · 3 人"
    type_("", Qt.Key.Key_Tab)
    type_("2027-03-09")
    at_rest(window, panel)
    assert panel.keep.text() == "办理 2 人的休学"
    assert "退学的学生不能办理休学：张丙" in panel.effects.words()
    type_("", Qt.Key.Key_Return, modifier=Qt.KeyboardModifier.ControlModifier)
    settle(window)
    assert [status_of(database, key)[-1][0] for key in students] == ["02", "02", "03"]


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
    assert "不能办理复学" in action.text()
    menu.close()


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
