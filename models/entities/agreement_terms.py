"""What holds of an agreement on a day: its end and its amount as amended, and how it stands (registers §1).

As in `measures`, a condition or value takes the day and the table, or an alias of it, whose rows it judges.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa

from models.entities.policy import number_on
from models.schema.beside import Beside, Peers, Seen
from models.schema.codes import table
from models.schema.complaints import Complaint, warning
from models.schema.derive import open_on
from models.schema.fields import entities, entity_named
from models.schema.sorting import NATURAL, natural_key
from models.words import _

Value = sa.ColumnElement[Any]
Met = sa.ColumnElement[bool]

DRAFT, REVIEWED, SIGNED, TERMINATED, VOID = "1", "2", "3", "4", "9"  # agreement-stage
BASE = "05"  # agreement-kind 实习基地
CONCLUDED = (SIGNED, TERMINATED)  # stages of what was signed
COMING, RUNNING, EXPIRING, EXPIRED, ENDED = "3", "4", "5", "6", "7"  # agreement-state besides those of the stages
EXPIRY_DAYS, URGENT_DAYS = "agreement.expiry-days", "agreement.urgent-days"  # policy parameters
EXTENSION, AMOUNT, COMMITMENTS, PARTIES, EARLY_END = "1", "2", "3", "4", "5"  # amendment-kind


# records that stand on an agreement: their first and last day
DEPENDANTS = {"order_class": ("form_date", "end_date"), "apprenticeship_programme": ("start_date", "end_date")}


def dependants() -> Mapping[str, tuple[str, str]]:
    """Those of the registers there are."""
    known = {entity.__tablename__ for entity in entities()}
    return {name: days for name, days in DEPENDANTS.items() if name in known}


def within_agreement(name: str) -> Beside:
    """The check of such a record: it stands on an agreement that was signed, and lies within what holds of its period."""
    first, last = DEPENDANTS[name]

    def check(seen: Seen) -> Iterable[tuple[str, Complaint]]:
        if seen.row.get("agreement") is None:
            return
        stage = seen.behind["agreement.stage"] or SIGNED
        if stage not in CONCLUDED:
            said = table("agreement-stage").label(stage)
            yield "agreement", warning("conflict", _("这份协议是“{stage}”，还没有签订生效，请核对").format(stage=said))
        begin, end = seen.behind["agreement.valid_from"], last_day(seen, seen.day)
        if begin is not None and (day := seen.row.get(first)) is not None and day < begin:
            yield first, warning("conflict", _("早于协议的有效期起 {day}，请核对").format(day=begin))
        if end is not None and (day := seen.row.get(last)) is not None and day > end:
            yield last, warning("conflict", _("晚于协议的最后一天 {day}，请续签协议，或核对日期").format(day=end))

    return Beside(check, (*ENDS, "agreement.stage"), AMENDED)


ENDS = ("agreement.valid_from", "agreement.valid_until", "agreement.ended_date")
AMENDED = Peers("amendment", ("agreement",), ("number", "effective_date", "kinds", "valid_until", "ended_date"))


def last_day(seen: Seen, day: date, *, before: bool = False) -> date | None:
    """What effective_until tells of the agreement a row refers to, from the amendments beside it: those in force on the day.

    With `before` of those in force the day before.
    """
    began = [
        peer for peer in seen.peers if peer["effective_date"] < day or (peer["effective_date"] == day and not before)
    ]
    ordered = sorted(began, key=lambda peer: (peer["effective_date"], natural_key(peer["number"])))
    ends = []
    for name in ("valid_until", "ended_date"):
        told = [seen.behind[f"agreement.{name}"], *(peer[name] for peer in ordered)]
        last = next((one for one in reversed(told) if one is not None), None)
        ends += [told[0], last] if name == "ended_date" else [last]
    return min((one for one in ends if one is not None), default=None)


def _amended(day: date, agreement: sa.FromClause, column: str) -> Value:
    """What the newest amendment in force on the day says of a field; of several of one day the one with the last number."""
    own = entity_named("amendment").table().alias()
    chosen = sa.select(own.c[column]).where(
        own.c.agreement_id == agreement.c.id, own.c.effective_date <= day, own.c[column].is_not(None)
    )
    order = (own.c.effective_date.desc(), sa.Function(NATURAL, own.c.number, type_=sa.Text()).desc(), own.c.id.desc())
    return chosen.order_by(*order).limit(1).correlate(agreement).scalar_subquery()


def _earlier(first: Value, second: Value) -> Value:
    """The earlier of two dates, the one there is where the other is empty."""
    return sa.func.min(sa.func.coalesce(first, second), sa.func.coalesce(second, first), type_=sa.Date())


def ended_on(day: date, agreement: sa.FromClause) -> Value:
    """The last day of an agreement that was ended before its time, by itself or by an amendment in force; else empty."""
    return _earlier(agreement.c.ended_date, _amended(day, agreement, "ended_date"))


def effective_until(day: date, agreement: sa.FromClause) -> Value:
    """The last day of an agreement: its own or that of the newest amendment in force, never later than it was ended."""
    until = sa.func.coalesce(_amended(day, agreement, "valid_until"), agreement.c.valid_until, type_=sa.Date())
    return _earlier(until, ended_on(day, agreement))


def effective_amount(day: date, agreement: sa.FromClause) -> Value:
    """The amount of an agreement: its own or that of the newest amendment in force."""
    amount = agreement.c.amount
    return sa.func.coalesce(_amended(day, agreement, "amount"), amount, type_=amount.type)


def remaining_days(day: date, agreement: sa.FromClause) -> Value:
    """Days from the day to the end; negative once it has passed."""
    days = sa.func.julianday(effective_until(day, agreement)) - sa.func.julianday(day.isoformat())
    return sa.cast(days, sa.Integer)


def of_agreement(entity: str, value: Callable[[date, sa.FromClause], Value]) -> Callable[[date], Value]:
    """What the agreement that records of an entity refer to says on a day, as the value of a field of theirs."""

    def expression(day: date) -> Value:
        own, agreement = entity_named(entity).table(), entity_named("agreement").table().alias()
        chosen = sa.select(value(day, agreement)).where(agreement.c.id == own.c.agreement_id)
        return chosen.correlate(own).scalar_subquery()

    return expression


def is_concluded(agreement: sa.FromClause) -> Met:
    """Whether it was signed; one without a stage was, as a register lists it."""
    return sa.func.coalesce(agreement.c.stage, SIGNED).in_(CONCLUDED)


def is_expiring(day: date, agreement: sa.FromClause, days: Value | int) -> Met:
    """Running on the day and over within so many days: valid_from ≤ day ≤ effective_until ≤ day + days."""
    left = remaining_days(day, agreement)
    return sa.and_(is_concluded(agreement), agreement.c.valid_from <= day, left.between(0, days))


def is_expired(day: date, agreement: sa.FromClause) -> Met:
    """Over by the day without having been ended before its time."""
    end = ended_on(day, agreement)
    over = effective_until(day, agreement) < day
    return sa.and_(is_concluded(agreement), over, sa.or_(end.is_(None), end > day))


def expiry_days(day: date, agreement: sa.FromClause) -> Value:
    """From how many days before its end an agreement is said to expire soon: policy of its school."""
    return number_on(EXPIRY_DAYS, day, agreement.c.school_id)


def state_on(day: date, agreement: sa.FromClause) -> Value:
    """How an agreement stands on a day (agreement-state): by its stage until it is signed, then by its days."""
    end, until = ended_on(day, agreement), effective_until(day, agreement)
    return sa.case(
        (sa.not_(is_concluded(agreement)), agreement.c.stage), (end <= day, ENDED), (agreement.c.valid_from > day, COMING),
        (until < day, EXPIRED), (remaining_days(day, agreement) <= expiry_days(day, agreement), EXPIRING), else_=RUNNING,
    )  # fmt: skip


def percent_done(commitment: sa.FromClause) -> Value:
    """What was done of a promise in per cent of its target, half up to 0.01; empty without a target.

    Both numbers are kept in hundredths and per cent has two places: 100 × actual / target is a whole number of hundredths.
    """
    done, target = (sa.type_coerce(commitment.c[name], sa.BigInteger) for name in ("actual", "target"))
    share = (done * 20_000 + target) // (target * 2)
    return sa.type_coerce(sa.case((target > 0, share)), commitment.c.actual.type)


def percent_kept(day: date, agreement: sa.FromClause) -> Value:
    """How far the promises in force are kept: the mean of their per cents, each counted as no more than 100.

    A promise with a target of which nothing is known counts as nothing done; one without a target is left out.
    """
    entity = entity_named("agreement_commitment")
    own = entity.table().alias()
    full = 10_000  # hundredths of a per cent
    each = sa.func.min(sa.func.coalesce(sa.type_coerce(percent_done(own), sa.BigInteger), 0), full)
    mean = sa.select((sa.func.sum(each) * 2 + sa.func.count()) // (sa.func.count() * 2))
    mean = mean.where(own.c.agreement_id == agreement.c.id, own.c.target > 0, open_on(entity, day, own))
    return sa.type_coerce(mean.correlate(agreement).scalar_subquery(), own.c.actual.type)
