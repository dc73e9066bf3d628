"""Rows as the file keeps them: plain SQL values by column, read and written in bulk without touching their meaning."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import dialect as sqlite_dialect

from models.schema.fields import Entity, Field

Raw = dict[str, Any]
Convert = Callable[[Any], Any]
_DIALECT = sqlite_dialect()
CHUNK = 500  # ids in one statement


def pieces(values: Iterable[Any], size: int) -> Iterator[tuple[Any, ...]]:
    """The values in tuples of at most `size` (itertools.batched comes with Python 3.12)."""
    rest = iter(values)
    while piece := tuple(islice(rest, size)):
        yield piece


def rows_among(
    connection: sa.Connection, statement: sa.Select[Any], key: sa.ColumnElement[Any], ids: Iterable[int] | None
) -> Iterator[Any]:
    """The rows of a statement: all of them, or those whose key is one of these, so many at a time in order of the ids."""
    for chunk in [None] if ids is None else pieces(sorted(ids), CHUNK):
        yield from connection.execute(statement if chunk is None else statement.where(key.in_(chunk)))


@cache
def _processors(entity: type[Entity]) -> tuple[Mapping[str, Convert], Mapping[str, Convert]]:
    """What turns values into SQL values and back, for the columns where they differ."""
    into, back = {}, {}
    for column in entity.table().columns:
        kind = column.type.dialect_impl(_DIALECT)
        encode: Convert | None = kind.bind_processor(_DIALECT)
        decode: Convert | None = kind.result_processor(_DIALECT, None)
        if isinstance(column.type, sa.Boolean):
            encode = int  # so that the log says 1 where the file says 1
        if encode is not None:
            into[column.name] = encode
        if decode is not None:
            back[column.name] = decode
    return into, back


def encode(entity: type[Entity], values: Mapping[str, Any]) -> Raw:
    """Values by column -> SQL values."""
    into = _processors(entity)[0]
    raw = dict(values)
    for name in into.keys() & raw.keys():  # few columns are kept in another form
        if raw[name] is not None:
            raw[name] = into[name](raw[name])
    return raw


def encode_all(entity: type[Entity], rows: Sequence[Raw]) -> None:
    """Turn values by column into SQL values, in the rows themselves."""
    into = _processors(entity)[0]
    for name in into.keys() & set().union(*rows):
        convert = into[name]
        for row in rows:
            if row.get(name) is not None:
                row[name] = convert(row[name])


def encoded(entity: type[Entity], column: str, values: Iterable[Any]) -> Iterable[Any]:
    """Values of one column -> SQL values."""
    into = _processors(entity)[0].get(column)
    return values if into is None else [None if value is None else into(value) for value in values]


def in_file(entity: type[Entity], field: Field, values: Iterable[Any]) -> Iterable[Any]:
    """The SQL values of a field by which rows in the file are found; what refers to a record yet to be made finds none."""
    if field.to is not None:
        return {value for value in values if isinstance(value, int)}
    return encoded(entity, field.column, values)


def decode(entity: type[Entity], raw: Mapping[str, Any]) -> dict[str, Any]:
    """SQL values by column -> values."""
    back = _processors(entity)[1]
    values = dict(raw)
    for name in back.keys() & values.keys():
        if values[name] is not None:
            values[name] = back[name](values[name])
    return values


@cache
def columns_of(entity: type[Entity]) -> tuple[str, ...]:
    """The names of the columns, id first."""
    return tuple(column.name for column in entity.table().columns)


def insert(connection: sa.Connection, entity: type[Entity], ids: Sequence[int], rows: Sequence[Raw]) -> None:
    """Insert rows under these ids; a column that none of them has is left out."""
    given = set().union(*rows)
    used = [name for name in columns_of(entity) if name in given]
    places = ",?" * len(used)
    statement = f"INSERT INTO {entity.__tablename__} ({','.join(('id', *used))}) VALUES (?{places})"  # noqa: S608 - names of our own
    connection.exec_driver_sql(statement, [(key, *map(row.get, used)) for key, row in zip(ids, rows, strict=True)])


def update(connection: sa.Connection, entity: type[Entity], rows: Iterable[tuple[int, Raw]]) -> None:
    """Set columns of rows by id; rows that set the same columns go together."""
    groups: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
    for key, changed in rows:
        groups.setdefault(tuple(changed), []).append((*changed.values(), key))
    for names, parameters in groups.items():
        sets = ",".join(f"{name} = ?" for name in names)
        connection.exec_driver_sql(f"UPDATE {entity.__tablename__} SET {sets} WHERE id = ?", parameters)  # noqa: S608 - our own


def delete(connection: sa.Connection, entity: type[Entity], ids: Iterable[int]) -> None:
    """Delete rows by id."""
    statement = f"DELETE FROM {entity.__tablename__} WHERE id = ?"  # noqa: S608 - names of our own
    connection.exec_driver_sql(statement, [(key,) for key in ids])


def rows_by_id(connection: sa.Connection, entity: type[Entity], ids: Sequence[int]) -> dict[int, Raw]:
    """The stored rows of these ids; those that are no more are missing."""
    names = columns_of(entity)
    return {row[0]: dict(zip(names, row, strict=True)) for row in where(connection, entity, "id", ids, names)}


def where(
    connection: sa.Connection, entity: type[Entity], column: str, values: Iterable[Any], names: Sequence[str]
) -> Iterator[tuple[Any, ...]]:
    """Rows (the named columns) whose `column` is one of `values`, a bounded number in each statement."""
    for chunk in pieces(values, CHUNK):
        places = ",".join("?" * len(chunk))
        statement = f"SELECT {','.join(names)} FROM {entity.__tablename__} WHERE {column} IN ({places})"  # noqa: S608 - our own
        yield from connection.exec_driver_sql(statement, tuple(chunk)).fetchall()
