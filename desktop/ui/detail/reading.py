"""What the detail pane tells of a record, read in one go beside the window."""

from dataclasses import dataclass

from desktop.ui.detail.issues import Issue, issues_of
from desktop.ui.forms.groups import groups_of, label_of
from desktop.ui.grid.statuses import Sign, sign_of, status_of
from models.database.database import Database
from models.database.query import Query
from models.database.results import Row, rows_of
from models.schema.fields import Entity, Field, field_map
from models.schema.showing import text_of
from models.words import _


@dataclass(frozen=True, slots=True)
class Fact:
    """One value with its label; of a reference the record it leads to."""

    label: str
    text: str
    entity: str = ""
    key: int | None = None


@dataclass(frozen=True, slots=True)
class Overview:
    """A record as the pane shows it: `states` are words with their sign, `groups` only what is filled in."""

    entity: type[Entity]
    key: int
    name: str
    spoken: str
    states: tuple[tuple[str, Sign], ...]
    issues: tuple[Issue, ...]
    groups: tuple[tuple[str, tuple[Fact, ...]], ...]
    missing: tuple[str, ...]  # labels of fields the specification asks for and nobody filled in


def overview_of(database: Database, entity: type[Entity], key: int) -> Overview | None:
    """The record, private values masked; None when it is no more."""
    with database.reading() as connection:
        row = next(iter(rows_of(connection, Query(entity), [key])), None)
    if row is None:
        return None
    fields = field_map(entity)
    name = text_of(fields[entity.display], row.values[entity.display], masked=True)
    groups = tuple((_(title), _facts(row, group, entity)) for title, group in groups_of(entity))
    return Overview(
        entity, key, name or _("未命名"), str(row.values.get("name_pinyin") or ""), _states(entity, row),
        issues_of(database, entity, [key]).get(key, ()), tuple(group for group in groups if group[1]),
        tuple(f.title for f in fields.values() if f.expected and row.values[f.name] in (None, ())),
    )  # fmt: skip


def _states(entity: type[Entity], row: Row) -> tuple[tuple[str, Sign], ...]:
    field = status_of(entity)
    value = None if field is None else row.values[field.name]
    sign = None if field is None else sign_of(field, value)
    return () if field is None or sign is None else ((text_of(field, value), sign),)


def _facts(row: Row, fields: tuple[Field, ...], entity: type[Entity]) -> tuple[Fact, ...]:
    hidden = (entity.display, "name_pinyin")
    return tuple(
        Fact(label_of(field), text, *_target(row, field))
        for field in fields
        if field.name not in hidden and (text := text_of(field, row.values[field.name], masked=True))
    )


def _target(row: Row, field: Field) -> tuple[str, int | None]:
    if field.to is None or field.many:
        return "", None
    return field.to, row.values.get(f"{field.name}_id")
