"""Verified copies of the database file, made while it is in use, and how many of them are kept."""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlcipher3 import dbapi2

from models import clock
from models.database import contents, errors, location_checks, permissions, swapping
from models.database.engine import connect, connect_to_read, opened_file
from models.entities.audit import CHANGE_SET
from models.progress import SILENT, Progress
from models.words import _

FOLDER = "{stem}备份"  # names of files do not change with the language: yesterday's must be found tomorrow
KEPT_LATEST, KEPT_DAYS, KEPT_MONTHS = 10, 14, 12
UNREADABLE = -1
_STEP = 2000  # pages copied between two looks at the progress
_TIME = "%Y-%m-%d %H%M%S"
_NAME = re.compile(r"(?P<stem>.+) (?P<time>\d{4}-\d\d-\d\d \d{6})(?:-\d+)?\.db")


@dataclass(frozen=True, slots=True)
class BackupInfo:
    """A backup that can be restored: what its name says of the time, `size` in bytes, the last act in it and its seal."""

    path: Path
    time: datetime
    size: int
    act: int = UNREADABLE
    seal: str = ""


def backup(
    source: sa.Engine | Path,
    target: Path | None = None,
    *,
    overwrite: bool = False,
    key: bytes | None = None,
    progress: Progress = SILENT,
) -> Path:
    """Copy the database, check the copy, and return where it is; writing may go on meanwhile.

    Contents of attachments go into a file beside the copy, one for all backups of the folder: only those not copied before.
    Without `target` it goes into the backup folder beside the file, where old ones are then cleared away. Raises
    AlreadyThere, Damaged, DiskFull, ReadOnly, Missing, Cancelled, and leaves no half copy.
    """
    path = opened_file(source).path if isinstance(source, sa.Engine) else source.resolve()
    with errors.translated_files():
        chosen = target if target is not None else free_name(path)
        location_checks.check_writable(chosen)
        if chosen.exists() and not (overwrite and not chosen.samefile(path)):
            sentence = _("“{name}”已经存在，没有覆盖；请换一个文件名或文件夹")
            raise errors.AlreadyThere(sentence.format(name=chosen.name))
        with _opened(source, key) as (raw, used_key), swapping.working_copy(chosen, "part") as part:
            copy_verified(raw, part, key=used_key, progress=progress)
            _copy_contents(path, chosen, key=used_key, progress=progress, together=target is None)
            swapping.swap(part, chosen)
        if target is None:
            clear_old(path)
    return chosen


def _copy_contents(path: Path, copy: Path, *, key: bytes | None, progress: Progress, together: bool) -> None:
    """After the database was read: what its attachments name is there by then."""
    target = _shared_contents(folder_of(path), path.stem) if together else contents.beside(copy)
    today = clock.today()
    contents.copy_missing(contents.beside(path), target, today, key=key, progress=progress, tidy=together)


def _shared_contents(folder: Path, stem: str) -> Path:
    """The contents of all backups of a database in their folder."""
    return contents.beside(folder / f"{stem}.db")


def contents_of(copy: Path) -> Path | None:
    """The file with the contents of the attachments in a backup; None where there is none."""
    name = _NAME.fullmatch(copy.name)
    places = (contents.beside(copy), *((_shared_contents(copy.parent, name["stem"]),) if name else ()))
    return next((place for place in places if place.exists()), None)


@contextmanager
def _opened(source: sa.Engine | Path, key: bytes | None) -> Iterator[tuple[Any, bytes | None]]:
    if isinstance(source, Path):
        with closing(connect_to_read(source, key=key)) as raw:
            yield raw, key
    else:
        with source.connect() as connection:
            yield connection.connection.driver_connection, opened_file(source).key


def copy_verified(raw: Any, copy: Path, *, key: bytes | None = None, progress: Progress = SILENT) -> None:
    """Copy what the connection `raw` sees into the new file `copy`, then open the copy and compare.

    The copy is a single file in rollback mode. Raises Damaged when it is not sound or rows are missing.
    """

    def told(_status: int, remaining: int, total: int) -> None:
        progress.note(_("复制数据库"), total - remaining, total)

    raw.execute("BEGIN")  # one state throughout: otherwise every commit of others would start the copying anew
    try:
        expected = row_counts(raw)
        with closing(connect(copy, key=key, mode="mode=rwc")) as target:
            raw.backup(target, pages=_STEP, progress=told, sleep=0)
            target.execute("PRAGMA journal_mode = DELETE")
    finally:
        raw.execute("ROLLBACK")
    progress.note(_("核对副本"))
    with closing(connect(copy, key=key)) as again:
        check_sound(again)
        if row_counts(again) != expected:
            raise errors.damaged()


def check_sound(raw: Any) -> None:
    """Raise Damaged unless every page and every index is as it should be."""
    if raw.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
        raise errors.damaged()


def row_counts(raw: Any) -> dict[str, int]:
    """How many rows each table of records has; search indexes are left out, they can be made anew."""
    tables = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'"
    return {name: raw.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in raw.execute(tables)}  # noqa: S608 - names from the file's own list


def folder_of(path: Path) -> Path:
    """Where the backups of a database file are."""
    return path.parent / FOLDER.format(stem=path.stem)


def free_name(path: Path) -> Path:
    """Where the next backup of a database file goes; the folder is made."""
    folder = folder_of(path)
    permissions.new_folder(folder)
    name = f"{path.stem} {clock.now().strftime(_TIME)}"
    names = (name, *(f"{name}-{number}" for number in range(2, 1000)))
    return next(free for each in names if not (free := folder / f"{each}.db").exists())


def backups_of(path: Path) -> tuple[BackupInfo, ...]:
    """The backups in the folder beside the file, the one with the most acts first: the clock may have been wrong."""
    folder = folder_of(path)
    if not folder.is_dir():
        return ()
    found = []
    for file in folder.iterdir():
        name = _NAME.fullmatch(file.name)
        if name and name["stem"] == path.stem:
            time = datetime.strptime(name["time"], _TIME)  # noqa: DTZ007 - as it was written
            state = file.stat()
            found.append(BackupInfo(file, time, state.st_size, *_last_act(file, state.st_mtime_ns, state.st_size)))
    return tuple(sorted(found, key=lambda info: (info.act, *_by_time(info)), reverse=True))


def _by_time(info: BackupInfo) -> tuple[datetime, int, str]:
    return info.time, len(info.path.name), info.path.name


@lru_cache(maxsize=256)
def _last_act(file: Path, _changed: int, _size: int) -> tuple[int, str]:
    """The last act in a backup and its seal; 0 where nothing was done yet, -1 where what is in it cannot be read."""
    try:
        with errors.translated_files(), closing(connect(file, mode="immutable=1")) as raw:
            row = raw.execute(f"SELECT id, hash FROM {CHANGE_SET.name} ORDER BY id DESC LIMIT 1").fetchone()  # noqa: S608
    except (errors.DatabaseError, dbapi2.Error, OSError):
        return UNREADABLE, ""
    return row or (0, "")


def of_this_history(connection: sa.Connection, found: Sequence[BackupInfo]) -> tuple[BackupInfo, ...]:
    """Those that hold what the open file held once; after restoring there may be others, with acts that were given up."""
    columns = sa.select(CHANGE_SET.c.id, CHANGE_SET.c.hash).where(CHANGE_SET.c.id.in_([info.act for info in found]))
    seals = {0: "", **{row.id: row.hash for row in connection.execute(columns)}}
    return tuple(info for info in found if seals.get(info.act) == info.seal)


def is_due(connection: sa.Connection, found: Sequence[BackupInfo], now: datetime) -> bool:
    """Whether it is time for the backup of the day: something was done since the last, and none is of today.

    What was done is judged by acts. A date is believed only for "today", not while the clock stands before the last act,
    and a backup whose name contradicts it (of a day to come, or of before what it holds) does not count.
    """
    statement = sa.select(CHANGE_SET.c.id, CHANGE_SET.c.time).order_by(CHANGE_SET.c.id.desc()).limit(1)
    last = connection.execute(statement).first()
    if last is None:
        return False
    done, ahead = datetime.fromisoformat(last.time), dated_ahead(found, now)
    own = [info for info in of_this_history(connection, found) if info not in ahead]
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


def clear_old(path: Path) -> None:
    """Remove the backups that need not be kept.

    What is new is told by acts and by time: with a wrong clock the one is right, after an older file was restored the other.
    """
    found = backups_of(path)
    latest = sorted(found, key=_by_time, reverse=True)
    kept = _worth_keeping([info.time for info in found]) | _worth_keeping([info.time for info in latest])
    for info in found:
        if info.time not in kept:
            info.path.unlink(missing_ok=True)


def worth_keeping(times: Iterable[datetime]) -> frozenset[datetime]:
    """The latest 10, the last one of each of the latest 14 days that have one, and of the latest 12 months.

    Days without a backup do not count: after the summer holidays, or with a clock gone wrong, nothing vanishes at once.
    """
    return _worth_keeping(sorted(times, reverse=True))


def _worth_keeping(newest: Sequence[datetime]) -> frozenset[datetime]:
    days: dict[str, datetime] = {}
    months: dict[str, datetime] = {}
    for time in newest:
        days.setdefault(f"{time:%Y-%m-%d}", time)
        months.setdefault(f"{time:%Y-%m}", time)
    return frozenset([*newest[:KEPT_LATEST], *list(days.values())[:KEPT_DAYS], *list(months.values())[:KEPT_MONTHS]])
