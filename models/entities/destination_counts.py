"""What counts of graduates' destinations on a day: groups, direct employment, what is due, what is lacking (registers §7)."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa

from models.entities.measures import COURSES_ONLY, GRADUATED, status_on
from models.entities.reasons import LeftOrderClass
from models.entities.training import policy_number
from models.schema.codes import table as code_table
from models.schema.derive import open_on
from models.schema.fields import entity_named

Value = sa.ColumnElement[Any]
Met = sa.ColumnElement[bool]

EMPLOYED, ENLISTED, UNEMPLOYED = "20", "30", "60"  # destination-secondary 就业, 参军, 待就业
FURTHER = ("10", "11", "12", "13", "14", "15", "16")
SIGNED = ("10", "11", "12")  # destination-higher 签就业协议, 签劳动合同, 其他录用形式
ENLISTED_HIGHER, FOUNDED, FREELANCE = "46", "75", "76"
FURTHER_HIGHER = ("80", "801", "802", "803", "85")
WORK, STUDY, SEEKING, PAUSING, OWN_FIRM, FLEXIBLE, OTHER = "1", "2", "3", "4", "5", "6", "9"  # destination-group
SETTLED = (WORK, STUDY, OWN_FIRM, FLEXIBLE)
STILL_THERE, LEFT, LOST = "1", ("2", "3", "4"), "5"  # follow-up-result
INTERVALS = (30, 90, 180, 365)  # follow-up-interval, in days
EARLIEST, LATEST = 7, 60  # days before and after the day it is due on which a follow-up tells of that day
SUPPORTS = POLICY, GUIDANCE, REFERRAL, TRAINING = ("1", "2", "3", "4")  # job-support-kind
_UNIT = 10_000  # of a number of policy


@cache
def groups(table: str) -> Mapping[str, str]:
    """The destination-group of every code of a table, as the words of its column `group` say it."""
    words = code_table("destination-group")
    found = {code.code: words.find(code.extra["group"]) for code in code_table(table).codes}
    return {code: group.code for code, group in found.items() if group is not None}


@cache
def direct_codes() -> tuple[str, ...]:
    """The codes of a college that are 直接就业: what is agreed or contracted, without the army, and other ways to be taken on."""
    own = (code for code, group in groups("destination-higher").items() if group == WORK and code != ENLISTED_HIGHER)
    return (*own, SIGNED[-1])


def group_of(own: sa.FromClause) -> Value:
    """The group of a destination, whichever of both codes it has."""
    by_level = (sa.case(groups(f"destination-{level}"), value=own.c[name]) for level, name in _CODES.items())
    return sa.func.coalesce(*by_level)


_CODES = {"secondary": "destination", "higher": "higher_destination"}


def is_direct(own: sa.FromClause) -> Met:
    """直接就业: somebody employs the graduate."""
    code, higher = own.c.destination, own.c.higher_destination
    return sa.or_(sa.func.coalesce(code, "") == EMPLOYED, sa.func.coalesce(higher, "").in_(direct_codes()))


def is_seeking(own: sa.FromClause) -> Met:
    """待就业: a destination that is none yet."""
    return sa.func.coalesce(group_of(own), OTHER) == SEEKING


# --- a graduate


def is_graduate(day: date, student: sa.FromClause) -> Met:
    """毕业 on the day; 结业 too where policy counts it (`destination.include-08`)."""
    status = status_on(day, student)
    included = policy_number("destination.include-08", day) > 0
    return sa.or_(status == GRADUATED, sa.and_(status == COURSES_ONLY, included))


def year_of(student: sa.FromClause) -> Value:
    """The year somebody graduated in 届."""
    return sa.cast(sa.func.strftime("%Y", student.c.graduated_date), sa.Integer)


def _held(day: date, student: sa.FromClause) -> tuple[sa.FromClause, Met]:
    own = entity_named("graduate_destination").table().alias()
    return own, sa.and_(own.c.student_id == student.c.id, open_on(entity_named("graduate_destination"), day, own))


def of_graduate(column: str) -> Any:
    """What the destination in force says of a student, by column; `group` is reckoned."""

    def expression(day: date) -> Value:
        student = entity_named("student").table()
        own, met = _held(day, student)
        value = group_of(own) if column == "group" else own.c[column]
        chosen = sa.select(value).where(met).order_by(own.c.from_date.desc(), own.c.id.desc()).limit(1)
        return chosen.correlate(student).scalar_subquery()

    return expression


def is_kept(day: date, student: sa.FromClause) -> Met:
    """Whether the office keeps destinations of the year somebody graduated in: from the first year that has any."""
    own = entity_named("graduate_destination").table().alias()
    first = sa.select(sa.func.min(own.c.graduation_year)).where(own.c.from_date <= day).scalar_subquery()
    return sa.and_(year_of(student) >= first, student.c.graduated_date <= day)


def is_missing(day: date, student: sa.FromClause) -> Met:
    """未登记: a graduate of a year the register is kept for who has no destination on the day."""
    own, met = _held(day, student)
    return sa.and_(is_kept(day, student), is_graduate(day, student), ~sa.exists(sa.select(own.c.id).where(met)))


def is_to_support(day: date, student: sa.FromClause) -> Met:
    """待帮扶: a graduate of a year the register is kept for who is 待就业, or has no destination."""
    own, met = _held(day, student)
    elsewhere = sa.exists(sa.select(own.c.id).where(met, sa.not_(is_seeking(own))))
    return sa.and_(is_kept(day, student), is_graduate(day, student), ~elsewhere)


def supports(day: date, student: sa.FromClause, kind: str) -> Value:
    """How often by the day somebody was supported in one way."""
    own = entity_named("job_support").table().alias()
    counting = sa.select(sa.func.count()).where(
        own.c.student_id == student.c.id, own.c.kind == kind, own.c.support_date <= day
    )
    return counting.correlate(student).scalar_subquery()


def is_supported(day: date, student: sa.FromClause) -> Met:
    """1131: in each way as often as policy asks."""
    return sa.and_(
        *(supports(day, student, kind) * _UNIT >= policy_number(f"job-support.{kind}", day) for kind in SUPPORTS)
    )


# --- a destination and its follow-ups


def due_date(_day: date) -> Value:
    """The day a follow-up is for: so many days after the first at work."""
    own = entity_named("destination_follow_up").table()
    start = entity_named("graduate_destination").table().alias()
    days = sa.literal("+").op("||")(own.c.interval).op("||")(sa.literal(" days"))
    chosen = sa.select(sa.func.date(start.c.start_date, days, type_=sa.Date())).where(
        start.c.id == own.c.destination_id
    )
    return chosen.correlate(own).scalar_subquery()


def due_interval(day: date, own: sa.FromClause) -> Value:
    """The follow-up to be made of who is employed: the last that is due, until the next is, and the last for LATEST days.

    NULL where none is due, or where it was made by the day.
    """
    asked = entity_named("destination_follow_up").table().alias()
    made = sa.select(asked.c.interval).where(asked.c.destination_id == own.c.id, asked.c.contact_date <= day)
    start, turns = own.c.start_date, []
    for days, following in zip(INTERVALS, (*INTERVALS[1:], INTERVALS[-1] + LATEST + 1), strict=True):
        within = sa.and_(start <= day - timedelta(days=days), start > day - timedelta(days=following))
        turns.append((within, str(days)))
    turn = sa.case(*turns)
    running = sa.and_(is_direct(own), open_on(entity_named("graduate_destination"), day, own))
    return sa.case((sa.and_(running, turn.not_in(made.correlate(own))), turn))


def is_follow_up_due(day: date, own: sa.FromClause) -> Met:
    """待回访."""
    return due_interval(day, own).is_not(None)


# --- order classes


def until_graduation(member: sa.FromClause, student: sa.FromClause) -> Met:
    """Whether somebody was in an order class until the end: never left it, or because of graduating."""
    left, ended = member.c.leave_date, student.c.graduated_date
    return sa.or_(
        left.is_(None),
        member.c.leave_reason.in_((LeftOrderClass.HIRED, LeftOrderClass.NOT_HIRED)),
        sa.and_(ended.is_not(None), left >= ended),
    )


def at_sponsor(destination: sa.FromClause, member: sa.FromClause) -> Met:
    """Whether a destination is an enterprise that commissioned the order class of a member."""
    link = entity_named("order_class_enterprise").table().alias()
    commissioned = sa.exists().where(
        link.c.order_class_id == member.c.order_class_id, link.c.enterprise_id == destination.c.enterprise_id
    )
    return commissioned.correlate(destination, member)
