"""Backups that anybody can read although the database is locked by now: in the folder beside it, and in a second place."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from models import clock
from models.database import contents, errors, key_files, locking, swapping
from models.database.backup import backups_of, folder_of, shared_contents
from models.progress import SILENT, Progress
from models.words import _


@dataclass(frozen=True, slots=True)
class Readable:
    """What lies in the clear in one folder: backups, and the contents of their attachments."""

    folder: Path
    backups: tuple[Path, ...]
    files: tuple[Path, ...] = ()

    @property
    def words(self) -> str:
        """How many, and where."""
        return _("{folder}（{count} 份）").format(folder=self.folder, count=len(self.backups))


def readable(path: Path, folders: Iterable[Path] = ()) -> tuple[Readable, ...]:
    """What of a locked database lies in the clear beside it and in other folders of backups; nothing where it has no lock."""
    if not path.is_file() or not key_files.is_locked(path):
        return ()
    places = dict.fromkeys((folder_of(path), *folders))
    found = (
        Readable(place, tuple(_backups_in(place, path)), tuple(f for f in (_files_in(place, path),) if f))
        for place in places
    )
    return tuple(one for one in found if one.backups or one.files)


def _backups_in(folder: Path, path: Path) -> Iterator[Path]:
    for info in backups_of(path, folder):
        with suppress(OSError):  # gone in the meantime, with the stick
            if info.size and not key_files.is_locked(info.path):
                yield info.path


def _files_in(folder: Path, path: Path) -> Path | None:
    files = shared_contents(folder, path.stem, None)
    with suppress(OSError):
        return files if files.exists() and not key_files.is_locked(files) else None
    return None


def lock(path: Path, found: Iterable[Readable], progress: Progress = SILENT) -> None:
    """Make locked ones of them, each on a verified copy in its own folder; what is damaged stays as it is.

    The database must be unlocked. Raises DiskFull, ReadOnly, Missing, Cancelled: those that are done by then are locked.
    """
    key = key_files.key_of(path)
    keys = key_files.keys_of(path, key)
    assert key, "it has a lock"
    assert keys is not None, "and slots"
    with errors.translated_files():
        for one in found:
            for copy in progress.over(_("给备份加锁"), one.backups, every=1):
                locking.lock_copy(copy, key, keys, progress)
            locking.lock_shared(path, key, one.folder, progress)


def remove(path: Path, found: Iterable[Readable], progress: Progress = SILENT) -> None:
    """Remove them; the caller has seen to it that a locked one that was verified is in each of the folders.

    Contents of attachments, which later backups may name, go to those of the locked ones first. Raises DiskFull, ReadOnly,
    Damaged, Cancelled.
    """
    key = key_files.key_of(path)
    with errors.translated_files():
        for one in found:
            for files in one.files:
                held = shared_contents(one.folder, path.stem, key)
                contents.copy_missing(files, held, clock.today(), key=key, progress=progress)
                swapping.remove(files)
            for copy in progress.over(_("删除没有加锁的备份"), one.backups, every=1):
                swapping.remove(copy)
