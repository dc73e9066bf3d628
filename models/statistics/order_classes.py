"""Order classes in figures: members, courses, contributions, interns and who stayed (specification B3)."""

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

import sqlalchemy as sa

from models.database import storage
from models.database.query import Query
from models.database.results import rows_of
from models.entities import measures
from models.entities.enterprises import Contribution
from models.entities.order_classes import CompanyCourse, OrderClass, OrderClassEnterprise, OrderClassMember
from models.entities.placements import Placement
from models.schema.derive import in_force
from models.schema.sorting import natural_key, pinyin_key

A_YEAR = 365  # days after being hired
COLUMNS = (
    "code", "name", "mode", "enterprises", "education_group", "agreement", "school", "majors", "grade_year",
    "form_date", "end_date", "planned_size", "formed_size", "member_count", "teacher", "enterprise_contact",
)  # fmt: skip


class OrderClassRow(NamedTuple):
    """One order class as of a day; several enterprises and majors joined by 、.

    `contribution` is in yuan, of the enterprises under the agreement of this class; `interns` are members placed at
    its enterprises that day; `hired`, `observable` (of whom one can know after 365 days) and `stayed` (still there then)
    count all who ever were members.
    """

    id: int
    code: str | None
    name: str
    mode: str | None
    enterprises: str
    education_group: str | None
    agreement: str | None
    school: str | None
    majors: str
    grade_year: int | None
    form_date: date | None
    end_date: date | None
    planned_size: int | None
    formed_size: int | None
    members: int
    teacher: str | None
    enterprise_contact: str | None
    courses: int
    hours: int
    contribution: Decimal | None
    interns: int
    hired: int
    observable: int
    stayed: int
    enterprise_ids: tuple[int, ...]


def order_classes(
    connection: sa.Connection, groups: Sequence[int], day: date, schools: Sequence[int] = ()
) -> list[OrderClassRow]:
    """The order classes formed by `day`, of the given education groups and schools or all, 2 before 10 by code."""
    ids = order_class_ids(connection, groups, day, schools)
    courses, hired, interns = _courses(connection), _hired(connection, day), _interns(connection, day)
    given = _contributions(connection, day)
    found = []
    for row in rows_of(connection, Query(OrderClass, as_of=day), ids, COLUMNS):
        values: dict[str, Any] = {name: row.values[name] for name in COLUMNS}
        values |= {name: "、".join(values[name] or ()) for name in ("enterprises", "majors")}
        given_here = given.get(row.values["agreement_id"])
        more = (*courses.get(row.id, (0, 0)), given_here, interns.get(row.id, 0), *hired.get(row.id, (0, 0, 0)))
        firms = row.values["enterprises_id"] or ()
        found.append(OrderClassRow._make((row.id, *values.values(), *more, firms)))
    return sorted(found, key=lambda row: (natural_key(row.code), pinyin_key(row.name), row.id))


def order_class_ids(
    connection: sa.Connection, groups: Sequence[int], day: date, schools: Sequence[int] = ()
) -> list[int]:
    """The ids of the order classes formed by `day`; one without a date of forming counts."""
    own = OrderClass.table()
    where = [sa.or_(own.c.form_date.is_(None), own.c.form_date <= day)]
    if groups:
        where.append(own.c.education_group_id.in_(groups))
    if schools:
        where.append(own.c.school_id.in_(schools))
    return list(connection.execute(sa.select(own.c.id).where(*where)).scalars())


def _courses(connection: sa.Connection) -> dict[int, tuple[int, int]]:
    own = CompanyCourse.table()
    hours = sa.func.coalesce(sa.func.sum(own.c.hours), 0)
    statement = sa.select(own.c.order_class_id, sa.func.count(), hours).group_by(own.c.order_class_id)
    return {key: (count, total) for key, count, total in connection.execute(statement)}


def _hired(connection: sa.Connection, day: date) -> dict[int, tuple[int, int, int]]:
    """How many were hired, of how many of them one can know after a year, how many stayed."""
    own = OrderClassMember.table()
    counted = (
        measures.is_hired(day, own), measures.is_observable(day, own, A_YEAR), measures.has_stayed(day, own, A_YEAR),
    )  # fmt: skip
    numbers = [sa.func.count().filter(condition) for condition in counted]
    statement = sa.select(own.c.order_class_id, *numbers).group_by(own.c.order_class_id)
    return {key: (hired, known, stayed) for key, hired, known, stayed in connection.execute(statement)}


def _interns(connection: sa.Connection, day: date) -> dict[int, int]:
    """Members of that day who are placed that day at an enterprise of their order class."""
    member, firm, own = OrderClassMember.table(), OrderClassEnterprise.table(), Placement.table()
    at_sponsor = sa.and_(own.c.student_id == member.c.student_id, own.c.enterprise_id == firm.c.enterprise_id)
    statement = (
        sa.select(member.c.order_class_id, sa.func.count(member.c.student_id.distinct()))
        .join(firm, firm.c.order_class_id == member.c.order_class_id)
        .join(own, at_sponsor)
        .where(in_force(OrderClassMember, day), in_force(Placement, day))
        .group_by(member.c.order_class_id)
    )
    return {row[0]: row[1] for row in connection.execute(statement)}


def _contributions(connection: sa.Connection, day: date) -> dict[int | None, Decimal]:
    """What was given under each agreement up to the year of `day`, in yuan."""
    own = Contribution.table()
    statement = (
        sa.select(own.c.agreement_id, sa.func.sum(own.c.amount))
        .where(own.c.agreement_id.is_not(None), own.c.year <= day.year)
        .group_by(own.c.agreement_id)
    )
    return {key: amount for key, amount in connection.execute(statement) if amount is not None}


def persons(connection: sa.Connection, classes: Collection[int], day: date) -> int:
    """How many people are in these order classes; somebody who is in two of them counts once."""
    own = OrderClassMember.table()
    found: set[int] = set()
    for piece in storage.pieces(list(classes), storage.CHUNK):
        here = sa.select(own.c.student_id).where(own.c.order_class_id.in_(piece), in_force(OrderClassMember, day))
        found.update(connection.execute(here).scalars())
    return len(found)
