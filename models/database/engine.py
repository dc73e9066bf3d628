"""The file as SQLAlchemy sees it: how a connection is opened, and how reading and writing begin and end."""

import os
import shutil
from collections.abc import Iterator
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
from models.schema.sorting import FUNCTIONS

APPLICATION_ID = 0x53594448  # "SYDH", at byte 68 of the file: how we know our own
WAIT = 10.0  # seconds a statement waits for another program's lock
WRITABLE, BESIDE_A_WRITER, AS_IT_STANDS = "mode=rw", "mode=ro&readonly_shm=1", "immutable=1"
_OPTION, _LOG = "file", "checkpointer"
_LOG_INDEX = 32 << 10  # bytes of the index of the log when it is made
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


def connect(path: Path, *, key: bytes | None = None, mode: str = WRITABLE) -> Any:
    """A bare driver connection without transactions of its own.

    `mode` is SQLite's URI query: "mode=rw" never creates, "mode=rwc" does, "immutable=1" reads the main file alone and
    leaves no trace. `key` is a raw key (32 bytes, or 48 with the salt) of an encrypted file.
    """
    if mode == "mode=rwc":
        permissions.new_file(path)
    raw = dbapi2.connect(
        f"{path.absolute().as_uri()}?{mode}", uri=True, isolation_level=None, timeout=WAIT, check_same_thread=False
    )
    if key is not None:
        raw.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    for name, key_of in FUNCTIONS.items():
        raw.create_function(name, 1, key_of, deterministic=True)
    return raw


def mode_to_read(path: Path) -> str:
    """How a reader opens the file so that whoever owns it can go on writing; raises Busy.

    An account that may not write it must not leave a log of its own beside it: the owner could not write that. With a log
    it is read together with that; without, and nobody at it, as it stands.
    """
    if os.access(path, os.W_OK) and location_checks.writable_folder(path.parent):
        return WRITABLE
    if _log_of(path).exists():
        return BESIDE_A_WRITER
    if instance.is_held(path):
        raise errors.used_elsewhere(path)
    return AS_IT_STANDS


def _log_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


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

    engine = sa.create_engine("sqlite://", module=dbapi2, creator=connected, poolclass=NullPool)
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
    file, log = opened_file(engine), checkpointer(engine)
    try:
        with translated():
            file.check()
            with engine.connect() as connection:
                connection.execution_options(writes=True)
                with connection.begin():
                    yield connection
                    file.check()
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
