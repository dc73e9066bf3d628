"""What became of an order class: planned, joined, present, placed, hired, still there (specification B3)."""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

import sqlalchemy as sa

from models.database.query import Condition, Query
from models.database.results import Row, rows_of
from models.database.touched import ONE_BY_ONE
from models.entities import measures
from models.entities.enterprises import Enterprise, Post
from models.entities.order_classes import Commitment, CompanyCourse, OrderClass, OrderClassMember
from models.entities.people import Student
from models.entities.placements import Placement
from models.schema.codes import table
from models.schema.derive import in_force
from models.schema.sorting import natural_key
from models.statistics.capacity import Capacity, capacity
from models.statistics.figure_queries import Figure, counted, one_by_one
from models.statistics.members import Member, order_class_members

_YEAR = re.compile(r"\d{4}")
FOLLOW_UPS = (30, 90, 180, 365)  # days after being hired
GRADUATED = ("1", "2")  # leave-reason 毕业入企, 毕业未入企: members to the end, whatever became of them


class Funnel(NamedTuple):
    """The stages of one order class on a day, each with the members it counts; `planned` is only a number.

    `joined` are all who had joined by then, `present` those in the class, `placed` those of them who are placed that
    day anywhere, `hired` all who joined and were taken on, `observable` those of them of whom one can know whether they
    stayed `stayed_after` days (the latest follow-up with an answer), `stayed` those found still there then.
    """

    planned: int | None
    joined: Figure
    present: Figure
    placed: Figure
    hired: Figure
    observable: Figure
    stayed: Figure
    stayed_after: int


class Promise(NamedTuple):
    """What an enterprise promised and did; `met` is None while nothing is recorded."""

    item: str
    unit: str | None
    target: Decimal | None
    actual: Decimal | None
    due: date | None

    @property
    def met(self) -> bool | None:
        """Whether the promise is kept."""
        return None if self.target is None or self.actual is None else self.actual >= self.target


class Trainee(NamedTuple):
    """A member with the placement of the day; `follow_ups` are the dates found still there, in the order of FOLLOW_UPS.

    `membership` is the id of the row that makes the student a member, `pay` that of the placement in yuan a month.
    """

    membership: int
    member: Member
    enterprise: str | None
    post: str | None
    mentor: str | None
    pay: Decimal | None
    is_hired: bool | None
    hired_date: date | None
    follow_ups: tuple[date | None, ...]


class OrderClassView(NamedTuple):
    """Everything the page of an order class shows; `before` is its like of the grade before: its name and stages.

    `listed` are the trainees as a list, `left` those who left before the end, `unverified` those of whom nobody wrote down what became, `promised` the
    promises as a list.
    """

    row: Row
    funnel: Funnel
    promises: tuple[Promise, ...]
    courses: Figure
    hours: int
    trainees: tuple[Trainee, ...]
    listed: Figure
    loads: tuple[Capacity, ...]
    left: Figure
    unverified: Figure
    promised: Figure
    before: tuple[str, Funnel] | None
    day: date


_FATE = ("leave_reason", "is_hired")
FIELDS = (
    "code", "name", "mode", "day_status", "enterprises", "education_group", "agreement", "agreement_until",
    "remaining_days", "school", "majors", "grade_year", "form_date", "end_date", "planned_size",
    "formed_size", "teacher", "enterprise_contact",
)  # fmt: skip


def order_class_view(connection: sa.Connection, key: int, day: date) -> OrderClassView | None:
    """The order class as of `day`; None when it does not exist."""
    row = next(iter(rows_of(connection, Query(OrderClass, as_of=day), [key], FIELDS)), None)
    if row is None:
        return None
    here, left = Condition("order_class", "=", key), Condition("leave_date", "<=", day)
    course = CompanyCourse.table()
    hours = sa.select(sa.func.coalesce(sa.func.sum(course.c.hours), 0)).where(course.c.order_class_id == key)
    there = trainees(connection, key, day)
    loads = [capacity(connection, firm, day) for firm in row.values["enterprises_id"] or ()]
    return OrderClassView(
        row,
        funnel(connection, key, day),
        promises(connection, key),
        counted(connection, Query(CompanyCourse, (here,))),
        connection.execute(hours).scalar_one(),
        there,
        counted(connection, one_by_one(OrderClassMember, [trainee.membership for trainee in there])),
        tuple(load for load in loads if load is not None),
        counted(connection, Query(OrderClassMember, (here, left, Condition("leave_reason", "in", _early())))),
        counted(connection, Query(OrderClassMember, (here, left, *(Condition(name, "empty") for name in _FATE)))),
        counted(connection, Query(Commitment, (here,))),
        _before(connection, row, day),
        day,
    )


def _before(connection: sa.Connection, row: Row, day: date) -> tuple[str, Funnel] | None:
    """The order class of the grade before that is called alike but for the year, as of the same day."""
    grade, name = row.values["grade_year"], row.values["name"]
    if grade is None:
        return None
    own = OrderClass.table().c
    earlier = connection.execute(sa.select(own.id, own.name).where(own.grade_year == grade - 1).order_by(own.id))
    like = next(((key, other) for key, other in earlier if _YEAR.sub("", other) == _YEAR.sub("", name)), None)
    return None if like is None else (like[1], funnel(connection, like[0], day))


def _early() -> tuple[str, ...]:
    """The reasons to leave before the end."""
    return tuple(code.code for code in table("leave-reason").codes if code.code not in GRADUATED)


def funnel(connection: sa.Connection, key: int, day: date) -> Funnel:
    """The stages of an order class on `day`."""
    own, link = OrderClass.table(), OrderClassMember.table()
    planned = connection.execute(sa.select(own.c.planned_size).where(own.c.id == key)).scalar()
    here = Condition("order_class", "=", key)
    after = _asked_after(connection, key, day)
    placed = sa.and_(
        in_force(OrderClassMember, day), link.c.student_id.in_(measures.ids(Student, day, measures.is_placed))
    )

    def listed(*conditions: Condition, as_of: date | None = None) -> Figure:
        return counted(connection, Query(OrderClassMember, (here, *conditions), as_of=as_of))

    def those(condition: sa.ColumnElement[bool]) -> Condition:
        return Condition(ONE_BY_ONE, "in", tuple(_members(connection, key, condition)))

    return Funnel(
        planned,
        joined=listed(Condition("join_date", "<=", day)),
        present=listed(as_of=day),
        placed=listed(those(placed), as_of=day),
        hired=listed(those(measures.is_hired(day, link))),
        observable=listed(those(measures.is_observable(day, link, after))),
        stayed=listed(those(measures.has_stayed(day, link, after))),
        stayed_after=after,
    )


def _members(connection: sa.Connection, key: int, condition: sa.ColumnElement[bool]) -> Sequence[int]:
    link = OrderClassMember.table()
    statement = sa.select(link.c.id).where(link.c.order_class_id == key, condition)
    return connection.execute(statement.order_by(link.c.id)).scalars().all()


def _asked_after(connection: sa.Connection, key: int, day: date) -> int:
    """The latest follow-up with an answer, in days after being hired; the first where nobody was asked."""
    link = OrderClassMember.table()
    answered = (
        days for days in reversed(FOLLOW_UPS) if _members(connection, key, measures.has_stayed(day, link, days))
    )
    return next(answered, FOLLOW_UPS[0])


def promises(connection: sa.Connection, key: int) -> tuple[Promise, ...]:
    """What the sponsors promised, by item of the code table."""
    own = Commitment.table().c
    statement = sa.select(own.item, own.unit, own.target, own.actual, own.due_date).where(own.order_class_id == key)
    return tuple(Promise(*row) for row in connection.execute(statement.order_by(own.item, own.id)))


def trainees(connection: sa.Connection, key: int, day: date) -> tuple[Trainee, ...]:
    """The members of an order class on `day` and those who stayed to its end, with their placements of the day."""
    places = _places(connection, key, day)
    fates = _fates(connection, key)
    found = []
    for member in order_class_members(connection, [key], day)[key]:
        key_, hired, on, follow_ups = fates[member.student, member.join_date]
        if member.is_present or hired or member.leave_reason in GRADUATED:
            place = places.get(member.student, (None, None, None, None))
            found.append(Trainee(key_, member, *place, hired, on, follow_ups))
    return tuple(sorted(found, key=lambda t: (not t.member.is_present, natural_key(t.member.student_number))))


def _places(
    connection: sa.Connection, key: int, day: date
) -> dict[int, tuple[str | None, str | None, str | None, Decimal | None]]:
    own, link, firm, post = (entity.table() for entity in (Placement, OrderClassMember, Enterprise, Post))
    statement = (
        sa.select(own.c.student_id, firm.c.name, post.c.name, own.c.mentor_name, own.c.pay)
        .join(firm, firm.c.id == own.c.enterprise_id)
        .outerjoin(post, post.c.id == own.c.post_id)
        .where(
            own.c.student_id.in_(sa.select(link.c.student_id).where(link.c.order_class_id == key)),
            in_force(Placement, day),
        )
        .order_by(own.c.id)
    )
    return {row[0]: (row[1], row[2], row[3], row[4]) for row in connection.execute(statement)}


def _fates(connection: sa.Connection, key: int) -> dict[tuple[int, date | None], tuple[Any, ...]]:
    link = OrderClassMember.table().c
    dates = [link[f"employed_{days}_date"] for days in FOLLOW_UPS]
    statement = sa.select(link.student_id, link.join_date, link.id, link.is_hired, link.hired_date, *dates)
    rows = connection.execute(statement.where(link.order_class_id == key))
    return {(row[0], row[1]): (row[2], row[3], row[4], tuple(row[5:])) for row in rows}
