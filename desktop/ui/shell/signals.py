"""Being told to end from outside: Ctrl+C in the terminal, the end of the session, the system going down."""

import signal
import socket
from types import FrameType

from PySide6.QtCore import QObject, QSocketNotifier, Signal

HEARD = tuple(number for name in ("SIGINT", "SIGTERM", "SIGHUP") if (number := getattr(signal, name, None)) is not None)
_SIGNALLED = 128  # added to the number of the signal, as shells do


class EndSignals(QObject):
    """`told` when the program shall end; `status` is the exit status then, 0 before.

    While Qt waits no Python runs; so the number of the signal goes through a socket, which wakes it.
    """

    told = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.status = 0
        self._ours, self._theirs = socket.socketpair()
        for end in (self._ours, self._theirs):
            end.setblocking(False)
        self._notifier = QSocketNotifier(self._ours.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._hear)
        self._former = {number: signal.signal(number, _awake) for number in HEARD}
        self._woken = signal.set_wakeup_fd(self._theirs.fileno(), warn_on_full_buffer=False)

    def _hear(self) -> None:
        for number in self._ours.recv(64):
            if number in HEARD and not self.status:
                self.status = _SIGNALLED + number
                self.told.emit()

    def close(self) -> None:
        """Hear no longer."""
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._woken)
        for number, former in self._former.items():
            signal.signal(number, former)
        for end in (self._ours, self._theirs):
            end.close()


def _awake(_number: int, _frame: FrameType | None) -> None:
    """Python is to do nothing by itself: what is to be done is done where the window is served."""
