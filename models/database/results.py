"""A list's records: ids in order, rows only of those looked at."""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

import sqlalchemy as sa

from models.access.rights import reveal, see
from models.access.session import Session
from models.database import search, storage
from models.database.audit_chain import last_seal
from models.database.database import Database
from models.database.query import Query, display_of, expression, narrow, shown_expression
from models.database.reader import check_reader, reader_of
from models.entities.audit import CHANGE_SET
from models.progress import SILENT, Cancelled, Progress, Within
from models.schema.fields import IDENTITY, Entity, Field, entity_named, field_map, fields_of
from models.words import said

PAGE = 100  # rows read at once: more than a window shows
PAGES = 80  # pages kept
FEW = 3500  # records that are looked up and sorted sooner than the first of them are met in order
_TRIED = 0.2  # seconds in which the first rows must be found to be worth showing before the rest
_PIECE = 10_000  # ids taken from the driver at once
_SORTING = "USE TEMP B-TREE FOR ORDER BY"


@dataclass(frozen=True, slots=True)
class Row:
    """One record as a list shows it: values by field name; a reference shows its text, its id stands in `<name>_id`."""

    id: int
    values: Mapping[str, Any]


class ResultSet:
    """A million rows, of which only those looked at are read.

    `ids` is the order of the list, 8 bytes a record; rows come in pages of 100 neighbours. Not for several threads.
    """

    def __init__(
        self,
        database: Database,
        query: Query,
        columns: Sequence[str] = (),
        ids: "array[int] | None" = None,
        progress: Progress = SILENT,
    ) -> None:
        self.query = query
        self.columns = tuple(columns) or tuple(f.name for f in fields_of(query.entity))
        self._database = database
        self._pages: dict[int, list[Row | None]] = {}
        self.ids = read_ids(database, query, progress) if ids is None else ids

    def __len__(self) -> int:
        return len(self.ids)

    def row(self, position: int) -> Row | None:
        """The record at a position; None when it was deleted since the list was made."""
        number, place = divmod(position, PAGE)
        if number not in self._pages:
            if len(self._pages) >= PAGES:
                del self._pages[next(iter(self._pages))]
            self._pages[number] = self._read(number)
        return self._pages[number][place]

    def _read(self, number: int) -> list[Row | None]:
        ids = self.ids[number * PAGE : (number + 1) * PAGE]
        with self._database.reading() as connection:
            found = {row.id: row for row in rows_of(connection, self.query, ids, self.columns)}
        return [found.get(key) for key in ids]

    def forget(self, ids: Iterable[int] = ()) -> None:
        """Read these records (or all) again when they are looked at next."""
        wanted = set(ids)
        stale = [
            number
            for number in self._pages
            if not wanted or wanted.intersection(self.ids[number * PAGE : (number + 1) * PAGE])
        ]
        for number in stale:
            del self._pages[number]


def read_ids(database: Database, query: Query, progress: Progress = SILENT) -> "array[int]":
    """The ids of a whole list."""
    with database.reading(progress) as connection:
        return ids_of(connection, query)


def ids_of(connection: sa.Connection, query: Query) -> "array[int]":
    """The ids of a list, straight off the driver and a bounded number at a time: a million tuples are 100 MB.

    Raises NotAllowed where whoever reads may not see the register.
    """
    query = asked(connection, query)
    return _fetched(connection, *_compiled(connection, query.ids(even=is_even(connection, query))))


def asked(connection: sa.Connection, query: Query) -> Query:
    """A list as whoever reads may ask for it: see Query.closed; raises NotAllowed where they may not see the register."""
    session = _check_seen(connection, query.entity)
    if session is None or not query.search.strip():
        return query
    closed = {place.entity for place in query.searched() if not _may_ask(session, place.entity)}
    return replace(query, closed=frozenset(closed))


def _may_ask(session: Session, entity: type[Entity]) -> bool:
    classes = {f.field_class for f in search.searched(entity) if f.private and f.field_class}
    return all(session.may(reveal(entity, name)) for name in classes or {IDENTITY})  # else it stands in a text


def _check_seen(connection: sa.Connection, entity: type[Entity]) -> Session | None:
    """Raise NotAllowed where the person a connection reads for may not see a register; the person, None where nobody signs in."""
    return check_reader(connection, see(entity))


def sees(connection: sa.Connection, entity: type[Entity]) -> bool:
    """Whether whoever a connection reads for may see a register."""
    session = reader_of(connection)
    return session is None or session.may(see(entity))


def _is_narrowed(session: Session | None, entity: type[Entity]) -> bool:
    """Whether the person sees only own records, through a view: it has no index of its own, and the search finds more."""
    return session is not None and session.narrowed(see(entity))


def is_even(connection: sa.Connection, query: Query) -> bool:
    """Whether the index of the order holds the numbers as people count: all are digits, of one length.

    To find out takes a third of reading them all, so it is asked once until something is written.
    """
    column = query.evened()
    if column is None:
        return False
    at = (query.entity.__tablename__, column.name, reader_of(connection) is not None)
    seal = last_seal(connection)
    if seal and _even.get(at, ("", False))[0] == seal:
        return _even[at][1]
    first = connection.execute(sa.select(sa.func.min(column))).scalar()
    other = sa.select(sa.literal(1)).where(sa.not_(column.bool_op("GLOB")("[0-9]" * len(first or "")))).limit(1)
    even = connection.execute(other).first() is None
    _even[at] = (seal, even)
    return even


_even: dict[tuple[str, str, bool], tuple[str, bool]] = {}


def _fetched(connection: sa.Connection, words: str, values: tuple[Any, ...]) -> "array[int]":
    found = array("q")
    cursor = connection.exec_driver_sql(words, values).cursor
    assert cursor is not None
    while piece := cursor.fetchmany(_PIECE):
        found.extend([row[0] for row in piece])
    return found


class Head(NamedTuple):
    """The first ids of a list, and how many it will be where the search index told it."""

    ids: "array[int]"
    hits: int | None


def head_of(database: Database, query: Query, progress: Progress = SILENT) -> Head | None:
    """The first ids of a long list, found without the rest.

    None when the list is short, or when all of it must be read to know which come first.
    """
    try:
        with database.reading(Within(progress, _TRIED)) as connection:
            return _head(connection, query)
    except Cancelled:
        progress.check()
        return None


def _head(connection: sa.Connection, query: Query) -> Head | None:
    query = asked(connection, query)
    if _is_narrowed(reader_of(connection), query.entity):
        return None  # they are few, and the search counts those of others
    searching = bool(query.search.strip())
    count = connection.execute(query.hits() if searching else _up_to_few(query.entity)).one()[0]
    if count <= FEW:
        return None
    words, values = _compiled(connection, query.ids(walking=searching, even=is_even(connection, query)).limit(PAGE))
    table, index = query.entity.__tablename__, query.index_in_order()
    plan = _plan_of(connection, words, values)
    if _SORTING in plan and f"SCAN {table}" in plan and index is not None:  # SQLite does not know how few are wanted
        words = words.replace(f"FROM {table}", f"FROM {table} INDEXED BY {index}", 1)
        plan = _plan_of(connection, words, values)
    if _SORTING in plan:
        return None
    found = _fetched(connection, words, values)
    told = searching and query.told_by_index
    return Head(found, count if told else None) if len(found) == PAGE else None


def first_found(connection: sa.Connection, query: Query, most: int) -> tuple[list[int], int]:
    """The first ids of a search, and how many it finds in all; of very many it takes no longer than of few."""
    query = asked(connection, query)
    narrowed = _is_narrowed(reader_of(connection), query.entity)
    told = query.told_by_index and not narrowed
    count = int(connection.execute(query.hits() if told else query.count()).one()[0])
    ids = query.ids(walking=count > FEW, even=is_even(connection, query))
    found = connection.execute(ids.limit(most)).scalars() if count else ()
    return list(found), count


def _plan_of(connection: sa.Connection, words: str, values: tuple[Any, ...]) -> list[str]:
    return [line[3] for line in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {words}", values)]


def _up_to_few(entity: type[Entity]) -> sa.Select[int]:
    """Counts records, but no more than are asked about."""
    some = sa.select(entity.table().c.id).limit(FEW + 1).subquery()
    return sa.select(sa.func.count()).select_from(some)


def count_of(database: Database, query: Query, progress: Progress = SILENT) -> int:
    """How many records a query finds."""
    with database.reading(progress) as connection:
        return int(connection.execute(asked(connection, query).count()).one()[0])


def counts_of(database: Database, queries: Sequence[Query], progress: Progress = SILENT) -> list[int]:
    """How many records each query finds."""
    counts = []
    for query in queries:
        progress.check()
        counts.append(count_of(database, query, progress))
    return counts


def counts_by(connection: sa.Connection, query: Query, name: str) -> dict[Any, int]:
    """How a query divides by the values of a field: value -> how many."""
    rows = connection.execute(asked(connection, query).counts(name))
    return {row[0]: row[1] for row in rows}


def _compiled(connection: sa.Connection, statement: sa.Select[int]) -> tuple[str, tuple[Any, ...]]:
    compiled = statement.compile(dialect=connection.dialect, compile_kwargs={"render_postcompile": True})
    return str(compiled), _parameters(compiled)


def _parameters(compiled: Any) -> tuple[Any, ...]:
    values = compiled.construct_params(extracted_parameters=None)
    processors = compiled._bind_processors  # noqa: SLF001 - the public way executes through Row objects: 6x slower
    order = compiled.positiontup or ()
    return tuple(processors[name](values[name]) if name in processors else values[name] for name in order)


def rows_of(connection: sa.Connection, query: Query, ids: Sequence[int], columns: Sequence[str] = ()) -> Iterator[Row]:
    """The rows of these ids, in no order, references and computed values resolved."""
    _check_seen(connection, query.entity)
    fields = [field_map(query.entity)[name] for name in columns] if columns else list(fields_of(query.entity))
    table, statement = query.entity.table(), _reading(query.entity, tuple(f.name for f in fields), query.day)
    for chunk in storage.pieces(ids, storage.CHUNK):
        result = connection.execute(statement.where(table.c.id.in_(chunk)))
        names = list(result.keys())[1:]
        yield from _finished(
            connection, fields, [(row[0], dict(zip(names, row[1:], strict=True))) for row in result.all()]
        )


@lru_cache(maxsize=100)
def _reading(entity: type[Entity], names: tuple[str, ...], day: date) -> sa.Select[Any]:
    """The statement that reads these fields; to put it together takes ten times as long as to run it for one record."""
    fields = field_map(entity)
    selected = [column for name in names for column in _selected(entity, fields[name], day)]
    return sa.select(entity.table().c.id.label("_key"), *selected)


def _selected(entity: type[Entity], field: Field, day: date) -> list[sa.ColumnElement[Any]]:
    shown = shown_expression(entity, field, day).label(field.name)
    if field.to is None or field.many:
        return [shown]
    return [shown, expression(entity, field, day).label(f"{field.name}_id")]


def _finished(
    connection: sa.Connection, fields: Sequence[Field], rows: list[tuple[int, dict[str, Any]]]
) -> Iterator[Row]:
    """Lists of ids become lists of texts, one statement a field."""
    for field in fields:
        if field.many and field.to is not None:
            _resolve_many(connection, field, rows)
    return (Row(key, values) for key, values in rows)


def _resolve_many(connection: sa.Connection, field: Field, rows: list[tuple[int, dict[str, Any]]]) -> None:
    lists = [
        tuple(int(n) for n in str(values[field.name]).split(",")) if values[field.name] else () for _k, values in rows
    ]
    assert field.to is not None
    words = displays(connection, entity_named(field.to), {key for keys in lists for key in keys})
    for keys, (_key, values) in zip(lists, rows, strict=True):
        ordered = sorted(keys)
        values[field.name] = tuple(words.get(key, "") for key in ordered)
        values[f"{field.name}_id"] = tuple(ordered)


def displays(connection: sa.Connection, entity: type[Entity], ids: Iterable[int]) -> dict[int, str]:
    """What records show, by id."""
    if not (wanted := list(ids)):
        return {}
    table = narrow(entity, "id").alias()
    query = Query(entity)
    statement = sa.select(table.c.id, display_of(entity, table.c.id, query.day))
    found: dict[int, str] = {}
    for chunk in storage.pieces(wanted, storage.CHUNK):
        for key, text in connection.execute(statement.where(table.c.id.in_(chunk))).all():
            found[key] = "" if text is None else str(text)
    return found


def names_of(connection: sa.Connection, table: str, ids: Iterable[int]) -> dict[int, str]:
    """What conditions name by id: records by what they show, acts by what they were called."""
    if table == CHANGE_SET.name:
        acts = sa.select(CHANGE_SET.c.id, CHANGE_SET.c.wording, CHANGE_SET.c.name).where(
            CHANGE_SET.c.id.in_(tuple(ids))
        )
        return {key: said(wording, name) for key, wording, name in connection.execute(acts)}
    return displays(connection, entity_named(table), ids)


def read_all(connection: sa.Connection, query: Query, columns: Sequence[str] = ()) -> Iterator[Row]:
    """Every row of a list, in order, a bounded number at a time."""
    for piece in storage.pieces(ids_of(connection, query), storage.CHUNK):
        found = {row.id: row for row in rows_of(connection, query, piece, columns)}
        yield from (found[key] for key in piece if key in found)
