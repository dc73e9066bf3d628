"""A programme of apprentices on its page, and a mentor on theirs: who is with whom, who is where, what is due (registers §3)."""

import enum
from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

import sqlalchemy as sa

from models.database.query import Condition, Query
from models.database.results import Row, rows_of
from models.entities import training
from models.entities.apprenticeships import (
    Apprentice,
    ApprenticeshipProgramme,
    Assessment,
    Mentor,
    MentorPairing,
    Rotation,
    StandardDocument,
    SubsidyClaim,
)
from models.schema.codes import table
from models.schema.derive import in_force, open_on
from models.schema.sorting import natural_key, pinyin_key
from models.statistics.apprenticeship_papers import outcome_of
from models.statistics.figure_queries import Figure, counted
from models.statistics.group_views import row_of

PROGRAMME_FIELDS = (
    "code", "name", "kind", "status", "school", "training_body", "enterprises", "agreement", "major", "occupation", "target_level",
    "planned_size", "start_date", "end_date", "filed_months", "filing_number", "staff", "apprentice_count", "mentor_count",
    "ratio", "document_count", "subsidy_rate", "advance_limit", "subsidy_total", "subsidy_advanced", "subsidy_balance",
)  # fmt: skip
MENTOR_FIELDS = (
    "number", "name", "enterprise", "post", "skill_level", "work_years", "title", "certificates", "is_lead", "phone",
    "appointed_from", "appointed_until", "allowance", "training_date", "grade", "status", "apprentice_count", "programme_count",
)  # fmt: skip


class MentorLoad(NamedTuple):
    """A mentor with all the apprentices they have on the day, of any programme, and how many they may have."""

    id: int
    name: str
    taught: int
    limit: int | None

    @property
    def over(self) -> int:
        """By how many there are too many."""
        return max(0, self.taught - self.limit) if self.limit is not None else 0


class Station(NamedTuple):
    """A stay at a post; both days count. `after_gap`: the stay before it ended more than a day earlier."""

    post: str
    begin: date
    end: date
    after_gap: bool = False


class Lane(NamedTuple):
    """Apprentices in training who go the same way."""

    stations: tuple[Station, ...]
    people: int


class Stage(NamedTuple):
    """A kind of assessment: of how many it is entered, the last day of these, and the next day that was set."""

    kind: str
    done: int
    whole: int
    last: date | None
    due: date | None


class Standard(NamedTuple):
    """One of the six kinds of documents with its latest approved version; None where there is none."""

    kind: str
    id: int | None
    version: str
    approved: date | None


class Proof(enum.Enum):
    """What there is of a paper: it is there, there but too short, missing, or not needed."""

    THERE = "there"
    SHORT = "short"
    MISSING = "missing"
    NONE = "none"


class Learner(NamedTuple):
    """An apprentice as the table of a programme tells them; `papers` are three, by the kind of the programme.

    `over`: the training has ended, and what came of it was not entered.
    """

    id: int
    name: str
    number: str | None
    post: str | None
    mentor: str | None
    level: str | None
    tutor: str | None
    station: Station | None
    pay: Decimal | None
    papers: tuple[Proof, Proof, Proof]
    outcome: str
    over: bool


class ProgrammeView(NamedTuple):
    """A programme as of a day; `trained` are those in training, `every` and `pairings` all it ever had."""

    row: Row
    trained: Figure
    every: Figure
    learners: tuple[Learner, ...]
    mentors: tuple[MentorLoad, ...]
    lanes: tuple[Lane, ...]
    stages: tuple[Stage, ...]
    standards: tuple[Standard, ...]
    pairings: Figure
    rotations: Figure
    assessments: Figure
    documents: Figure
    claims: Figure
    day: date

    @property
    def next_stage(self) -> str | None:
        """The kind of assessment that is not entered of everybody yet, the first in the order of the table."""
        return next((stage.kind for stage in self.stages if stage.done < stage.whole), None)

    @property
    def assessable(self) -> tuple[int, ...]:
        """Who can still be assessed: those of whom nothing came yet, and after that those who qualified or stayed."""
        here = tuple(one.id for one in self.learners if one.outcome == training.TRAINING)
        return here or tuple(one.id for one in self.learners if one.outcome in training.PASSED)


class MentorView(NamedTuple):
    """A mentor as of a day: how many apprentices of how many, and what there is of them."""

    row: Row
    load: MentorLoad
    pairings: Figure
    before: Figure
    rotations: Figure
    day: date


def programme_view(connection: sa.Connection, key: int, day: date) -> ProgrammeView | None:
    """The programme as of `day`; None when it does not exist."""
    row = row_of(connection, ApprenticeshipProgramme, key, day, PROGRAMME_FIELDS)
    if row is None:
        return None
    own, here = Apprentice.table().c, (Condition("programme", "=", key),)
    every = tuple(connection.execute(sa.select(own.id).where(own.programme_id == key)).scalars())
    mine = (Condition("apprentice", "in", every or (0,)),)
    trained = _in_training(connection, key, day)
    return ProgrammeView(
        row, counted(connection, Query(Apprentice, here, as_of=day)), counted(connection, Query(Apprentice, here)),
        _learners(connection, every, row.values["kind"], day),
        mentor_loads(connection, mentors_of(connection, key, day), day), _lanes(connection, trained or every),
        _stages(connection, trained or every, day), _standards(connection, key, day),
        counted(connection, Query(MentorPairing, mine)), counted(connection, Query(Rotation, mine)),
        counted(connection, Query(Assessment, mine)), counted(connection, Query(StandardDocument, here)),
        counted(connection, Query(SubsidyClaim, here)), day,
    )  # fmt: skip


def mentor_view(connection: sa.Connection, key: int, day: date) -> MentorView | None:
    """The mentor as of `day`; None when they do not exist."""
    row = row_of(connection, Mentor, key, day, MENTOR_FIELDS)
    if row is None:
        return None
    here = (Condition("mentor", "=", key),)
    (load,) = mentor_loads(connection, (key,), day)
    return MentorView(
        row, load, counted(connection, Query(MentorPairing, here, as_of=day)), counted(connection, Query(MentorPairing, here)),
        counted(connection, Query(Rotation, here)), day,
    )  # fmt: skip


_LEARNER = (
    "name", "number", "post", "mentor", "tutor", "allowance", "agreement_number", "signed_date", "is_guardian_signed", "contract_from",
    "contract_until", "social_insurance_from", "is_insured", "start_date", "end_date", "outcome", "outcome_date",
)  # fmt: skip


def _learners(connection: sa.Connection, people: Sequence[int], kind: str, day: date) -> tuple[Learner, ...]:
    """Everybody of a programme, by number."""
    rows = list(rows_of(connection, Query(Apprentice, as_of=day), people, _LEARNER))
    here = Query(Mentor, as_of=day)
    mentors = sorted({row.values["mentor_id"] for row in rows if row.values["mentor_id"] is not None})
    levels = {row.id: row.values["skill_level"] for row in rows_of(connection, here, mentors, ("skill_level",))}
    here_still = [row.id for row in rows if outcome_of(row, day) in (training.TRAINING, training.MOVED)]
    stations = _stations(connection, here_still, day)
    found = [
        Learner(
            row.id, row.values["name"] or "", row.values["number"], row.values["post"], row.values["mentor"],
            levels.get(row.values["mentor_id"]), row.values["tutor"], stations.get(row.id), row.values["allowance"],
            _papers(row, kind), outcome_of(row, day), _is_over(row, day),
        )
        for row in rows
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (natural_key(one.number), pinyin_key(one.name), one.id)))


def _is_over(row: Row, day: date) -> bool:
    """Whether the last day of training has passed, and nothing is known to have come of it."""
    end = row.values["end_date"]
    return end is not None and end < day and outcome_of(row, day) == training.TRAINING


def _stations(connection: sa.Connection, people: Sequence[int], day: date) -> dict[int, Station]:
    """Where each of them is on the day."""
    own = Rotation.table().c
    asked = sa.select(own.apprentice_id, own.post, own.start_date, own.end_date).where(
        own.apprentice_id.in_(people), own.start_date <= day, own.end_date >= day
    )
    return {key: Station(post or "", begin, end) for key, post, begin, end in connection.execute(asked)}


def _papers(row: Row, kind: str) -> tuple[Proof, Proof, Proof]:
    """Of an employee contract, agreement and social insurance; of a student agreement, guardian and insurance."""
    values = row.values
    agreed = Proof.THERE if values["agreement_number"] or values["signed_date"] else Proof.MISSING
    if kind == training.EMPLOYEES:
        until, end = values["contract_until"], values["end_date"]
        short = until is not None and end is not None and until < end
        contract = Proof.SHORT if short else Proof.THERE if values["contract_from"] or until else Proof.MISSING
        return contract, agreed, Proof.THERE if values["social_insurance_from"] else Proof.MISSING
    guardian = {True: Proof.THERE, False: Proof.MISSING}.get(values["is_guardian_signed"], Proof.NONE)
    return agreed, guardian, Proof.THERE if values["is_insured"] else Proof.MISSING


def _in_training(connection: sa.Connection, programme: int, day: date) -> tuple[int, ...]:
    own = Apprentice.table()
    asked = sa.select(own.c.id).where(own.c.programme_id == programme, in_force(Apprentice, day, own))
    return tuple(connection.execute(asked.order_by(own.c.id)).scalars())


def mentors_of(connection: sa.Connection, programme: int, day: date) -> tuple[int, ...]:
    """The mentors of those in training, as the ratio counts them."""
    link, own = MentorPairing.table(), Apprentice.table()
    asked = sa.select(link.c.mentor_id).distinct().where(
        own.c.programme_id == programme, link.c.apprentice_id == own.c.id, in_force(Apprentice, day, own),
        open_on(MentorPairing, day, link),
    )  # fmt: skip
    return tuple(connection.execute(asked).scalars())


def mentor_loads(connection: sa.Connection, mentors: Collection[int], day: date) -> tuple[MentorLoad, ...]:
    """These mentors with their loads, the heaviest first."""
    keys, own = list(mentors), Mentor.table()
    limits = sa.select(own.c.id, training.most_apprentices(day, own)).where(own.c.id.in_(keys))
    most = {row[0]: row[1] for row in connection.execute(limits)}
    rows = rows_of(connection, Query(Mentor, as_of=day), keys, ("name", "apprentice_count"))
    found = [
        MentorLoad(row.id, row.values["name"], row.values["apprentice_count"] or 0, most.get(row.id)) for row in rows
    ]
    return tuple(sorted(found, key=lambda one: (-one.over, -one.taught, one.name)))


def _lanes(connection: sa.Connection, people: Sequence[int]) -> tuple[Lane, ...]:
    """The ways people go from post to post, that of most of them first."""
    own = Rotation.table().c
    asked = (
        sa.select(own.apprentice_id, own.post, own.start_date, own.end_date)
        .where(own.apprentice_id.in_(people), own.start_date.is_not(None), own.end_date.is_not(None))
        .order_by(own.apprentice_id, own.start_date)
    )
    ways: dict[int, list[Station]] = defaultdict(list)
    for person, post, begin, end in connection.execute(asked):
        way = ways[person]
        gap = bool(way) and begin > way[-1].end + timedelta(days=1)
        way.append(Station(post or "", begin, end, gap))
    lanes: dict[tuple[Station, ...], int] = defaultdict(int)
    for way in ways.values():
        lanes[tuple(way)] += 1
    return tuple(Lane(way, count) for way, count in sorted(lanes.items(), key=lambda one: (-one[1], one[0])))


def _stages(connection: sa.Connection, people: Sequence[int], day: date) -> tuple[Stage, ...]:
    own = Assessment.table().c
    done = sa.and_(sa.func.coalesce(own.assessed_date <= day, True), sa.or_(*(own[f"{part}_score"].is_not(None) for part in training.SCORES), own.result.is_not(None)))  # fmt: skip
    asked = (
        sa.select(
            own.kind, sa.func.count(sa.case((done, own.apprentice_id)).distinct()),
            sa.func.max(sa.case((done, own.assessed_date))), sa.func.min(sa.case((own.assessed_date > day, own.assessed_date))),
        ).where(own.apprentice_id.in_(people)).group_by(own.kind)
    )  # fmt: skip
    found = {kind: (several, last, due) for kind, several, last, due in connection.execute(asked)}
    return tuple(
        Stage(code.code, several, len(people), last, due)
        for code in table("assessment-kind").codes
        for several, last, due in (found.get(code.code, (0, None, None)),)
    )


def _standards(connection: sa.Connection, programme: int, day: date) -> tuple[Standard, ...]:
    own = StandardDocument.table().c
    asked = (
        sa.select(own.kind, own.id, own.version, own.approved_date)
        .where(own.programme_id == programme, own.approved_date <= day)
        .order_by(own.approved_date, own.id)
    )
    latest = {
        kind: Standard(kind, key, version or "", approved) for kind, key, version, approved in connection.execute(asked)
    }
    return tuple(latest.get(code.code, Standard(code.code, None, "", None)) for code in table("standard-kind").codes)


def people_by_kind(connection: sa.Connection, day: date) -> dict[str, int]:
    """How many are in training, by the kind of their programme."""
    own, learner = ApprenticeshipProgramme.table(), Apprentice.table()
    asked = (
        sa.select(own.c.kind, sa.func.count())
        .where(learner.c.programme_id == own.c.id, in_force(Apprentice, day, learner))
        .group_by(own.c.kind)
    )
    return {row[0]: row[1] for row in connection.execute(asked)}
