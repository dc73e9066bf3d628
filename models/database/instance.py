"""One writing instance a file: a lock the operating system holds, so that a killed program leaves none behind."""

import json
import os
import socket
import stat
import sys
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from models.account import account
from models.database import errors, permissions
from models.database.errors import InUseElsewhere
from models.words import _

SUFFIX = ".lock"
# the file itself: neither what a link names, nor a pipe for whose other end one would wait
_ITSELF = getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has, or had last, the lock of a file."""

    host: str
    user: str
    pid: int
    since: datetime


class InstanceLock:
    """The right to write a database file; kept until `release` or the end of the process."""

    def __init__(self, handle: int) -> None:
        self._handle: int | None = handle

    def release(self, *, clean: bool = True) -> None:
        """Let others in; the lock file stays, empty, because removing it would race with the next comer.

        Unless the end is `clean` our name stays in it, as after a kill: the next comer looks through the file.
        """
        handle, self._handle = self._handle, None
        if handle is not None:
            with suppress(OSError):  # the work is done, and the system lets go of the lock in any case
                if clean:
                    os.ftruncate(handle, 0)
            with suppress(OSError):
                os.close(handle)


def lock_file(path: Path) -> Path:
    """Where the lock of a database file is."""
    return path.with_name(path.name + SUFFIX)


def acquire(path: Path) -> InstanceLock:
    """Take the lock of the database file `path`; raises InUseElsewhere, ReadOnly, DiskFull at once, without waiting."""
    with errors.translated_files():
        permissions.new_file(lock_file(path), path if path.exists() else None)
        _take_over(path)
        handle = os.open(lock_file(path), os.O_RDWR | _ITSELF)
        if not _locked(handle):
            os.close(handle)
            raise _in_use(path)
        lock = InstanceLock(handle)
        try:
            os.ftruncate(handle, 0)
            os.write(handle, _about_us())
        except BaseException:
            lock.release()
            raise
    return lock


def _take_over(path: Path) -> None:
    """Put our own lock file in the place of one that another account left, or that is another file by a second name.

    What would be written into it would be written into that file. One that somebody holds stays as it is.
    """
    left = lock_file(path)
    state = left.lstat()
    plain = stat.S_ISREG(state.st_mode) and state.st_nlink == 1
    foreign = os.access(left, os.R_OK) and not os.access(left, os.W_OK)
    if foreign or not plain:
        if stat.S_ISREG(state.st_mode) and is_held(path):
            return
        with suppress(OSError):  # then it is told as what cannot be written
            left.unlink()
            permissions.new_file(left, path if path.exists() else None)


def _locked(handle: int) -> bool:
    """Lock the file without waiting; False when another has it."""
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(handle, 1 << 30, os.SEEK_SET)  # far behind the content, which others must be able to read
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
            os.lseek(handle, 0, os.SEEK_SET)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def is_held(path: Path) -> bool:
    """Whether a program has the file open to write; False also where this account may not look."""
    try:
        handle = os.open(lock_file(path), os.O_RDONLY | _ITSELF)
    except OSError:
        return False
    try:
        return not _locked(handle)
    finally:
        os.close(handle)


def _about_us() -> bytes:
    since = datetime.now().astimezone().isoformat(timespec="seconds")
    about = {"host": socket.gethostname(), "user": account(), "pid": os.getpid(), "since": since}
    return json.dumps(about, ensure_ascii=False).encode()


def holder(path: Path) -> Holder | None:
    """Who the lock file of `path` names; None when it names nobody."""
    try:
        with open(lock_file(path), "rb", opener=lambda name, flags: os.open(name, flags | _ITSELF)) as file:
            about = json.loads(file.read() or b"null")
        return Holder(str(about["host"]), str(about["user"]), int(about["pid"]), datetime.fromisoformat(about["since"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _in_use(path: Path) -> InUseElsewhere:
    who = holder(path)
    if who is None:
        return InUseElsewhere(_("“{name}”正在另一个窗口中使用；请先关闭那个窗口再重试").format(name=path.name))
    sentence = _("“{name}”正由用户 {user} 在计算机 {host} 上使用（自 {since} 起，进程 {pid}）；请先在那里关闭，再重试")
    since = who.since.strftime("%Y-%m-%d %H:%M")
    return InUseElsewhere(sentence.format(name=path.name, user=who.user, host=who.host, since=since, pid=who.pid))
