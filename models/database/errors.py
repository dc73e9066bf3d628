"""Errors a person can act on: each is a sentence that says what happened, to what, and what to do."""
# ruff: noqa: N818 - they are named after what happened, as the architecture has them

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlcipher3 import dbapi2

from models.schema.complaints import Complaint
from models.words import SentenceError, _


class DatabaseError(SentenceError):
    """Something the person can do something about."""


class TooNew(DatabaseError):
    """The file was written by a newer version of the program."""


class TooOld(DatabaseError):
    """The file awaits an upgrade that a reader may not make."""


class ForeignFile(DatabaseError):
    """The file is not one of ours, or it is encrypted with another key."""


class KeysMissing(ForeignFile):
    """The file is locked, and its key slots are neither beside it nor in it nor in its backups."""


class Locked(DatabaseError):
    """The file is locked and waits for a passphrase or a recovery sheet; `path` is the file."""

    def __init__(self, path: Path) -> None:
        super().__init__(_("“{name}”已加锁，请输入口令或恢复纸上的字符").format(name=path.name))
        self.path = path


class WrongSecret(DatabaseError):
    """What was typed opens none of the slots."""


class Tampered(DatabaseError):
    """The key slots are not those that a holder of the key left."""


class ReadOnly(DatabaseError):
    """The file or its folder cannot be written."""


class NetworkDrive(DatabaseError):
    """The file lies on another computer, where SQLite cannot keep it safe."""


class TooLong(DatabaseError):
    """The path of the file, or of a backup beside it, has more characters than SQLite or the system takes."""


class InUseElsewhere(DatabaseError):
    """Another instance of the program has the file open."""


class Damaged(DatabaseError):
    """The content of the file contradicts itself."""


class Altered(Damaged):
    """The file has a structure that is not ours, or lacks what is: another program changed it."""


class NotAsWritten(Damaged):
    """Records of a backup are not what the change log says of them; `doubt` says which."""

    def __init__(self, sentence: str, doubt: str = "") -> None:
        super().__init__(sentence)
        self.doubt = doubt


class Empty(Damaged):
    """There is a file, and nothing in it: a full disk, a stick or a synchronising program leaves such."""


class FileReplaced(DatabaseError):
    """The file at this path is no longer the file that was opened."""


class DiskFull(DatabaseError):
    """There is no room left on the disk."""


class DiskFailure(DatabaseError):
    """The disk did not do what it was told."""


class UnsafeLibrary(DatabaseError):
    """The SQLite that came with the program is one that may spoil a file."""


class Missing(DatabaseError):
    """There is no such file."""


class Busy(DatabaseError):
    """Another program holds the file; a moment later it may work."""


class AlreadyThere(DatabaseError):
    """A file of that name exists and was not to be overwritten."""


class UpgradeFailed(DatabaseError):
    """The upgraded copy did not turn out right and was thrown away."""


class NothingToUndo(DatabaseError):
    """No act is left to take back."""


class NothingToRedo(DatabaseError):
    """No act was taken back last."""


class NothingToFold(DatabaseError):
    """There is no act before that day whose changes are still there."""


class Conflict(DatabaseError):
    """Another hand changed the record in between; `fields` are those that differ."""

    def __init__(self, sentence: str, *, entity: str, record_id: int, fields: tuple[str, ...]) -> None:
        super().__init__(sentence)
        self.entity, self.record_id, self.fields = entity, record_id, fields


class InUse(DatabaseError):
    """Other records refer to the record; `users` are (label of the entity, how many)."""

    def __init__(self, sentence: str, *, entity: str, record_id: int, users: tuple[tuple[str, int], ...]) -> None:
        super().__init__(sentence)
        self.entity, self.record_id, self.users = entity, record_id, users


class NotAllowed(DatabaseError):
    """The person who signed in, or nobody, has no right to it; the sentence says who, what and whom to ask."""


class WrongPassphrase(DatabaseError):
    """It is not the passphrase of that user, or there is no such user."""


class UserRefused(DatabaseError):
    """What was asked of users or roles cannot be; nothing has changed."""


class Invalid(DatabaseError):
    """Values that cannot be kept; `complaints` are (field name, complaint)."""

    def __init__(self, sentence: str, *, complaints: tuple[tuple[str, Complaint], ...]) -> None:
        super().__init__(sentence)
        self.complaints = complaints


def disk_full() -> DiskFull:
    """There is no room left on the disk."""
    return DiskFull(_("磁盘空间不足，本次操作没有保存，数据库保持原样；请清理磁盘空间后重试"))


def read_only() -> ReadOnly:
    """The file or folder may not be written."""
    return ReadOnly(_("数据库文件或所在文件夹不能写入，本次操作没有保存；请检查文件属性、文件夹权限和磁盘写保护"))


def forbidden(path: Path) -> ReadOnly:
    """The account may not read the file."""
    sentence = _("没有权限读“{file}”，文件没有改动；请用它的主人的账户登录，或请管理员授权")
    return ReadOnly(sentence.format(file=path))


def busy() -> Busy:
    """Another program holds the file."""
    return Busy(_("数据库文件正被其他程序占用，本次操作没有保存；请关闭占用它的程序后重试"))


def used_elsewhere(path: Path) -> Busy:
    """Another account writes the file, or left its log; what is read beside it would be half of the truth."""
    sentence = _("“{name}”正在另一个账户里使用，或上次没有正常关闭，没有打开；请在那个账户里打开并关闭一次，再重试")
    return Busy(sentence.format(name=path.name))


def damaged() -> Damaged:
    """The content of the file contradicts itself."""
    return Damaged(_("数据库文件已损坏，本次操作没有保存；请不要继续录入，从最近的备份恢复"))


def replaced(kept: Path | None = None) -> FileReplaced:
    """The file is no longer the one that was opened; `kept` is a copy of what had been saved in it."""
    if kept is not None:
        words = _(
            "数据库文件在使用中被移走、删除或替换，本次操作没有保存；以前保存的已另存为“{name}”（在文件夹“{folder}”里）；请关闭程序，核对文件后重新打开"
        )
        return FileReplaced(words.format(name=kept.name, folder=kept.parent))
    return FileReplaced(
        _("数据库文件在使用中被移走、删除或替换，本次操作没有保存；请先备份当前数据，再关闭程序，核对文件后重新打开")
    )


def missing() -> Missing:
    """The file, or a folder on the way to it, is not there."""
    return Missing(_("找不到数据库文件，可能已被移动、改名或删除；请核对位置后重新选择文件"))


def too_long() -> TooLong:
    """The path of the file is longer than what can be opened."""
    return TooLong(_("文件夹和文件的名字合起来太长，本次操作没有保存；请换到层数少、名字短的文件夹，或改短文件名"))


def unopenable() -> Missing:
    """The file, or its log beside it, cannot be opened; SQLite does not say why."""
    sentence = _("打不开数据库文件或它旁边的日志：可能已被移走，或这个账户没有权限；请核对文件位置和权限后重试")
    return Missing(sentence)


def disk_failure() -> DiskFailure:
    """The disk did not do what it was told."""
    return DiskFailure(_("磁盘读写失败，本次操作没有保存；请检查磁盘或移动存储设备是否正常，再重试"))


def unsure() -> DiskFailure:
    """The disk did not say whether it kept what was written last."""
    return DiskFailure(_("磁盘读写失败，刚才这一步是否保存不能确定；请检查磁盘或移动存储设备，重新打开后核对这一步"))


_BY_PRIMARY_CODE: dict[int, Callable[[], DatabaseError]] = {
    5: busy,  # SQLITE_BUSY
    6: busy,  # SQLITE_LOCKED
    8: read_only,  # SQLITE_READONLY
    10: disk_failure,  # SQLITE_IOERR
    11: damaged,  # SQLITE_CORRUPT
    13: disk_full,  # SQLITE_FULL
    14: unopenable,  # SQLITE_CANTOPEN
    26: damaged,  # SQLITE_NOTADB: it was one when it was opened
}
_BY_EXTENDED_CODE: dict[int, Callable[[], DatabaseError]] = {
    8 | 4 << 8: replaced,  # SQLITE_READONLY_DBMOVED
    10 | 19 << 8: disk_full,  # SQLITE_IOERR_SHMSIZE: the index of the log could not grow
}
GENERIC = 1  # SQLITE_ERROR
_CODES = {  # the driver's backup() gives SQLite's text and no code, sqlcipher_export a generic one
    "database is locked": 5,
    "attempt to write a readonly database": 8,
    "disk I/O error": 10,
    "database disk image is malformed": 11,
    "database or disk is full": 13,
    "file is not a database": 26,
    "unable to open database file": 14,
}
_BY_ERRNO: dict[int, Callable[[], DatabaseError]] = {
    errno.ENOSPC: disk_full,
    errno.EROFS: read_only,
    errno.EACCES: read_only,
    errno.EPERM: read_only,
    errno.EIO: disk_failure,
    errno.ENOENT: missing,
    errno.ENAMETOOLONG: too_long,
    getattr(errno, "EDQUOT", errno.ENOSPC): disk_full,
}
_SHARING_VIOLATIONS = {32, 33}  # Windows: another program has the file open


INTERRUPT = 9  # SQLITE_INTERRUPT


def code_of(error: BaseException) -> int:
    """SQLite's primary code of a driver's error, also of one that SQLAlchemy wrapped; 0 when it has none."""
    return (getattr(getattr(error, "orig", None) or error, "sqlite_errorcode", None) or 0) & 0xFF


_NO_TEXT = "Could not decode to UTF-8"  # as the driver says of a value in a row


def is_undecodable(error: BaseException) -> bool:
    """Whether a text in the file is no text any more: a bit of it has changed on the disk."""
    return str(getattr(error, "orig", None) or error).startswith(_NO_TEXT)


def undecodable() -> dbapi2.Error:
    """The driver's error of a text that is none, for where it knows of none: in the message of another error."""
    return dbapi2.OperationalError(_NO_TEXT)


def from_driver(error: BaseException) -> DatabaseError | None:
    """What a driver's error means to a person; None when it is a mistake of ours (a wrong statement, a constraint)."""
    if is_undecodable(error):
        return damaged()
    code = getattr(error, "sqlite_errorcode", None) or 0
    if code <= GENERIC:
        code = _CODES.get(str(error), code)
    make = _BY_EXTENDED_CODE.get(code) or _BY_PRIMARY_CODE.get(code & 0xFF)
    return make() if make else None


def from_system(error: OSError) -> DatabaseError | None:
    """What an error of the file system means to a person; None when it is not one we know."""
    if getattr(error, "winerror", None) in _SHARING_VIOLATIONS:
        return busy()
    make = _BY_ERRNO.get(error.errno or 0)
    return make() if make else None


@contextmanager
def translated() -> Iterator[None]:
    """Turn the driver's errors into ours; everything else passes."""
    try:
        yield
    except sa.exc.DBAPIError as error:
        meant = from_driver(error.orig) if error.orig else None
        if meant is None:
            raise
        raise meant from error
    except dbapi2.Error as error:
        meant = from_driver(error)
        if meant is None:
            raise
        raise meant from error


@contextmanager
def translated_files() -> Iterator[None]:
    """Turn the driver's and the file system's errors into ours, around work that touches nothing but our own files."""
    try:
        with translated():
            yield
    except OSError as error:
        meant = from_system(error)
        if meant is None:
            raise
        raise meant from error
