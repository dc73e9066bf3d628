"""One record read for a form: its values, the words of what it refers to, and the rows of its tables."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from desktop.drafts.child_entities import children_of
from desktop.drafts.draft import read_off
from desktop.drafts.row_drafts import LoadedRow
from desktop.screens.children import ChildEntity
from models.database.database import Database
from models.database.errors import Conflict
from models.database.history import changes_to
from models.database.query import Condition, Query
from models.database.results import Row, displays, ids_of, read_all, rows_of
from models.database.settings import own_unit, suggested_day
from models.entities.schools import School
from models.schema.fields import Entity, Field, entity_named, fields_of
from models.words import _


@dataclass(frozen=True, slots=True)
class LoadedRecord:
    """Values by field name, references as ids, what the references read like, and the rows of each table."""

    values: Mapping[str, Any]
    words: Mapping[str, Any]
    rows: Mapping[str, tuple[LoadedRow, ...]] = field(default_factory=dict)
    automatic: frozenset[str] = frozenset()  # values that can be read off the others


def load(database: Database, entity: type[Entity], key: int) -> LoadedRecord:
    """Read a record; raises Conflict when it is no more."""
    with database.reading() as connection:
        query = Query(entity, as_of=suggested_day(connection))
        row = next(iter(rows_of(connection, query, [key])), None)
        found = {
            child.table: tuple(
                LoadedRow(one.id, *taken(child.fields, one))
                for one in read_all(connection, _rows_query(child, key), [f.name for f in child.fields])
            )
            for child in children_of(entity)
        }
    if row is None:
        sentence = _("这条{label}记录已被删除，请返回列表").format(label=_(entity.label))
        raise Conflict(sentence, entity=entity.__tablename__, record_id=key, fields=())
    values, words = taken(fields_of(entity), row)
    return LoadedRecord(values, words, found, frozenset(read_off(entity, values)))


def beginning(
    database: Database, fields: Iterable[Field], given: Mapping[str, int | str] = MappingProxyType({})
) -> LoadedRecord:
    """What a new record begins with: it belongs to the office's own school, and says what is `given`, by field (a reference: its id)."""
    fields = tuple(fields)
    names = [field.name for field in fields if field.own_unit]
    with database.reading() as connection:
        key = own_unit(connection) if names else None
        values: dict[str, int | str] = {}
        words: dict[str, str] = {}
        if key is not None:
            values |= dict.fromkeys(names, key)
            words |= dict.fromkeys(names, displays(connection, School, [key])[key])
        for field in (field for field in fields if field.name in given):
            values[field.name] = value = given[field.name]
            if field.to is not None and isinstance(value, int):
                words[field.name] = displays(connection, entity_named(field.to), [value]).get(value, "")
    return LoadedRecord(values, words)


def _rows_query(child: ChildEntity, owner: int) -> Query:
    return Query(child.entity, (Condition(child.back, "=", owner),))


def taken(fields: Iterable[Field], row: Row) -> tuple[dict[str, Any], dict[str, Any]]:
    """The values of a row with references as ids, and the words of these."""
    values, words = {}, {}
    for one in fields:
        shown = row.values[one.name]
        if one.to is not None:
            words[one.name] = shown if one.many else str("" if shown is None else shown)
            shown = row.values[f"{one.name}_id"] or None
        values[one.name] = shown
    return values, words


@dataclass(frozen=True, slots=True)
class CurrentRecord:
    """A record as it stands now, and who changed it last: a name and a time of day."""

    loaded: LoadedRecord
    by: str


def present(database: Database, entity: type[Entity], key: int) -> CurrentRecord:
    """Read a record together with its latest change; raises Conflict when it is no more."""
    with database.reading() as connection:
        acts = changes_to(connection, entity, key)
    last = acts[0][0] if acts else None
    by = _("{user} {time}").format(user=last.user, time=f"{last.time:%H:%M}") if last else _("另一处")
    return CurrentRecord(load(database, entity, key), by)


def newest(database: Database, entity: type[Entity], but: int | None) -> LoadedRecord | None:
    """The record made last, from which a new one is filled in; ids grow with time."""
    with database.reading() as connection:
        key = max((found for found in ids_of(connection, Query(entity)) if found != but), default=None)
    return None if key is None else load(database, entity, key)
