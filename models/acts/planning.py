"""What acts would do: thought through for any number of cases at once, with as many statements as for one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from models.acts.act import Act, Answers, Question, Subject, Told
from models.acts.scene import Effect, Made, Scene
from models.database import checking
from models.database.results import displays
from models.database.settings import suggested_day
from models.schema.complaints import Complaint
from models.schema.fields import entity_named
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
    what holds of the subject in each field that may be given apart.
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

    def waiving(self, waived: Mapping[str, Waiving]) -> "ActPlan":
        """The same with breaches of these rules let pass."""
        return replace(self, waived=waived)


def plan(  # noqa: PLR0913, PLR0917 - what a person says of an act
    connection: sa.Connection, act: Act, subjects: Sequence[int], given: Mapping[str, Any],
    answers: Mapping[str, str] = MappingProxyType({}), day: date | None = None,
    apart: Mapping[int, Mapping[str, Any]] = MappingProxyType({}),
) -> ActPlan:  # fmt: skip
    """What one act would do to these subjects; `apart` is what was given for some of them by themselves."""
    order = sorted(subjects, reverse=True) if act.latest_first else subjects
    cases = [Case(act, subject, {**given, **apart.get(subject, {})}) for subject in order]
    return plan_cases(connection, cases, answers, day)


def plan_cases(
    connection: sa.Connection,
    cases: Sequence[Case],
    answers: Mapping[str, str] = MappingProxyType({}),
    day: date | None = None,
    name: str = "",
) -> ActPlan:
    """What these cases would do, one after the other."""
    when = day or suggested_day(connection)
    scene, asked = Scene(connection, when), Answers(answers)
    subjects = _subjects(scene, cases, asked)
    refused: dict[int, Told] = {}
    for n, subject in enumerate(subjects):
        told = _missing(subject) or subject.act.refusal(subject)
        if told is not None:
            refused[n] = told
        else:
            subject.act.do(subject)
    effects = scene.effects()
    refused |= _still_used(connection, cases, effects)
    return ActPlan(
        name or _name_of(connection, cases), when, tuple(cases), dict(answers), effects, asked.questions(), refused,
        {n: tuple(subject.warnings) for n, subject in enumerate(subjects) if subject.warnings},
        {n: tuple(subject.notes) for n, subject in enumerate(subjects) if subject.notes},
        {n: subject.proposed for n, subject in enumerate(subjects) if subject.proposed},
    )  # fmt: skip


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


def offered(
    connection: sa.Connection, acts: Iterable[Act], subjects: Sequence[int], day: date | None = None
) -> dict[Act, dict[int, Told]]:
    """For each act the subjects it cannot be done to, with why not: what a menu greys."""
    found: dict[Act, dict[int, Told]] = {}
    scene = Scene(connection, day or suggested_day(connection))  # one for all: to ask changes nothing
    for act in acts:
        told = _subjects(scene, [Case(act, subject) for subject in subjects], Answers({}))
        found[act] = {key: why for key, one in zip(subjects, told, strict=True) if (why := act.unfit(one)) is not None}
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
    if isinstance(subject.key, int) and not subject.row():
        return "id", _gone(subject)
    return next(((f.name, f.missing()) for f in subject.act.needed if subject.given.get(f.name) is None), None)


def _gone(subject: Subject) -> Complaint:
    return Complaint(
        "unknown-reference", _("这条{label}记录已被删除").format(label=_(entity_named(subject.act.entity).label))
    )


def _name_of(connection: sa.Connection, cases: Sequence[Case]) -> str:
    """休学 王伟, 休学 12 条, 办理 30 件."""
    acts = list(dict.fromkeys(case.act for case in cases))
    if len(acts) != 1:
        return worded(N_("办理 {count} 件"), count=len(cases))
    if len(cases) > 1:
        return worded(N_("{act} {count} 条"), act=worded(acts[0].label), count=len(cases))
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
