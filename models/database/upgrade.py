"""Recognising a database file, making a new one, and bringing an older one up to date on a verified copy."""

import os
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from models import migrations
from models.database import baseline, errors, key_files, permissions, structure, swapping, written_by
from models.database.backup import advice, backup, backups_of, check_sound, row_counts
from models.database.engine import APPLICATION_ID, AS_IT_STANDS, WRITABLE, connect, mode_to_read, private_engine
from models.database.errors import Altered, Damaged, DatabaseError, Empty, ForeignFile, TooNew, UpgradeFailed
from models.migrations import VERSIONS
from models.progress import SILENT, Cancelled, Progress
from models.version import is_newer, program_version
from models.words import _

Advise = Callable[[Path], str]  # what to do with a file that cannot be read


def recognise(path: Path, *, key: bytes | None = None, versions: Path = VERSIONS, advise: Advise = advice) -> int:
    """The generation of an existing file; it is only looked at, nothing is made beside it.

    Raises ForeignFile, Locked, TooNew, Empty, Damaged, ReadOnly, Missing.
    """
    if not path.is_file():
        raise _foreign(path) if path.exists() else errors.missing()
    if not os.access(path, os.R_OK):
        raise errors.forbidden(path)
    application, generation, tables = _looked_at(path, key_files.key_of(path, key), advise)
    if application != APPLICATION_ID:
        raise _foreign(path) if path.stat().st_size else _empty(path, _("数据库文件“{name}”是空的（0 字节）"), advise)
    if not tables:
        raise _empty(path, _("数据库文件“{name}”里没有任何表"), advise)
    if generation > migrations.generation(versions):
        raise _too_new(path, written_by.version_in(path, key_files.key_of(path, key)))
    return generation


def _too_new(path: Path, version: str) -> TooNew:
    """The file is of a newer version, named where the file tells it."""
    if not is_newer(version):  # none is told, or the file was altered
        sentence = _("“{name}”由更新版本的双元建立，本版本不能打开，文件没有改动；请安装新版本后再打开")
        return TooNew(sentence.format(name=path.name))
    sentence = _(
        "“{name}”由双元 {version} 建立或升级，本版本 {own} 不能打开，文件没有改动；请安装 {version} 或更新的版本后再打开"
    )
    return TooNew(sentence.format(name=path.name, version=version, own=program_version()))


def _looked_at(path: Path, key: bytes | None, advise: Advise) -> tuple[int, int, int]:
    """What the head of the file says.

    It may be looked at in the very moment when a program brings its log in; and one that died then leaves a file that
    only the log makes whole. So a bad word is believed only once it is said again, and of both together.
    """
    try:
        return _header(path, key, AS_IT_STANDS)
    except (Damaged, ForeignFile):
        try:
            return _header(path, key, _together(path))
        except Damaged as error:
            words = _("数据库文件“{name}”已损坏或不完整（{size} 字节），文件没有改动；{advice}")
            size = f"{path.stat().st_size:,}"
            raise Damaged(words.format(name=path.name, size=size, advice=advise(path))) from error


def _together(path: Path) -> str:
    """How to open a file with what SQLite keeps beside it: what a power cut tore is given back by the journal, which needs writing."""
    if swapping.has_log(swapping.sidecar(path, "-journal")):
        return WRITABLE
    return mode_to_read(path) if swapping.has_log(swapping.sidecar(path, "-wal")) else AS_IT_STANDS


def _empty(path: Path, words: str, advise: Advise) -> Empty:
    return Empty(_("{what}，文件没有改动；{advice}").format(what=words.format(name=path.name), advice=advise(path)))


def _header(path: Path, key: bytes | None, mode: str) -> tuple[int, int, int]:
    try:
        with errors.translated_files(), closing(connect(path, key=key, mode=mode)) as raw:
            (tables,) = raw.execute("SELECT count(*) FROM sqlite_master").fetchone()
            return _pragma(raw, "application_id"), _pragma(raw, "user_version"), tables
    except Damaged as error:
        locked = key_files.data_key(key)
        if getattr(error.__cause__, "sqlite_errorname", "") != "SQLITE_NOTADB":
            raise
        if locked and locked.id == key_files.id_of(path):
            raise  # the head says that it is the right key
        if locked is None and key_files.looks_locked(path):
            raise key_files.keys_missing(path) from error
        raise _foreign(path) from error


def check_structure(path: Path, *, key: bytes | None = None, advise: Advise = advice) -> None:
    """Raise Altered when the file has a trigger, view, table or column that is not ours, or lacks one of ours.

    Whoever recognised the file asks this before anything is read from it or written to it: a trigger does at the next
    edit what nobody asked for, and the log does not know of it.
    """
    mode = mode_to_read(path) if swapping.has_log(swapping.sidecar(path, "-wal")) else AS_IT_STANDS
    if mode == WRITABLE:  # whether the log is to be brought in is not decided yet
        mode = "mode=ro"
    try:
        with errors.translated_files(), closing(connect(path, key=key_files.known_key(path, key), mode=mode)) as raw:
            found = [oddity for oddity in structure.oddities(raw) if oddity.harmful]
    except (errors.Missing, Damaged):
        return  # somebody else may be writing it, or it cannot be read at all: opening it tells which
    if found:
        words = _("数据库文件“{name}”里{what}，可能被别的程序改过，文件没有改动；{advice}")
        raise Altered(words.format(name=path.name, what=structure.words_of(found), advice=advise(path)))


def _pragma(raw: Any, name: str) -> int:
    return int(raw.execute(f"PRAGMA {name}").fetchone()[0])


def _foreign(path: Path) -> ForeignFile:
    sentence = _("“{name}”不是双元的数据库，或已用另一个密钥加密，文件没有改动；请选择正确的文件")
    words = [sentence.format(name=path.name), *([advice(path)] if backups_of(path) else [])]
    return ForeignFile("；".join(words))


def create(path: Path, *, key: bytes | None = None, versions: Path = VERSIONS) -> None:
    """Make a new file by applying every step to nothing; it appears whole or not at all."""
    with errors.translated_files(), swapping.working_copy(path, "creating") as copy:
        with closing(connect(copy, key=key, mode="mode=rwc")) as raw:
            raw.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        _migrate(copy, key, versions)
        swapping.swap(copy, path)


def _migrate(copy: Path, key: bytes | None, versions: Path) -> None:
    engine = private_engine(copy, key=key)
    with engine.connect() as connection, connection.begin():
        suspected = baseline.suspects(connection.connection.driver_connection)
        migrations.migrate(connection, versions)
        if versions == VERSIONS:  # other steps than ours need not make a place for it
            written_by.note(connection)
        baseline.take(connection, suspected)
    engine.dispose()


def upgrade(path: Path, *, key: bytes | None = None, versions: Path = VERSIONS, progress: Progress = SILENT) -> Path:
    """Bring an older file up to date and return the backup of what it was.

    The steps run on a copy, which must be sound and hold every row of before; only then it takes the place of the file.
    Raises UpgradeFailed, Damaged, DiskFull, Busy, Cancelled, and then the file is as it was.
    """
    with errors.translated_files():
        swapping.settle(path, key=key)
        kept = backup(path, key=key, progress=progress)
    ready = False  # from then on the backup may be the only file of before
    try:
        with errors.translated_files(), swapping.working_copy(path, "upgrading") as copy:
            permissions.new_file(copy)
            shutil.copyfile(kept, copy)
            key_files.take_out(copy)
            _upgrade_copy(copy, key, versions, progress)
            swapping.settle(path, key=key)
            ready = True
            swapping.swap(copy, path)
    except BaseException as error:
        if not ready:
            kept.unlink(missing_ok=True)
        if isinstance(error, DatabaseError | Cancelled) or not isinstance(error, Exception):
            raise
        sentence = _("升级“{name}”没有成功，原文件没有改动；请把错误报告交给维护人员，暂时用原来的版本打开")
        raise UpgradeFailed(sentence.format(name=path.name)) from error
    return kept


def _upgrade_copy(copy: Path, key: bytes | None, versions: Path, progress: Progress) -> None:
    with closing(connect(copy, key=key)) as raw:
        generation, before = _pragma(raw, "user_version"), row_counts(raw)
    progress.note(_("升级数据库"))
    _migrate(copy, key, versions)
    progress.note(_("核对升级结果"))
    with closing(connect(copy, key=key)) as raw:
        check_sound(raw)
        odd = [oddity for oddity in structure.oddities(raw) if oddity.harmful] if versions == VERSIONS else []
        if odd:
            raise ValueError(f"steps after {generation:04d} end elsewhere: {odd[0]}")  # becomes UpgradeFailed
        if raw.execute("PRAGMA foreign_key_check").fetchone() is not None:
            raise ValueError(f"steps after {generation:04d} leave references without a record")  # becomes UpgradeFailed
        after = row_counts(raw)
    intended = migrations.may_shrink(versions, after=generation)
    lost = [name for name, count in before.items() if after.get(name, 0) < count and name not in intended]
    if lost:
        raise ValueError(f"steps after {generation:04d} lose rows of {', '.join(lost)}")  # becomes UpgradeFailed
