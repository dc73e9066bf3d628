"""What a record takes from another it refers to: a student the major, duration, school and entry of the class."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from models.database import storage
from models.schema.fields import Entity, Field, entity_named, field_map, fields_of

Row = Mapping[str, Any]


def source(entity: type[Entity]) -> type[Entity] | None:
    """The entity its records take something from."""
    if entity.inherited is None:
        return None
    to = field_map(entity)[entity.inherited.reference].to
    return entity_named(to) if to is not None else None


def given_by(
    connection: sa.Connection, entity: type[Entity], rows: Sequence[Row], made: Mapping[Any, Row]
) -> list[Row]:
    """What each row would take, by field; nothing for a row that refers to nobody. `made` are records yet to be made."""
    target = source(entity)
    if target is None or entity.inherited is None:
        return [{}] * len(rows)
    named = [row.get(entity.inherited.reference) for row in rows]
    keys = {id(key): key for key in named}  # many rows name the very same
    known: dict[Any, Row] = {key: made[key] for key in keys.values() if key.__class__ is not int and key in made}
    columns = {f.column: f.name for f in fields_of(target) if f.stored}
    wanted = {key for key in keys.values() if key.__class__ is int}
    for key, raw in storage.rows_by_id(connection, target, sorted(wanted)).items():
        known[key] = {columns[k]: v for k, v in storage.decode(target, raw).items() if k in columns}
    for name, linked in _linked(connection, target, sorted(wanted)):
        for key in wanted & known.keys():
            known[key] = {**known[key], name: tuple(linked.get(key, ()))}
    blank = dict.fromkeys(columns.values())
    found = {key: _taken(entity, {**blank, **row}) for key, row in known.items()}
    taken = {place: found.get(key, {}) for place, key in keys.items()}
    return [taken[id(key)] for key in named]


def _linked(
    connection: sa.Connection, target: type[Entity], ids: Sequence[int]
) -> Iterator[tuple[str, dict[int, list[int]]]]:
    """The fields that hold several references, each with these by record: the enterprises of a programme."""
    for field in (f for f in fields_of(target) if f.many and f.via is not None):
        assert field.via is not None
        found: dict[int, list[int]] = {}
        columns = (field.via.back, field.via.column)
        for owner, value in storage.where(connection, entity_named(field.via.entity), field.via.back, ids, columns):
            found.setdefault(owner, []).append(value)
        yield field.name, found


def _taken(entity: type[Entity], row: Row) -> dict[str, Any]:
    assert entity.inherited is not None
    values = {name: take(row) for name, take in entity.inherited.fields.items()}
    return {name: value for name, value in values.items() if value is not None}


def found_by_day(connection: sa.Connection, entity: type[Entity], rows: Sequence[dict[str, Any]]) -> None:
    """Give rows the reference that owner and period tell: to the record that began first of those the row's days meet."""
    found = entity.found_by_day
    if found is None or entity.period is None:
        return
    fields = field_map(entity)
    to = fields[found.reference].to
    assert to is not None
    target = entity_named(to)
    assert target.period is not None, f"{to} has no period"
    owner = field_map(target)[found.owner].column
    asked = [row for row in rows if row.get(found.reference) is None and isinstance(row.get(found.owner), int)]
    known: dict[Any, list[tuple[Any, ...]]] = {}
    columns = ("id", owner, *target.period)
    for key, whose, begin, end in storage.where(connection, target, owner, {r[found.owner] for r in asked}, columns):
        known.setdefault(whose, []).append((begin or "", end or "9999", key))
    for row in asked:
        first, last = (str(row.get(name) or usual) for name, usual in zip(entity.period, ("", "9999"), strict=True))
        meeting = (key for begin, end, key in sorted(known.get(row[found.owner], ())) if begin <= last and first <= end)
        hit = next(meeting, None)
        if hit is not None:
            row[found.reference] = hit


def found_by_others(connection: sa.Connection, entity: type[Entity], rows: Sequence[dict[str, Any]], day: date) -> None:
    """Give rows the reference that other fields of theirs tell, see Finds."""
    finds, fields = entity.finds, field_map(entity)
    asked = [
        row for row in rows if finds is not None and row.get(finds.reference) is None
        and all(_is_told(fields[name], row.get(name)) for name in finds.by)
    ]  # fmt: skip
    if finds is None or not asked:
        return
    chosen = finds.rows(day)
    first, *_rest = chosen.selected_columns
    known: dict[tuple[Any, ...], list[int]] = {}
    for piece in storage.pieces(dict.fromkeys(row[finds.by[0]] for row in asked), storage.CHUNK):
        for *told, key in connection.execute(chosen.where(first.in_(piece))):
            known.setdefault(tuple(told), []).append(key)
    for row in asked:
        hits = known.get(tuple(row[name] for name in finds.by), [])
        if hits and not (finds.only and len(hits) > 1):
            row[finds.reference] = hits[0]


def _is_told(field: Field, value: Any) -> bool:
    """Whether a row says what it is found by: words, or a record that is there already."""
    return isinstance(value, int) if field.to is not None else value is not None


def hits(connection: sa.Connection, rows: "sa.Select[Any]", told: tuple[Any, ...]) -> list[int]:
    """What rows select for values of what they tell by, in their order, see Finds."""
    *columns, _key = rows.selected_columns
    met = (column == value for column, value in zip(columns, told, strict=True))
    return [row[-1] for row in connection.execute(rows.where(*met))]


def lacking(
    connection: sa.Connection, entity: type[Entity], rows: Sequence[Row], made: Mapping[Any, Row]
) -> Iterator[tuple[Row, Row]]:
    """Each row with what it takes because it says nothing itself."""
    for row, given in zip(rows, given_by(connection, entity, rows, made), strict=True):
        yield row, {name: value for name, value in given.items() if row.get(name) is None} if given else given
