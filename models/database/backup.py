"""Verified copies of the database file, made while it is in use, and how many of them are kept."""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlcipher3 import dbapi2

from models import clock
from models.database import contents, errors, key_files, location_checks, permissions, swapping
from models.database.audit_chain import Anchor
from models.database.engine import AS_IT_STANDS, connect, connect_to_read, opened_file
from models.database.thinning import worth_keeping
from models.entities.audit import CHANGE_SET
from models.progress import SILENT, Progress
from models.words import _

UNREADABLE = -1
_CHECKING = 128 << 10  # kilobytes of memory while a file is checked: every index leads all over it
_STEP = 2000  # pages copied between two looks at the progress
_TIME = "%Y-%m-%d %H%M%S"
_NUMBERED = re.compile(r"(?<=\d{6})-\d+$")
_NAME = re.compile(
    r"(?P<stem>.+) (?P<time>\d{4}-\d\d-\d\d \d{6})(?: (?P<act>\d+)(?:·(?P<seal>[0-9a-f]{6}))?)?(?:-\d+)?\.db"
)


@dataclass(frozen=True, slots=True)
class BackupInfo:
    """A backup that can be restored: the time in its name, `size` in bytes, the last act in it and how its seal begins.

    Act and seal are those of the name, an anchor that a wrong clock cannot move; names of earlier versions have none, and
    then it is read what is in the file.
    """

    path: Path
    time: datetime
    size: int
    act: int = UNREADABLE
    seal: str = ""


def backup(  # noqa: PLR0913 - all but the source have their usual value
    source: sa.Engine | Path,
    target: Path | None = None,
    *,
    overwrite: bool = False,
    key: bytes | None = None,
    progress: Progress = SILENT,
    verified_next: bool = False,
) -> Path:
    """Copy the database, check the copy, and return where it is; writing may go on meanwhile.

    With `verified_next` its pages are not looked through here: the caller compares it with its log next, and them with it.

    Contents of attachments go into a file beside the copy, one for all backups of the folder: only those not copied before.
    Without `target` it goes into the backup folder beside the file; old ones are cleared away by whoever found it sound
    throughout (integrity.verify, then clear_old). Raises TooLong, AlreadyThere, Damaged, DiskFull, ReadOnly, Missing, Cancelled, and leaves no half copy.
    """
    path = opened_file(source).path if isinstance(source, sa.Engine) else source.resolve()
    with errors.translated_files():
        chosen = target if target is not None else free_name(path)
        location_checks.check_length(chosen.with_name(f"{chosen.name}.part"))
        location_checks.check_writable(chosen)
        if chosen.exists() and not (overwrite and not chosen.samefile(path)):
            sentence = _("“{name}”已经存在，没有覆盖；请换一个文件名或文件夹")
            raise errors.AlreadyThere(sentence.format(name=chosen.name))
        with _opened(source, key) as (raw, used_key), swapping.working_copy(chosen, "part") as part:
            copy_verified(raw, part, key=used_key, progress=progress, pages=not verified_next)
            if target is None:
                chosen = _anchored(chosen, part, used_key)
            _copy_contents(path, chosen, key=used_key, progress=progress, together=target is None)
            _give_slots(path, part, used_key)
            swapping.swap(part, chosen)
    return chosen


def _anchored(chosen: Path, part: Path, key: bytes | None) -> Path:
    """The name with the last act in the copy and how its seal begins."""
    there = last_act(part, key=key)
    if there is None:
        return chosen
    return _free(chosen.parent, f"{_NUMBERED.sub('', chosen.stem)} {there}")


def _give_slots(path: Path, copy: Path, key: bytes | None) -> None:
    """Let a locked backup carry what opens it: it may be the only file that is left."""
    keys = key_files.keys_of(path, key)
    if keys is not None:
        key_files.put_inside(copy, keys)


def _copy_contents(path: Path, copy: Path, *, key: bytes | None, progress: Progress, together: bool) -> None:
    """After the database was read: what its attachments name is there by then."""
    own, today = contents.beside(path), clock.today()
    if not together:
        contents.copy_missing(own, contents.beside(copy), today, key=key, progress=progress)
        return
    target = shared_contents(copy.parent, path.stem, key)
    named = partial(named_in, path, copy.parent, key)
    contents.copy_missing(own, target, today, key=key, progress=progress, named=named)


def named_in(path: Path, folder: Path, key: bytes | None) -> frozenset[str] | None:
    """What the attachments in all backups of a folder are found by; None when one of them cannot be read."""
    found: set[str] = set()
    try:
        for info in backups_of(path, folder):
            with (
                errors.translated_files(),
                closing(_connect_as_it_stands(info.path, key)) as raw,
            ):
                found.update(sha for (sha,) in raw.execute("SELECT DISTINCT sha256 FROM attachment"))
    except (errors.DatabaseError, dbapi2.Error, OSError):
        return None
    return frozenset(found)


def shared_contents(folder: Path, stem: str, key: bytes | None) -> Path:
    """The contents of all backups of a database in their folder that one key locks, or none."""
    locked = key_files.data_key(key)
    return contents.beside(folder / (f"{stem} {locked.id.hex()[:8]}.db" if locked else f"{stem}.db"))


def contents_of(copy: Path) -> Path | None:
    """The file with the contents of the attachments in a backup; None where there is none."""
    name = _NAME.fullmatch(copy.name)
    key = key_files.known_key(copy)
    places = (contents.beside(copy), *((shared_contents(copy.parent, name["stem"], key),) if name else ()))
    return next((place for place in places if place.exists()), None)


@contextmanager
def _opened(source: sa.Engine | Path, key: bytes | None) -> Iterator[tuple[Any, bytes | None]]:
    if isinstance(source, Path):
        used = key_files.key_of(source, key)
        with closing(connect_to_read(source, key=used)) as raw:
            yield raw, used
    else:
        with source.connect() as connection:
            yield connection.connection.driver_connection, opened_file(source).key


def copy_verified(
    raw: Any, copy: Path, *, key: bytes | None = None, progress: Progress = SILENT, pages: bool = True
) -> None:
    """Copy what the connection `raw` sees into the new file `copy`, then open the copy and compare.

    The copy is a single file in rollback mode. Raises Damaged when it is not sound or rows are missing.
    """

    def told(_status: int, remaining: int, total: int) -> None:
        progress.note(_("复制数据库"), total - remaining, total)

    raw.execute("BEGIN")  # one state throughout: otherwise every commit of others would start the copying anew
    try:
        expected = row_counts(raw)
        with closing(connect(copy, key=key, mode="mode=rwc")) as target:
            target.execute("PRAGMA synchronous = OFF")  # whoever puts it in its place brings it to the disk, once
            raw.backup(target, pages=_STEP, progress=told, sleep=0)
            target.execute("PRAGMA journal_mode = DELETE")
    finally:
        raw.execute("ROLLBACK")
    progress.note(_("核对副本"))
    with closing(connect(copy, key=key)) as again:
        if pages:
            check_sound(again)
        if row_counts(again) != expected:
            raise errors.damaged()


def check_sound(raw: Any) -> None:
    """Raise Damaged unless every page and every index is as it should be."""
    raw.execute(f"PRAGMA cache_size = -{_CHECKING}")
    if raw.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
        raise errors.damaged()


def row_counts(raw: Any) -> dict[str, int]:
    """How many rows each table of records has; search indexes are left out, they can be made anew."""
    tables = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'"
    return {name: raw.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in raw.execute(tables)}  # noqa: S608 - names from the file's own list


def folder_of(path: Path) -> Path:
    """Where the backups of a database file are."""
    return location_checks.backups_beside(path)


def free_name(path: Path) -> Path:
    """Where the next backup of a database file goes; the folder is made."""
    folder = folder_of(path)
    permissions.new_folder(folder)
    return _free(folder, f"{path.stem} {clock.now().strftime(_TIME)}")


def _free(folder: Path, name: str) -> Path:
    names = (name, *(f"{name}-{number}" for number in range(2, 1000)))
    return next(free for each in names if not (free := folder / f"{each}.db").exists())


def backups_of(path: Path, folder: Path | None = None) -> tuple[BackupInfo, ...]:
    """The backups of a database file, the one with the most acts first: the clock may have been wrong.

    They are those of the folder beside the file, or of another one.
    """
    folder = folder_of(path) if folder is None else folder
    try:
        files = list(folder.iterdir())
    except OSError:  # not there, or a stick that was pulled out
        return ()
    found = [info for file in files if (info := info_of(file, path.stem)) is not None]
    return tuple(sorted(found, key=lambda info: (info.act, *_by_time(info)), reverse=True))


def info_of(file: Path, stem: str | None = None) -> BackupInfo | None:
    """What the name of a backup says; None when it is none of a backup, or of another database than `stem`."""
    name = _NAME.fullmatch(file.name)
    if name is None or stem not in (None, name["stem"]):
        return None
    try:
        time = datetime.strptime(name["time"], _TIME)  # noqa: DTZ007 - as it was written
        state = file.stat()
    except (ValueError, OSError):
        return None
    if name["act"] is not None and state.st_size:
        there: Anchor | None = Anchor(int(name["act"]), name["seal"] or "")
    else:
        there = _last_act(file, key_files.known_key(file), state.st_mtime_ns, state.st_size)
    return BackupInfo(file, time, state.st_size, *((there.number, there.seal) if there else (UNREADABLE, "")))


def _by_time(info: BackupInfo) -> tuple[datetime, int, str]:
    return info.time, len(info.path.name), info.path.name


@lru_cache(maxsize=256)
def _last_act(file: Path, key: bytes | None, _changed: int, _size: int) -> Anchor | None:
    return last_act(file, key=key)


def _connect_as_it_stands(copy: Path, key: bytes | None) -> Any:
    """A connection to a backup with its own key where that is unlocked: the file may have another one by now."""
    return connect(copy, key=key_files.known_key(copy, key), mode=AS_IT_STANDS)


def last_act(file: Path, *, key: bytes | None = None) -> Anchor | None:
    """The last act in a backup and its seal; 0 where nothing was done yet, None where what is in it cannot be read."""
    try:
        with errors.translated_files(), closing(_connect_as_it_stands(file, key)) as raw:
            row = raw.execute(f"SELECT id, hash FROM {CHANGE_SET.name} ORDER BY id DESC LIMIT 1").fetchone()  # noqa: S608
    except (errors.DatabaseError, dbapi2.Error, OSError):
        return None
    return Anchor(*(row or (0, "")))


def of_this_history(connection: sa.Connection, found: Sequence[BackupInfo]) -> tuple[BackupInfo, ...]:
    """Those that hold what the open file held once; after restoring there may be others, with acts that were given up."""
    columns = sa.select(CHANGE_SET.c.id, CHANGE_SET.c.hash).where(CHANGE_SET.c.id.in_([info.act for info in found]))
    seals = {0: "", **{row.id: row.hash for row in connection.execute(columns)}}
    return tuple(info for info in found if info.act in seals and _begins(seals[info.act], info.seal))


def _begins(seal: str, shown: str) -> bool:
    """Whether a seal is the one of which a name shows the beginning."""
    return seal.startswith(shown) and bool(shown) == bool(seal)


def is_due(connection: sa.Connection, found: Sequence[BackupInfo], now: datetime, *, begun: bool = False) -> bool:
    """Whether it is time for the backup of the day: something was done since the last, and none is of today.

    When the program has just `begun` no date counts: whatever was done before is not in the last one. A clock whose battery is
    flat says the same day every morning.

    What was done is judged by acts. A date is believed only for "today", not while the clock stands before the last act,
    and a backup whose name contradicts it (of a day to come, or of before what it holds) does not count.
    """
    statement = sa.select(CHANGE_SET.c.id, CHANGE_SET.c.time).order_by(CHANGE_SET.c.id.desc()).limit(1)
    last = connection.execute(statement).first()
    if last is None:
        return False
    done, ahead = datetime.fromisoformat(last.time), dated_ahead(found, now)
    own = [info for info in of_this_history(connection, found) if info not in ahead]
    if begun:
        return all(info.act != last.id for info in of_this_history(connection, found))
    if any(info.act == last.id and (done > now or info.time.astimezone() >= done) for info in own):
        return False
    return done > now or all(info.time.date() != now.date() for info in own)


def dated_ahead(found: Iterable[BackupInfo], now: datetime) -> tuple[BackupInfo, ...]:
    """Backups whose names bear a day that is still to come: the clock was wrong then, or it is now."""
    return tuple(info for info in found if info.time.date() > now.date())


def sweep(path: Path) -> None:
    """Remove the working copies that a killed program left in the backup folder; only for who has the lock of `path`."""
    folder = folder_of(path)
    with suppress(OSError):
        for file in folder.iterdir() if folder.is_dir() else ():
            name = _NAME.fullmatch(file.name.partition(".db.part")[0] + ".db")
            if ".db.part" in file.name and name and name["stem"] == path.stem:
                file.unlink(missing_ok=True)


def advice(path: Path) -> str:
    """What to do without the database file: which backup beside it is the latest."""
    found = backups_of(path)
    if not found:
        return _("旁边没有它的备份，请从别处的备份恢复；确要从头开始，请先把这个文件移走")
    words = _("最近的备份是“{name}”（{time}），请用它恢复")
    return words.format(name=found[0].path.name, time=f"{found[0].time:%Y-%m-%d %H:%M}")


def clear_old(path: Path, made: Path, folder: Path | None = None) -> None:
    """Remove the backups that need not be kept; never `made`, which has just been verified.

    What is new is told by acts and by time: with a wrong clock the one is right, after an older file was restored the other.
    """
    found = backups_of(path, folder)
    latest = sorted(found, key=_by_time, reverse=True)
    kept = worth_keeping([info.time for info in found]) | worth_keeping([info.time for info in latest])
    for info in found:
        if info.time not in kept and info.path != made:
            info.path.unlink(missing_ok=True)
