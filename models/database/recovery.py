"""The way back: a backup takes the place of the database file, and what stood there is kept."""

import shutil
from contextlib import closing
from pathlib import Path

from models import clock
from models.database import contents, errors, instance, location_checks, permissions, swapping
from models.database.backup import backup, contents_of, copy_verified, free_name
from models.database.engine import connect_to_read
from models.database.errors import Busy, DatabaseError, DiskFull, ForeignFile
from models.database.upgrade import create, recognise
from models.migrations import VERSIONS
from models.progress import SILENT, Progress
from models.words import _

DAMAGED = "损坏"  # in the name of what could not be read


def restore(
    source: Path,
    into: Path,
    *,
    key: bytes | None = None,
    versions: Path = VERSIONS,
    progress: Progress = SILENT,
) -> Path | None:
    """Put the backup `source` in the place of `into` and return where the former file is kept (None: there was none).

    The contents of its attachments, which lie beside it, come too.

    The caller closes its own OpenFile first and opens anew afterwards; an older backup is then upgraded. Raises
    InUseElsewhere, ForeignFile, TooNew, Damaged, DiskFull, ReadOnly, Missing, Cancelled, and then nothing has changed.
    """
    into = into.resolve()
    location_checks.check_local(into)
    recognise(source, key=key, versions=versions)
    if into.exists() and not into.is_file():
        raise ForeignFile(_("“{name}”不是文件，没有改动；请选择正确的位置").format(name=into.name))
    location_checks.check_writable(into)
    lock = instance.acquire(into)
    try:
        with errors.translated_files(), swapping.working_copy(into, "restoring") as copy:
            with closing(connect_to_read(source, key=key)) as raw:
                copy_verified(raw, copy, key=key, progress=progress)
            files = contents_of(source)
            if files is not None:  # what is there besides stays: it may be wanted again
                contents.copy_missing(files, contents.beside(into), clock.today(), key=key, progress=progress)
            kept = _keep(into, key, progress) if _holds_anything(into) else None
            swapping.swap(copy, into)
    finally:
        lock.release()
    return kept


def _holds_anything(path: Path) -> bool:
    return path.exists() and path.stat().st_size > 0


def _keep(path: Path, key: bytes | None, progress: Progress) -> Path:
    try:
        kept = backup(path, key=key, progress=progress)
        swapping.settle(path, key=key)
    except (DiskFull, Busy):
        raise
    except DatabaseError:
        return _keep_as_it_is(path)
    return kept


def _keep_as_it_is(path: Path) -> Path:
    """Copy a file that SQLite cannot read, with its log: somebody may still get something out of it.

    Its name is none of a backup: nothing is restored from it, and it never goes by itself.
    """
    whole = free_name(path)
    kept = whole.with_name(f"{whole.stem} {DAMAGED}{whole.suffix}")
    for suffix in ("", *swapping.SIDECARS):
        beside = swapping.sidecar(path, suffix)
        if beside.exists():
            permissions.new_file(swapping.sidecar(kept, suffix), path)
            shutil.copyfile(beside, swapping.sidecar(kept, suffix))
    return kept


def start_anew(path: Path, *, key: bytes | None = None) -> None:
    """Put an empty database in the place of the file; the caller has kept a backup and closed its own OpenFile.

    Raises InUseElsewhere, ReadOnly, DiskFull, Busy, and then nothing has changed.
    """
    with swapping.working_copy(path, "anew") as fresh:
        create(fresh, key=key)
        put_in_place(fresh, path, key=key)


def put_in_place(finished: Path, path: Path, *, key: bytes | None = None) -> None:
    """Put a finished file in the place of one that is empty, kept elsewhere, or not there; both are closed.

    Raises InUseElsewhere, ReadOnly, DiskFull, Busy, and then nothing has changed.
    """
    lock = instance.acquire(path)
    try:
        with errors.translated_files():
            if path.exists():
                swapping.settle(path, key=key)
            swapping.swap(finished, path)
    finally:
        lock.release()
