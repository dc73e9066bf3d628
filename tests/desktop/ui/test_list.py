"""The list: ids and pages, selection as ranges, masks, search that pauses, and what the window does with it."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from desktop.ui.list.model import ListModel, selected_count
from models.database.query import Condition, Query
from models.database.results import PAGES, ResultSet
from models.schema.fields import entity_named, field_map
from models.schema.showing import HIDDEN, text_of
from tests import factories

STUDENT = entity_named("student")
MEMBER = entity_named("class_membership")
COUNT = 1200


@pytest.fixture
def students(database):
    with database.transaction("准备") as tx:
        return tx.insert_many(STUDENT, [factories.student(n, phone="13000001234") for n in range(COUNT)])


@pytest.fixture
def page(window, students, settle):
    window.show_query(Query(STUDENT))
    window.page.take(Query(STUDENT), (*window.page.columns, "id_number", "age"))
    settle(window)
    return window.page


def test_model_is_sound_and_reads_only_pages(database, students):
    model = ListModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    fields = [field_map(STUDENT)[name] for name in ("name", "id_number", "age")]
    results = ResultSet(database, Query(STUDENT), [f.name for f in fields])
    model.show(results, fields)
    assert model.rowCount() == COUNT
    results.forget()
    model.data(model.index(900, 0))
    assert len(results._pages) == 1
    assert len(results._pages) <= PAGES


def test_private_cells_are_masked(page):
    shown = page.model.text(0, [f.name for f in page.model.fields].index("id_number"))
    assert "*" in shown
    assert shown != factories.identity_number(0)


def test_cells_stand_as_their_type_says(page):
    names = [f.name for f in page.model.fields]
    index = page.model.index(0, names.index("age"))
    assert page.model.data(index, Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight


def test_selection_is_ranges_and_ids(page):
    page.table.selectAll()
    assert selected_count(page.table.selectionModel().selection()) == COUNT
    assert page.ids() == list(page.model.results.ids)
    assert "1,200" in page.footer.text()


def test_order_by_header_turns_round(page, settle, window, students):
    number = [f.name for f in page.model.fields].index("student_number")
    page.table.ordered.emit(number)
    settle(window)
    assert page.model.results.ids[0] == students[0]
    page.table.ordered.emit(number)
    settle(window)
    assert page.model.results.ids[0] == students[-1]


def test_typing_searches_once_after_a_pause(page, qtbot):
    loads = []
    page.loaded.connect(lambda: loads.append(page.model.rowCount()))
    for letter in "24010007":
        qtbot.keyClick(page.filters.search, letter)
    qtbot.waitUntil(lambda: bool(loads), timeout=3000)
    assert loads == [1]
    assert (page.filters.count.text(), page.filters.total.text()) == ("1", "/ 1,200")


def test_a_late_result_is_dropped(page, qtbot, settle, window):
    loads = []
    page.loaded.connect(lambda: loads.append(page.query.search))
    page.filters.search.setText("24010007")
    page.reload()
    page.filters.search.setText("24010008")
    page.reload()
    settle(window)
    assert page.model.rowCount() == 1
    assert page.model.results.row(0).values["student_number"] == "24010008"


def test_columns_can_be_chosen(page, settle, window):
    page.filters.checklist.tick("former_name", on=True)
    page.filters.checklist.tick("gender", on=False)
    settle(window)
    names = [f.name for f in page.model.fields]
    assert "former_name" in names
    assert "gender" not in names


def test_delete_many_is_one_act_and_comes_back(page, window, settle, qtbot):
    page.table.selectRow(0)
    with qtbot.waitSignal(page.loaded):
        window.commands.delete()
    settle(window)
    assert page.model.rowCount() == COUNT - 1
    assert "删除学生 1 名" in window.history.undo.text()
    window.history.undo.trigger()
    settle(window)
    assert page.model.rowCount() == COUNT
    assert window.navigation.items["student"].count == COUNT


def test_deleting_what_is_used_is_a_sentence(window, database, settle):
    with database.transaction("准备") as tx:
        group = tx.insert(entity_named("school_class"), {"name": "2024级数控1班"})
        tx.insert(STUDENT, factories.student(5, school_class=group))
    window.show_list(entity_named("school_class"))
    settle(window)
    window.page.choose([group])
    window.commands.delete()
    settle(window)
    assert "不能删除" in window.banner.words.text()
    assert window.page.model.rowCount() == 1


def test_as_of_keeps_only_rows_open_that_day(window, database, settle):
    with database.transaction("准备") as tx:
        group = tx.insert(entity_named("school_class"), {"name": "2024级数控1班"})
        one = tx.insert(STUDENT, factories.student(5))
        tx.insert(
            MEMBER,
            {"student": one, "school_class": group, "join_date": date(2024, 9, 1), "leave_date": date(2025, 3, 1)},
        )
    window.show_list(MEMBER)
    settle(window)
    page = window.page
    assert page.model.rowCount() == 1
    page.filters.take_day(date(2025, 3, 1))
    settle(window)
    assert page.model.rowCount() == 0
    page.filters.take_day(date(2025, 2, 28))
    settle(window)
    assert page.model.rowCount() == 1


def test_empty_list_says_why_and_what_to_do(window, settle):
    page = window.page
    assert page.is_empty
    assert page.empty.reason.text() == "还没有学生"
    assert not page.empty.bring.isHidden()
    page.empty.begin.click()
    assert window.form is not None


def test_words_found_in_no_part_of_a_list_are_looked_for_in_all_of_it(window, database, settle):
    with database.transaction("毕业生") as tx:
        gone = tx.insert(STUDENT, factories.student(1, status="07", graduated_date=date(2025, 7, 1)))
        tx.insert(STUDENT, factories.student(2))
    window.show_query(Query(STUDENT, (Condition("is_registered", "=", True),), search=factories.student(1)["name"]))
    settle(window)
    page = window.page
    assert page.model.rowCount() == 0
    assert not page.empty.wider.isHidden()
    page.empty.wider.click()
    settle(window)
    assert list(page.model.results.ids) == [gone]
    assert page.filters.search.text() == factories.student(1)["name"]
    page.filters.search.put("没有这个人")
    page.reload()
    settle(window)
    assert page.empty.wider.isHidden()


@pytest.mark.parametrize(
    ("name", "value", "whole", "masked"),
    [
        ("gender", "1", "男", "男"),
        ("birth_date", date(2008, 3, 5), "2008-03-05", "2008-03-05"),
        ("is_veteran", True, "是", "是"),
        ("health", "1", None, HIDDEN),
        ("name", None, "", ""),
    ],
)
def test_text_of(name, value, whole, masked):
    field = field_map(STUDENT)[name]
    assert text_of(field, value, masked=True) == masked
    if whole is not None:
        assert text_of(field, value) == whole
