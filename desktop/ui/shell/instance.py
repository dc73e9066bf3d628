"""One window a database: a second start finds the first one and asks it to come to the front."""

import hashlib
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from models.account import account

_PATIENCE = 300  # milliseconds to wait for another window's answer


def address_of(path: Path) -> str:
    """The name under which the window over a database can be reached, by this user on this computer."""
    whole = f"{account()}|{path.resolve()}"
    return "shuangyuan-" + hashlib.sha256(whole.encode()).hexdigest()[:24]


def raise_other(path: Path) -> bool:
    """Ask a window that has the database open to come to the front; False when there is none."""
    socket = QLocalSocket()
    socket.connectToServer(address_of(path))
    if not socket.waitForConnected(_PATIENCE):
        return False
    socket.write(b"raise\n")
    socket.waitForBytesWritten(_PATIENCE)
    socket.disconnectFromServer()
    return True


class Doorbell(QObject):
    """Rings when another start asks for the window of this database."""

    rung = Signal()

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._answer)
        address = address_of(path)
        if not self._server.listen(address):
            QLocalServer.removeServer(address)  # left behind by a program that was killed
            self._server.listen(address)

    def _answer(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.disconnected.connect(socket.deleteLater)
            socket.disconnectFromServer()
            self.rung.emit()

    def close(self) -> None:
        """Be reachable no longer."""
        self._server.close()
