"""The office at a glance: headline figures, what ends soon, members by group."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

from models.database.query import Condition, Query
from models.database.results import displays
from models.entities.enterprises import Enterprise
from models.entities.groups import EducationGroup, GroupMember
from models.entities.order_classes import OrderClass, OrderClassMember
from models.entities.people import Student
from models.entities.placements import Placement
from models.entities.schools import School, Term
from models.schema.derive import in_force
from models.schema.fields import Entity, entity_named, field_map
from models.schema.sorting import pinyin_key
from models.statistics.figure_queries import Figure, counted
from models.words import N_

ENTERPRISE_MEMBER = "5"  # member-kind 企业
HORIZON = 90  # days

# a date of records, what its coming is called, and the reference that names what it is about where these are many
EXPIRING: tuple[tuple[str, str, str, str], ...] = (
    ("order_class", "agreement_until", N_("订单班协议到期"), ""),
    ("insured_person", "insured_until", N_("实习责任险到期"), "policy"),
    ("placement", "end_date", N_("岗位实习结束"), "plan"),
    ("enterprise", "high_tech_until", N_("高新技术企业证书到期"), ""),
    ("order_class", "end_date", N_("订单班结业"), ""),
)


class Share(NamedTuple):
    """A figure of one kind: a code of the code table of its field, or None where it is not filled in."""

    code: str | None
    figure: Figure


class Headlines(NamedTuple):
    """The headline figures of a day.

    `enterprises` are 家数 (each once) and `memberships` 家次 (once a group) of the groups; an office without groups counts
    every enterprise and no memberships. Order classes are those with members that day,
    `order_class_people` these members, each once;
    students are registered ones (在籍), by level of school, and never added across levels (specification §0, trap 3).
    """

    groups: Figure
    group_kinds: tuple[Share, ...]
    enterprises: Figure
    memberships: Figure | None
    order_classes: Figure
    order_class_members: Figure
    order_class_people: Figure
    students: tuple[Share, ...]
    placements: Figure


class Expiry(NamedTuple):
    """Records whose date comes soon: the kind as a message id, `days` from the day.

    `shown` names the first of the things it is about (order classes, batches, insurance policies, enterprises), `things`
    says how many these are.
    """

    kind: str
    entity: type[Entity]
    due: date
    days: int
    figure: Figure
    shown: str
    things: int


class GroupSize(NamedTuple):
    """One education group with its order classes and their members of the day; no id means those of no group."""

    id: int | None
    name: str
    classes: Figure
    members: Figure


def week_of_term(connection: sa.Connection, day: date) -> int | None:
    """The week of the term that `day` lies in, from 1; None between terms or when no calendar is kept."""
    own = Term.table().c
    statement = sa.select(sa.func.min(own.start_date)).where(own.start_date <= day, own.end_date >= day)
    begun = connection.execute(statement).scalar()
    return None if begun is None else (day - begun).days // 7 + 1


def headlines(connection: sa.Connection, day: date) -> Headlines:
    """The headline figures of a day."""
    own = EducationGroup.table()
    kinds = connection.execute(sa.select(own.c.kind).distinct().order_by(own.c.kind)).scalars().all()
    return Headlines(
        counted(connection, Query(EducationGroup)),
        tuple(Share(kind, counted(connection, Query(EducationGroup, (_is("kind", kind),)))) for kind in kinds),
        *_enterprises(connection, day, grouped=bool(kinds)),
        counted(connection, Query(OrderClass, (Condition("member_count", ">", 0),), as_of=day)),
        counted(connection, Query(OrderClassMember, as_of=day)),
        counted(connection, Query(Student, (Condition("order_class", "filled"),), as_of=day)),
        _students(connection, day),
        counted(connection, Query(Placement, as_of=day)),
    )


def _enterprises(connection: sa.Connection, day: date, *, grouped: bool) -> tuple[Figure, Figure | None]:
    if not grouped:
        return counted(connection, Query(Enterprise)), None
    return (
        counted(connection, Query(Enterprise, (Condition("group_count", ">", 0),), as_of=day)),
        counted(connection, Query(GroupMember, (Condition("member_kind", "=", ENTERPRISE_MEMBER),), as_of=day)),
    )


def _is(name: str, value: Any) -> Condition:
    return Condition(name, "empty") if value is None else Condition(name, "=", value)


def _students(connection: sa.Connection, day: date) -> tuple[Share, ...]:
    own = School.table()
    schools: dict[str | None, list[int]] = {}
    for key, level in connection.execute(sa.select(own.c.id, own.c.level).order_by(own.c.level, own.c.id)):
        schools.setdefault(level, []).append(key)
    there = Condition("is_registered", "=", True)
    places = [(level, Condition("school", "in", tuple(keys))) for level, keys in schools.items()]
    shares = [Share(level, counted(connection, Query(Student, (place, there), as_of=day))) for level, place in places]
    shares.append(Share(None, counted(connection, Query(Student, (Condition("school", "empty"), there), as_of=day))))
    return tuple(share for share in shares if share.figure.count)


def expiring(connection: sa.Connection, day: date, horizon: int = HORIZON) -> list[Expiry]:
    """What ends from `day` on within so many days, the soonest first; records of one kind and date together."""
    found = []
    for name, field, kind, about in EXPIRING:
        entity = entity_named(name)
        column = entity.table().c[field]
        soon = column.between(day, day + timedelta(days=horizon))
        for due in connection.execute(sa.select(column).where(soon).distinct()).scalars().all():
            figure = counted(connection, Query(entity, (Condition(field, "=", due),)))
            if figure.count:
                found.append(Expiry(kind, entity, due, (due - day).days, figure, *_named(connection, about, figure)))
    return sorted(found, key=lambda expiry: (expiry.due, expiry.kind))


def _named(connection: sa.Connection, about: str, figure: Figure) -> tuple[str, int]:
    """The first by name of what a list is about, and how many: its records, or the batches or policies they are of."""
    query = figure.query
    first, count = _referred(connection, about, query) if about else ("", 0)
    if first:
        return first, count
    ids = connection.execute(query.ids()).scalars().all()
    return next(iter(displays(connection, query.entity, ids[:1]).values()), ""), figure.count


def _referred(connection: sa.Connection, about: str, query: Query) -> tuple[str, int]:
    """The first by name of the records that a reference of a list names, and how many these are."""
    own, reference = query.entity.table(), field_map(query.entity)[about]
    assert reference.to is not None
    target = entity_named(reference.to)
    name = target.table().c[field_map(target)[target.display].column]
    joined = own.join(target.table(), target.table().c.id == own.c[reference.column])
    statement = sa.select(sa.func.min(name), sa.func.count(name.distinct())).select_from(joined)
    first, count = connection.execute(statement.where(own.c.id.in_(query.ids().order_by(None)))).one()
    return first or "", count


def group_sizes(connection: sa.Connection, day: date) -> list[GroupSize]:
    """The education groups that have members in order classes on `day`, the largest first."""
    link, own, group = OrderClassMember.table(), OrderClass.table(), EducationGroup.table()
    statement = (
        sa.select(own.c.education_group_id, group.c.name, own.c.id)
        .join(link, link.c.order_class_id == own.c.id)
        .outerjoin(group, group.c.id == own.c.education_group_id)
        .where(in_force(OrderClassMember, day))
        .distinct()
    )
    classes: dict[tuple[int | None, str | None], list[int]] = {}
    for key, name, order_class in connection.execute(statement):
        classes.setdefault((key, name), []).append(order_class)
    sizes = [_size(connection, place, ids, day) for place, ids in classes.items()]
    return sorted(sizes, key=lambda size: (-size.members.count, pinyin_key(size.name)))


def _size(
    connection: sa.Connection, place: tuple[int | None, str | None], classes: Sequence[int], day: date
) -> GroupSize:
    key, name = place
    conditions = (_is("education_group", key), Condition("member_count", ">", 0))
    members = Query(OrderClassMember, (Condition("order_class", "in", tuple(sorted(classes))),), as_of=day)
    return GroupSize(
        key, name or "", counted(connection, Query(OrderClass, conditions, as_of=day)), counted(connection, members)
    )
