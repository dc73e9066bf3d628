"""Which records an act may have made right or wrong: those it wrote, those they refer to, and those that refer to them."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from models.database import storage
from models.database.history import changes_of
from models.schema.child_values import owned
from models.schema.fields import Entity, entities, entity_named, fields_of

Affected = dict[type[Entity], set[int]]


def affected(connection: sa.Connection, acts: Iterable[int]) -> Affected:
    """The records of these acts of the log with their neighbours; who owns a part that was written is written too."""
    written: Affected = {}
    neighbours: Affected = {}
    owners = {(part, back): owner for owner in entities() for part, back in owned(owner)}
    for act in acts:
        for change in changes_of(connection, act):
            entity = entity_named(change.entity)
            written.setdefault(entity, set()).add(change.record_id)
            for state in (change.before or {}, change.after or {}):
                _note(entity, state, neighbours)
    for entity, keys in list(written.items()):
        _read_references(connection, entity, keys, neighbours)
    for (part, back), owner in owners.items():
        if part in written:
            column = part.table().c[back]
            for chunk in storage.pieces(written[part], storage.CHUNK):
                found = connection.execute(sa.select(column).where(part.table().c.id.in_(chunk))).scalars()
                written.setdefault(owner, set()).update(key for key in found if key is not None)
    for entity, keys in list(written.items()):
        _read_referring(connection, entity, keys, neighbours)
    return {entity: written.get(entity, set()) | neighbours.get(entity, set()) for entity in {**written, **neighbours}}


def _note(entity: type[Entity], state: Any, found: Affected) -> None:
    for field in fields_of(entity):
        if field.stored and field.to is not None and state.get(field.column) is not None:
            found.setdefault(entity_named(field.to), set()).add(state[field.column])


def _read_references(connection: sa.Connection, entity: type[Entity], keys: set[int], found: Affected) -> None:
    """Note what these records refer to."""
    table = entity.table()
    names = [field.column for field in fields_of(entity) if field.stored and field.to is not None]
    if not names:
        return
    for chunk in storage.pieces(keys, storage.CHUNK):
        for row in connection.execute(sa.select(*(table.c[n] for n in names)).where(table.c.id.in_(chunk))).mappings():
            _note(entity, row, found)


def _read_referring(connection: sa.Connection, to: type[Entity], keys: set[int], found: Affected) -> None:
    """Note what refers to these records."""
    for entity in entities():
        table = entity.table()
        columns = [table.c[f.column] for f in fields_of(entity) if f.stored and f.to == to.__tablename__]
        for column in columns:
            for chunk in storage.pieces(keys, storage.CHUNK):
                rows = connection.execute(sa.select(table.c.id).where(column.in_(chunk))).scalars()
                found.setdefault(entity, set()).update(rows)
