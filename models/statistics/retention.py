"""Whether graduates are still where they began to work: the follow-ups, and 留任 after so many days (registers §7, paper F6)."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

import sqlalchemy as sa

from models.database import storage
from models.entities import destination_counts as counts
from models.entities.destinations import DestinationFollowUp, GraduateDestination
from models.entities.measures import status_on
from models.entities.people import Student
from models.statistics.destinations import cohort_told, counted_statuses, kept_cohorts
from models.statistics.measure import Measured, rate_of
from models.statistics.rates import rate
from models.words import _


@dataclass(frozen=True)
class Retention:
    """留任 after so many days: of the `observable` those `retained`; `censored` cannot be known yet and do not count."""

    observable: int
    retained: int
    censored: int
    not_asked: int
    lost: int

    @property
    def rate(self) -> Decimal | None:
        """In per cent; None where nobody can be known of."""
        return rate(self.retained, self.observable)


def counted_starts(
    connection: sa.Connection, day: date, years: Collection[int], own: sa.FromClause, student: sa.FromClause
) -> tuple[sa.ColumnElement[bool], ...]:
    """Whether a destination is one of which is asked who stayed: employed when work began, of a graduate of these cohorts."""
    return (
        counts.is_direct(own), own.c.start_date.is_not(None), own.c.from_date <= day,
        sa.or_(own.c.until_date.is_(None), own.c.until_date > own.c.start_date),
        counts.year_of(student).in_(sorted(years)),
        status_on(day, student).in_(sorted(counted_statuses(connection, day))),
    )  # fmt: skip


class Heard(NamedTuple):
    """What a follow-up said, and when."""

    result: str
    day: date


class Followed(NamedTuple):
    """One first day at work, the follow-ups by their days, and those whose day has come."""

    student: int
    unit: str | None
    start: date
    heard: Mapping[int, Heard]
    reached: frozenset[int]


def follow_ups(connection: sa.Connection, day: date, years: Sequence[int]) -> list[Followed]:
    """Every first day at work of these cohorts, with the follow-ups made by the day."""
    own, student, asked = GraduateDestination.table(), Student.table(), DestinationFollowUp.table()
    begun = (
        sa.select(own.c.id, own.c.student_id, own.c.unit_name, own.c.start_date)
        .select_from(own.join(student, student.c.id == own.c.student_id))
        .where(*counted_starts(connection, day, years, own, student))
        .order_by(own.c.id)
    )
    starts = connection.execute(begun).all()
    heard: dict[int, dict[int, Heard]] = {}
    said = sa.select(asked.c.destination_id, asked.c.interval, asked.c.result, asked.c.contact_date)
    for chunk in storage.pieces([row[0] for row in starts], storage.CHUNK):
        for key, interval, result, on in connection.execute(
            said.where(asked.c.destination_id.in_(chunk), asked.c.contact_date <= day)
        ):
            heard.setdefault(key, {})[int(interval)] = Heard(result, on)
    return [
        Followed(
            whose, unit, start, heard.get(key, {}),
            frozenset(days for days in counts.INTERVALS if start + timedelta(days=days) <= day),
        )
        for key, whose, unit, start in starts
    ]  # fmt: skip


def retention_of(found: Sequence[Followed], days: int) -> Retention:
    """How many of these were found there after so many days."""
    known = [one.heard.get(days) for one in found if days in one.reached]
    results = [None if one is None else one.result for one in known]
    return Retention(
        len(known), results.count(counts.STILL_THERE), len(found) - len(known), results.count(None),
        results.count(counts.LOST),
    )  # fmt: skip


def retained_after(interval: int) -> Callable[[sa.Connection, date], Iterator[Measured]]:
    """留任率 after so many days."""

    def counted(connection: sa.Connection, day: date) -> Iterator[Measured]:
        for year in kept_cohorts(connection, day):
            found = retention_of(follow_ups(connection, day, [year]), interval)
            more = {"censored": found.censored, "not_asked": found.not_asked, "lost": found.lost}
            scope = _("{cohort} 直接就业").format(cohort=cohort_told(year))
            yield rate_of(scope, found.retained, found.observable, more)

    return counted
