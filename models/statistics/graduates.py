"""Who finished their studies, class by class: with which result, and which diploma (specification A13)."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import sqlalchemy as sa

from models.entities.people import ClassMembership, StatusPeriod, Student
from models.entities.programmes import Major, SchoolClass
from models.schema.derive import open_on

RESULTS = {"07": "1", "08": "2", "09": "3"}  # graduation-result by student-status: 毕业, 结业, 肄业


class Graduate(NamedTuple):
    """One who finished, with what the register of diplomas says; codes as they are stored.

    `of` is the class one was in last, `ended` the day the studies ended.
    """

    of: int | None
    student: int
    name: str
    student_number: str | None
    registration_number: str | None
    gender: str | None
    ethnicity: str | None
    birth_date: date | None
    id_number: str | None
    major: str | None
    duration: str | None
    entry_month: str | None
    ended: date | None
    result: str
    diploma_number: str | None
    received_date: date | None
    name_pinyin: str | None
    remark: str | None
    is_present: bool = True


def graduates(
    connection: sa.Connection, day: date, classes: Sequence[int] = (), year: int | None = None
) -> dict[int | None, list[Graduate]]:
    """Those who had finished by `day`, of these classes or of all (None: of no class), of a year or of every year."""
    own, period, link = Student.table().c, StatusPeriod.table().alias(), ClassMembership.table().alias()
    begun = sa.or_(link.c.join_date.is_(None), link.c.join_date <= day)
    last = sa.select(link.c.school_class_id).where(link.c.student_id == own.id, begun)
    of = last.order_by(link.c.join_date.desc(), link.c.id.desc()).limit(1).correlate(Student.table()).scalar_subquery()
    ended = sa.func.coalesce(own.graduated_date, period.c.from_date, type_=sa.Date())
    room = SchoolClass.table().c  # what a student does not say the class does
    major, entered = Major.table().c, sa.func.printf("%d-09", room.grade_year)
    query = (
        sa.select(
            of, own.id, own.name, own.student_number, own.registration_number, own.gender, own.ethnicity, own.birth_date,
            own.id_number, major.name, sa.func.coalesce(own.duration, room.duration),
            sa.func.coalesce(own.entry_month, sa.case((room.grade_year.is_not(None), entered))), ended, sa.case(RESULTS, value=period.c.status),
            own.diploma_number, own.diploma_received_date, own.name_pinyin, own.remark,
        )
        .select_from(
            Student.table()
            .join(period, period.c.student_id == own.id)
            .outerjoin(SchoolClass.table(), room.id == of)
            .outerjoin(Major.table(), major.id == sa.func.coalesce(own.major_id, room.major_id))
        )
        .where(open_on(StatusPeriod, day, period), period.c.status.in_(RESULTS))
    )  # fmt: skip
    if year is not None:
        query = query.where(sa.func.strftime("%Y", ended) == str(year))
    found: dict[int | None, list[Graduate]] = {}
    wanted = frozenset(classes)
    for row in connection.execute(query):
        if not wanted or row[0] in wanted:
            found.setdefault(row[0], []).append(Graduate(*tuple(row)))
    return found
