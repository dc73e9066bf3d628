"""The file as SQLAlchemy sees it: how a connection is opened, and how reading and writing begin and end."""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.pool import NullPool, QueuePool
from sqlcipher3 import dbapi2

from models.database import errors, instance, location_checks, permissions
from models.database.checkpoint import Checkpointer
from models.database.errors import INTERRUPT, code_of, translated
from models.progress import SILENT, Cancelled, Progress
from models.schema.scopes import RANK, rank
from models.schema.showing import COVERED_KEYS
from models.schema.sorting import FUNCTIONS
from models.words import _

LEAST_SQLITE = (3, 51, 3)  # before it a log that is begun anew while another program writes can lose pages
APPLICATION_ID = 0x53594448  # "SYDH", at byte 68 of the file: how we know our own
WAIT = 10.0  # seconds a statement waits for another program's lock
# without "mode=ro" SQLite would make a file that is not there, to read it
WRITABLE, BESIDE_A_WRITER, AS_IT_STANDS = "mode=rw", "mode=ro&readonly_shm=1", "mode=ro&immutable=1"
_OPTION, _LOG = "file", "checkpointer"
_LOG_INDEX = 32 << 10  # bytes of the index of the log when it is made
_PLAIN, _HEAD, _WITHOUT_LOG = (
    b"SQLite format 3\0",
    19,
    1,
)  # how a file begins that is not encrypted, and is without a log
_STEPS = 20_000  # of SQLite's machine, about a millisecond: how often a statement asks whether it is still wanted


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """Which file an engine was opened on; a path alone may point to another one tomorrow.

    `mode` is how; `state` tells, of one that is read as it stands, whether it still stands so.
    """

    path: Path
    device: int
    inode: int
    key: bytes | None = field(default=None, repr=False)
    mode: str = WRITABLE
    state: tuple[int, int] = (0, 0)

    @property
    def unreplaced(self) -> bool:
        """Whether the path still leads to that file."""
        try:
            found = self.path.stat()
        except FileNotFoundError:
            return False
        return (found.st_dev, found.st_ino) == (self.device, self.inode)

    def check_still(self) -> None:
        """Raise Busy when another account has begun to write what is read here as it stands."""
        found = self.path.stat()
        if self.mode != WRITABLE and (_log_of(self.path).exists() or self.state != (found.st_mtime_ns, found.st_size)):
            raise errors.used_elsewhere(self.path)

    def check(self) -> None:
        """Raise FileReplaced unless the path still leads to that file."""
        if not self.unreplaced:
            raise errors.replaced()


def sqlite_version() -> str:
    """The number of the SQLite that the program brings along."""
    return str(dbapi2.sqlite_version)


class _Cursor(dbapi2.Cursor):  # type: ignore[misc]  # the driver has no types
    def execute(self, *given: Any) -> Any:
        """As the driver's; raises its error as well where SQLite names a thing of a damaged file whose name is no text."""
        try:
            return super().execute(*given)
        except UnicodeDecodeError as error:
            raise errors.undecodable() from error


class _Connection(dbapi2.Connection):  # type: ignore[misc]  # see _Cursor
    def cursor(self, *_given: Any) -> Any:
        """One that keeps to the driver's errors."""
        return super().cursor(_Cursor)


def connect(path: Path, *, key: bytes | None = None, mode: str = WRITABLE) -> Any:
    """A bare driver connection without transactions of its own.

    `mode` is SQLite's URI query: "mode=rw" never creates, "mode=rwc" does, AS_IT_STANDS reads the main file alone and
    leaves no trace. `key` is a raw key (32 bytes, or 48 with the salt) of a locked file; none, or b"", for a plain one.
    """
    check_library()
    if mode == "mode=rwc":
        permissions.new_file(path)
    raw = dbapi2.connect(
        f"{path.absolute().as_uri()}?{mode}", uri=True, isolation_level=None, timeout=WAIT, check_same_thread=False,
        factory=_Connection,
    )  # fmt: skip
    if key:
        raw.execute(
            "PRAGMA cipher_log_level = NONE"
        )  # a key that does not fit is told as an error, not on the terminal
        raw.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    for name, key_of in (FUNCTIONS | COVERED_KEYS).items():
        raw.create_function(name, 1, key_of, deterministic=True)
    raw.create_function(RANK, 4, rank, deterministic=True)
    return raw


def check_library() -> None:
    """Raise UnsafeLibrary when the SQLite that came with the program may spoil a file."""
    if dbapi2.sqlite_version_info < LEAST_SQLITE:
        words = _("随程序安装的 SQLite 是 {found}，低于 {least}，可能写坏数据库，没有打开；请重新安装双元")
        raise errors.UnsafeLibrary(words.format(found=dbapi2.sqlite_version, least=".".join(map(str, LEAST_SQLITE))))


def mode_to_read(path: Path) -> str:
    """How a reader opens the file so that whoever owns it can go on writing; raises Busy.

    An account that may not write it must not leave a log of its own beside it: the owner could not write that. With a log
    it is read together with that; without, and nobody at it, as it stands. So is a file beside which another file's log lies.
    """
    if has_stray_log(path):
        return AS_IT_STANDS
    if os.access(path, os.W_OK) and location_checks.writable_folder(path.parent):
        return WRITABLE
    if _log_of(path).exists():
        return BESIDE_A_WRITER
    if instance.is_held(path):
        raise errors.used_elsewhere(path)
    return AS_IT_STANDS


def _log_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def has_stray_log(path: Path) -> bool:
    """Whether the log beside a file belongs to another one: a backup that somebody put there by hand has none of its own.

    SQLite would lay it over the file all the same. The file says at byte 18 that it has no log; what is encrypted does not.
    """
    try:
        if not _log_of(path).stat().st_size:
            return False
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    except OSError:
        return False
    head = os.read(handle, _HEAD)
    if os.name == "nt":  # elsewhere closing it would drop the locks that SQLite holds on the file for this process
        os.close(handle)
    return head.startswith(_PLAIN) and head[-1] == _WITHOUT_LOG


def _pragmas(read_only: bool) -> tuple[str, ...]:
    return (
        "cell_size_check = ON",
        "trusted_schema = OFF",
        "foreign_keys = ON",
        "temp_store = MEMORY",
        "cache_size = -16000",  # of each connection; the system keeps the file in memory besides
        "mmap_size = 0",  # a mapped file that shrinks or fails is a crash, not an error
        # FULL: with NORMAL a committed import may be gone after a power cut; it costs one sync a commit
        *(("query_only = ON",) if read_only else ("journal_mode = WAL", "synchronous = FULL")),
        "journal_size_limit = 67108864",  # the log of a large import does not stay on the disk
    )


def open_engine(path: Path, *, read_only: bool = False, key: bytes | None = None) -> sa.Engine:
    """An engine on an existing file; many readers, one writer.

    `read_only` keeps every connection from writing, see also mode_to_read.
    Raises Missing, ReadOnly, Busy, Damaged, DiskFull, FileReplaced (also later, from any use).
    """
    path = path.resolve()
    with errors.translated_files():
        state = path.stat()
        mode = mode_to_read(path) if read_only else WRITABLE
        file = OpenedFile(path, state.st_dev, state.st_ino, key, mode, (state.st_mtime_ns, state.st_size))
        engine = sa.create_engine(
            "sqlite://",
            module=dbapi2,
            creator=lambda: _connected(file, read_only),
            poolclass=QueuePool,
            hide_parameters=True,  # an error goes to the maintainer; what stands in a record does not
            pool_use_lifo=True,  # the connection used last knows the most pages
            execution_options={_OPTION: file},
        )
        sa.event.listen(engine, "begin", _begin)
        if not read_only:
            engine.update_execution_options(**{_LOG: Checkpointer(engine)})
        _try(engine, file)
    return engine


def _try(engine: sa.Engine, file: OpenedFile) -> None:
    """Read from the file; even that needs room for the index of the log, whose want SQLite tells as any failure."""
    try:
        with translated(), engine.connect() as connection:
            connection.exec_driver_sql("SELECT count(*) FROM sqlite_master")
    except errors.DiskFailure as error:
        if shutil.disk_usage(file.path.parent).free < _LOG_INDEX:
            raise errors.disk_full() from error
        raise
    except (errors.Missing, errors.Damaged) as error:
        if file.mode != WRITABLE:  # the log is not for us to read, or was left unfinished by a program that died
            raise errors.used_elsewhere(file.path) from error
        raise


def _connected(file: OpenedFile, read_only: bool) -> Any:
    raw = connect(file.path, key=file.key, mode=file.mode)
    try:
        # after opening and before the first read: a log must never be applied to a stranger's file
        file.check()
        for pragma in _pragmas(read_only):
            raw.execute(f"PRAGMA {pragma}")
    except BaseException:
        raw.close()
        raise
    return raw


def private_engine(path: Path, *, key: bytes | None = None) -> sa.Engine:
    """An engine on a working copy nobody else knows: no foreign keys, so that tables can be rebuilt, and no log."""

    def connected() -> Any:
        raw = connect(path, key=key)
        for pragma in ("journal_mode = MEMORY", "synchronous = OFF", "foreign_keys = OFF", "temp_store = MEMORY"):
            raw.execute(f"PRAGMA {pragma}")
        return raw

    engine = sa.create_engine("sqlite://", module=dbapi2, creator=connected, poolclass=NullPool, hide_parameters=True)
    sa.event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: sa.Connection) -> None:
    """Begin in our own words: the driver would begin late, commit early, and never for a change of the schema."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def opened_file(engine: sa.Engine) -> OpenedFile:
    """The file an engine of `open_engine` was opened on."""
    file = engine.get_execution_options()[_OPTION]
    assert isinstance(file, OpenedFile)
    return file


def checkpointer(engine: sa.Engine) -> Checkpointer | None:
    """What brings the log of an engine into its file; None for one that only reads."""
    found = engine.get_execution_options().get(_LOG)
    assert found is None or isinstance(found, Checkpointer)
    return found


@contextmanager
def reading(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A connection that sees one state of the file throughout and waits for no writer."""
    try:
        with translated(), engine.connect() as connection, connection.begin():
            yield connection
    except errors.Damaged:
        opened_file(engine).check_still()
        raise


READER = "reader"  # option of an engine: the session of the person it reads for


def reading_as(engine: sa.Engine, session: object, before: Sequence[str]) -> sa.Engine:
    """An engine that reads the same file for a person; of some registers through these views, if there are any.

    What they stand before are the tables of that name: no statement need know of them.
    """
    if not before:
        return engine.execution_options(**{READER: session})
    file = opened_file(engine)

    def connected() -> Any:
        raw = _connected(file, read_only=False)
        for statement in (*before, "PRAGMA query_only = ON"):
            raw.execute(statement)
        return raw

    own = sa.create_engine(
        "sqlite://", module=dbapi2, creator=connected, poolclass=QueuePool, hide_parameters=True, pool_use_lifo=True,
        execution_options={_OPTION: file, READER: session},
    )  # fmt: skip
    sa.event.listen(own, "begin", _begin)
    return own


@contextmanager
def stoppable(connection: sa.Connection, progress: Progress) -> Iterator[None]:
    """End statements in the middle, by raising Cancelled, once nobody waits for what they find."""
    if progress is SILENT:
        yield
        return
    raw: Any = connection.connection.driver_connection
    raw.set_progress_handler(lambda: progress.stopped, _STEPS)
    try:
        yield
    except (sa.exc.DBAPIError, dbapi2.Error) as error:
        if code_of(error) == INTERRUPT:
            raise Cancelled from error
        raise
    finally:
        raw.set_progress_handler(None, _STEPS)


@contextmanager
def writing(engine: sa.Engine) -> Iterator[sa.Connection]:
    """The connection that writes: committed at the end, rolled back on any exception.

    Raises FileReplaced before the first statement and again before the commit, Busy when another program writes.
    """
    file, log, committing = opened_file(engine), checkpointer(engine), False
    try:
        with translated():
            file.check()
            with engine.connect() as connection:
                connection.execution_options(writes=True)
                with connection.begin():
                    yield connection
                    file.check()
                    committing = True
    except errors.DiskFailure as error:
        # all of it may be in the log, only not for sure; where the log can be emptied it is gone
        if committing and not (log is not None and log.now()):
            raise errors.unsure() from error
        raise
    except errors.FileReplaced:
        if log is not None:
            log.now()  # what was saved before must be in the file, wherever it is now
        raise
    if log is not None:
        log.soon()


def connect_to_read(path: Path, *, key: bytes | None = None) -> Any:
    """A bare connection that writes nothing, for a file that may also lie where nothing can be written."""
    raw = connect(path, key=key, mode=mode_to_read(path))
    raw.execute("PRAGMA query_only = ON")
    return raw
