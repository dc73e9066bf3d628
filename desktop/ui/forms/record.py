"""One record read for a form, and written back through the door."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from models.database.database import Database
from models.database.errors import Conflict
from models.database.history import changes_to
from models.database.query import Query
from models.database.results import ids_of, rows_of
from models.progress import Progress
from models.schema.fields import Entity, field_map, fields_of
from models.schema.showing import text_of
from models.words import _


@dataclass(frozen=True, slots=True)
class Loaded:
    """Values by field name, references as ids, and what the references read like."""

    values: Mapping[str, Any]
    words: Mapping[str, Any]


def load(database: Database, entity: type[Entity], key: int) -> Loaded:
    """Read a record; raises Conflict when it is no more."""
    with database.reading() as connection:
        row = next(iter(rows_of(connection, Query(entity), [key])), None)
    if row is None:
        sentence = _("这条{label}记录已被删除，请返回列表").format(label=_(entity.label))
        raise Conflict(sentence, entity=entity.__tablename__, record_id=key, fields=())
    values, words = {}, {}
    for field in fields_of(entity):
        shown = row.values[field.name]
        if field.to is not None:
            words[field.name] = shown if field.many else str("" if shown is None else shown)
            shown = row.values[f"{field.name}_id"] or None
        values[field.name] = shown
    return Loaded(values, words)


def name_of(entity: type[Entity], values: Mapping[str, Any], words: Mapping[str, Any]) -> str:
    """What a record is called: its display field."""
    field = field_map(entity)[entity.display]
    if field.to is not None:
        return str(words.get(field.name) or "")
    return text_of(field, values.get(field.name))


@dataclass(frozen=True, slots=True)
class Present:
    """A record as it stands now, and who changed it last: a name and a time of day."""

    loaded: Loaded
    by: str


def present(database: Database, entity: type[Entity], key: int) -> Present:
    """Read a record together with its latest change; raises Conflict when it is no more."""
    with database.reading() as connection:
        acts = changes_to(connection, entity, key)
    last = acts[0][0] if acts else None
    by = _("{user} {time}").format(user=last.user, time=f"{last.time:%H:%M}") if last else _("另一处")
    return Present(load(database, entity, key), by)


@dataclass(frozen=True, slots=True)
class Edit:
    """What a form wants written: `key` is None for a new record, `expected` is what the person saw in these fields."""

    entity: type[Entity]
    key: int | None
    name: str
    values: Mapping[str, Any]
    expected: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Saved:
    """What was written: the record, and the act that can be taken back; None when there was nothing to write."""

    key: int
    act: int | None
    name: str


def save(database: Database, edit: Edit, progress: Progress) -> Saved:
    """Insert or update one record; raises Invalid, Conflict."""
    words = _("新建{label} {name}") if edit.key is None else _("修改{label} {name}")
    name = words.format(label=_(edit.entity.label), name=edit.name).strip()
    before = database.last
    with database.transaction(name, progress) as tx:
        if edit.key is None:
            key = tx.insert(edit.entity, edit.values)
        else:
            tx.update(edit.entity, edit.key, edit.values, edit.expected)
            key = edit.key
    done = database.last
    return Saved(key, done.id if done is not None and done is not before else None, name)


def delete(database: Database, entity: type[Entity], key: int, name: str, progress: Progress) -> Saved:
    """Delete one record with its parts; raises InUse, Conflict."""
    act = _("删除{label} {name}").format(label=_(entity.label), name=name).strip()
    with database.transaction(act, progress) as tx:
        tx.delete(entity, key)
    assert database.last is not None
    return Saved(key, database.last.id, act)


def newest(database: Database, entity: type[Entity], but: int | None) -> Loaded | None:
    """The record made last, from which a new one is filled in; ids grow with time."""
    with database.reading() as connection:
        key = max((found for found in ids_of(connection, Query(entity)) if found != but), default=None)
    return None if key is None else load(database, entity, key)
