"""Putting a finished file in the place of the present one, so that a kill at any moment leaves one of them."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from models.database import errors, permissions
from models.database.engine import connect

SIDECARS = ("-wal", "-shm", "-journal")
PURPOSES = ("part", "restoring", "upgrading", "creating", "anew")  # of working copies


def sidecar(path: Path, suffix: str) -> Path:
    """The file SQLite keeps beside a database: its log, or the index of the log."""
    return path.with_name(path.name + suffix)


def remove(path: Path) -> None:
    """Remove a database file and what SQLite keeps beside it; nothing happens when there is none."""
    for suffix in ("", *SIDECARS):
        sidecar(path, suffix).unlink(missing_ok=True)


@contextmanager
def working_copy(path: Path, purpose: str) -> Iterator[Path]:
    """A name beside `path` for a file in the making; whatever has that name is gone before and after."""
    assert purpose in PURPOSES
    copy = path.with_name(f"{path.name}.{purpose}")
    remove(copy)
    try:
        yield copy
    finally:
        with suppress(OSError):  # what is left is swept away when the file is opened next
            remove(copy)


def sweep(path: Path) -> None:
    """Remove the working copies that a killed program left of `path`; only for who has its lock."""
    with suppress(OSError):
        for purpose in PURPOSES:
            remove(path.with_name(f"{path.name}.{purpose}"))


def settle(path: Path, *, key: bytes | None = None) -> None:
    """Bring the whole log into the file, so that the file alone is complete; raises Busy while others read it."""
    with errors.translated(), closing(connect(path, key=key)) as raw:
        blocked, *_pages = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if blocked:
            raise errors.busy()


def swap(finished: Path, path: Path) -> None:
    """Put `finished` in the place of `path` in one step; `path` must be settled, or kept elsewhere, and closed.

    The log of the old file goes first: SQLite would lay it over the new one. A log whose file is gone, or empty, may hold
    what nobody has any more, so it is moved aside. Nothing raises once the file is in its place.
    """
    _to_disk(finished)
    permissions.hand_over(finished, path if path.exists() else path.parent)
    for suffix in SIDECARS:
        beside = sidecar(path, suffix)
        if has_log(beside) and not (path.exists() and path.stat().st_size):
            beside.replace(_free(beside))
        else:
            beside.unlink(missing_ok=True)
    finished.replace(path)
    with suppress(OSError):  # the file is there for everybody; only a power cut in the next seconds could tell
        folder_to_disk(path.parent)


def has_log(log: Path) -> bool:
    """Whether there is anything in a log."""
    return not log.name.endswith("-shm") and log.exists() and log.stat().st_size > 0


def _free(log: Path) -> Path:
    names = (log.with_name(f"{log.name}.{number}") for number in range(1, 1000))
    return next(name for name in names if not name.exists())


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def folder_to_disk(folder: Path) -> None:
    """Make renames in the folder survive a power cut; Windows does it by itself."""
    if os.name != "nt":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
