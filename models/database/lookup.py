"""Records by natural key: what imports, pickers and the command line ask for by name or number."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

import sqlalchemy as sa

from models import clock
from models.access.rights import reveal
from models.database import storage
from models.database.query import expression
from models.database.reader import reader_of
from models.schema.fields import Entity, Field, field_map
from models.schema.look_alikes import folded
from models.schema.types import CodeText, PersonName, Reference

Key = tuple[Any, ...]
_SEVERAL = "former_names"  # the field of several names in one text


@cache
def naming_fields(entity: type[Entity]) -> tuple[Field, ...]:
    """Fields each of which alone may name a record: single keys, unique fields, what is shown."""
    fields = field_map(entity)
    names = [key[0] for key in entity.keys if len(key) == 1]
    names += [f.name for f in fields.values() if f.unique] + [entity.display, "short_name", _SEVERAL]
    return tuple(fields[n] for n in dict.fromkeys(names) if n in fields and not fields[n].via and not fields[n].to)


def _column(entity: type[Entity], field: Field) -> sa.ColumnElement[Any]:
    return expression(entity, field, clock.today())


@cache
def scope_of(entity: type[Entity]) -> Field | None:
    """The reference within which alone a name means something: the enterprise of a post."""
    fields = field_map(entity)
    for key in entity.keys[:1]:
        if len(key) == 2 and key[1] == entity.display and fields[key[0]].to is not None:  # noqa: PLR2004 - (scope, name)
            return fields[key[0]]
    return None


def names(connection: sa.Connection, entity: type[Entity]) -> Iterator[tuple[int, str, int | None]]:
    """Every (id, name, scope) of an entity; a record has as many names as naming fields are filled."""
    table, scope = entity.table(), scope_of(entity)
    within = sa.null() if scope is None else table.c[scope.column]
    for field in naming_fields(entity):
        column = _column(entity, field)
        for key, value, place in connection.execute(sa.select(table.c.id, column, within).where(column.is_not(None))):
            parts = str(value).replace("；", "、").split("、") if field.name == _SEVERAL else (str(value),)
            yield from ((key, part, place) for part in parts if part)


def told_apart(connection: sa.Connection, entity: type[Entity], ids: Sequence[int]) -> dict[int, dict[str, str]]:
    """What tells these records from others of their name, by field, the surest first: numbers, words of natural keys."""
    fields = field_map(entity)
    inner = (fields[name] for key in entity.keys for name in key)
    words = (f for f in inner if f.stored and f.to is None)
    telling = [
        f
        for f in {f.name: f for f in (*naming_fields(entity), *words)}.values()
        if f.name != entity.display and not f.private
    ]
    rows = storage.rows_by_id(connection, entity, ids) if telling else {}
    decoded = {key: storage.decode(entity, row) for key, row in rows.items()}
    return {
        key: {f.name: str(row[f.column]) for f in telling if row[f.column] is not None} for key, row in decoded.items()
    }


def named(connection: sa.Connection, entity: type[Entity], text: str) -> list[int]:
    """The records a text names: by a naming field as it is written, or in its usual spelling, or by id.

    By a number that is masked only for whoever may see it whole: others could try which one it is.
    """
    table, session = entity.table(), reader_of(connection)
    open_ = (
        f
        for f in naming_fields(entity)
        if f.field_class is None or session is None or session.may(reveal(entity, f.field_class))
    )
    alternatives = [_column(entity, f) == text for f in open_]
    spelled = entity.spelled(text) if entity.spelled is not None else None
    alternatives += [] if spelled is None else [_column(entity, field_map(entity)[entity.display]) == spelled]
    if text.isdecimal() and len(text) < 20 and int(text) < 1 << 63:  # noqa: PLR2004 - what SQLite holds as an integer
        alternatives.append(table.c.id == int(text))
    return list(
        connection.execute(
            sa.select(table.c.id).where(sa.or_(sa.false(), *alternatives)).order_by(table.c.id)
        ).scalars()
    )


def holds_any(connection: sa.Connection, entity: type[Entity]) -> bool:
    """Whether there is a record at all."""
    return connection.execute(sa.select(entity.table().c.id).limit(1)).first() is not None


def by_key(
    connection: sa.Connection, entity: type[Entity], key: Sequence[str], wanted: Sequence[Key], *, over: bool = False
) -> dict[Key, list[int]]:
    """The ids of records by a natural key of one field or several: values -> ids.

    Values are those of fields, references as ids; a field of several references is compared as a set. Those that are
    over (see Entity.past) are not found, or with `over` nothing else.
    """
    table = entity.table()
    fields = [field_map(entity)[name] for name in key]
    found: dict[Key, list[int]] = {}
    if all(f.stored for f in fields):
        for values, number in _stored(connection, entity, [f.column for f in fields], wanted, over=over):
            found.setdefault(values, []).append(number)
        if key == (entity.display,) and not isinstance(fields[0].type, CodeText | PersonName | Reference):
            found.update(_alike(connection, entity, fields[0], [values for values in wanted if values not in found]))
        return found
    columns = [_column(entity, f) for f in fields]
    for chunk in storage.pieces(dict.fromkeys(values[0] for values in wanted), storage.CHUNK):
        statement = sa.select(table.c.id, *columns).where(columns[0].in_(chunk)).order_by(table.c.id)
        for row in connection.execute(statement):
            found.setdefault(tuple(row[1:]), []).append(row[0])
    return found


def _alike(
    connection: sa.Connection, entity: type[Entity], field: Field, wanted: Sequence[Key]
) -> dict[Key, list[int]]:
    """The records whose name is the same but for what nobody sees: look-alikes, width, blanks."""
    if not wanted:
        return {}
    table = entity.table()
    standing: dict[str, list[int]] = {}
    for number, name in connection.execute(sa.select(table.c.id, table.c[field.column]).order_by(table.c.id)):
        standing.setdefault(folded(name or ""), []).append(number)
    return {values: ids for values in wanted if (ids := standing.get(folded(str(values[0]))))}


def _stored(
    connection: sa.Connection, entity: type[Entity], columns: Sequence[str], wanted: Sequence[Key], *, over: bool
) -> Iterator[tuple[Key, int]]:
    """The same for columns of the entity's own table, past the making of statements, which takes longer than the search."""
    first = dict.fromkeys(values[0] for values in wanted)
    past, extra = entity.past, () if entity.past is None else (entity.past[0],)
    names = ("id", *columns, *extra)
    rows = storage.where(connection, entity, columns[0], storage.encoded(entity, columns[0], first), names)
    for number, *cells in sorted(
        row[: len(columns) + 1] for row in rows if past is None or (row[-1] == past[1]) is over
    ):
        row = storage.decode(entity, dict(zip(columns, cells, strict=True)))
        yield tuple(row.values()), number


def periods(
    connection: sa.Connection, entity: type[Entity], ids: Sequence[int]
) -> dict[int, tuple[date | None, date | None]]:
    """The first and the last day of dated records."""
    assert entity.period is not None, f"{entity.__name__} has no period"
    found = {}
    for key, *ends in storage.where(connection, entity, "id", dict.fromkeys(ids), ("id", *entity.period)):
        begin, end = storage.decode(entity, dict(zip(entity.period, ends, strict=True))).values()
        found[key] = begin, end
    return found


def not_contradicting(
    connection: sa.Connection,
    entity: type[Entity],
    key: Sequence[str],
    told: Sequence[tuple[Mapping[str, Any], Sequence[int]]],
) -> list[list[int]]:
    """Of the records each row may mean those whose `key` fields are empty, or equal to the row's, or not given by it."""
    fields = [f for f in map(field_map(entity).__getitem__, key) if f.stored]
    columns = [f.column for f in fields]
    ids = dict.fromkeys(number for _row, some in told for number in some)
    standing = {row[0]: row[1:] for row in storage.where(connection, entity, "id", ids, ("id", *columns))}
    found = []
    for row, some in told:
        wanted = [storage.encode(entity, {f.column: row.get(f.name)})[f.column] for f in fields]
        agree = (
            (number, all(new in (None, old) or old is None for new, old in zip(wanted, standing[number], strict=True)))
            for number in some
        )
        found.append([number for number, fits in agree if fits])
    return found
