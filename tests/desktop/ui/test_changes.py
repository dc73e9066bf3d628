"""The page of everything that was done: found by words, led to its records, taken back however long ago it was."""

import pytest

from desktop.ui.shell import changes_page
from models.database.query import Condition
from models.database.touched import TOUCHED
from models.schema.fields import entity_named
from tests.factories import student

STUDENT = entity_named("student")


@pytest.fixture
def page(window, settle, database):
    with database.transaction("导入学生 2 条：名单.xlsx") as tx:
        tx.insert_many(STUDENT, [student(n) for n in range(2)])
    for n in range(2, 5):
        with database.transaction(f"新建学生 {n}") as tx:
            tx.insert(STUDENT, student(n))
    window.show_page("changes", {})
    settle(window)
    return window.stage.pages["changes"]


def test_every_act_has_a_line_the_latest_first(page):
    assert [row.change.name for row in page.rows] == [
        "新建学生 4", "新建学生 3", "新建学生 2", "导入学生 2 条：名单.xlsx"]  # fmt: skip
    assert page.told.text() == "4 步"
    assert page.more.isHidden()


def test_an_import_is_taken_back_after_others_came(page, window, settle, database):
    page.rows[-1].link.click()
    settle(window)
    assert page.rows[0].change.kind == "undo"
    assert page.rows[-1].change.undone
    assert not page.rows[-1].link.isEnabled()
    window.show_list(STUDENT)
    settle(window)
    assert len(window.page.model.results) == 3


def test_an_act_leads_to_its_records(page, window, settle):
    page.rows[-1].told.click()
    settle(window)
    assert window.page.query.conditions == (Condition(TOUCHED.name, "=", 1),)
    assert len(window.page.model.results) == 2
    assert "名单.xlsx" in window.page.filters.flow.chips[0].accessibleName()


def test_acts_are_found_by_words(page, window, settle, qtbot):
    page.search.setText("导入 名单")
    qtbot.waitUntil(lambda: len(page.rows) == 1, timeout=3000)
    assert page.rows[0].change.id == 1
    page.search.setText("没有")
    qtbot.waitUntil(lambda: not page.rows, timeout=3000)
    assert page.told.text() == ""


def test_earlier_acts_are_read_when_wanted(page, window, settle, monkeypatch):
    monkeypatch.setattr(changes_page, "MORE", 3)
    page.opened()
    settle(window)
    assert (len(page.rows), page.more.isHidden()) == (3, False)
    page.more.click()
    settle(window)
    assert (len(page.rows), page.more.isHidden()) == (4, True)


def test_the_home_page_leads_there_and_to_the_records(page, window, settle):
    window.show_page("home", {})
    settle(window)
    home = window.stage.pages["home"]
    home.changes.more.click()
    settle(window)
    assert window.stage.currentWidget() is page
    window.show_page("home", {})
    settle(window)
    home.changes.rows.itemAt(3).widget().told.click()
    settle(window)
    assert window.page.query.conditions == (Condition(TOUCHED.name, "=", 1),)
