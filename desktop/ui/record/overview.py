"""What the detail pane tells of a record, read in one go beside the window."""

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.drafts.field_groups import groups_of, label_of
from desktop.screens.catalogue import screen_of
from desktop.ui.kit.statuses import PLAIN, StatusSign, sign_of, status_of, superseded
from desktop.ui.list.record_issues import pressing, told_of
from models.database.attachments import KeptFile, attachments_of, content_of
from models.database.database import Database
from models.database.query import Query
from models.database.results import Row, rows_of
from models.database.settings import suggested_day
from models.entities.attachments import PHOTO
from models.rules.problems import Problem
from models.schema.fields import Entity, Field, field_map
from models.schema.showing import text_of
from models.words import _


@dataclass(frozen=True, slots=True)
class Fact:
    """One value with its label; of a reference the record it leads to. `beside` stands in the line of the one before."""

    label: str
    text: str
    entity: str = ""
    key: int | None = None
    beside: bool = False


@dataclass(frozen=True, slots=True)
class Overview:
    """A record as the pane shows it: `states` are words with their sign, `groups` only what is filled in."""

    entity: type[Entity]
    key: int
    name: str
    spoken: str
    states: tuple[tuple[str, StatusSign], ...]
    issues: tuple[Problem, ...]
    groups: tuple[tuple[str, tuple[Fact, ...]], ...]
    missing: tuple[str, ...]  # labels of fields that are asked for, or that a rule looks at, and nobody filled in
    papers: tuple[tuple[str, int, str], ...] = ()  # reports that can be printed of it, for which record of which table
    photo: bytes | None = None  # of a person who has one
    files: int = 0  # attachments


def overview_of(database: Database, entity: type[Entity], key: int) -> Overview | None:
    """The record, private values masked; None when it is no more."""
    with database.reading() as connection:
        day = suggested_day(connection)
        row = next(iter(rows_of(connection, Query(entity, as_of=day), [key])), None)
        kept = [one for one in attachments_of(connection, entity.__tablename__, key) if not one.replaced]
        told = told_of(connection, entity, [key], day).get(key, [])
    if row is None:
        return None
    fields, lacking = field_map(entity), {one.field.name for one in told if one.lacking and one.entity is entity}
    name = text_of(fields[entity.display], row.values[entity.display], masked=True)
    groups = tuple((_(title), _facts(row, group, entity)) for title, group in groups_of(entity))
    return Overview(
        entity, key, name or _("未命名"), str(row.values.get("name_pinyin") or ""), states_of(entity, row),
        pressing(told), tuple(group for group in groups if group[1]),
        tuple(
            f.title for f in fields.values() if f.lacks(row.values) or (f.name in lacking and row.values[f.name] in (None, ()))
        ),
        _papers(entity, row),
        _photo(database, kept), len(kept),
    )  # fmt: skip


def _photo(database: Database, kept: Sequence[KeptFile]) -> bytes | None:
    photo = next((one for one in kept if one.kind == PHOTO), None)
    return None if photo is None else content_of(database, photo)


def _papers(entity: type[Entity], row: Row) -> tuple[tuple[str, int, str], ...]:
    screen = screen_of(entity)
    others = ((report, row.values.get(f"{field}_id"), "") for field, report in screen.papers_of)
    own = ((report, row.id, entity.__tablename__) for report in screen.papers)
    return (*((report, key, of) for report, key, of in others if isinstance(key, int)), *own)


def states_of(entity: type[Entity], row: Row) -> tuple[tuple[str, StatusSign], ...]:
    """The status, and what else stands as a chip under the name."""
    fields = [f for f in stating(entity) if row.values[f.name] is not None]
    return tuple((text_of(f, row.values[f.name]), sign_of(f, row.values[f.name]) or PLAIN) for f in fields)


def stating(entity: type[Entity]) -> tuple[Field, ...]:
    """The fields that say how it is with a record."""
    status = status_of(entity)
    names = screen_of(entity).states or ((status.name,) if status is not None else ())
    return tuple(field_map(entity)[name] for name in names)


def _facts(row: Row, fields: tuple[Field, ...], entity: type[Entity]) -> tuple[Fact, ...]:
    hidden = {entity.display, "name_pinyin", *superseded(entity)}
    return tuple(
        Fact(label_of(field), text, *_target(row, field))
        for field in fields
        if field.name not in hidden and (text := text_of(field, row.values[field.name], masked=True))
    )


def _target(row: Row, field: Field) -> tuple[str, int | None]:
    if field.to is None or field.many:
        return "", None
    return field.to, row.values.get(f"{field.name}_id")
