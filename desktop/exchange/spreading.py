"""A list with what its references spread, as an import takes it back: the student behind a placement by name and numbers."""

from collections.abc import Iterator, Sequence
from typing import Any

from desktop.exchange.columns import SheetColumn, columns_of
from models.database.query import Query
from models.database.results import Row, read_all, rows_of
from models.database.storage import CHUNK, pieces
from models.schema.fields import Entity, Field, entity_named, field_map
from models.statistics import Connection


def exported(entity: type[Entity]) -> list[str]:
    """The columns an import takes back; a student is told by columns of its own, not by a name alone."""
    columns = [c for c in columns_of(entity).values() if c.part_of is None]
    return [c.name for c in columns if c.owner is not None or not c.field.told_by_others]


def column_named(entity: type[Entity], name: str) -> SheetColumn:
    """A column of a sheet, or any field that can be shown."""
    known = columns_of(entity).get(name)
    return known if known is not None else SheetColumn(name, field_map(entity)[name])


def rows_with_spread(connection: Connection, query: Query, columns: Sequence[SheetColumn]) -> Iterator[Row]:
    """The rows of a list in order, values by column name."""
    owners = {c.owner.name: c.owner for c in columns if c.owner is not None}
    own = [c.name for c in columns if c.owner is None]
    for rows in pieces(read_all(connection, query, list(dict.fromkeys([*own, *owners]))), CHUNK):
        values = [dict(row.values) for row in rows]
        for owner in owners.values():
            _spread(connection, owner, [c.name for c in columns if c.owner is owner], values)
        yield from (Row(row.id, full) for row, full in zip(rows, values, strict=True))


def _spread(connection: Connection, owner: Field, names: Sequence[str], values: Sequence[dict[str, Any]]) -> None:
    assert owner.to is not None
    inner = {name: of for name, of in owner.spread if name in names}
    target, key = Query(entity_named(owner.to)), f"{owner.name}_id"
    wanted = list({full[key] for full in values if full[key] is not None})
    found = {row.id: row.values for row in rows_of(connection, target, wanted, list(inner.values()))}
    for full in values:
        there = found.get(full[key], {})
        full |= {name: there.get(of) for name, of in inner.items()}
