"""How placing goes: those to be placed by the batches of a day, those placed, week after week (specification D1)."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

import sqlalchemy as sa

from models.database.query import Query
from models.entities.people import Student
from models.entities.placements import Placement, PlacementPlan
from models.schema.derive import open_on
from models.statistics.doors import Figure, counted, records
from models.statistics.placements import VISIT, students_to_place
from models.statistics.rates import rate

POINTS, BEFORE = 27, timedelta(days=21)  # of the line; and how long before the first batch it begins
WEEK = 7


class Point(NamedTuple):
    """A day: the placements that count on it, and how many students were to be placed by then."""

    day: date
    placed: Figure
    planned: int


class Placing(NamedTuple):
    """Students as of a day; a student has one placement at a time, so that placements are students.

    `unplaced_list` is None where no list can tell them.
    """

    grades: tuple[int, ...]
    expected: int
    placed: Figure
    unplaced: int
    unplaced_list: Query | None
    rate: Decimal | None
    points: tuple[Point, ...]


def placing(connection: sa.Connection, day: date) -> Placing:
    """The state of placing on `day`; whoever is placed was to be placed, planned or not."""
    batches = _batches(connection, day)
    first: dict[int, date] = {}  # the day from which a student is to be placed
    for key, begun, _grade in batches:
        for student in students_to_place(connection, [key], day):
            first.setdefault(student, begun)
    unplaced = first.keys() - frozenset(_placed(connection, day))
    placed = counted(connection, Query(Placement, as_of=day))
    expected = placed.count + len(unplaced)
    return Placing(
        tuple(sorted({grade for _key, _begun, grade in batches if grade is not None})),
        expected,
        placed,
        len(unplaced),
        records(connection, Student, unplaced),
        rate(placed.count, expected),
        _points(connection, [begun for _key, begun, _grade in batches], sorted(first.values()), day),
    )


def _batches(connection: sa.Connection, day: date) -> Sequence[tuple[int, date, int | None]]:
    """The batches of 岗位实习 that run on the day, the earliest first."""
    own = PlacementPlan.table().c
    working = sa.or_(own.kind.is_(None), own.kind != VISIT)
    statement = sa.select(own.id, own.start_date, own.grade_year).where(open_on(PlacementPlan, day), working)
    return [(row[0], row[1] or day, row[2]) for row in connection.execute(statement.order_by(own.start_date, own.id))]


def _placed(connection: sa.Connection, day: date) -> Sequence[int]:
    own = Placement.table()
    return connection.execute(sa.select(own.c.student_id).where(open_on(Placement, day))).scalars().all()


def _points(connection: sa.Connection, begun: Sequence[date], firsts: Sequence[date], day: date) -> tuple[Point, ...]:
    days = days_to(min(begun, default=day - timedelta(days=300)) - BEFORE, day)
    planned = (sum(1 for first in firsts if first <= at) for at in days)
    return tuple(
        Point(at, counted(connection, Query(Placement, as_of=at)), count)
        for at, count in zip(days, planned, strict=True)
    )


def days_to(first: date, last: date, most: int = POINTS) -> list[date]:
    """Days of whole weeks apart up to the last, at most so many, the first of them not before `first`."""
    weeks = max(1, -(-(last - first).days // (WEEK * (most - 1))))
    step = timedelta(days=WEEK * weeks)
    count = min(most, (last - first) // step + 1)
    return [last - step * nth for nth in range(count - 1, -1, -1)]
