"""Closing while something is written, or waits its turn: the person says whether to wait for it or to do without."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QWidget

from desktop.ui.kit.controls import Kind
from desktop.ui.kit.dialogs import Confirm
from desktop.ui.kit.tasks import Tasks
from models.words import _, listed

if TYPE_CHECKING:
    from desktop.ui.kit.overlay import PanelOverlay

STOP, WAIT = "stop", "wait"


class CloseGuard(QObject):
    """Holds a window open while a write runs, or something of what is `pending` is still to be done; `then` closes it."""

    def __init__(
        self, tasks: Tasks, window: QWidget, pending: Callable[[], Sequence[str]], then: Callable[[], object]
    ) -> None:
        super().__init__(window)
        self._tasks, self._window, self._pending, self._then = tasks, window, pending, then
        self._waiting = self._stopping = False
        self.layer: PanelOverlay | None = None
        # in its turn: what waited has begun by then, so it does not look for a moment as if nothing were left to do
        tasks.changed.connect(self._look, Qt.ConnectionType.QueuedConnection)
        tasks.went_wrong.connect(self.stay)

    def holds(self) -> bool:
        """Whether it must not close yet; the person is asked."""
        if self._stopping or not self._busy:
            return False
        if self.layer is None and not self._waiting:
            question = self._question()
            question.decided.connect(self._decide)
            self.layer = question.ask(self._window)
            self.layer.closed.connect(self._answered)
        return True

    def let_go(self) -> None:
        """Hold nothing any more: the window gives way to another."""
        self._stopping = True

    def stay(self) -> None:
        """Wait to close no more: what went wrong is to be seen."""
        self._waiting = False

    @property
    def _busy(self) -> bool:
        return self._tasks.writing is not None or bool(self._pending())

    def _question(self) -> Confirm:
        task = self._tasks.writing
        if task is None:
            ways = ((STOP, _("不做了，关闭"), Kind.GHOST), (WAIT, _("做完后关闭"), Kind.PRIMARY))
            head = _("“{names}”还没有做完").format(names=listed(self._pending()))
            return Confirm(head, _("现在关闭就不做了；以前的备份和记录不变。"), ways)
        ways = ((STOP, _("停止并关闭"), Kind.GHOST), (WAIT, _("写完后关闭"), Kind.PRIMARY))
        words = _("停止后，这一步不会留下任何内容，以前的记录不变。")
        return Confirm(_("正在进行“{name}”，还没有写完").format(name=task.name), words, ways)

    def _answered(self) -> None:
        self.layer = None

    def _decide(self, way: str) -> None:
        self._waiting, self._stopping = way == WAIT, way == STOP
        if self._stopping or not self._busy:
            self._close_soon()

    def _look(self) -> None:
        """Once it is done, nothing is left to ask about."""
        if self._busy:
            return
        if self.layer is not None:
            self.layer.close_layer()
        if self._waiting:
            self._close_soon()

    def _close_soon(self) -> None:
        """Close once what the last task came to was taken, unless that is to be seen."""
        QTimer.singleShot(0, self, lambda: self._then() if self._waiting or self._stopping else None)
