"""How placing goes: those to be placed by the batches of a day, those placed, week after week (specification D1)."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

import sqlalchemy as sa

from models.database.query import Condition, Query
from models.entities import measures
from models.entities.people import Student
from models.entities.placements import Placement, PlacementPlan
from models.schema.derive import open_on
from models.statistics.figure_queries import Figure, counted
from models.statistics.placements import EVERY, waiting
from models.statistics.rates import rate

POINTS, BEFORE = 27, timedelta(days=21)  # of the line; and how long before the first batch it begins
WEEK = 7


class Point(NamedTuple):
    """A day: the placements that count on it, and the students who were to be placed."""

    day: date
    placed: Figure
    planned: Figure


class Placing(NamedTuple):
    """Students as of a day: those to be placed, those of them who are, those who are not; and those who wait.

    A student has one placement at a time, so that placements are students.
    """

    grades: tuple[int, ...]
    expected: Figure
    placed: Figure
    unplaced: Figure
    signing: Figure
    approving: Figure
    rate: Decimal | None
    points: tuple[Point, ...]


def placing(connection: sa.Connection, day: date) -> Placing:
    """The state of placing on `day`."""
    batches = _batches(connection, day)
    expected, placed = counted(connection, to_place(day)), counted(connection, Query(Placement, as_of=day))
    begun = [begin for begin, _grade in batches]
    return Placing(
        tuple(sorted({grade for _begun, grade in batches if grade is not None})),
        expected,
        placed,
        counted(connection, to_place(day, Condition("is_placed", "=", False))),
        counted(connection, waiting(connection, measures.SIGNING, EVERY, day)),
        counted(connection, waiting(connection, measures.APPROVING, EVERY, day)),
        rate(placed.count, expected.count),
        _points(connection, begun, day) if batches or placed.count else (),
    )


def to_place(day: date, *more: Condition) -> Query:
    """The students who are to be placed on a day."""
    return Query(Student, (Condition("is_to_place", "=", True), *more), as_of=day)


def _batches(connection: sa.Connection, day: date) -> Sequence[tuple[date, int | None]]:
    """The batches of 岗位实习 that run on the day, the earliest first."""
    own = PlacementPlan.table()
    statement = sa.select(own.c.start_date, own.c.grade_year).where(
        open_on(PlacementPlan, day), measures.is_internship(own)
    )
    return [(row[0] or day, row[1]) for row in connection.execute(statement.order_by(own.c.start_date, own.c.id))]


def _points(connection: sa.Connection, begun: Sequence[date], day: date) -> tuple[Point, ...]:
    """Counted anew only where something began or ended since the point before."""
    days = days_to(min(begun, default=day - timedelta(days=300)) - BEFORE, day)
    found = connection.execute(measures.turns(days[0] - timedelta(days=1), day)).scalars()
    turns = {turn + timedelta(days=n) for turn in found for n in (0, 1)}
    points: list[Point] = []
    for at in days:
        queries = Query(Placement, as_of=at), to_place(at)
        last = points[-1] if points else None
        if last is None or any(last.day < turn <= at for turn in turns):
            points.append(Point(at, *(counted(connection, query) for query in queries)))
        else:
            counts = last.placed.count, last.planned.count
            points.append(Point(at, *(Figure(count, query) for count, query in zip(counts, queries, strict=True))))
    return tuple(points)


def days_to(first: date, last: date, most: int = POINTS) -> list[date]:
    """Days of whole weeks apart up to the last, at most so many, the first of them not before `first`."""
    weeks = max(1, -(-(last - first).days // (WEEK * (most - 1))))
    step = timedelta(days=WEEK * weeks)
    count = min(most, (last - first) // step + 1)
    return [last - step * nth for nth in range(count - 1, -1, -1)]
