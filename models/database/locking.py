"""Locking a file, giving it another key, taking the lock off: each on a verified copy that takes the place of the file."""

import hashlib
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from models import clock
from models.database import backup, contents, errors, instance, key_files, key_slots, permissions, swapping
from models.database.backup import check_sound, copy_verified, row_counts
from models.database.engine import connect, connect_to_read, mode_to_read
from models.database.key_files import PLAIN
from models.database.key_slots import DataKey, KeySet
from models.progress import SILENT, Cancelled, Progress
from models.words import _

_ROWS = 2000  # read between two looks at the progress


def lock(path: Path, keys: KeySet, key: DataKey, progress: Progress = SILENT) -> str:
    """Lock a file with a key, in the place of the one it has or of none; the caller has closed its own OpenFile.

    Raises InUseElsewhere, Locked, Damaged, DiskFull, ReadOnly, Cancelled: nothing has changed then. Contents of attachments and
    the backups in the folder beside it that had no lock follow; those with another key keep it and open with their own slots.
    What could not follow is returned as a sentence, "" for nothing.
    """
    _change(path, key.raw, keys, progress)
    key_files.remember(key, keys)
    try:
        return follow(path, key.raw, progress)
    except Cancelled:
        return waiting()


def take_off(path: Path, progress: Progress = SILENT) -> None:
    """Take the lock off a file that is unlocked; its backups keep theirs, with their own slots. Raises as `lock` does."""
    files = contents.beside(path)
    if files.exists():  # first: a file without a lock has nothing to open them with
        _convert_contents(files, PLAIN, progress)
    _change(path, PLAIN, None, progress)
    with suppress(OSError):  # the lock is off: slots that open nothing any more do no harm
        key_files.beside(path).unlink(missing_ok=True)


def change_slots(path: Path, changed: Callable[[KeySet, DataKey], KeySet]) -> KeySet:
    """Change the slots of a file that is unlocked; raises Locked, ForeignFile, OSError."""
    key, keys = _own(path)
    made = changed(keys, key)
    key_files.put_beside(path, made)
    key_files.remember(key, made)
    return made


def rekey(path: Path, changed: Callable[[KeySet, DataKey], KeySet] | None = None, progress: Progress = SILENT) -> str:
    """Give a file another key, with the slots it has or, with `changed`, others: what was shut out opens nothing new any more.

    Raises Tampered where the slots are not those that were left, else returns and raises as `lock` does.
    """
    old, keys = _own(path)
    new = key_slots.new_key()
    made = key_slots.rekeyed(changed(keys, old) if changed else keys, old, new)
    return lock(path, made, new, progress)


def _own(path: Path) -> tuple[DataKey, KeySet]:
    key = key_files.data_key(key_files.key_of(path))
    keys = key_files.keys_of(path, key.raw) if key else None
    if key is None or keys is None:
        raise errors.ForeignFile(_("“{name}”没有加锁").format(name=path.name))
    if not key_slots.is_sealed(keys, key):
        raise errors.Tampered(_("钥匙文件被别的程序改过，没有改动；请用一份备份恢复，再换一次钥匙"))
    return key, keys


def _change(path: Path, key: bytes, keys: KeySet | None, progress: Progress) -> None:
    held = instance.acquire(path)
    try:
        old = key_files.key_of(path)
        with errors.translated_files(), swapping.working_copy(path, "locking") as copy:
            swapping.settle(path, key=old)
            convert(path, old, copy, key, progress)
            if keys is not None:
                key_files.put_beside(path, keys)  # before: from then on either of the two files opens
            swapping.swap(copy, path)
    finally:
        held.release()


def waiting() -> str:
    """That something beside a file has not followed a change of its lock."""
    return _("旁边的附件、备份或草稿还没有全部用上现在的锁，下次打开时接着做；请检查磁盘是否正常、空间是否足够")


def follow(path: Path, key: bytes, progress: Progress = SILENT) -> str:
    """Lock what lies beside a locked file and is open still: a killed change, or a copy somebody put there.

    The file is locked whatever the disk does to these: what could not follow is returned as a sentence. Raises Cancelled.
    """
    try:
        _complete(path, key, progress)
    except (errors.DatabaseError, OSError):
        return waiting()
    return ""


def _complete(path: Path, key: bytes, progress: Progress) -> None:
    keys = key_files.keys_of(path, key)
    files = contents.beside(path)
    if keys is None:
        return
    with errors.translated_files():
        if files.exists() and key_files.known_key(files, key) != key:
            _convert_contents(files, key, progress)
        for info in backup.backups_of(path):
            if not key_files.is_locked(info.path):
                lock_copy(info.path, key, keys, progress)
        lock_shared(path, key, backup.folder_of(path), progress)


def lock_copy(path: Path, key: bytes, keys: KeySet, progress: Progress = SILENT) -> None:
    """Make a locked backup of one in the clear, in its place and with its slots; what is damaged stays: it may be wanted."""
    with (
        suppress(errors.Damaged),
        swapping.working_copy(path, "part") as copy,
    ):
        convert(path, None, copy, key, progress)
        key_files.put_inside(copy, keys)
        swapping.swap(copy, path)


def lock_shared(path: Path, key: bytes, folder: Path, progress: Progress = SILENT) -> None:
    """Lock the contents of the attachments of the backups in a folder, once none of these is open."""
    plain, locked = (backup.shared_contents(folder, path.stem, one) for one in (None, key))
    if plain.exists() and all(key_files.is_locked(info.path) for info in backup.backups_of(path, folder)):
        contents.copy_missing(plain, locked, clock.today(), key=key, progress=progress)
        swapping.remove(plain)


def _convert_contents(files: Path, key: bytes, progress: Progress) -> None:
    with swapping.working_copy(files, "locking") as copy:
        convert(files, key_files.known_key(files), copy, key, progress)
        swapping.swap(copy, files)


def convert(source: Path, old: bytes | None, copy: Path, new: bytes | None, progress: Progress = SILENT) -> None:
    """Copy a database into the new file `copy` with another key, or none, and compare every row; raises Damaged, DiskFull."""
    with errors.translated():
        _convert(source, old, copy, new, progress)


def _convert(source: Path, old: bytes | None, copy: Path, new: bytes | None, progress: Progress) -> None:
    if bool(old) == bool(new):
        with closing(connect_to_read(source, key=old)) as raw:
            copy_verified(raw, copy, key=new, progress=progress)
        return
    permissions.new_file(copy, source)
    progress.note(_("复制数据库"))
    with closing(connect(source, key=old, mode=mode_to_read(source))) as raw:
        raw.execute("ATTACH ? AS made KEY ?", (f"{copy.absolute().as_uri()}?mode=rw", f"x'{new.hex()}'" if new else ""))
        for pragma in (
            "synchronous = OFF",
            "journal_mode = OFF",
        ):  # nobody knows the copy yet; it is synced when it takes its place
            raw.execute(f"PRAGMA made.{pragma}")
        for name in ("application_id", "user_version"):
            (value,) = raw.execute(f"PRAGMA {name}").fetchone()
            raw.execute(f"PRAGMA made.{name} = {value}")
        raw.execute("SELECT sqlcipher_export('made')")
        raw.execute("DETACH made")
        expected = row_counts(raw), _digest(raw, progress)
    with closing(connect(copy, key=new)) as again:
        check_sound(again)
        if (row_counts(again), _digest(again, progress)) != expected:
            raise errors.damaged()


def _digest(raw: Any, progress: Progress) -> int:
    """A number over all rows of all tables, whatever their order."""
    total = 0
    for table in progress.over(_("核对副本"), list(row_counts(raw))):
        found = raw.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - names from the file's own list
        while rows := found.fetchmany(_ROWS):
            total += _sum(rows)
            progress.check()
    return total


def _sum(rows: Iterable[tuple[Any, ...]]) -> int:
    return sum(int.from_bytes(hashlib.blake2b(repr(row).encode(), digest_size=16).digest()) for row in rows)
