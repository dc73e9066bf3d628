"""How placements were assessed: scores of both sides, the logs and the attendance behind them (papers D8, D9)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

import sqlalchemy as sa

from models.database import storage
from models.database.policies import threshold_on
from models.database.query import Query
from models.database.results import rows_of
from models.entities import measures
from models.entities.enterprises import Enterprise, Post
from models.entities.people import Student
from models.entities.placement_records import AttendanceMonth, Incident, WeeklyLog
from models.entities.placements import Placement
from models.entities.schools import Staff
from models.schema.numbers import round_half_up
from models.schema.sorting import natural_key
from models.statistics.placements import EVERY, Scope, within

LONG_AGO = date(1900, 1, 1)


class Month(NamedTuple):
    """The attendance of one month, in days."""

    month: str
    should: Decimal | None
    actual: Decimal | None
    leave: Decimal | None
    absent: Decimal | None


class Logs(NamedTuple):
    """Weekly logs: how many are written, how many of them reviewed, the mean of their scores."""

    written: int = 0
    reviewed: int = 0
    mean: Decimal | None = None


class ScoreRow(NamedTuple):
    """One placement and how it was assessed; scores of 100, the class and major as of the day."""

    id: int
    student: int
    student_number: str | None
    name: str
    birth_date: date | None
    gender: str | None
    enterprise: str
    post: str | None
    start_date: date | None
    end_date: date | None
    tutor: str | None
    mentor: str | None
    enterprise_score: Decimal | None
    school_score: Decimal | None
    final_score: Decimal | None
    grade: str | None
    school_class: str | None = None
    major: str | None = None
    logs: Logs = Logs()
    months: tuple[Month, ...] = ()
    incidents: int = 0

    def final(self, percent: Decimal) -> Decimal | None:
        """The final score: as it was given, else of both sides, that of the enterprise counting `percent`."""
        if self.final_score is not None or self.enterprise_score is None or self.school_score is None:
            return self.final_score
        return round_half_up((self.enterprise_score * percent + self.school_score * (100 - percent)) / 100, 1)

    @property
    def absent(self) -> Decimal | None:
        """Days away without leave, of the months in which they were counted; None where nobody counted them."""
        known = [one.absent for one in self.months if one.absent is not None]
        return sum(known, Decimal(0)) if known else None

    @property
    def attendance(self) -> tuple[Decimal, Decimal]:
        """Days due and days present, of the months of which both are known."""
        known = [one for one in self.months if one.should is not None and one.actual is not None]
        return sum((m.should or Decimal(0) for m in known), Decimal(0)), sum(
            (m.actual or Decimal(0) for m in known), Decimal(0)
        )


def enterprise_percent(connection: sa.Connection, day: date) -> Decimal:
    """How much the score of the enterprise counts in the final one, in per cent."""
    return threshold_on(connection, "placement.enterprise-weight", day)


def scores(connection: sa.Connection, day: date, scope: Scope = EVERY, ids: Sequence[int] = ()) -> list[ScoreRow]:
    """The placements that had begun by the day, within a scope or only these, in the order of student numbers."""
    own, student, firm, post, tutor = (e.table() for e in (Placement, Student, Enterprise, Post, Staff))
    statement = (
        sa.select(
            own.c.id, student.c.id, student.c.student_number, student.c.name, student.c.birth_date, student.c.gender,
            firm.c.name, post.c.name, own.c.start_date, own.c.end_date, tutor.c.name, own.c.mentor_name,
            own.c.enterprise_score, own.c.school_score, own.c.final_score, own.c.grade,
        )
        .join(student, student.c.id == own.c.student_id)
        .join(firm, firm.c.id == own.c.enterprise_id)
        .outerjoin(post, post.c.id == own.c.post_id)
        .outerjoin(tutor, tutor.c.id == own.c.tutor_id)
        .where(measures.at_work_within(LONG_AGO, day, own), *within(scope, day))
    )  # fmt: skip
    chunks = storage.pieces(ids, storage.CHUNK) if ids else [()]
    found = [
        ScoreRow._make((*row, None, None, Logs(), (), 0))
        for chunk in chunks
        for row in connection.execute(statement.where(own.c.id.in_(chunk)) if chunk else statement)
    ]
    return sorted(_completed(connection, found, day), key=lambda row: (natural_key(row.student_number or ""), row.id))


def _completed(connection: sa.Connection, found: Sequence[ScoreRow], day: date) -> list[ScoreRow]:
    """The rows with the class of the day, logs and attendance, read for all at once."""
    keys = [row.id for row in found]
    students = list(dict.fromkeys(row.student for row in found))
    said = {r.id: r.values for r in rows_of(connection, Query(Student, as_of=day), students, ("school_class", "major"))}
    logs, months, incidents = _logs(connection, keys), _months(connection, keys), _incidents(connection, keys, day)
    return [
        row._replace(
            school_class=said[row.student]["school_class"], major=said[row.student]["major"],
            logs=logs.get(row.id, Logs()), months=tuple(months.get(row.id, ())), incidents=incidents.get(row.id, 0),
        )
        for row in found
    ]  # fmt: skip


def _logs(connection: sa.Connection, keys: Sequence[int]) -> Mapping[int, Logs]:
    own, found = WeeklyLog.table(), dict[int, Logs]()
    scores: dict[int, list[tuple[bool, Decimal | None]]] = defaultdict(list)
    for chunk in storage.pieces(keys, storage.CHUNK):
        statement = sa.select(own.c.placement_id, own.c.reviewed_date, own.c.score).where(own.c.placement_id.in_(chunk))
        for key, reviewed, score in connection.execute(statement):
            scores[key].append((reviewed is not None, score))
    for key, rows in scores.items():
        given = [score for _seen, score in rows if score is not None]
        mean = round_half_up(sum(given, Decimal(0)) / len(given), 1) if given else None
        found[key] = Logs(len(rows), sum(seen for seen, _score in rows), mean)
    return found


def _incidents(connection: sa.Connection, keys: Sequence[int], day: date) -> Mapping[int, int]:
    """How many incidents there were by the day."""
    own, found = Incident.table().c, dict[int, int]()
    for chunk in storage.pieces(keys, storage.CHUNK):
        here = (own.placement_id.in_(chunk), own.occurred_date <= day)
        counted = sa.select(own.placement_id, sa.func.count()).where(*here).group_by(own.placement_id)
        found.update((key, count) for key, count in connection.execute(counted))
    return found


def _months(connection: sa.Connection, keys: Sequence[int]) -> Mapping[int, list[Month]]:
    own = AttendanceMonth.table()
    found: dict[int, list[Month]] = defaultdict(list)
    for chunk in storage.pieces(keys, storage.CHUNK):
        columns = (own.c.month, own.c.should_days, own.c.actual_days, own.c.leave_days, own.c.absent_days)
        statement = sa.select(own.c.placement_id, *columns).where(own.c.placement_id.in_(chunk)).order_by(own.c.month)
        for key, *values in connection.execute(statement):
            found[key].append(Month._make(values))
    return found
