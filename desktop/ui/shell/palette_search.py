"""What the palette finds: places, acts, reports and records by characters, pinyin and initials. Runs beside the window."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from desktop.screens.catalogue import screen_of
from desktop.screens.columns import first_columns
from desktop.screens.navigation import SELDOM, sections
from desktop.ui.kit.icons import hue_of
from desktop.ui.kit.text_match import hit, matches, warm
from models.database.database import Database
from models.database.query import Condition, Query
from models.database.results import displays, first_found, rows_of
from models.database.search import searched
from models.progress import SILENT, Progress
from models.schema.counting import counted
from models.schema.fields import Entity, entity_named, field_map, fields_of
from models.schema.showing import text_of
from models.schema.types import CreditCode, Flag, Integer
from models.words import N_, _, joined

COMMANDS_ONLY = (">", "＞")
PLACES, ACTS, REPORTS, RECENT, FOR_IT = N_("页面"), N_("操作"), N_("报表"), N_("最近用过"), N_("可以对「{name}」做")
_FEW = {PLACES: 4, ACTS: 4, REPORTS: 4}
_RECORDS, _OF_A_KIND, _GROUPS, _FACTS, _RELATED = 4, 40, 5, 3, 2
_SURE = 8  # records found, up to which the first is likely the one that is meant

PAGE, LIST, RECORD, RELATED, REPORT, SCHEME, WINDOW_ACT, ACT = (
    "page", "list", "record", "related", "report", "scheme", "act", "perform",
)  # fmt: skip
PASSING = (RELATED, WINDOW_ACT, ACT)  # kinds that mean something just now only


@dataclass(frozen=True, slots=True)
class Target:
    """Where an entry leads: what `kind` of thing, and its name: of a page, register, report, scheme, group of acts or act.

    `key` is the record that is meant (of an act of the window its place in the group), `table` what a report tells of, `field`
    what refers to that record in the list of a register.
    """

    kind: str
    name: str
    key: int | None = None
    table: str = ""
    field: str = ""

    @property
    def kept(self) -> list[str]:
        """The same as it is kept in the settings."""
        key = [] if self.key is None else [str(self.key)]
        return [self.kind, self.name, *([self.table] if self.kind == REPORT else []), *key]


def target_kept(kind: str, name: str, *rest: str) -> Target:
    """What was kept."""
    table, *key = rest if kind == REPORT else ("", *rest)
    return Target(kind, name, int(key[0]) if key else None, table)


@dataclass(frozen=True, slots=True)
class PaletteEntry:
    """One thing to go to or do; `hues` are ink and ground of its icon, `span` the characters that were found."""

    group: str
    title: str
    target: Target
    icon: str
    facts: str = ""
    keys: str = ""
    hues: tuple[str, str] = ("text2", "press")
    span: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """Entries group by group, and how many there would be without the limits."""

    text: str
    entries: tuple[PaletteEntry, ...]
    total: int
    latin: bool = False


def find(
    database: Database, commands: Sequence[PaletteEntry], text: str, only: str = "", progress: Progress = SILENT
) -> Found:
    """Everything that has all the words; `only` a group's title keeps to that group. Raises Cancelled."""
    warm()
    bare = text.strip()
    if bare.startswith(COMMANDS_ONLY):
        return _commands(commands, bare[1:].strip())
    chosen = [_spanned(entry, bare) for entry in commands if not only or entry.group == only]
    matched = sorted((entry for entry in chosen if entry.span is not None), key=_remoteness)
    places = [entry for entry in matched if entry.group == PLACES]
    lead = _named(matched, bare)
    rest = [entry for entry in matched if entry.group not in (PLACES, ACTS if lead else "")]
    records, count = _records(database, bare, only, progress)
    follow = [] if only or not 0 < count <= _SURE else list(_for_it(database, records[0], commands))
    limit = None if only else _FEW
    shown = (*_limited(lead, limit), *_limited(places, limit), *records, *follow, *_limited(rest, limit))
    found = any(entry.span and not _written(entry.title, bare) for entry in shown)
    return Found(text, shown, len(matched) + count + len(follow), latin=found)


def _named(matched: Sequence[PaletteEntry], text: str) -> list[PaletteEntry]:
    """The acts, where one at hand is called just so and no place is: 回访 beside a graduate is not the list of 跟踪回访."""
    called = {entry.group for entry in matched if entry.title == text}
    return [entry for entry in matched if entry.group == ACTS] if ACTS in called and PLACES not in called else []


def _commands(commands: Sequence[PaletteEntry], text: str) -> Found:
    entries = [_spanned(entry, text) for entry in commands]
    shown = tuple(sorted((entry for entry in entries if not text or entry.span is not None), key=_remoteness))
    return Found(text, shown, len(shown))


def _spanned(entry: PaletteEntry, text: str) -> PaletteEntry:
    return replace(entry, span=hit(entry.title, text) if text and matches(entry.title, text) else None)


def _remoteness(entry: PaletteEntry) -> int:
    """What is called just so comes first, then what begins so: 学生 before 参加学生."""
    if entry.span is None or entry.span == (0, len(entry.title)):
        return 0
    return 1 if entry.span[0] == 0 else 2


def _written(title: str, text: str) -> bool:
    return all(word in title.lower() for word in text.lower().split())


def _limited(entries: Sequence[PaletteEntry], limits: dict[str, int] | None) -> Iterator[PaletteEntry]:
    taken: dict[str, int] = {}
    for entry in entries:
        taken[entry.group] = taken.get(entry.group, 0) + 1
        if limits is None or taken[entry.group] <= limits[entry.group]:
            yield entry


def _records(database: Database, text: str, only: str, progress: Progress) -> tuple[list[PaletteEntry], int]:
    listed = [entity for _title, group in sections() for entity in group if searched(entity) and database.sees(entity)]
    ordered = sorted(listed, key=lambda entity: entity.__tablename__ in SELDOM)
    found: list[PaletteEntry] = []
    total = groups = 0
    with database.reading(progress) as connection:
        for entity in ordered:
            progress.check()
            if only and _(entity.label) != only:
                continue
            query = Query(entity, search=text, own_words=True)  # a class stands for its students here
            most = _OF_A_KIND if only else _RECORDS
            ids, count = first_found(connection, query, most)
            if count > 1:
                ids = [*_called(connection, query), *ids]
            total += count
            if count and groups < _GROUPS:
                groups += 1
                found += _entries(connection, query, tuple(dict.fromkeys(ids))[:most], text)
    return found, total


def _called(connection: Any, query: Query) -> Sequence[int]:
    """Those that are called just so: they come before those whose names only begin alike."""
    display = field_map(query.entity)[query.entity.display]
    if not display.stored or display.to is not None or len(query.search) < 2:  # noqa: PLR2004 - a surname is no name
        return ()
    alike = replace(query, conditions=(Condition(display.name, "=", query.search),))
    return first_found(connection, alike, _RECORDS)[0]


def present(database: Database, kept: Iterable[PaletteEntry]) -> list[PaletteEntry]:
    """Those of the entries that are records, as these are called now; without those that are no more there."""
    ids: dict[str, list[int]] = {}
    for entry in kept:
        if entry.target.kind == RECORD and entry.target.key is not None:
            ids.setdefault(entry.target.name, []).append(entry.target.key)
    with database.reading() as connection:
        return [
            entry
            for table, keys in ids.items()
            if database.sees(entity_named(table))
            for entry in _entries(connection, Query(entity_named(table)), keys, "")
        ]


def _entries(connection: Any, query: Query, ids: Sequence[int], text: str) -> Iterator[PaletteEntry]:
    entity = query.entity
    facts = facts_of(entity)
    rows = {row.id: row for row in rows_of(connection, query, ids, [f.name for f in facts])}
    names = displays(connection, entity, ids)
    for key in ids:
        if key in rows and key in names:
            told = (text_of(f, rows[key].values[f.name], masked=True) for f in facts)
            yield PaletteEntry(
                _(entity.label), names[key], Target(RECORD, entity.__tablename__, key),
                screen_of(entity).icon, joined(told),
                hues=hue_of(entity), span=hit(names[key], text),
            )  # fmt: skip


def facts_of(entity: type[Entity]) -> tuple[Any, ...]:
    """The fields that tell records of the same name apart."""
    plain = [
        f
        for f in first_columns(entity)
        if f.name != entity.display and not f.private and f.expression is None and not f.many
    ]
    dumb = (CreditCode, Flag)  # nobody knows a body by these, nor by a bare number
    known = [f for f in plain if not isinstance(f.type, dumb) and type(f.type) is not Integer]
    return tuple(known[:_FACTS])


def _for_it(database: Database, record: PaletteEntry, commands: Sequence[PaletteEntry]) -> Iterator[PaletteEntry]:
    """What can be done with the first record that was found: printed, or asked what belongs to it."""
    table, key = record.target.name, record.target.key
    group = _(FOR_IT).format(name=record.title)
    with database.reading() as connection:
        for entity, field in _references_to(table):
            query = Query(entity, (Condition(field, "=", key),))
            count = int(connection.execute(query.count()).one()[0])
            if count:
                title = _("查看相关的{label}").format(label=_(entity.label))
                facts = counted(entity, count)
                yield PaletteEntry(
                    group,
                    title,
                    Target(RELATED, entity.__tablename__, key, field=field),
                    screen_of(entity).icon,
                    facts,
                )
    for entry in commands:
        if entry.target.kind == REPORT and entry.target.table == table:
            title = _("打印 {report}").format(report=entry.title)
            yield PaletteEntry(group, title, replace(entry.target, key=key), "print")


def _references_to(table: str) -> list[tuple[type[Entity], str]]:
    found = []
    for _title, group in sections():
        for entity in group:
            fields = [f for f in fields_of(entity) if f.to == table and not f.many and (f.stored or f.via)]
            if fields and entity.__tablename__ not in SELDOM:
                found.append((entity, fields[0].name))
    return found[:_RELATED]


def query_of(target: Target) -> Query:
    """The list a related entry leads to."""
    entity = entity_named(target.name)
    assert target.field in field_map(entity)
    return Query(entity, (Condition(target.field, "=", target.key),))
