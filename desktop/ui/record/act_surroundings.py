"""What stands about an act: who its subjects are, what else can be done to them, and what was done to the one so far."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from desktop.screens.catalogue import screen_of
from desktop.ui.kit.statuses import StatusSign
from desktop.ui.record.overview import states_of, stating
from models.acts.act import Act, ActPaper, Told
from models.acts.catalogue import acts_of
from models.acts.planning import offered
from models.database.database import Database
from models.database.query import Condition, Query
from models.database.results import ids_of, rows_of
from models.progress import SILENT, Progress
from models.schema.fields import Entity, Field, entity_named, field_map, fields_of
from models.schema.showing import text_of
from models.schema.types import Date
from models.statistics import Connection
from models.words import _

Offered = Mapping[Act, Mapping[int, Told]]
_FACTS = 2  # that tell a subject besides its name
FEW = 8  # acts that are read at a glance, without anything above them


class ActGroup(NamedTuple):
    """Acts of one group: `can` are those that can be done to somebody, `cannot` those that are refused to all, and why."""

    title: str
    can: tuple[Act, ...]
    cannot: Mapping[Act, str]


def grouped(found: Offered, count: int) -> list[ActGroup]:
    """The acts offered to `count` records by their groups, in the order in which they are declared.

    Groups in which something can be done come first; few acts are one group without a title.
    """
    listed: dict[str, list[Act]] = {}
    for act in found:
        listed.setdefault(act.group if len(found) > FEW else "", []).append(act)
    made = [_group(found, count, title, acts) for title, acts in listed.items()]
    return sorted((group for group in made if group.can or group.cannot), key=lambda group: not group.can)


def _group(found: Offered, count: int, title: str, acts: Sequence[Act]) -> ActGroup:
    can = tuple(act for act in acts if len(found[act]) < count)
    refused = {act: next(iter(found[act].values()))[1].message for act in acts if act not in can and found[act]}
    return ActGroup(_(title) if title else "", can, refused)


@dataclass(frozen=True, slots=True)
class PastEvent:
    """An event of the subject: what it is called, whether it counts no more, what can be done to it."""

    entity: str
    key: int
    words: str
    state: str
    struck: bool
    acts: tuple[Act, ...]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Of one subject what tells it and its events, the latest first; of all the acts with those each cannot be done to."""

    facts: tuple[str, ...]
    states: tuple[tuple[str, StatusSign], ...]
    offers: Offered
    events: tuple[PastEvent, ...]


def offers(database: Database, entity: type[Entity], subjects: Sequence[int], progress: Progress = SILENT) -> Offered:
    """The acts for these records, each with those it cannot be done to, as of the day the office works on."""
    with database.reading(progress) as connection:
        return offered(connection, acts_of(entity.__tablename__), subjects)


def surroundings(
    database: Database, entity: type[Entity], subjects: Sequence[int], day: date | None, progress: Progress = SILENT
) -> Surroundings:
    """Read what stands about an act on these, offered for a day."""
    with database.reading(progress) as connection:
        found = offered(connection, acts_of(entity.__tablename__), subjects, day)
        if len(subjects) != 1:
            return Surroundings((), (), found, ())
        key = subjects[0]
        named, states = _telling(entity), stating(entity)
        asked = list(dict.fromkeys(f.name for f in (*named, *states)))
        row = next(iter(rows_of(connection, Query(entity, as_of=day), [key], asked)), None) if asked else None
        facts = tuple(text_of(f, row.values[f.name], masked=True) for f in named) if row is not None else ()
        shown = states_of(entity, row) if row is not None else ()
        return Surroundings(tuple(filter(None, facts)), shown, found, _events(connection, entity, key))


def _telling(entity: type[Entity]) -> tuple[Field, ...]:
    """What tells a record besides its name: public numbers and references of its keys, and by what it is found."""
    known = field_map(entity)
    names = dict.fromkeys(name for key in entity.keys for name in key if name != entity.display)
    keys = [known[name] for name in names if not known[name].private and not isinstance(known[name].type, Date)]
    return (*keys[:_FACTS], *(known[name] for name in entity.found_by[:1]))


def _events(connection: Connection, entity: type[Entity], key: int) -> tuple[PastEvent, ...]:
    registers = dict.fromkeys(act.event for act in acts_of(entity.__tablename__) if act.event is not None)
    return tuple(one for name in registers for one in _in_register(connection, entity_named(name), entity, key))


def _in_register(connection: Connection, register: type[Entity], entity: type[Entity], key: int) -> list[PastEvent]:
    query = events_of(register, entity, key)
    ids = list(reversed(list(ids_of(connection, query))))
    if not ids:
        return []
    refused = offered(connection, acts_of(register.__tablename__), ids)
    titles = _titles(register, entity)
    stage = field_map(register)[register.past[0]] if register.past else None
    names = [*(field.name for field in titles), *([stage.name] if stage is not None else ())]
    rows = {row.id: row for row in rows_of(connection, query, ids, names)}
    return [
        PastEvent(
            register.__tablename__, one,
            " ".join(filter(None, (text_of(f, rows[one].values[f.name]) for f in titles))),
            _state(stage, rows[one].values), _is_past(register, rows[one].values),
            tuple(act for act, out in refused.items() if one not in out),
        )
        for one in ids
    ]  # fmt: skip


def _titles(register: type[Entity], entity: type[Entity]) -> tuple[Field, ...]:
    """What tells an event to its subject: what it displays, unless that is the subject; then its key, and what it says."""
    known = field_map(register)
    shown = known[register.display]
    if shown.to != entity.__tablename__:
        return (shown,)
    told = dict.fromkeys((*register.keys[0], *screen_of(register).states[:1]))
    return tuple(known[name] for name in told if known[name].to != entity.__tablename__) or (shown,)


def _state(stage: Field | None, values: Mapping[str, object]) -> str:
    """How far an event is, where that is not what is usual."""
    if stage is None or values[stage.name] == stage.default:
        return ""
    return str(text_of(stage, values[stage.name]))


def _is_past(register: type[Entity], values: Mapping[str, object]) -> bool:
    return register.past is not None and values[register.past[0]] == register.past[1]


def events_of(register: type[Entity], entity: type[Entity], key: int) -> Query:
    """The list of a subject's events in a register."""
    refers = next(f.name for f in fields_of(register) if f.to == entity.__tablename__)
    return Query(register, (Condition(refers, "=", key),))


def title_of(paper: ActPaper) -> str:
    """What the paper is called, in the language in use."""
    from desktop.reports.catalogue import report_named

    return _(report_named(paper.report).title)


def printing(paper: ActPaper, ids: Sequence[int]) -> dict[str, object]:
    """What the print centre is opened with to print it for these records."""
    return {"report": paper.report, "ids": tuple(ids), "of": paper.of}
