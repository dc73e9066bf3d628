"""References found by a number or a name a row says: the enterprise at which a graduate works (see Recognised)."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from models.database import lookup, storage
from models.schema.fields import Entity, Recognised, entity_named, field_map, fields_of

Row = Mapping[str, Any]


def recognise(connection: sa.Connection, entity: type[Entity], rows: Sequence[dict[str, Any]]) -> None:
    """Give rows the reference their number or name tells, and what they take from the record."""
    declared = entity.recognised
    if declared is None:
        return
    for row, key in zip(rows, _meant(connection, entity, declared, rows), strict=True):
        if row.get(declared.reference) is None and key is not None:
            row[declared.reference] = key
    target = _target(entity, declared)
    names = {f.name: f.column for f in fields_of(target) if f.stored}
    wanted = {key for row in rows if isinstance(key := row.get(declared.reference), int)}
    known = {key: storage.decode(target, raw) for key, raw in _rows(connection, target, wanted).items()}
    for row in rows:
        there = known.get(row.get(declared.reference, 0), {})
        given = {own: there.get(names[name]) for own, name in declared.takes.items() if row.get(own) is None}
        row.update({own: value for own, value in given.items() if value is not None})


def anew(
    connection: sa.Connection,
    entity: type[Entity],
    changes: Sequence[tuple[int, Row]],
    present: Mapping[int, storage.Raw],
) -> Sequence[tuple[int, Row]]:
    """Changes with the reference found anew where they change the number or the name it was found by and do not name it."""
    declared = entity.recognised
    if declared is None or not any(_retold(declared, values) for _key, values in changes):
        return changes
    columns = {f.column: f.name for f in fields_of(entity) if f.stored}
    old = [
        {
            columns[name]: value
            for name, value in storage.decode(entity, present.get(key, {})).items()
            if name in columns
        }
        for key, _values in changes
    ]
    before = _meant(connection, entity, declared, old)
    after = _meant(
        connection, entity, declared, [{**was, **values} for was, (_k, values) in zip(old, changes, strict=True)]
    )
    found: list[tuple[int, Row]] = []
    for (key, values), was, first, then in zip(changes, old, before, after, strict=True):
        held = was.get(declared.reference)
        own = _retold(declared, values) and (then is not None or held == first) and held != then
        found.append((key, {**values, declared.reference: then} if own else values))
    return found


def _retold(declared: Recognised, values: Row) -> bool:
    return declared.reference not in values and not {declared.number, declared.name}.isdisjoint(values)


def _target(entity: type[Entity], declared: Recognised) -> type[Entity]:
    return entity_named(field_map(entity)[declared.reference].to or "")


def _rows(connection: sa.Connection, target: type[Entity], keys: set[int]) -> Mapping[int, storage.Raw]:
    return storage.rows_by_id(connection, target, sorted(keys)) if keys else {}


def _meant(
    connection: sa.Connection, entity: type[Entity], declared: Recognised, rows: Sequence[Row]
) -> list[int | None]:
    """The record each row tells: by its number, else the only one of its name that has no other number."""
    target = _target(entity, declared)
    number, name = (declared.takes[own] for own in (declared.number, declared.name))
    numbered, named = (
        lookup.by_key(
            connection, target, (of,), list(dict.fromkeys((v,) for row in rows if (v := row.get(own)) is not None))
        )
        for of, own in ((number, declared.number), (name, declared.name))
    )
    alike = {key for keys in named.values() for key in keys}
    column = field_map(target)[number].column
    numbers = {key: raw[column] for key, raw in _rows(connection, target, alike).items()}
    found: list[int | None] = []
    for row in rows:
        said = row.get(declared.number)
        keys = numbered.get((said,)) or [
            key for key in named.get((row.get(declared.name),), ()) if said is None or numbers[key] in (None, said)
        ]
        found.append(keys[0] if len(keys) == 1 else None)
    return found
