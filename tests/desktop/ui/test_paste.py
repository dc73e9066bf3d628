"""Ctrl+V over a list or in the first step of an import: a block of cells goes through the steps of a file."""

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication

from desktop.exchange.review import Fate
from desktop.ui.imports.wizard_frame import COLUMNS, FILES, LAST, REVIEW
from tests.desktop.exchange.clipboards import EXCEL
from tests.desktop.ui.test_imports import HEADINGS, STUDENT, desk, made, people, rest, students, workbook

__all__ = ["desk", "made", "rest"]  # fixtures


def clip(text="", html="", urls=()):
    data = QMimeData()
    data.setText(text)
    if html:
        data.setHtml(html)
    if urls:
        data.setUrls([QUrl.fromLocalFile(str(path)) for path in urls])
    QGuiApplication.clipboard().setMimeData(data)


def lines(rows):
    return "\n".join("\t".join(row) for row in rows)


def cells(rows):
    return EXCEL.format(
        rows="".join("<tr>" + "".join(f"<td class=xl65>{c}</td>" for c in row) + "</tr>" for row in rows)
    )


@pytest.fixture
def page(window, settle):
    window.show_list(STUDENT)
    settle(window)
    return window.page


def wizard_of(window):
    return window.stage.pages["import"]


@pytest.mark.parametrize("html", [False, True])
def test_a_block_with_headings_over_a_list(page, window, settle, qtbot, database, html):
    rows = [HEADINGS, *people(3)]
    clip(lines(rows), cells(rows) if html else "")
    page.setFocus()
    qtbot.keyClick(window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    settle(window)
    wizard = wizard_of(window)
    assert (wizard.steps.at, wizard.entity, [g.path.name for g in wizard.given.files]) == (
        FILES,
        STUDENT,
        ["粘贴的内容"],
    )
    wizard.go_on()
    settle(window)
    assert wizard.steps.at == REVIEW
    wizard.go_on()
    settle(window)
    assert wizard.steps.at == LAST
    assert {row["name"] for row in students(database, "name")} >= {"张甲", "张乙", "张丙"}
    count = len(students(database, "name"))
    database.undo()
    assert len(students(database, "name")) == count - 3, "one step takes it back"


def test_without_headings_the_columns_are_asked(made, rest, database, desk):
    clip(lines(row[:4] for row in people(3)))
    made.opened(entity=STUDENT, clipboard=True)
    rest()
    made.go_on()
    rest()
    assert made.steps.at == COLUMNS, "guessed columns are always looked at"
    assert [row.heading.column for row in made.columns.rows] == ["name", "id_number", "birth_date", "political_status"]
    assert "按内容猜" in made.columns.banner.words.text()
    assert not made.columns.first_row.isChecked()
    made.go_on()
    rest()
    assert made.review.counts[Fate.INSERT] == 3
    assert list(made.remembered.all()) == [], "numbered columns mean nothing the next time"


def test_the_first_row_is_what_a_person_says(made, rest):
    clip(lines([("谁", "号"), *(row[:2] for row in people(3))]))
    made.opened(entity=STUDENT, clipboard=True)
    rest()
    made.go_on()
    rest()
    assert [row.heading.text for row in made.columns.rows] == ["谁", "号"]
    assert made.columns.first_row.isChecked()
    made.columns.first_row.click()
    rest()
    assert [row.heading.text for row in made.columns.rows] == ["第 1 列", "第 2 列"]
    made.columns.first_row.click()
    rest()
    made.go_on()
    rest()
    assert made.review.counts[Fate.INSERT] == 3


def test_the_first_step_takes_blocks_and_files_that_were_copied(made, rest, tmp_path):
    made.opened(entity=STUDENT)
    clip(lines([HEADINGS, *people(2)]))
    made.source.paste.click()
    rest()
    clip(lines([HEADINGS, *people(3)]))
    made.paste()
    rest()
    clip(urls=[workbook(tmp_path / "a.xlsx", people(1)), tmp_path / "b.png"])
    made.paste()
    rest()
    assert [given.path.name for given in made.given.files] == ["粘贴的内容", "粘贴的内容 2", "a.xlsx"]


@pytest.mark.parametrize("text", ["", "一个词"])
def test_an_unusable_clipboard_is_a_sentence(made, rest, text):
    clip(text)
    made.opened(entity=STUDENT, clipboard=True)
    rest()
    assert "剪贴板里没有可以导入的表格" in made.given.files[0].refusal
    assert not made.next.isEnabled()


def test_a_later_step_keeps_what_was_begun(made, rest, tmp_path):
    made.opened(files=[workbook(tmp_path / "a.xlsx", people(2))], entity=STUDENT)
    rest()
    made.go_on()
    rest()
    clip(lines([HEADINGS, *people(3)]))
    made.opened(clipboard=True)
    rest()
    assert (made.steps.at, len(made.given.files)) == (REVIEW, 1)
    assert "第 1 步" in made.banner.words.text()
    made.leave(lambda: None)  # the import stays as it is, so leaving is no way to paste: only what is said is
    made.opened(clipboard=True)
    assert (made.steps.at, len(made.given.files)) == (REVIEW, 1)
    assert "离开" not in made.banner.words.text()
    while made.steps.at > FILES:
        made.back.click()
        rest()
    made.paste()
    rest()
    assert [given.path.name for given in made.given.files] == ["a.xlsx", "粘贴的内容"]


def test_where_nothing_can_be_pasted_a_sentence_says_so(window, settle, qtbot):
    clip(lines([HEADINGS, *people(2)]))
    window.show_page("problems", {})
    settle(window)
    qtbot.keyClick(window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    settle(window)
    assert "import" not in window.stage.pages
    assert "Ctrl+V" in window.banner.words.text()


def test_in_a_text_field_it_is_a_paste_of_text(page, window, settle, qtbot):
    clip("张甲")
    page.filters.search.setFocus()
    qtbot.keyClick(page.filters.search, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    settle(window)
    assert page.filters.search.text() == "张甲"
    assert "import" not in window.stage.pages
