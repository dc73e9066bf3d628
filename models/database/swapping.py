"""Putting a finished file in the place of the present one, so that a kill at any moment leaves one of them."""

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from models.database import errors, location_checks, permissions, scratch
from models.database.engine import connect, has_stray_log
from models.database.instance import is_held

SIDECARS = ("-wal", "-shm", "-journal")
PURPOSES = tuple(ending.removeprefix(".") for ending in scratch.ENDINGS)  # of working copies
_BUILT_IN = re.compile(r"\.(?P<name>.+)\.[a-z0-9_]{8}")


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
    with scratch.making(copy):
        try:
            yield copy
        finally:
            with suppress(OSError):  # what is left is swept away when the file is opened next
                remove(copy)


@contextmanager
def working_folder(path: Path) -> Iterator[Path]:
    """A folder on the disk of `path` in which another file is made that is to take its place; gone afterwards."""
    with tempfile.TemporaryDirectory(prefix=f".{path.name}.", dir=path.parent) as folder:
        yield Path(folder)


def sweep(path: Path) -> None:
    """Remove the working copies that a killed program left of `path`, and of its drafts; only for who has its lock."""
    with suppress(OSError):
        for half in location_checks.drafts_of(path).glob(f"*{location_checks.DRAFT_IN_THE_MAKING}"):
            half.unlink(missing_ok=True)  # it follows no change of the lock
        copies = {
            f"{path.name}.{purpose}{anew}{suffix}"
            for purpose in PURPOSES
            for anew in ("", ".creating")  # a new file in the making of an empty one
            for suffix in ("", *SIDECARS)
        }
        for own in path.parent.iterdir():
            built = _BUILT_IN.fullmatch(own.name)
            if own.name in copies:
                own.unlink(missing_ok=True)
            elif built and built["name"] == path.name and not own.is_symlink() and not is_held(own / path.name):
                shutil.rmtree(own, ignore_errors=True)


def settle(path: Path, *, key: bytes | None = None) -> None:
    """Bring the whole log into the file, so that the file alone is complete; raises Busy while others read it."""
    set_stray_log_aside(path)
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
            set_aside(beside)
        else:
            beside.unlink(missing_ok=True)
    finished.replace(path)
    with suppress(OSError):  # the file is there for everybody; only a power cut in the next seconds could tell
        folder_to_disk(path.parent)


def has_log(log: Path) -> bool:
    """Whether there is anything in a log."""
    return not log.name.endswith("-shm") and log.exists() and log.stat().st_size > 0


def set_stray_log_aside(path: Path) -> Path | None:
    """Move the log of another file away from this one, which would be spoilt by it; only for who has the lock.

    Returns where it is, None where there was none.
    """
    return set_log_aside(path) if has_stray_log(path) else None


def set_log_aside(path: Path) -> Path:
    """Keep the log beside a file under another name, which SQLite does not look at; returns where it is."""
    kept = set_aside(sidecar(path, "-wal"))
    sidecar(path, "-shm").unlink(missing_ok=True)
    return kept


def set_aside(log: Path) -> Path:
    """Keep a log under another name: it may hold what nobody has any more; returns where it is."""
    names = (log.with_name(f"{log.name}.{number}") for number in range(1, 1000))
    kept = next(name for name in names if not name.exists())
    log.replace(kept)
    return kept


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
