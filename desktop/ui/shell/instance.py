"""One window a database: a second start finds the first one and asks it to come to the front."""

import hashlib
import os
import stat
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from models.account import account
from models.database import instance, location, permissions
from models.database.errors import Missing

_PATIENCE, _BUSY = 300, 3000  # milliseconds to wait for another window: until it hears us, and until it answers
_ASKED, _ANSWERED = b"raise\n", b"raised\n"
_LONGEST = 100  # bytes of a socket's path, of which systems take 104 to 108


def address_of(path: Path) -> str:
    """Where the window over a database can be reached, by this user on this computer.

    A socket in a folder nobody else may enter: under a known name anybody could listen. On Windows a pipe, which has no folder.
    """
    whole = f"{account()}|{path.resolve()}"
    name = "shuangyuan-" + hashlib.sha256(whole.encode()).hexdigest()[:24]
    folder = _own_folder() if hasattr(os, "geteuid") else None
    return name if folder is None or len(os.fsencode(folder / name)) > _LONGEST else str(folder / name)


def _own_folder() -> Path | None:
    """A folder of this account alone; None where there is none."""
    from platformdirs import user_cache_path

    given = os.environ.get("XDG_RUNTIME_DIR")
    if given and _is_own(Path(given)):
        return Path(given)
    try:
        folder = location.at_home(user_cache_path)
        permissions.new_folder(folder)
        permissions.tighten(folder)
    except (Missing, OSError):
        return None
    return folder if _is_own(folder) else None


def _is_own(folder: Path) -> bool:
    try:
        state = folder.stat()
    except OSError:
        return False
    return stat.S_ISDIR(state.st_mode) and state.st_uid == os.geteuid() and not state.st_mode & 0o077


def raise_other(path: Path) -> bool:
    """Ask a window that has the database open to come to the front; False when there is none, or it does not answer.

    Whoever answers is believed only while the database is locked, which nobody but its owner's programs can do.
    """
    path = path.resolve()
    if not instance.is_held(path):
        return False
    socket = QLocalSocket()
    socket.connectToServer(address_of(path))
    if not socket.waitForConnected(_PATIENCE):
        return False
    socket.write(_ASKED)
    socket.waitForBytesWritten(_PATIENCE)
    answer = b""
    while len(answer) < len(_ANSWERED) and (socket.bytesAvailable() or socket.waitForReadyRead(_BUSY)):
        answer += bytes(socket.readAll().data())
    return answer == _ANSWERED


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
            socket.readyRead.connect(partial(self._respond, socket))
            self._respond(socket)  # to what may have come already

    def _respond(self, socket: QLocalSocket) -> None:
        if socket.canReadLine() and bytes(socket.readLine().data()) == _ASKED:
            socket.write(_ANSWERED)
            socket.disconnectFromServer()  # once it is written
            self.rung.emit()

    def close(self) -> None:
        """Be reachable no longer."""
        self._server.close()
