"""The way back: a backup takes the place of the database file, and what stood there is kept."""

import shutil
from contextlib import closing, suppress
from pathlib import Path

from models import clock
from models.database import (
    contents,
    erased_marks,
    errors,
    high_water,
    instance,
    key_files,
    location_checks,
    locking,
    permissions,
    swapping,
)
from models.database.backup import backup, contents_of, free_name
from models.database.database import open_database
from models.database.errors import Busy, Damaged, DatabaseError, DiskFull, ForeignFile, NotAsWritten
from models.database.integrity import verify
from models.database.upgrade import check_structure, create, recognise
from models.migrations import VERSIONS
from models.progress import SILENT, Progress
from models.words import _

AS_IT_WAS = "原样"  # in the name of what was copied unread: it may be damaged, or its log had no room


def restore(  # noqa: PLR0913 - all but the two files have their usual value
    source: Path,
    into: Path,
    *,
    key: bytes | None = None,
    versions: Path = VERSIONS,
    progress: Progress = SILENT,
    anyway: bool = False,
    with_contents: bool = True,
    notes: list[str] | None = None,
) -> Path | None:
    """Put the backup `source` in the place of `into` and return where the former file is kept (None: there was none).

    The contents of its attachments, which lie beside it, come too unless nobody wants them. What is in it must be what was
    written to it (raises NotAsWritten), unless it is to be used `anyway`: a file with three wrong records may be the best
    there is. A file that is locked stays so with its own key; where there is none, a locked backup brings its slots. Raises
    Locked where the backup has another key that is not unlocked.

    Whoever was erased after it was made is let go of again, which `notes` tells. The caller closes its own OpenFile first and opens anew
    afterwards; an older backup is then upgraded. Raises
    InUseElsewhere, ForeignFile, TooNew, Damaged (Altered), DiskFull, ReadOnly, Missing, Cancelled, and then nothing has changed.
    """
    into = into.resolve()
    location_checks.check_place(into)
    key = key_files.key_of(source, key)
    recognise(source, key=key, versions=versions, advise=_another)
    check_structure(source, key=key, advise=_another)
    if into.exists() and not into.is_file():
        raise ForeignFile(_("“{name}”不是文件，没有改动；请选择正确的位置").format(name=into.name))
    location_checks.check_writable(into)
    lock = instance.acquire(into)
    try:
        with errors.translated_files(), swapping.working_copy(into, "restoring") as copy:
            own = _own_key(into, key)
            _convert(source, key, copy, own or key, progress)
            if not anyway:
                _check_as_written(source, copy, own or key, progress)
            files = contents_of(source) if with_contents else None
            if files is not None:  # what is there besides stays: it may be wanted again
                contents.copy_missing(files, contents.beside(into), clock.today(), key=own or key, progress=progress)
            kept = _keep(into, own, progress) if _holds_anything(into) else None
            keys = key_files.keys_of(into, own) if own else key_files.keys_of(source, key)
            if keys is not None and keys not in key_files.slots_beside(into):
                key_files.put_beside(into, keys)
            swapping.swap(copy, into)
            high_water.forget(into)
    finally:
        lock.release()
    if erased_marks.knows_any(into):
        told = _let_go_of_erased(into)
        (notes if notes is not None else []).extend(told)
    return kept


def _convert(source: Path, key: bytes | None, copy: Path, into_key: bytes | None, progress: Progress) -> None:
    """Copy a backup; what is damaged then is the backup, not the file that people work in."""
    try:
        with errors.translated_files():
            locking.convert(source, key, copy, into_key, progress)
    except Damaged as error:
        words = _("备份“{name}”已损坏，文件没有改动；{advice}")
        raise Damaged(words.format(name=source.name, advice=_another(source))) from error


def _another(_source: Path) -> str:
    """What to do where a backup cannot be read: what is advised of a database would send people away from their own."""
    return _("现在的数据也没有改动，请换一个备份")


def _let_go_of_erased(path: Path) -> tuple[str, ...]:
    """Open the file once: persons who were erased after the backup was made go at once, not when somebody works in it next.

    Where that fails the file is restored all the same, and they go at the next opening. What is to be told of it.
    """
    with suppress(DatabaseError), closing(open_database(path, create=False)) as database:
        return database.file.notes if database.file is not None else ()
    return ()


def _check_as_written(source: Path, copy: Path, key: bytes | None, progress: Progress) -> None:
    found = verify(copy, progress, key=key)
    if not found.sound:
        words = _("“{name}”里的内容与写下时不同，没有恢复，原来的文件没有改动：{what}；请换一个备份")
        raise NotAsWritten(words.format(name=source.name, what=found.sentence), doubt=found.sentence)


def _own_key(path: Path, given: bytes | None) -> bytes | None:
    """What the file that is there is locked with; None for none, and where nobody can open it any more."""
    with suppress(DatabaseError):
        return key_files.known_key(path, given) if _holds_anything(path) else None
    return None


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
    kept = whole.with_name(f"{whole.stem} {AS_IT_WAS}{whole.suffix}")
    for suffix in ("", *swapping.SIDECARS):
        beside = swapping.sidecar(path, suffix)
        if beside.exists():
            permissions.new_file(swapping.sidecar(kept, suffix), path)
            shutil.copyfile(beside, swapping.sidecar(kept, suffix))
    if key_files.slots_beside(path):
        key_files.put_beside(kept, *key_files.slots_beside(path))
    return kept


def start_anew(path: Path, *, key: bytes | None = None) -> None:
    """Put an empty database in the place of the file; the caller has kept a backup and closed its own OpenFile.

    Raises InUseElsewhere, ReadOnly, DiskFull, Busy, and then nothing has changed.
    """
    with swapping.working_copy(path, "anew") as fresh:
        key = key_files.key_of(path, key)
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
            high_water.forget(path)
    finally:
        lock.release()
