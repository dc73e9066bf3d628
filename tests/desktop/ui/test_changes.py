"""The page of everything that was done: found by words, led to its records, taken back however long ago it was."""

import pytest
from PySide6.QtWidgets import QLabel

from desktop.ui.kit import layouts
from desktop.ui.shell import changes_page
from desktop.ui.shell.proof_sheet import AuditDialog, ProofSheet
from models.database import auditor, users
from models.database.audit_chain import examine
from models.database.auditor import standing
from models.database.query import Condition
from models.database.touched import TOUCHED
from models.entities.people import Student
from models.schema.fields import entity_named
from tests import factories
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
    layouts.widgets(home.changes.rows)[3].told.click()
    settle(window)
    assert window.page.query.conditions == (Condition(TOUCHED.name, "=", 1),)


# --- what the records are proved by


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("{noted}", "与当时记下的一致"),
        ("9·{seal}", "已经没有了"),
        ("{number}·000000", "后来被改写过"),
        ("纸", "不是记录号"),
    ],
)
def test_what_was_noted_elsewhere_is_held_against_the_file(window, settle, database, qtbot, typed, words):
    with database.transaction("录入学生") as tx:
        tx.insert(Student, factories.student(1))
    noted = database.anchor()
    number, _point, seal = noted.partition("·")
    qtbot.waitUntil(lambda: window.status.record.text() == f"记录 {noted}", timeout=3000)
    window.status.record.click()
    settle(window)
    page = window.stage.pages["changes"]
    assert page.proved
    page.search.setText(typed.format(noted=noted, number=number, seal=seal))
    qtbot.waitUntil(lambda: words in (sheet_of(page).found.words.text() if sheet_of(page) else ""), timeout=3000)
    assert (sheet_of(page).found.tone == "ok") == (typed == "{noted}")


def sheet_of(page):
    return next(reversed(page.findChildren(ProofSheet)), None)


def test_the_proof_says_what_it_cannot_prove_and_gives_way_to_the_acts(window, settle, qtbot):
    window.show_page("changes", {"proof": True})
    settle(window)
    page = window.stage.pages["changes"]
    said = " ".join(label.text() for label in sheet_of(page).findChildren(QLabel))
    assert "它不能证明什么" in said
    assert "不证明当时填写的内容属实" in said
    page.tabs.setCurrentIndex(0)
    qtbot.waitUntil(lambda: sheet_of(page) is None, timeout=3000)


def test_the_auditor_is_appointed_and_marks_in_the_window(window, settle, qtbot, database, monkeypatch):
    with database.transaction("录入学生") as tx:
        tx.insert(Student, factories.student(1))
    answers = [
        ("周审计", "签封的口令一二三四", "签封的口令一二三四"),
        ("", "不是这个口令啊", ""),
        ("", "签封的口令一二三四", ""),
    ]

    def answer(dialog):
        who, first, second = answers.pop(0)
        for box, text in ((dialog.who, who), (dialog.first, first), (dialog.second, second)):
            box.setText(text)
        dialog.next.click()
        told.append(dialog.wrong.text())
        return dialog.result()

    told = []
    monkeypatch.setattr(AuditDialog, "exec", answer)
    window.show_page("changes", {"proof": True})
    settle(window)
    page = window.stage.pages["changes"]
    for button in ("appoint", "mark", "mark"):
        getattr(sheet_of(page), button).click()
        settle(window)
    assert ["不是审计人“周审计”的" in words for words in told] == [False, True, False]
    qtbot.waitUntil(lambda: "到第 1 步；以后又有 0 步没有签封" in _said(page), timeout=3000)
    with database.reading() as connection:
        assert (examine(connection), standing(connection).last.number) == (None, 2)


def test_lines_say_what_was_proved_by_a_passphrase_and_what_an_auditor_marked(page, window, settle, database):
    auditor.appoint(database, "周审计", "审计口令 2026")
    users.add_user(database, "王", "春风桃李 2026", ["管理员"])
    with database.transaction("新建学生 9") as tx:
        tx.insert(STUDENT, student(9))
    page.opened()
    settle(window)
    said = {row.change.id: row.accessibleName() for row in page.rows}
    assert [number for number, line in said.items() if "王（凭口令）" in line] == [6]
    assert [number for number, line in said.items() if "已签封" in line] == [4, 3, 2, 1]


def _said(page):
    return " ".join(label.text() for label in sheet_of(page).findChildren(QLabel)) if sheet_of(page) else ""
