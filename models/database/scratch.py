"""A folder of one's own for what is only in the making, and the end of what killed programs left in theirs."""

import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from models.database import instance, location, permissions
from models.database.errors import DatabaseError
from models.database.instance import InstanceLock

_NOTE = "in-the-making"  # holds the path of a file elsewhere
ENDINGS = (".part", ".restoring", ".upgrading", ".creating", ".anew", ".locking", ".folding")  # of such files
BESIDE = ("", "-wal", "-shm", "-journal")  # what a database in the making has beside it


@contextmanager
def folder() -> Iterator[Path]:
    """An empty folder nobody else may read, removed afterwards; one that a killed program leaves goes with the next sweep.

    Where the account has no place of its own it is one that only the system clears away.
    """
    own = _begun()
    if own is None:
        with tempfile.TemporaryDirectory() as unswept:
            yield Path(unswept)
        return
    place, lock = own
    try:
        place.mkdir(mode=permissions.FOLDER)
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)
        lock.release()
        with suppress(OSError):
            instance.lock_file(place).unlink(missing_ok=True)


def _begun() -> tuple[Path, InstanceLock] | None:
    """Where a folder of ours is to be, and the lock that tells others that we are alive; None where none can be."""
    with suppress(DatabaseError, OSError):
        base = _base()
        permissions.new_folder(base)
        permissions.tighten(base)
        place = base / uuid4().hex
        return place, instance.acquire(place)
    return None


@contextmanager
def making(path: Path) -> Iterator[None]:
    """While a file is made whose name ends as one of ENDINGS: should the program be killed, the next sweep removes it."""
    assert path.name.endswith(ENDINGS)
    with folder() as own:
        permissions.new_file(own / _NOTE)
        (own / _NOTE).write_text(str(path.absolute()), "utf-8", "surrogateescape")
        yield


def sweep() -> None:
    """Remove what killed programs of this account left: their folders, and the files elsewhere that they did not finish."""
    with suppress(OSError, DatabaseError):
        ours = [found for found in _base().iterdir() if found.is_dir() and not found.is_symlink()]
        live = {_noted(each) for each in ours if instance.is_held(each)}
        for left in ours:
            if not instance.is_held(left):
                unfinished = _noted(left)
                if unfinished is not None and unfinished not in live:
                    _remove(unfinished)
                shutil.rmtree(left, ignore_errors=True)
                instance.lock_file(left).unlink(missing_ok=True)


def _base() -> Path:
    from platformdirs import user_cache_path

    return location.at_home(user_cache_path) / "scratch"


def _noted(own: Path) -> Path | None:
    try:
        path = Path((own / _NOTE).read_text("utf-8", "surrogateescape"))
    except (OSError, ValueError):
        return None
    return path if path.is_absolute() and path.name.endswith(ENDINGS) else None


def _remove(unfinished: Path) -> None:
    for suffix in BESIDE:
        file = unfinished.with_name(unfinished.name + suffix)
        with suppress(OSError):
            if stat.S_ISREG(file.lstat().st_mode):
                file.unlink()
