"""One change of many records: what stands in a field now, how often, and writing something else there."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from desktop.operations.done import Done, told
from models.database.database import Database
from models.database.query import Query
from models.database.results import rows_of
from models.progress import SILENT, Progress
from models.schema.counting import counted
from models.schema.fields import Entity, Field, fields_of
from models.schema.showing import text_of
from models.words import N_, _, worded

_KINDS = ("reference", "code", "flag", "date", "year", "text")


@dataclass(frozen=True, slots=True)
class CurrentValue:
    """A value that stands in some of the records."""

    value: Any
    text: str
    count: int


def changeable(entity: type[Entity]) -> tuple[Field, ...]:
    """Fields that may well be the same in many records, those one changes most first."""
    named = {entity.display, *(name for key in entity.keys for name in key)}
    fields = [
        f
        for f in fields_of(entity)
        if f.editable(new=False) and not f.unique and not f.many and not f.private
        and (f.name not in named or f.to is not None) and not (f.via is not None and f.via.fixed)
    ]  # fmt: skip
    return tuple(
        sorted(fields, key=lambda f: (not f.expected, _KINDS.index(f.type.kind) if f.type.kind in _KINDS else 9))
    )


def standing(
    database: Database, query: Query, ids: Sequence[int], field: Field, progress: Progress = SILENT
) -> tuple[CurrentValue, ...]:
    """Every value of a field among records of a list on its day, the most frequent first, the empty one last."""
    counts: Counter[Any] = Counter()
    texts: dict[Any, str] = {}
    with database.reading() as connection:
        for row in rows_of(connection, query, ids, [field.name]):
            progress.check()
            value = _value(field, row.values)
            counts[value] += 1
            texts.setdefault(value, text_of(field, row.values[field.name], masked=True))
    ordered = sorted(counts.items(), key=lambda item: (item[0] is None, -item[1]))
    return tuple(CurrentValue(value, texts[value], count) for value, count in ordered)


def _value(field: Field, values: Mapping[str, Any]) -> Any:
    return values[f"{field.name}_id"] if field.to is not None else values[field.name]


def changed_count(found: Sequence[CurrentValue], value: Any) -> int:
    """How many records another value would change."""
    return sum(each.count for each in found if each.value != value)


@dataclass(frozen=True, slots=True)
class ChangedMany(Done):
    """The same, how many records, and which cells."""

    count: int
    cells: frozenset[tuple[int, str]]


def change_many(
    database: Database, query: Query, ids: Sequence[int], values: Mapping[str, Any], progress: Progress = SILENT
) -> ChangedMany:
    """Set fields of records of a list as one act; raises Invalid, Conflict. Records that already are so are left alone.

    Links that have a date count from the day the list is taken for.
    """
    entity = query.entity
    fields = [f for f in fields_of(entity) if f.name in values]
    with database.reading() as connection:
        rows = list(rows_of(connection, query, ids, [f.name for f in fields]))
    wanted: list[tuple[int, dict[str, Any]]] = []
    cells: set[tuple[int, str]] = set()
    for row in rows:
        differing = {f.name: values[f.name] for f in fields if _value(f, row.values) != values[f.name]}
        if differing:
            wanted.append((row.id, differing))
            cells.update((row.id, name) for name in differing)
    if not wanted:
        return ChangedMany(None, told(None), 0, frozenset())
    words, titles = N_("批量修改{label} {count}：{fields}"), [worded(f.label) for f in fields]
    name = worded(words, label=worded(entity.label), count=counted(entity, len(wanted)), fields=titles)
    with database.transaction(name, progress, query.day) as tx:
        tx.update_many(entity, wanted)
    sentence = _("已修改 {count}{label}").format(count=counted(entity, len(wanted)), label=_(entity.label))
    return ChangedMany(tx.done, sentence, len(wanted), frozenset(cells))
