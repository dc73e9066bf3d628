"""What became of a record, act by act, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from desktop.ui.kit.times import when
from models.database import history, storage
from models.database.database import Database
from models.database.results import displays
from models.database.transaction import Change, ChangeSet
from models.schema.fields import Entity, Field, entity_named, fields_of
from models.schema.showing import text_of
from models.words import _

if TYPE_CHECKING:
    from models.statistics import Connection

_TOLD = 3  # fields an entry names
_EMPTY = "—"
Names = Mapping[tuple[str, int], str]


@dataclass(frozen=True, slots=True)
class Entry:
    """One act as it touched the record: `icon` of icons.py, what changed, and who, when and in which act.

    `tone` is a key of chips.TONES for the ground of the icon, `at` the moment by which entries stand.
    """

    icon: str
    words: str
    meta: str
    undone: bool = False
    tone: str = "plain"
    at: datetime | None = None


def entries_of(database: Database, entity: type[Entity], key: int, today: date) -> tuple[Entry, ...]:
    """The history of a record, the latest first."""
    with database.reading() as connection:
        return acts_on(connection, entity, key, today)


def acts_on(connection: "Connection", entity: type[Entity], key: int, today: date) -> tuple[Entry, ...]:
    """The history of a record as a state of the database has it."""
    changes = history.changes_to(connection, entity, key)
    wanted: dict[str, set[int]] = {}
    for _done, change in changes:
        for field, value in _references(entity, change):
            wanted.setdefault(field, set()).add(value)
    names = {
        (table, one): words
        for table, ids in wanted.items()
        for one, words in displays(connection, entity_named(table), ids).items()
    }
    return tuple(_entry(entity, done, change, names, today) for done, change in changes)


def _references(entity: type[Entity], change: Change) -> list[tuple[str, int]]:
    values = [*(change.before or {}).items(), *(change.after or {}).items()]
    targets = {f.column: f.to for f in fields_of(entity) if f.stored and f.to is not None}
    return [(targets[name], value) for name, value in values if name in targets and isinstance(value, int)]


def _entry(entity: type[Entity], done: ChangeSet, change: Change, names: Names, today: date) -> Entry:
    meta = "·".join((done.user, when(done.time, today), done.name))
    icon = {"undo": "arrow_undo", "redo": "arrow_redo"}.get(done.kind, "")
    if change.before is None:
        return Entry(icon or "add", _("新建"), meta, done.undone, "accent", done.time)
    if change.after is None:
        return Entry(icon or "delete", _("删除"), meta, done.undone, at=done.time)
    before, after = storage.decode(entity, change.before), storage.decode(entity, change.after)
    changed = [f for f in fields_of(entity) if f.stored and f.column in after]
    told = [
        f"{f.title} {_text(f, before.get(f.column), names)} → {_text(f, after[f.column], names)}"
        for f in changed[:_TOLD]
    ]
    words = "\n".join(told)
    if len(changed) > _TOLD:
        words += "\n" + _("等 {count} 项").format(count=len(changed))
    return Entry(icon or "edit", words, meta, done.undone, "plain" if icon else "accent", done.time)


def _text(field: Field, value: Any, names: Names) -> str:
    if field.to is not None and isinstance(value, int):
        return names.get((field.to, value)) or _("（已删除）")
    return text_of(field, value, masked=True) or _EMPTY
