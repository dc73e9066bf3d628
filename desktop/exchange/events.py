"""A register of events: to import a row is to do what it says, each student's in the order of their days."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from desktop.exchange.columns import columns_of
from desktop.exchange.plan import Action, ImportPlan, ImportRow, New, step_name
from models.acts.act import Act
from models.acts.catalogue import act_posting, deciding
from models.acts.planning import ActPlan, Case, Newcomer, plan_cases
from models.acts.scene import Effect, Key
from models.acts.wording import tells
from models.database.database import Database
from models.database.settings import suggested_day
from models.schema.complaints import Complaint
from models.schema.fields import Entity, entity_named, field_map
from models.words import N_, _, clauses, joined, listed

STAGE = "stage"
_DOINGS = {"insert": N_("新增 {count}"), "update": N_("修改 {count}"), "delete": N_("删除 {count}")}


@dataclass(frozen=True, slots=True)
class EventEffects:
    """What the events of a file do: how many of each act, and how many records of each register are made, changed, taken away."""

    acts: Mapping[Act, int]
    registers: Mapping[str, Mapping[str, int]]

    @property
    def done(self) -> str:
        """The acts: 休学 8，复学 2."""
        return joined(f"{act.title} {count:,}" for act, count in self.acts.items())

    @property
    def changed(self) -> str:
        """The registers: 学籍异动 新增 8；订单班成员 修改 1."""
        told = []
        for name, some in self.registers.items():
            doings = listed(_(_DOINGS[doing]).format(count=f"{count:,}") for doing, count in some.items())
            told.append(f"{_(entity_named(name).label)} {doings}")
        return clauses(told)


def effects_of(acts: ActPlan | None) -> EventEffects | None:
    """The same of a plan; None of a file of no events, or of events that do nothing."""
    if acts is None or not acts.effects:
        return None
    own = {effect.case for effect in acts.effects}
    done = Counter(case.act for n, case in enumerate(acts.cases) if n in own)
    found: dict[str, Counter[str]] = {}
    for entity, doing in _doings(acts.effects):
        found.setdefault(entity, Counter())[doing] += 1
    shown = {name: some for name, some in found.items() if tells(entity_named(name))}
    return EventEffects(done, {n: {d: some[d] for d in _DOINGS if some[d]} for n, some in shown.items()})


def _doings(effects: Iterable[Effect]) -> Iterator[tuple[str, str]]:
    """What becomes of each record in the end: one that is made and changed again is made, one that goes again is nothing."""
    ends: dict[tuple[str, Key], tuple[bool, bool]] = {}  # whether it is there before, and afterwards
    for e in effects:
        there, _still = ends.get((e.entity, e.record), (e.before is not None, False))
        ends[e.entity, e.record] = there, e.after is not None
    for (entity, _record), (there, still) in ends.items():
        if there or still:
            yield entity, "update" if there and still else "insert" if still else "delete"


def judge(database: Database, made: ImportPlan, created: Mapping[New, Mapping[str, Any]]) -> frozenset[New]:
    """Give every row that enters an event its acts, and refuse those that cannot be done; who comes is made by them."""
    made.acts, made.act_rows = None, ()
    cases = [(row, case) for row in _in_order(made) if (case := _case(made, row, created)) is not None]
    name = step_name(made.entity, len(cases), made.path)
    with database.reading() as connection:
        day = suggested_day(connection)
        first = plan_cases(connection, [case for _row, case in cases], made.answers, day, name)
        for n, (field, complaint) in first.refused.items():
            _complain(cases[n][0], made, field, complaint)
        for n, told in first.warnings.items():
            for field, complaint in told:
                _complain(cases[n][0], made, field, complaint)
        kept = [one for n, one in enumerate(cases) if n not in first.refused]
        # those refused did nothing, so the others do the same without them
        done = (
            first if len(kept) == len(cases) else plan_cases(connection, [c for _r, c in kept], made.answers, day, name)
        )
    made.acts, made.act_rows = done, tuple(row for row, _case in kept)
    return frozenset(new for new in created if new.entity == _subject(made))


def _subject(made: ImportPlan) -> str:
    """What the events of the register are about: what their first key refers to."""
    return field_map(made.entity)[made.entity.keys[0][0]].to or ""


def _in_order(made: ImportPlan) -> Iterator[ImportRow]:
    """The rows that enter an event, by their days and then as they stand in the file."""
    dated = made.entity.order[0]
    rows = [row for row in made.rows if not row.errors and row.action in (Action.INSERT, Action.UPDATE)]
    yield from sorted(rows, key=lambda row: row.written.get(dated) or date.max)


def _case(made: ImportPlan, row: ImportRow, created: Mapping[New, Mapping[str, Any]]) -> Case | None:
    """What a row wants done; None where it only adds papers to an event that is there."""
    if row.action is Action.UPDATE:
        if STAGE not in row.written or STAGE not in field_map(made.entity) or row.key is None:
            return None
        del row.written[STAGE], row.seen[STAGE]
        return Case(deciding(made.entity.__tablename__), row.key)
    about = made.entity.keys[0][0]
    act, subject = act_posting(made.entity.__tablename__, row.written), row.written.get(about)
    if not isinstance(act, Act):
        _complain(row, made, *act)
        return None
    given = {name: value for name, value in row.written.items() if name != about and value is not None}
    if isinstance(subject, New):
        return Case(act, Newcomer(created[subject]), given)
    return Case(act, subject, given) if isinstance(subject, int) else None


def _complain(row: ImportRow, made: ImportPlan, field: str, complaint: Complaint) -> None:
    """Say what is wrong in a column of the sheet."""
    row.complain(field if field in columns_of(made.entity) else made.entity.keys[0][0], complaint)
    if complaint.fatal:
        row.action = Action.REJECT


def differing(entity: type[Entity], row: ImportRow, names: list[str]) -> None:
    """Refuse what a sheet says otherwise of an event that took effect; one that waits may be decided by it."""
    stage = field_map(entity).get(STAGE)
    if stage and names == [STAGE] and row.written[STAGE] == stage.default and row.seen[STAGE] in set("12345"):
        return
    for name in names:
        words = _("库中这条{label}已登记，{field}不同；请先冲回，再重新办理").format(
            label=_(entity.label), field=field_map(entity)[name].title
        )
        row.complain(name, Complaint("conflict", words))
