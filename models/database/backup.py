"""Verified copies of the database file, made while it is in use, and how many of them are kept."""

import re
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from models import clock
from models.database import errors, places, swapping
from models.database.engine import connect, connect_to_read, opened_file
from models.progress import SILENT, Progress
from models.words import _

FOLDER = "{stem}备份"  # names of files do not change with the language: yesterday's must be found tomorrow
KEPT_LATEST, KEPT_DAYS, KEPT_MONTHS = 10, 14, 12
_STEP = 2000  # pages copied between two looks at the progress
_TIME = "%Y-%m-%d %H%M%S"
_NAME = re.compile(r"(?P<stem>.+) (?P<time>\d{4}-\d\d-\d\d \d{6})(?:-\d+)?\.db")


@dataclass(frozen=True, slots=True)
class BackupInfo:
    """A backup that can be restored; `size` in bytes."""

    path: Path
    time: datetime
    size: int


def backup(
    source: sa.Engine | Path,
    target: Path | None = None,
    *,
    overwrite: bool = False,
    key: bytes | None = None,
    progress: Progress = SILENT,
) -> Path:
    """Copy the database, check the copy, and return where it is; writing may go on meanwhile.

    Without `target` it goes into the backup folder beside the file, where old ones are then cleared away. Raises
    AlreadyThere, Damaged, DiskFull, ReadOnly, Missing, Cancelled, and leaves no half copy.
    """
    path = opened_file(source).path if isinstance(source, sa.Engine) else source.resolve()
    with errors.translated_files():
        chosen = target if target is not None else free_name(path)
        places.check_writable(chosen)
        if chosen.exists() and not (overwrite and not chosen.samefile(path)):
            sentence = _("“{name}”已经存在，没有覆盖；请换一个文件名或文件夹")
            raise errors.AlreadyThere(sentence.format(name=chosen.name))
        with _opened(source, key) as (raw, used_key), swapping.working_copy(chosen, "part") as part:
            copy_verified(raw, part, key=used_key, progress=progress)
            swapping.swap(part, chosen)
        if target is None:
            clear_old(path)
    return chosen


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
    return path.with_name(FOLDER.format(stem=path.stem))


def free_name(path: Path) -> Path:
    """Where the next backup of a database file goes; the folder is made."""
    folder = folder_of(path)
    folder.mkdir(exist_ok=True)
    name = f"{path.stem} {clock.now().strftime(_TIME)}"
    names = (name, *(f"{name}-{number}" for number in range(2, 1000)))
    return next(free for each in names if not (free := folder / f"{each}.db").exists())


def backups_of(path: Path) -> tuple[BackupInfo, ...]:
    """The backups in the folder beside the file, newest first."""
    folder = folder_of(path)
    if not folder.is_dir():
        return ()
    found = []
    for file in folder.iterdir():
        name = _NAME.fullmatch(file.name)
        if name and name["stem"] == path.stem:
            time = datetime.strptime(name["time"], _TIME)  # noqa: DTZ007 - as it was written
            found.append(BackupInfo(file, time, file.stat().st_size))
    return tuple(sorted(found, key=lambda info: (info.time, len(info.path.name), info.path.name), reverse=True))


def clear_old(path: Path) -> None:
    """Remove the backups that need not be kept."""
    found = backups_of(path)
    kept = worth_keeping(info.time for info in found)
    for info in found:
        if info.time not in kept:
            info.path.unlink(missing_ok=True)


def worth_keeping(times: Iterable[datetime]) -> frozenset[datetime]:
    """The latest 10, the last one of each of the latest 14 days that have one, and of the latest 12 months.

    Days without a backup do not count: after the summer holidays, or with a clock gone wrong, nothing vanishes at once.
    """
    newest = sorted(times, reverse=True)
    days: dict[str, datetime] = {}
    months: dict[str, datetime] = {}
    for time in newest:
        days.setdefault(f"{time:%Y-%m-%d}", time)
        months.setdefault(f"{time:%Y-%m}", time)
    return frozenset([*newest[:KEPT_LATEST], *list(days.values())[:KEPT_DAYS], *list(months.values())[:KEPT_MONTHS]])
