"""What holds of cooperation on a day: what an activity came to, what waits for an answer, what should be concluded (registers §8).

As in `measures`, a condition or value takes the day and the table, or an alias of it, whose rows it judges.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa

from models.schema.fields import entity_named

Value = sa.ColumnElement[Any]
Met = sa.ColumnElement[bool]

PREPARED, IN_FORCE, ABOLISHED = "1", "2", "3"  # standard-status
FIVE_DELIVERIES = "4"  # activity-kind 五送进校园
ACCEPTED, HANDLED, ANSWERED, DONE, REFUSED = "1", "2", "3", "4", "5"  # matter-status
SETTLED = (DONE, REFUSED)  # for which nobody waits, whether or not somebody wrote down when
APPLIED, RUNNING, CONCLUDED, TERMINATED = "1", "2", "3", "4"  # project-status
SERVICE = "3"  # project-kind 技术服务
OPEN_PROJECT = (APPLIED, RUNNING)
# what is summed over the enterprises that took part in an activity
SUMMED = ("post_count", "headcount", "resumes", "interviews", "offers", "signed")
# what an activity came to, in the order in which it is told
COUNTED = (
    "enterprise_count", "post_count", "headcount", "student_count", "resumes", "interviews", "offers", "signed",
)  # fmt: skip
TYPED = "reported_"  # before the name of the figure somebody typed for want of records


def _of(name: str) -> sa.FromClause:
    return entity_named(name).table().alias()


def from_records(activity: sa.FromClause, name: str) -> Value:
    """A figure of an activity as its enterprises and students say it; empty where none of them does."""
    return _took_part(activity) if name == "student_count" else _of_enterprises(activity, name)


def _of_enterprises(activity: sa.FromClause, name: str) -> Value:
    own = _of("activity_enterprise")
    told = sa.func.nullif(sa.func.count(), 0) if name == "enterprise_count" else sa.func.sum(own.c[name])
    chosen = sa.select(sa.type_coerce(told, sa.BigInteger)).select_from(own).where(own.c.activity_id == activity.c.id)
    return chosen.correlate(activity).scalar_subquery()


def _took_part(activity: sa.FromClause) -> Value:
    """Who signed in; everybody listed where nobody wrote down who did."""
    own = _of("activity_student")
    came = sa.func.sum(sa.cast(own.c.signed_in, sa.Integer))  # empty while nobody's is known
    told = sa.func.coalesce(came, sa.func.nullif(sa.func.count(), 0))
    chosen = sa.select(sa.type_coerce(told, sa.BigInteger)).select_from(own).where(own.c.activity_id == activity.c.id)
    return chosen.correlate(activity).scalar_subquery()


def figure(activity: sa.FromClause, name: str) -> Value:
    """A figure of an activity: what its records say, else what somebody typed."""
    return sa.func.coalesce(from_records(activity, name), activity.c[f"{TYPED}{name}"])


def came_to(name: str) -> Callable[[date], Value]:
    """The same as the value of a field."""
    return lambda _day: figure(entity_named("activity").table(), name)


def is_raised(day: date, matter: sa.FromClause) -> Met:
    """Whether a matter had been raised by the day."""
    return matter.c.raised_date <= day


def is_answered(day: date, matter: sa.FromClause) -> Met:
    """Whether it was answered by the day; one that was settled on a day nobody wrote down was."""
    settled = sa.and_(matter.c.answered_date.is_(None), matter.c.status.in_(SETTLED))
    return sa.or_(sa.func.coalesce(matter.c.answered_date <= day, sa.false()), sa.func.coalesce(settled, sa.false()))


def is_overdue(day: date, matter: sa.FromClause) -> Met:
    """Whether its answer was due before the day and had not come by then; on the day it is due it is in time."""
    due = sa.func.coalesce(matter.c.due_date < day, sa.false())
    return sa.and_(is_raised(day, matter), due, sa.not_(is_answered(day, matter)))


def is_unconcluded(day: date, project: sa.FromClause) -> Met:
    """Whether a project should have been concluded before the day and nobody wrote that it was."""
    over = sa.func.coalesce(project.c.end_date < day, sa.false())
    return sa.and_(over, sa.func.coalesce(project.c.status, RUNNING).in_(OPEN_PROJECT))


def standards_in_force(enterprise: sa.FromClause) -> Value:
    """联合开发课程: how many course standards in force an enterprise had a part in."""
    link, standard = _of("course_standard_enterprise"), _of("course_standard")
    chosen = sa.select(sa.func.count()).where(
        link.c.enterprise_id == enterprise.c.id,
        link.c.course_standard_id == standard.c.id,
        standard.c.status == IN_FORCE,
    )
    return chosen.correlate(enterprise).scalar_subquery()


def one_enterprise(_day: date) -> sa.Select[Any]:
    """Enterprises by their names, of those whose name no other has."""
    own = entity_named("enterprise").table()
    return sa.select(own.c.name, sa.func.min(own.c.id)).group_by(own.c.name).having(sa.func.count() == 1)


# --- the status of a record that comes in without one


def standard_status(row: Mapping[str, Any], _day: date) -> str:
    """In force once it was approved."""
    return PREPARED if row.get("approved_date") is None else IN_FORCE


def matter_status(row: Mapping[str, Any], _day: date) -> str:
    """Answered where the answer and its day are there."""
    return ACCEPTED if row.get("answer") is None or row.get("answered_date") is None else ANSWERED


def project_status(row: Mapping[str, Any], day: date) -> str:
    """What its period says on the day."""
    begin, end = row.get("start_date"), row.get("end_date")
    if isinstance(begin, date) and begin > day:
        return APPLIED
    return CONCLUDED if isinstance(end, date) and end < day else RUNNING
