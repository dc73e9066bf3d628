"""Rows that end the one that is open: a new mentor comes, and the pairing with the one before ends on that day (registers §3)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from models.database import storage
from models.schema.fields import Entity, Field, field_map

Row = Mapping[str, Any]
_DAY = timedelta(days=1)


def owners_of(entity: type[Entity]) -> tuple[Field, ...]:
    """The fields in which no two open rows say the same, where a new row ends the one that is open; none where it does not."""
    return tuple(field_map(entity)[name] for name in entity.exclusive[0]) if entity.succeeds else ()


def ended(connection: sa.Connection, entity: type[Entity], rows: Sequence[Row]) -> Iterator[tuple[int, int, date]]:
    """The records that these new rows end: (record, place of the row that ends it, what becomes of the end of its period)."""
    owners = owners_of(entity)
    if not owners or entity.period is None:
        return
    begin, end = entity.period
    coming: dict[tuple[Any, ...], list[tuple[date, int]]] = {}
    for n, row in enumerate(rows):
        if isinstance(row.get(begin), date):
            coming.setdefault(_owned_by(owners, row), []).append((row[begin], n))
    columns = ("id", *(field.column for field in owners), begin, end)
    firsts = storage.in_file(entity, owners[0], {own[0] for own in coming})
    for cells in storage.where(connection, entity, owners[0].column, firsts, columns):
        old = storage.decode(entity, dict(zip(columns, cells, strict=True)))
        same = coming.get(tuple(old[field.column] for field in owners), ())
        later = [(day, n) for day, n in same if old[begin] is None or day > old[begin]]
        if old[end] is None and later:
            day, n = min(later)
            yield old["id"], n, _last(entity, day)


def ended_together(entity: type[Entity], rows: Iterable[Row]) -> list[Row]:
    """New rows, each that is open ended by the next of its owner among them."""
    owners, found = owners_of(entity), list(rows)
    if not owners or entity.period is None:
        return found
    begin, end = entity.period
    order = sorted(
        (n for n, row in enumerate(found) if isinstance(row.get(begin), date)), key=lambda n: found[n][begin]
    )
    last: dict[Any, int] = {}
    for n in order:
        own = _owned_by(owners, found[n])
        before = last.get(own)
        if before is not None and found[before].get(end) is None and found[before][begin] < found[n][begin]:
            found[before] = {**found[before], end: _last(entity, found[n][begin])}
        last[own] = n
    return found


def _owned_by(owners: Sequence[Field], row: Row) -> tuple[Any, ...]:
    return tuple(row.get(field.name) for field in owners)


def _last(entity: type[Entity], following: date) -> date:
    """The end of a period after which another begins: the day before it where the last day counts, else that day."""
    return following - _DAY if entity.period_inclusive else following
