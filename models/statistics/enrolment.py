"""A year's enrolment by major: planned, applied, admitted, checked in (specification A12)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa

from models.entities.enrolment import Admission, CheckIn, EnrolmentPlan
from models.entities.schools import School
from models.statistics.members import FEMALE, MALE
from models.statistics.students import MajorLine, majors

_PROVINCE, _CITY = 2, 4  # digits of a division code (GB/T 2260)


class EnrolmentCount(NamedTuple):
    """Figures of one major; sexes, order and places of origin are of those who checked in.

    None is what nobody recorded; `asked` is of how many it is recorded whether they are in an order class.
    """

    planned: int | None = None
    applicants: int | None = None
    admitted: int = 0
    checked_in: int = 0
    male: int = 0
    female: int = 0
    ordered: int = 0
    city: int = 0
    province: int = 0
    elsewhere: int = 0
    asked: int = 0

    def __add__(self, other: object) -> "EnrolmentCount":
        """Both together, of what is recorded."""
        assert isinstance(other, EnrolmentCount)
        sums = (two if one is None else one if two is None else one + two for one, two in zip(self, other, strict=True))
        return EnrolmentCount(*sums)  # type: ignore[arg-type] # None only where both are

    @property
    def sexes(self) -> tuple[int | None, int | None]:
        """Male and female; of people of whom nobody recorded it none can be told."""
        return (None, None) if self._none_of(self.male + self.female) else (self.male, self.female)

    @property
    def of_order(self) -> int | None:
        """How many are in an order class, of those of whom it is recorded."""
        return None if self._none_of(self.asked) else self.ordered

    @property
    def origins(self) -> tuple[int | None, int | None, int | None]:
        """From the city, the province, elsewhere, of those whose place of origin is recorded."""
        known = (self.city, self.province, self.elsewhere)
        return (None, None, None) if self._none_of(sum(known)) else known

    def _none_of(self, recorded: int) -> bool:
        return self.checked_in > 0 and recorded == 0

    @property
    def unknown_origin(self) -> int:
        """How many of those who checked in have no place of origin registered."""
        return self.checked_in - self.city - self.province - self.elsewhere

    @property
    def unknown_sex(self) -> int:
        """How many of those who checked in have no sex registered."""
        return self.checked_in - self.male - self.female


class EnrolmentLine(NamedTuple):
    """One major of one level of schools."""

    major: MajorLine
    figures: EnrolmentCount
    remark: str


@dataclass
class LevelEnrolment:
    """The schools of one level, which are never added to those of another (specification §0, trap 3)."""

    level: str | None
    schools: list[str] = field(default_factory=list)
    lines: list[EnrolmentLine] = field(default_factory=list)


def total(lines: Iterable[EnrolmentLine]) -> EnrolmentCount:
    """The lines together; their rates are to be reckoned from these sums."""
    found = EnrolmentCount()
    for line in lines:
        found += line.figures
    return found


def latest_year(connection: sa.Connection, schools: Sequence[int], day: date) -> int:
    """The last year with a plan or an admission, not after `day`; that of `day` when there is none."""
    years = []
    for entity in (EnrolmentPlan, Admission):
        own = entity.table()
        where = [own.c.year <= day.year, *([own.c.school_id.in_(schools)] if schools else [])]
        years.append(connection.execute(sa.select(sa.func.max(own.c.year)).where(*where)).scalar())
    return max((year for year in years if year is not None), default=day.year)


def enrolment(connection: sa.Connection, schools: Sequence[int], year: int, day: date) -> list[LevelEnrolment]:
    """The enrolment of `year` as it stood on `day`, by level of school and major; no `schools` means all."""
    counts: dict[tuple[str | None, int | None], EnrolmentCount] = defaultdict(EnrolmentCount)
    remarks: dict[tuple[str | None, int | None], list[str]] = defaultdict(list)
    names: dict[str | None, set[str]] = defaultdict(set)
    for level, school, major, remark, planned, applicants in connection.execute(_planned(schools, year)):
        counts[level, major] += EnrolmentCount(planned, applicants)
        remarks[level, major] += [remark] if remark and remark not in remarks[level, major] else []
        names[level].update([school] if school else [])
    for level, school, major, *numbers in connection.execute(_admitted(schools, year, day)):
        counts[level, major] += EnrolmentCount(None, None, *numbers)
        names[level].update([school] if school else [])
    lines = majors(connection)
    levels = {
        level: LevelEnrolment(level, sorted(names[level])) for level, _m in sorted(counts, key=lambda c: c[0] or "~")
    }
    for level, major in sorted(counts, key=lambda cell: (lines[cell[1]].code or "~", lines[cell[1]].name)):
        line = EnrolmentLine(lines[major], counts[level, major], "；".join(remarks[level, major]))
        levels[level].lines.append(line)
    return list(levels.values())


def _planned(schools: Sequence[int], year: int) -> sa.Select[Any]:
    own, school = EnrolmentPlan.table(), School.table()
    statement = (
        sa.select(school.c.level, school.c.name, own.c.major_id, own.c.remark, own.c.planned, own.c.applicants)
        .outerjoin(school, school.c.id == own.c.school_id)
        .where(own.c.year == year)
        .order_by(own.c.id)
    )
    return statement.where(own.c.school_id.in_(schools)) if schools else statement


def _admitted(schools: Sequence[int], year: int, day: date) -> sa.Select[Any]:
    """One row for each school and major, the numbers in the order of EnrolmentCount."""
    own, plan, school = Admission.table(), EnrolmentPlan.table(), School.table()
    school_id = sa.func.coalesce(own.c.school_id, plan.c.school_id)
    major_id = sa.func.coalesce(own.c.major_id, plan.c.major_id)
    statement = (
        sa.select(school.c.level, school.c.name, major_id, sa.func.count(), *_of_those_who_came(own, school, day))
        .select_from(own)
        .outerjoin(plan, plan.c.id == own.c.plan_id)
        .outerjoin(school, school.c.id == school_id)
        .where(
            sa.func.coalesce(own.c.year, plan.c.year) == year,
            sa.or_(own.c.admitted_date.is_(None), own.c.admitted_date <= day),
        )
        .group_by(school.c.id, major_id)
    )
    return statement.where(school_id.in_(schools)) if schools else statement


def _of_those_who_came(own: sa.Table, school: sa.Table, day: date) -> list[sa.ColumnElement[int]]:
    visit = CheckIn.table()
    came = own.c.id.in_(sa.select(visit.c.admission_id).where(visit.c.check_in_date <= day))
    same_city = sa.func.substr(own.c.source_region, 1, _CITY) == sa.func.substr(school.c.region, 1, _CITY)
    same_province = sa.func.substr(own.c.source_region, 1, _PROVINCE) == sa.func.substr(school.c.region, 1, _PROVINCE)
    wanted = (
        sa.true(), own.c.gender == MALE, own.c.gender == FEMALE, own.c.is_order.is_(True),
        same_city, sa.and_(same_province, sa.not_(same_city)), sa.not_(same_province),
        own.c.is_order.is_not(None),
    )  # fmt: skip
    return [sa.func.count().filter(sa.and_(came, condition)) for condition in wanted]
