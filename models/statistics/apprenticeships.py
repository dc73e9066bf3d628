"""The figures of apprenticeship: in training and ratio, crowded mentors, grades, who qualified, subsidies (registers §3)."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

import sqlalchemy as sa

from models.entities import training
from models.entities.apprenticeships import (
    Apprentice,
    ApprenticeshipProgramme,
    Assessment,
    Mentor,
    MentorPairing,
    SubsidyClaim,
)
from models.schema.codes import table
from models.schema.column_types import Scaled
from models.schema.derive import in_force
from models.statistics.measure import Measured, rate_of
from models.words import N_, _

LOCAL = N_("请填写本地文件号")  # said in place of a sum where policy has no rate


def programmes(connection: sa.Connection, kinds: tuple[str, ...] = ()) -> list[tuple[int, str]]:
    """The programmes in their order: ids and names."""
    own = ApprenticeshipProgramme.table().c
    statement = sa.select(own.id, own.name).order_by(own.code, own.name)
    rows = connection.execute(statement.where(own.kind.in_(kinds)) if kinds else statement)
    return [(row[0], row[1]) for row in rows]


def _of_programmes(connection: sa.Connection, *values: Any) -> Iterator[Any]:
    """The name of every programme, and what SQL says of it."""
    own = ApprenticeshipProgramme.table().c
    yield from connection.execute(sa.select(own.name, *values).order_by(own.code, own.name))


def ratios(connection: sa.Connection, day: date) -> Iterator[Measured]:
    """师徒比 of each programme with somebody in training."""
    own = ApprenticeshipProgramme.table()
    counts = training.apprentices_on(day, own.c.id), training.mentors_on(day, own.c.id)
    for name, ratio, several, mentors in _of_programmes(connection, training.ratio(day, own), *counts):
        if several:
            yield Measured(name, ratio, several, mentors)


def crowded(connection: sa.Connection, day: date) -> Iterator[Measured]:
    """Mentors with more apprentices than they may have, and how many."""
    own, link = Mentor.table(), MentorPairing.table()
    several = sa.func.count(link.c.apprentice_id.distinct())
    statement = (
        sa.select(own.c.name, several).join_from(link, own, own.c.id == link.c.mentor_id)
        .where(in_force(MentorPairing, day, link)).group_by(own.c.id)
        .having(several > training.most_apprentices(day, own)).order_by(own.c.name)
    )  # fmt: skip
    found = [(row[0], row[1]) for row in connection.execute(statement)]
    yield Measured(_("全部项目"), len(found), more={"mentors": dict(found)})


def grades(connection: sa.Connection, day: date) -> Iterator[Measured]:
    """等次 of the assessments made by the day, as printed, by programme."""
    own, learner = Assessment.table(), Apprentice.table()
    statement = sa.select(learner.c.programme_id, training.result(day, own)).where(
        learner.c.id == own.c.apprentice_id, own.c.assessed_date <= day
    )
    found: dict[int, Counter[str]] = {}
    for programme, code in connection.execute(statement):
        if code is not None:
            found.setdefault(programme, Counter())[code] += 1
    told = table("assessment-grade")
    for key, name in programmes(connection):
        if key in found:
            yield Measured(name, {told.label(code): count for code, count in sorted(found[key].items())})


def qualified(connection: sa.Connection, day: date) -> Iterator[Measured]:
    """出师率: who qualified or stayed, of those who had begun; persons once for each programme."""
    own = Apprentice.table()
    who = training.person_of(own)
    passed = sa.func.count(sa.case((training.has_passed(day, own), who)).distinct())
    rated = sa.func.count(sa.case((training.is_rated(day, own), who)).distinct())
    statement = sa.select(own.c.programme_id, passed, rated).group_by(own.c.programme_id)
    found = {key: (part, whole) for key, part, whole in connection.execute(statement)}
    for key, name in programmes(connection):
        if key in found and found[key][1]:
            yield rate_of(name, *found[key])


def documents(connection: sa.Connection, day: date) -> Iterator[Measured]:
    """The kinds of standards that are approved, of six."""
    own = ApprenticeshipProgramme.table()
    for name, count in _of_programmes(connection, training.document_count(day, own)):
        yield rate_of(name, count, training.DOCUMENTS)


def subsidies(connection: sa.Connection, day: date) -> Iterator[Measured]:
    """应补, 预支上限 and 申请余额 of each programme that is subsidised; no amount at all without a rate."""
    own, told, paid = ApprenticeshipProgramme.table(), _persons(connection, day), _paid(connection, day)
    values = (training.subsidy_total(day, own), training.advance_limit(day, own), training.subsidy_advanced(day, own), training.subsidy_balance(day, own))  # fmt: skip
    rows = connection.execute(
        sa.select(own.c.id, own.c.name, training.subsidy_rate(day, own), *values)
        .where(own.c.kind == training.EMPLOYEES)
        .order_by(own.c.code, own.c.name)
    )
    for key, name, rate, total, limit, advanced, balance in rows:
        lacking = {} if rate is not None else {"note": _(LOCAL)}
        yield Measured(_("{name} 应补金额（元）").format(name=name), total, more=told.get(key, {}) | lacking)
        yield Measured(_("{name} 预支上限（元）").format(name=name), limit, more={"paid": paid.get(key)} | lacking)
        parts = {"total": total, "advanced": advanced}
        yield Measured(_("{name} 申请余额（元）").format(name=name), balance, more=parts | lacking)


def _paid(connection: sa.Connection, day: date) -> dict[int, Any]:
    """What was paid in advance, whenever, of what had been applied for by the day, by programme."""
    own = SubsidyClaim.table().c
    rows = connection.execute(
        sa.select(own.programme_id, sa.type_coerce(sa.func.sum(training.plain(own.paid_amount)), Scaled(2)))
        .where(own.kind == training.ADVANCE, own.applied_date <= day)
        .group_by(own.programme_id)
    )
    return {row[0]: row[1] for row in rows}


def _persons(connection: sa.Connection, day: date) -> dict[int, dict[str, Any]]:
    """By programme: how many have an amount, with and without a certificate, who left, and their months."""
    own, programme = Apprentice.table(), ApprenticeshipProgramme.table()
    over, left = training.is_over(day, own), training.has_left(day, own)
    certified = training.is_certified(day, own, programme)
    statement = sa.select(own.c.programme_id, training.months(day, own), left, certified).where(
        programme.c.id == own.c.programme_id, programme.c.kind == training.EMPLOYEES, over
    )
    found: dict[int, dict[str, Any]] = {}
    for key, months, gone, has in connection.execute(statement):
        one = found.setdefault(key, {"persons": 0, "certified": 0, "uncertified": 0, "left": 0, "by_months": Counter()})
        one["persons"] += 1
        one["left" if gone else "certified" if has else "uncertified"] += 1
        one["by_months"][str(months)] += 1
    return found
