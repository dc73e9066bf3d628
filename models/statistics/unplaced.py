"""Who is to be placed and is not, and how that stands; what a batch of placements is made of, as it is filed (D2, D4)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa

from models.database.storage import CHUNK, pieces
from models.entities import measures
from models.entities.enterprises import Enterprise, Post
from models.entities.people import ClassMembership, Student
from models.entities.placements import Placement, PlacementPlan
from models.entities.programmes import Major, SchoolClass
from models.entities.schools import School, Staff
from models.schema.derive import open_on
from models.schema.sorting import natural_key, pinyin_key
from models.statistics.placements import Scope, placements_on, students_to_place


class Stay(NamedTuple):
    """The placement that tells most of somebody who is not at work: one that waits, else the last there was."""

    id: int
    status: str
    enterprise: str
    start_date: date
    end_date: date
    end_reason: str | None
    tutor: str | None


@dataclass(frozen=True, slots=True)
class Unplaced:
    """Somebody to be placed who is not: `stay` is None for whom nothing was ever arranged; `status` that of the day."""

    id: int
    student_number: str | None
    name: str
    birth_date: date | None
    phone: str | None
    school_class: str | None
    head_teacher: str | None
    status: str | None
    stay: Stay | None


def unplaced(connection: sa.Connection, scope: Scope, day: date) -> list[Unplaced]:
    """The 应实习 of a scope who are not 在岗 on `day`, by class and number; raises ValueError as students_to_place."""
    placed = {row.student for row in placements_on(connection, scope, day)}
    missing = sorted(students_to_place(connection, scope, day) - placed)
    stays = _stays(connection, missing, day)
    found = [
        Unplaced(*(*row, stays.get(row[0]))) for chunk in pieces(missing, CHUNK) for row in _people(connection, chunk, day)
    ]  # fmt: skip
    return sorted(found, key=lambda one: (pinyin_key(one.school_class), natural_key(one.student_number), one.name))


def _people(connection: sa.Connection, ids: Sequence[int], day: date) -> Iterable[Sequence[Any]]:
    own, link, group, head = (each.table() for each in (Student, ClassMembership, SchoolClass, Staff))
    here = sa.select(sa.func.max(link.c.id)).where(link.c.student_id == own.c.id, open_on(ClassMembership, day, link))
    mine = link.alias()
    return connection.execute(
        sa.select(
            own.c.id, own.c.student_number, own.c.name, own.c.birth_date, own.c.phone, group.c.name, head.c.name,
            measures.status_on(day, own),
        )
        .select_from(own)
        .outerjoin(mine, mine.c.id == here.correlate(own).scalar_subquery())
        .outerjoin(group, group.c.id == mine.c.school_class_id)
        .outerjoin(head, head.c.id == group.c.head_teacher_id)
        .where(own.c.id.in_(ids))
    ).all()  # fmt: skip


def _stays(connection: sa.Connection, ids: Sequence[int], day: date) -> dict[int, Stay]:
    """Of each student the placement that waits and is not over; else the one that ended last before the day."""
    own, firm, tutor, plan = (each.table() for each in (Placement, Enterprise, Staff, PlacementPlan))
    waits = sa.and_(own.c.status.in_((measures.APPROVING, measures.SIGNING)), own.c.end_date >= day)
    statement = (
        sa.select(
            own.c.student_id, own.c.id, own.c.status, firm.c.name, own.c.start_date, own.c.end_date, own.c.end_reason,
            tutor.c.name,
        )
        .join(firm, firm.c.id == own.c.enterprise_id)
        .outerjoin(tutor, tutor.c.id == own.c.tutor_id)
        .outerjoin(plan, plan.c.id == own.c.plan_id)
        .where(measures.is_internship(plan))
        .order_by(waits, own.c.end_date, own.c.id)
    )  # fmt: skip
    found: dict[int, Stay] = {}
    for chunk in pieces(ids, CHUNK):
        for student, *rest in connection.execute(statement.where(own.c.student_id.in_(chunk))):
            found[student] = Stay(*rest)  # what tells most comes last
    return found


@dataclass(frozen=True, slots=True)
class FiledHost:
    """What a batch is filed with of one enterprise and post."""

    enterprise: str
    credit_code: str | None
    post: str | None
    start_date: date
    end_date: date
    students: int
    minors: int
    elsewhere: int


@dataclass(frozen=True, slots=True)
class Filing:
    """A batch as it is filed: hosts with their students; how many come from each grade and major; its tutors.

    `elsewhere` are those who work in another province than that of the school, `unclear` those of whom nobody knows.
    """

    hosts: tuple[FiledHost, ...]
    students: int
    minors: int
    elsewhere: int
    unclear: int
    groups: Mapping[tuple[int | None, str | None], int]
    tutors: tuple[str, ...]


class _Filed(NamedTuple):
    student: int
    enterprise: str
    credit_code: str | None
    post: str | None
    start_date: date
    end_date: date
    tutor: str | None
    minor: bool | None
    there: str | None
    home: str | None
    grade: int | None
    major: str | None

    @property
    def elsewhere(self) -> bool | None:
        """Whether one works in another province; None where one of the two is not recorded."""
        return None if not self.there or not self.home else self.there != self.home


def filing(connection: sa.Connection, plan: int, day: date, years: int) -> Filing:
    """The placements of a batch that were not ended by `day`; who has not completed `years` on the first day is a minor."""
    rows = _filed(connection, plan, day, years)
    places: dict[tuple[str, str | None, str | None], list[_Filed]] = {}
    people = {row.student: row for row in rows}
    groups: dict[tuple[int | None, str | None], int] = {}
    for row in people.values():
        groups[row.grade, row.major] = groups.get((row.grade, row.major), 0) + 1
    for row in rows:
        places.setdefault((row.enterprise, row.credit_code, row.post), []).append(row)
    hosts = [
        FiledHost(
            *place, min(r.start_date for r in some), max(r.end_date for r in some), len({r.student for r in some}),
            _count(some, "minor"), _count(some, "elsewhere"),
        )
        for place, some in places.items()
    ]  # fmt: skip
    every = list(people.values())
    return Filing(
        tuple(sorted(hosts, key=lambda one: (pinyin_key(one.enterprise), pinyin_key(one.post)))), len(people),
        _count(every, "minor"), _count(every, "elsewhere"), sum(row.elsewhere is None for row in every), groups,
        tuple(sorted({row.tutor for row in rows if row.tutor}, key=pinyin_key)),
    )  # fmt: skip


def _count(rows: Iterable[_Filed], name: str) -> int:
    return len({row.student for row in rows if getattr(row, name)})


def _filed(connection: sa.Connection, plan: int, day: date, years: int) -> list[_Filed]:
    own, student, firm, post, tutor, link, group, major, school = (
        each.table()
        for each in (Placement, Student, Enterprise, Post, Staff, ClassMembership, SchoolClass, Major, School)
    )
    first = own.c.start_date
    stood = sa.select(sa.func.max(link.c.id)).where(
        link.c.student_id == student.c.id, sa.func.coalesce(link.c.join_date <= first, sa.true()),
        sa.func.coalesce(link.c.leave_date > first, sa.true()),
    )  # fmt: skip
    mine = link.alias()
    minor = first <= sa.func.date(student.c.birth_date, f"+{years} years")
    statement = (
        sa.select(
            student.c.id, firm.c.name, firm.c.credit_code, post.c.name, first, own.c.end_date, tutor.c.name, minor,
            sa.func.substr(sa.func.coalesce(own.c.region, firm.c.region), 1, 2), sa.func.substr(school.c.region, 1, 2),
            group.c.grade_year, major.c.name,
        )
        .select_from(own)
        .join(student, student.c.id == own.c.student_id)
        .join(firm, firm.c.id == own.c.enterprise_id)
        .outerjoin(post, post.c.id == own.c.post_id)
        .outerjoin(tutor, tutor.c.id == own.c.tutor_id)
        .outerjoin(mine, mine.c.id == stood.correlate(student, own).scalar_subquery())
        .outerjoin(group, group.c.id == mine.c.school_class_id)
        .outerjoin(major, major.c.id == sa.func.coalesce(student.c.major_id, group.c.major_id))
        .outerjoin(school, school.c.id == sa.func.coalesce(student.c.school_id, group.c.school_id))
        .where(own.c.plan_id == plan)
        .where(sa.or_(own.c.status != measures.ENDED, own.c.status.is_(None), own.c.end_date >= day))
        .order_by(own.c.start_date, own.c.id)
    )  # fmt: skip
    return [_Filed._make(row) for row in connection.execute(statement)]
