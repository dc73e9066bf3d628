"""Work beside the window: one queue for writes, several threads for reads, results brought back to the main thread."""

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from PySide6.QtCore import QEventLoop, QObject, Qt, Signal
from shiboken6 import isValid

from models.progress import Cancelled, Progress

T = TypeVar("T")
READERS = 3


class Task:
    """One piece of work: its name (shown while it runs), how far it is, and a way to stop it."""

    def __init__(self, name: str, receiver: QObject, *, writes: bool = False) -> None:
        self.name = name
        self.writes = writes
        self.receiver = receiver
        self.progress = Progress(self._noted)
        self.note: tuple[str, int, int] = (name, 0, 0)

    def _noted(self, name: str, done: int, total: int) -> None:
        self.note = (name or self.name, done, total)

    def stop(self) -> None:
        """Ask it to end; its result, if it still comes to one, is dropped."""
        self.progress.stop()


class Tasks(QObject):
    """Runs work in threads; `done` and `failed` are called in the main thread, unless the receiver is gone.

    Writes run one after the other in the order they were asked for. An exception without `failed` goes to `troubled`.
    """

    changed = Signal()
    troubled = Signal(object)
    _woken = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.running: list[Task] = []
        self._closed = False
        self._writer = ThreadPoolExecutor(1, "write")
        self._readers = ThreadPoolExecutor(READERS, "read")
        self._ended: deque[tuple[Task, Callable[[], None]]] = deque()
        self._woken.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def read(
        self,
        work: Callable[[Progress], T],
        done: Callable[[T], None],
        *,
        receiver: QObject,
        name: str = "",
        failed: Callable[[Exception], None] | None = None,
    ) -> Task:
        """Run `work` beside other reads."""
        return self._start(self._readers, Task(name, receiver), work, done, failed)

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
        return self._start(self._writer, Task(name, receiver, writes=True), work, done, failed)

    def _start(
        self,
        executor: ThreadPoolExecutor,
        task: Task,
        work: Callable[[Progress], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None] | None,
    ) -> Task:
        def run() -> None:
            self._end(task, self._outcome(task, work, done, failed))

        if self._closed:
            task.stop()
            return task
        self.running.append(task)
        executor.submit(run)
        self.changed.emit()
        return task

    def _outcome(
        self,
        task: Task,
        work: Callable[[Progress], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None] | None,
    ) -> Callable[[], None]:
        """Do the work in this thread and say what is to be called in the main one."""
        try:
            task.progress.check()
            result = work(task.progress)
        except Cancelled:
            return _nothing
        except Exception as error:  # noqa: BLE001 - whatever it is, it must reach the person and not die with the thread
            problem = error
            return lambda: (failed or self.troubled.emit)(problem)
        return lambda: done(result)

    def _end(self, task: Task, call: Callable[[], None]) -> None:
        self._ended.append((task, call))
        self._woken.emit()

    def _deliver(self) -> None:
        assert threading.current_thread() is threading.main_thread()
        while self._ended:
            task, call = self._ended.popleft()
            self.running.remove(task)
            self.changed.emit()
            if not task.progress.stopped and isValid(task.receiver):
                call()

    @property
    def shown(self) -> Task | None:
        """The task the status bar tells of: the oldest that has a name."""
        return next((task for task in self.running if task.name), None)

    @property
    def writing(self) -> Task | None:
        """The write that is being done, or comes next."""
        return next((task for task in self.running if task.writes), None)

    def settle(self) -> None:
        """Serve the screen until nothing runs; for pictures of finished screens, never for work that a person waits for."""
        loop = QEventLoop()
        self.changed.connect(lambda: None if self.running else loop.quit())
        if self.running:
            loop.exec()

    def close(self) -> None:
        """Stop everything and wait for the threads; nothing is delivered, and nothing begun, afterwards."""
        self._closed = True
        for task in self.running:
            task.stop()
        self._writer.shutdown(wait=True, cancel_futures=True)
        self._readers.shutdown(wait=True, cancel_futures=True)
        self._woken.disconnect(self._deliver)


def _nothing(*_args: Any) -> None:
    """Cancelled work says nothing."""
