"""Figures with the list behind them: a number is the count of the query it opens."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from models.database import storage
from models.database.lookup import naming_fields
from models.database.query import Condition, Query
from models.database.touched import ONE_BY_ONE
from models.schema.fields import Entity, Field, field_map

MOST = 20_000  # values in one condition: SQLite binds no more than 32 766


@dataclass(frozen=True, slots=True)
class Figure:
    """How many records a list holds, and the list."""

    count: int
    query: Query


def counted(connection: sa.Connection, query: Query) -> Figure:
    """The figure of a list, counted by the list's own query."""
    return Figure(connection.execute(query.count()).scalar_one(), query)


def records(connection: sa.Connection, entity: type[Entity], ids: Iterable[int]) -> Query | None:
    """A list of exactly these records, told by a field that names them where one does; None of none, or of too many.

    Conditions on fields people can read and change; where no field tells the records apart they are told one by one.
    """
    wanted = sorted(set(ids))
    if not 0 < len(wanted) <= MOST:
        return None
    for field in _naming(entity):
        values = _values(connection, entity, field, wanted)
        if len(values) == 0 or None in values:
            continue
        query = Query(entity, (Condition(field.name, "in", tuple(sorted(values))),))
        if counted(connection, query).count == len(wanted):
            return query
    return one_by_one(entity, wanted)


def one_by_one(entity: type[Entity], ids: Iterable[int]) -> Query:
    """A list of exactly these records, whatever they say."""
    return Query(entity, (Condition(ONE_BY_ONE, "in", tuple(sorted(ids))),))


def _naming(entity: type[Entity]) -> Sequence[Field]:
    fields = field_map(entity)
    keys = [fields[name] for key in entity.keys for name in key if name in fields and fields[name].stored]
    return tuple(dict.fromkeys((*naming_fields(entity), *keys)))


def _values(connection: sa.Connection, entity: type[Entity], field: Field, ids: Sequence[int]) -> set[Any]:
    table = entity.table()
    column, found = table.c[field.column], set[Any]()
    for chunk in storage.pieces(ids, storage.CHUNK):
        found.update(connection.execute(sa.select(column).where(table.c.id.in_(chunk))).scalars())
    return found
