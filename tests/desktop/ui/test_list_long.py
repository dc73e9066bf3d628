"""A long list: first rows before the rest, pages read beside the painting, nothing that blinks or jumps."""

import threading

import pytest
from PySide6.QtTest import QAbstractItemModelTester

from desktop.ui.home.home_page import HomePage
from desktop.ui.list.model import ListModel
from desktop.ui.list.page_cache import ListRows
from models.database import results
from models.database.query import Query
from models.database.results import PAGE, read_ids
from models.schema.fields import entity_named, field_map
from tests import factories
from tests.acts import last_act

STUDENT = entity_named("student")
COUNT = 1500
NUMBERS = [f"{24010000 + n}" for n in range(COUNT)]


@pytest.fixture
def page(window, database, settle, monkeypatch):
    monkeypatch.setattr(results, "FEW", 200)
    names = ("王伟", "李娜", "王芳")
    with database.transaction("准备") as tx:
        tx.insert_many(STUDENT, [factories.student(n, name=names[n % 3]) for n in range(COUNT)])
    settle(window)
    window.show_list(STUDENT)
    window.page.filters.clear()
    settle(window)
    return window.page


def numbers(page):
    return [page.model.results.row(row).values["student_number"] for row in range(page.model.rowCount())]


def test_first_rows_then_all_of_them(page, window, settle):
    seen = []
    page.loaded.connect(lambda: seen.append((page.model.rowCount(), page.filters.count.text())))
    page.order_by("-student_number")
    settle(window)
    assert seen == [(PAGE, "1,500"), (COUNT, "1,500")]
    assert numbers(page) == NUMBERS[::-1]


def test_how_many_is_said_once_it_is_known(page, window, settle):
    from desktop.ui.list.filtering import Filter
    from models.database.query import Condition

    seen = []
    page.loaded.connect(lambda: seen.append(page.filters.count.text()))
    page.filters.put(Filter(field_map(STUDENT)["student_number"], (Condition("student_number", ">=", "24010100"),)))
    settle(window)
    assert seen == ["…", "1,400"]
    page.filters.take((), "王")
    page.reload()
    settle(window)
    assert seen[2:] == ["1,000", "1,000"]


def when_first_rows_come(page, act):
    """Do something while only the first rows are known; returns how many those were."""
    known = []

    def once():
        if not known:
            known.append(page.model.rowCount())
            act()

    page.loaded.connect(once)
    page.order_by("-student_number")
    return known


def test_choosing_all_early_chooses_all(page, window, settle):
    known = when_first_rows_come(page, page.table.selectAll)
    settle(window)
    assert known == [PAGE]
    assert len(page.ids()) == COUNT


def test_a_list_that_became_another_one_is_taken_whole(page, window, database, settle):
    others = read_ids(database, Query(STUDENT))  # the other way round: not how the first rows go on
    known = when_first_rows_come(page, lambda: page.taking.completed.emit(others))
    settle(window)
    assert known == [PAGE]
    assert numbers(page) == NUMBERS[::-1]


def test_model_grows_soundly(database, page):
    model = ListModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    query = Query(STUDENT)
    every = read_ids(database, query)
    model.show(ListRows(database, query, ["name"], every[:PAGE]), [field_map(STUDENT)["name"]])
    assert model.complete(every)
    assert model.rowCount() == COUNT
    assert model.text(COUNT - 1, 0) == "王芳"
    assert not model.complete(every[1:])


def test_a_far_jump_reads_nothing_while_it_paints(page, window, settle, monkeypatch):
    readers = []
    read = ListRows._read

    def noted(rows, number):
        readers.append(threading.current_thread() is threading.main_thread())
        return read(rows, number)

    monkeypatch.setattr(ListRows, "_read", noted)
    page.table.bar.setValue(900)
    empty = page.table.grab().toImage()
    assert not page.model.results.here(page.table.seen_rows()[0])
    settle(window)
    assert page.model.results.here(page.table.seen_rows()[0])
    assert page.table.grab().toImage() != empty
    assert readers
    assert not any(readers)


def test_what_was_changed_stays_seen_until_it_is_read_again(page, window, database, settle):
    key = page.model.results.ids[0]
    with database.transaction("改名") as tx:
        tx.update(STUDENT, key, {"name": "张三"})
    page.model.forget()
    assert page.model.is_here(0)
    assert page.model.record(0).values["name"] == "王伟"
    settle(window)
    assert page.model.record(0).values["name"] == "张三"


def test_after_a_write_far_down_the_list_stays_where_it_is(page, window, database, settle):
    page.table.go_to(900)
    page.table.scrollTo(page.model.index(900, 0))
    settle(window)
    place, key = page.table.bar.value(), page.model.results.ids[900]
    with database.transaction("改名") as tx:
        tx.update(STUDENT, key, {"name": "张三"})
    settle(window)
    assert page.table.bar.value() == place
    assert page.table.currentIndex().row() == 900
    assert page.model.record(900).values["name"] == "张三"


def test_a_home_page_that_is_gone_hears_no_news(qapp, window, database):
    home = HomePage(window.place)
    home.deleteLater()
    qapp.sendPostedEvents(home, 52)  # DeferredDelete
    with database.transaction("准备") as tx:
        tx.insert(STUDENT, factories.student(1))
    assert last_act(database).name == "准备"
