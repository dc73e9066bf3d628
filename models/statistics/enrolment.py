"""A year's enrolment by major: planned, applied, admitted, checked in (specification A12)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa

from models.entities.enrolment import Admission, CheckIn, EnrolmentPlan
from models.entities.schools import School
from models.statistics.members import FEMALE, MALE
from models.statistics.students import MajorLine, by_level, in_order_of_codes, majors

if TYPE_CHECKING:
    from pandas import DataFrame

_OPTIONAL = ("planned", "applicants")  # columns of plans, which not every office keeps
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

    @classmethod
    def of(cls, counts: "DataFrame") -> "EnrolmentCount":
        """These rows together, of what is recorded; rates are to be reckoned from these sums."""
        from pandas import isna

        sums = (counts[name].sum(min_count=int(name in _OPTIONAL)) for name in cls._fields)
        return cls(*(None if isna(known) else int(known) for known in sums))

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


@dataclass(frozen=True)
class LevelEnrolment:
    """The schools of one level, which are never added to those of another (specification §0, trap 3).

    `counts` has a row for each major in the order of codes: the fields of MajorLine and EnrolmentCount, and `remark`.
    """

    level: str | None
    schools: Sequence[str]
    counts: "DataFrame"

    def lines(self) -> Iterator[tuple[MajorLine, EnrolmentCount, str]]:
        """Each major with its figures and remark."""
        for nth, row in enumerate(self.counts.itertuples()):
            line = MajorLine(*(str(getattr(row, name)) for name in MajorLine._fields))
            yield line, EnrolmentCount.of(self.counts.iloc[nth : nth + 1]), str(row.remark)


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
    from pandas import DataFrame

    lines, nothing = majors(connection), [0] * (len(EnrolmentCount._fields) - 2)
    planned = [
        (level, school, *lines[major], remark, *some, *nothing)
        for level, school, major, remark, *some in connection.execute(_planned(schools, year))
    ]
    admitted = [
        (level, school, *lines[major], None, None, None, *some)
        for level, school, major, *some in connection.execute(_admitted(schools, year, day))
    ]
    columns = ["level", "school", *MajorLine._fields, "remark", *EnrolmentCount._fields]
    rows = DataFrame([*planned, *admitted], columns=columns).astype(dict.fromkeys(EnrolmentCount._fields, "Int64"))
    return [LevelEnrolment(level, names, _by_major(some)) for level, names, some in by_level(rows)]


def _by_major(rows: "DataFrame") -> "DataFrame":
    majors_of = rows.groupby(list(MajorLine._fields), sort=False)
    counts = majors_of[list(EnrolmentCount._fields)].sum(min_count=1)
    counts["remark"] = majors_of["remark"].agg(lambda some: "；".join(some.dropna().unique()))
    return in_order_of_codes(counts.reset_index())


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
