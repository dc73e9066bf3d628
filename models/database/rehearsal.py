"""A rehearsed restore: the newest backup comes back in a place of its own and is compared row by row with the file.

What was done after the backup is taken back from the rows of the file by the change log, so that both are of one act.
"""

import json
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from itertools import chain, filterfalse, islice
from pathlib import Path
from time import monotonic
from typing import Any

from models import clock
from models.database import contents, key_files, permissions
from models.database.audit_chain import ACT, FOLDED, SHOWN
from models.database.backup import BackupInfo, backups_of, contents_of, folder_of, of_this_history
from models.database.database import Database, open_database
from models.database.engine import AS_IT_STANDS, connect, opened_file
from models.database.erasing import redacted
from models.database.errors import DatabaseError
from models.database.recovery import restore
from models.entities.audit import BASELINE, CHANGE, CHANGE_SET, DISCLOSURE, OFFICE, SEAL, SETTING
from models.progress import SILENT, Progress
from models.schema.fields import entities
from models.words import _

EVERY_DAYS, EVERY_BACKUPS = 7, 7  # since the last rehearsal; the second counts where a clock stands still
KEPT = 60  # lines of the log
_FOLDER, _LOG = "恢复演练", "{stem} 恢复演练.jsonl"
_BESIDE_THE_LOG = frozenset(
    {BASELINE.name, OFFICE.name, SETTING.name, "alembic_version"}
)  # what is written without an act
_APPENDED = frozenset({CHANGE_SET.name, CHANGE.name, DISCLOSURE.name, SEAL.name})  # to which only is added
_PIECE = 2000  # rows compared at once

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A line of the log: when, of which backup and act, how many rows and attachments were alike; `fault` "" when all."""

    time: str
    backup: str
    act: int
    rows: int
    attachments: int
    seconds: float
    fault: str = ""


def log_of(path: Path) -> tuple[Rehearsal, ...]:
    """The rehearsals of a database, the latest first; a line that cannot be read is left out."""
    found = []
    with suppress(OSError):
        for line in _log_file(path).read_text("utf-8", "replace").splitlines():
            with suppress(ValueError, TypeError):
                found.append(Rehearsal(**json.loads(line)))
    return tuple(reversed(found))


def _log_file(path: Path) -> Path:
    return folder_of(path) / _LOG.format(stem=path.stem)


def is_due(path: Path, own: Sequence[BackupInfo], now: datetime) -> bool:
    """Whether it is time: a week after the last, or seven backups of this history later where no clock can be believed."""
    if not own:
        return False
    last = next(iter(log_of(path)), None)
    if last is None:
        return True
    since = sum(info.act > last.act for info in own)
    try:
        age = now - datetime.fromisoformat(last.time).astimezone(now.tzinfo)
    except ValueError:
        return True
    return bool(since) and (not timedelta(0) <= age < timedelta(days=EVERY_DAYS) or since >= EVERY_BACKUPS)


def rehearse(database: Database, progress: Progress = SILENT) -> Rehearsal | None:
    """Rehearse with the newest backup and write a line in the log; None where there is no backup. Nothing else is changed.

    Raises Cancelled, DiskFull; anything else that goes wrong is what the rehearsal is there to find.
    """
    path, begun = opened_file(database.engine).path, monotonic()
    with database.reading_whole() as connection:
        own = of_this_history(connection, backups_of(path))
    if not own:
        return None
    rows = files = 0
    try:
        rows, fault = _restored_and_compared(database, own[0], progress)
        if not fault:
            files, fault = _attachments(own[0], opened_file(database.engine).key, progress)
    except DatabaseError as error:
        fault = error.sentence
    seconds = round(monotonic() - begun, 1)
    when = clock.now().isoformat(timespec="seconds")
    made = Rehearsal(when, own[0].path.name, own[0].act, rows, files, seconds, fault)
    _write(path, made)
    return made


def _write(path: Path, made: Rehearsal) -> None:
    lines = [asdict(made), *(asdict(one) for one in log_of(path)[: KEPT - 1])]
    file = _log_file(path)
    permissions.new_file(file)
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in reversed(lines))
    part = file.with_name(f"{file.name}.part")
    permissions.new_file(part)
    part.write_text(text, "utf-8")
    part.replace(file)


def _restored_and_compared(database: Database, info: BackupInfo, progress: Progress) -> tuple[int, str]:
    place = opened_file(database.engine)
    folder = folder_of(place.path) / _FOLDER
    shutil.rmtree(folder, ignore_errors=True)  # of one that was killed
    permissions.new_folder(folder)
    try:
        copy = folder / place.path.name
        restore(info.path, copy, key=place.key, progress=progress, with_contents=False)
        sealed = _seals(copy, place.key)
        open_database(copy, create=False).close()  # as a person would: brought up to date where it is older
        with (
            database.reading_whole(progress) as connection,
            closing(connect(copy, key=key_files.known_key(copy, place.key), mode="mode=ro")) as other,
        ):
            return compare(connection.connection.driver_connection, other, info.act, progress, sealed)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _seals(copy: Path, key: bytes | None) -> int:
    """How many seals a backup has; an upgrade goes on from there, at another moment than ours did."""
    with closing(connect(copy, key=key_files.known_key(copy, key), mode="mode=ro")) as raw:
        there = raw.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (SEAL.name,)).fetchone()
        return int(raw.execute(f"SELECT count(*) FROM {SEAL.name}").fetchone()[0]) if there else 0  # noqa: S608 - our own


def compare(raw: Any, other: Any, act: int, progress: Progress = SILENT, sealed: int | None = None) -> tuple[int, str]:
    """How many rows of the copy `other` are as those of `raw` were after an act, and what is not; "" when all are.

    Of the seals only the first `sealed` are compared, where that is given.
    """
    rows = 0
    for table, columns in progress.over(_("演练：逐行比较"), list(_tables(raw).items()), every=1):
        if table in _BESIDE_THE_LOG:
            continue
        upto = sealed if table == SEAL.name else None
        count, differing = _compared(raw, other, table, columns, act, upto)
        rows += count
        if differing is not None:
            words = _("恢复出来的与现有的不同：{what} 的 {record} 号记录")
            return rows, words.format(what=_called(table), record=differing)
    return rows, ""


def _called(table: str) -> str:
    return next((_(entity.label) for entity in entities() if entity.__tablename__ == table), table)


def _tables(raw: Any) -> dict[str, tuple[str, ...]]:
    listed = (
        "SELECT l.name, i.name FROM pragma_table_list AS l, pragma_table_info(l.name) AS i "
        "WHERE l.schema = 'main' AND l.type = 'table' AND l.name NOT LIKE 'sqlite_%'"
    )
    found: dict[str, list[str]] = {}
    for table, column in raw.execute(listed):
        found.setdefault(table, []).append(column)
    return {table: ("id", *(c for c in columns if c != "id")) for table, columns in found.items() if "id" in columns}


def _compared(  # noqa: PLR0913, PLR0917 - two files, what of them, and until when
    raw: Any, other: Any, table: str, columns: Sequence[str], act: int, upto: int | None = None
) -> tuple[int, Any]:
    """How many rows were alike, and the id of the first that differs, None for none."""
    names = ", ".join(f'"{name}"' for name in columns)
    query = f'SELECT {names} FROM "{table}" ORDER BY id'  # noqa: S608 - names of the file's own
    mine, theirs = raw.execute(query), other.execute(query)
    if table in _APPENDED:
        (last,) = other.execute(f'SELECT coalesce(max(id), 0) FROM "{table}"').fetchone()  # noqa: S608 - see above
        last = last if upto is None else upto
        mine, theirs = ((row for row in rows if row[0] <= last) for rows in (mine, theirs))
    else:
        mine = _as_of(mine, _written_after(raw, table, act), columns)
    without = _let_go(raw, table, columns)
    if without is not None:
        mine, theirs = filterfalse(without, mine), filterfalse(without, theirs)
    count = 0
    while True:
        a, b = list(islice(mine, _PIECE)), list(islice(theirs, _PIECE))
        if a != b:
            return count, next(x[0] if x else y[0] for x, y in _paired(a, b) if x != y)
        if not a:
            return count, None
        count += len(a)


def _let_go(raw: Any, table: str, columns: Sequence[str]) -> Callable[[Row], bool] | None:
    """Which rows of a table say in an older file what the file does not say any more: persons were erased, acts folded."""
    places, again = redacted(raw)
    fold = raw.execute(f"SELECT value FROM {SETTING.name} WHERE name = ?", (FOLDED,)).fetchone()  # noqa: S608 - our own
    folded = json.loads(fold[0])["act"] if fold is not None else 0
    if table == CHANGE.name and (places or folded):
        act, entity, record = (columns.index(name) for name in ("change_set_id", "entity", "record_id"))
        return lambda row: row[act] <= folded or (row[entity], row[record]) in places
    kind = {CHANGE_SET.name: ACT, DISCLOSURE.name: SHOWN}.get(table)
    ids = {key for name, key in places if name == table} if kind is None else again.get(kind, frozenset())
    return (lambda row: row[0] in ids) if ids else None


def _paired(a: Sequence[Row], b: Sequence[Row]) -> Iterator[tuple[Row, Row]]:
    longest = max(len(a), len(b))
    return zip(chain(a, [()] * (longest - len(a))), chain(b, [()] * (longest - len(b))), strict=True)


def _written_after(raw: Any, table: str, act: int) -> dict[int, list[tuple[str | None, str | None]]]:
    """What was written later in records of a table, the last first: before and after, as the log keeps them."""
    found: dict[int, list[tuple[str | None, str | None]]] = {}
    query = "SELECT record_id, before, after FROM change WHERE change_set_id > ? AND entity = ? ORDER BY id DESC"
    for record, before, after in raw.execute(query, (act, table)):
        found.setdefault(record, []).append((before, after))
    return found


def _as_of(rows: Iterator[Row], later: Mapping[int, Any], columns: Sequence[str]) -> Iterator[Row]:
    """The rows as they were before what was written later, in order of ids."""
    waiting = sorted(later, reverse=True)
    for row in rows:
        while waiting and waiting[-1] < row[0]:  # taken away since
            yield from _former({}, waiting[-1], later[waiting.pop()], columns)
        if waiting and waiting[-1] == row[0]:
            yield from _former(dict(zip(columns, row, strict=True)), row[0], later[waiting.pop()], columns)
        else:
            yield row
    for record in reversed(waiting):
        yield from _former({}, record, later[record], columns)


def _former(
    state: dict[str, Any], record: int, lines: Sequence[tuple[str | None, str | None]], columns: Sequence[str]
) -> Iterator[Row]:
    """A row with what was written later taken back, line by line; none where it did not exist then."""
    there = bool(state)
    for before, after in lines:
        there = before is not None
        if before is not None:
            told = json.loads(before)
            state = {"id": record, **told} if after is None else {**state, **told}
    if there:
        yield tuple(state.get(name) for name in columns)


def _attachments(info: BackupInfo, key: bytes | None, progress: Progress) -> tuple[int, str]:
    """How many contents the attachments of a backup name are there and whole, and what is not."""
    with closing(connect(info.path, key=key_files.known_key(info.path, key), mode=AS_IT_STANDS)) as raw:
        if not raw.execute("SELECT 1 FROM sqlite_master WHERE name = 'attachment'").fetchone():
            return 0, ""
        wanted = sorted(sha for (sha,) in raw.execute("SELECT DISTINCT sha256 FROM attachment"))
    file = contents_of(info.path)
    if not wanted:
        return 0, ""
    if file is None:
        return 0, _("备份旁没有附件的内容")
    lacking = contents.lacking(file, wanted, key=key, progress=progress)
    words = _("备份里有 {count} 个附件的内容不在或已损坏")
    return len(wanted) - len(lacking), words.format(count=len(lacking)) if lacking else ""
