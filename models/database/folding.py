"""Old acts without their changes: every record as they left it goes into the baseline, on a verified copy that takes the place.

The list of acts stays (who, when, what), and so does the whole chain of seals: every anchor still holds. What is folded
can not be undone, reversed or seen in the history of a record any more; a backup of before is kept.
"""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from models import clock
from models.database import audit_chain, errors, instance, key_files, locking, swapping
from models.database.audit_chain import FOLDED
from models.database.backup import backup
from models.database.engine import connect, private_engine
from models.database.errors import NothingToFold
from models.database.integrity import verify
from models.database.logged_rows import folded_until
from models.database.settings import UNDO_FROM, put_setting, setting
from models.entities.audit import BASELINE, CHANGE, CHANGE_SET
from models.progress import SILENT, Progress
from models.words import _

_ROWS = 2000  # written at once


@dataclass(frozen=True, slots=True)
class Fold:
    """What came of it: the last act that was folded, lines that went, records kept, bytes of the file before and after."""

    act: int
    lines: int
    records: int
    before: int
    after: int
    kept: Path


def last_before(connection: sa.Connection, day: date) -> int:
    """The last act before a day, 0 for none; by its number, not by what a wrong clock said of a single one."""
    later = sa.select(sa.func.min(CHANGE_SET.c.id)).where(CHANGE_SET.c.time >= day.isoformat())
    first = connection.execute(later).scalar()
    if first is None:
        return connection.execute(sa.select(sa.func.max(CHANGE_SET.c.id))).scalar() or 0
    return int(first) - 1


def foldable(connection: sa.Connection, day: date) -> tuple[int, int]:
    """The last act before a day, and how many lines of changes there are until then."""
    act = last_before(connection, day)
    lines = sa.select(sa.func.count()).select_from(CHANGE).where(CHANGE.c.change_set_id <= act)
    return act, connection.execute(lines).scalar_one()


def fold(path: Path, day: date, progress: Progress = SILENT) -> Fold:
    """Fold the acts before a day; the caller has closed its own OpenFile. The file must be as it was written.

    Raises NothingToFold, InUseElsewhere, Damaged, DiskFull, ReadOnly, Locked, Cancelled, and then nothing has changed.
    """
    lock = instance.acquire(path)
    try:
        key = key_files.key_of(path)
        with errors.translated_files():
            swapping.settle(path, key=key)
            verify(path, progress, key=key).check()
            before, kept = path.stat().st_size, backup(path, key=key, progress=progress)
            with swapping.working_copy(path, "folding") as copy:
                locking.convert(path, key, copy, key, progress)
                act, lines, records = _folded(copy, day, key, progress)
                verify(copy, progress, key=key).check()
                swapping.swap(copy, path)
    finally:
        lock.release()
    return Fold(act, lines, records, before, path.stat().st_size, kept)


def _folded(copy: Path, day: date, key: bytes | None, progress: Progress) -> tuple[int, int, int]:
    engine = private_engine(copy, key=key)
    try:
        with engine.connect() as connection, connection.begin():
            act, gone = foldable(connection, day)
            if not gone:
                words = _("{day} 以前没有可以折叠的操作，没有改动").format(day=day.isoformat())
                raise NothingToFold(words)
            records = _write(connection, act, progress)
    finally:
        engine.dispose()
    with closing(connect(copy, key=key)) as raw:
        raw.execute("VACUUM")
    return act, gone, records


def _write(connection: sa.Connection, act: int, progress: Progress) -> int:
    """Put every record as the acts left it into the baseline, and let their changes go; returns how many records."""
    raw: Any = connection.connection.driver_connection
    number = 1 + (connection.execute(sa.select(sa.func.max(BASELINE.c.upgrade))).scalar() or 0)
    rows = list(_rows(raw, act, number, progress))
    connection.execute(sa.delete(BASELINE).where(BASELINE.c.act <= act))
    connection.execute(sa.delete(CHANGE).where(CHANGE.c.change_set_id <= act))
    for start in range(0, len(rows), _ROWS):
        connection.execute(sa.insert(BASELINE), rows[start : start + _ROWS])
    time = clock.now().isoformat(timespec="seconds")
    put_setting(connection, FOLDED, {"act": act, "upgrade": number, "time": time})
    put_setting(connection, UNDO_FROM, max(act, int(setting(connection, UNDO_FROM, 0))))
    digest = audit_chain.digest_of_fold(connection, setting(connection, FOLDED))
    audit_chain.append(connection, FOLDED, number, digest)
    return len(rows)


def _rows(raw: Any, act: int, number: int, progress: Progress) -> Iterator[dict[str, Any]]:
    for count, told in enumerate(folded_until(raw, act)):
        progress.check()
        if count % _ROWS == 0:
            progress.note(_("折叠操作记录"))
        if told.state is not None:
            state = {name: value for name, value in told.state.items() if value is not None}
            after = json.dumps(state, ensure_ascii=False, separators=(",", ":"))
            yield {
                "entity": told.table, "record_id": told.record, "upgrade": number, "act": act, "made": int(told.made),
                "after": after,
            }  # fmt: skip
