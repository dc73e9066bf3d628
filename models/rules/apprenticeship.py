"""What stands against mentors, programmes, apprentices and claims beside all that belongs to them (registers §3)."""

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date

import sqlalchemy as sa

from models.database import storage
from models.database.policies import threshold_on
from models.entities import training
from models.entities.apprenticeships import Apprentice, ApprenticeshipProgramme, Mentor, MentorPairing, SubsidyClaim
from models.schema.complaints import Complaint, warning
from models.schema.derive import in_force, open_on
from models.schema.fields import Entity
from models.schema.numbers import amount_text
from models.words import _

Found = Iterator[tuple[int, str, Complaint]]  # record, field, what is doubtful
Ids = Collection[int] | None


def doubts(connection: sa.Connection, entity: type[Entity], day: date, ids: Ids = None) -> Found:
    """What is doubtful about these records of an entity of apprenticeship, or all of them; nothing about others."""
    if entity in JUDGED:
        yield from JUDGED[entity](connection, day, ids)


def _mentors(connection: sa.Connection, day: date, ids: Ids) -> Found:
    """Who has more apprentices than a mentor may."""
    own, link = Mentor.table(), MentorPairing.table()
    several, most = sa.func.count(link.c.id), training.most_apprentices(day, own)
    statement = (
        sa.select(own.c.id, several, most).where(link.c.mentor_id == own.c.id, in_force(MentorPairing, day, link))
        .group_by(own.c.id).having(several > most).order_by(own.c.id)
    )  # fmt: skip
    for key, count, limit in storage.rows_among(connection, statement, own.c.id, ids):
        words = _("带 {count} 名徒弟，超过 {limit} 名").format(count=count, limit=limit)
        yield key, "apprentice_count", warning("out-of-range", words)


def _programmes(connection: sa.Connection, day: date, ids: Ids) -> Found:
    """Another size than was planned, standards not approved when it began, a subsidy without a rate."""
    own, percent = ApprenticeshipProgramme.table(), threshold_on(connection, "apprenticeship.size-tolerance", day)
    several = training.apprentices_on(day, own.c.id)
    statement = sa.select(
        own.c.id, own.c.kind, own.c.planned_size, several, training.document_count(day, own), training.subsidy_rate(day, own)
    ).where(open_on(ApprenticeshipProgramme, day, own), own.c.status == training.RUNNING).order_by(own.c.id)  # fmt: skip
    for key, kind, planned, count, documents, rate in storage.rows_among(connection, statement, own.c.id, ids):
        if planned is not None and abs(count - planned) * 100 > planned * percent:
            words = _("在培 {count} 人，与计划 {planned} 人相差超过 {percent}%").format(
                count=count, planned=planned, percent=f"{percent.normalize():f}"
            )
            yield key, "planned_size", warning("conflict", words)
        if documents < training.DOCUMENTS:
            words = _("六类标准文件只有 {count} 类已审定").format(count=documents)
            yield key, "document_count", warning("required", words)
        if kind == training.EMPLOYEES and rate is None:
            words = _("没有当地的补贴标准（政策参数 subsidy.rate），请填写本地文件号；不计算补贴")
            yield key, "subsidy_rate", warning("required", words)


def _apprentices(connection: sa.Connection, day: date, ids: Ids) -> Found:
    """Both mentors are there from the first day on; a training that was subsidised before is looked at."""
    own, link = Apprentice.table(), MentorPairing.table().alias()
    paired = sa.exists().where(
        link.c.apprentice_id == own.c.id, sa.or_(link.c.from_date.is_(None), link.c.from_date <= own.c.start_date)
    )  # fmt: skip
    lacking = (own.c.tutor_id.is_(None), sa.not_(paired.correlate(own)), training.is_suspected(day, own))
    statement = sa.select(own.c.id, own.c.programme_id, *lacking).where(
        in_force(Apprentice, day, own), sa.or_(*lacking)
    )
    employees = _of_employees(connection)
    for key, programme, no_tutor, no_mentor, suspected in storage.rows_among(
        connection, statement.order_by(own.c.id), own.c.id, ids
    ):
        if no_tutor and programme not in employees:
            yield key, "tutor", warning("required", _("第一天起应有校内导师"))
        if no_mentor:
            yield key, "mentor", warning("required", _("第一天起应有企业导师"))
        if suspected:
            yield (
                key,
                "is_subsidy_suspected",
                warning("conflict", _("同一人、同工种同等级另有较早的培训，请核对是否补贴过")),
            )


def _of_employees(connection: sa.Connection) -> frozenset[int]:
    own = ApprenticeshipProgramme.table()
    rows = connection.execute(sa.select(own.c.id).where(own.c.kind == training.EMPLOYEES))
    return frozenset(rows.scalars())


def _claims(connection: sa.Connection, day: date, ids: Ids) -> Found:
    """An advance is no more than the share policy lets."""
    own, programme = SubsidyClaim.table(), ApprenticeshipProgramme.table()
    limit = training.advance_limit(day, programme)
    statement = sa.select(own.c.id, own.c.applied_amount, limit).where(
        programme.c.id == own.c.programme_id, own.c.kind == training.ADVANCE
    )
    for key, amount, most in storage.rows_among(connection, statement.order_by(own.c.id), own.c.id, ids):
        if amount is not None and most is not None and amount > most:
            words = _("预支 {amount} 元超过上限 {most} 元").format(amount=amount_text(amount), most=amount_text(most))
            yield key, "applied_amount", warning("out-of-range", words)


JUDGED: Mapping[type[Entity], Callable[[sa.Connection, date, Ids], Found]] = {
    Mentor: _mentors, ApprenticeshipProgramme: _programmes, Apprentice: _apprentices, SubsidyClaim: _claims,
}  # fmt: skip
