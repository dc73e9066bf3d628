"""Figures of examinations: sessions, certificates issued, pilots, credits (papers E2 to E5; registers §6)."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa

from models.database.query import Query
from models.database.results import read_all, rows_of
from models.entities import exam_counts
from models.entities.certificates import (
    Certificate,
    CertificateAward,
    CertificatePilot,
    CreditConversion,
    ExamRegistration,
    ExamSession,
)
from models.statistics.measure import Measured, rate_of
from models.words import _

COUNTED = ("registered", "sat", "passed")
RATES = (("sat", "registered"), ("passed", "sat"), ("passed", "registered"))  # 参考率, 通过率, 总通过率


class SessionFigures(NamedTuple):
    """One session in numbers."""

    id: int
    code: str
    certificate: str
    exam_date: date
    registered: int
    sat: int
    passed: int


def sessions(connection: sa.Connection, ids: Sequence[int] = ()) -> list[SessionFigures]:
    """The sessions, or these of them, in the order of their days."""
    names = ("code", "certificate", "exam_date", *COUNTED)
    query = Query(ExamSession)
    rows = rows_of(connection, query, list(ids), names) if ids else list(read_all(connection, query, names))
    found = [SessionFigures(row.id, *(row.values[name] for name in names)) for row in rows]
    return sorted(found, key=lambda one: (one.exam_date, one.code))


def _rate(part: str, whole: str) -> Any:
    def measured(connection: sa.Connection, _day: date) -> Iterator[Measured]:
        """Of each session, whatever its day."""
        for one in sessions(connection):
            yield rate_of(one.code, getattr(one, part), getattr(one, whole))

    return measured


attended, passed_of_sat, passed_of_all = (_rate(*pair) for pair in RATES)


def _titles(connection: sa.Connection) -> dict[int, str]:
    return {row.id: row.values["title"] for row in read_all(connection, Query(Certificate), ("title",))}


def awards(connection: sa.Connection, day: date) -> Iterator[Measured]:
    """Certificates issued by the day and not revoked, with how many of them were received, by name and level."""
    own = CertificateAward.table()
    received = sa.func.sum(sa.case((exam_counts.is_received(day, own), 1), else_=0))
    statement = sa.select(own.c.certificate_id, sa.func.count(), received).where(exam_counts.is_issued(day, own))
    counted = {key: (int(count), int(there)) for key, count, there in
               connection.execute(statement.group_by(own.c.certificate_id))}  # fmt: skip
    found: dict[str, tuple[int, int]] = {}
    for key, title in _titles(connection).items():
        issued, there = found.get(title, (0, 0))
        more = counted.get(key, (0, 0))
        found[title] = issued + more[0], there + more[1]
    for title, (issued, there) in sorted(found.items()):
        if issued:
            yield Measured(title, issued, more={"received": there})


class PilotFigures(NamedTuple):
    """One pilot in numbers: registrations and passes of its year's sessions, and of how many persons."""

    id: int
    certificate: str
    year: int
    planned: int | None
    registered: int
    sat: int
    passed: int
    persons: int


def pilots(connection: sa.Connection, ids: Sequence[int] = ()) -> list[PilotFigures]:
    """The pilots, or these of them, by year and certificate; sessions count from September of the year to August."""
    names = ("certificate", "year", "planned")
    query = Query(CertificatePilot)
    rows = rows_of(connection, query, list(ids), names) if ids else list(read_all(connection, query, names))
    own = CertificatePilot.table()
    columns = [exam_counts.of_pilot(name)(date.max) for name in (*COUNTED, "persons")]
    statement = sa.select(own.c.id, *columns).where(own.c.id.in_([row.id for row in rows]))
    counted = {key: counts for key, *counts in connection.execute(statement)}
    found = [PilotFigures(row.id, *(row.values[name] for name in names), *counted[row.id]) for row in rows]
    return sorted(found, key=lambda one: (one.year, one.certificate))


def piloted(connection: sa.Connection, day: date) -> Iterator[Measured]:
    """Registrations of those planned, of the pilots begun by the day; several years of a certificate are told apart."""
    every = [one for one in pilots(connection) if date(one.year, *exam_counts.YEAR_BEGINS) <= day]
    for one in every:
        years = {other.year for other in every if other.certificate == one.certificate}
        scope = one.certificate if len(years) == 1 else f"{one.certificate} {one.year}"
        more = {"passed": one.passed, "persons": one.persons}
        yield rate_of(scope, one.registered, one.planned or 0, more)


def conversions(connection: sa.Connection, _day: date) -> Iterator[Measured]:
    """Conversions of credits, whatever their status, with the credits and the persons."""
    own = CreditConversion.table()
    counts = sa.select(
        sa.func.count(), sa.func.coalesce(sa.func.sum(own.c.credits), 0), sa.func.count(own.c.student_id.distinct())
    )
    rows, credits_, persons = connection.execute(counts).one()
    yield Measured(_("全部"), rows, more={"credits": credits_, "persons": persons})


def registrations(connection: sa.Connection, ids: Sequence[int]) -> dict[int, bool | None]:
    """Whether each of these registrations is passed; None without a result or a pass mark."""
    rows = rows_of(connection, Query(ExamRegistration), list(ids), ("is_passed",))
    return {row.id: row.values["is_passed"] for row in rows}
