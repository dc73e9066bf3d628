"""The office at a glance: headline figures, what ends soon, members by group."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

from models.database.query import Condition, Query, display_of, expression
from models.database.results import displays, sees
from models.entities import agreement_terms, cooperation_terms
from models.entities.enterprises import Enterprise
from models.entities.groups import EducationGroup, GroupMember
from models.entities.order_classes import OrderClass, OrderClassMember
from models.entities.people import Student
from models.entities.placements import Placement
from models.entities.schools import School, Term
from models.entities.training import RUNNING
from models.schema.derive import in_force
from models.schema.fields import Entity, entity_named, field_map
from models.schema.sorting import pinyin_key
from models.statistics.figure_queries import Figure, counted
from models.words import N_

ENTERPRISE_MEMBER = "5"  # member-kind 企业
HORIZON = 90  # days


class Ending(NamedTuple):
    """A date of records, what its coming is called, what it is about where these are many: a reference, or one of that.

    `only` are those of which it is told, where it does not come for all of them; `always`: however far off it is. `late`:
    what should have been done by then stays on the list. `waits`: nothing ends, something is to be done from then on.
    """

    entity: str
    field: str
    kind: str
    about: str = ""
    only: tuple[Condition, ...] = ()
    always: bool = False
    late: bool = False
    waits: bool = False


EXPIRING_NOW = (Condition("state", "=", agreement_terms.EXPIRING),)  # as early as policy says
_AWAITED = (Condition("is_awaited", "=", True),)
_OPEN = (Condition("status", "in", ("1", "2")),)  # session-status 筹备, 报名中
_IN_TRAINING = (Condition("status", "=", RUNNING),)
_UNANSWERED = (Condition("status", "in", (cooperation_terms.ACCEPTED, cooperation_terms.HANDLED)),)
_UNCONCLUDED = (Condition("status", "in", cooperation_terms.OPEN_PROJECT),)
_NOT_HANDED_OVER = (Condition("received_date", "empty"), Condition("is_revoked", "!=", True))
EXPIRING: tuple[Ending, ...] = (
    Ending("agreement", "effective_until", N_("合作协议到期"), only=EXPIRING_NOW, always=True),
    Ending("insured_person", "insured_until", N_("实习责任险到期"), "policy"),
    Ending("placement", "end_date", N_("岗位实习结束"), "plan"),
    Ending("enterprise", "high_tech_until", N_("高新技术企业证书到期")),
    Ending("order_class", "end_date", N_("订单班结业")),
    Ending("apprenticeship_programme", "end_date", N_("学徒培养结束"), only=_IN_TRAINING, late=True),
    Ending("assessment", "assessed_date", N_("考核到期"), "apprentice.programme", _AWAITED, late=True),
    Ending("matter", "due_date", N_("事项待答复"), only=_UNANSWERED, late=True),
    Ending("cooperation_project", "end_date", N_("项目结题"), only=_UNCONCLUDED, late=True),
    Ending("exam_session", "register_until", N_("报名截止"), only=_OPEN),
    Ending("certificate_award", "issued_date", N_("待领证书"), "certificate", _NOT_HANDED_OVER, waits=True),
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
    """Records whose date comes soon: the kind as a message id, `days` from the day, fewer than none when it is late.

    `shown` names the first of the things it is about (order classes, batches, insurance policies, enterprises), `things`
    says how many these are. `waits`: nothing ends, something is to be done since `due`.
    """

    kind: str
    entity: type[Entity]
    due: date
    days: int
    figure: Figure
    shown: str
    things: int
    waits: bool = False


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
    """What ends from `day` on within so many days, the soonest first; records of one kind and date together.

    What is late stands before, what waits with what is due on the day; of each kind all together.
    """
    endings = (ending for ending in EXPIRING if sees(connection, entity_named(ending.entity)))
    found = [one for ending in endings for one in _told(connection, ending, day, horizon)]
    return sorted(found, key=lambda one: (day if one.waits else one.due, one.kind))


def _told(connection: sa.Connection, ending: Ending, day: date, horizon: int) -> Iterator[Expiry]:
    """What is told of one kind of date."""
    entity = entity_named(ending.entity)
    own = field_map(entity)[ending.field]
    column = expression(entity, own, day)
    computed = (own, *(field_map(entity)[condition.field] for condition in ending.only))
    dated = any(one.expression is not None for one in computed)
    asked = Query(entity, ending.only, as_of=day if dated else None)
    last = None if ending.always else day + timedelta(days=horizon)
    for due in [] if ending.waits else _days(connection, column, asked, day, last):
        yield from _of(connection, ending, _also(asked, Condition(own.name, "=", due)), day, due)
    if ending.late or ending.waits:
        until = day if ending.waits else day - timedelta(days=1)
        gone = _days(connection, column, asked, date.min, until)
        if gone:
            yield from _of(connection, ending, _also(asked, Condition(own.name, "<=", until)), day, gone[0])


def _also(query: Query, condition: Condition) -> Query:
    return replace(query, conditions=(condition, *query.conditions))


def _days(
    connection: sa.Connection, column: sa.ColumnElement[Any], asked: Query, first: date, last: date | None
) -> list[date]:
    """The dates of these records between two days."""
    table = asked.entity.table()
    statement = sa.select(column).select_from(table).where(column >= first).distinct().order_by(column)
    if last is not None:
        statement = statement.where(column <= last)
    if asked.conditions:
        statement = statement.where(table.c.id.in_(asked.ids().order_by(None)))
    return list(connection.execute(statement).scalars())


def _of(connection: sa.Connection, ending: Ending, query: Query, day: date, due: date) -> Iterator[Expiry]:
    """The records of one line, if there are any."""
    figure = counted(connection, query)
    if figure.count:
        named = _named(connection, ending.about, figure)
        yield Expiry(ending.kind, query.entity, due, (due - day).days, figure, *named, ending.waits)


def _named(connection: sa.Connection, about: str, figure: Figure) -> tuple[str, int]:
    """The first by name of what a list is about, and how many: its records, or the batches or policies they are of."""
    query = figure.query
    first, count = _referred(connection, about, query) if about else ("", 0)
    if first:
        return first, count
    ids = connection.execute(query.ids()).scalars().all()
    return next(iter(displays(connection, query.entity, ids[:1]).values()), ""), figure.count


def _referred(connection: sa.Connection, about: str, query: Query) -> tuple[str, int]:
    """The first by name of the records that the references of a list name, one after the other, and how many these are."""
    entity, own = query.entity, query.entity.table()
    joined: sa.FromClause = own
    for name in about.split("."):
        reference = field_map(entity)[name]
        assert reference.to is not None
        target = entity_named(reference.to)
        joined = joined.join(target.table(), target.table().c.id == entity.table().c[reference.column])
        entity = target
    shown = display_of(entity, entity.table().c.id, query.day)
    statement = sa.select(sa.func.min(shown), sa.func.count(shown.distinct())).select_from(joined)
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
