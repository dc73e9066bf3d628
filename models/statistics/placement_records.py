"""Visits, pay, incidents, logs and archives of placements: rows for the papers, and what is counted of them (registers §11)."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any, NamedTuple

import sqlalchemy as sa

from models.database.policies import thresholds
from models.entities import measures
from models.entities.enterprises import Enterprise, Post
from models.entities.people import Student
from models.entities.placement_records import (
    ArchiveItem,
    Incident,
    PayMonth,
    Visit,
    WeeklyLog,
    below_standard,
    is_told_late,
)
from models.entities.placements import Placement, PlacementPlan
from models.entities.rules import days_of_month
from models.entities.schools import Staff
from models.schema.codes import table as code_table
from models.schema.sorting import natural_key
from models.statistics.calendar import school_year_of
from models.statistics.measure import Measured, rate_of
from models.statistics.placements import EVERY, Scope, within
from models.words import _


class VisitRow(NamedTuple):
    """One visit with the names it is told by."""

    id: int
    visit_date: date
    enterprise_id: int
    enterprise: str
    teacher: str
    mode: str | None
    student: str | None
    student_count: int | None
    finding: str | None
    is_problem: bool | None
    measure: str | None
    resolved_date: date | None


class PayRow(NamedTuple):
    """The pay of one student in one month, in yuan; the wages are those of the post, `bank_number` else the student's."""

    id: int
    student: int
    student_number: str | None
    name: str
    birth_date: date | None
    id_number: str | None
    bank_number: str | None
    enterprise: str
    month: str
    should_days: Decimal | None
    actual_days: Decimal | None
    standard: Decimal | None
    payable: Decimal | None
    deduction: Decimal | None
    paid: Decimal
    is_signed: bool | None
    wage: Decimal | None
    lowest: Decimal | None
    remark: str | None

    def is_below(self, percent: Decimal) -> bool:
        """Whether the standard is below `percent` of the wage of the post (R-INT-16)."""
        return below_standard(self.standard, self.wage, self.lowest, percent)


def period_of(day: date) -> tuple[date, date]:
    """From the first day of the school year to the day: what papers of a period count."""
    return school_year_of(day), day


def period_words(first: date, last: date) -> str:
    """2025-09-01至2026-08-31."""
    return _("{first}至{last}").format(first=first.isoformat(), last=last.isoformat())


def visits(
    connection: sa.Connection, first: date, last: date, by: str = "", ids: Collection[int] = ()
) -> list[VisitRow]:
    """The visits from `first` to `last`, in the order of their days: to these enterprises, or (`by` teacher) of these."""
    own, firm, staff, place, student = (e.table() for e in (Visit, Enterprise, Staff, Placement, Student))
    statement = (
        sa.select(
            own.c.id, own.c.visit_date, firm.c.id, firm.c.name, staff.c.name, own.c.mode, student.c.name, own.c.student_count,
            own.c.finding, own.c.is_problem, own.c.measure, own.c.resolved_date,
        )
        .join(firm, firm.c.id == own.c.enterprise_id)
        .join(staff, staff.c.id == own.c.teacher_id)
        .outerjoin(place, place.c.id == own.c.placement_id)
        .outerjoin(student, student.c.id == place.c.student_id)
        .where(own.c.visit_date.between(first, last), own.c[f"{by or 'enterprise'}_id"].in_(ids) if ids else sa.true())
        .order_by(own.c.visit_date, own.c.id)
    )  # fmt: skip
    return [VisitRow._make(row) for row in connection.execute(statement)]


class HostRow(NamedTuple):
    """One enterprise with interns in a period: how many students, its visits by mode, and the longest time without one.

    `gap` counts days while interns were there, from the first day of one to the last of another, both ends of the period
    included; `problems` found and how many were `resolved` since; `last` is the day of the last visit.
    """

    id: int
    name: str
    interns: int
    visits: int
    by_mode: Mapping[str | None, int]
    problems: int
    resolved: int
    last: date | None
    gap: int
    teachers: str


def hosts_visited(
    connection: sa.Connection, first: date, last: date, by: str = "", ids: Collection[int] = ()
) -> list[HostRow]:
    """The enterprises with an intern on some day of the period, as they were visited in it, by name.

    With `ids` only these enterprises, or (`by` teacher) those whose interns these guide.
    """
    firm, host = Enterprise.table(), Placement.table()
    meant = host.c["tutor_id" if by else "enterprise_id"].in_(ids) if ids else sa.true()
    within = sa.and_(measures.at_work_within(first, last, host), meant)
    spans = (sa.func.min(host.c.start_date), sa.func.max(sa.func.coalesce(host.c.end_date, last)))
    counted = sa.select(firm.c.id, firm.c.name, sa.func.count(host.c.student_id.distinct()), *spans)
    rows = connection.execute(
        counted.join(host, host.c.enterprise_id == firm.c.id).where(within).group_by(firm.c.id)
    ).all()
    seen: dict[int, list[VisitRow]] = {}
    for row in visits(connection, first, last):
        seen.setdefault(row.enterprise_id, []).append(row)
    found = [
        _host(key, name, interns, (max(first, begin), min(last, end)), seen.get(key, []))
        for key, name, interns, begin, end in rows
    ]
    return sorted(found, key=lambda row: natural_key(row.name))


def _host(key: int, name: str, interns: int, span: tuple[date, date], rows: Sequence[VisitRow]) -> HostRow:
    days = sorted({span[0], span[1], *(row.visit_date for row in rows if span[0] <= row.visit_date <= span[1])})
    found = [row for row in rows if row.is_problem]
    return HostRow(
        key, name, interns, len(rows), Counter(row.mode for row in rows), len(found), sum(row.resolved_date is not None for row in found),
        max((row.visit_date for row in rows), default=None), max(((b - a).days for a, b in pairwise(days)), default=0),
        "、".join(dict.fromkeys(row.teacher for row in rows)),
    )  # fmt: skip


def visits_made(connection: sa.Connection, day: date) -> Iterator[Measured]:
    """D7: visits of the school year up to the day, those that found a problem, and who was not visited."""
    first, last = period_of(day)
    rows = visits(connection, first, last)
    unvisited = [host.name for host in hosts_visited(connection, first, last) if not host.visits]
    more = {"problems": sum(bool(row.is_problem) for row in rows), "unvisited": unvisited}
    yield Measured(period_words(first, last), len(rows), more=more)


def pay_rows(connection: sa.Connection, month: str, scope: Scope = EVERY) -> list[PayRow]:
    """The pay of a month `YYYY-MM`, of the placements of a scope, in the order of student numbers."""
    own, place, student, firm, post = (e.table() for e in (PayMonth, Placement, Student, Enterprise, Post))
    statement = (
        sa.select(
            own.c.id, student.c.id, student.c.student_number, student.c.name, student.c.birth_date, student.c.id_number,
            sa.func.coalesce(own.c.bank_number, student.c.bank_number), firm.c.name, own.c.month, own.c.should_days,
            own.c.actual_days, own.c.standard, own.c.payable, own.c.deduction, own.c.paid, own.c.is_signed,
            post.c.same_post_wage, post.c.lowest_tier_wage, own.c.remark,
        )
        .join(place, place.c.id == own.c.placement_id)
        .join(student, student.c.id == place.c.student_id)
        .join(firm, firm.c.id == place.c.enterprise_id)
        .outerjoin(post, post.c.id == place.c.post_id)
        .where(own.c.month == month, *within(scope, days_of_month(month)[1]))
    )  # fmt: skip
    rows = [PayRow._make(row) for row in connection.execute(statement)]
    return sorted(rows, key=lambda row: (natural_key(row.student_number or ""), row.id))


def least_percent(connection: sa.Connection, month: str) -> Decimal:
    """The share of the wage of staff in a post that pay must reach in a month, in per cent (R-INT-16)."""
    return thresholds(connection)("R-INT-16.percent", days_of_month(month)[1])


def paid_below(connection: sa.Connection, day: date) -> Iterator[Measured]:
    """D10: the rows of the day's month whose standard is below the share of the wage, with the numbers of the students."""
    month = f"{day:%Y-%m}"
    rows, percent = pay_rows(connection, month), least_percent(connection, month)
    low = [row for row in rows if row.is_below(percent)]
    more = {"of": len(rows), "students": [row.student_number or "" for row in low]}
    yield Measured(month, len(low), more=more)


def paid_in_all(connection: sa.Connection, day: date) -> Iterator[Measured]:
    """D10: what was paid for the day's month, and of how many something was withheld."""
    month = f"{day:%Y-%m}"
    rows = pay_rows(connection, month)
    total = sum((row.paid for row in rows), Decimal(0))
    yield Measured(month, total, more={"deductions": sum(bool(row.deduction) for row in rows)})


class IncidentRow(NamedTuple):
    """One incident with whom it befell and where; dates and codes as they are stored."""

    id: int
    student: int
    student_number: str | None
    name: str
    birth_date: date | None
    gender: str | None
    phone: str | None
    enterprise: str
    post: str | None
    start_date: date | None
    end_date: date | None
    tutor: str | None
    mentor: str | None
    placement: int
    occurred_date: date
    occurred_time: str | None
    kind: str
    injury: str | None
    place: str | None
    description: str | None
    school_told_date: date | None
    authority_told_date: date | None
    hospital: str | None
    claim_number: str | None
    claim_amount: Decimal | None
    claim_date: date | None
    closed_date: date | None


def incidents(connection: sa.Connection, *where: sa.ColumnElement[bool]) -> list[IncidentRow]:
    """The incidents that meet conditions on their own columns, in the order of their days."""
    own, stay, student, firm, post, tutor = (e.table() for e in (Incident, Placement, Student, Enterprise, Post, Staff))
    statement = (
        sa.select(
            own.c.id, student.c.id, student.c.student_number, student.c.name, student.c.birth_date, student.c.gender,
            student.c.phone, firm.c.name, post.c.name, stay.c.start_date, stay.c.end_date, tutor.c.name,
            stay.c.mentor_name, stay.c.id, own.c.occurred_date, own.c.occurred_time, own.c.kind, own.c.injury,
            own.c.place, own.c.description, own.c.school_told_date, own.c.authority_told_date, own.c.hospital,
            own.c.claim_number, own.c.claim_amount, own.c.claim_date, own.c.closed_date,
        )
        .join(stay, stay.c.id == own.c.placement_id)
        .join(student, student.c.id == stay.c.student_id)
        .join(firm, firm.c.id == stay.c.enterprise_id)
        .outerjoin(post, post.c.id == stay.c.post_id)
        .outerjoin(tutor, tutor.c.id == stay.c.tutor_id)
        .where(*where)
        .order_by(own.c.occurred_date, own.c.id)
    )  # fmt: skip
    return [IncidentRow._make(row) for row in connection.execute(statement)]


def chosen_incidents(connection: sa.Connection, day: date, ids: Sequence[int]) -> list[IncidentRow]:
    """These incidents, or those of the school year up to the day."""
    own = Incident.table().c
    return incidents(connection, own.id.in_(ids) if ids else own.occurred_date.between(*period_of(day)))


def incidents_told(connection: sa.Connection, day: date) -> Iterator[Measured]:
    """D11: the incidents of the school year up to the day, how many the authority was told too late, yuan claimed."""
    first, last = period_of(day)
    rows, limit = chosen_incidents(connection, day, ()), thresholds(connection)
    late = [
        row for row in rows
        if is_told_late(row.occurred_date, row.authority_told_date, day, int(limit("incident.report-days", row.occurred_date)))
    ]  # fmt: skip
    claimed = sum((row.claim_amount or Decimal(0) for row in rows), Decimal(0))
    yield Measured(period_words(first, last), len(rows), more={"told_late": len(late), "claimed": claimed})


def _by_plan(connection: sa.Connection, of: sa.FromClause, *counts: sa.ColumnElement[Any]) -> Sequence[Any]:
    """What is counted of rows that hang on placements, by the name of their batch."""
    place, plan = Placement.table(), PlacementPlan.table()
    joined = of.join(place, place.c.id == of.c.placement_id).outerjoin(plan, plan.c.id == place.c.plan_id)
    statement = sa.select(plan.c.name, *counts).select_from(joined)
    return connection.execute(statement.group_by(plan.c.id).order_by(plan.c.start_date, plan.c.id)).all()


def _named(plan: str | None) -> str:
    return plan if plan is not None else _("没有批次")


def logs_reviewed(connection: sa.Connection, day: date) -> Iterator[Measured]:
    """Reviewed of the logs handed in by the day, by batch; one of which only the review is dated was handed in by then."""
    own = WeeklyLog.table()
    there = sa.func.coalesce(own.c.submitted_date, own.c.reviewed_date) <= day
    handed_in = sa.func.count().filter(there)
    reviewed = sa.func.count().filter(there, own.c.reviewed_date <= day)
    for plan, part, whole in _by_plan(connection, own, reviewed, handed_in):
        yield rate_of(_named(plan), part, whole)


def archives_complete(connection: sa.Connection, day: date) -> Iterator[Measured]:
    """Placements with every kind of material filed by the day, of those with any, by batch; and how many materials."""
    item = ArchiveItem.table()
    filed = sa.or_(item.c.filed_date.is_(None), item.c.filed_date <= day)
    kinds = sa.func.count(item.c.kind.distinct()).label("kinds")
    own = (
        sa.select(item.c.placement_id, kinds, sa.func.count().label("items")).where(filed).group_by(item.c.placement_id)
    )
    each = own.subquery()
    complete = sa.func.count().filter(each.c.kinds >= len(code_table("archive-kind").codes))
    for plan, part, whole, items in _by_plan(connection, each, complete, sa.func.count(), sa.func.sum(each.c["items"])):
        yield rate_of(_named(plan), part, whole, {"items": items})
