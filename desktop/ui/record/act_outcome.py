"""What becomes of the records of each register by an act: what was, what will be, and the same of several told once."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from desktop.ui.kit.statuses import status_of
from models.acts.act import Act
from models.acts.planning import Case
from models.acts.scene import Effect
from models.acts.wording import EffectLine, lines_by_effect, tells
from models.database.query import Query
from models.database.results import rows_of
from models.schema.fields import Entity, Field, entity_named, field_map, is_person
from models.schema.showing import text_of
from models.statistics import Connection
from models.words import _, clauses

_SHOWN = 6  # different outcomes of one register that are told one by one
Record = tuple[str, object]
Lines = Sequence[EffectLine]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a record, or a field of it (`label`), was and will be, either '' where there is none.

    `more` is said below, `count` of how many it is told behind.
    """

    before: str
    after: str
    label: str = ""
    more: str = ""
    count: str = ""

    @property
    def words(self) -> str:
        """All of it as a sentence."""
        change = self.after
        if self.before:
            change = _("{before} → {after}").format(before=self.before, after=self.after)
        one = " ".join(part for part in (self.label, change, self.count) if part)
        return clauses((one, self.more))


@dataclass(frozen=True, slots=True)
class RegisterOutcome:
    """What becomes of the records of one register: outcomes and of how many records each is; others are not told."""

    entity: str
    told: tuple[tuple[Outcome, int], ...]
    others: int = 0

    @property
    def title(self) -> str:
        """What the register is called."""
        return _(entity_named(self.entity).label)


def outcomes_of(
    connection: Connection, act: Act, effects: Sequence[Effect], cases: Sequence[Case] = ()
) -> tuple[RegisterOutcome, ...]:
    """What an act does, register by register: those the act looks at in their order, its own event last.

    Where it is told what was given in the `cases`, what the act found by itself is said too.
    """
    every = lines_by_effect(connection, [e for e in effects if tells(entity_named(e.entity))])
    written = [one for one in every if one[0].entity != act.event]
    own = [one for one in every if one[0].entity == act.event]
    standing = _standing(connection, act, written)
    found: dict[str, Counter[Outcome]] = {}
    for entity, some in _by_case_and_entity(written):
        found.setdefault(entity, Counter()).update(_outcomes(act, entity_named(entity), some, standing))
    for effect, lines in own:
        found.setdefault(effect.entity, Counter()).update(_of_event(act, effect, lines, cases))
    order = [*act.needs, *found]
    return tuple(
        _told(entity, found[entity]) for entity in sorted(found, key=lambda e: (e == act.event, order.index(e)))
    )


def _told(entity: str, counted: Counter[Outcome]) -> RegisterOutcome:
    return RegisterOutcome(entity, tuple(counted.most_common(_SHOWN)), max(0, len(counted) - _SHOWN))


def _by_case_and_entity(
    written: Iterable[tuple[Effect, Lines]],
) -> Iterator[tuple[str, list[tuple[Effect, Lines]]]]:
    found: dict[tuple[int, str], list[tuple[Effect, Lines]]] = {}
    for effect, lines in written:
        found.setdefault((effect.case, effect.entity), []).append((effect, lines))
    for (_case, entity), some in found.items():
        yield entity, some


def _standing(connection: Connection, act: Act, written: Sequence[tuple[Effect, Lines]]) -> dict[Record, str]:
    """What the records that change or go are told by, as they stand; the subject only where it ends or goes."""
    wanted: dict[str, dict[int, None]] = {}
    for effect, _lines in written:
        gone = effect.after is None or _ends(entity_named(effect.entity), effect)
        if effect.before is not None and isinstance(effect.record, int) and (effect.entity != act.entity or gone):
            wanted.setdefault(effect.entity, {})[effect.record] = None
    found: dict[Record, str] = {}
    for name, keys in wanted.items():
        kind = entity_named(name)
        fields = _telling_subject(kind) if name == act.entity else _telling(kind, act.entity, act.becomes)
        for row in rows_of(connection, Query(kind), tuple(keys), [f.name for f in fields]) if fields else ():
            told = (text_of(f, row.values[f.name], masked=True) for f in fields)
            found[name, row.id] = " ".join(words for words in told if words)
    return found


@cache
def _telling(kind: type[Entity], of: str, becomes: str) -> tuple[Field, ...]:
    """The fields by which one record of a subject is told from another: what it refers to, else the state it says.

    The subject tells nothing, nor does whom it is about or what it becomes.
    """
    known, subject = field_map(kind), entity_named(of)
    itself = {None, of, becomes, *(field_map(subject)[name].to for name in next(iter(subject.keys), ()))}
    keys = (known[name] for name in next(iter(kind.keys), ()))
    state = status_of(kind)
    return tuple(f for f in keys if f.to not in itself) or ((state,) if state is not None else ())


@cache
def _telling_subject(kind: type[Entity]) -> tuple[Field, ...]:
    """The fields by which a subject that ends is told: where it was, not who."""
    keys = (field_map(kind)[name] for name in next(iter(kind.keys), ()))
    return tuple(f for f in keys if f.to is not None and not is_person(entity_named(f.to)))


def _outcomes(
    act: Act, kind: type[Entity], some: list[tuple[Effect, Lines]], standing: Mapping[Record, str]
) -> Iterator[Outcome]:
    """The outcomes of one case in one register; of two rows of which one follows the other one is told."""
    followed = _followed(kind, some)
    if followed is not None:
        (old, before), (new, after) = followed
        named, more = standing.get((new.entity, new.record), ""), _rest(kind, after)
        if new.before is None:
            named, more = _newcomer(act, kind, after)
        rest = _rest(kind, before) if old.after is not None else []
        yield Outcome(standing.get((old.entity, old.record), ""), named, more=clauses((*more, *rest)))
    asked = {f.name for f in act.fields} if kind.__tablename__ == act.entity else ()
    for effect, lines in some:
        name = standing.get((effect.entity, effect.record), "")
        if followed is not None and any(effect is one for one, _lines in followed):
            continue
        if effect.before is None:
            words, others = _newcomer(act, kind, lines)
            yield Outcome("", words, more=clauses(others))
        elif effect.after is None:
            yield Outcome(name, _("删除"))
        elif _ends(kind, effect):
            yield _ending(kind, name, lines)
        else:
            told = [one for one in lines if one.field.name not in asked] or lines  # where that is all it does
            yield from (Outcome(one.before or _("空"), one.after or _("空"), one.field.title, name) for one in told)


def _followed(
    kind: type[Entity], some: Sequence[tuple[Effect, Lines]]
) -> tuple[tuple[Effect, Lines], tuple[Effect, Lines]] | None:
    """Where only one row is in force: the one that ends or goes, and the one that comes or is open again."""
    out = [one for one in some if one[0].after is None or _ends(kind, one[0])]
    come = [one for one in some if one[0].before is None or _reopens(kind, one[0])]
    return (out[0], come[0]) if kind.exclusive and len(out) == len(come) == 1 and out[0] is not come[0] else None


def _reopens(kind: type[Entity], effect: Effect) -> bool:
    end = kind.period[1] if kind.period else ""
    return bool(effect.before and effect.after is not None and effect.before.get(end) and effect.after.get(end) is None)


def _ends(kind: type[Entity], effect: Effect) -> bool:
    return bool(
        effect.before is not None and effect.after is not None and kind.period and effect.after.get(kind.period[1])
    )


def _ending(kind: type[Entity], name: str, lines: Lines) -> Outcome:
    assert kind.period is not None
    last = next(line for line in lines if line.field.column == kind.period[1])
    more = [_("原至 {day}").format(day=last.before)] if last.before else []
    end = _("{label} {value}").format(label=last.field.title, value=last.after)
    return Outcome(name, end, more=clauses((*more, *_rest(kind, lines))))


def _rest(kind: type[Entity], lines: Lines) -> list[str]:
    """What else changes in a row that ends."""
    skipped = kind.period or ()
    return [
        _("{label} {before} → {after}").format(label=one.field.title, before=one.before, after=one.after)
        if one.before
        else _("{label} {value}").format(label=one.field.title, value=one.after)
        for one in lines
        if one.field.column not in skipped
    ]


def _newcomer(act: Act, kind: type[Entity], lines: Lines) -> tuple[str, list[str]]:
    """What a new row is told by, and what else it says: from when first."""
    named = {f.name for f in _telling(kind, act.entity, act.becomes)}
    words = " ".join(one.after for one in lines if one.field.name in named and one.after)
    begin = kind.period[0] if kind.period else None
    first = next((one for one in lines if one.field.column == begin), None)
    more = [_("{day} 起").format(day=first.after)] if first is not None and words else []
    rest = [one for one in lines if one.field.name not in named and (one is not first or not words)]
    more += [
        _("{label} {value}").format(label=one.field.title, value=one.after)
        for one in rest
        if one.after and one.field.to not in (act.entity, act.event or act.entity, act.becomes)
    ]
    return words or _("新增"), more


def _of_event(act: Act, effect: Effect, lines: Lines, cases: Sequence[Case]) -> Iterator[Outcome]:
    """What the event says that nobody gave: of a new one at once, of one that stands field by field."""
    if effect.before is not None:
        yield from (Outcome(one.before or _("空"), one.after or _("空"), one.field.title) for one in lines)
        return
    asked = {f.name for f in act.fields if f.name not in act.apart}
    if cases:
        asked &= {name for name, value in cases[effect.case].given.items() if value is not None}
    asked |= set(act.fixed)
    more = [
        _("{label} {value}").format(label=one.field.title, value=one.after)
        for one in lines
        if one.field.name not in asked and one.field.to != act.entity and one.after
    ]
    yield Outcome("", act.title, more=clauses(more))
