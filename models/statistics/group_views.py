"""Education groups and enterprises as their pages show them: who belongs to them and what they do together."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

import sqlalchemy as sa

from models.database.query import Condition, Query
from models.database.results import Row, rows_of
from models.entities.agreements import Agreement, AgreementParty
from models.entities.apprenticeships import ApprenticeshipProgramme, Mentor
from models.entities.cooperation import ActivityEnterprise, CooperationProject, CourseStandard, Matter
from models.entities.enterprises import Contact, Contribution, Enterprise, Post
from models.entities.groups import CouncilMeeting, EducationGroup, GroupMember, GroupYearFigure
from models.entities.measures import RUNNING, order_class_status_on
from models.entities.order_classes import OrderClass, OrderClassEnterprise, OrderClassMember
from models.entities.placements import Placement
from models.entities.training_bases import TrainingBase
from models.schema.derive import open_on
from models.schema.fields import Entity
from models.statistics.capacity import Capacity, capacity
from models.statistics.figure_queries import Figure, counted, one_by_one, records
from models.statistics.groups import leads_of
from models.statistics.overview import ENTERPRISE_MEMBER, Share

GROUP_FIELDS = (
    "name", "kind", "level", "status", "founded_date", "approved_by", "approval_number", "parent", "industries",
    "region", "secretariat", "contact_name", "contact_phone",
)  # fmt: skip
ENTERPRISE_FIELDS = (
    "name", "credit_code", "nature", "industry", "size", "staff_total", "staff_counted_date", "region", "address",
    "cooperation_start", "cooperation_level", "cooperation_forms", "cooperation_majors", "is_high_tech",
    "high_tech_until", "specialised", "education_industry", "integrity_checked_date", "is_safety_clear",
    "inspection_date", "is_fee_free", "is_blocked", "blocked_reason",
)  # fmt: skip


class GroupView(NamedTuple):
    """An education group on a day, the groups under it included in 家次, 家数, order classes and their members.

    `bodies` are the distinct enterprises (家数) and `bodies_list` the list of them, None where no list can tell them; `told`
    is what the group itself tells of its years.
    """

    row: Row
    leads: tuple[str, ...]
    kinds: tuple[Share, ...]
    roles: tuple[Share, ...]
    members: Figure
    memberships: Figure
    bodies: int
    bodies_list: Query | None
    order_classes: Figure
    order_class_members: Figure
    below: tuple[tuple[int, str, Figure], ...]
    meetings: Figure
    told: Figure
    day: date


class Person(NamedTuple):
    """A contact of an enterprise; the phone is as it is stored."""

    id: int
    name: str | None
    title: str | None
    phone: str | None


class Linked(NamedTuple):
    """A record that belongs to the page's: its id, what it shows, a code or figure beside it."""

    id: int
    shown: str
    code: str | None = None
    figure: Figure | None = None


class EnterpriseView(NamedTuple):
    """An enterprise on a day: `groups` with the role in each, `order_classes` with their members of the day.

    The figures count what else refers to it, placements those of the day; `trained` its order classes that are
    在培 that day, `trainees` their members.
    """

    row: Row
    contacts: tuple[Person, ...]
    groups: tuple[Linked, ...]
    order_classes: tuple[Linked, ...]
    load: Capacity
    people: Figure
    posts: Figure
    placements: Figure
    classes: Figure
    trained: Figure
    trainees: Figure
    memberships: Figure
    contributions: Figure
    bases: Figure
    agreements: Figure
    mentors: Figure
    programmes: Figure
    activities: Figure
    projects: Figure
    standards: Figure
    matters: Figure
    day: date


def row_of(connection: sa.Connection, entity: type[Entity], key: int, day: date, names: Sequence[str]) -> Row | None:
    """These fields of one record as of a day; None when it does not exist."""
    return next(iter(rows_of(connection, Query(entity, as_of=day), [key], names)), None)


def group_view(connection: sa.Connection, key: int, day: date) -> GroupView | None:
    """The education group as of `day`; None when it does not exist."""
    row = row_of(connection, EducationGroup, key, day, GROUP_FIELDS)
    if row is None:
        return None
    here = Condition("education_group", "=", key)
    children = _children(connection, key)
    everywhere = Condition("education_group", "in", (key, *(child for child, _name in children)))
    firms = Query(GroupMember, (everywhere, Condition("member_kind", "=", ENTERPRISE_MEMBER)), as_of=day)
    bodies = _enterprises(connection, [key, *(child for child, _name in children)], day)
    classes, people = _with_members(connection, (everywhere, Condition("member_count", ">", 0)), day)
    return GroupView(
        row,
        leads_of(connection, day, here).get(key, ()),
        _shares(connection, key, "member_kind", day),
        _shares(connection, key, "role", day),
        counted(connection, Query(GroupMember, (here,), as_of=day)),
        counted(connection, firms),
        len(bodies),
        records(connection, Enterprise, bodies),
        classes,
        people,
        tuple((child, name, _members_of(connection, child, day)) for child, name in children),
        counted(connection, Query(CouncilMeeting, (here,))),
        counted(connection, Query(GroupYearFigure, (here,))),
        day,
    )


def _with_members(connection: sa.Connection, whose: tuple[Condition, ...], day: date) -> tuple[Figure, Figure]:
    """These order classes, and their members of a day."""
    classes = Query(OrderClass, whose, as_of=day)
    ids = tuple(connection.execute(classes.ids()).scalars())
    people = Query(OrderClassMember, (Condition("order_class", "in", ids),), as_of=day)
    return counted(connection, classes), counted(connection, people)


def _members_of(connection: sa.Connection, key: int, day: date) -> Figure:
    return counted(connection, Query(GroupMember, (Condition("education_group", "=", key),), as_of=day))


def _children(connection: sa.Connection, key: int) -> list[tuple[int, str]]:
    own = EducationGroup.table()
    statement = sa.select(own.c.id, own.c.name).where(own.c.parent_id == key).order_by(sa.func.pinyin_key(own.c.name))
    return [(row[0], row[1]) for row in connection.execute(statement)]


def _enterprises(connection: sa.Connection, groups: Sequence[int], day: date) -> list[int]:
    link = GroupMember.table()
    statement = sa.select(link.c.enterprise_id).where(
        link.c.education_group_id.in_(groups), link.c.member_kind == ENTERPRISE_MEMBER,
        link.c.enterprise_id.is_not(None), open_on(GroupMember, day),
    )  # fmt: skip
    return list(connection.execute(statement.distinct()).scalars())


def _shares(connection: sa.Connection, key: int, field: str, day: date) -> tuple[Share, ...]:
    link = GroupMember.table()
    statement = sa.select(link.c[field]).where(link.c.education_group_id == key, open_on(GroupMember, day))
    codes = connection.execute(statement.distinct().order_by(link.c[field])).scalars().all()
    here = Condition("education_group", "=", key)
    wanted = [(code, Condition(field, "empty") if code is None else Condition(field, "=", code)) for code in codes]
    return tuple(Share(code, counted(connection, Query(GroupMember, (here, its), as_of=day))) for code, its in wanted)


def enterprise_view(connection: sa.Connection, key: int, day: date) -> EnterpriseView | None:
    """The enterprise as of `day`; None when it does not exist."""
    row, load = row_of(connection, Enterprise, key, day, ENTERPRISE_FIELDS), capacity(connection, key, day)
    if row is None or load is None:
        return None
    mine, ours = (Condition("enterprise", "=", key),), Condition("enterprises", "=", key)
    trained, trainees = _with_members(connection, (ours, Condition("day_status", "=", RUNNING)), day)
    return EnterpriseView(
        row,
        _contacts(connection, key),
        _groups(connection, key, day),
        _order_classes(connection, key, day),
        load,
        people=counted(connection, Query(Contact, mine)),
        posts=counted(connection, Query(Post, mine)),
        placements=counted(connection, Query(Placement, mine, as_of=day)),
        classes=counted(connection, Query(OrderClass, (ours,), as_of=day)),
        trained=trained,
        trainees=trainees,
        memberships=counted(connection, Query(GroupMember, mine, as_of=day)),
        contributions=counted(connection, Query(Contribution, mine)),
        bases=counted(connection, Query(TrainingBase, mine, as_of=day)),
        agreements=counted(connection, _agreements(connection, key, day)),
        mentors=counted(connection, Query(Mentor, mine, as_of=day)),
        programmes=counted(
            connection, Query(ApprenticeshipProgramme, (Condition("enterprises", "=", key),), as_of=day)
        ),
        activities=counted(connection, Query(ActivityEnterprise, mine)),
        projects=counted(connection, Query(CooperationProject, (ours,), as_of=day)),
        standards=counted(connection, Query(CourseStandard, (ours,))),
        matters=counted(connection, Query(Matter, mine, as_of=day)),
        day=day,
    )


def _agreements(connection: sa.Connection, key: int, day: date) -> Query:
    """The agreements an enterprise is or was a party of, as they stand on the day."""
    own = AgreementParty.table()
    found = connection.execute(sa.select(own.c.agreement_id).where(own.c.enterprise_id == key).distinct()).scalars()
    return replace(one_by_one(Agreement, found), as_of=day)


def _contacts(connection: sa.Connection, key: int) -> tuple[Person, ...]:
    own = Contact.table().c
    statement = sa.select(own.id, own.name, own.title, own.phone).where(own.enterprise_id == key)
    return tuple(Person(*row) for row in connection.execute(statement.order_by(own.position, own.id)))


def _groups(connection: sa.Connection, key: int, day: date) -> tuple[Linked, ...]:
    link, group = GroupMember.table(), EducationGroup.table()
    statement = (
        sa.select(group.c.id, group.c.name, link.c.role)
        .join(group, group.c.id == link.c.education_group_id)
        .where(link.c.enterprise_id == key, open_on(GroupMember, day))
        .order_by(sa.func.pinyin_key(group.c.name), link.c.id)
    )
    return tuple(Linked(*row) for row in connection.execute(statement))


def _order_classes(connection: sa.Connection, key: int, day: date) -> tuple[Linked, ...]:
    link, own = OrderClassEnterprise.table(), OrderClass.table()
    statement = (
        sa.select(own.c.id, own.c.name, order_class_status_on(day, own))
        .join(own, own.c.id == link.c.order_class_id)
        .where(link.c.enterprise_id == key)
        .order_by(own.c.grade_year.desc(), sa.func.pinyin_key(own.c.name))
    )
    found = connection.execute(statement).all()
    lists = [Query(OrderClassMember, (Condition("order_class", "=", row[0]),), as_of=day) for row in found]
    return tuple(Linked(*row, counted(connection, query)) for row, query in zip(found, lists, strict=True))
