"""The file as SQLAlchemy sees it: how a connection is opened, and how reading and writing begin and end."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.pool import NullPool, QueuePool
from sqlcipher3 import dbapi2

from models.database import errors, places
from models.database.errors import INTERRUPT, code_of, translated
from models.progress import SILENT, Cancelled, Progress

APPLICATION_ID = 0x53594448  # "SYDH", at byte 68 of the file: how we know our own
WAIT = 10.0  # seconds a statement waits for another program's lock
_OPTION = "file"
_LOG_INDEX = 32 << 10  # bytes of the index of the log when it is made
_STEPS = 20_000  # of SQLite's machine, about a millisecond: how often a statement asks whether it is still wanted


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """Which file an engine was opened on; a path alone may point to another one tomorrow."""

    path: Path
    device: int
    inode: int
    key: bytes | None = field(default=None, repr=False)

    @property
    def unreplaced(self) -> bool:
        """Whether the path still leads to that file."""
        try:
            found = self.path.stat()
        except FileNotFoundError:
            return False
        return (found.st_dev, found.st_ino) == (self.device, self.inode)

    def check(self) -> None:
        """Raise FileReplaced unless the path still leads to that file."""
        if not self.unreplaced:
            raise errors.replaced()


def connect(path: Path, *, key: bytes | None = None, mode: str = "mode=rw") -> Any:
    """A bare driver connection without transactions of its own.

    `mode` is SQLite's URI query: "mode=rw" never creates, "mode=rwc" does, "immutable=1" reads the main file alone and
    leaves no trace. `key` is a raw key (32 bytes, or 48 with the salt) of an encrypted file.
    """
    raw = dbapi2.connect(
        f"{path.absolute().as_uri()}?{mode}", uri=True, isolation_level=None, timeout=WAIT, check_same_thread=False
    )
    if key is not None:
        raw.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    return raw


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

    `read_only` keeps every connection from writing, and reads a file in a folder that cannot be written as it stands.
    Raises Missing, ReadOnly, Busy, Damaged, DiskFull, FileReplaced (also later, from any use).
    """
    path = path.resolve()
    with errors.translated_files():
        state = path.stat()
        file = OpenedFile(path, state.st_dev, state.st_ino, key)
        mode = "immutable=1" if read_only and not places.writable_folder(path.parent) else "mode=rw"
        engine = sa.create_engine(
            "sqlite://",
            module=dbapi2,
            creator=lambda: _connected(file, read_only, mode),
            poolclass=QueuePool,
            pool_use_lifo=True,  # the connection used last knows the most pages
            execution_options={_OPTION: file},
        )
        sa.event.listen(engine, "begin", _begin)
        _try(engine, path)
    return engine


def _try(engine: sa.Engine, path: Path) -> None:
    """Read from the file; even that needs room for the index of the log, whose want SQLite tells as any failure."""
    try:
        with translated(), engine.connect() as connection:
            connection.exec_driver_sql("SELECT count(*) FROM sqlite_master")
    except errors.DiskFailure as error:
        if shutil.disk_usage(path.parent).free < _LOG_INDEX:
            raise errors.disk_full() from error
        raise


def _connected(file: OpenedFile, read_only: bool, mode: str) -> Any:
    raw = connect(file.path, key=file.key, mode=mode)
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


@contextmanager
def reading(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A connection that sees one state of the file throughout and waits for no writer."""
    with translated(), engine.connect() as connection, connection.begin():
        yield connection


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
    file = opened_file(engine)
    with translated():
        file.check()
        with engine.connect() as connection:
            connection.execution_options(writes=True)
            with connection.begin():
                yield connection
                file.check()


def connect_to_read(path: Path, *, key: bytes | None = None) -> Any:
    """A bare connection that writes nothing, for a file that may also lie where nothing can be written."""
    if not places.writable_folder(path.parent):
        return connect(path, key=key, mode="immutable=1")
    raw = connect(path, key=key)
    raw.execute("PRAGMA query_only = ON")
    return raw
