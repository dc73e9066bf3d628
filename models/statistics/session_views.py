"""A session of examination on its page: how far everybody came, rates with what they are of, scores, what is to be done."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

import sqlalchemy as sa

from models.database.attachments import photos_of
from models.database.query import Condition, Query
from models.database.results import Row, counts_by, rows_of
from models.entities.certificates import (
    Certificate,
    CertificateAward,
    ExamRegistration,
    ExamResult,
    ExamRoom,
    ExamSession,
)
from models.entities.exam_counts import (
    ABSENT,
    CHECKED,
    CREDITED,
    DEFERRED,
    ENTERED,
    EXAMINED,
    FEE_PAID,
    ISSUED,
    OUT,
    PASSED,
    PLACED,
    PRESENT,
)
from models.entities.people import Student
from models.schema import checks
from models.schema.fields import entity_named, field_map
from models.statistics.figure_queries import Figure, counted, one_by_one
from models.statistics.group_views import row_of
from models.statistics.session_candidates import DOUBTED, WRONG, SessionCandidate, candidates_of

FIELDS = (
    "code", "certificate", "standard", "exam_date", "practice_date", "register_until", "station", "station_code", "planned",
    "fee", "status", "registered", "sat", "passed", "attendance_rate", "pass_rate", "overall_rate",
)  # fmt: skip
RATES = (
    ("attendance_rate", "sat", "registered"),
    ("pass_rate", "passed", "sat"),
    ("overall_rate", "passed", "registered"),
)
STEPS = (OUT, ENTERED, CHECKED, FEE_PAID, PLACED, EXAMINED, PASSED, ISSUED, CREDITED)
DOORS = (ENTERED, CHECKED, FEE_PAID, PLACED, EXAMINED, ISSUED, CREDITED)  # who came at least so far went through
AWAITED_NO_MORE = "4-"  # has a seat and no result is waited for
WIDTH, LOWEST, HIGHEST = (
    10,
    40,
    90,
)  # points of a bar; all below the lowest stand together, as those from the highest on


class SessionDoor(NamedTuple):
    """One step: how many took it, and how many wait before it."""

    step: str
    passed: Figure
    waiting: Figure


class ScoreBar(NamedTuple):
    """How many scored from `first` points on (None: all below the first bar), and how many of them passed."""

    first: int | None
    people: int
    passed: int


class Scores(NamedTuple):
    """The totals of who was there: bars, the mean to one place, the pass line of the certificate, who did not reach it."""

    bars: tuple[ScoreBar, ...]
    mean: Decimal | None
    line: Decimal | None
    failed: int


class Matter(NamedTuple):
    """Something to be seen to: its key, how many, the list of them (and who, where papers are wrong), whether it is wrong rather than open."""

    key: str
    figure: Figure
    ids: tuple[int, ...] = ()
    wrong: bool = False


class SessionView(NamedTuple):
    """A session on a day."""

    row: Row
    standard: Mapping[str, Any]
    body: tuple[int, str] | None
    doors: tuple[SessionDoor, ...]
    every: Figure
    out: Figure
    absent: Figure
    deferred: Figure
    failed: Figure
    good: Figure
    rooms: Figure
    results: Figure
    awards: Figure
    before: Mapping[str, Any]
    scores: Scores
    matters: tuple[Matter, ...]
    candidates: tuple[SessionCandidate, ...]
    held: bool

    @property
    def examined(self) -> bool:
        """Whether there are results: then nobody who has no seat will come any more."""
        return bool(self.results.count)


def session_view(connection: sa.Connection, key: int, day: date) -> SessionView | None:
    """The session as of `day`; None when it does not exist."""
    row = row_of(connection, ExamSession, key, day, FIELDS)
    if row is None:
        return None
    here = Condition("session", "=", key)
    counts = counts_by(connection, Query(ExamRegistration, (here,)), "step")
    standard = _standard(connection, row, day)
    every, results = _figure(here, counts, *STEPS[1:]), counted(connection, Query(ExamResult, (here,)))
    wrong = _wrong(connection, key)
    body = standard.get("evaluation_body_id")
    return SessionView(
        row, standard, (body, standard["evaluation_body"]) if body is not None else None, _doors(here, counts),
        every, _figure(here, counts, OUT),
        counted(connection, Query(ExamRegistration, (here, Condition("step", "=", PLACED), Condition("status", "=", ABSENT)))),
        _of(_put_off(connection, key)), _figure(here, counts, EXAMINED), _figure(here, counts, PASSED, ISSUED, CREDITED),
        counted(connection, Query(ExamRoom, (here,))), results,
        _of(_awarded(connection, key), CertificateAward), _before(connection, row, day), _scores(connection, key, standard),
        (*wrong, *_open(here, counts, examined=bool(results.count))),
        candidates_of(connection, every.query, row.values["exam_date"], {WRONG: _told(wrong, wrong=True), DOUBTED: _told(wrong, wrong=False)}),
        row.values["exam_date"] <= day,
    )  # fmt: skip


def _figure(here: Condition, counts: Mapping[Any, int], *steps: str) -> Figure:
    query = Query(ExamRegistration, (here, Condition("step", "in", steps)))
    return Figure(sum(counts.get(step, 0) for step in steps), query)


def _of(ids: Sequence[int], entity: Any = ExamRegistration) -> Figure:
    return Figure(len(ids), one_by_one(entity, ids))


def _doors(here: Condition, counts: Mapping[Any, int]) -> tuple[SessionDoor, ...]:
    """Each door with who went through it; who waits is at the last step before: what is left out is told by the next."""
    found = []
    for step in DOORS:
        at = STEPS.index(step)
        found.append(SessionDoor(step, _figure(here, counts, *STEPS[at:]), _figure(here, counts, STEPS[at - 1])))
    return tuple(found)


def _standard(connection: sa.Connection, row: Row, day: date) -> Mapping[str, Any]:
    """The version of the certificate the session is judged by."""
    names = (
        "title", "scheme", "evaluation_body", "theory_pass", "practice_pass", "total_pass", "theory_weight", "practice_weight",
    )  # fmt: skip
    key = row.values["standard_id"] or row.values["certificate_id"]
    found = row_of(connection, Certificate, key, day, names) if key is not None else None
    return found.values if found is not None else {}


def _put_off(connection: sa.Connection, key: int) -> list[int]:
    """Those put off to another day 缓考."""
    own, result = ExamRegistration.table(), ExamResult.table()
    joined = sa.select(own.c.id).join(result, result.c.registration_id == own.c.id)
    return list(connection.execute(joined.where(own.c.session_id == key, result.c.attendance == DEFERRED)).scalars())


def _awarded(connection: sa.Connection, key: int) -> list[int]:
    """The certificates issued for what was passed here."""
    own, award = ExamRegistration.table(), CertificateAward.table()
    joined = sa.select(award.c.id).join(own, own.c.id == award.c.registration_id)
    return list(connection.execute(joined.where(own.c.session_id == key)).scalars())


def _before(connection: sa.Connection, row: Row, day: date) -> Mapping[str, Any]:
    """The rates of the session of this certificate and level that was held before."""
    own, meant, other = ExamSession.table(), Certificate.table(), entity_named("certificate").table().alias()
    same = sa.and_(other.c.name == meant.c.name, other.c.level == meant.c.level)
    query = (
        sa.select(own.c.id)
        .join(meant, meant.c.id == own.c.certificate_id)
        .join(other, sa.and_(same, other.c.id == row.values["certificate_id"]))
        .where(own.c.exam_date < row.values["exam_date"], own.c.id != row.id)
        .order_by(own.c.exam_date.desc(), own.c.id.desc())
        .limit(1)
    )
    key = connection.execute(query).scalar()
    names = tuple(name for name, _part, _whole in RATES)
    found = row_of(connection, ExamSession, key, day, names) if key is not None else None
    return found.values if found is not None else {}


def _scores(connection: sa.Connection, key: int, standard: Mapping[str, Any]) -> Scores:
    """The totals of who was there, from the lowest bar to the highest; those above a hundred count to the last."""
    query = Query(ExamResult, (Condition("session", "=", key), Condition("attendance", "=", PRESENT)))
    ids = list(connection.execute(query.ids()).scalars())
    rows = [row.values for row in rows_of(connection, query, ids, ("total", "is_passed"))]
    found = [(row["total"], bool(row["is_passed"])) for row in rows if row["total"] is not None]
    bars = []
    for first in (None, *range(LOWEST, HIGHEST + 1, WIDTH)):
        inside = [passed for total, passed in found if _bar(total) == first]
        bars.append(ScoreBar(first, len(inside), sum(inside)))
    tenths = sum(int(total * 10) for total, _passed in found)
    mean = Decimal((2 * tenths + len(found)) // (2 * len(found))) / 10 if found else None
    return Scores(tuple(bars), mean, standard.get("total_pass"), sum(1 for _total, passed in found if not passed))


def _bar(total: Decimal) -> int | None:
    """The first point of the bar a total stands in; None below the first."""
    return None if total < LOWEST else min(int(total) // WIDTH * WIDTH, HIGHEST)


def _wrong(connection: sa.Connection, key: int) -> tuple[Matter, ...]:
    """What is wrong with the papers of candidates: their numbers, registered twice, no photograph."""
    people = _people(connection, key)
    photos = photos_of(connection, "student", [one["student_id"] for one in people if one["student_id"] is not None])
    same = [one["id"] for one in people if one["number"] and sum(o["number"] == one["number"] for o in people) > 1]
    wrong = [
        one["id"] for one in people if one["number"] and any(c.fatal for c in checks.identity_number(one["number"]))
    ]
    bare = [one["id"] for one in people if one["student_id"] is not None and one["student_id"] not in photos]
    found = (
        Matter("identity", _of(wrong), tuple(wrong), wrong=True), Matter("twice", _of(same), tuple(same), wrong=True),
        Matter("photo", _of(bare), tuple(bare)),
    )  # fmt: skip
    return tuple(matter for matter in found if matter.figure.count)


def _told(matters: Sequence[Matter], *, wrong: bool) -> list[int]:
    """The candidates about whom something is wrong, or only doubtful."""
    return [key for matter in matters if matter.wrong is wrong for key in matter.ids]


def _open(here: Condition, counts: Mapping[Any, int], *, examined: bool) -> Sequence[Matter]:
    """What waits for somebody, in the order of the steps; once there are results nobody goes on to a seat."""
    steps = (("check", ENTERED), ("pay", CHECKED), ("seat", FEE_PAID), ("issue", PASSED), ("credit", ISSUED))
    found = [Matter(name, _figure(here, counts, step)) for name, step in steps if not examined or step >= PASSED]
    return [matter for matter in found if matter.figure.count]


def _people(connection: sa.Connection, key: int) -> list[dict[str, Any]]:
    """Who is registered, with the number of identity where it is that of a resident card."""
    own, student = ExamRegistration.table(), Student.table()
    resident = sa.case((sa.func.coalesce(student.c.id_type, "1") == "1", student.c.id_number))
    query = (
        sa.select(own.c.id, own.c.student_id, sa.func.coalesce(resident, own.c.candidate_id_number).label("number"))
        .outerjoin(student, student.c.id == own.c.student_id)
        .where(own.c.session_id == key, sa.func.coalesce(own.c.status, "").not_in(("3", "9")))
        .order_by(own.c.id)
    )
    return [dict(row) for row in connection.execute(query).mappings()]


def stages(connection: sa.Connection, day: date) -> dict[int, dict[str, int]]:
    """Of every session how many of its registrations stand at which step: {session: {step: count}}.

    At PLACED stand only those who wait for a result; who was absent or put off is at AWAITED_NO_MORE.
    """
    own, result, step = ExamRegistration.table(), ExamResult.table(), field_map(ExamRegistration)["step"].expression
    assert step is not None
    at = step(day)
    told = sa.exists().where(result.c.registration_id == own.c.id)
    over = sa.and_(at == PLACED, sa.or_(own.c.status == ABSENT, told))
    stands = sa.case((over, AWAITED_NO_MORE), else_=at)
    query = sa.select(own.c.session_id, stands.label("step")).where(own.c.session_id.is_not(None)).subquery()
    counted_ = sa.select(query.c.session_id, query.c.step, sa.func.count()).group_by(query.c.session_id, query.c.step)
    found: dict[int, dict[str, int]] = {}
    for session, place, count in connection.execute(counted_):
        found.setdefault(session, {})[place] = count
    return found
