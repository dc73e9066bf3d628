"""What writing a record does to others: a result of an examination moves its registration on (see Moves), a destination tells who was hired (see Tells)."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import sqlalchemy as sa

from models.database import storage
from models.schema.fields import Entity, entity_named, field_map, fields_of


class Writer(Protocol):
    """What writes the rows: a transaction."""

    @property
    def connection(self) -> sa.Connection:
        """Where it reads what stands."""

    def update_rows(
        self, entity: type[Entity], rows: Sequence[tuple[int, Mapping[str, Any]]], present: Mapping[int, storage.Raw]
    ) -> None:
        """Set columns of rows."""


def move(tx: Writer, entity: type[Entity], ids: Sequence[int]) -> None:
    """Set what these records, as they stand now, make of those they refer to, and these of others."""
    moves = entity.moves
    if moves is None or not ids:
        return
    own = field_map(entity)[moves.reference]
    target = entity_named(own.to or "")
    column = field_map(target)[moves.field].column
    rows = [_by_field(entity, raw) for raw in storage.rows_by_id(tx.connection, entity, ids).values()]
    standing = storage.rows_by_id(tx.connection, target, list({row[own.name] for row in rows} - {None}))
    found: dict[int, dict[str, Any]] = {}
    for row in rows:
        key = row[own.name]
        now = found.get(key, standing.get(key, {})).get(column)
        state = moves.state(row, now) if key in standing else None
        if state is not None:
            found[key] = {column: state}
    tx.update_rows(target, list(found.items()), standing)
    move(tx, target, list(found))


def tell(tx: Writer, entity: type[Entity], ids: Sequence[int]) -> None:
    """Enter what these records tell of others, where nothing stands there yet."""
    if entity.tells is None or not ids:
        return
    told: dict[str, dict[int, dict[str, Any]]] = {}
    for other, key, values in entity.tells(tx.connection, ids):
        own = told.setdefault(other, {}).setdefault(key, {})
        own.update({name: value for name, value in values.items() if name not in own})
    for other, found in told.items():
        target = entity_named(other)
        standing = storage.rows_by_id(tx.connection, target, list(found))
        empty = [
            (key, {name: value for name, value in values.items() if standing[key][name] is None})
            for key, values in found.items()
        ]
        tx.update_rows(target, empty, standing)


def _by_field(entity: type[Entity], raw: storage.Raw) -> dict[str, Any]:
    names = {f.column: f.name for f in fields_of(entity) if f.stored}
    return {names[column]: value for column, value in storage.decode(entity, raw).items() if column in names}
