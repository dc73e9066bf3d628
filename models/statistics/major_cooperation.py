"""Majors with their enterprises, in figures (B6): who cooperates in them, what was made together, who is trained and placed."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa

from models.database.query import Query
from models.database.results import read_all
from models.entities.cooperation import CourseStandard, CourseStandardEnterprise
from models.entities.cooperation_terms import IN_FORCE
from models.entities.enterprises import EnterpriseMajor
from models.entities.people import ClassMembership, Student
from models.entities.placements import Placement
from models.entities.programmes import Major, SchoolClass
from models.schema.derive import in_force, open_on
from models.schema.sorting import natural_key
from models.statistics.students import MajorLine, majors, student_statistics

FIGURES = ("enterprises", "courses", "ordered", "apprentices", "interns")
Keys = dict[int | None, set[int]]  # by id of a major what counts for it


class MajorCooperation(NamedTuple):
    """A major as statistics name it; a figure is None where no record says anything, `firms` are its enterprises."""

    id: int
    line: MajorLine
    level: str | None
    departments: tuple[str, ...]
    firms: frozenset[int]
    figures: Mapping[str, int | None]

    @property
    def is_told(self) -> bool:
        """Whether any record says something of it."""
        return any(value is not None for value in self.figures.values())


def major_cooperation(connection: sa.Connection, day: date, ids: Collection[int] = ()) -> list[MajorCooperation]:
    """The majors (these, or all) by code as of a day; records of one major in several directions stay apart."""
    lines, grouped = majors(connection), dict[MajorLine, list[Any]]()
    for row in read_all(connection, Query(Major), ("level", "department")):
        if not ids or row.id in ids:
            grouped.setdefault(lines[row.id], []).append(row)
    counted = {
        "enterprises": _enterprises(connection),
        "courses": _courses(connection),
        "interns": _interns(connection, day),
    }
    learners = _learners(connection, day)
    found = []
    for line, rows in grouped.items():
        sets = {name: frozenset(key for row in rows for key in keys.get(row.id, ())) for name, keys in counted.items()}
        figures = {name: len(keys) or None for name, keys in sets.items()} | learners.get(line, {})
        departments = tuple(dict.fromkeys(row.values["department"] for row in rows if row.values["department"]))
        first = rows[0]
        shown = {name: figures.get(name) for name in FIGURES}
        found.append(MajorCooperation(first.id, line, first.values["level"], departments, sets["enterprises"], shown))
    return sorted(found, key=lambda one: (one.level or "~", one.line.code or "~", natural_key(one.line.name)))


def _gathered(connection: sa.Connection, statement: sa.Select[Any]) -> Keys:
    found: Keys = {}
    for major, key in connection.execute(statement):
        found.setdefault(major, set()).add(key)
    return found


def _enterprises(connection: sa.Connection) -> Keys:
    """合作企业: those that name the major among those they cooperate in."""
    own = EnterpriseMajor.table().c
    return _gathered(connection, sa.select(own.major_id, own.enterprise_id))


def _courses(connection: sa.Connection) -> Keys:
    """联合开发课程: course standards in force in which an enterprise had a part."""
    own, link = CourseStandard.table(), CourseStandardEnterprise.table()
    shared = sa.select(own.c.major_id, own.c.id).join(link, link.c.course_standard_id == own.c.id)
    return _gathered(connection, shared.where(own.c.status == IN_FORCE))


def _interns(connection: sa.Connection, day: date) -> Keys:
    """在岗 students by their own major, else that of the class of the day."""
    own, student, member, room = (e.table() for e in (Placement, Student, ClassMembership, SchoolClass))
    standing = sa.and_(member.c.student_id == student.c.id, open_on(ClassMembership, day))
    statement = (
        sa.select(sa.func.coalesce(student.c.major_id, room.c.major_id), student.c.id)
        .select_from(own.join(student, student.c.id == own.c.student_id).outerjoin(member, standing))
        .outerjoin(room, room.c.id == member.c.school_class_id)
        .where(in_force(Placement, day))
    )
    return _gathered(connection, statement)


def _learners(connection: sa.Connection, day: date) -> dict[MajorLine, dict[str, int | None]]:
    """Who is in an order class or an apprentice, as 在校生统计表 counts them."""
    found: dict[MajorLine, dict[str, int | None]] = {}
    for level in student_statistics(connection, (), day):
        for key, some in level.counts.groupby(list(MajorLine._fields), sort=False):
            told = found.setdefault(MajorLine._make(map(str, key)), {})
            for name in ("ordered", "apprentices"):
                told[name] = ((told.get(name) or 0) + int(some[name].sum())) or None
    return found
