"""How placements were followed up by a day: the last visit, how far logs and pay have come (the column 跟踪 of paper D2)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa

from models.database import storage
from models.entities.placement_records import PayMonth, Visit, WeeklyLog
from models.entities.placements import Placement
from models.entities.schools import Staff


class FollowUp(NamedTuple):
    """What is recorded of a placement up to a day; None where nothing is. `found` is what the visitor wrote down."""

    visited: date | None = None
    visitor: str | None = None
    found: str | None = None
    week: int | None = None
    paid_month: str | None = None


def followed_up(connection: sa.Connection, placements: Sequence[int], day: date) -> Mapping[int, FollowUp]:
    """What is recorded of these placements; those of which nothing is are left out."""
    found: dict[int, dict[str, Any]] = {}
    for chunk in storage.pieces(sorted(set(placements)), storage.CHUNK):
        for key, *visit in connection.execute(_visits(chunk, day)):
            found.setdefault(key, {}).update(zip(("visited", "visitor", "found"), visit, strict=True))
        for name, statement in (("week", _logs(chunk, day)), ("paid_month", _pay(chunk, day))):
            for key, value in connection.execute(statement):
                found.setdefault(key, {})[name] = value
    return {key: FollowUp(**values) for key, values in found.items()}


def _visits(keys: Sequence[int], day: date) -> sa.Select[Any]:
    """Every visit to one of them, or to the enterprise while it ran, the latest last."""
    own, visit, staff = Placement.table().c, Visit.table().c, Staff.table().c
    there = sa.and_(
        visit.placement_id.is_(None), visit.enterprise_id == own.enterprise_id,
        visit.visit_date.between(own.start_date, own.end_date),
    )  # fmt: skip
    theirs = sa.or_(visit.placement_id == own.id, there)
    said = sa.func.coalesce(visit.measure, visit.finding)
    return (
        sa.select(own.id, visit.visit_date, staff.name, said)
        .select_from(Placement.table().join(Visit.table(), theirs).join(Staff.table(), staff.id == visit.teacher_id))
        .where(own.id.in_(keys), visit.visit_date <= day)
        .order_by(visit.visit_date, visit.placement_id.is_not(None), visit.id)
    )


def _logs(keys: Sequence[int], day: date) -> sa.Select[Any]:
    """The last week of which a log was handed in by the day; one without a day counts."""
    own = WeeklyLog.table().c
    by_then = sa.or_(own.submitted_date.is_(None), own.submitted_date <= day)
    return (
        sa.select(own.placement_id, sa.func.max(own.week))
        .where(own.placement_id.in_(keys), by_then)
        .group_by(own.placement_id)
    )


def _pay(keys: Sequence[int], day: date) -> sa.Select[Any]:
    """The last month that was paid for by the day; one without a day counts."""
    own = PayMonth.table().c
    by_then = sa.or_(own.paid_date.is_(None), own.paid_date <= day)
    return (
        sa.select(own.placement_id, sa.func.max(own.month))
        .where(own.placement_id.in_(keys), by_then)
        .group_by(own.placement_id)
    )
