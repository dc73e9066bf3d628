"""Where graduates went, counted by cohort 届 and major: settled, employed, in the own field, still there (registers §7, papers F1 to F6)."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Any, NamedTuple

import sqlalchemy as sa

from models.database.policies import threshold_on
from models.entities import destination_counts as counts
from models.entities.destination_rules import AGREED, CONTRACT
from models.entities.destinations import GraduateDestination
from models.entities.measures import COURSES_ONLY, GRADUATED, MATCHED, status_on
from models.entities.order_classes import OrderClassMember
from models.entities.people import ClassMembership, Student
from models.entities.programmes import Major, SchoolClass
from models.entities.schools import School
from models.schema.derive import open_on
from models.schema.sorting import natural_key
from models.statistics.measure import Measured, rate_of
from models.words import _

PLACED_LOCALLY = 4  # digits of a region that two places of one city share
INSURED = ("2", "3")  # social-insurance 五险, 五险一金
BASE_PROJECTS = ("50", "501", "502", "503", "51", "511", "512", "519")  # destination-higher 基层项目
ABROAD, ABROAD_HIGHER = ("40", "50"), "85"  # destination-secondary 出国, 赴港澳台; destination-higher
STUDYING_ON = "71"  # destination-higher 不就业拟升学


class Leaver(NamedTuple):
    """A graduate as of a day, with the destination in force; codes as they are stored, None where there is none."""

    student: int
    name: str
    student_number: str | None
    name_pinyin: str | None
    gender: str | None
    phone: str | None
    id_number: str | None
    of: int | None
    class_name: str | None
    major: str | None
    school: int | None
    school_region: str | None
    ended: date
    year: int
    status: str
    was_ordered: bool
    at_sponsor: bool
    destination_id: int | None
    destination: str | None
    higher_destination: str | None
    group: str | None
    enterprise: int | None
    unit_name: str | None
    unit_credit_code: str | None
    unit_nature: str | None
    unit_industry: str | None
    unit_region: str | None
    sector: str | None
    post: str | None
    match_level: str | None
    start_date: date | None
    salary: Decimal | None
    contract_kind: str | None
    social_insurance: str | None
    channel: str | None
    further_school: str | None
    evidence: tuple[str, ...] | None
    verify_result: str | None
    is_direct: bool
    is_present: bool = True

    @property
    def is_enlisted(self) -> bool:
        """参军."""
        return self.destination == counts.ENLISTED or self.higher_destination == counts.ENLISTED_HIGHER


_SAID = (
    "destination", "higher_destination", "enterprise_id", "unit_name", "unit_credit_code", "unit_nature",
    "unit_industry", "unit_region", "sector", "post", "match_level", "start_date", "salary", "contract_kind",
    "social_insurance", "channel", "further_school", "evidence", "verify_result",
)  # fmt: skip


def leavers(connection: sa.Connection, day: date, years: Collection[int] = ()) -> list[Leaver]:
    """The graduates of these years (of every year without any), 结业 among them, with where they are on the day."""
    own, went, link = Student.table(), GraduateDestination.table(), ClassMembership.table().alias()
    begun = sa.or_(link.c.join_date.is_(None), link.c.join_date <= day)
    last = sa.select(link.c.school_class_id).where(link.c.student_id == own.c.id, begun)
    of = last.order_by(link.c.join_date.desc(), link.c.id.desc()).limit(1).correlate(own).scalar_subquery()
    room, major, home = SchoolClass.table().c, Major.table().c, School.table().c
    status, member = status_on(day, own), OrderClassMember.table().alias()
    ordered = sa.exists().where(member.c.student_id == own.c.id, counts.until_graduation(member, own))
    ordered = ordered.correlate(own, went)
    said: list[sa.ColumnElement[Any]] = [went.c[name] for name in _SAID]
    said.insert(2, counts.group_of(went))
    query = (
        sa.select(
            own.c.id, own.c.name, own.c.student_number, own.c.name_pinyin, own.c.gender, own.c.phone, own.c.id_number,
            room.id, room.name, major.name, home.id, home.region, own.c.graduated_date, counts.year_of(own), status,
            ordered, ordered.where(counts.at_sponsor(went, member)), went.c.id, *said, counts.is_direct(went),
        )
        .select_from(
            own.outerjoin(SchoolClass.table(), room.id == of)
            .outerjoin(Major.table(), major.id == sa.func.coalesce(own.c.major_id, room.major_id))
            .outerjoin(School.table(), home.id == sa.func.coalesce(own.c.school_id, room.school_id))
            .outerjoin(went, sa.and_(went.c.student_id == own.c.id, open_on(GraduateDestination, day, went)))
        )
        .where(own.c.graduated_date <= day, status.in_((GRADUATED, COURSES_ONLY)))
    )  # fmt: skip
    query = query.where(counts.year_of(own).in_(sorted(years))) if years else query
    return [Leaver(*tuple(row)) for row in connection.execute(query)]


def counted_statuses(connection: sa.Connection, day: date) -> frozenset[str]:
    """The statuses of those who count as graduates: 毕业, where policy says so 结业 too."""
    included = threshold_on(connection, "destination.include-08", day) > 0
    return frozenset({GRADUATED, *([COURSES_ONLY] if included else ())})


def cohorts(connection: sa.Connection, day: date) -> list[int]:
    """The years people had graduated in by the day, the latest first."""
    own = Student.table()
    years = sa.select(counts.year_of(own)).where(own.c.graduated_date <= day, counts.is_graduate(day, own)).distinct()
    return sorted(connection.execute(years).scalars(), reverse=True)


def kept_cohorts(connection: sa.Connection, day: date) -> list[int]:
    """Those the register is kept for, from the first that has a destination on; the latest first."""
    own = GraduateDestination.table().c
    first = connection.execute(sa.select(sa.func.min(own.graduation_year)).where(own.from_date <= day)).scalar()
    return [] if first is None else [year for year in cohorts(connection, day) if year >= first]


@dataclass(frozen=True)
class Figures:
    """What is counted of some graduates."""

    people: Sequence[Leaver]

    def count(self, met: Callable[[Leaver], bool]) -> int:
        """How many of them are so."""
        return sum(map(met, self.people))

    @property
    def graduates(self) -> int:
        """How many they are."""
        return len(self.people)

    @cached_property
    def groups(self) -> Counter[str | None]:
        """How many are in each group; None: of none."""
        return Counter(one.group for one in self.people)

    @property
    def settled(self) -> int:
        """落实."""
        return sum(self.groups[group] for group in counts.SETTLED)

    @cached_property
    def direct(self) -> Sequence[Leaver]:
        """直接就业."""
        return [one for one in self.people if one.is_direct]

    @property
    def employed(self) -> int:
        """就业, in the army or in a firm of one's own as well."""
        return self.settled - self.groups[counts.STUDY]

    @property
    def matched(self) -> int:
        """对口: of the direct ones, altogether or nearly."""
        return sum(one.match_level in MATCHED for one in self.direct)

    @property
    def ordered(self) -> Sequence[Leaver]:
        """Those of the direct ones who were in an order class until the end."""
        return [one for one in self.direct if one.was_ordered]

    @property
    def kept(self) -> int:
        """订单留企: at an enterprise of their own order class."""
        return sum(one.at_sponsor for one in self.ordered)

    @property
    def located(self) -> Sequence[Leaver]:
        """The direct ones of whom it is known where they are, and where the school is."""
        return [one for one in self.direct if one.unit_region and one.school_region]

    @property
    def local(self) -> int:
        """本地: in the city of the school."""
        return sum(is_local(one) for one in self.located)

    @property
    def pay(self) -> Decimal | None:
        """The average first pay of the direct ones, where it is known."""
        known = [one.salary for one in self.direct if one.salary is not None]
        return (sum(known, Decimal(0)) / len(known)).quantize(Decimal(1), ROUND_HALF_UP) if known else None

    @property
    def insurance_known(self) -> int:
        """The direct ones whose social insurance is known."""
        return sum(one.social_insurance is not None for one in self.direct)

    @property
    def insured(self) -> int:
        """Those with all five insurances."""
        return sum(one.social_insurance in INSURED for one in self.direct)

    @property
    def missing(self) -> int:
        """未登记."""
        return sum(one.destination_id is None for one in self.people)


def is_local(one: Leaver) -> bool:
    """Whether somebody works in the city of the school."""
    unit, home = one.unit_region or "", one.school_region or ""
    return bool(unit) and unit[:PLACED_LOCALLY] == home[:PLACED_LOCALLY]


def way_of(one: Leaver) -> str:
    """The column of the statistics somebody is counted in, see WAYS."""
    code, higher, kinds = one.destination, one.higher_destination, one.evidence or ()
    if one.is_enlisted:
        return "enlisted"
    if code == counts.EMPLOYED or higher in counts.SIGNED:
        signed = {"10": "agreed", "11": "contract", "12": "other"}.get(higher or "")
        return signed or ("agreed" if AGREED in kinds else "contract" if CONTRACT in kinds else "other")
    if higher in BASE_PROJECTS:
        return "project"
    if code in ABROAD or higher == ABROAD_HIGHER:
        return "abroad"
    if higher == STUDYING_ON:
        return "studying_on"
    by_group = {
        counts.WORK: "other", counts.STUDY: "study", counts.SEEKING: "seeking", counts.PAUSING: "pausing",
        counts.OWN_FIRM: "founded", counts.FLEXIBLE: "freelance",
    }  # fmt: skip
    return by_group.get(one.group or "", "missing" if one.destination_id is None else "unsorted")


WAYS = (
    "agreed", "contract", "other", "enlisted", "project", "founded", "freelance", "study", "abroad",
    "seeking", "studying_on", "pausing", "unsorted", "missing",
)  # fmt: skip


def by_major(people: Iterable[Leaver]) -> list[tuple[str, Figures]]:
    """The graduates by major, in the order of their student numbers; those of none last."""
    found: dict[str, list[Leaver]] = {}
    for one in sorted(people, key=lambda p: (p.major is None, natural_key(p.student_number or "~"))):
        found.setdefault(one.major or "", []).append(one)
    return [(name, Figures(each)) for name, each in found.items()]


# --- measures


def _cohorts_counted(connection: sa.Connection, day: date) -> Iterator[tuple[str, list[tuple[str, Figures]]]]:
    """Each cohort the register is kept for, by major and in all."""
    statuses, years = counted_statuses(connection, day), kept_cohorts(connection, day)
    people = [one for one in leavers(connection, day, years) if one.status in statuses] if years else []
    for year in years:
        own = [one for one in people if one.year == year]
        scope = cohort_told(year)
        lines = [(f"{scope} {name}", figures) for name, figures in by_major(own) if name]
        yield scope, [*lines, (_("{cohort} 全校").format(cohort=scope), Figures(own))]


def cohort_told(year: int) -> str:
    """2025届."""
    return _("{year}届").format(year=year)


def settled(connection: sa.Connection, day: date) -> Iterator[Measured]:
    """落实率."""
    for _scope, lines in _cohorts_counted(connection, day):
        for name, own in lines:
            more = {"breakdown": breakdown(own)}
            yield rate_of(name, own.settled, own.graduates, more)


def breakdown(own: Figures) -> Mapping[str, int]:
    """Of how many one knows what; groups without anybody that are seldom are left out."""
    enlisted = own.count(lambda one: one.is_enlisted)
    plain = {
        _("就业"): own.groups[counts.WORK] - enlisted, _("参军"): enlisted, _("升学"): own.groups[counts.STUDY],
        _("待就业"): own.groups[counts.SEEKING], _("未登记"): own.missing,
    }  # fmt: skip
    seldom = {
        _("创业"): counts.OWN_FIRM, _("灵活就业"): counts.FLEXIBLE, _("暂不就业"): counts.PAUSING,
        _("其他"): counts.OTHER,
    }  # fmt: skip
    return plain | {name: own.groups[group] for name, group in seldom.items() if own.groups[group]}


def matched(connection: sa.Connection, day: date) -> Iterator[Measured]:
    """对口率."""
    for _scope, lines in _cohorts_counted(connection, day):
        yield from (rate_of(name, own.matched, len(own.direct)) for name, own in lines)


def directly_employed(connection: sa.Connection, day: date) -> Iterator[Measured]:
    """直接就业率."""
    for _scope, lines in _cohorts_counted(connection, day):
        yield from (rate_of(name, len(own.direct), own.graduates) for name, own in lines)


def kept_by_sponsors(connection: sa.Connection, day: date) -> Iterator[Measured]:
    """订单留企."""
    for _scope, lines in _cohorts_counted(connection, day):
        name, own = lines[-1]
        yield rate_of(name, own.kept, len(own.ordered))


def supported(connection: sa.Connection, day: date) -> Iterator[Measured]:
    """1131 of those to be supported."""
    own = Student.table()
    done = counts.is_supported(day, own)
    query = sa.select(own.c.student_number, done).where(counts.is_to_support(day, own))
    rows: list[Any] = list(connection.execute(query))
    numbers = sorted((number or "" for number, is_done in rows if is_done), key=natural_key)
    yield rate_of(_("未落实毕业生"), len(numbers), len(rows), {"students": numbers})
