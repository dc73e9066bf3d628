"""What records say of themselves: fields that complain, fields that contradict each other, fields left empty."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from models.database import storage
from models.schema.complaints import Complaint
from models.schema.fields import Entity, Field, field_map, fields_of, judge

PIECE = 2000  # records read at once
MOST_KNOWN = 200_000  # values judged before that are remembered: columns of numbers would fill the memory
Known = dict[tuple[str, Any], tuple[Complaint, ...]]
Doubt = tuple[int, str, Complaint]


def doubts(
    connection: sa.Connection,
    entity: type[Entity],
    day: date,
    ids: Sequence[int] | None = None,
    known: Known | None = None,
) -> Iterator[Doubt]:
    """(record, field, complaint): fields that complain of themselves, and fields that contradict each other on `day`.

    `known` keeps what was judged before: codes and dates return in every row. Not for several threads at once.
    """
    stored = [f for f in fields_of(entity) if f.stored]
    judged_alone = [f for f in stored if f.to is None]
    seen: Known = {} if known is None else known
    table = entity.table()
    statement = sa.select(table.c.id, *(table.c[f.column] for f in stored)).order_by(table.c.id)
    for chunk in [None] if ids is None else storage.pieces(sorted(ids), storage.CHUNK):
        for key, *cells in connection.execute(statement if chunk is None else statement.where(table.c.id.in_(chunk))):
            values = {f.name: cell for f, cell in zip(stored, cells, strict=True) if cell is not None}
            for f in judged_alone:
                if f.name in values:
                    yield from ((key, f.name, c) for c in _complaints(seen, f, values[f.name]))
            yield from ((key, name, complaint) for name, complaint in judge(entity, values, day))


def _complaints(known: Known, field: Field, value: Any) -> tuple[Complaint, ...]:
    place = (field.name, value)
    if place not in known:
        if len(known) > MOST_KNOWN:
            known.clear()
        known[place] = field.read(value)[1]
    return known[place]


def gaps(connection: sa.Connection, entity: type[Entity], founded: frozenset[int]) -> Iterator[tuple[Field, int]]:
    """Fields the specification asks for, with the number of records that leave them empty.

    What only the `founded` records lack nobody was ever asked for, so it is not held against the office.
    """
    table = entity.table()
    wanted = [f for f in fields_of(entity) if (f.expected or f.required) and f.stored]
    if not wanted:
        return
    empty = [_lacks(entity, f) for f in wanted]
    all_of = [sa.func.count().filter(each) for each in empty]
    asked = [sa.func.count().filter(each, table.c.id.not_in(founded)) for each in empty]
    row = connection.execute(sa.select(*all_of, *asked).select_from(table)).one()
    for f, count, ours in zip(wanted, row[: len(wanted)], row[len(wanted) :], strict=True):
        if ours:
            yield f, count


def _lacks(entity: type[Entity], field: Field) -> sa.ColumnElement[bool]:
    """Whether a record leaves empty what it is asked for; Field.lacks says it of values."""
    table, why = entity.table(), field_map(entity).get(field.unless)
    empty = table.c[field.column].is_(None)
    return empty if why is None else sa.and_(empty, table.c[why.column].is_(None))


def incomplete(connection: sa.Connection, entity: type[Entity], empty: Sequence[Field], besides: Sequence[int]) -> int:
    """How many records leave one of these fields empty or are among `besides`, each counted once."""
    table = entity.table()
    lacks = sa.or_(sa.false(), *(_lacks(entity, f) for f in empty))
    count = sa.select(sa.func.count()).select_from(table)
    others = (
        connection.execute(count.where(table.c.id.in_(chunk), sa.not_(lacks))).scalar_one()
        for chunk in storage.pieces(set(besides), storage.CHUNK)
    )
    return int(connection.execute(count.where(lacks)).scalar_one()) + sum(others)
