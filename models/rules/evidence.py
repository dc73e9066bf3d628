"""What the rules on internships look at, as conditions of SQL over a placement and all that belongs to it."""

from typing import Any

import sqlalchemy as sa

from models.entities import measures
from models.entities.enterprises import Enterprise, Post, PostMajor
from models.entities.measures import NOT_MATCHED, WHOLLY
from models.entities.people import ClassMembership, Student
from models.entities.placement_records import ArchiveItem
from models.entities.placements import Placement, PlacementPlan
from models.entities.programmes import Major, SchoolClass
from models.entities.schools import School
from models.rules.rule import DAY, Condition, threshold
from models.schema.codes import table
from models.schema.column_types import Scaled

FEMALE = "2"  # codes of the tables
TWO_SHIFTS, THREE_SHIFTS = "2", "3"
DIRECT, INDIRECT = ("1", "5"), ("2", "3", "4")  # pay that reaches the student, to the account or in cash; others
CHOSEN = ("1", "3", "4")  # ways of placing that the school answers for
LODGED = ("1", "2", "4")  # lodgings that need no signature
GRADES, SHIFTS = ("1", "2", "3", "4"), ("1", "2", "3")
NO_HAZARD = (",无,", ",没有,")  # what offices write for none
MINORS_NEVER, WOMEN_NEVER = ("1", "2", "3", "4", "5"), ("2",)  # hazards no filing lets in: minors; women, down the mine
VENUES = ("901", "6233", "8051", "8052")  # GB/T 4754-2017: indoor amusements (dance halls, net bars …), bars, baths
AGENCIES = ("726",)  # GB/T 4754-2017: employment agencies, labour dispatch
SECTIONS = {"62": "H", "72": "L", "80": "O", "90": "R"}  # the letters these divisions stand under

own, plan, post = Placement.table().c, PlacementPlan.table().c, Post.table().c
student, school, firm = Student.table().c, School.table().c, Enterprise.table().c
begin, end = own.start_date, own.end_date
grade_class = SchoolClass.table().alias("grade_class")  # the class the student is in on the first day
major = Major.table().alias("student_major")


def _class_on_first_day() -> sa.ScalarSelect[Any]:
    """The class of the first day; where memberships were only recorded later, the latest."""
    link = ClassMembership.table().alias()
    stood = sa.and_(
        sa.or_(link.c.join_date.is_(None), link.c.join_date <= begin),
        sa.or_(link.c.leave_date.is_(None), link.c.leave_date > begin),
    )
    chosen = sa.select(link.c.school_class_id).where(link.c.student_id == own.student_id)
    ordered = chosen.order_by(stood.desc(), link.c.join_date.desc(), link.c.id.desc()).limit(1)
    return ordered.correlate(Placement.table()).scalar_subquery()


def school_of() -> sa.ColumnElement[Any]:
    """The student's school, else that of the class; where neither says so the only one there is."""
    every = School.table().alias()
    only = sa.select(sa.func.min(every.c.id)).having(sa.func.count() == 1).scalar_subquery()
    return sa.func.coalesce(student.school_id, grade_class.c.school_id, only)


def placements() -> sa.Select[Any]:
    """Placements rules are asked of, joined to what they look at; visits 认识实习 are not among them."""
    return (
        sa.select(own.id)
        .select_from(
            Placement.table()
            .join(Student.table(), student.id == own.student_id)
            .join(Enterprise.table(), firm.id == own.enterprise_id)
            .outerjoin(Post.table(), post.id == own.post_id)
            .outerjoin(PlacementPlan.table(), plan.id == own.plan_id)
            .outerjoin(grade_class, grade_class.c.id == _class_on_first_day())
            .outerjoin(School.table(), school.id == school_of())
            .outerjoin(major, major.c.id == sa.func.coalesce(student.major_id, grade_class.c.major_id))
        )
        .where(measures.is_internship(PlacementPlan.table()))
    )


# --- days and ages


def before(day: sa.ColumnElement[Any], first: sa.ColumnElement[Any]) -> Condition:
    """Whether something was done beforehand: on an earlier day, or the same where policy allows it."""
    return sa.or_(day < first, sa.and_(threshold("R-INT.same-day") == 1, day == first))


def not_older_than(key: str) -> Condition:
    """Whether these full years (周岁) are not completed on the first day: one is completed the day after the birthday."""
    return begin <= sa.func.date(student.birth_date, sa.func.printf("+%d years", threshold(key)))


def minor() -> Condition:
    """Whether the student is under 18 on the first day."""
    return not_older_than("R-INT-03.years")


def in_first_year() -> Condition:
    """School years begin in September; the grade is that of the class, without one that of the month of entry."""
    begun = sa.cast(sa.func.strftime("%Y", begin, "-8 months"), sa.Integer)
    entered = sa.cast(sa.func.strftime("%Y", student.entry_month + "-01", "-7 months"), sa.Integer)
    return begun <= sa.func.coalesce(grade_class.c.grade_year, entered)


def days() -> sa.ColumnElement[Any]:
    """Days at work under one plan: whoever changes the enterprise goes on, and does not begin anew."""
    other = Placement.table().alias()
    length = sa.func.julianday(other.c.end_date) - sa.func.julianday(other.c.start_date) + 1
    same = sa.or_(other.c.id == own.id, sa.and_(other.c.student_id == own.student_id, other.c.plan_id == own.plan_id))
    return sa.select(sa.func.sum(length)).where(same).correlate(Placement.table()).scalar_subquery()


# --- where


def _letters_off(code: Any) -> Any:
    """The digits of an industry, whether it is kept as C3670, 3670 or C36; "" for a section."""
    return sa.func.ltrim(sa.func.upper(code), "ABCDEFGHIJKLMNOPQRST")


def of_industry(prefixes: tuple[str, ...]) -> Condition:
    """Whether the industry lies in one of these divisions, groups or classes."""
    return sa.or_(*(_letters_off(firm.industry).like(f"{prefix}%") for prefix in prefixes))


def industry_unclear(prefixes: tuple[str, ...]) -> Condition:
    """Whether the industry is told so broadly that one of these may be meant (H62, R), is not told, or is no code."""
    above = {prefix[:length] for prefix in prefixes for length in range(2, len(prefix))}
    letters = {SECTIONS[prefix[:2]] for prefix in prefixes}
    digits, known = _letters_off(firm.industry), sa.func.upper(firm.industry)
    return sa.or_(
        firm.industry.is_(None), digits.in_(sorted(above)), known.in_(sorted(letters)),
        sa.not_(sa.or_(digits.op("GLOB")("[0-9][0-9]*"), known.op("GLOB")("[A-T]"))),
    )  # fmt: skip


def other_province() -> Condition:
    """Whether one works in another province than that of the school."""
    there = sa.func.substr(sa.func.coalesce(own.region, firm.region), 1, 2)
    return there != sa.func.substr(school.region, 1, 2)


# --- the work


def outside(column: sa.ColumnElement[Any], codes: tuple[str, ...]) -> Condition:
    """Whether a code is none of these: not recorded, or a word no table knows."""
    return sa.func.coalesce(column.not_in(codes), sa.true())


def has_hazard() -> Condition:
    """Whether any hazard is recorded of the post."""
    kept = sa.type_coerce(post.hazards, sa.Text)
    return sa.and_(kept.is_not(None), kept.not_in(NO_HAZARD))


def hazardous(codes: tuple[str, ...]) -> Condition:
    """Whether one of these hazards is recorded of the post."""
    kept = sa.func.coalesce(sa.type_coerce(post.hazards, sa.Text), "")
    return sa.or_(*(kept.like(f"%,{code},%") for code in codes))


def post_not_examined() -> Condition:
    """Whether nothing about labour protection is recorded of the post: then no hazard does not mean that there is none."""
    noted = (post.hazards, post.labour_grade, post.is_minor_forbidden, post.is_female_forbidden)
    return sa.and_(*(column.is_(None) for column in noted))


def filed(flag: sa.ColumnElement[Any]) -> Condition:
    """Whether the batch had such an exception filed with the authority before the placement began (article 17)."""
    return sa.func.coalesce(sa.and_(flag, plan.filing_number.is_not(None), before(plan.filing_date, begin)), sa.false())


def rest_days_worked() -> Condition:
    """Whether the hours of a week do not fit into the days that are worked; half a day more may be rounding."""
    week, day = (sa.type_coerce(column, sa.BigInteger) for column in (own.weekly_hours, own.daily_hours))
    return sa.and_(day > 0, week >= day * threshold("R-INT-08.rest-days"))


def longer_than(column: sa.ColumnElement[Any], key: str) -> Condition:
    """Whether the hours are more than a threshold."""
    return column > threshold(key, Scaled(1))


def underpaid() -> Condition:
    """Neither the share of the wage of the same post nor its lowest tier is reached; one of them is enough."""
    pay, same, least = (
        sa.type_coerce(column, sa.BigInteger) for column in (own.pay, post.same_post_wage, post.lowest_tier_wage)
    )
    return sa.and_(pay * 100 < same * threshold("R-INT-16.percent"), sa.or_(least.is_(None), pay < least))


# --- the major


def suits(width: int | None) -> Condition:
    """Whether the post is for the student's major, or with `width` for one whose code begins with the same digits."""
    link, other = PostMajor.table().alias(), Major.table().alias()
    same = other.c.id == major.c.id
    code: Any = other.c.code
    mine: Any = major.c.code
    if width is not None:
        code, mine = sa.func.substr(code, 1, width), sa.func.substr(mine, 1, width)
    found = sa.select(link.c.id).join(other, other.c.id == link.c.major_id).where(link.c.post_id == own.post_id)
    return found.where(sa.or_(same, code == mine)).correlate(Placement.table(), major).exists()


def majors_known() -> Condition:
    """Whether the post says which majors it is for, and the student's is known."""
    link = PostMajor.table().alias()
    told = sa.select(link.c.id).where(link.c.post_id == own.post_id).correlate(Placement.table()).exists()
    return sa.and_(told, major.c.id.is_not(None))


def mismatched() -> Condition:
    """Without a reason: said to be no match; or said to be one though the post is for other majors."""
    declared = sa.func.coalesce(own.match_level, "")
    return sa.and_(own.match_reason.is_(None), sa.or_(
        declared == NOT_MATCHED,
        sa.and_(majors_known(), sa.not_(suits(None)), declared == WHOLLY),
        sa.and_(majors_known(), sa.not_(suits(2))),
    ))  # fmt: skip


# --- papers

SIGNED = (own.signed_student_date, own.signed_school_date, own.signed_enterprise_date)


def signed_at_all() -> Condition:
    """Whether the day of a signature is recorded."""
    return sa.or_(*(day.is_not(None) for day in (*SIGNED, own.signed_guardian_date)))


def signed_wrongly() -> Condition:
    """Student, school and enterprise sign before the first day, and the guardian of a minor: one is missing or late."""
    late = [sa.not_(before(day, begin)) for day in (*SIGNED, own.signed_guardian_date)]
    missing = [day.is_(None) for day in SIGNED]
    guardian = sa.and_(minor(), own.signed_guardian_date.is_(None))
    wrong = sa.or_(*(sa.func.coalesce(one, sa.false()) for one in late), *missing, guardian)
    return sa.and_(signed_at_all(), wrong)


PREPARED = (
    plan.inspection_done_date, plan.list_approved_date, plan.consents_done_date, plan.filing_done_date,
    plan.plan_made_date, plan.rules_made_date, plan.agreements_done_date, plan.training_done_date,
)  # fmt: skip


def prepared_late() -> Condition:
    """One of the eight things to be done beforehand 八个事先 was done when the batch had begun."""
    return sa.or_(*(sa.func.coalesce(sa.not_(before(day, plan.start_date)), sa.false()) for day in PREPARED))


def archive_incomplete() -> Condition:
    """Whether one of the materials kept of a placement (eight by the code table) is not filed."""
    item = ArchiveItem.table().alias()
    filed_kinds = sa.select(sa.func.count(item.c.kind.distinct())).where(item.c.placement_id == own.id)
    return filed_kinds.correlate(Placement.table()).scalar_subquery() < len(table("archive-kind").codes)


def over() -> Condition:
    """Whether the last day has passed."""
    return end < DAY


def trained() -> sa.ColumnElement[Any]:
    """The day of the training before departure: the student's own, or that of the batch."""
    return sa.func.coalesce(own.safety_training_date, plan.training_done_date, plan.safety_training_date)
