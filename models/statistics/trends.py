"""How many records lacked a value some time ago, read off the change log backwards."""

import json
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from models.entities.audit import CHANGE, CHANGE_SET
from models.schema.fields import Entity

MOST = 50_000  # changes that are read; after a larger act nobody asks what it was like before


def gained_gaps(connection: sa.Connection, entity: type[Entity], column: str, since: datetime) -> int | None:
    """How many more records than at `since` have nothing in a stored column; None where the log cannot tell.

    The log tells when it is older than that and not too much was written since.
    """
    first = connection.execute(sa.select(sa.func.min(CHANGE_SET.c.time))).scalar()
    if first is None or datetime.fromisoformat(first) > since:
        return None
    start = connection.execute(
        sa.select(sa.func.min(CHANGE_SET.c.id)).where(CHANGE_SET.c.time > since.isoformat(timespec="seconds"))
    ).scalar()
    if start is None:
        return 0
    theirs = (CHANGE.c.change_set_id >= start, CHANGE.c.entity == entity.__tablename__)
    if connection.execute(sa.select(sa.func.count()).select_from(CHANGE).where(*theirs)).scalar_one() > MOST:
        return None
    states: dict[int, tuple[bool, bool]] = {}  # at `since`, and now
    rows = connection.execute(
        sa.select(CHANGE.c.record_id, CHANGE.c.before, CHANGE.c.after).where(*theirs).order_by(CHANGE.c.id)
    )
    for key, before, after in rows:
        old, new = before and json.loads(before), after and json.loads(after)
        if old and new and column not in new:
            continue  # an update that left the column alone
        was = states[key][0] if key in states else _lacks(old, column)
        states[key] = (was, _lacks(new, column))
    return sum(now - was for was, now in states.values())


def _lacks(row: dict[str, Any] | None, column: str) -> bool:
    """Whether there is a record without the value; no record lacks nothing."""
    return row is not None and row.get(column) is None
