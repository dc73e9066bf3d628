"""The candidates of a session as its page lists them: class, seat, marks, what came of them, what is wrong."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

import sqlalchemy as sa

from models.database.query import Query
from models.database.results import rows_of
from models.entities.certificates import CertificateAward, CreditConversion, ExamResult, ExamRoom
from models.entities.exam_checks import REFUSED
from models.entities.exam_counts import AWAY, DEFERRED, EXPELLED, OUT, SAT, SEATED
from models.entities.people import Student

_NAMES = (
    "candidate",
    "student",
    "ticket_number",
    "seat",
    "room",
    "theory",
    "practice",
    "total",
    "is_passed",
    "step",
    "status",
)
WRONG, DOUBTED = "wrong", "doubted"  # what is to be seen to about a candidate


class SessionCandidate(NamedTuple):
    """One registration that counts; `marked`: marks may be typed; `credits` are those a certificate of it gave."""

    id: int
    name: str
    school_class: str
    ticket: str
    place: str
    seat: int | None
    theory: Decimal | None
    practice: Decimal | None
    total: Decimal | None
    passed: bool | None
    step: str
    attendance: str | None
    status: str | None
    marked: bool
    award: int | None
    number: str
    credits: Decimal | None
    doubt: str = ""

    @property
    def absent(self) -> bool:
        """Whether there is a result that says the candidate was not there, or was sent out."""
        return self.attendance in (AWAY, DEFERRED, EXPELLED)

    @property
    def complete(self) -> bool:
        """Whether the result has all it is judged by: a total, or nobody there to have one."""
        return self.absent or self.total is not None or self.passed is True


def candidates_of(
    connection: sa.Connection, query: Query, day: date, doubts: Mapping[str, Sequence[int]]
) -> tuple[SessionCandidate, ...]:
    """The registrations of a list as candidates, by ticket and name; classes as of the day; `doubts` who is WRONG or DOUBTED."""
    keys = list(connection.execute(query.ids()).scalars())
    rows = list(rows_of(connection, query, keys, _NAMES))
    students = {row.values["student_id"] for row in rows} - {None}
    classes = {
        row.id: row.values["school_class"] or ""
        for row in rows_of(connection, Query(Student, as_of=day), sorted(students), ("school_class",))
    }
    places, results = _places(connection, {row.values["room_id"] for row in rows}), _results(connection, query)
    awards = _awards(connection, query)
    marks = {key: kind for kind in (DOUBTED, WRONG) for key in doubts.get(kind, ())}
    found = []
    for row in rows:
        said = row.values
        award, number, granted = awards.get(row.id, (None, "", None))
        found.append(SessionCandidate(
            row.id, said["candidate"] or "", classes.get(said["student_id"], ""), said["ticket_number"] or "",
            places.get(said["room_id"], ""), said["seat"], said["theory"], said["practice"], said["total"], said["is_passed"],
            said["step"] or OUT, results.get(row.id), said["status"], said["status"] in (SEATED, SAT), award, number, granted, marks.get(row.id, ""),
        ))  # fmt: skip
    return tuple(sorted(found, key=lambda one: (not one.ticket, one.ticket, one.school_class, one.name, one.id)))


def _places(connection: sa.Connection, rooms: set[Any]) -> dict[Any, str]:
    own = ExamRoom.table().c
    query = sa.select(own.id, own.number, own.name).where(own.id.in_(sorted(rooms - {None})))
    return {key: name or f"{number}" for key, number, name in connection.execute(query)}


def _results(connection: sa.Connection, query: Query) -> dict[int, str]:
    """Who was there, by registration."""
    own = ExamResult.table().c
    rows = connection.execute(
        sa.select(own.registration_id, own.attendance).where(own.registration_id.in_(query.ids()))
    )
    return {key: attendance or "" for key, attendance in rows}


def _awards(connection: sa.Connection, query: Query) -> dict[int, tuple[int, str, Decimal | None]]:
    """The certificate of each registration that holds, with its number and the credits it gave."""
    own, given = CertificateAward.table(), CreditConversion.table()
    counted = sa.func.coalesce(given.c.status, "") != REFUSED
    chosen = (
        sa.select(own.c.registration_id, own.c.id, own.c.number, sa.func.sum(given.c.credits))
        .outerjoin(given, sa.and_(given.c.award_id == own.c.id, counted))
        .where(own.c.registration_id.in_(query.ids()), sa.not_(sa.func.coalesce(own.c.is_revoked, sa.false())))
        .group_by(own.c.id)
        .order_by(own.c.id)
    )
    return {
        key: (award, number, granted if granted is None else Decimal(granted))
        for key, award, number, granted in connection.execute(chosen)
    }
