"""Work beside the window: order of writes, results in the main thread, cancelling, receivers that are gone."""

import errno
import threading

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.ui.kit.errors import Family, trouble_of
from desktop.ui.kit.tasks import Debounce, Tasks
from models.database.errors import Conflict, Missing
from models.progress import Cancelled


@pytest.fixture
def tasks(qapp):
    made = Tasks()
    yield made
    made.close()


@pytest.fixture
def receiver(qapp):
    return QObject()


def test_result_comes_to_the_main_thread(tasks, receiver, qtbot):
    seen = []
    tasks.read(
        lambda _p: threading.current_thread(), lambda t: seen.append((t, threading.current_thread())), receiver=receiver
    )
    qtbot.waitUntil(lambda: bool(seen))
    worker, here = seen[0]
    assert worker is not threading.main_thread()
    assert here is threading.main_thread()


def test_it_is_closed_twice_without_a_word(tasks):
    """A window that is ended, as when another person takes over, is closed as well; Qt's word to it would be an error here."""
    tasks.close()
    tasks.close()


class _Painted(QWidget):
    """Notes when it is painted."""

    def __init__(self, order):
        super().__init__()
        self.order = order

    def paintEvent(self, _event):  # noqa: N802 - Qt's name
        self.order.append("painted")


def test_what_is_seen_is_painted_before_the_work_that_waits_for_it(tasks, receiver, qtbot):
    order, done = [], []
    seen = _Painted(order)
    qtbot.addWidget(seen)
    with qtbot.waitExposed(seen):
        seen.show()
    qtbot.waitUntil(lambda: "painted" in order)
    order.clear()
    seen.update()
    tasks.read(lambda _p: order.append("begun"), done.append, receiver=receiver, name="核对", painted=True)
    assert tasks.shown.name == "核对"
    qtbot.waitUntil(lambda: bool(done))
    assert order == ["painted", "begun"]


def test_work_that_waits_for_the_paint_is_not_begun_in_a_closed_window(qapp, receiver, qtbot):
    tasks, begun = Tasks(), []
    tasks.read(lambda _p: begun.append(1), begun.append, receiver=receiver, painted=True)
    tasks.close()
    qtbot.wait(20)
    assert begun == []


def test_writes_run_one_after_the_other(tasks, receiver, qtbot):
    gate, order, done = threading.Event(), [], []

    def first(_progress):
        gate.wait(5)
        order.append(1)

    tasks.write("一", first, done.append, receiver=receiver)
    tasks.write("二", lambda _p: order.append(2), done.append, receiver=receiver)
    assert tasks.shown.name == "一"
    gate.set()
    qtbot.waitUntil(lambda: len(done) == 2)
    assert order == [1, 2]
    assert tasks.shown is None


def test_of_what_was_asked_anew_that_is_shown_which_is_still_waited_for(tasks, receiver, qtbot):
    """Else to stop it would stop what gave way already."""
    gate, done = threading.Event(), []
    for name in ("一", "二"):
        tasks.read(lambda _p: gate.wait(5), done.append, receiver=receiver, name=name)
    assert tasks.shown.name == "二"
    tasks.shown.stop()
    assert tasks.shown.name == "一"  # both are ending
    gate.set()
    qtbot.waitUntil(lambda: tasks.shown is None)
    assert done == []


def test_no_result_is_lost(tasks, receiver, qtbot):
    seen = []
    for number in range(500):
        tasks.each(lambda _p, number=number: number, seen.append, receiver=receiver)
    qtbot.waitUntil(lambda: not tasks.running)
    assert sorted(seen) == list(range(500))


def test_cancelled_work_is_silent(tasks, receiver, qtbot):
    started, seen = threading.Event(), []

    def work(progress):
        started.set()
        while True:
            progress.check()

    task = tasks.write("长", work, seen.append, receiver=receiver, failed=seen.append)
    assert started.wait(5)
    task.stop()
    qtbot.waitUntil(lambda: not tasks.running)
    assert seen == []


def test_result_for_a_receiver_that_is_gone_is_dropped(tasks, qtbot, qapp):
    gate, seen, receiver = threading.Event(), [], QObject()
    tasks.read(lambda _p: gate.wait(5), seen.append, receiver=receiver)
    receiver.deleteLater()
    qtbot.wait(1)
    gate.set()
    qtbot.waitUntil(lambda: not tasks.running)
    assert seen == []


def test_exception_goes_to_failed_or_is_told_to_the_window(tasks, receiver, qtbot):
    def work(_progress):
        raise ValueError("x")

    failed = []
    tasks.read(work, failed.append, receiver=receiver, failed=failed.append)
    qtbot.waitUntil(lambda: bool(failed))
    assert isinstance(failed[0], ValueError)
    with qtbot.waitSignal(tasks.troubled) as told:
        tasks.read(work, failed.append, receiver=receiver)
    assert isinstance(told.args[0], ValueError)


def test_close_stops_and_waits(qapp, receiver):
    tasks, started, ended = Tasks(), threading.Event(), threading.Event()

    def work(progress):
        started.set()
        try:
            while True:
                progress.check()
        except Cancelled:
            ended.set()
            raise

    tasks.write("长", work, lambda _r: None, receiver=receiver)
    assert started.wait(5)
    tasks.close()
    assert ended.is_set()


@pytest.mark.parametrize(
    ("error", "family", "words"),
    [
        (Conflict("已被改过", entity="student", record_id=1, fields=()), Family.PERSON, "已被改过"),
        (Missing("找不到"), Family.WORLD, "找不到"),
        (OSError(errno.ENOSPC, "No space left", "a.xlsx"), Family.WORLD, "磁盘已满"),
        (OSError(errno.EACCES, "Permission denied", "a.xlsx"), Family.WORLD, "a.xlsx"),
        (OSError(errno.EIO, "Input/output error", "a.xlsx"), Family.WORLD, "a.xlsx"),
    ],
)
def test_whose_turn_it_is(error, family, words):
    trouble = trouble_of(error)
    assert trouble.family is family
    assert words in trouble.sentence
    assert "error" not in trouble.sentence.lower()
    assert not trouble.details


def test_a_fault_of_ours_has_a_report_to_copy(caplog):
    trouble = trouble_of(ZeroDivisionError("division"))
    assert trouble.family is Family.OURS
    assert "ZeroDivisionError" in trouble.details
    assert "division" not in trouble.sentence
    assert caplog.records


def test_what_is_put_off_anew_is_done_once(receiver, qtbot):
    done = []
    wait = Debounce(10, lambda: done.append(1), receiver)
    for _nth in range(3):
        wait.start()
    assert done == []
    qtbot.waitUntil(lambda: bool(done))
    assert not wait.isActive()
    qtbot.wait(30)
    assert done == [1]


def test_an_older_answer_that_comes_late_is_dropped(tasks, receiver, qtbot):
    gate, seen = threading.Event(), []
    tasks.read(lambda _p: gate.wait(5) and "older", seen.append, receiver=receiver, failed=seen.append)
    tasks.read(lambda _p: "newer", seen.append, receiver=receiver)
    qtbot.waitUntil(lambda: seen == ["newer"])
    gate.set()
    qtbot.waitUntil(lambda: not tasks.running)
    assert seen == ["newer"]


@pytest.mark.parametrize(("slot", "elsewhere"), [("besides", False), ("", True)])
def test_answers_awaited_in_other_places_are_told(tasks, receiver, qtbot, slot, elsewhere):
    seen = []
    tasks.read(lambda _p: 1, seen.append, receiver=receiver)
    tasks.read(lambda _p: 1, seen.append, receiver=tasks if elsewhere else receiver, slot=slot)
    qtbot.waitUntil(lambda: not tasks.running)
    assert seen == [1, 1]


def test_what_is_asked_neither_ends_what_is_made_nor_what_is_written(tasks, receiver, qtbot):
    gate, seen = threading.Event(), []
    tasks.each(lambda _p: gate.wait(5) and "made", seen.append, receiver=receiver)
    tasks.write("写", lambda _p: gate.wait(5) and "written", seen.append, receiver=receiver)
    tasks.read(lambda _p: "read", seen.append, receiver=receiver)
    tasks.stop(receiver)
    gate.set()
    qtbot.waitUntil(lambda: not tasks.running)
    assert sorted(seen) == ["made", "written"]


def test_what_is_not_wanted_any_more_is_not_awaited(tasks, receiver, qtbot):
    seen = []
    assert not tasks.awaits(receiver)
    tasks.read(lambda _p: 3, seen.append, receiver=receiver)
    assert tasks.awaits(receiver)
    assert not tasks.awaits(receiver, "besides")
    tasks.stop(receiver)
    assert not tasks.awaits(receiver)
    qtbot.waitUntil(lambda: not tasks.running)
    assert seen == []
    tasks.read(lambda _p: 4, lambda _four: seen.append(tasks.awaits(receiver)), receiver=receiver)
    qtbot.waitUntil(lambda: not tasks.running)
    assert seen == [False]
