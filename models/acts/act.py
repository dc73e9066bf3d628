"""Acts as they are declared: whom they are for, what they ask, why not, and what they do."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, cached_property
from typing import Any, ClassVar

import sqlalchemy as sa

from models.access.rights import ACT, Right
from models.acts.scene import Effect, Key, Made, Row, Scene
from models.database.erasing import Erasing
from models.database.transaction import Transaction
from models.rules.rule import Finding
from models.schema.complaints import Complaint, warning
from models.schema.fields import Field, entity_named, field_map, fields_of
from models.schema.types import Text
from models.words import N_, _, with_clause

Told = tuple[str, Complaint]  # the field it is about, and what is wrong

KEEP, END = "keep", "end"
CHOICES = ((END, N_("结束")), (KEEP, N_("保留")))


@dataclass(frozen=True, slots=True)
class Question:
    """What an act leaves to the person: choices as (name, words), which holds unless answered, and for how many.

    `about` is the register whose records it decides over, '' where it is none.
    """

    name: str
    label: str
    choices: tuple[tuple[str, str], ...]
    default: str
    chosen: str
    count: int
    about: str = ""


@dataclass(frozen=True, slots=True)
class Sizes:
    """A number of others that an act may change: of the records of `entity` it touches, the field that counts."""

    entity: str
    field: str


class Groups:
    """What acts are listed under where there are many to choose from."""

    STANDING, CLASSES, GRADUATION = N_("学籍异动"), N_("班级与订单班"), N_("毕业与结业")
    REGISTERING, PLACING = N_("学期注册"), N_("实习与保险")
    TRAINING, CLAIMING = N_("学徒培养"), N_("补贴")
    SIGNING, RUNNING, CHANGING = N_("审核与签约"), N_("实习过程"), N_("实习变更")
    EXAMS = N_("证书与考试")
    EMPLOYMENT = N_("毕业就业")
    ERASING = N_("个人信息")
    AGREEING, AMENDING = N_("审核与签订"), N_("变更与终止")
    ACTIVITIES, COURSES, MATTERS, PROJECTS = N_("对接活动"), N_("课程标准"), N_("联席会议事项"), N_("校企合作项目")


@dataclass(frozen=True, slots=True)
class ActPaper:
    """A paper that goes with an act: the name of a report, and the entity whose records it is printed for.

    These are the records the act wrote, or where it wrote none of them those to which what it wrote refers.
    """

    report: str
    of: str


class Act:
    """One thing an office does. One instance is declared; nothing of a plan lives on it.

    `entity` is what it is done to. `event` is the register in which it stands, `fixed` what its rows there say, `asks`
    the fields it asks of the register (without one of the subject), `own` fields that are kept nowhere, `helped` what is said of a field otherwise than in the register, `required` those of both that must be
    filled, `either` those of which one must be, `dated` the one that says from when it counts, `apart` those that may be given for one subject otherwise than
    for all (a class, a verdict); what holds of each is proposed. `needs` are the rows it looks at: an entity and its column
    that refers to the subject. Rules are asked of the records of `judged` it touches and, where these say so, of those
    they refer to, as they would be; rows of `checked` that it writes are looked at as a form or a sheet would be; `mends` are the codes of what is wrong with its subject until it is done; `stops`: what one forbids stops it, as it stops what starts something. `flags` are
    counted before and after (fields that say yes or no) of all subjects, or of those these refer to by the field `flags_of`,
    `sizes` of what is touched. `makes`: it may make
    its subject. `becomes`: what it makes of its subject. `latest_first`: of several the latest record first, since it stands on the others.
    `reverses`: it takes back what another act did, long after. `irreversible`: nothing takes it back; its `word` is typed
    first, after what is `lost` was read, and it writes by itself (`carry_out`). `listed`: menus offer it.
    `grid`: what may be given apart is typed for everybody, a row each, and for nobody else.
    `why` is the field of the reason that goes into the subject's remark, put as `noted` says. `renews`: what it finds anew, in
    place of the words that stand there.
    `group` is what it is listed under, `paper` what is printed of it. `supplies` names the register in which it enters what
    a sheet that refers to it did not find there.
    """

    entity: ClassVar[str]
    event: str | None = None
    fixed: Mapping[str, Any] = {}
    own: tuple[Field, ...] = ()
    helped: Mapping[str, str] = {}
    apart: tuple[str, ...] = ()
    either: tuple[str, ...] = ()
    needs: Mapping[str, str] = {}
    judged: tuple[str, ...] = ()
    checked: tuple[str, ...] = ()
    mends: tuple[str, ...] = ()
    stops = True
    flags: tuple[str, ...] = ()
    flags_of: str = ""
    sizes: tuple[Sizes, ...] = ()
    makes = False
    becomes = ""
    latest_first = False
    reverses = False
    irreversible = False
    word: str = ""
    lost: str = ""
    listed = True
    grid = False
    why: str = ""
    renews: tuple[str, ...] = ()
    group: str = ""
    paper: ActPaper | None = None
    supplies: str = ""

    def __init__(
        self, name: str, label: str, asks: Sequence[str] = (), required: Sequence[str] = (), dated: str = ""
    ) -> None:
        self.name, self.label, self.asks, self.required, self.dated = name, label, tuple(asks), tuple(required), dated

    @property
    def title(self) -> str:
        """What it is called, in the language in use."""
        return _(self.label)

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """What it asks, in order."""
        return self._asked()

    @cached_property
    def needed(self) -> tuple[Field, ...]:
        """What must be given; the day is taken for granted."""
        return tuple(f for f in self.fields if f.required and f.name != self.dated)

    def lacking_either(self, given: Mapping[str, Any]) -> Field | None:
        """The first of those of which one must be given, while none is."""
        if not self.either or any(given.get(name) is not None for name in self.either):
            return None
        return next(f for f in self.fields if f.name == self.either[0])

    @property
    def flagged(self) -> str:
        """The entity whose flags are counted: of an event whom it is about."""
        return (field_map(entity_named(self.entity))[self.flags_of].to if self.flags_of else None) or self.entity

    def _asked(self) -> tuple[Field, ...]:
        known = field_map(entity_named(self.event or self.entity))
        asked = (*(known[name] for name in self.asks), *self.own)
        must = (*self.required, self.dated)
        return tuple(replace(f, required=f.name in must, help=self.helped.get(f.name, f.help)) for f in asked)

    def noted(self, subject: "Subject") -> str | None:
        """What goes into the remark of its subject."""
        return subject.given.get(self.why)

    def prepare(self, scene: Scene, subjects: "Sequence[Subject]") -> None:
        """Read what `needs` cannot say, in bulk."""

    def unfit(self, _subject: "Subject") -> Told | None:
        """Why it cannot be done to this subject, whatever is asked."""
        return None

    def refusal(self, subject: "Subject") -> Told | None:
        """Why it cannot be done as it was asked."""
        return self.unfit(subject)

    def judges(self, effect: Effect) -> bool:
        """Whether rules are asked of a record of `judged` that it touches: not of what it only ends, but of what it prolongs."""
        period = entity_named(effect.entity).period
        if effect.before is None or period is None or period[1] not in (effect.after or {}):
            return True
        last, then = effect.before.get(period[1]), (effect.after or {})[period[1]]
        return last is not None and (then is None or then > last)

    def unasked(self, _connection: sa.Connection, _subjects: Collection[int]) -> Collection[str]:
        """The fields that mean nothing of these subjects, and are not to be asked."""
        return ()

    def findings(
        self, _connection: sa.Connection, _subjects: Collection[int], _day: date
    ) -> Mapping[int, Sequence[Finding]]:
        """What rules say of the subjects themselves, because of what is done to them; by subject."""
        return {}

    def carry_out(
        self, tx: Transaction, subjects: Sequence[int], given: Mapping[str, Any], answers: Mapping[str, str]
    ) -> Erasing:
        """Write what is irreversible, for subjects of whom the same was given."""
        raise NotImplementedError

    def counts_from(self, day: date) -> date:
        """The day on which one sees in what is counted that it was done, of the day it counts from."""
        return day

    def do(self, subject: "Subject") -> None:
        """Do it, in the scene."""
        raise NotImplementedError


class NoRoomError(Exception):
    """What an act says finds no room beside the words that stand there; `told` is what is said of that."""

    def __init__(self, told: Told) -> None:
        super().__init__(told[1].message)
        self.told = told


@cache
def _notes(entity: str) -> Mapping[str, Field]:
    """The fields in which people write what they like, by column."""
    return {f.column: f for f in fields_of(entity_named(entity)) if f.stored and f.is_note}


def room_of(field: Field) -> int:
    """Characters that a note has room for."""
    assert isinstance(field.type, Text)
    return field.type.length


class Subject:
    """One case while its act is thought through: the record it is for, what was given, and hands to change rows."""

    def __init__(  # noqa: PLR0913, PLR0917 - what a case is
        self, scene: Scene, act: Act, case: int, key: Key | None, given: Mapping[str, Any], answers: "Answers"
    ) -> None:
        self.scene, self.act, self.case, self.key, self.given, self.answers = scene, act, case, key, given, answers
        self.newcomer: Mapping[str, Any] | None = None
        self.cause: Key | None = None
        self.warnings: list[Told] = []
        self.notes: list[str] = []
        self.proposed: dict[str, Any] = {}

    @property
    def day(self) -> date:
        """From when the act counts."""
        return self.given.get(self.act.dated) or self.scene.day

    def row(self, entity: str | None = None, key: Key | None = None) -> Row:
        """The subject's own row, or another that was read; empty where there is none."""
        return self.scene.row(entity or self.act.entity, self.key if entity is None else key) or {}

    def rows(self, entity: str) -> list[Key]:
        """The rows of the subject that the act needs, the earliest first."""
        return [] if self.key is None else self.scene.of(entity, self.act.needs[entity], self.key)

    def open(self, entity: str, day: date) -> list[Key]:
        """Those of the rows that are not over on the day, planned ones too."""
        kind = entity_named(entity)
        assert kind.period is not None, f"{entity} has no period"
        last = [(key, self.row(entity, key)[kind.period[1]]) for key in self.rows(entity)]
        return [k for k, end in last if end is None or (end >= day if kind.period_inclusive else end > day)]

    def record(self, **more: Any) -> Key:
        """Enter the event in its register; what follows happens because of it."""
        assert self.act.event is not None
        own = field_map(entity_named(self.act.event))
        told = {self.act.dated: self.day, **self.given, **self.act.fixed, **more}
        values = {own[n].column: v for n, v in told.items() if n in own}
        refers = next(f.column for f in own.values() if f.to == self.act.entity)
        self.cause = self.scene.make(self.case, self.act.event, None, values | {refers: self.key})
        return self.cause

    def set(self, entity: str, key: Key, **values: Any) -> None:
        """Set columns of a row; words for a note are added to those that stand in it, whole, or NoRoomError is raised."""
        row = self.row(entity, key)
        notes = {n: field for n, field in _notes(entity).items() if n in values and field.name not in self.act.renews}
        added = {name: self._fitting(field, with_clause(row.get(name), values[name])) for name, field in notes.items()}
        self.replace(entity, key, **{**values, **added})

    def replace(self, entity: str, key: Key, **values: Any) -> None:
        """Put these in place of what stands in columns of a row, words too: where a person chose so, or the log says."""
        self.scene.set(self.case, entity, key, self.cause, **values)

    def _fitting(self, field: Field, words: str | None) -> str | None:
        """Words for a note, if it has room for them."""
        if len(words or "") > room_of(field):
            asked = [f.name for f in self.act.fields]
            about = field.name if field.name in asked else self.act.why or asked[0]
            told = _("“{field}”写不下，请先删减原来的内容").format(field=field.title)
            raise NoRoomError((about, Complaint("too-long", told)))
        return words

    def make(self, entity: str, **values: Any) -> Made:
        """Make a row."""
        return self.scene.make(self.case, entity, self.cause, values)

    def drop(self, entity: str, key: Key) -> None:
        """Take a row away."""
        self.scene.drop(self.case, entity, key, self.cause)

    def close(self, entity: str, key: Key, day: date, **more: Any) -> None:
        """End a row so that it counts no more from the day on; one that would not have begun is taken away."""
        kind = entity_named(entity)
        assert kind.period is not None, f"{entity} has no period"
        begin, end = kind.period
        first = self.row(entity, key)[begin]
        if first is not None and first >= day:
            self.drop(entity, key)
        else:
            last = day - timedelta(days=1) if kind.period_inclusive else day
            self.set(entity, key, **{end: last}, **more)

    def ask(
        self, name: str, label: str, choices: Sequence[tuple[str, str]] = CHOICES, default: str = END, about: str = ""
    ) -> str:
        """The answer to a question (about records of a register); its default while nobody answered."""
        return self.answers.ask(name, (label, tuple(choices), default, about), self.case)

    def warn(self, field: str, code: str, words: str) -> None:
        """Say what is doubtful; it is done all the same."""
        self.warnings.append((field, warning(code, words)))

    def propose(self, name: str, value: Any) -> Any:
        """What holds of this subject in a field that may be given apart: what was given, else this value."""
        self.proposed[name] = value if self.given.get(name) is None else self.given[name]
        return self.proposed[name]

    def tell(self, words: str) -> None:
        """Say what is left as it is, and why."""
        self.notes.append(words)


Asked = tuple[str, tuple[tuple[str, str], ...], str, str]  # label, choices, default, register


class Answers:
    """What was answered, and what was asked."""

    def __init__(self, given: Mapping[str, str]) -> None:
        self.given = given
        self._asked: dict[str, tuple[Asked, set[int]]] = {}

    def ask(self, name: str, asked: Asked, case: int) -> str:
        """The answer of a case."""
        self._asked.setdefault(name, (asked, set()))[1].add(case)
        _label, choices, default, _about = asked
        chosen = self.given.get(name, default)
        return chosen if any(chosen == choice for choice, _words in choices) else default

    def questions(self) -> tuple[Question, ...]:
        """What was asked, in the order in which it came up."""
        return tuple(
            Question(
                name,
                _(label),
                tuple((c, _(words)) for c, words in choices),
                default,
                self.given.get(name, default),
                len(cases),
                about,
            )
            for name, ((label, choices, default, about), cases) in self._asked.items()
        )


def to_come(subject: Subject) -> Told | None:
    """Why it cannot be done on a day that has not come."""
    if subject.day <= subject.scene.day:
        return None
    words = _("{day} 还没有到，请填实际的日期").format(day=subject.day)
    return subject.act.dated, Complaint("out-of-range", words)


def right_to(act: Act) -> Right:
    """The right to do an act."""
    return Right(ACT, act.entity, act.name, words=act.label)
