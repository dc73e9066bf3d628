"""What school and enterprises did together, in figures: activities (B8), matters (B9), course standards (B10), projects (B5)."""

from array import array
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

import sqlalchemy as sa

from models.database.query import Condition, Query
from models.database.results import Row, ids_of, read_all, rows_of
from models.entities import cooperation_terms as terms
from models.entities.cooperation import (
    Activity,
    ActivityEnterprise,
    ActivityStudent,
    CooperationProject,
    CooperationProjectEnterprise,
    CourseStandard,
    CourseStandardEnterprise,
    Matter,
)
from models.schema.codes import table
from models.schema.sorting import natural_key, pinyin_key
from models.statistics.figure_queries import Figure, counted
from models.statistics.measure import Measured
from models.statistics.placement_records import period_of, period_words
from models.words import _

RECRUITING = ("1", "2")  # activity-kind 校园招聘（双选会）, 专场宣讲: at which enterprises look for people
FAIR = RECRUITING[0]


class Held(NamedTuple):
    """One activity with what it came to; `typed` are the figures somebody typed because no record says them."""

    id: int
    title: str
    kind: str
    sub_kind: str | None
    begin: date
    end: date | None
    place: str | None
    figures: Mapping[str, int | None]
    typed: frozenset[str]
    remark: str | None


def activities(
    connection: sa.Connection, first: date, last: date, ids: Collection[int] = (), firms: Collection[int] = ()
) -> list[Held]:
    """The activities that began from `first` to `last`, in that order; these, or those these enterprises took part in."""
    own = Activity.table()
    said = [terms.from_records(own, name).label(name) for name in terms.COUNTED]
    typed = [own.c[f"{terms.TYPED}{name}"] for name in terms.COUNTED]
    plain = [own.c[n] for n in ("id", "title", "kind", "sub_kind", "start_date", "end_date", "place", "remark")]
    statement = sa.select(*plain, *said, *typed).where(own.c.start_date.between(first, last))
    statement = statement.where(own.c.id.in_(ids)) if ids else statement
    statement = statement.where(own.c.id.in_(_attended(firms))) if firms else statement
    found = []
    for row in connection.execute(statement.order_by(own.c.start_date, own.c.id)):
        key, title, kind, sub, begin, end, place, remark, *values = row
        counts, told = values[: len(terms.COUNTED)], values[len(terms.COUNTED) :]
        figures = {n: b if a is None else a for n, a, b in zip(terms.COUNTED, counts, told, strict=True)}
        grey = frozenset(n for n, a, b in zip(terms.COUNTED, counts, told, strict=True) if a is None and b is not None)
        found.append(Held(key, title, kind, sub, begin, end, place, figures, grey, remark))
    return found


def _attended(firms: Collection[int]) -> sa.Select[int]:
    link = ActivityEnterprise.table()
    return sa.select(link.c.activity_id).where(link.c.enterprise_id.in_(firms))


def totals(rows: Sequence[Held]) -> dict[str, int | None]:
    """Each figure summed over activities; None where none says it."""
    told = {name: [row.figures[name] for row in rows if row.figures[name] is not None] for name in terms.COUNTED}
    return {name: sum(v for v in values if v is not None) if values else None for name, values in told.items()}


def by_kind(rows: Sequence[Held]) -> list[tuple[str, list[Held]]]:
    """The activities of each kind, in the order of the code table."""
    return _grouped(rows, [code.code for code in table("activity-kind").codes], lambda row: row.kind)


def by_delivery(rows: Sequence[Held]) -> list[tuple[str, list[Held]]]:
    """The five deliveries apart, then those that do not say what was delivered ("")."""
    delivered = [row for row in rows if row.kind == terms.FIVE_DELIVERIES]
    return _grouped(
        delivered, [*(code.code for code in table("five-deliveries").codes), ""], lambda row: row.sub_kind or ""
    )


def _grouped(rows: Sequence[Held], codes: Sequence[str], of: Callable[[Held], str]) -> list[tuple[str, list[Held]]]:
    found = [(code, [row for row in rows if of(row) == code]) for code in codes]
    return [(code, some) for code, some in found if some]


class Raised(NamedTuple):
    """One matter as it stood on a day: answered and overdue by then."""

    id: int
    number: str | None
    title: str
    kind: str
    raised_by: str
    raised: date
    assigned_to: str | None
    due: date | None
    answer: str | None
    answered_on: date | None
    satisfaction: str | None
    status: str
    is_answered: bool
    is_overdue: bool
    remark: str | None


def matters(
    connection: sa.Connection,
    day: date,
    ids: Collection[int] = (),
    firms: Collection[int] = (),
    meetings: Collection[int] = (),
) -> list[Raised]:
    """The matters raised by the day, in the order of their days: these, those of these enterprises or of these meetings."""
    own = Matter.table()
    names = ("id", "number", "title", "kind", "raised_by", "raised_date", "assigned_to", "due_date", "answer",
             "answered_date", "satisfaction", "status")  # fmt: skip
    flags = (terms.is_answered(day, own).label("is_answered"), terms.is_overdue(day, own).label("is_overdue"))
    statement = sa.select(*(own.c[name] for name in names), *flags, own.c.remark).where(terms.is_raised(day, own))
    for column, wanted in (("id", ids), ("enterprise_id", firms), ("activity_id", meetings)):
        statement = statement.where(own.c[column].in_(wanted)) if wanted else statement
    rows = [Raised._make(row) for row in connection.execute(statement)]
    known = [row._replace(answer=None, answered_on=None) if not row.is_answered else row for row in rows]
    return sorted(known, key=lambda row: (row.raised, natural_key(row.number), row.id))


_STANDARD = ("code", "name", "major", "version", "year", "hours", "theory_hours", "practice_hours", "credits",
             "enterprises", "lead_author", "lead_side", "occupation_standard", "certificate_standard", "approved_date",
             "status", "remark")  # fmt: skip


def standards(
    connection: sa.Connection, ids: Collection[int] = (), firms: Collection[int] = (), majors: Collection[int] = ()
) -> list[Row]:
    """The course standards by major, course and version: these, those of these enterprises, or of these majors."""
    own = CourseStandard.table()
    statement = sa.select(own.c.id)
    statement = statement.where(own.c.id.in_(ids)) if ids else statement
    statement = statement.where(own.c.major_id.in_(majors)) if majors else statement
    if firms:
        link = CourseStandardEnterprise.table()
        statement = statement.where(
            own.c.id.in_(sa.select(link.c.course_standard_id).where(link.c.enterprise_id.in_(firms)))
        )
    rows = rows_of(connection, Query(CourseStandard), connection.execute(statement).scalars().all(), _STANDARD)
    return sorted(
        rows,
        key=lambda row: (
            pinyin_key(row.values["major"]), pinyin_key(row.values["name"]), natural_key(row.values["version"]), row.id,
        ),
    )  # fmt: skip


_PROJECT = ("number", "name", "kind", "enterprises", "partners", "leader", "start_date", "end_date", "amount", "received",
            "outcome", "is_transformed", "transformed_amount", "status", "is_unconcluded", "remark")  # fmt: skip


def projects(
    connection: sa.Connection, first: date | None, day: date, ids: Collection[int] = (), firms: Collection[int] = ()
) -> list[Row]:
    """The projects that began by the day (and not before `first`), in that order: these, or those of these enterprises."""
    own = CooperationProject.table()
    statement = sa.select(own.c.id).where(own.c.start_date <= day)
    statement = statement.where(own.c.start_date >= first) if first is not None else statement
    statement = statement.where(own.c.id.in_(ids)) if ids else statement
    if firms:
        link = CooperationProjectEnterprise.table()
        statement = statement.where(
            own.c.id.in_(sa.select(link.c.cooperation_project_id).where(link.c.enterprise_id.in_(firms)))
        )
    keys = connection.execute(statement).scalars().all()
    rows = rows_of(connection, Query(CooperationProject, as_of=day), keys, _PROJECT)
    return sorted(rows, key=lambda row: (row.values["start_date"], natural_key(row.values["number"]), row.id))


class Received(NamedTuple):
    """What came in for projects of one kind that began in one year."""

    kind: str
    year: int
    projects: int
    amount: Decimal
    received: Decimal


def received(rows: Sequence[Row]) -> list[Received]:
    """What came in by kind and the year they began, in the order of the code table, then of the years."""
    groups: dict[tuple[str, int], list[Row]] = {}
    for row in rows:
        groups.setdefault((row.values["kind"], row.values["start_date"].year), []).append(row)
    place = {code.code: nth for nth, code in enumerate(table("project-kind").codes)}

    def total(some: Sequence[Row], name: str) -> Decimal:
        return sum((row.values[name] for row in some if row.values[name] is not None), Decimal(0))

    return [
        Received(
            kind,
            year,
            len(groups[kind, year]),
            total(groups[kind, year], "amount"),
            total(groups[kind, year], "received"),
        )
        for kind, year in sorted(groups, key=lambda key: (place.get(key[0], len(place)), key[1]))
    ]


# --- measures


def received_by_kind(connection: sa.Connection, day: date) -> Iterator[Measured]:
    """B5: what came in for the projects that began by the day, by kind and year."""
    for one in received(projects(connection, None, day)):
        scope = f"{table('project-kind').name(one.kind)} {one.year}"
        yield Measured(scope, one.received, more={"projects": one.projects})


def activities_held(connection: sa.Connection, day: date) -> Iterator[Measured]:
    """B8: the activities of the school year, by kind."""
    first, last = period_of(day)
    for kind, some in by_kind(activities(connection, first, last)):
        yield Measured(f"{period_words(first, last)} {table('activity-kind').name(kind)}", len(some))


def recruited(connection: sa.Connection, day: date) -> Iterator[Measured]:
    """B8: what came of the enterprises at the fairs and talks of the school year, as their own rows say."""
    first, last = period_of(day)
    own, link = Activity.table(), ActivityEnterprise.table()
    sums = [sa.func.coalesce(sa.func.sum(link.c[name]), 0) for name in terms.SUMMED]
    statement = (
        sa.select(sa.func.count(), *sums)
        .join(own, own.c.id == link.c.activity_id)
        .where(own.c.start_date.between(first, last), own.c.kind.in_(RECRUITING))
    )
    count, *values = connection.execute(statement).one()
    more = {"enterprise_rows": count}
    yield Measured(_("招聘类（由参会企业算）"), dict(zip(terms.SUMMED, map(int, values), strict=True)), more=more)


def students_at_fairs(connection: sa.Connection, day: date) -> Iterator[Measured]:
    """B8: who came to each fair of the school year that has a list of students; with how many are listed."""
    first, last = period_of(day)
    link = ActivityStudent.table()
    statement = sa.select(link.c.activity_id, sa.func.count()).group_by(link.c.activity_id)
    listed: dict[int, int] = {row[0]: row[1] for row in connection.execute(statement)}
    for row in activities(connection, first, last):
        if row.kind == FAIR and row.id in listed:
            yield Measured(row.title, row.figures["student_count"], more={"listed": listed[row.id]})


def matters_raised(connection: sa.Connection, day: date) -> Iterator[Measured]:
    """B9: the matters raised by the day; how many were answered by then, and the numbers of those overdue."""
    rows = matters(connection, day)
    overdue = [row.number or row.title for row in rows if row.is_overdue]
    more = {"answered": sum(row.is_answered for row in rows), "overdue": overdue}
    yield Measured(_("已提出"), len(rows), more=more)


def standards_by_major(connection: sa.Connection, _day: date) -> Iterator[Measured]:
    """B10: the course standards in force of each major that has a standard at all."""
    rows = read_all(connection, Query(CourseStandard), ("major", "status"))
    counts: Counter[str] = Counter()
    for row in rows:
        counts[row.values["major"]] += row.values["status"] == terms.IN_FORCE
    for major in sorted(counts, key=pinyin_key):
        yield Measured(major, counts[major])


# --- one activity


class ActivityView(NamedTuple):
    """An activity on its page: what it came to, who took part, how many of the students came, what was raised there."""

    row: Row
    held: Held
    enterprises: Figure
    students: Figure
    came: Figure
    matters: Figure
    day: date


def latest_first(connection: sa.Connection, query: Query) -> "array[int]":
    """The activities of a list, the one that begins last first."""
    return array("q", reversed(ids_of(connection, query)))


ACTIVITY_FIELDS = (
    "title",
    "kind",
    "sub_kind",
    "start_date",
    "end_date",
    "place",
    "host",
    "staff",
    "budget",
    "result",
    "remark",
)


def activity_view(connection: sa.Connection, key: int, day: date) -> ActivityView | None:
    """The activity; None when it does not exist."""
    row = next(iter(rows_of(connection, Query(Activity), [key], ACTIVITY_FIELDS)), None)
    if row is None:
        return None
    (held,) = activities(connection, date.min, date.max, (key,))
    mine = (Condition("activity", "=", key),)
    return ActivityView(
        row,
        held,
        enterprises=counted(connection, Query(ActivityEnterprise, mine)),
        students=counted(connection, Query(ActivityStudent, mine)),
        came=counted(connection, Query(ActivityStudent, (*mine, Condition("signed_in", "=", True)))),
        matters=counted(connection, Query(Matter, mine, as_of=day)),
        day=day,
    )
