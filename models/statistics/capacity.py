"""How many interns an enterprise and its posts may take and have: the limits of R-INT-10 (教职成〔2021〕4号, article 10)."""

from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

import sqlalchemy as sa

from models.database.policies import place_of, policies
from models.database.query import Condition, Query
from models.database.storage import CHUNK, pieces
from models.entities.enterprises import Enterprise, Post
from models.entities.placements import Placement
from models.schema.derive import in_force
from models.schema.sorting import pinyin_key
from models.statistics.figure_queries import Figure, counted


class Percents(NamedTuple):
    """The most interns for a hundred of the staff; None where policy says nothing."""

    enterprise: Decimal | None
    post: Decimal | None


def percents(connection: sa.Connection, day: date) -> Percents:
    """What policy says for the office on a day."""
    known, place = policies(connection), place_of(connection)
    return Percents(*(known.value(f"R-INT-10.{of}", day, place) for of in ("enterprise", "post")))


def limit_of(staff: int | None, percent: Decimal | None) -> int | None:
    """The most interns a staff may have, rounded down; None where one of the two is not known."""
    return None if staff is None or percent is None else int(staff * percent // 100)


def shown_percent(percent: Decimal | None) -> str:
    """The share as it stands in words."""
    return "—" if percent is None else f"{percent.normalize():f}"


class Load(NamedTuple):
    """Interns of a day against a staff; `limit` is None where the staff is not known."""

    id: int
    name: str
    interns: Figure
    staff: int | None
    percent: Decimal | None

    @property
    def limit(self) -> int | None:
        """The most interns the rule lets in, rounded down."""
        return limit_of(self.staff, self.percent)

    @property
    def over(self) -> bool:
        """Whether there are more interns than the rule lets in."""
        return self.limit is not None and self.interns.count > self.limit


class Capacity(NamedTuple):
    """An enterprise and its posts."""

    whole: Load
    posts: tuple[Load, ...]


def capacity(connection: sa.Connection, enterprise: int, day: date, limits: Percents | None = None) -> Capacity | None:
    """The interns of an enterprise on `day`, of all schools kept here; None when there is no such enterprise.

    `limits` are those of the day where they have been read already.
    """
    firm, post = Enterprise.table(), Post.table()
    row = connection.execute(sa.select(firm.c.name, firm.c.staff_total).where(firm.c.id == enterprise)).first()
    if row is None:
        return None
    most = limits or percents(connection, day)
    own = sa.select(post.c.id, post.c.name, post.c.same_post_staff).where(post.c.enterprise_id == enterprise)
    posts = [
        Load(key, name, _interns(connection, "post", key, day), staff, most.post)
        for key, name, staff in connection.execute(own.order_by(sa.func.pinyin_key(post.c.name), post.c.id)).all()
    ]
    whole = Load(enterprise, row[0], _interns(connection, "enterprise", enterprise, day), row[1], most.enterprise)
    return Capacity(whole, tuple(sorted(posts, key=lambda load: -load.interns.count)))


def hosts(connection: sa.Connection, day: date, ids: Collection[int] = ()) -> list[Capacity]:
    """The enterprises that have interns on `day` (of these, where any are named), by name, each with the posts they are at."""
    own, firm, post = Placement.table(), Enterprise.table(), Post.table()
    grouped = sa.select(own.c.enterprise_id, own.c.post_id, sa.func.count()).where(in_force(Placement, day))
    if ids:
        grouped = grouped.where(own.c.enterprise_id.in_(ids))
    at: dict[int, dict[int | None, int]] = {}
    for where, place, count in connection.execute(grouped.group_by(own.c.enterprise_id, own.c.post_id)):
        at.setdefault(where, {})[place] = count
    places = {place for some in at.values() for place in some if place is not None}
    firms = _staffs(connection, sa.select(firm.c.id, firm.c.name, firm.c.staff_total), at)
    posts = _staffs(connection, sa.select(post.c.id, post.c.name, post.c.same_post_staff), places)
    most = percents(connection, day)
    found = []
    for key, some in at.items():
        whole = Load(key, *_load("enterprise", key, sum(some.values()), day, firms[key]), most.enterprise)
        named = [
            Load(place, *_load("post", place, count, day, posts[place]), most.post)
            for place, count in some.items() if place is not None
        ]  # fmt: skip
        found.append(
            Capacity(whole, tuple(sorted(named, key=lambda load: (-load.interns.count, pinyin_key(load.name)))))
        )
    return sorted(found, key=lambda one: (pinyin_key(one.whole.name), one.whole.id))


def _staffs(
    connection: sa.Connection, statement: sa.Select[Any], ids: Iterable[int]
) -> dict[int, tuple[str, int | None]]:
    """Name and staff of enterprises or posts."""
    key = next(iter(statement.selected_columns))
    return {
        row[0]: (row[1], row[2])
        for chunk in pieces(sorted(ids), CHUNK)
        for row in connection.execute(statement.where(key.in_(chunk)))
    }


def _load(of: str, key: int, count: int, day: date, known: tuple[str, int | None]) -> tuple[str, Figure, int | None]:
    name, staff = known
    return name, Figure(count, Query(Placement, (Condition(of, "=", key),), as_of=day)), staff


def _interns(connection: sa.Connection, field: str, key: int, day: date) -> Figure:
    return counted(connection, Query(Placement, (Condition(field, "=", key),), as_of=day))
