"""Work beside the window: one queue for writes, several threads for reads, results brought back to the main thread."""

import gc
import threading
from collections import deque
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from time import monotonic
from typing import Any, TypeVar

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer, Signal, SignalInstance, Slot
from shiboken6 import isValid

from models import memory
from models.progress import Cancelled, Progress

T = TypeVar("T")
READERS = 3
PATIENCE = 60.0  # seconds after which a screen that does not come to rest is given up
_REST = 1000  # milliseconds without work after which the system gets back what the work needed
_QUIET = 20_000  # milliseconds without work after which nobody waits: forms that were closed meanwhile are let go
_LOOK = 200  # milliseconds after which it is looked again at what runs


class Unsettled(Exception):  # noqa: N818 - what the tasks are, not a fault of theirs
    """Work beside the window does not come to an end."""

    def __init__(self, tasks: "list[Task]") -> None:
        super().__init__("still running: " + ", ".join(map(str, tasks)))


class Task:
    """One piece of work: its name (shown while it runs), how far it is, and a way to stop it.

    What it holds is let go in the main thread: with it may go the last that knows of a widget, and Qt's objects must
    not end in any other thread.
    """

    def __init__(  # noqa: PLR0913 - what Tasks.read and write are given
        self,
        name: str,
        receiver: QObject,
        work: Callable[[Progress], Any],
        done: Callable[[Any], None],
        failed: Callable[[Exception], None],
        *,
        writes: bool = False,
        slot: Hashable | None = None,
    ) -> None:
        self.name = name
        self.writes, self._slot = writes, slot
        self.progress = Progress(self._noted)
        self.note: tuple[str, int, int] = (name, 0, 0)
        self._words = name or getattr(work, "__qualname__", repr(work))
        self._held: tuple[QObject, Callable[[Progress], Any], Callable[[Any], None], Callable[[Exception], None]] | None
        self._held = receiver, work, done, failed
        self._result: Any = None
        self._error: Exception | None = None

    def __str__(self) -> str:
        return self._words

    def _noted(self, name: str, done: int, total: int) -> None:
        self.note = (name or self.name, done, total)

    @property
    def failed(self) -> bool:
        """Whether it ended with what somebody must be told."""
        return self._error is not None and not self.progress.stopped

    def stop(self) -> None:
        """Ask it to end; its result, if it still comes to one, is dropped."""
        self.progress.stop()

    def is_awaited(self, receiver: QObject, slot: Hashable) -> bool:
        """Whether it will be told there."""
        return self._slot == slot and self._held is not None and self._held[0] is receiver and not self.progress.stopped

    def run(self) -> None:
        """Do the work in this thread and keep what comes of it."""
        try:
            self.progress.check()
            assert self._held is not None
            self._result = self._held[1](self.progress)
        except Cancelled:
            self.stop()
        except BaseException as error:  # noqa: BLE001 - whatever it is, it must reach the person and not die with the thread
            self._error = error if isinstance(error, Exception) else RuntimeError(repr(error))

    def deliver(self) -> None:
        """Tell what came of it, unless nobody waits for it any more, and let go of everything."""
        held, result, error = self._held, self._result, self._error
        self.drop()
        if held is None or self.progress.stopped or not isValid(held[0]):
            return
        if error is not None:
            held[3](error)
        else:
            held[2](result)

    def drop(self) -> None:
        """Let go of everything without telling anybody."""
        self._held = self._result = self._error = None


class Tasks(QObject):
    """Runs work in threads; `done` and `failed` are called in the main thread, unless the receiver is gone.

    Writes run one after the other in the order they were asked for. Reads run beside one another, so that an older
    answer may come after a newer one: a receiver awaits one answer in each of its slots, the last it asked for.
    An exception without `failed` goes to `troubled`; of every one `went_wrong` tells.
    """

    changed = Signal()
    went_wrong = Signal()
    troubled = Signal(object)
    _woken = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.running: list[Task] = []
        self._closed = False
        self._writer = ThreadPoolExecutor(1, "write")
        self._readers = ThreadPoolExecutor(READERS, "read")
        self._ended: deque[Task] = deque()
        self._at_rest = (
            Debounce(_REST, partial(self._readers.submit, memory.give_back), self),
            Debounce(_QUIET, memory.look_through, self),
        )
        self._woken.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def read(  # noqa: PLR0913 - what a Task is given, and when
        self,
        work: Callable[[Progress], T],
        done: Callable[[T], None],
        *,
        receiver: QObject,
        slot: Hashable = "",
        name: str = "",
        failed: Callable[[Exception], None] | None = None,
        painted: bool = False,
    ) -> Task:
        """Ask anew: what the receiver awaited in this slot is ended, and its answer dropped.

        The work begins once what was changed is `painted`, where painting would take turns with it.
        """
        self.stop(receiver, slot)
        task = Task(name, receiver, work, done, failed or self.troubled.emit, slot=slot)
        return self._start(self._readers, task, painted=painted)

    def each(
        self,
        work: Callable[[Progress], T],
        done: Callable[[T], None],
        *,
        receiver: QObject,
        name: str = "",
        failed: Callable[[Exception], None] | None = None,
    ) -> Task:
        """Work beside the window of which every one counts and is told: a file written, one of several things drawn."""
        return self._start(self._readers, Task(name, receiver, work, done, failed or self.troubled.emit))

    def stop(self, receiver: QObject, slot: Hashable = "") -> None:
        """Nothing is awaited there any more."""
        for task in self.running:
            if task.is_awaited(receiver, slot):
                task.stop()

    def awaits(self, receiver: QObject, slot: Hashable = "") -> bool:
        """Whether an answer is still to come there."""
        return any(task.is_awaited(receiver, slot) for task in self.running)

    def write(
        self,
        name: str,
        work: Callable[[Progress], T],
        done: Callable[[T], None],
        *,
        receiver: QObject,
        failed: Callable[[Exception], None] | None = None,
    ) -> Task:
        """Run `work` after the writes asked for before it."""
        task = Task(name, receiver, work, done, failed or self.troubled.emit, writes=True)
        return self._start(self._writer, task)

    def _start(self, executor: ThreadPoolExecutor, task: Task, *, painted: bool = False) -> Task:
        def run() -> None:
            task.run()
            self._ended.append(task)
            self._woken.emit()

        if self._closed:
            task.stop()
            task.drop()
            return task
        self._rest(begin=False)
        self.running.append(task)
        if painted:
            # a timer of none at all would be an event, and these come before the paint
            QTimer.singleShot(1, self, lambda: None if self._closed else executor.submit(run))
        else:
            executor.submit(run)
        self.changed.emit()
        return task

    @Slot()
    def _deliver(self) -> None:
        assert threading.current_thread() is threading.main_thread()
        while self._ended:
            task = self._ended.popleft()
            self.running.remove(task)
            self.changed.emit()
            if task.failed:
                self.went_wrong.emit()
            task.deliver()
        if not self.running and not self._closed:
            self._rest()

    def _rest(self, *, begin: bool = True) -> None:
        for pause in self._at_rest:
            pause.start() if begin else pause.stop()

    @property
    def shown(self) -> Task | None:
        """The task the status bar tells of: the oldest that has a name and goes on, else the oldest that is ending."""
        named = [task for task in self.running if task.name]
        return next((task for task in named if not task.progress.stopped), named[0] if named else None)

    @property
    def writing(self) -> Task | None:
        """The write that is being done, or comes next."""
        return next((task for task in self.running if task.writes), None)

    def settle(self, patience: float = PATIENCE) -> None:
        """Serve the screen until nothing runs; for pictures of finished screens, never for work that a person waits for.

        Raises Unsettled with what still runs when that takes too long.
        """
        loop, end = QEventLoop(), monotonic() + patience
        self.changed.connect(loop.quit)
        while self.running:
            if monotonic() > end:
                raise Unsettled(self.running)
            QTimer.singleShot(_LOOK, loop, loop.quit)
            loop.exec()

    def close(self) -> None:
        """Stop everything and wait for the threads; nothing is delivered, and nothing begun, afterwards.

        A window that gives way to that of another person is ended, and then closed: the second time there is nothing to do.
        """
        if self._closed:
            return
        self._closed = True
        self._rest(begin=False)
        for task in self.running:
            task.stop()
        self._writer.shutdown(wait=True, cancel_futures=True)
        self._readers.shutdown(wait=True, cancel_futures=True)
        self._woken.disconnect(self._deliver)
        for task in self.running:
            task.drop()
        self.running.clear()
        self._ended.clear()


class Debounce(QTimer):
    """Does something once, when nobody has begun it anew for so many milliseconds: while a person types, say."""

    def __init__(self, pause: int, act: Callable[[], Any] | SignalInstance, parent: QObject) -> None:
        super().__init__(parent)
        self.setSingleShot(True)
        self.setInterval(pause)
        self.timeout.connect(act)


_EVERY = 250  # milliseconds


class GuiThreadGc(QObject):
    """Does in the main thread, between events, what the interpreter would do in whichever thread makes most objects.

    A window that was closed is a cycle of widgets, models and timers. Left to the interpreter most of them end in a
    thread that reads rows, while the main one may be in the middle of serving them; then the program hangs or dies.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._by_itself = gc.isenabled()
        gc.disable()
        self._timer = QTimer(self)
        self._timer.timeout.connect(memory.collect)
        self._timer.start(_EVERY)

    def end(self) -> None:
        """Leave it to the interpreter again."""
        self._timer.stop()
        if self._by_itself:
            gc.enable()


class CancelWatch(QObject):
    """Watches tasks, and does for each what was asked for if it is stopped."""

    def __init__(self, tasks: "Tasks", parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._watched: list[tuple[Task, Callable[[], None]]] = []
        tasks.changed.connect(self._look)

    def watch(self, task: "Task", act: Callable[[], None]) -> None:
        """Do `act` if this task is stopped, once it has ended."""
        self._watched.append((task, act))

    def _look(self) -> None:
        ended = [(task, act) for task, act in self._watched if task not in self._tasks.running]
        self._watched = [(task, act) for task, act in self._watched if task in self._tasks.running]
        for task, act in ended:
            if task.progress.stopped:
                act()
