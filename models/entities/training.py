"""What counts in apprenticeship on a day: in training, ratio, grades, subsidies (registers §3), as conditions and SQL values.

Amounts are kept in fen, numbers of policy in ten-thousandths, scores in tenths, so that nothing here is a fraction of SQLite.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from models.entities.measures import LIABILITY, Met
from models.entities.policy import national
from models.schema.column_types import Scaled
from models.schema.derive import in_force, open_on
from models.schema.fields import entity_named
from models.schema.scopes import RANK

Value = sa.ColumnElement[Any]

STUDENTS, EMPLOYEES, ENGINEERS = "1", "2", "3"  # apprenticeship-kind 现代学徒制, 企业新型学徒制, 现场工程师
STUDENT, EMPLOYEE = "1", "2"  # apprentice-identity
PREPARED, RUNNING, CLOSED, STOPPED = "1", "2", "3", "4"  # programme-status
TRAINING, QUALIFIED, STAYING, WITHDRAWN, MOVED, REMOVED = "1", "2", "3", "4", "5", "6"  # apprentice-outcome
PASSED, LEFT = (QUALIFIED, STAYING), (WITHDRAWN, REMOVED)
RATED = (TRAINING, *PASSED, *LEFT)  # of whom the share of 出师 is taken
ADVANCE, SETTLEMENT, REFUND = "1", "2", "3"  # claim-kind
PLANNED, APPLIED, PUBLISHED, APPROVED, PAID, REFUSED = "1", "2", "3", "4", "5", "6"  # claim-status
FINAL = "3"  # assessment-kind 结业考核
EXCELLENT, GOOD, SUFFICIENT, FAILED = "1", "2", "3", "4"  # assessment-grade
LEVELS = ("6", "5", "4", "3", "2", "1", "7", "8")  # skill-level from the lowest to the highest
DOCUMENTS = 6  # standard-kind
SCORES = ("theory", "practice", "attitude")
RATE, UNCERTIFIED, SHARE = "subsidy.rate", "subsidy.factor-uncertified", "subsidy.advance-share"
_UNIT = 10_000  # of a number of policy
_FEN = 100


def plain(value: Any) -> Value:
    """A scaled column as the whole number that stands in the file."""
    return sa.type_coerce(value, sa.BigInteger)


def policy_number(
    key: str,
    day: date | Value,
    school: Value | None = None,
    level: Value | None = None,
    around: Sequence[sa.FromClause] = (),
) -> Value:
    """What database.policies gives for a key, a school (and a level of skill) on a day, in ten-thousandths; NULL where nobody set it."""
    own, place = entity_named("policy_parameter").table().alias(), entity_named("school").table().alias()
    words = (place.c.level, place.c.school_code) if level is None else (place.c.school_code, level)
    rank = sa.Function(RANK, own.c.scope, place.c.region, *words, type_=sa.Integer())
    holds = sa.and_(own.c.valid_from <= day, sa.or_(own.c.valid_until.is_(None), own.c.valid_until >= day))
    found = (
        sa.select(plain(own.c.value))
        .select_from(own.outerjoin(place, place.c.id == (sa.null() if school is None else school)))
        .where(own.c.key == key, holds, rank.is_not(None)).order_by(rank.desc(), own.c.valid_from.desc()).limit(1)
    )  # fmt: skip
    outer = [*around, *(value.table for value in (day, school, level) if isinstance(value, sa.Column))]
    value = found.correlate(*outer) if outer else found.correlate(None)
    return sa.func.coalesce(value.scalar_subquery(), _shipped(key, day), type_=sa.BigInteger)


def _shipped(key: str, day: date | Value) -> Value:
    """What the program ships, where the file holds nothing."""
    rows = [row for row in national() if row["key"] == key and row.get("value") is not None]
    cases = [
        (sa.and_(sa.literal(row["valid_from"]) <= day, *([sa.literal(row["valid_until"]) >= day] if row.get("valid_until") else [])),
         int(row["value"].scaleb(4)))
        for row in rows
    ]  # fmt: skip
    return sa.case(*cases, else_=sa.null()) if cases else sa.null()


def outcome_on(day: date, own: sa.FromClause) -> Value:
    """The outcome of an apprentice as of a day: its date is the last day of what was before."""
    stored = sa.func.coalesce(own.c.outcome, TRAINING)
    return sa.case((own.c.outcome_date > day, TRAINING), else_=stored)


def of_training(day: date, own: sa.FromClause) -> Met:
    """在培 on a day within the period: nothing came of it yet, or not before the day."""
    return sa.or_(sa.func.coalesce(own.c.outcome, TRAINING) == TRAINING, own.c.outcome_date >= day)


def of_apprentice(day: date, link: sa.FromClause) -> Met:
    """Whether the apprentice of a row is in training."""
    own = entity_named("apprentice").table().alias()
    return link.c.apprentice_id.in_(sa.select(own.c.id).where(in_force(entity_named("apprentice"), day, own)))


def is_over(day: date, own: sa.FromClause) -> Met:
    """Whether training is over, whatever came of it; who takes another post goes on."""
    ended = sa.and_(outcome_on(day, own).not_in((TRAINING, MOVED)))
    return sa.or_(ended, sa.func.coalesce(own.c.end_date < day, sa.false()))


def is_rated(day: date, own: sa.FromClause) -> Met:
    """Whether an apprentice is one of those of whom the share of 出师 is taken: begun by the day, not in another post."""
    return sa.and_(own.c.start_date <= day, outcome_on(day, own).in_(RATED))


def has_passed(day: date, own: sa.FromClause) -> Met:
    """出师 or 留任 by the day."""
    return sa.and_(own.c.start_date <= day, outcome_on(day, own).in_(PASSED))


def person_of(own: sa.FromClause) -> Value:
    """What tells persons apart: the student, else the number of the card."""
    return sa.func.coalesce(sa.cast(own.c.student_id, sa.Text), own.c.employee_id_number, sa.cast(own.c.id, sa.Text))


def mentors_on(day: date, programme: Value) -> Value:
    """How many mentors have somebody of a programme in training with them."""
    link, own = (entity_named(name).table().alias() for name in ("mentor_pairing", "apprentice"))
    counted = sa.select(sa.func.count(link.c.mentor_id.distinct())).where(
        own.c.programme_id == programme, link.c.apprentice_id == own.c.id,
        in_force(entity_named("apprentice"), day, own), open_on(entity_named("mentor_pairing"), day, link),
    )  # fmt: skip
    return counted.correlate(_table(programme)).scalar_subquery()


def apprentices_on(day: date, programme: Value) -> Value:
    """How many of a programme are in training."""
    own = entity_named("apprentice").table().alias()
    counted = sa.select(sa.func.count()).select_from(own).where(
        own.c.programme_id == programme, in_force(entity_named("apprentice"), day, own)
    )  # fmt: skip
    return counted.correlate(_table(programme)).scalar_subquery()


def _table(column: Value) -> sa.FromClause:
    assert isinstance(column, sa.Column)
    return column.table


def mentor_count(day: date, programme: sa.FromClause) -> Value:
    """师傅数."""
    return mentors_on(day, programme.c.id)


def ratio(day: date, programme: sa.FromClause) -> Value:
    """师徒比 as `1 : 4.7`, one place, half up; none without a mentor."""
    several, mentors = apprentices_on(day, programme.c.id), mentors_on(day, programme.c.id)
    tenths = _half_up(10 * several, mentors)
    words = sa.literal("1 : ") + sa.cast(tenths // 10, sa.Text) + "." + sa.cast(tenths % 10, sa.Text)
    return sa.case((mentors > 0, words))


def _half_up(part: Value, whole: Value | int) -> Value:
    """The nearest whole number to a quotient, halves upwards; of numbers that are not negative."""
    return (2 * part + whole) // (2 * whole)


def document_count(day: date, programme: sa.FromClause) -> Value:
    """How many of the six kinds of standards have an approved version."""
    own = entity_named("standard_document").table().alias()
    kinds = sa.select(sa.func.count(own.c.kind.distinct())).where(
        own.c.programme_id == programme.c.id, own.c.approved_date <= day
    )
    return kinds.correlate(programme).scalar_subquery()


def _of_place(own: sa.FromClause, value: Callable[[Callable[[str], Value]], Value], day: date) -> Value:
    """A value that numbers of policy make up, as they hold for the school of an assessment on its day."""
    learner, programme = (entity_named(name).table().alias() for name in ("apprentice", "apprenticeship_programme"))
    then = sa.func.coalesce(own.c.assessed_date, day)

    def limit(key: str) -> Value:
        return policy_number(f"assessment.{key}", then, programme.c.school_id, around=(own,))

    chosen = sa.select(value(limit)).where(
        learner.c.id == own.c.apprentice_id, programme.c.id == learner.c.programme_id
    )
    return chosen.correlate(own).scalar_subquery()


def _total(own: sa.FromClause, limit: Callable[[str], Value]) -> Value:
    """总评 in tenths: the scores by their weights, half up; none where a part is missing."""
    parts = [limit(f"{part}-weight") * plain(own.c[f"{part}_score"]) for part in SCORES]
    return _half_up(sum(parts[1:], parts[0]), _UNIT)


def total_score(day: date, own: sa.FromClause) -> Value:
    """总评: the scores by their weights, half up to a tenth."""
    return sa.type_coerce(_of_place(own, lambda limit: _total(own, limit), day), Scaled(1))


def grade(day: date, own: sa.FromClause) -> Value:
    """等次 of the total, which is rounded before it is compared."""
    marks = {EXCELLENT: "excellent", GOOD: "good", SUFFICIENT: "sufficient"}

    def value(limit: Callable[[str], Value]) -> Value:
        reached = _total(own, limit) * (_UNIT // 10)
        return sa.case(
            *((reached >= limit(word), code) for code, word in marks.items()), (reached.is_not(None), FAILED)
        )

    return _of_place(own, value, day)


def result(day: date, own: sa.FromClause) -> Value:
    """等次 as it is printed: the one that was given, else that of the total."""
    return sa.func.coalesce(own.c.result, grade(day, own))


def has_marks(own: sa.FromClause) -> Met:
    """Whether anything is entered of an assessment: a score of any part, or a grade."""
    scores = (own.c[f"{part}_score"] for part in (*SCORES, "enterprise", "school"))
    return sa.or_(own.c.result.is_not(None), *(score.is_not(None) for score in scores))


def is_awaited(day: date, own: sa.FromClause) -> Met:
    """待登记: an assessment that is planned, without a mark, of somebody who has not left training."""
    learner = entity_named("apprentice").table().alias()
    there = outcome_on(day, learner).in_((TRAINING, QUALIFIED, STAYING))
    mine = sa.exists().where(learner.c.id == own.c.apprentice_id, there)
    return sa.and_(sa.not_(has_marks(own)), mine.correlate(own))


def _level(column: Value) -> Value:
    """How high a level of skill is."""
    return sa.case({code: place for place, code in enumerate(LEVELS, 1)}, value=column)


def is_certified(day: date, own: sa.FromClause, programme: sa.FromClause) -> Met:
    """取证: a certificate of the level aimed at, or a higher one, by the day."""
    known = sa.and_(own.c.award_level.is_not(None), sa.func.coalesce(own.c.award_date <= day, sa.true()))
    return sa.and_(known, _level(own.c.award_level) >= sa.func.coalesce(_level(programme.c.target_level), 0))


def has_left(day: date, own: sa.FromClause) -> Met:
    """退出 or 除名 by the day."""
    return outcome_on(day, own).in_(LEFT)


def _last_day(own: sa.FromClause) -> Value:
    """The last day of training: that of the outcome where it came earlier."""
    end, outcome = own.c.end_date, own.c.outcome_date
    return sa.case(
        (outcome.is_(None), end), (end.is_(None), outcome), (outcome < end, outcome), else_=end
    )  # fmt: skip


def _part(name: str, day: Value) -> Value:
    return sa.cast(sa.func.strftime(name, day), sa.Integer)


def months(_day: date, own: sa.FromClause) -> Value:
    """实际月数: full calendar months from the first day to the day after the last."""
    first, after = own.c.start_date, sa.func.date(_last_day(own), "+1 day")
    whole = 12 * (_part("%Y", after) - _part("%Y", first)) + _part("%m", after) - _part("%m", first)
    short = sa.cast(_part("%d", after) < _part("%d", first), sa.Integer)
    return sa.func.max(whole - short, 0, type_=sa.Integer)


def _of_programme(own: sa.FromClause, programme: sa.FromClause, value: Value) -> Value:
    chosen = sa.select(value).where(programme.c.id == own.c.programme_id, programme.c.kind == EMPLOYEES)
    return chosen.correlate(own).scalar_subquery()


def _programme() -> sa.FromClause:
    return entity_named("apprenticeship_programme").table().alias()


def months_counted(day: date, own: sa.FromClause) -> Value:
    """实际月数 of who is trained with a subsidy."""
    programme = _programme()
    return _of_programme(own, programme, months(day, own))


def _rate(programme: sa.FromClause) -> Value:
    return policy_number(RATE, programme.c.start_date, programme.c.school_id, programme.c.target_level)


def subsidy_in_fen(day: date, own: sa.FromClause) -> Value:
    """应补 of one person: rate × months (no more than were filed) / 12 × factor, half up to the fen.

    None while training goes on, and where the school's region has no rate for the level and the year of the programme.
    """
    programme = _programme()
    certified, left = is_certified(day, own, programme), has_left(day, own)
    other = policy_number(UNCERTIFIED, programme.c.start_date, programme.c.school_id)
    factor = sa.case((sa.or_(left, own.c.is_subsidised_before.is_(True)), 0), (certified, _UNIT), else_=other)
    paid = sa.func.min(months(day, own), sa.func.coalesce(programme.c.filed_months, months(day, own)))
    amount = _half_up(_rate(programme) * paid * factor, 12 * _UNIT * _UNIT // _FEN)
    return _of_programme(own, programme, sa.case((is_over(day, own), amount)))


def subsidy(day: date, own: sa.FromClause) -> Value:
    """应补 of one person."""
    return sa.type_coerce(subsidy_in_fen(day, own), Scaled(2))


def _total_in_fen(day: date, programme: sa.FromClause) -> Value:
    own = entity_named("apprentice").table().alias()
    every = sa.select(sa.func.sum(subsidy_in_fen(day, own))).where(own.c.programme_id == programme.c.id)
    return every.correlate(programme).scalar_subquery()


def subsidy_total(day: date, programme: sa.FromClause) -> Value:
    """应补 of a programme: the sum of its persons; none before one of them is finished, or without a rate."""
    return sa.type_coerce(_total_in_fen(day, programme), Scaled(2))


def _advanced_in_fen(day: date, programme: sa.FromClause) -> Value:
    own = entity_named("subsidy_claim").table().alias()
    paid = plain(own.c.paid_amount) * sa.case((own.c.kind == REFUND, -1), else_=1)
    every = sa.select(sa.func.coalesce(sa.func.sum(paid), 0)).where(
        own.c.programme_id == programme.c.id, own.c.kind.in_((ADVANCE, REFUND)),
        sa.or_(own.c.paid_date.is_(None), own.c.paid_date <= day),
    )  # fmt: skip
    return sa.case((programme.c.kind == EMPLOYEES, every.correlate(programme).scalar_subquery()))


def subsidy_advanced(day: date, programme: sa.FromClause) -> Value:
    """已预支: what was advanced by the day, less what was given back."""
    return sa.type_coerce(_advanced_in_fen(day, programme), Scaled(2))


def subsidy_balance(day: date, programme: sa.FromClause) -> Value:
    """余额: what is still due; negative what is to be given back."""
    return sa.type_coerce(_total_in_fen(day, programme) - _advanced_in_fen(day, programme), Scaled(2))


def subsidy_rate(_day: date, programme: sa.FromClause) -> Value:
    """The rate of a programme, in yuan a person and year; none where the office has to look it up 请填写本地文件号."""
    return sa.type_coerce(sa.case((programme.c.kind == EMPLOYEES, _rate(programme))), Scaled(4))


def advance_limit(_day: date, programme: sa.FromClause) -> Value:
    """预支上限: a share of the rate for the months and the persons that were filed."""
    share = policy_number(SHARE, programme.c.start_date, programme.c.school_id)
    filed = programme.c.filed_months * programme.c.planned_size
    amount = _half_up(_rate(programme) * filed * share, 12 * _UNIT * _UNIT // _FEN)
    return sa.type_coerce(sa.case((programme.c.kind == EMPLOYEES, amount)), Scaled(2))


def is_insured(day: date, own: sa.FromClause) -> Met:
    """Whether liability insurance covers an apprentice on a day, as a student or as an apprentice."""
    person, policy = (entity_named(name).table().alias() for name in ("insured_person", "insurance_policy"))
    begin = sa.func.coalesce(person.c.insured_from, policy.c.insured_from)
    end = sa.func.coalesce(person.c.insured_until, policy.c.insured_until)
    liable = sa.or_(policy.c.kind.is_(None), policy.c.kind.in_(LIABILITY))
    his = sa.or_(person.c.apprentice_id == own.c.id, person.c.student_id == own.c.student_id)
    held = sa.exists().where(policy.c.id == person.c.policy_id, liable, his, begin <= day, end >= day)
    return held.correlate(own)


def is_suspected(_day: date, own: sa.FromClause) -> Met:
    """待核: the person was trained for the same trade and level before; a suspicion, which takes nothing away."""
    other, before = entity_named("apprentice").table().alias(), _programme()
    programme = _programme()
    same = sa.exists().where(
        programme.c.id == own.c.programme_id, programme.c.kind == EMPLOYEES, before.c.kind == EMPLOYEES, other.c.id != own.c.id,
        other.c.programme_id == before.c.id, other.c.employee_id_number == own.c.employee_id_number,
        before.c.occupation == programme.c.occupation, before.c.target_level == programme.c.target_level,
        sa.or_(other.c.start_date < own.c.start_date, sa.and_(other.c.start_date == own.c.start_date, other.c.id < own.c.id)),
        sa.func.coalesce(other.c.outcome, TRAINING).not_in(LEFT),
    )  # fmt: skip
    return same.correlate(own)


def person_value(column: str, employee: str) -> Any:
    """What an apprentice is called or has: of the student, or of the employee."""

    def value(_day: date, own: sa.FromClause) -> Value:
        student = entity_named("student").table().alias()
        chosen = sa.select(student.c[column]).where(student.c.id == own.c.student_id)
        return sa.func.coalesce(chosen.correlate(own).scalar_subquery(), own.c[employee], type_=sa.Text)

    return value


def most_apprentices(day: date, mentor: sa.FromClause) -> Value:
    """How many apprentices a mentor may have at a time."""
    limit = policy_number("mentor.max-apprentices", day) // _UNIT
    return sa.func.coalesce(mentor.c.max_apprentices, limit, type_=sa.Integer)


def programmes_of_mentor(day: date, mentor: sa.FromClause) -> Value:
    """In how many programmes a mentor has somebody in training."""
    link, own = (entity_named(name).table().alias() for name in ("mentor_pairing", "apprentice"))
    several = sa.select(sa.func.count(own.c.programme_id.distinct())).where(
        link.c.mentor_id == mentor.c.id, own.c.id == link.c.apprentice_id,
        in_force(entity_named("apprentice"), day, own), open_on(entity_named("mentor_pairing"), day, link),
    )  # fmt: skip
    return several.correlate(mentor).scalar_subquery()


def class_of(day: date, own: sa.FromClause) -> Value:
    """The class an apprentice is in as a student."""
    link = entity_named("class_membership")
    table = link.table().alias()
    there = sa.select(table.c.school_class_id).where(table.c.student_id == own.c.student_id, open_on(link, day, table))
    return there.order_by(table.c.id.desc()).limit(1).correlate(own).scalar_subquery()


def identity_in(programme: Mapping[str, Any]) -> str | None:
    """What the apprentices of a programme are unless somebody says otherwise."""
    kind = programme.get("kind")
    return None if kind is None else EMPLOYEE if kind == EMPLOYEES else STUDENT


def only_enterprise(programme: Mapping[str, Any]) -> Any:
    """The enterprise of a programme that has but one."""
    firms: tuple[Any, ...] = programme.get("enterprises") or ()
    return firms[0] if len(firms) == 1 else None


def claim_status(row: Mapping[str, Any], _day: date) -> str:
    """The status of a claim that comes without one: 拨付 with the day it was paid, 批准 with that of the approval, else 已申请."""
    return PAID if row.get("paid_date") is not None else APPROVED if row.get("approved_date") is not None else APPLIED
