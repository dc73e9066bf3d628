"""What destinations and follow-ups tell of order classes: who was hired by the enterprise of the own class, and was still there."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from models.entities.destination_counts import STILL_THERE, at_sponsor, is_direct, until_graduation
from models.schema.fields import entity_named

Told = Iterator[tuple[str, int, Mapping[str, Any]]]
MEMBER = "order_class_member"
_PIECE = 500  # ids in one statement


def hired_tells(connection: sa.Connection, ids: Sequence[int]) -> Told:
    """入企, since when and in which post, of members of a class that the enterprise of their destination commissioned."""
    own, member, joined = _joined()
    chosen = sa.select(member.c.id, own.c.start_date, own.c.post).select_from(joined)
    for start in range(0, len(ids), _PIECE):
        asked = chosen.where(own.c.id.in_(ids[start : start + _PIECE]), _not_denied(member))
        for key, begun, post in connection.execute(asked.order_by(own.c.from_date, own.c.id)):
            yield MEMBER, key, {"is_hired": True, "hired_date": begun, "hired_post": post}


def follow_up_tells(connection: sa.Connection, ids: Sequence[int]) -> Told:
    """On which day they were found still there, by the follow-up it was."""
    own, member, joined = _joined()
    asked = entity_named("destination_follow_up").table().alias()
    chosen = (
        sa.select(member.c.id, asked.c.interval, asked.c.contact_date)
        .select_from(joined.join(asked, asked.c.destination_id == own.c.id))
        .where(asked.c.result == STILL_THERE, _not_denied(member))
    )
    for start in range(0, len(ids), _PIECE):
        for key, interval, day in connection.execute(chosen.where(asked.c.id.in_(ids[start : start + _PIECE]))):
            yield MEMBER, key, {f"employed_{interval}_date": day}


def _joined() -> tuple[sa.FromClause, sa.FromClause, sa.FromClause]:
    """Destinations at an enterprise, with the memberships of order classes it commissioned."""
    own, member, student = (entity_named(name).table().alias() for name in ("graduate_destination", MEMBER, "student"))
    met = sa.and_(member.c.student_id == own.c.student_id, at_sponsor(own, member), is_direct(own))
    joined = own.join(student, student.c.id == own.c.student_id).join(
        member, sa.and_(met, until_graduation(member, student))
    )
    return own, member, joined


def _not_denied(member: sa.FromClause) -> sa.ColumnElement[bool]:
    """Who is said not to be hired is left so: that is a difference to be looked at."""
    return sa.func.coalesce(member.c.is_hired, sa.true()).is_(sa.true())
