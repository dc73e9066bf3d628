"""What counts in examinations, as conditions and values of rows: registered 报名, sat 实考, passed 通过, and the rates (registers §6).

Scores are kept as tenths of a point, weights as hundredths, so that everything is reckoned in whole numbers, half up.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

import sqlalchemy as sa

from models.schema.codes import table as code_table
from models.schema.column_types import Scaled
from models.schema.fields import Expression, Finds, entity_named

Value = sa.ColumnElement[Any]
Met = sa.ColumnElement[bool]
OneOf = sa.FromClause
REGISTERED, APPROVED, SENT_BACK, PAID, SEATED, SAT, ABSENT, CHEATED, CANCELLED = (
    "1", "2", "3", "4", "5", "6", "7", "8", "9",
)  # registration-status  # fmt: skip
PRESENT, AWAY, EXPELLED, DEFERRED = "1", "2", "3", "4"  # exam-attendance
NOT_COUNTED = (SENT_BACK, CANCELLED)
OUT, ENTERED, CHECKED, FEE_PAID, PLACED, EXAMINED, PASSED, ISSUED, CREDITED = "012345678"  # exam-step
MARKS = ("theory", "practice", "total")
YEAR_BEGINS = (9, 1)  # month and day of a pilot's year


def _of(name: str) -> OneOf:
    return entity_named(name).table().alias()


def is_enrolled(registration: OneOf) -> Met:
    """报名: neither sent back nor cancelled."""
    return sa.func.coalesce(registration.c.status, REGISTERED).not_in(NOT_COUNTED)


def has_sat(result: OneOf) -> Met:
    """实考: was there, whether or not it counted in the end."""
    return sa.func.coalesce(result.c.attendance, PRESENT).in_((PRESENT, EXPELLED))


def title_of(_day: date) -> Value:
    """汽车运用与维修（中级）."""
    own = entity_named("certificate").table().c
    names = {code.code: code.name for code in code_table("certificate-level").codes}
    return own.name + sa.literal("（") + sa.case(names, value=own.level, else_=own.level) + sa.literal("）")


def version_on(certificate: Value, day: Value) -> Value:
    """The standard of a certificate and level in force on a day: of this certificate the row valid then, else itself."""
    meant, own = _of("certificate"), _of("certificate")
    valid = sa.and_(
        sa.or_(own.c.valid_from.is_(None), own.c.valid_from <= day),
        sa.or_(own.c.valid_until.is_(None), own.c.valid_until > day),
    )
    alike = sa.and_(meant.c.id == certificate, own.c.name == meant.c.name, own.c.level == meant.c.level)
    order = (sa.case((valid, 0), else_=1), sa.case((own.c.id == meant.c.id, 0), else_=1), own.c.valid_from.desc())
    chosen = (
        sa.select(own.c.id).select_from(meant.join(own, sa.true())).where(alike).order_by(*order, own.c.id).limit(1)
    )
    tables = [one for one in (_table_of(certificate), _table_of(day)) if one is not None]
    return chosen.correlate(*tables).scalar_subquery()


def _table_of(value: Value) -> OneOf | None:
    found: OneOf | None = getattr(value, "table", None)
    return found


def standard_of_session(_day: date) -> Value:
    """The certificate row whose pass marks count for a session."""
    own = entity_named("exam_session").table().c
    return version_on(own.certificate_id, own.exam_date)


def _tenths(column: Value) -> Value:
    return sa.type_coerce(column, sa.Integer)


def total_tenths(result: OneOf, standard: OneOf) -> Value:
    """The total in tenths: the weighted sum rounded half up, or, where there are no weights, as the body states it."""
    weights = [_tenths(standard.c[f"{part}_weight"]) for part in MARKS[:2]]
    known = sa.or_(*(weight.is_not(None) for weight in weights))
    parts = []
    for part, weight in zip(MARKS, weights, strict=False):
        score, share = _tenths(result.c[f"{part}_score"]), sa.func.coalesce(weight, 0)
        parts.append(sa.case((share == 0, 0), else_=score * share))
    reckoned = (parts[0] + parts[1] + 50) // 100
    return sa.case((known, reckoned), else_=_tenths(result.c.total_score))


def is_passed(result: OneOf, standard: OneOf) -> Met:
    """通过: was there, and reached every pass mark that is set; unknown where none is."""
    reached, marks = [], []
    for part in MARKS:
        mark = _tenths(standard.c[f"{part}_pass"])
        score = total_tenths(result, standard) if part == "total" else _tenths(result.c[f"{part}_score"])
        marks.append(mark)
        reached.append(sa.or_(mark.is_(None), sa.func.coalesce(score >= mark, sa.false())))
    there = sa.func.coalesce(result.c.attendance, PRESENT) == PRESENT
    some = sa.or_(*(mark.is_not(None) for mark in marks))
    return sa.case((sa.not_(there), sa.false()), (some, sa.and_(*reached)), else_=sa.null())


def standing() -> tuple[OneOf, OneOf, OneOf, OneOf, OneOf]:
    """Registrations with their session, the standard that counts, and the result if there is one: joined, and each."""
    registration, session, standard, result = map(
        _of, ("exam_registration", "exam_session", "certificate", "exam_result")
    )
    held = sa.func.coalesce(session.c.certificate_id, registration.c.certificate_id)
    valid = version_on(session.c.certificate_id, session.c.exam_date)
    joined = (
        registration.outerjoin(session, session.c.id == registration.c.session_id)
        .outerjoin(result, result.c.registration_id == registration.c.id)
        .outerjoin(standard, standard.c.id == sa.func.coalesce(valid, held))
    )
    return joined, registration, session, standard, result


def _of_result(value: Callable[[OneOf, OneOf], Value]) -> Value:
    """A value of each result by the standard of its session."""
    joined, registration, _session, standard, own = standing()
    result = entity_named("exam_result").table()
    chosen = sa.select(value(own, standard)).select_from(joined).where(own.c.id == result.c.id)
    return chosen.where(registration.c.id == result.c.registration_id).correlate(result).scalar_subquery()


def total(_day: date) -> Value:
    """The total of a result, in points with one place."""
    return sa.type_coerce(_of_result(total_tenths), Scaled(1))


def passed_result(_day: date) -> Value:
    """Whether a result is passed."""
    return sa.type_coerce(_of_result(is_passed), sa.Boolean)


def passed_registration(_day: date) -> Value:
    """Whether what was registered is passed; unknown without a result."""
    joined, own, _session, standard, result = standing()
    registration = entity_named("exam_registration").table()
    chosen = sa.select(is_passed(result, standard)).select_from(joined).where(own.c.id == registration.c.id)
    found = chosen.where(result.c.id.is_not(None)).correlate(registration).scalar_subquery()
    return sa.type_coerce(found, sa.Boolean)


def count_of(name: str, registration: OneOf, standard: OneOf, result: OneOf) -> Value:
    """How many registrations are `registered`, `sat` or `passed`, or of how many `persons` they are.

    None that was sent back or cancelled is any of these.
    """
    there = is_enrolled(registration)
    if name == "persons":
        person = sa.func.coalesce(sa.cast(registration.c.student_id, sa.Text), registration.c.candidate_id_number)
        return sa.func.count(sa.case((there, person)).distinct())
    if name == "sat":
        there = sa.and_(there, result.c.id.is_not(None), has_sat(result))
    elif name == "passed":
        there = sa.and_(there, result.c.id.is_not(None), sa.func.coalesce(is_passed(result, standard), sa.false()))
    return sa.func.coalesce(sa.func.sum(sa.case((there, 1), else_=0)), 0)


def _in_session(*names: str) -> list[Value]:
    """Counts of a session, as subqueries of it."""
    own = entity_named("exam_session").table()
    found: list[Value] = []
    for name in names:
        joined, registration, _session, standard, result = standing()
        counted = sa.select(count_of(name, registration, standard, result)).select_from(joined)
        found.append(counted.where(registration.c.session_id == own.c.id).correlate(own).scalar_subquery())
    return found


def of_session(name: str) -> Expression:
    """A count of each session: `registered`, `sat`, `passed`."""
    return lambda _day: sa.type_coerce(_in_session(name)[0], sa.Integer)


def rate_of_session(part: str, whole: str) -> Expression:
    """A rate of each session in per cent, two places, half up; none where there is nothing to divide by."""

    def expression(_day: date) -> Value:
        some, every = (sa.type_coerce(one, sa.Integer) for one in _in_session(part, whole))
        hundredths = (some * 20_000 + every) // (every * 2)
        return sa.type_coerce(sa.case((every == 0, sa.null()), else_=hundredths), Scaled(2))

    return expression


def of_pilot(name: str) -> Expression:
    """A count of each pilot (see count_of): of the sessions of its certificate and level from September to August."""

    def expression(_day: date) -> Value:
        pilot, meant, own = entity_named("certificate_pilot").table(), _of("certificate"), _of("certificate")
        student = _of("student")
        joined, registration, session, standard, result = standing()
        first, last = (sa.func.printf("%04d-{:02}-{:02}".format(*YEAR_BEGINS), pilot.c.year + n) for n in (0, 1))
        held = (
            meant.c.id == pilot.c.certificate_id, own.c.name == meant.c.name, own.c.level == meant.c.level,
            session.c.certificate_id == own.c.id,
            sa.cast(session.c.exam_date, sa.Text) >= first, sa.cast(session.c.exam_date, sa.Text) < last,
        )  # fmt: skip
        whole = joined.join(own, own.c.id == session.c.certificate_id).join(meant, sa.true())
        whole = whole.outerjoin(student, student.c.id == registration.c.student_id)
        of_school = sa.or_(student.c.school_id.is_(None), student.c.school_id == pilot.c.school_id)
        counted = sa.select(count_of(name, registration, standard, result)).select_from(whole).where(*held, of_school)
        return sa.type_coerce(counted.correlate(pilot).scalar_subquery(), sa.Integer)

    return expression


def seated(_day: date) -> Value:
    """How many have a seat in a room."""
    room, registration = entity_named("exam_room").table(), _of("exam_registration")
    count = sa.select(sa.func.count()).select_from(registration).where(registration.c.room_id == room.c.id)
    return count.correlate(room).scalar_subquery()


def candidate_of(_day: date) -> Value:
    """The name of whoever is registered."""
    own, student = entity_named("exam_registration").table(), _of("student")
    name = sa.select(student.c.name).where(student.c.id == own.c.student_id).correlate(own).scalar_subquery()
    return sa.func.coalesce(name, own.c.candidate_name, type_=sa.Text)


def title_of_registration(day: date) -> Value:
    """The number of the ticket, else the name."""
    own = entity_named("exam_registration").table()
    return sa.func.coalesce(own.c.ticket_number, candidate_of(day), type_=sa.Text)


def _of_registration(value: Callable[[OneOf, OneOf, OneOf, OneOf], Value]) -> Value:
    """A value of each registration from itself, its session, the standard that counts, and its result."""
    joined, own, session, standard, result = standing()
    registration = entity_named("exam_registration").table()
    chosen = sa.select(value(own, session, standard, result)).select_from(joined).where(own.c.id == registration.c.id)
    return chosen.correlate(registration).scalar_subquery()


def step(_day: date) -> Value:
    """How far a registration came (code table exam-step), each step beyond the one before: so counts subtract exactly.

    A result is beyond the seat, whatever the state says; who was absent or put off, or waits for the result, has a seat.
    """

    def reached(own: OneOf, session: OneOf, standard: OneOf, result: OneOf) -> Value:
        award, given = _of("certificate_award"), _of("credit_conversion")
        held = sa.and_(award.c.registration_id == own.c.id, sa.not_(sa.func.coalesce(award.c.is_revoked, sa.false())))
        issued = sa.exists().where(held)
        counted = sa.exists().where(held, given.c.award_id == award.c.id, sa.func.coalesce(given.c.status, "") != "3")
        sat = sa.and_(result.c.id.is_not(None), has_sat(result))
        passed = sa.and_(sat, sa.func.coalesce(is_passed(result, standard), sa.false()))
        state = sa.func.coalesce(own.c.status, REGISTERED)
        return sa.case(
            (sa.not_(is_enrolled(own)), OUT), (sa.and_(passed, counted), CREDITED), (sa.and_(passed, issued), ISSUED),
            (passed, PASSED), (sat, EXAMINED),
            (sa.or_(state.in_((SEATED, SAT, ABSENT, CHEATED)), result.c.id.is_not(None)), PLACED),
            (sa.or_(state == PAID, sa.and_(state == APPROVED, session.c.fee == 0)), FEE_PAID),
            (state == APPROVED, CHECKED), else_=ENTERED,
        )  # fmt: skip

    return sa.type_coerce(_of_registration(reached), sa.Text)


def score(part: str) -> Expression:
    """A score of each registration in points: `theory`, `practice`, or the `total` as it is reckoned."""

    def value(_own: OneOf, _session: OneOf, standard: OneOf, result: OneOf) -> Value:
        return total_tenths(result, standard) if part == "total" else _tenths(result.c[f"{part}_score"])

    return lambda _day: sa.type_coerce(_of_registration(value), Scaled(1))


def attempt(_day: date) -> Value:
    """Which time it is: one more than the earlier sessions for the same certificate and level that were sat."""
    own = entity_named("exam_registration").table()
    earlier, before, mine = _of("exam_registration"), _of("exam_session"), _of("exam_session")
    meant, other = _of("certificate"), _of("certificate")
    same = sa.or_(earlier.c.student_id == own.c.student_id, earlier.c.candidate_id_number == own.c.candidate_id_number)
    joined = earlier.join(before, before.c.id == earlier.c.session_id).join(
        other, other.c.id == earlier.c.certificate_id
    )
    count = (
        sa.select(sa.func.count() + 1)
        .select_from(joined.join(mine, sa.true()).join(meant, sa.true()))
        .where(mine.c.id == own.c.session_id, meant.c.id == own.c.certificate_id, same, earlier.c.id != own.c.id)
        .where(other.c.name == meant.c.name, other.c.level == meant.c.level, earlier.c.status.in_((SAT, CHEATED)))
        .where(before.c.exam_date < mine.c.exam_date)
    )
    return sa.type_coerce(count.correlate(own).scalar_subquery(), sa.Integer)


def is_issued(day: date, award: OneOf) -> Met:
    """发证 by the day, and not revoked."""
    return sa.and_(award.c.issued_date <= day, sa.not_(sa.func.coalesce(award.c.is_revoked, sa.false())))


def is_received(day: date, award: OneOf) -> Met:
    """领取 by the day, of what is issued."""
    return sa.and_(is_issued(day, award), award.c.received_date <= day)


def _registrations(_day: date) -> sa.Select[Any]:
    """Registrations of students for a certificate, those that were passed first, then the latest."""
    joined, registration, session, standard, result = standing()
    meant, own = _of("certificate"), _of("certificate")
    whole = joined.join(own, own.c.id == registration.c.certificate_id).join(
        meant, sa.and_(meant.c.name == own.c.name, meant.c.level == own.c.level)
    )
    passed = sa.func.coalesce(is_passed(result, standard), sa.false())
    order = (
        sa.case((passed, 0), (result.c.id.is_not(None), 1), else_=2),
        session.c.exam_date.desc(),
        registration.c.id,
    )
    rows = sa.select(registration.c.student_id, meant.c.id.label("certificate_id"), registration.c.id)
    return rows.select_from(whole).where(is_enrolled(registration)).order_by(*order)


PASSED_REGISTRATION = Finds("registration", ("student", "certificate"), _registrations)


def _sessions(_day: date) -> sa.Select[Any]:
    """All sessions by every standard of the certificate they examine, the latest first."""
    session, own, meant = _of("exam_session"), _of("certificate"), _of("certificate")
    joined = session.join(own, own.c.id == session.c.certificate_id).join(
        meant, sa.and_(meant.c.name == own.c.name, meant.c.level == own.c.level)
    )
    return (
        sa.select(meant.c.id.label("certificate_id"), session.c.id)
        .select_from(joined)
        .order_by(session.c.exam_date.desc(), session.c.id)
    )


def _open_sessions(day: date) -> sa.Select[Any]:
    """Those one can still be registered for, the nearest first."""
    chosen = _sessions(day)
    *_told, key = chosen.selected_columns
    session = key.table
    still = sa.and_(
        sa.or_(session.c.register_until.is_(None), session.c.register_until >= day), session.c.exam_date > day
    )
    return chosen.where(still).order_by(None).order_by(session.c.exam_date, session.c.id)


OPEN_SESSION = Finds("session", ("certificate",), _open_sessions, only=True, otherwise=_sessions)
