"""Students of a day by major, grade and sex (specification A10)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa

from models.entities.measures import is_present, is_registered
from models.entities.order_classes import OrderClass, OrderClassMember
from models.entities.people import ClassMembership, Student
from models.entities.programmes import Major, SchoolClass
from models.entities.schools import School
from models.schema.codes import table
from models.schema.derive import in_force, open_on
from models.schema.fields import Counts
from models.statistics.calendar import grade
from models.statistics.members import FEMALE, LEAGUE, MALE, living_in, minorities

TOP = 4  # 四年级以上
UNKNOWN = 0  # the class has no year of entry, or one to come
BASES: Mapping[str, Counts] = {"registered": is_registered, "present": is_present}


@dataclass
class Count:
    """Classes and students; `unknown` have no sex registered, so that male + female + unknown = total always holds."""

    classes: int = 0
    total: int = 0
    male: int = 0
    female: int = 0
    minority: int = 0
    league: int = 0
    boarding: int = 0
    ordered: int = 0
    apprentices: int = 0

    @property
    def unknown(self) -> int:
        """Students whose sex is not registered."""
        return self.total - self.male - self.female

    def add(self, other: "Count") -> None:
        """Add another count to this one."""
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))


class MajorLine(NamedTuple):
    """A major as a statistics table names it; `family` is its 大类."""

    code: str
    name: str
    duration: str | None
    family: str


@dataclass(frozen=True)
class MajorCount:
    """One major: its counts by grade (1 to TOP, or UNKNOWN)."""

    major: MajorLine
    grades: Mapping[int, Count]

    @property
    def total(self) -> Count:
        """All grades together."""
        return summed(self.grades.values())


@dataclass
class LevelCount:
    """The schools of one level, which are never added to those of another (specification §0, trap 3)."""

    level: str | None
    schools: list[str] = field(default_factory=list)
    majors: list[MajorCount] = field(default_factory=list)


def summed(counts: Iterable[Count]) -> Count:
    """The sum of counts."""
    total = Count()
    for count in counts:
        total.add(count)
    return total


def student_statistics(
    connection: sa.Connection, schools: Sequence[int], day: date, *, basis: str = "registered"
) -> list[LevelCount]:
    """Students by level of school and major, in the order of levels and codes.

    `basis` is "registered" (在籍) or "present" (在校); `schools` filters, none means all. A student belongs to the
    school and grade of the class open on `day` and to the own major (in a class of two majors both are taught); a class
    belongs to its own major.
    """
    lines, cells = majors(connection), dict[tuple[str | None, int | None], dict[int, Count]]()
    names: dict[str | None, set[str]] = defaultdict(set)
    counted = _students(schools, day, BASES[basis]).union_all(_classes(schools, day, BASES[basis]))
    for row in connection.execute(counted):
        level, school, major, grade_year, *numbers = row
        at = grade(grade_year, day)
        place = cells.setdefault((level, major), {})
        place.setdefault(UNKNOWN if at is None else min(at, TOP), Count()).add(Count(*numbers))
        names[level].update([school] if school else [])
    levels = {level: LevelCount(level, sorted(names[level])) for level, _major in sorted(cells, key=_level_order)}
    for (level, major), grades in sorted(cells.items(), key=lambda cell: _line_order(lines[cell[0][1]])):
        levels[level].majors.append(MajorCount(lines[major], grades))
    return list(levels.values())


def _level_order(cell: tuple[str | None, int | None]) -> str:
    return cell[0] or "~"


def _line_order(line: MajorLine) -> tuple[str, str]:
    return (line.code or "~", line.name)


def _students(schools: Sequence[int], day: date, counts: Counts) -> sa.Select[Any]:
    """One row for each school, major of students and year of entry: the fields of Count without classes."""
    student, school_class = Student.table(), SchoolClass.table()
    major_id = sa.func.coalesce(student.c.major_id, school_class.c.major_id)
    return _grouped(schools, day, counts, major_id, [sa.literal(0), *_numbers(school_class, day)])


def _classes(schools: Sequence[int], day: date, counts: Counts) -> sa.Select[Any]:
    """One row for each school, major of classes and year of entry: the classes in which such students are."""
    school_class = SchoolClass.table()
    nothing = [sa.literal(0)] * (len(fields(Count)) - 1)
    counting = sa.func.count(school_class.c.id.distinct())
    return _grouped(schools, day, counts, school_class.c.major_id, [counting, *nothing])


def _grouped(
    schools: Sequence[int],
    day: date,
    counts: Counts,
    major_id: sa.ColumnElement[Any],
    numbers: Sequence[sa.ColumnElement[Any]],
) -> sa.Select[Any]:
    student, school_class, school = Student.table(), SchoolClass.table(), School.table()
    current = _current(day)
    school_id = sa.func.coalesce(school_class.c.school_id, student.c.school_id)
    statement = (
        sa.select(school.c.level, school.c.name, major_id, school_class.c.grade_year, *numbers)
        .select_from(student)
        .join(current, current.c.student_id == student.c.id)
        .join(school_class, school_class.c.id == current.c.school_class_id)
        .outerjoin(school, school.c.id == school_id)
        .where(counts(day, student))
        .group_by(school.c.id, major_id, school_class.c.grade_year)
    )
    return statement.where(school_id.in_(schools)) if schools else statement


def _current(day: date) -> sa.Subquery:
    """The class of each student on `day`: the latest entry where two are open by mistake."""
    link = ClassMembership.table()
    latest = sa.select(sa.func.max(link.c.id)).where(open_on(ClassMembership, day)).group_by(link.c.student_id)
    return sa.select(link.c.student_id, link.c.school_class_id).where(link.c.id.in_(latest)).subquery()


def _numbers(school_class: sa.Table, day: date) -> list[sa.ColumnElement[Any]]:
    """The fields of Count after classes, in their order."""
    student = Student.table().c
    ordered = student.id.in_(_in_order_classes(day))
    mode = table("class-mode").find("现代学徒制")
    apprentice = sa.or_(
        sa.func.coalesce(school_class.c.cultivation_mode, "") == (mode.code if mode else None),
        student.id.in_(_in_order_classes(day, "现代学徒制")),
    )
    wanted = (
        student.gender == MALE, student.gender == FEMALE, student.ethnicity.in_(minorities()),
        student.political_status == LEAGUE, student.boarding == living_in(), ordered, apprentice,
    )  # fmt: skip
    return [sa.func.count(), *(sa.func.count().filter(condition) for condition in wanted)]


def _in_order_classes(day: date, mode: str = "") -> sa.Select[Any]:
    link, own = OrderClassMember.table(), OrderClass.table()
    statement = sa.select(link.c.student_id).where(in_force(OrderClassMember, day))
    if mode:
        code = table("cooperation-mode").find(mode)
        statement = statement.join(own, own.c.id == link.c.order_class_id).where(own.c.mode == (code and code.code))
    return statement


def without_class(connection: sa.Connection, schools: Sequence[int], day: date, *, basis: str) -> int:
    """How many students count by their status but stand in no class that day, so that no table shows them."""
    student = Student.table()
    statement = (
        sa.select(sa.func.count())
        .select_from(student)
        .where(BASES[basis](day, student), student.c.id.not_in(sa.select(_current(day).c.student_id)))
    )
    if schools:
        statement = statement.where(student.c.school_id.in_(schools))
    return connection.execute(statement).scalar_one()


def majors(connection: sa.Connection) -> dict[int | None, MajorLine]:
    """Every major by id, and what stands for none."""
    own = Major.table().c
    found: dict[int | None, MajorLine] = {None: MajorLine("", "", None, "")}
    for key, code, name, direction, duration in connection.execute(
        sa.select(own.id, own.code, own.name, own.direction, own.duration)
    ):
        full = f"{name}（{direction}）" if direction else name
        found[key] = MajorLine(code or "", full, duration, family_of(code))
    return found


def family_of(code: str | None) -> str:
    """The 大类 of a major's code, by its first two digits; '' when there is none."""
    prefix = (code or "")[:2]
    for family in table("major-class").codes:
        if prefix and prefix in (family.code, *(value for value in family.extra.values())):
            return family.name
    return ""
