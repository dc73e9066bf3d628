"""Opening the office's file: every refusal comes before the first change, and what is opened is up to date."""

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import sqlalchemy as sa

from models import migrations
from models.database import (
    contents,
    errors,
    instance,
    key_files,
    location_checks,
    locking,
    permissions,
    renamed,
    scratch,
    swapping,
    unclean_end,
    upgrade,
)
from models.database.backup import advice, backups_of, folder_of, sweep
from models.database.engine import checkpointer, open_engine
from models.database.errors import Missing, TooOld
from models.database.high_water import Lost
from models.database.instance import InstanceLock
from models.database.location_checks import drafts_of
from models.database.upgrade import recognise
from models.migrations import VERSIONS
from models.progress import SILENT, Progress
from models.version import program_version
from models.words import _


@dataclass(frozen=True, slots=True)
class OpenFile:
    """An open database file.

    `lock` is None for a reader; `created`: it was made just now; `kept` is the backup of before an upgrade; `notes` are
    sentences on what was put right before it was opened; `lost` is what was saved on this computer and is not in it;
    `unclean`: whoever had it last did not end by itself.
    """

    path: Path
    engine: sa.Engine
    lock: InstanceLock | None
    created: bool = False
    kept: Path | None = None
    notes: tuple[str, ...] = ()
    lost: Lost | None = None
    unclean: bool = False

    def close(self) -> None:
        """Let go of the file, which is complete without its log then; connections must have been given back."""
        log = checkpointer(self.engine)
        if log is not None:
            log.finish()
        self.engine.dispose()
        if self.lock is not None:
            self.lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_database_file(  # noqa: PLR0913 - all but the path have their usual value
    path: Path,
    *,
    write: bool = True,
    create: bool = True,
    anew: bool = False,
    key: bytes | None = None,
    progress: Progress = SILENT,
    versions: Path = VERSIONS,
) -> OpenFile:
    """Open the file, making it when it is new (only with `write` and `create`) and upgrading it when it is older.

    Where there was one before it is made only with `anew`: somebody knows that it is gone. One instance writes; readers (`write=False`) need no lock and may read beside it. Raises TooLong, NetworkDrive, Missing,
    ForeignFile, Locked, TooNew, Empty, Altered, ReadOnly, InUseElsewhere, TooOld, Damaged, DiskFull, UpgradeFailed,
    Cancelled.
    """
    path = path.resolve()
    with errors.translated_files():
        location_checks.check_place(path)
        gone = not path.exists()
        if gone and not anew:
            _check_never_there(path)
        fresh = gone and write and create
        if not fresh:
            key = key_files.key_of(path, key)
            recognise(path, key=key, versions=versions)
            upgrade.check_structure(path, key=key)
        return _to_write(path, fresh, key, progress, versions) if write else _to_read(path, key, progress, versions)


def _to_write(path: Path, fresh: bool, key: bytes | None, progress: Progress, versions: Path) -> OpenFile:
    location_checks.check_writable(path)
    unclean = unclean_end.was_unclean(path)
    lock = instance.acquire(path)
    try:
        _put_in_order(path)
        notes = _keep_locked(path, key, progress)
        notes += unclean_end.put_right(path, unclean=unclean, key=key, progress=progress)
        fresh = fresh and not path.exists()  # another instance may have made it before we had the lock
        if fresh:
            upgrade.create(path, key=key, versions=versions)
        kept = _up_to_date(path, key, progress, versions)
        notes += _upgraded(path, kept)
        return OpenFile(path, open_engine(path, key=key), lock, fresh, kept, notes, unclean=unclean)
    except BaseException:
        lock.release(clean=not unclean)  # what was not looked through to the end is looked through the next time
        raise


def _upgraded(path: Path, kept: Path | None) -> tuple[str, ...]:
    """That a file was brought up to date, and where it is as it was."""
    if kept is None:
        return ()
    words = _("“{name}”已升级到双元 {version} 的格式，已核对无误；升级前的样子备份为“{kept}”")
    return (words.format(name=path.name, version=program_version(), kept=kept.name),)


def _keep_locked(path: Path, key: bytes | None, progress: Progress) -> tuple[str, ...]:
    """Have the slots beside a locked file before it is written, which cuts off what is behind its last page, and all of it locked.

    What of it could not be locked is told, and keeps nobody out.
    """
    keys = key_files.keys_of(path, key)
    if key is None or keys is None:
        return ()
    if keys not in key_files.slots_beside(path):
        key_files.put_beside(path, keys)
    return tuple(filter(None, [locking.follow(path, key, progress)]))


def _check_never_there(path: Path) -> None:
    """Raise Missing when the file is gone and something of it is still there: then nothing new takes its place unasked."""
    left = key_files.beside(path).exists() or swapping.has_log(swapping.sidecar(path, "-wal"))
    if left or backups_of(path):
        other = renamed.now_called(path)
        if other is not None:
            words = _("数据库文件“{name}”不见了，没有新建；旁边的“{other}”像是它改的名字，请打开那一个")
            raise Missing(words.format(name=path.name, other=other.name))
        words = _("数据库文件“{name}”不见了，没有新建；{advice}")
        raise Missing(words.format(name=path.name, advice=advice(path)))


def files_of(path: Path) -> list[Path]:
    """A database file and those that belong to it, whether they are there or not; without backups and drafts."""
    held = (path, contents.beside(path))
    sidecars = [swapping.sidecar(own, suffix) for own in held for suffix in swapping.SIDECARS]
    return [*held, key_files.beside(path), instance.lock_file(path), *sidecars]


def _put_in_order(path: Path) -> None:
    """Clear away what a killed program left, and let nobody else read what earlier versions left readable."""
    scratch.sweep()
    swapping.sweep(path)
    swapping.sweep(contents.beside(path))
    sweep(path)
    beside = files_of(path)
    for folder in (folder_of(path), drafts_of(path)):
        beside += [folder, *folder.glob("*")] if folder.is_dir() else []
    for own in beside:
        permissions.tighten(own)
    _drop_foreign_log(path)


def _drop_foreign_log(path: Path) -> None:
    """Remove an empty log that another account began: we may not write it, and could not open the file beside it."""
    log, index = swapping.sidecar(path, "-wal"), swapping.sidecar(path, "-shm")
    foreign = any(file.exists() and not os.access(file, os.W_OK) for file in (log, index))
    if foreign and not swapping.has_log(log):
        with suppress(OSError):
            log.unlink(missing_ok=True)
            index.unlink(missing_ok=True)


def _to_read(path: Path, key: bytes | None, progress: Progress, versions: Path) -> OpenFile:
    kept, notes = None, _put_right_to_read(path, key, progress)
    if recognise(path, key=key, versions=versions) < migrations.generation(versions):
        if not location_checks.can_write(path):
            sentence = _("“{name}”由旧版本的双元建立，需要升级，但文件或所在文件夹不能写入；请复制到可写的文件夹再打开")
            raise TooOld(sentence.format(name=path.name))
        lock = instance.acquire(path)
        try:
            kept = _up_to_date(path, key, progress, versions)
        finally:
            lock.release()
    return OpenFile(
        path, open_engine(path, read_only=True, key=key), None, kept=kept, notes=notes + _upgraded(path, kept)
    )


def _put_right_to_read(path: Path, key: bytes | None, progress: Progress) -> tuple[str, ...]:
    """What nobody writes and a program left behind with a log is put right first: a reader brings that log in as well."""
    if (
        not swapping.has_log(swapping.sidecar(path, "-wal"))
        or instance.is_held(path)
        or not location_checks.can_write(path)
    ):
        return ()
    unclean = unclean_end.was_unclean(path)
    lock, clean = instance.acquire(path), False
    try:
        notes = unclean_end.put_right(path, unclean=unclean, key=key, progress=progress)
        clean = True
    finally:
        lock.release(clean=clean or not unclean)
    return notes


def _up_to_date(path: Path, key: bytes | None, progress: Progress, versions: Path) -> Path | None:
    if recognise(path, key=key, versions=versions) == migrations.generation(versions):
        return None
    return upgrade.upgrade(path, key=key, versions=versions, progress=progress)
