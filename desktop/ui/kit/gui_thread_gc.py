"""Looks for cycles in the thread of the window alone: Qt's objects must not end in any other."""

import gc

from PySide6.QtCore import QObject, QTimer

from models import memory

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
