"""Closing while something is written: the person says whether to wait for it or to stop it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.ui.kit.controls import Kind
from desktop.ui.kit.dialogs import Confirm
from desktop.ui.kit.tasks import Tasks
from models.words import _

if TYPE_CHECKING:
    from desktop.ui.kit.overlay import PanelOverlay

STOP, WAIT = "stop", "wait"


class CloseGuard(QObject):
    """Holds a window open while a write runs; `then` closes it."""

    def __init__(self, tasks: Tasks, window: QWidget, then: Callable[[], object]) -> None:
        super().__init__(window)
        self._tasks, self._window, self._then = tasks, window, then
        self._waiting = self._stopping = False
        self.layer: PanelOverlay | None = None
        tasks.changed.connect(self._look)

    def holds(self) -> bool:
        """Whether it must not close yet; the person is asked."""
        task = self._tasks.writing
        if task is None or self._stopping:
            return False
        if self.layer is None and not self._waiting:
            ways = ((STOP, _("停止并关闭"), Kind.GHOST), (WAIT, _("写完后关闭"), Kind.PRIMARY))
            words = _("停止后，这一步不会留下任何内容，以前的记录不变。")
            question = Confirm(_("正在进行“{name}”，还没有写完").format(name=task.name), words, ways)
            question.decided.connect(self._decide)
            self.layer = question.ask(self._window)
            self.layer.closed.connect(self._answered)
        return True

    def _answered(self) -> None:
        self.layer = None

    def _decide(self, way: str) -> None:
        self._waiting, self._stopping = way == WAIT, way == STOP
        if self._stopping or self._tasks.writing is None:
            self._then()

    def _look(self) -> None:
        """Once it is written, nothing is left to ask about."""
        if self._tasks.writing is not None:
            return
        if self.layer is not None:
            self.layer.close_layer()
        if self._waiting:
            self._then()
