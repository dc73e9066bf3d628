"""One record read for a form, and written back through the door."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from models.database.database import Database
from models.database.errors import Conflict
from models.database.query import Query
from models.database.results import rows_of
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
class Edit:
    """What a form wants written: `key` is None for a new record, `expected` is what the person saw in these fields."""

    entity: type[Entity]
    key: int | None
    name: str
    values: Mapping[str, Any]
    expected: Mapping[str, Any]


def save(database: Database, edit: Edit, progress: Progress) -> int:
    """Insert or update one record and return its id; raises Invalid, Conflict."""
    act = _("新建{label} {name}") if edit.key is None else _("修改{label} {name}")
    with database.transaction(act.format(label=_(edit.entity.label), name=edit.name).strip(), progress) as tx:
        if edit.key is None:
            return tx.insert(edit.entity, edit.values)
        tx.update(edit.entity, edit.key, edit.values, edit.expected)
        return edit.key
