"""What acts would do: thought through for any number of cases at once, with as many statements as for one."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from models.acts.act import Act, Answers, NoRoomError, Question, Subject, Told, right_to
from models.acts.scene import Effect, Made, Scene
from models.database import beside, checking
from models.database.reader import reader_of
from models.database.results import displays
from models.database.settings import suggested_day
from models.schema.complaints import Complaint
from models.schema.fields import Entity, entity_named, fields_of, is_person, judge
from models.schema.types import Text
from models.words import N_, _, worded


@dataclass(frozen=True, eq=False)
class Newcomer:
    """A subject the act itself makes: what is known of it, by field."""

    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Case:
    """One act on one subject with what was given, by field of the act."""

    act: Act
    subject: int | Newcomer
    given: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Waiving:
    """Why a breach of a rule is let pass, and until when."""

    reason: str
    until: date | None = None


@dataclass(frozen=True)
class ActPlan:
    """What cases would do to every register.

    By place of the case: `refused` with the field and why, `warnings`, `notes` on what is left as it is, and `proposed`:
    what holds of the subject in each field that may be given apart. Who is refused has no effects, warnings and notes: they
    say what it does, and it does nothing. A draft, in which required fields are still missing,
    has only the effects that do not depend on them, and is refused when it is applied.
    """

    name: str
    day: date
    cases: tuple[Case, ...]
    answers: Mapping[str, str]
    effects: tuple[Effect, ...]
    questions: tuple[Question, ...]
    refused: Mapping[int, Told]
    warnings: Mapping[int, tuple[Told, ...]]
    notes: Mapping[int, tuple[str, ...]]
    proposed: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    waived: Mapping[str, Waiving] = field(default_factory=dict)
    unsaid: frozenset[str] = frozenset()  # of a draft: fields without which it is not known what else it does

    def waiving(self, waived: Mapping[str, Waiving]) -> "ActPlan":
        """The same with breaches of these rules let pass."""
        return replace(self, waived=waived)


def plan(  # noqa: PLR0913, PLR0917 - what a person says of an act
    connection: sa.Connection, act: Act, subjects: Sequence[int], given: Mapping[str, Any],
    answers: Mapping[str, str] = MappingProxyType({}), day: date | None = None,
    apart: Mapping[int, Mapping[str, Any]] = MappingProxyType({}), *, draft: bool = False,
) -> ActPlan:  # fmt: skip
    """What one act would do to these subjects; `apart` is what was given for some of them by themselves."""
    order = sorted(subjects, reverse=True) if act.latest_first else subjects
    cases = [Case(act, subject, {**given, **apart.get(subject, {})}) for subject in order]
    return plan_cases(connection, cases, answers, day, draft=draft)


def plan_cases(  # noqa: PLR0913 - what a person says of acts
    connection: sa.Connection,
    cases: Sequence[Case],
    answers: Mapping[str, str] = MappingProxyType({}),
    day: date | None = None,
    name: str = "",
    *,
    draft: bool = False,
) -> ActPlan:
    """What these cases would do, one after the other; of a `draft` what is known without the required fields missing."""
    when = day or suggested_day(connection)
    scene, asked = Scene(connection, when), Answers(answers)
    subjects = _subjects(scene, cases, asked)
    refused: dict[int, Told] = {}
    unsaid: set[str] = set()
    for n, subject in enumerate(subjects):
        told = _drafted(subject, unsaid) if draft else _done(subject)
        if told is not None:
            refused[n] = told
    effects = scene.effects()
    refused |= _still_used(connection, cases, effects)
    if not draft:
        for n, field_name, complaint in _checked(scene, cases, effects):
            if complaint.fatal:
                refused.setdefault(n, (field_name, complaint))
            else:
                subjects[n].warnings.append((field_name, complaint))
    done = [(n, subject) for n, subject in enumerate(subjects) if n not in refused]
    return ActPlan(
        name or _name_of(connection, cases), when, tuple(cases), dict(answers),
        tuple(effect for effect in effects if effect.case not in refused), asked.questions(), refused,
        {n: tuple(subject.warnings) for n, subject in done if subject.warnings},
        {n: tuple(subject.notes) for n, subject in done if subject.notes},
        {n: subject.proposed for n, subject in enumerate(subjects) if subject.proposed}, unsaid=frozenset(unsaid),
    )  # fmt: skip


def _done(subject: Subject) -> Told | None:
    """Do it in the scene, or say why not."""
    return _missing(subject) or subject.act.refusal(subject) or _thought_through(subject)


def _thought_through(subject: Subject) -> Told | None:
    """Do it in the scene; where its words find no room nothing of it, and say so."""
    try:
        subject.act.do(subject)
    except NoRoomError as error:
        subject.scene.forget(subject.case)
        return error.told
    return None


class _UnsaidError(Exception):
    """An act reads a required field that is missing."""


class _Draft(dict[str, Any]):
    """What was given while something is missing: `get` says nothing of that, and `[]` stops what cannot be known without."""

    def __init__(self, given: Mapping[str, Any], blank: Collection[str] = ()) -> None:
        super().__init__({name: value for name, value in given.items() if value is not None})
        self._blank = blank

    def __missing__(self, name: str) -> str:
        if name in self._blank:
            return ""
        raise _UnsaidError(name)


def _drafted(subject: Subject, unsaid: set[str]) -> Told | None:
    """Do as much in the scene as is known, or say why not; `unsaid` are the missing fields more may depend on.

    Whether it can be done may depend on words (the name of a post); once it can they are only kept.
    """
    missing = [f for f in subject.act.needed if subject.given.get(f.name) is None]
    either = subject.act.lacking_either(subject.given)
    missing += [either] if either is not None else []
    told = _gone(subject) or subject.act.unfit(subject) if missing else _done(subject)
    if told is not None or not missing:
        return told
    words, given = [f.name for f in missing if type(f.type) is Text], subject.given
    unsaid |= {f.name for f in missing} - set(words)
    try:
        subject.given = _Draft(given)
        told = subject.act.refusal(subject)
        if told is None:
            subject.given = _Draft(given, words)
            told = _thought_through(subject)
    except _UnsaidError as error:
        unsaid.add(str(error))
    return told


def _still_used(connection: sa.Connection, cases: Sequence[Case], effects: Sequence[Effect]) -> dict[int, Told]:
    """The cases that would take away a record to which others refer that stay: a placement not begun, with records."""
    gone = [e for e in effects if e.after is None and e.before is not None and isinstance(e.record, int)]
    going: dict[str, dict[int, int]] = {}
    for effect in gone:
        going.setdefault(effect.entity, {})[effect.record] = effect.case  # type: ignore[index] # an id, as above
    found: dict[int, Told] = {}
    leaving: dict[str, set[Any]] = {name: set(keys) for name, keys in going.items()}
    every = {key for keys in going.values() for key in keys}
    for effect in effects:  # what refers to one of them no more
        if effect.after is not None and every & {v for v in (effect.before or {}).values() if isinstance(v, int)}:
            leaving.setdefault(effect.entity, set()).add(effect.record)
    for name, keys in going.items():
        entity = entity_named(name)
        for key, users in checking.users(connection, entity, list(keys), leaving).items():
            case = cases[keys[key]]
            words = str(checking.in_use(connection, entity, key, users))
            found.setdefault(keys[key], (case.act.dated or "id", Complaint("conflict", words)))
    return found


def _checked(scene: Scene, cases: Sequence[Case], effects: Sequence[Effect]) -> Iterator[tuple[int, str, Complaint]]:
    """What a form would say of the rows that cases write: (place of the case, field, complaint); not what it said before."""
    written = [e for e in effects if e.after is not None and e.entity in cases[e.case].act.checked]
    for name in dict.fromkeys(e.entity for e in written):
        entity, own = entity_named(name), [e for e in written if e.entity == name]
        rows, former = [], []
        for effect in own:
            row = scene.row(name, effect.record) or {}
            rows.append(_by_field(entity, row))
            former.append(_by_field(entity, {**row, **effect.before}) if effect.before is not None else None)
        keys = [e.record if isinstance(e.record, int) else None for e in own]
        standing = [(row, key) for row, key in zip(former, keys, strict=True) if row is not None]
        before = _said(scene, entity, [row for row, _key in standing], [key for _row, key in standing])
        known = {(standing[n][1], *told) for n, *told in before}
        for n, field_name, complaint in _said(scene, entity, rows, keys):
            if (keys[n], field_name, complaint) not in known:
                yield own[n].case, field_name, complaint


def _said(
    scene: Scene, entity: type[Entity], rows: Sequence[Mapping[str, Any]], keys: Sequence[int | None]
) -> list[tuple[int, str, Complaint]]:
    alone = [(n, name, told) for n, row in enumerate(rows) for name, told in judge(entity, row, scene.day)]
    return [*alone, *beside.judged(scene.connection, entity, rows, keys, scene.day)]


def _by_field(entity: type[Entity], row: Mapping[str, Any]) -> dict[str, Any]:
    return {f.name: row[f.column] for f in fields_of(entity) if f.stored and f.column in row}


def offered(
    connection: sa.Connection, acts: Iterable[Act], subjects: Sequence[int], day: date | None = None
) -> dict[Act, dict[int, Told]]:
    """For each act the subjects it cannot be done to, with why not: what a menu greys.

    Where whoever reads has no right to an act, that is why it cannot be done to any.
    """
    found: dict[Act, dict[int, Told]] = {}
    session = reader_of(connection)
    scene = Scene(connection, day or suggested_day(connection))  # one for all: to ask changes nothing
    for act in acts:
        if session is not None and (refusal := session.refusal(right_to(act), tried=False)):
            found[act] = dict.fromkeys(subjects, ("id", Complaint("not-allowed", refusal)))
            continue
        told = _subjects(scene, [Case(act, subject) for subject in subjects], Answers({}))
        found[act] = {
            key: why
            for key, one in zip(subjects, told, strict=True)
            if (why := _gone(one) or act.unfit(one)) is not None
        }
    return found


def _subjects(scene: Scene, cases: Sequence[Case], answers: Answers) -> list[Subject]:
    """The subjects of cases with every row their acts look at."""
    keys: dict[str, dict[int, None]] = {}
    for case in cases:
        if isinstance(case.subject, int):
            keys.setdefault(case.act.entity, {})[case.subject] = None
    needs = dict.fromkeys((c.act.entity, entity, column) for c in cases for entity, column in c.act.needs.items())
    for entity, some in keys.items():
        scene.read(entity, "id", some)
    for of, entity, column in needs:
        scene.read(entity, column, keys.get(of, {}))
    found = [_subject(scene, n, case, answers) for n, case in enumerate(cases)]
    acts: dict[Act, list[Subject]] = {}
    for subject in found:
        acts.setdefault(subject.act, []).append(subject)
    for act, own in acts.items():
        act.prepare(scene, own)
    return found


def _subject(scene: Scene, place: int, case: Case, answers: Answers) -> Subject:
    key = case.subject if isinstance(case.subject, int) else None
    found = Subject(scene, case.act, place, key, case.given, answers)
    found.newcomer = case.subject.values if isinstance(case.subject, Newcomer) else None
    return found


def _missing(subject: Subject) -> Told | None:
    """The first field that must be filled and is not; the day is taken for granted."""
    lacking = [f for f in subject.act.needed if subject.given.get(f.name) is None]
    either = subject.act.lacking_either(subject.given)
    lacking += [either] if either is not None else []
    return _gone(subject) or next(((f.name, f.missing()) for f in lacking), None)


def _gone(subject: Subject) -> Told | None:
    if not isinstance(subject.key, int):
        return None
    if subject.key in subject.scene.erased(subject.act.entity):
        return "id", Complaint("conflict", _("此人已注销并清除，不能再办理"))
    if subject.row():
        return None
    words = _("这条{label}记录已被删除").format(label=_(entity_named(subject.act.entity).label))
    return "id", Complaint("unknown-reference", words)


def _name_of(connection: sa.Connection, cases: Sequence[Case]) -> str:
    """休学 王伟, 休学 12 人, 开始实习 12 条, 办理 30 件."""
    acts = list(dict.fromkeys(case.act for case in cases))
    if len(acts) != 1:
        return worded(N_("办理 {count} 件"), count=len(cases))
    if len(cases) > 1:
        words = N_("{act} {count} 人") if is_person(entity_named(acts[0].entity)) else N_("{act} {count} 条")
        return worded(words, act=worded(acts[0].label), count=len(cases))
    subject = cases[0].subject
    if isinstance(subject, Newcomer):
        shown = str(subject.values.get("name", ""))
    else:
        shown = displays(connection, entity_named(acts[0].entity), [subject]).get(subject, "")
    return worded(N_("{act} {record}"), act=worded(acts[0].label), record=shown)


def causes_of(plan: ActPlan) -> dict[int, Made]:
    """The event each case makes, by its place."""
    made = [e for e in plan.effects if isinstance(e.record, Made) and e.entity == plan.cases[e.case].act.event]
    return {e.case: e.record for e in made if isinstance(e.record, Made)}
