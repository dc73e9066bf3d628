"""What follows when somebody stops a task: the task itself calls nobody then."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from desktop.ui.kit.tasks import Task, Tasks


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
