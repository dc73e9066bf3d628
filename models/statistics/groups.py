"""Education groups in figures (B5): who belongs to them and what their enterprises bring, and what they tell of a year themselves."""

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

import sqlalchemy as sa

from models.database.query import Condition, Query
from models.database.results import ids_of, read_all, rows_of
from models.entities import training
from models.entities.apprenticeships import Apprentice, ApprenticeshipProgramme, ProgrammeEnterprise, StandardDocument
from models.entities.cooperation import (
    CooperationProject,
    CooperationProjectEnterprise,
    CourseStandard,
    CourseStandardEnterprise,
)
from models.entities.cooperation_terms import IN_FORCE, SERVICE
from models.entities.enterprises import Contribution, Enterprise, EnterpriseMajor
from models.entities.groups import LEAD, WITHDRAWN, CouncilMeeting, EducationGroup, GroupMember, GroupYearFigure
from models.entities.order_classes import OrderClass, OrderClassMember
from models.entities.placements import Placement
from models.entities.training_bases import AT_SCHOOL, OUTSIDE, TrainingBase
from models.schema.derive import in_force, open_on
from models.statistics.destinations import counted_statuses, leavers
from models.statistics.measure import Measured
from models.statistics.overview import ENTERPRISE_MEMBER
from models.words import N_

KINDS: Mapping[str, tuple[str, ...]] = {  # member-kind
    "secondary": ("1", "4"), "college": ("2",), "bachelor": ("3",), "enterprises": (ENTERPRISE_MEMBER,),
    "associations": ("6",), "research": ("7",), "government": ("8",), "others": ("9",),
}  # fmt: skip
GIVEN: Mapping[str, tuple[str, ...]] = {  # contribution-kind; software goes with the equipment
    "equipment": ("1", "2", "5"), "funds": ("3",), "scholarships": ("4",),
}  # fmt: skip
TOLD: Mapping[str, str] = {  # group-year-item, and the figure it stands for where no register says it
    "1": "textbooks", "2": "taken_on", "3": "sent", "4": "trained", "5": "service",
}  # fmt: skip
FIGURES = (  # in the order of the paper
    "members", "secondary", "college", "bachelor", "enterprises", "above_scale", "associations", "research", "government",
    "others", "majors", "courses", "textbooks", "standards", "bases_inside", "bases_outside", "order_classes",
    "order_class_members", "programmes", "apprentices", "employees", "interns", "employed", "taken_on", "sent", *GIVEN,
    "trained", "service", "meetings",
)  # fmt: skip
MONEY = (*GIVEN, "service")  # in yuan
WORDS: Mapping[str, str] = {  # each figure by itself, without the headings over it on the paper
    "members": N_("成员单位"), "secondary": N_("中职"), "college": N_("高职"), "bachelor": N_("本科"), "enterprises": N_("企业"),
    "above_scale": N_("其中规上"), "associations": N_("行业"), "research": N_("科研"), "government": N_("政府"), "others": N_("其他"),
    "majors": N_("合作专业"), "courses": N_("共建课程"), "textbooks": N_("共建教材"), "standards": N_("共建标准"),
    "bases_inside": N_("校内基地"), "bases_outside": N_("校外基地"), "order_classes": N_("订单班"),
    "order_class_members": N_("订单班人数"), "programmes": N_("现代学徒班"), "apprentices": N_("现代学徒人数"),
    "employees": N_("新型学徒人数"), "interns": N_("接收实习"), "employed": N_("接收就业"), "taken_on": N_("互聘到学校"),
    "sent": N_("互聘到企业"), "equipment": N_("投入设备（元）"), "funds": N_("投入经费（元）"), "scholarships": N_("投入奖学金（元）"),
    "trained": N_("培训人次"), "service": N_("技术服务（元）"), "meetings": N_("理事会次数"),
}  # fmt: skip
_ONE = Decimal(1)

# whose it is (a group or an enterprise), for what figure, what it is, and how much it counts
Counted = tuple[int, str, Hashable, Decimal]
Things = dict[str, dict[Hashable, Decimal]]  # by figure what counts, each once


class GroupLine(NamedTuple):
    """An education group with its figures; None of what no record says, `typed` those the group told itself.

    `besides` is what it tells that is no figure of the paper, by code of group-year-item.
    """

    id: int
    name: str
    kind: str | None
    level: str | None
    leads: tuple[str, ...]
    figures: Mapping[str, Decimal | None]
    typed: frozenset[str]
    besides: Mapping[str, Decimal]


class GroupCount(NamedTuple):
    """The groups of a day; `totals` are sums, `apart` counts what several groups share once.

    `bases_elsewhere` are in use on the day and of no enterprise that is a member of these groups.
    """

    lines: tuple[GroupLine, ...]
    totals: Mapping[str, Decimal | None]
    apart: Mapping[str, Decimal | None]
    bases_elsewhere: int


def group_figures(connection: sa.Connection, day: date, year: int, ids: Collection[int] = ()) -> GroupCount:
    """What these groups (all that were founded by the day and not withdrawn) have on a day and did in a year."""
    query = Query(EducationGroup, as_of=day)
    wanted = frozenset(ids) or _standing(connection, day)
    chosen = [key for key in ids_of(connection, query) if key in wanted]
    place = {key: nth for nth, key in enumerate(chosen)}
    rows = rows_of(connection, query, chosen, ("name", "kind", "level"))
    found, told, leads = _things(connection, chosen, day, year), _told(connection, year), leads_of(connection, day)
    lines = tuple(
        _line(row.id, row.values, leads.get(row.id, ()), found[row.id], told.get(row.id, {}))
        for row in sorted(rows, key=lambda row: place[row.id])
    )
    totals = {name: _sum(line.figures[name] for line in lines) for name in FIGURES}
    apart = {name: _sum((*_together(found.values(), name).values(), *_typed(lines, name))) for name in FIGURES}
    return GroupCount(lines, totals, apart, _elsewhere(connection, found.values(), day))


def _standing(connection: sa.Connection, day: date) -> frozenset[int]:
    own = EducationGroup.table()
    founded = sa.or_(own.c.founded_date.is_(None), own.c.founded_date <= day)
    there = sa.func.coalesce(own.c.status, "") != WITHDRAWN
    return frozenset(connection.execute(sa.select(own.c.id).where(founded, there)).scalars())


def leads_of(connection: sa.Connection, day: date, *among: Condition) -> dict[int, tuple[str, ...]]:
    """By group what the bodies that lead it on a day are called; among members that meet some conditions, or all."""
    found: dict[int, tuple[str, ...]] = {}
    query = Query(GroupMember, (*among, Condition("role", "=", LEAD)), as_of=day)
    for row in read_all(connection, query, ("education_group", "member_name")):
        group = row.values["education_group_id"]
        found[group] = (*found.get(group, ()), str(row.values["member_name"]))
    return found


def _line(
    key: int, values: Mapping[str, Any], leads: tuple[str, ...], things: Things, told: Mapping[str, Decimal]
) -> GroupLine:
    """Its figures from the records, what they do not say from what the group told."""
    figures = {name: _sum(things.get(name, {}).values()) for name in FIGURES}
    typed = {name: told[item] for item, name in TOLD.items() if item in told and figures[name] is None}
    besides = {item: value for item, value in told.items() if item not in TOLD}
    return GroupLine(
        key, values["name"], values["kind"], values["level"], leads, figures | typed, frozenset(typed), besides
    )


def _sum(values: Iterable[Decimal | None]) -> Decimal | None:
    """The sum of what is known; None where nothing is."""
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if known else None


def _typed(lines: Iterable[GroupLine], name: str) -> Iterator[Decimal | None]:
    return (line.figures[name] for line in lines if name in line.typed)


def _together(found: Iterable[Things], name: str) -> dict[Hashable, Decimal]:
    every: dict[Hashable, Decimal] = {}
    for things in found:
        every |= things.get(name, {})
    return every


def _things(connection: sa.Connection, groups: Sequence[int], day: date, year: int) -> dict[int, Things]:
    """By group what each figure counts: its own, and what its member enterprises bring, once however many bring it."""
    found: dict[int, Things] = {key: {} for key in groups}
    members: dict[int, list[int]] = {}
    for group, kind, firm in _memberships(connection, day):
        if group in found and kind == ENTERPRISE_MEMBER and firm is not None:
            members.setdefault(firm, []).append(group)
    for group, name, thing, amount in _of_groups(connection, day, year):
        if group in found:
            found[group].setdefault(name, {})[thing] = amount
    for firm, name, thing, amount in _of_enterprises(connection, day, year):
        for group in members.get(firm, ()):
            found[group].setdefault(name, {})[thing] = amount
    return found


def _memberships(connection: sa.Connection, day: date) -> Iterator[sa.Row[int, str | None, int | None]]:
    own = GroupMember.table().c
    columns = (own.education_group_id, own.member_kind, own.enterprise_id)
    yield from connection.execute(sa.select(*columns).where(open_on(GroupMember, day)))


# --- what groups have of their own


def _of_groups(connection: sa.Connection, day: date, year: int) -> Iterator[Counted]:
    yield from _members(connection, day)
    own, member, meeting = OrderClass.table(), OrderClassMember.table(), CouncilMeeting.table()
    statement = (
        sa.select(own.c.education_group_id, own.c.id, sa.func.count())
        .join(member, member.c.order_class_id == own.c.id)
        .where(in_force(OrderClassMember, day), own.c.education_group_id.is_not(None))
        .group_by(own.c.education_group_id, own.c.id)
    )
    for group, order_class, people in connection.execute(statement):
        yield group, "order_classes", order_class, _ONE
        yield group, "order_class_members", order_class, Decimal(people)
    held = sa.select(meeting.c.education_group_id, meeting.c.id, meeting.c.meeting_count)
    for group, key, count in connection.execute(
        held.where(meeting.c.year == year, meeting.c.meeting_count.is_not(None))
    ):
        yield group, "meetings", key, Decimal(count)


def _members(connection: sa.Connection, day: date) -> Iterator[Counted]:
    """Its members by kind; of its enterprises those of which is known whether they are 规上."""
    own, firm = GroupMember.table(), Enterprise.table()
    columns = (
        own.c.education_group_id,
        own.c.id,
        own.c.member_kind,
        own.c.school_id,
        own.c.enterprise_id,
        firm.c.is_above_scale,
    )
    named = {code: name for name, codes in KINDS.items() for code in codes}
    statement = sa.select(*columns).select_from(own.outerjoin(firm, firm.c.id == own.c.enterprise_id))
    for group, key, kind, school, enterprise, above in connection.execute(statement.where(open_on(GroupMember, day))):
        body = (school, enterprise) if school or enterprise else key
        yield group, "members", body, _ONE
        if kind in named:
            yield group, named[kind], body, _ONE
        if kind == ENTERPRISE_MEMBER and above is not None:
            yield group, "above_scale", body, Decimal(int(above))


# --- what their enterprises bring


def _of_enterprises(connection: sa.Connection, day: date, year: int) -> Iterator[Counted]:
    major = EnterpriseMajor.table().c
    yield from _each(connection, "majors", sa.select(major.enterprise_id, major.major_id))
    yield from _taught(connection, day)
    yield from _bases(connection, day)
    yield from _trained(connection, day)
    intern = Placement.table().c
    there = sa.select(intern.enterprise_id, intern.student_id).where(in_force(Placement, day))
    yield from _each(connection, "interns", there)
    statuses = counted_statuses(connection, day)
    for one in leavers(connection, day, (year,)):
        if one.is_direct and one.enterprise is not None and one.status in statuses:
            yield one.enterprise, "employed", one.student, _ONE
    yield from _paid(connection, day, year)


def _each(connection: sa.Connection, name: str, statement: sa.Select[Any]) -> Iterator[Counted]:
    """Rows of an enterprise and what counts once for it."""
    for firm, *thing in connection.execute(statement.distinct()):
        if firm is not None:
            yield firm, name, tuple(thing), _ONE


def _taught(connection: sa.Connection, day: date) -> Iterator[Counted]:
    """联合开发课程: course standards in force; 标准: approved documents of apprenticeship, each kind of a programme once."""
    course, by, programme, document = (
        entity.table() for entity in (CourseStandard, CourseStandardEnterprise, ProgrammeEnterprise, StandardDocument)
    )
    made = sa.select(by.c.enterprise_id, course.c.id).join(course, course.c.id == by.c.course_standard_id)
    yield from _each(connection, "courses", made.where(course.c.status == IN_FORCE))
    told = sa.select(programme.c.enterprise_id, document.c.programme_id, document.c.kind)
    told = told.join(document, document.c.programme_id == programme.c.programme_id)
    yield from _each(connection, "standards", told.where(document.c.approved_date <= day))


def _bases(connection: sa.Connection, day: date) -> Iterator[Counted]:
    own = TrainingBase.table().c
    for name, place in (("bases_inside", AT_SCHOOL), ("bases_outside", OUTSIDE)):
        here = sa.select(own.enterprise_id, own.id).where(own.place_kind == place, open_on(TrainingBase, day))
        yield from _each(connection, name, here)


def _trained(connection: sa.Connection, day: date) -> Iterator[Counted]:
    """Who is in training on the day: students with their programmes, employees."""
    own, by, programme = Apprentice.table(), ProgrammeEnterprise.table(), ApprenticeshipProgramme.table()
    statement = (
        sa.select(by.c.enterprise_id, own.c.id)
        .join(programme, programme.c.id == own.c.programme_id)
        .join(by, by.c.programme_id == programme.c.id)
        .where(in_force(Apprentice, day))
    )
    students = statement.where(programme.c.kind != training.EMPLOYEES)
    yield from _each(connection, "programmes", students.with_only_columns(by.c.enterprise_id, programme.c.id))
    yield from _each(connection, "apprentices", students)
    yield from _each(connection, "employees", statement.where(programme.c.kind == training.EMPLOYEES))


def _paid(connection: sa.Connection, day: date, year: int) -> Iterator[Counted]:
    """What enterprises gave in the year, and what came in for the technical service begun in it."""
    gift, project, by = Contribution.table().c, CooperationProject.table(), CooperationProjectEnterprise.table()
    named = {code: name for name, codes in GIVEN.items() for code in codes}
    given = sa.select(gift.enterprise_id, gift.id, gift.kind, gift.amount)
    for firm, key, kind, amount in connection.execute(given.where(gift.year == year, gift.amount.is_not(None))):
        if kind in named:
            yield firm, named[kind], key, amount
    begun = sa.and_(project.c.start_date >= date(year, 1, 1), project.c.start_date <= min(day, date(year, 12, 31)))
    served = sa.select(by.c.enterprise_id, project.c.id, project.c.received).join(
        project, project.c.id == by.c.cooperation_project_id
    )
    served = served.where(project.c.kind == SERVICE, begun, project.c.received.is_not(None))
    for firm, key, amount in connection.execute(served):
        yield firm, "service", key, amount


def _elsewhere(connection: sa.Connection, found: Iterable[Things], day: date) -> int:
    own = TrainingBase.table().c
    every = set(connection.execute(sa.select(own.id).where(open_on(TrainingBase, day))).scalars())
    theirs = {key for things in found for name in ("bases_inside", "bases_outside") for key in things.get(name, {})}
    return len({(key,) for key in every} - theirs)


# --- what groups tell


def _told(connection: sa.Connection, year: int) -> dict[int, dict[str, Decimal]]:
    """By group what it tells of a year, by item."""
    own = GroupYearFigure.table().c
    found: dict[int, dict[str, Decimal]] = {}
    for group, item, value in connection.execute(
        sa.select(own.education_group_id, own.item, own.value).where(own.year == year)
    ):
        found.setdefault(group, {})[item] = value
    return found


def counted_by_group(connection: sa.Connection, day: date) -> Iterator[Measured]:
    """B5: every figure of each group that has one, and which of them it told itself."""
    for line in group_figures(connection, day, day.year).lines:
        told = {name: value for name, value in line.figures.items() if value is not None}
        known = {name: value if name in MONEY or value % 1 else int(value) for name, value in told.items()}
        yield Measured(line.name, known, more={"typed": sorted(line.typed)}, words=WORDS)
