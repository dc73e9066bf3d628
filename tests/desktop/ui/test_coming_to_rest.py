"""Nothing beside the window hangs: reads begun and stopped by the thousand, objects that end where they belong."""

import faulthandler
import random
import threading
from collections import Counter

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.ui.kit.context import AppContext
from desktop.ui.kit.tasks import Tasks, Unsettled
from desktop.ui.list.list_page import ListPage
from models.database.database import Database
from models.database.query import Query
from models.database.results import count_of
from models.memory import uncollected
from models.schema.fields import entity_named
from tests import factories

ENDED = Counter()
LONG = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c LIMIT 300000) SELECT count(*) FROM c"


class Kept(QObject):
    """Tells in which thread it ended."""

    def __del__(self):
        ENDED["window" if threading.current_thread() is threading.main_thread() else "beside"] += 1

    def take(self, _result):
        pass


@pytest.fixture(autouse=True)
def watched():
    """A hang is told with what every thread does."""
    faulthandler.dump_traceback_later(100, exit=True)
    ENDED.clear()
    yield
    faulthandler.cancel_dump_traceback_later()


@pytest.fixture
def tasks(qapp):
    made = Tasks()
    yield made
    made.close()


def test_what_was_closed_after_a_write_ends_when_nobody_works(tasks, qtbot):
    kept = Kept()
    kept.itself = kept
    with uncollected():
        pass
    del kept
    tasks._at_rest[1].setInterval(20)
    tasks.read(lambda _progress: None, lambda _none: None, receiver=tasks)
    qtbot.waitUntil(lambda: ENDED.total() == 1, timeout=20_000)
    assert ENDED == {"window": 1}


def test_what_only_cycles_hold_ends_in_the_thread_of_the_window(tasks, qtbot):
    rows = []
    for _turn in range(50):
        kept = Kept()
        kept.itself = kept
    del kept
    tasks.read(lambda _p: [[n] for n in range(300_000)], rows.append, receiver=tasks)
    tasks.settle()
    qtbot.waitUntil(lambda: ENDED.total() == 50, timeout=20_000)
    assert ENDED == {"window": 50}


def test_what_only_a_task_held_ends_in_the_thread_of_the_window(tasks, qtbot):
    receiver = QObject()
    for turn in range(600):
        kept = Kept()
        task = tasks.read(lambda _p: None, kept.take, receiver=receiver)
        if turn % 3 == 0:
            task.stop()
        del kept, task
    tasks.settle()
    qtbot.waitUntil(lambda: ENDED.total() == 600)
    assert ENDED == {"window": 600}


def test_settling_has_an_end_and_says_what_runs(tasks):
    gate = threading.Event()
    tasks.write("备份", lambda _p: gate.wait(20), lambda _r: None, receiver=tasks)
    with pytest.raises(Unsettled, match="备份"):
        tasks.settle(0.3)
    gate.set()
    tasks.settle()
    assert not tasks.running


def test_an_interpreter_told_to_exit_in_a_thread_does_not_keep_the_screen_waiting(tasks):
    failed = []

    def work(_progress):
        raise SystemExit

    tasks.read(work, failed.append, receiver=tasks, failed=failed.append)
    tasks.settle(5)
    assert "SystemExit" in str(failed[0])


def test_nothing_is_waited_for_after_the_close(qapp):
    tasks = Tasks()
    for _turn in range(20):
        tasks.read(lambda progress: progress.check(), lambda _r: None, receiver=tasks)
    tasks.close()
    tasks.settle(5)
    assert not tasks.running


def test_reads_stopped_in_the_middle_by_the_thousand(database, tasks):
    chance, came, started, receiver = random.Random(7), [], [], QObject()

    def work(progress):
        with database.reading(progress) as connection:
            return connection.exec_driver_sql(LONG).scalar()

    for turn in range(1500):
        started.append(tasks.each(work, came.append, receiver=receiver))
        if turn % 10:
            chance.choice(started[-3:]).stop()
        if turn % 50 == 0:
            for task in started[:-1]:
                task.stop()
            tasks.settle()
    for task in started:
        task.stop()
    tasks.settle()
    assert set(came) <= {300_000}
    assert count_of(database, Query(entity_named("student"))) == 0  # the connections still serve


def test_all_selected_while_the_list_is_taken_again_and_again(database: Database, qtbot):
    student = entity_named("student")
    with database.transaction("加学生") as tx:
        tx.insert_many(student, [factories.student(n) for n in range(1, 41)])
    tasks = Tasks()
    window = QWidget()
    qtbot.addWidget(window)
    place = AppContext(window, database, tasks, lambda error: pytest.fail(str(error)), lambda _words: None)
    page = ListPage(place, student)
    qtbot.addWidget(page)
    page.show()
    page.reload()
    for turn in range(200):
        page.table.selectAll()
        page.reload()
        if turn % 20 == 0:
            tasks.settle()
    tasks.settle()
    assert page.model.rowCount() == 40
    assert page.table.chosen_count == 40
    tasks.close()
