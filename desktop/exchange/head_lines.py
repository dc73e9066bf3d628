"""What stands above a table or beside a reference about another record, the row's class or order class: compared, or taken for a new one."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from desktop.exchange.columns import columns_of
from desktop.exchange.composite_values import said_of_periods
from desktop.exchange.known_headings import headings_of
from desktop.exchange.plan import ImportPlan, ImportRow, New
from desktop.exchange.recognising import tables_with_other_counts
from desktop.exchange.references import Resolver
from desktop.exchange.tables import FoundTable
from desktop.exchange.tables_context import is_blank
from models.database import lookup
from models.database.database import Database
from models.database.query import Query
from models.database.results import rows_of
from models.database.settings import suggested_day
from models.schema.complaints import warning
from models.schema.fields import Entity, Field, entity_named, field_map
from models.schema.showing import text_of
from models.schema.values import names_nobody
from models.words import _

Place = tuple[str, int, int]  # of a row: sheet, block, number


def take(database: Database, made: ImportPlan, resolver: Resolver) -> None:
    """Give new records what is said about them; warn, on the first row it is said of, where a record says otherwise."""
    tables = {(t.sheet_name, t.block, row.number): t for t in made.tables if t.context.pairs for row in t.rows}
    for field in _references(made.entity):
        told: dict[tuple[int, str, str], tuple[ImportRow, str]] = {}
        beside = tuple(_beside(field))
        for row in made.rows if beside or tables else ():
            record = row.written.get(field.name)
            said = {
                inner.name: (name, inner.type.show(row.values[name])) for name, inner in beside if name in row.values
            }
            table = tables.get((row.sheet, row.block, row.number))
            if table is not None and _one_record(table, field):
                said |= {name: (field.name, text) for name, text in _above(made.entity, field, table).items()}
            if isinstance(record, New):
                _complete(resolver, record, {name: text for name, (_column, text) in said.items()})
            elif isinstance(record, int):
                for name, (column, text) in said.items():
                    told.setdefault((record, name, text), (row, column))
        _warn(database, resolver, field, told)
    _count(made)


def _references(entity: type[Entity]) -> Iterator[Field]:
    """The references that a text of its own tells: the class of a student, the order class of a member."""
    for column in columns_of(entity).values():
        field = column.field
        if column.owner is None and field.to is not None and not field.many and not field.told_by_others:
            yield field


def _beside(field: Field) -> Iterator[tuple[str, Field]]:
    """The columns that say something about the record a row refers to, besides its numbers: column, field."""
    assert field.to is not None
    target = entity_named(field.to)
    numbers = {f.name for f in lookup.naming_fields(target)}
    plain = ((name, inner) for name, inner in field.spread if inner not in numbers and "." not in inner)
    yield from ((name, field_map(target)[inner]) for name, inner in plain)


def _one_record(table: FoundTable, field: Field) -> bool:
    """Whether all rows of a table refer to one record: no column says it, or always the same."""
    return len({str(cell) for row in table.rows if not is_blank(cell := row.cells.get(field.name))}) <= 1


def _above(entity: type[Entity], field: Field, table: FoundTable) -> Mapping[str, str]:
    """What the lines above a table say about that record: neither about the rows, nor about another of their references."""
    assert field.to is not None
    target = entity_named(field.to)
    others = [entity_named(f.to) for f in _references(entity) if f.to not in (None, field.to)]
    found: dict[str, str] = {}
    for key, text in table.context.pairs.items():
        if names_nobody(text):
            continue
        name = headings_of(target).match(key)
        own = columns_of(target)[name] if name is not None else None
        if own is None or own.owner is not None or own.name == target.display:
            continue
        if own.field.private or own.field.naming:
            continue
        if headings_of(entity).match(key) is None and all(headings_of(other).match(key) is None for other in others):
            found.setdefault(own.name, text)
    found.pop("remark", None)
    return said_of_periods(target, found)


def _complete(resolver: Resolver, new: New, said: Mapping[str, str]) -> None:
    """What is said about a record yet to be made goes into it, unless it has it."""
    for name, text in said.items():
        field = field_map(entity_named(new.entity))[name]
        if name not in resolver.created[new]:
            value = _meant(resolver, field, text)
            if value is not None:
                resolver.created[new][name] = value


def _meant(resolver: Resolver, field: Field, text: str) -> Any:
    """The value a text means in a field of another record, a reference as an id or as New; None when it means none."""
    value, complaints = field.read(text)
    if value is None or any(complaint.fatal for complaint in complaints):
        return None
    if field.many:
        found = [resolver.find(field, part, {}, {})[0] for part in value]
        return None if None in found else tuple(found)
    return value if field.to is None else resolver.find(field, value, {}, {})[0]


def _warn(
    database: Database,
    resolver: Resolver,
    reference: Field,
    told: Mapping[tuple[int, str, str], tuple[ImportRow, str]],
) -> None:
    """Warn of what a record says differently, or does not say."""
    assert reference.to is not None
    target = entity_named(reference.to)
    names = list(dict.fromkeys([target.display, *(name for _key, name, _text in told)]))
    keys = list(dict.fromkeys(key for key, _name, _text in told))
    if not keys:
        return
    with database.reading() as connection:
        query = Query(target, as_of=suggested_day(connection))
        known = {row.id: row.values for row in rows_of(connection, query, keys, names)}
    for (key, name, text), (row, column) in told.items():
        field, present = field_map(target)[name], known[key]
        stands = present.get(f"{name}_id" if field.to is not None else name)
        meant = _meant(resolver, field, text)
        if meant == stands or (field.many and meant and stands and set(meant) <= set(stands)):
            continue
        if meant is None and text == text_of(field, present[name]):
            continue
        empty = _("{label}“{name}”没有填{field}，表里写的是“{said}”；没有改动，请在{label}里补上")
        other = _("{label}“{name}”的{field}是“{known}”，表里写的是“{said}”；没有改动，请核对")
        words = (other if stands else empty).format(
            label=_(target.label),
            name=present[target.display],
            field=field.title,
            said=text,
            known=text_of(field, present[name]),
        )
        row.complain(column, warning("conflict" if stands else "missing", words))


def _count(made: ImportPlan) -> None:
    """Warn where the lines above a table count other rows than stand below."""
    told = list(tables_with_other_counts(made.tables))
    rows = {(row.sheet, row.block, row.number): row for row in made.rows} if told else {}
    for words, tables in told:
        first = _first_row(tables, rows)
        if first is not None:
            first.complain(made.entity.display, warning("conflict", words))


def _first_row(tables: Sequence[FoundTable], rows: Mapping[Place, ImportRow]) -> ImportRow | None:
    places = ((table.sheet_name, table.block, row.number) for table in tables for row in table.rows[:1])
    return next((rows[place] for place in places if place in rows), None)
