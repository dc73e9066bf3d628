"""Who is not registered for a term, and of how many: 未注册名单 (registers.md §2)."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

import sqlalchemy as sa

from models.entities.measures import is_unregistered, should_register
from models.entities.people import FamilyMember, Student
from models.entities.programmes import SchoolClass
from models.entities.schools import Staff, Term
from models.schema.codes import table
from models.schema.sorting import natural_key
from models.statistics.measure import Measured, rate_of
from models.statistics.students import current_classes

AWAY = ("02", "21")  # student-status 休学, 保留学籍: who is not asked to register


class Missing(NamedTuple):
    """One who should be registered and is not; `of` is the class of the day, None where there is none."""

    of: int | None
    school_class: str | None
    head_teacher: str | None
    student: int
    student_number: str | None
    name: str
    gender: str | None
    phone: str | None
    guardian: str | None
    guardian_phone: str | None
    status: str | None = None


class Gap(NamedTuple):
    """A term of one school or of several on a day: who is missing, of how many, and who is not asked, by status."""

    term: str
    deadline: date | None
    missing: int
    expected: int
    away: dict[str, int]
    terms: tuple[int, ...]


def terms_begun(connection: sa.Connection, day: date, term: str | None = None) -> dict[str, list[int]]:
    """The terms that had begun by the day (or the one that is asked for), each with its records: every school has one."""
    own = Term.table()
    title = sa.cast(own.c.academic_year, sa.Text) + sa.literal("-") + sa.cast(own.c.term, sa.Text)
    statement = sa.select(title, own.c.id).order_by(own.c.academic_year, own.c.term, own.c.id)
    statement = statement.where(own.c.start_date <= day if term is None else title == term)
    found: dict[str, list[int]] = {}
    for name, key in connection.execute(statement):
        found.setdefault(name, []).append(key)
    return found


def gap(connection: sa.Connection, term: str, ids: Sequence[int], day: date, classes: Sequence[int] = ()) -> Gap:
    """How a term stands on a day, of these classes or of all."""
    student, terms, own = Student.table(), _terms(ids), Term.table().c
    within = [student.c.id.in_(_in_classes(classes, day))] if classes else []

    def number(condition: sa.ColumnElement[bool]) -> int:
        return connection.execute(
            sa.select(sa.func.count()).select_from(student).where(condition, *within)
        ).scalar_one()

    statuses = [code for code in table("student-status").codes if code.code in AWAY]
    away = {code.brief: number(should_register(day, student, terms, (code.code,))) for code in statuses}
    deadline = connection.execute(sa.select(sa.func.max(own.register_deadline)).where(own.id.in_(ids))).scalar()
    missing, expected = (number(meant(day, student, terms)) for meant in (is_unregistered, should_register))
    return Gap(term, deadline, missing, expected, away, tuple(ids))


def missing(connection: sa.Connection, ids: Sequence[int], day: date, classes: Sequence[int] = ()) -> list[Missing]:
    """Who is missing of a term on a day, class by class."""
    student, room, staff = (entity.table() for entity in (Student, SchoolClass, Staff))
    standing, parent = current_classes(day), FamilyMember.table().alias()
    first = sa.select(sa.func.min(parent.c.id)).where(parent.c.student_id == student.c.id, parent.c.is_guardian)
    statement = (
        sa.select(
            room.c.id, room.c.name, staff.c.name, student.c.id, student.c.student_number, student.c.name,
            student.c.gender, student.c.phone, parent.c.name, parent.c.phone,
        )
        .select_from(
            student.outerjoin(standing, standing.c.student_id == student.c.id)
            .outerjoin(room, room.c.id == standing.c.school_class_id)
            .outerjoin(staff, staff.c.id == room.c.head_teacher_id)
            .outerjoin(parent, parent.c.id == first.correlate(student).scalar_subquery())
        )
        .where(is_unregistered(day, student, _terms(ids)))
    )  # fmt: skip
    if classes:
        statement = statement.where(student.c.id.in_(_in_classes(classes, day)))
    found = [Missing(*tuple(row)) for row in connection.execute(statement)]
    return sorted(found, key=lambda one: (natural_key(one.school_class or "~"), natural_key(one.student_number)))


def _terms(ids: Sequence[int]) -> sa.Select[int]:
    own = Term.table().c
    return sa.select(own.id).where(own.id.in_(ids))


def _in_classes(classes: Sequence[int], day: date) -> sa.Select[int]:
    standing = current_classes(day)
    return sa.select(standing.c.student_id).where(standing.c.school_class_id.in_(classes))


def unregistered(connection: sa.Connection, day: date) -> Iterator[Measured]:
    """未注册名单 of every term begun by the day: the missing of those who should be registered, with their numbers."""
    for term, ids in terms_begun(connection, day).items():
        found, people = gap(connection, term, ids, day), missing(connection, ids, day)
        numbers = sorted((one.student_number or "" for one in people), key=natural_key)
        more = {"students": numbers, "footnote": found.away}
        yield rate_of(term, found.missing, found.expected, more)._replace(value=found.missing)
