"""How many interns an enterprise and its posts may take and have: the limits of R-INT-10 (教职成〔2021〕4号, article 10)."""

from datetime import date
from typing import NamedTuple

import sqlalchemy as sa

from models.database.query import Condition, Query
from models.entities.enterprises import Enterprise, Post
from models.entities.placements import Placement
from models.entities.policy import national
from models.statistics.figure_queries import Figure, counted

PER_ENTERPRISE, PER_POST = national("R-INT-10.enterprise"), national("R-INT-10.post")  # per cent of the staff


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
        for key, name, staff in connection.execute(own.order_by(sa.func.pinyin_key(post.c.name), post.c.id)).all()
    ]
    whole = Load(enterprise, row[0], _interns(connection, "enterprise", enterprise, day), row[1], PER_ENTERPRISE)
    return Capacity(whole, tuple(sorted(posts, key=lambda load: -load.interns.count)))


def _interns(connection: sa.Connection, field: str, key: int, day: date) -> Figure:
    return counted(connection, Query(Placement, (Condition(field, "=", key),), as_of=day))
