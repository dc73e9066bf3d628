"""What became of a record, act by act, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from desktop.ui.kit.times import when
from models.database import history, storage
from models.database.database import Database
from models.database.disclosures import WAYS, Disclosure, disclosures
from models.database.results import displays
from models.database.transaction import Change, ChangeSet
from models.entities.former import former_columns
from models.schema.fields import Entity, Field, entity_named, fields_of
from models.schema.showing import text_of
from models.words import _, joined

if TYPE_CHECKING:
    from models.statistics import Connection

_TOLD = 3  # fields an entry names
_EMPTY = "—"
_NEVER = datetime.min.replace(tzinfo=UTC)
Names = Mapping[tuple[str, int], str]


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One act as it touched the record: `icon` of icons.py, what changed, and who, when and in which act.

    `tone` is a key of chips.TONES for the ground of the icon, `at` the moment by which entries stand, `target` the
    record it leads to: an entity and an id.
    """

    icon: str
    words: str
    meta: str
    undone: bool = False
    tone: str = "plain"
    at: datetime | None = None
    target: tuple[str, int] | None = None


def entries_of(database: Database, entity: type[Entity], key: int, today: date) -> tuple[HistoryEntry, ...]:
    """The history of a record, the latest first: what was done to it, and who saw its private values whole."""
    with database.reading() as connection:
        acts = acts_on(connection, entity, key, today)
        seen = [_seen(each, today) for each in disclosures(connection, entity, key)]
    return tuple(sorted((*seen, *acts), key=lambda entry: entry.at or _NEVER, reverse=True)) if seen else acts


def acts_on(connection: "Connection", entity: type[Entity], key: int, today: date) -> tuple[HistoryEntry, ...]:
    """What was done to a record, as a state of the database has it."""
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


def _seen(given: Disclosure, today: date) -> HistoryEntry:
    """Who saw the record's private values whole, and why; of a list whose records nobody noted that it may be in it."""
    words = _("看了完整的{what}").format(what=given.titles)
    if given.record_id is None:
        within = _("在其中：{whose}") if given.ids else _("可能在其中：{whose}")
        words += "\n" + within.format(whose=given.whose)
    way = joined((_(WAYS.get(given.way, given.way)), given.reason))
    return HistoryEntry("eye", words, "·".join((given.user, when(given.time, today), way)), at=given.time)


def _references(entity: type[Entity], change: Change) -> list[tuple[str, int]]:
    values = [*(change.before or {}).items(), *(change.after or {}).items()]
    targets = {f.column: f.to for f in fields_of(entity) if f.stored and f.to is not None}
    return [(targets[name], value) for name, value in values if name in targets and isinstance(value, int)]


def _entry(entity: type[Entity], done: ChangeSet, change: Change, names: Names, today: date) -> HistoryEntry:
    meta = "·".join((done.user, when(done.time, today), done.name))
    icon = {"undo": "arrow_undo", "redo": "arrow_redo"}.get(done.kind, "")
    if change.before is None:
        return HistoryEntry(icon or "add", _("新建"), meta, done.undone, "accent", done.time)
    if change.after is None:
        return HistoryEntry(icon or "delete", _("删除"), meta, done.undone, at=done.time)
    before, after = storage.decode(entity, change.before), storage.decode(entity, change.after)
    columns = [*(f for f in fields_of(entity) if f.stored), *former_columns(entity)]
    changed = [f for f in columns if f.column in after]
    told = [
        f"{f.title} {_text(f, before.get(f.column), names)} → {_text(f, after[f.column], names)}"
        for f in changed[:_TOLD]
    ]
    words = "\n".join(told)
    if len(changed) > _TOLD:
        words += "\n" + _("等 {count} 项").format(count=len(changed))
    return HistoryEntry(icon or "edit", words, meta, done.undone, "plain" if icon else "accent", done.time)


def _text(field: Field, value: Any, names: Names) -> str:
    if field.to is not None and isinstance(value, int):
        return names.get((field.to, value)) or _("（已删除）")
    return text_of(field, value, masked=True) or _EMPTY
