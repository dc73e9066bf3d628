"""What an act would do, read beside the window: effects register by register, to whom it cannot be done, and counts."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from desktop.ui.kit.statuses import status_of
from desktop.ui.record.act_apart import Proposal
from models.acts.act import Act, Told
from models.acts.foreseeing import Count, Verdict, foreseen
from models.acts.planning import ActPlan, offered, plan
from models.acts.wording import EffectLine, lines_of, proposals
from models.database.database import Database
from models.database.query import Query
from models.database.results import displays, rows_of
from models.progress import SILENT, Progress
from models.schema.complaints import Complaint
from models.schema.fields import Entity, Field, entity_named, field_map
from models.schema.showing import text_of
from models.statistics import Connection
from models.words import N_, _

INSERT, UPDATE, CLOSE, DELETE = "insert", "update", "close", "delete"
_WORDS = {INSERT: N_("新增"), UPDATE: N_("更改"), CLOSE: N_("结束"), DELETE: N_("删除")}
Line = tuple[str, str]  # a label, and what is said of it
Record = tuple[str, int | None]
_SHOWN = 6  # different changes of one field that are told one by one


@dataclass(frozen=True, slots=True)
class Remark:
    """What is said of one subject: of which field of the act, and what."""

    subject: str
    field: str
    complaint: Complaint


@dataclass(frozen=True, slots=True)
class EffectGroup:
    """What becomes of the records of one register: a label and words a line."""

    entity: str
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class ActPreview:
    """An act thought through for its subjects; without a `plan` nothing can be done yet, or to nobody."""

    name: str
    asked: int
    plan: ActPlan | None = None
    groups: tuple[EffectGroup, ...] = ()
    refused: tuple[Remark, ...] = ()
    warnings: tuple[Remark, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    counts: tuple[Count, ...] = ()
    proposals: tuple[Proposal, ...] = ()

    @property
    def fit(self) -> int:
        """To how many it can be done."""
        return self.asked - len(self.refused)


def preview(  # noqa: PLR0913 - what a person says of an act
    database: Database, act: Act, subjects: Sequence[int], given: Mapping[str, Any], answers: Mapping[str, str], *,
    apart: Mapping[int, Mapping[str, Any]] = MappingProxyType({}), whole: bool = True, progress: Progress = SILENT,
) -> ActPreview:  # fmt: skip
    """The act as it would be done now, with what was given for some `apart`.

    Not `whole` while something is missing: only who is ruled out is told then.
    """
    with database.reading(progress) as connection:
        names = displays(connection, entity_named(act.entity), subjects)
        name = next(iter(names.values()), "")
        if not whole:
            told = offered(connection, [act], subjects, given.get(act.dated))[act]
            return ActPreview(name, len(subjects), refused=_remarks(names, told.items()))
        made = plan(connection, act, subjects, given, answers, None, apart)
        out = {case.subject: made.refused[n] for n, case in enumerate(made.cases) if n in made.refused}
        refused = _remarks(names, out.items())
        fit = [subject for subject in subjects if subject not in out]
        if not fit:
            return ActPreview(name, len(subjects), refused=refused)
        if out:
            made = plan(connection, act, fit, given, answers, None, apart)
        progress.check()
        lines = lines_of(connection, made)
        groups = groups_of(act, lines, _standing(connection, act, lines), several=len(fit) > 1)
        shown = proposals(connection, made)
    seen = foreseen(database, made)
    who = {n: names.get(case.subject, "") for n, case in enumerate(made.cases) if isinstance(case.subject, int)}
    warnings = tuple(Remark(who[n], *one) for n, some in made.warnings.items() for one in some)
    notes = tuple((who[n], words) for n, some in made.notes.items() for words in some)
    proposed = tuple(Proposal(made.cases[n].subject, who[n], words) for n, words in shown.items() if n in who)  # type: ignore[arg-type] # who is known has a number
    return ActPreview(name, len(subjects), made, groups, refused, warnings, notes, seen.verdicts, seen.counts, proposed)


def _remarks(names: Mapping[int, str], told: Iterable[tuple[Any, Told]]) -> tuple[Remark, ...]:
    return tuple(Remark(names.get(key, ""), *why) for key, why in told)


def _standing(connection: Connection, act: Act, lines: Sequence[EffectLine]) -> dict[Record, tuple[Line, ...]]:
    """Which of a subject's records those are that are changed: what they refer to, or the state they say."""
    changed: dict[str, dict[int, None]] = {}
    for line in lines:
        if line.action == UPDATE and line.record is not None:
            changed.setdefault(line.entity, {})[line.record] = None
    found: dict[Record, tuple[Line, ...]] = {}
    for name, records in changed.items():
        kind = entity_named(_table(name))
        fields = _telling(kind, act) if kind.__tablename__ != act.entity else ()
        for row in rows_of(connection, Query(kind), tuple(records), [f.name for f in fields]) if fields else ():
            told = ((f.title, text_of(f, row.values[f.name], masked=True)) for f in fields)
            found[name, row.id] = tuple(line for line in told if line[1])
    return found


def _telling(kind: type[Entity], act: Act) -> tuple[Field, ...]:
    known = field_map(kind)
    keys = (known[name] for name in next(iter(kind.keys), ()))
    state = status_of(kind)
    return tuple(f for f in keys if f.to not in (None, act.entity)) or ((state,) if state is not None else ())


def groups_of(
    act: Act, lines: Sequence[EffectLine], standing: Mapping[Record, tuple[Line, ...]], *, several: bool
) -> tuple[EffectGroup, ...]:
    """Effects by register and by what is done to its records; what is the same of several records is told once."""
    ended = {(line.entity, line.record) for line in lines if _ends(line)}
    found: dict[tuple[str, str], list[Line]] = {}
    named: set[Record] = set()
    for line in lines:
        if _tells(act, line):
            record = line.entity, line.record
            action = CLOSE if line.action == UPDATE and record in ended else line.action
            own = found.setdefault((line.entity, action), [])
            own += () if record in named else standing.get(record, ())
            own.append((line.field.title, _change(line)))
            named.add(record)
    return tuple(
        EffectGroup(_table(name), _("{label} · {action}").format(label=_(entity_named(_table(name)).label), action=_(_WORDS[action])), _told(own, several=several))
        for (name, action), own in found.items()
    )  # fmt: skip


def _table(name: str) -> str:
    return name.replace("-", "_")


def _ends(line: EffectLine) -> bool:
    period = entity_named(_table(line.entity)).period
    return line.action == UPDATE and period is not None and line.field.column == period[1]


def _tells(act: Act, line: EffectLine) -> bool:
    """Whether a line says more than what was asked, and whom it is about; what is proposed for each is more."""
    if line.action == UPDATE:
        return True
    own = _table(line.entity) == act.event
    return line.field.to not in (act.entity, act.event or act.entity) and not (
        own and line.field.name in {f.name for f in act.fields if f.name not in act.apart}
    )


def _told(lines: Sequence[Line], *, several: bool) -> tuple[Line, ...]:
    alike = Counter(lines)
    seen: Counter[str] = Counter()
    told: list[Line] = []
    for (label, words), count in alike.most_common():
        seen[label] += 1
        if seen[label] <= _SHOWN:
            told.append(
                (label, _("{words}（{count} 条）").format(words=words, count=f"{count:,}") if several else words)
            )
    order = list(dict.fromkeys(label for label, _said in lines))
    told += [(label, _("另有 {count} 种").format(count=n - _SHOWN)) for label, n in seen.items() if n > _SHOWN]
    return tuple(sorted(told, key=lambda one: order.index(one[0])))


def _change(line: EffectLine) -> str:
    if line.action == INSERT:
        return line.after
    if line.action == DELETE:
        return line.before
    return _("{before} → {after}").format(before=line.before or _("空"), after=line.after or _("空"))
