"""What is lacking of graduates: a destination, a follow-up that is due, support; and what contradicts their order class (registers §0, §7)."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

import sqlalchemy as sa

from models.database import storage
from models.database.policies import thresholds
from models.entities import destination_counts as counts
from models.entities.destination_rules import due_of, lacking_supports, supports_asked
from models.entities.destinations import DestinationFollowUp, GraduateDestination, JobSupport
from models.entities.order_classes import OrderClassMember
from models.entities.people import Student
from models.entities.reasons import LeftOrderClass
from models.schema.codes import table
from models.schema.complaints import Complaint, Severity, warning
from models.schema.fields import Entity
from models.words import _

Found = Iterator[tuple[int, str, Complaint]]
Ids = Collection[int] | None


def of_students(connection: sa.Connection, day: date, ids: Ids) -> Found:
    """Graduates without a destination, and those whose support is not complete."""
    own = Student.table()
    graduated = sa.select(own.c.id).where(own.c.graduated_date <= day).limit(1)
    if not list(storage.rows_among(connection, graduated, own.c.id, ids)):
        return  # of most students looked at nothing of this is to be asked
    asked = supports_asked(thresholds(connection), day)
    every = [counts.supports(day, own, kind) for kind in counts.SUPPORTS]
    waiting = sa.select(own.c.id, counts.is_missing(day, own), *every).where(counts.is_to_support(day, own))
    for key, is_missing, *done in storage.rows_among(connection, waiting.order_by(own.c.id), own.c.id, ids):
        if is_missing:
            yield (
                key,
                "destination_group",
                _told("destination-missing", _("毕业了，还没有登记去向"), _("没有登记去向"), _("毕业去向登记")),
            )
        if words := lacking_supports(dict(zip(counts.SUPPORTS, done, strict=True)), asked):
            lacks = _("1131 就业帮扶还差：{what}").format(what=words)
            yield key, "is_supported", _told("support-incomplete", lacks, _("帮扶没有做完"), _("1131 就业帮扶"))


def of_destinations(connection: sa.Connection, day: date, ids: Ids) -> Found:
    """Follow-ups that are due and not made; who is 待就业 and nobody helped or asked."""
    own = GraduateDestination.table()
    turn = counts.due_interval(day, own)
    due = sa.select(own.c.id, turn, own.c.start_date).where(turn.is_not(None)).order_by(own.c.id)
    for key, interval, start in storage.rows_among(connection, due, own.c.id, ids):
        told = _told("follow-up-due", _due_told(interval, start), _("到期没有回访"), _("毕业生跟踪回访"))
        yield key, "is_follow_up_due", told
    support, asked = JobSupport.table(), DestinationFollowUp.table()
    helped = sa.exists().where(support.c.student_id == own.c.student_id, support.c.support_date <= day)
    heard = sa.exists().where(asked.c.destination_id == own.c.id, asked.c.contact_date <= day)
    running = sa.and_(
        counts.is_seeking(own), own.c.from_date <= day, sa.or_(own.c.until_date.is_(None), own.c.until_date > day)
    )
    alone = sa.select(own.c.id).where(running, ~helped, ~heard).order_by(own.c.id)
    for (key,) in storage.rows_among(connection, alone, own.c.id, ids):
        words = _("待就业，还没有一次帮扶或回访")
        yield key, "group", _told("support-missing", words, _("待就业没有帮扶"), _("1131 就业帮扶"))


def _told(code: str, words: str, title: str, source: str) -> Complaint:
    return Complaint(code, words, Severity.WARNING, title, source)


def _due_told(interval: str, start: date) -> str:
    words = _("{interval}回访应在 {due}，还没有登记")
    return words.format(interval=table("follow-up-interval")[interval].brief, due=due_of(start, interval))


def of_members(connection: sa.Connection, day: date, ids: Ids) -> Found:
    """hired-differs: what a member of an order class says of being hired is not what the destination says."""
    member, went, student = OrderClassMember.table(), GraduateDestination.table(), Student.table()
    hired = sa.and_(counts.is_direct(went), counts.at_sponsor(went, member))
    first = sa.select(went.c.id).where(went.c.student_id == member.c.student_id, went.c.from_date <= day)
    at_work = first.where(hired).order_by(went.c.from_date, went.c.id).limit(1).correlate(member).scalar_subquery()
    known = sa.exists(first.correlate(member))
    where = went.alias()
    query = (
        sa.select(
            member.c.id, member.c.is_hired, member.c.hired_date, member.c.leave_reason, where.c.id, where.c.start_date
        )
        .select_from(member.join(student, student.c.id == member.c.student_id).outerjoin(where, where.c.id == at_work))
        .where(known, counts.until_graduation(member, student))
        .order_by(member.c.id)
    )
    for key, is_hired, since, reason, destination, start in storage.rows_among(connection, query, member.c.id, ids):
        yield from _differing(key, (is_hired, since, reason), destination, start)
    yield from of_follow_ups(connection, day, ids)


def _differing(key: int, said: tuple[Any, ...], destination: int | None, start: date | None) -> Found:
    is_hired, since, reason = said
    if destination is None and (is_hired or reason == LeftOrderClass.HIRED):
        name = "is_hired" if is_hired else "leave_reason"
        yield key, name, warning("hired-differs", _("毕业去向里没有在本订单班的合作企业就业，请核对"))
    if destination is not None and (is_hired is False or reason == LeftOrderClass.NOT_HIRED):
        name = "is_hired" if is_hired is False else "leave_reason"
        yield key, name, warning("hired-differs", _("毕业去向是在本订单班的合作企业就业，请核对"))
    if destination is not None and None not in (since, start) and since != start:
        words = _("毕业去向的入职日期是 {start}，请核对").format(start=start)
        yield key, "hired_date", warning("hired-differs", words)


def of_follow_ups(connection: sa.Connection, day: date, ids: Ids) -> Found:
    """hired-differs of the follow-ups: the day a member was found still there is not that of the follow-up, or it says otherwise."""
    member, went, asked = OrderClassMember.table(), GraduateDestination.table(), DestinationFollowUp.table()
    said = sa.case({str(days): member.c[f"employed_{days}_date"] for days in counts.INTERVALS}, value=asked.c.interval)
    differs = sa.or_(asked.c.result != counts.STILL_THERE, asked.c.contact_date != said)
    query = (
        sa.select(member.c.id, asked.c.interval, asked.c.contact_date, asked.c.result)
        .select_from(
            member.join(went, sa.and_(went.c.student_id == member.c.student_id, counts.at_sponsor(went, member))).join(
                asked, asked.c.destination_id == went.c.id
            )
        )
        .where(said.is_not(None), asked.c.contact_date <= day, differs)
        .order_by(member.c.id, asked.c.contact_date)
    )
    for key, interval, contact, result in storage.rows_among(connection, query, member.c.id, ids):
        words = _("跟踪回访 {day} 的结果是“{result}”，请核对")
        told = words.format(day=contact, result=table("follow-up-result").label(result))
        yield key, f"employed_{interval}_date", warning("hired-differs", told)


JUDGED = (GraduateDestination, OrderClassMember)


def doubts(connection: sa.Connection, entity: type[Entity], day: date, ids: Ids) -> Found:
    """What is lacking or doubtful about records of one of these."""
    told = of_destinations if entity is GraduateDestination else of_members
    return told(connection, day, ids)
