"""What the window says after acts: trouble goes when it is past, an undo that is no small thing is asked about by name."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop.operations import undoing
from desktop.ui.kit.change_sets import take_back
from models import clock
from models.database import settings
from models.database.errors import NothingToUndo
from models.database.founding import found_school
from models.database.query import Query
from models.database.results import count_of
from models.schema.fields import entity_named
from tests import factories
from tests.acts import last_act

STUDENT, ENTERPRISE = entity_named("student"), entity_named("enterprise")


@pytest.fixture
def few(database):
    """Four students as one act."""
    with database.transaction("新生四人") as tx:
        tx.insert_many(STUDENT, [factories.student(n) for n in range(1, 5)])
    return database


@pytest.fixture
def large(monkeypatch):
    """What is more than three records is large."""
    monkeypatch.setattr(undoing, "LARGE", 3)


def press_undo(window, settle):
    settle(window)
    window.history.undo.trigger()
    settle(window)


# --- the banner


def answers(window):
    """Two questions of the window and who pressed their way on."""
    pressed = []
    ask = {
        "lock": lambda: window.telling.offer("该核对恢复纸了", "现在核对…", lambda: pressed.append("lock")),
        "disk": lambda: window.telling.ask("备份和数据在同一块盘上", "备份设置", lambda: pressed.append("disk")),
        "update": lambda: window.telling.propose("有新版本", "去看", lambda: None, "不再提示", lambda: pressed.append("no")),
        "news": lambda: window.telling.say("已备份"),
        "close": window.banner._close.click, "on": window.banner.action.click, "no": window.banner.second.click,
        "gone": window.telling.let_go,
    }  # fmt: skip
    return ask, pressed


# what is told and pressed one after the other, what stands there in the end, and which questions were answered
TOLD_OVER = {
    "a question over a question comes back": (["lock", "disk", "close"], "该核对恢复纸了", []),
    "news over a question": (["lock", "news", "close"], "该核对恢复纸了", []),
    "two, the later one first": (["lock", "disk", "news", "gone"], "备份和数据在同一块盘上", []),
    "all closed": (["lock", "disk", "close", "close"], None, []),
    "each answers for itself": (["lock", "disk", "on", "gone", "on"], "该核对恢复纸了", ["disk", "lock"]),
    "what was answered does not come back": (["lock", "on", "news", "close"], None, ["lock"]),
    "left alone": (["lock", "update", "no", "on"], "该核对恢复纸了", ["no", "lock"]),
    "asked twice is asked once": (["lock", "disk", "lock", "close", "close"], None, []),
    "news over news": (["news", "news", "close"], None, []),
}


@pytest.mark.parametrize(("steps", "stands", "answered"), TOLD_OVER.values(), ids=TOLD_OVER)
def test_a_question_that_was_told_over_comes_back(window, settle, steps, stands, answered):
    settle(window)
    window.telling._covered.clear()
    window.telling.let_go()
    ask, pressed = answers(window)
    for step in steps:
        ask[step]()
    assert (window.banner.words.text() if window.banner.isVisible() else None) == stands
    assert pressed == answered


def test_trouble_goes_with_its_page_once_it_was_seen(window, qtbot, settle):
    window.telling._clock.setInterval(60_000)  # however long the list takes to come
    window.report(NothingToUndo("没有可以撤销的操作"))
    window.show_list(ENTERPRISE)
    settle(window)
    assert window.banner.isVisible()  # nobody could have read it yet
    window.activateWindow()
    window.telling._clock.setInterval(200)
    qtbot.waitUntil(lambda: not window.banner.isVisible(), timeout=3000)
    window.report(NothingToUndo("没有可以撤销的操作"))
    qtbot.waitUntil(lambda: window.telling.seen, timeout=3000)
    window.stage.moved.emit()
    assert window.banner.isVisible()  # the same page still
    window.show_list(STUDENT)
    assert not window.banner.isVisible()


def test_trouble_goes_when_the_next_act_succeeds(window, few, qtbot, settle):
    settle(window)
    window.report(NothingToUndo("没有可以撤销的操作"))
    window.telling.seen = True
    with few.transaction("再一人") as tx:
        tx.insert(STUDENT, factories.student(9))
    qtbot.waitUntil(lambda: not window.banner.isVisible(), timeout=3000)


def test_what_was_undone_can_be_done_again_from_the_banner(window, few, settle):
    press_undo(window, settle)
    assert count_of(few, Query(STUDENT)) == 0
    assert window.banner.action.isVisible()
    window.banner.action.click()
    settle(window)
    assert count_of(few, Query(STUDENT)) == 4
    assert "重做" in window.banner.words.text()
    assert not window.banner.action.isVisible()


# --- undo of what is large, old, or the sample


def test_a_large_act_is_named_and_asked_about_however_often_the_key_is_pressed(window, few, large, settle, qtbot):
    press_undo(window, settle)
    press_undo(window, settle)
    bar = window.undo_bar
    assert count_of(few, Query(STUDENT)) == 4
    assert bar.isVisible()
    assert bar.words.sentence == "要撤销“新生四人”吗"
    assert bar.words.note.endswith("，4 条记录")
    assert not bar.ring.isVisible()
    window.activateWindow()
    qtbot.keyClick(bar.act, Qt.Key.Key_Return)
    settle(window)
    assert count_of(few, Query(STUDENT)) == 0
    assert not bar.isVisible()
    assert window.history.redo.isEnabled()


def test_a_question_about_undo_is_withdrawn_by_escape_and_by_another_page(window, few, large, settle, qtbot):
    window.activateWindow()
    settle(window)
    window.page.table.setFocus()
    before = QApplication.focusWidget()
    press_undo(window, settle)
    qtbot.keyClick(window.undo_bar.act, Qt.Key.Key_Escape)
    assert not window.undo_bar.isVisible()
    assert QApplication.focusWidget() is before
    press_undo(window, settle)
    window.show_list(ENTERPRISE)
    assert not window.undo_bar.isVisible()
    assert count_of(few, Query(STUDENT)) == 4


def test_an_act_of_another_day_is_asked_about(window, few, settle):
    with clock.standing(clock.now() + timedelta(days=1)):
        press_undo(window, settle)
    assert count_of(few, Query(STUDENT)) == 4
    assert window.undo_bar.asks


def test_the_key_takes_what_the_bar_offers_though_it_is_large(window, few, large, settle):
    settle(window)
    window.page.table.selectAll()
    window.commands.delete()
    settle(window)
    assert count_of(few, Query(STUDENT)) == 0
    window.history.undo.trigger()
    settle(window)
    assert count_of(few, Query(STUDENT)) == 4
    press_undo(window, settle)  # what was offered is taken: the next key is about the act before it
    assert count_of(few, Query(STUDENT)) == 4
    assert window.undo_bar.asks


def test_the_sample_school_is_cleared_and_never_undone(window, few, settle):
    few.keep(settings.SAMPLE, value=True)
    sample = last_act(few)
    window.history.refresh()
    settle(window)
    assert not window.history.undo.isEnabled()
    take_back(window.place, sample, window)
    settle(window)
    assert count_of(few, Query(STUDENT)) == 4
    assert "清除演示数据" in window.banner.words.text()
    with few.transaction("再一人") as tx:
        tx.insert(STUDENT, factories.student(9))
    press_undo(window, settle)
    assert count_of(few, Query(STUDENT)) == 4


# --- what waits


def test_what_is_not_filled_in_yet_is_listed_but_not_counted_as_urgent(window, few, settle):
    with few.transaction("两份证书") as tx:
        tx.insert(ENTERPRISE, factories.enterprise(1, phone="12"))
    window.show_page("problems", {})
    settle(window)
    page, watch = window.stage.currentWidget(), window.watch
    gaps = [concern for concern in watch.concerns if concern.gap]
    doubts = [concern for concern in watch.concerns if not concern.gap]
    assert doubts
    assert watch.concerns == (*doubts, *gaps)
    assert watch.count == 1, "a record with several problems counts once"
    assert window.navigation.pages["problems"].count == watch.count
    assert len({concern.entity for concern in gaps}) == len(gaps), "one card an entity"
    assert f"{sum(len(concern.parts) or 1 for concern in gaps)} 项待补" in page.told.text()
    page.choice.take("gap")
    assert [card.concern for card in page.cards] == gaps


def test_an_office_that_only_named_its_school_has_no_problems(window, database, settle):
    found_school(database, "示例职业学校", "2026-2027", 1)
    window.show_page("problems", {})
    settle(window)
    assert window.watch.concerns == ()
    with database.reading() as connection:
        school = settings.setting(connection, settings.OWN_SCHOOL)
    with database.transaction("修改学校") as tx:
        tx.update(entity_named("school"), school, {"address": "示例路 1 号"})
    window.watch.look()
    settle(window)
    assert {concern.entity for concern in window.watch.concerns} == {entity_named("school")}
    assert window.watch.count == 0
