"""Students of a day by major, grade and sex (specification A10)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

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

if TYPE_CHECKING:
    from pandas import DataFrame

TOP = 4  # 四年级以上
UNKNOWN = 0  # the class has no year of entry, or one to come
# what is counted; those of whom no sex is registered are neither male nor female
NUMBERS = ("classes", "total", "male", "female", "minority", "league", "boarding", "ordered", "apprentices")
BASES: Mapping[str, Counts] = {"registered": is_registered, "present": is_present}


class MajorLine(NamedTuple):
    """A major as a statistics table names it; `family` is its 大类."""

    code: str
    name: str
    duration: str
    family: str


@dataclass(frozen=True)
class LevelCount:
    """The schools of one level, which are never added to those of another (specification §0, trap 3).

    `counts` has a row for each major and grade (1 to TOP, or UNKNOWN), in the order of codes: the fields of MajorLine,
    `grade`, and NUMBERS.
    """

    level: str | None
    schools: Sequence[str]
    counts: "DataFrame"


def student_statistics(
    connection: sa.Connection, schools: Sequence[int], day: date, *, basis: str = "registered"
) -> list[LevelCount]:
    """Students by level of school and major, in the order of levels and codes.

    `basis` is "registered" (在籍) or "present" (在校); `schools` filters, none means all. A student belongs to the
    school and grade of the class open on `day` and to the own major (in a class of two majors both are taught); a class
    belongs to its own major.
    """
    from pandas import DataFrame

    rows = connection.execute(
        _students(schools, day, BASES[basis]).union_all(_classes(schools, day, BASES[basis]))
    ).all()
    lines = majors(connection)
    frame = DataFrame(
        [(level, school, *lines[major], _grade(year, day), *some) for level, school, major, year, *some in rows],
        columns=["level", "school", *MajorLine._fields, "grade", *NUMBERS],
    )
    return [LevelCount(level, names, _by_major(some)) for level, names, some in by_level(frame)]


def by_level(rows: "DataFrame") -> Iterator[tuple[str | None, list[str], "DataFrame"]]:
    """The rows of each level of school, told by their column `level`, with the names in their column `school`.

    Where there are no rows there is one level, without a name.
    """
    if rows.empty:
        yield None, [], rows
    for level, some in rows.fillna({"level": "~"}).groupby("level"):
        yield None if level == "~" else str(level), sorted(filter(None, some["school"].dropna().unique())), some


def in_order_of_codes(rows: "DataFrame") -> "DataFrame":
    """Majors as statistics list them: by code, those without one last, then by name."""
    return rows.sort_values(by=["code", "name"], key=lambda column: column.replace("", "~"), kind="stable")


def _grade(year: int | None, day: date) -> int:
    found = grade(year, day)
    return UNKNOWN if found is None else min(found, TOP)


def _by_major(rows: "DataFrame") -> "DataFrame":
    majors_of = rows.groupby([*MajorLine._fields, "grade"], as_index=False)
    return in_order_of_codes(majors_of[list(NUMBERS)].sum())


def _students(schools: Sequence[int], day: date, counts: Counts) -> sa.Select[Any]:
    """One row for each school, major of students and year of entry: NUMBERS without classes."""
    student, school_class = Student.table(), SchoolClass.table()
    major_id = sa.func.coalesce(student.c.major_id, school_class.c.major_id)
    return _grouped(schools, day, counts, major_id, [sa.literal(0), *_numbers(school_class, day)])


def _classes(schools: Sequence[int], day: date, counts: Counts) -> sa.Select[Any]:
    """One row for each school, major of classes and year of entry: the classes in which such students are."""
    school_class = SchoolClass.table()
    nothing = [sa.literal(0)] * (len(NUMBERS) - 1)
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
    current = current_classes(day)
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


def current_classes(day: date) -> sa.Subquery:
    """The class of each student on `day`: the latest entry where two are open by mistake."""
    link = ClassMembership.table()
    latest = sa.select(sa.func.max(link.c.id)).where(open_on(ClassMembership, day)).group_by(link.c.student_id)
    return sa.select(link.c.student_id, link.c.school_class_id).where(link.c.id.in_(latest)).subquery()


def _numbers(school_class: sa.Table, day: date) -> list[sa.ColumnElement[Any]]:
    """NUMBERS after classes, in their order."""
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
        .where(BASES[basis](day, student), student.c.id.not_in(sa.select(current_classes(day).c.student_id)))
    )
    if schools:
        statement = statement.where(student.c.school_id.in_(schools))
    return connection.execute(statement).scalar_one()


def majors(connection: sa.Connection) -> dict[int | None, MajorLine]:
    """Every major by id, and what stands for none."""
    own = Major.table().c
    found: dict[int | None, MajorLine] = {None: MajorLine("", "", "", "")}
    for key, code, name, direction, duration in connection.execute(
        sa.select(own.id, own.code, own.name, own.direction, own.duration)
    ):
        full = f"{name}（{direction}）" if direction else name
        found[key] = MajorLine(code or "", full, duration or "", family_of(code))
    return found


def family_of(code: str | None) -> str:
    """The 大类 of a major's code, by its first two digits; '' when there is none."""
    prefix = (code or "")[:2]
    for family in table("major-class").codes:
        if prefix and prefix in (family.code, *(value for value in family.extra.values())):
            return family.name
    return ""
