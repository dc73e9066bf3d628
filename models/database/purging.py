"""Nothing stays in free pages, in the log of the file or in a search index once persons were erased: the file is written anew.

It is done after the act, and again when the file is opened should the program have been killed in between (`erasing.PURGE`).
"""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import sqlalchemy as sa
from sqlcipher3 import dbapi2

from models.database import contents, key_files, search
from models.database.engine import opened_file, reading
from models.database.erasing import PURGE
from models.database.errors import DatabaseError
from models.database.settings import setting
from models.entities.attachments import Attachment
from models.entities.audit import SETTING
from models.schema.fields import entities

PATIENCE = 5.0  # seconds in which readers may finish
_PAUSE = 0.05


def is_due(engine: sa.Engine) -> bool:
    """Whether persons were erased and the file was not written anew since."""
    with reading(engine) as connection:
        return bool(setting(connection, PURGE))


def purge(engine: sa.Engine, patience: float = PATIENCE) -> bool:
    """Write the file anew in its place; False when somebody reads it all the time, and then it is to be tried again."""
    end = monotonic() + patience
    while True:
        connection = engine.raw_connection()
        try:
            raw: Any = connection.driver_connection
            with suppress(dbapi2.OperationalError):
                if _purged(raw):
                    return True
        finally:
            connection.close()
        if monotonic() > end:
            return False
        sleep(_PAUSE)


def _purged(raw: Any) -> bool:
    (patience,) = raw.execute("PRAGMA busy_timeout").fetchone()
    raw.execute("PRAGMA busy_timeout = 0")
    try:
        for entity in entities():
            if search.searched(entity):
                name = search.index_name(entity)
                raw.execute(f"INSERT INTO {name}({name}) VALUES ('optimize')")  # noqa: S608 - our own name
        raw.execute("VACUUM")
        if not _brought_in(raw):
            return False
        raw.execute(f"DELETE FROM {SETTING.name} WHERE name = ?", (PURGE,))  # noqa: S608 - our own name
        return _brought_in(raw)
    finally:
        raw.execute(f"PRAGMA busy_timeout = {patience}")


def _brought_in(raw: Any) -> bool:
    blocked, _pages, _copied = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not blocked


def forget_contents(path: Path, files: Iterable[str], key: bytes | None = None) -> int:
    """Let contents of attachments go at once that nothing in the file of contents' database names; returns how many.

    Raises DiskFull, ReadOnly, Busy, and then none is gone.
    """
    return contents.let_go(path, files, key=key_files.known_key(path) if key is None else key)


def unnamed(engine: sa.Engine, files: Iterable[str]) -> frozenset[str]:
    """Those of the contents that no attachment names."""
    own = Attachment.table().c.sha256
    asked = frozenset(files)
    with reading(engine) as connection:
        return asked - frozenset(connection.execute(sa.select(own).where(own.in_(asked))).scalars())


def finish(engine: sa.Engine, files: Iterable[str] = ()) -> bool:
    """Everything that is left to do after persons were erased, in the file and in that of the contents beside it."""
    gone = unnamed(engine, files)
    if gone:
        with suppress(DatabaseError):  # a month later they go by themselves
            forget_contents(opened_file(engine).path, gone, opened_file(engine).key)
    return purge(engine)
