"""How many interns an enterprise and its posts may take and have: the limits of R-INT-10 (教职成〔2021〕4号, article 10)."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

import sqlalchemy as sa

from models.database.query import Condition, Query
from models.entities.enterprises import Enterprise, Post
from models.entities.placements import Placement
from models.schema.derive import in_force
from models.statistics.doors import Figure, counted

PER_ENTERPRISE, PER_POST = 10, 20  # per cent of the staff, of the staff in the same post


class Load(NamedTuple):
    """Interns of a day against a staff; `limit` is None where the staff is not known."""

    id: int
    name: str
    interns: Figure
    staff: int | None
    percent: int

    @property
    def limit(self) -> int | None:
        """The most interns the rule lets in, rounded down."""
        return None if self.staff is None else self.staff * self.percent // 100

    @property
    def over(self) -> bool:
        """Whether there are more interns than the rule lets in."""
        return self.limit is not None and self.interns.count > self.limit


class Capacity(NamedTuple):
    """An enterprise and its posts."""

    whole: Load
    posts: tuple[Load, ...]


def capacity(connection: sa.Connection, enterprise: int, day: date) -> Capacity | None:
    """The interns of an enterprise on `day`, of all schools kept here; None when there is no such enterprise."""
    firm, post = Enterprise.table(), Post.table()
    row = connection.execute(sa.select(firm.c.name, firm.c.staff_total).where(firm.c.id == enterprise)).first()
    if row is None:
        return None
    own = sa.select(post.c.id, post.c.name, post.c.same_post_staff).where(post.c.enterprise_id == enterprise)
    posts = [
        Load(key, name, _interns(connection, "post", key, day), staff, PER_POST)
        for key, name, staff in connection.execute(own.order_by(post.c.name, post.c.id)).all()
    ]
    whole = Load(enterprise, row[0], _interns(connection, "enterprise", enterprise, day), row[1], PER_ENTERPRISE)
    return Capacity(whole, tuple(sorted(posts, key=lambda load: (-load.interns.count, load.name))))


def _interns(connection: sa.Connection, field: str, key: int, day: date) -> Figure:
    return counted(connection, Query(Placement, (Condition(field, "=", key),), as_of=day))


class Overrun(NamedTuple):
    """Ids of the enterprises above the limit of all staff, and of those that have a post above its limit."""

    enterprises: tuple[int, ...]
    by_post: tuple[int, ...]


def overruns(connection: sa.Connection, day: date) -> Overrun:
    """Who takes more interns on `day` than R-INT-10 generally allows."""
    own, firm, post = Placement.table(), Enterprise.table(), Post.table()
    whole = (
        sa.select(firm.c.id)
        .join(own, own.c.enterprise_id == firm.c.id)
        .where(in_force(Placement, day))
        .group_by(firm.c.id)
        .having(sa.func.count() * 100 > firm.c.staff_total * PER_ENTERPRISE)
    )
    within = (
        sa.select(post.c.enterprise_id)
        .join(own, own.c.post_id == post.c.id)
        .where(in_force(Placement, day))
        .group_by(post.c.id)
        .having(sa.func.count() * 100 > post.c.same_post_staff * PER_POST)
    )
    return Overrun(_keys(connection.execute(whole).scalars()), _keys(connection.execute(within).scalars()))


def _keys(found: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted(set(found)))
