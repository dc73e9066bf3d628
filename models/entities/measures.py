"""What counts on a day: the one definition of every figure an office is asked for, as conditions on rows.

A condition takes the day and the table, or an alias of it, whose rows it judges. Fields, lists, gauges, papers and
rules are built on these; nobody else asks what a status counts for.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from typing import Any, TypeVar

import sqlalchemy as sa

from models.schema.codes import table as code_table
from models.schema.derive import in_force, open_on
from models.schema.fields import Counts, Entity, entity_named

Met = sa.ColumnElement[bool]
T = TypeVar("T")

# dates on which, or on the day after which, other students may be registered, to be placed or placed
TURNS = (
    ("placement_plan", "start_date"), ("placement_plan", "end_date"), ("placement", "start_date"),
    ("placement", "end_date"), ("class_membership", "join_date"), ("class_membership", "leave_date"),
    ("status_period", "from_date"), ("status_period", "until_date"),
)  # fmt: skip

# student-status
ATTENDING, AWAY, WITHDRAWN, STOPPED, BACK, DROPPED = "01", "02", "03", "04", "05", "06"  # 在读 休学 退学 停学 复学 流失
GRADUATED, COURSES_ONLY, INCOMPLETE, TRANSFERRED, DECEASED = "07", "08", "09", "10", "11"  # 毕业 结业 肄业 转出 死亡
EXPELLED, MISSING, KEPT = "14", "15", "21"  # 开除 下落不明 保留学籍
LEFT = (WITHDRAWN, GRADUATED, COURSES_ONLY, INCOMPLETE, TRANSFERRED, DECEASED, EXPELLED)
VISIT = "1"  # placement-kind 认识实习, which places nobody
APPROVING, SIGNING, WORKING, CHANGING, ENDED, FINISHED = "1", "2", "3", "4", "5", "6"  # placement-status
AT_WORK = (WORKING, CHANGING, ENDED, FINISHED)  # within its period; ending an internship sets its last day
FORMING, RUNNING, CLOSED, TERMINATED = "1", "2", "3", "4"  # order-class-status 筹建 在培 结业 终止
IN_SCHOOL, LEFT_SCHOOL = "1", "2"  # class-status 在读 毕业
_LAST_MONTH = "07"  # of a grade's last school year
LIABILITY, STUDENT_PAYS = ("1", "2"), "4"  # insurance-kind 实习责任险, 学徒责任险; premium-payer 学生
WHOLLY, NEARLY, NOT_MATCHED = "1", "2", "3"  # match-level 完全, 相近, 不对口
MATCHED = (WHOLLY, NEARLY)  # both count as 对口


def registered() -> frozenset[str]:
    """Statuses that count as 在籍 (specification §3.12)."""
    return _counting("counts_registered")


def present() -> frozenset[str]:
    """Statuses that count as 在校 (specification §3.12)."""
    return _counting("counts_present")


def _counting(column: str) -> frozenset[str]:
    return frozenset(code.code for code in code_table("student-status").codes if code.extra[column] == "1")


def status_on(day: date, student: sa.FromClause) -> sa.ColumnElement[Any]:
    """The status of a student on a day, read off the period that lies around it."""
    own = entity_named("status_period").table().alias()
    chosen = sa.select(own.c.status).where(
        own.c.student_id == student.c.id, open_on(entity_named("status_period"), day, own)
    )
    return chosen.order_by(own.c.id.desc()).limit(1).correlate(student).scalar_subquery()


def _stands(day: date, key: sa.ColumnElement[Any], codes: Collection[str]) -> Met:
    """Whether the student of this id has one of these statuses on a day."""
    own = entity_named("status_period").table().alias()
    held = sa.exists().where(own.c.student_id == key, open_on(entity_named("status_period"), day, own))
    return held.where(own.c.status.in_(sorted(codes))).correlate(key.table)


def is_registered(day: date, student: sa.FromClause) -> Met:
    """在籍."""
    return _stands(day, student.c.id, registered())


def is_present(day: date, student: sa.FromClause) -> Met:
    """在校."""
    return _stands(day, student.c.id, present())


def of_registered(day: date, link: sa.FromClause) -> Met:
    """Whether the student of a row is 在籍: who left is in no class and at no work any more."""
    return _stands(day, link.c.student_id, registered())


@dataclass(frozen=True, slots=True)
class ByStatus:
    """Whether students have a status that counts, as a flag that can also tell who has one."""

    counting: Callable[[], frozenset[str]]

    def __call__(self, day: date) -> Met:
        """The flag of each student."""
        return _stands(day, entity_named("student").table().c.id, self.counting())

    def holders(self, holds: Callable[[Met], Met], day: date) -> sa.Select[Any]:
        """The ids of those whose flag fulfils a condition."""
        own = entity_named("status_period").table().alias()
        open_then = open_on(entity_named("status_period"), day, own)
        return sa.select(own.c.student_id).where(open_then, holds(own.c.status.in_(sorted(self.counting()))))


def runs_or_ended(day: date, placement: sa.FromClause) -> Met:
    """Whether a placement says where its student is or was: who left the school waits for none and works at none."""
    return sa.or_(placement.c.status.in_((ENDED, FINISHED)), of_registered(day, placement))


def is_internship(plan: sa.FromClause) -> Met:
    """Whether a batch is one of 岗位实习; one without a kind is."""
    return sa.func.coalesce(plan.c.kind, "") != VISIT


def is_counted(day: date, placement: sa.FromClause) -> Met:
    """Whether a placement is one of 岗位实习, of a student who is 在籍; one of no batch is."""
    plan = entity_named("placement_plan").table().alias()
    visit = sa.exists().where(plan.c.id == placement.c.plan_id, sa.not_(is_internship(plan))).correlate(placement)
    return sa.and_(sa.not_(visit), of_registered(day, placement))


def at_work(day: date, placement: sa.FromClause) -> Met:
    """Whether a placement counts as 在岗 on the days of its period: neither waiting to be approved nor to be signed."""
    return sa.and_(placement.c.status.in_(AT_WORK), is_counted(day, placement))


def at_work_within(first: date, last: date, placement: sa.FromClause) -> Met:
    """Whether a placement counts as 在岗 on a day from `first` to `last`, both included."""
    begin, end = placement.c.start_date, placement.c.end_date
    there = sa.and_(placement.c.status.in_(AT_WORK), begin <= last, sa.or_(end.is_(None), end >= first))
    return sa.and_(there, is_counted(sa.func.max(begin, first), placement))  # type: ignore[arg-type] # a day in SQL


def status_by_period(row: Mapping[str, Any], day: date) -> str | None:
    """The status of a placement that comes without one: not begun 待签, running 在岗, over 完成; None without a first day."""
    begin, end = row.get("start_date"), row.get("end_date")
    if not isinstance(begin, date):
        return None
    if begin > day:
        return SIGNING
    return FINISHED if isinstance(end, date) and end < day else WORKING


def order_class_status(row: Mapping[str, Any], day: date) -> str:
    """The status of an order class that comes without one: not begun 筹建, running 在培, over 结业."""
    begin, end = row.get("form_date"), row.get("end_date")
    if isinstance(begin, date) and begin > day:
        return FORMING
    return CLOSED if isinstance(end, date) and end < day else RUNNING


def order_class_status_on(day: date, own: sa.FromClause) -> sa.ColumnElement[Any]:
    """The status of an order class on a day: 在培 only from its first day to its last; what was stopped stays so."""
    status = sa.func.coalesce(own.c.status, RUNNING)
    return sa.case(
        (sa.and_(status.in_((RUNNING, CLOSED)), own.c.form_date > day), FORMING), (sa.and_(status == RUNNING, own.c.end_date < day), CLOSED),
        (sa.and_(status == CLOSED, own.c.end_date >= day), RUNNING), else_=status,
    )  # fmt: skip


def class_status(row: Mapping[str, Any], day: date) -> str:
    """The status of a class that comes without one: 毕业 once its last month is over."""
    month, grade, years = (row.get(name) for name in ("expected_graduation", "grade_year", "duration"))
    if month is None and grade is not None and years is not None:
        month = f"{int(grade) + ceil(float(years))}-{_LAST_MONTH}"
    return LEFT_SCHOOL if month is not None and month < f"{day:%Y-%m}" else IN_SCHOOL


def class_status_on(day: date, own: sa.FromClause) -> sa.ColumnElement[Any]:
    """The status of a class on a day: 在读 while one of its students is 在籍, 毕业 when none of them is any more.

    One that nobody is in is judged by its last month; what was merged stays so.
    """
    link = entity_named("class_membership")
    table = link.table().alias()
    its = table.c.school_class_id == own.c.id
    there, any_left = (
        sa.exists().where(its, met).correlate(own) for met in (in_force(link, day, table), open_on(link, day, table))
    )
    years = sa.cast(sa.cast(own.c.duration, sa.Float) + 0.5, sa.Integer)  # a half year counts as one
    reckoned = sa.func.printf(f"%04d-{_LAST_MONTH}", own.c.grade_year + years)
    known = sa.and_(own.c.grade_year.is_not(None), own.c.duration.is_not(None))
    month = sa.func.coalesce(own.c.expected_graduation, sa.case((known, reckoned)))
    over = sa.or_(sa.and_(any_left, sa.not_(there)), sa.and_(sa.not_(any_left), month < f"{day:%Y-%m}"))
    status = sa.func.coalesce(own.c.status, IN_SCHOOL)
    return sa.case(
        (sa.and_(status == IN_SCHOOL, over), LEFT_SCHOOL),
        (sa.and_(status == LEFT_SCHOOL, there, month > f"{day:%Y-%m}"), IN_SCHOOL), else_=status,
    )  # fmt: skip


def is_placed(day: date, student: sa.FromClause) -> Met:
    """已安置: 在岗 on the day, in however many places."""
    own = entity_named("placement").table().alias()
    return student.c.id.in_(sa.select(own.c.student_id).where(in_force(entity_named("placement"), day, own)))


def is_to_place(day: date, student: sa.FromClause, plans: Collection[int] = ()) -> Met:
    """应实习: 在籍, in the grade and the majors of a running batch (or of these), or on the list of one.

    Whoever has a placement of no batch in whose period the day lies is to be placed too, whatever its status.
    """
    return sa.and_(is_registered(day, student), sa.or_(_is_meant(day, student, plans), _is_listed(day, student, plans)))


def _running(day: date, plan: sa.FromClause, plans: Collection[int]) -> Met:
    chosen = plan.c.id.in_(plans) if plans else open_on(entity_named("placement_plan"), day, plan)
    return sa.and_(chosen, is_internship(plan))


def _is_meant(day: date, student: sa.FromClause, plans: Collection[int]) -> Met:
    """Whether the class of the day is of the grade a batch is for, and the major one of its majors if it names any.

    Found from the few batches and the classes of their grades.
    """
    plan, major, link, own, member = (
        entity_named(name).table().alias()
        for name in ("placement_plan", "placement_plan_major", "class_membership", "school_class", "student")
    )
    majors = sa.select(major.c.major_id).where(major.c.placement_plan_id == plan.c.id)
    its = sa.func.coalesce(member.c.major_id, own.c.major_id)
    school = sa.func.coalesce(own.c.school_id, member.c.school_id)
    grades, classes = plan.alias(), own.alias()  # without these every membership is looked at
    in_grade = classes.c.grade_year.in_(sa.select(grades.c.grade_year).where(_running(day, grades, plans)))
    meant = sa.select(link.c.student_id).where(
        link.c.school_class_id.in_(sa.select(classes.c.id).where(in_grade)), _running(day, plan, plans), own.c.grade_year == plan.c.grade_year, link.c.school_class_id == own.c.id,
        open_on(entity_named("class_membership"), day, link), member.c.id == link.c.student_id,
        sa.or_(plan.c.school_id.is_(None), plan.c.school_id == school), sa.or_(~sa.exists(majors), its.in_(majors)),
    )  # fmt: skip
    return student.c.id.in_(meant)


def _is_listed(day: date, student: sa.FromClause, plans: Collection[int]) -> Met:
    own, plan = (entity_named(name).table().alias() for name in ("placement", "placement_plan"))
    planned = own.c.plan_id.in_(sa.select(plan.c.id).where(_running(day, plan, plans)))
    open_now = sa.and_(own.c.plan_id.is_(None), open_on(entity_named("placement"), day, own))
    listed = sa.select(own.c.student_id).where(planned if plans else sa.or_(planned, open_now))
    return student.c.id.in_(listed)


def current_terms(day: date) -> sa.Select[int]:
    """The term of each school that began last by the day."""
    own, later = (entity_named("term").table().alias() for _n in range(2))
    newer = (
        sa.exists()
        .where(later.c.school_id == own.c.school_id, later.c.start_date <= day)
        .where(
            sa.or_(
                later.c.start_date > own.c.start_date,
                sa.and_(later.c.start_date == own.c.start_date, later.c.id > own.c.id),
            )
        )
    )
    return sa.select(own.c.id).where(own.c.start_date <= day, ~newer)


def should_register(
    day: date, student: sa.FromClause, terms: sa.Select[int] | None = None, statuses: Collection[str] | None = None
) -> Met:
    """Who should be registered for one of these terms (the current ones): 在校 on the day or the deadline, what is first.

    `statuses` are others than those of 在校: who is 休学 then is asked for apart.
    """
    own, period, person = (entity_named(n).table().alias() for n in ("term", "status_period", "student"))
    last = sa.func.min(day, sa.func.coalesce(own.c.register_deadline, day), type_=sa.Date())  # of two values
    meant = sa.select(person.c.id).where(
        own.c.id.in_(current_terms(day) if terms is None else terms),
        sa.or_(person.c.school_id.is_(None), person.c.school_id == own.c.school_id), period.c.student_id == person.c.id,
        period.c.status.in_(sorted(present() if statuses is None else statuses)),
        sa.or_(period.c.from_date.is_(None), period.c.from_date <= last),
        sa.or_(period.c.until_date.is_(None), period.c.until_date > last),
    )  # fmt: skip
    return student.c.id.in_(meant)


def is_unregistered(day: date, student: sa.FromClause, terms: sa.Select[int] | None = None) -> Met:
    """未注册: who should be registered for one of these terms (the current ones) and is not by the day."""
    own = entity_named("term_registration").table().alias()
    chosen = current_terms(day) if terms is None else terms
    done = sa.select(own.c.student_id).where(own.c.term_id.in_(chosen), own.c.registered_date <= day)
    return sa.and_(should_register(day, student, terms), student.c.id.not_in(done))


def _cover(placement: sa.FromClause, *met: Callable[[Any, Any], Met]) -> Met:
    """Whether the student of a placement has liability insurance whose first and last day meet all of these."""
    own, policy = (entity_named(name).table().alias() for name in ("insured_person", "insurance_policy"))
    begin = sa.func.coalesce(own.c.insured_from, policy.c.insured_from)
    end = sa.func.coalesce(own.c.insured_until, policy.c.insured_until)
    liable = sa.or_(policy.c.kind.is_(None), policy.c.kind.in_(LIABILITY))
    held = sa.exists().where(own.c.student_id == placement.c.student_id, policy.c.id == own.c.policy_id, liable)
    return held.where(*(each(begin, end) for each in met)).correlate(placement)


def is_covered(placement: sa.FromClause) -> Met:
    """投保: one period of liability insurance of the student holds the whole placement (R-INT-21)."""
    own = placement.c
    return _cover(placement, lambda begin, _end: begin <= own.start_date, lambda _begin, end: end >= own.end_date)


def has_cover(placement: sa.FromClause) -> Met:
    """Whether liability insurance of the student reaches into the placement, or may: its days are not known."""
    own = placement.c
    return _cover(
        placement, lambda begin, _end: sa.or_(begin.is_(None), begin <= own.end_date),
        lambda _begin, end: sa.or_(end.is_(None), end >= own.start_date),
    )  # fmt: skip


def has_undated_cover(placement: sa.FromClause) -> Met:
    """Whether there is liability insurance of the student of which the days are not known."""
    return _cover(placement, lambda begin, end: sa.or_(begin.is_(None), end.is_(None)))


@dataclass(frozen=True, slots=True)
class Covered:
    """投保 as a flag that can also tell who has it."""

    def __call__(self, _day: date) -> Met:
        """The flag of each placement."""
        return is_covered(entity_named("placement").table())

    def holders(self, holds: Callable[[Met], Met], _day: date) -> sa.Select[Any]:
        """The ids of those whose flag fulfils a condition."""
        own = entity_named("placement").table().alias()
        return sa.select(own.c.id).where(holds(is_covered(own)))


@dataclass(frozen=True, slots=True)
class OfPolicy:
    """What the policy of a placement says, by column: of several that cover it the one recorded last."""

    column: str

    def __call__(self, _day: date) -> sa.ColumnElement[Any]:
        """The value of each placement."""
        own, policy = (entity_named(name).table().alias() for name in ("insured_person", "insurance_policy"))
        placement = entity_named("placement").table()
        chosen = sa.select(policy.c[self.column]).where(
            own.c.placement_id == placement.c.id, policy.c.id == own.c.policy_id
        )
        return chosen.order_by(own.c.id.desc()).limit(1).correlate(placement).scalar_subquery()

    def holders(self, holds: Callable[[sa.ColumnElement[Any]], Met], _day: date) -> sa.Select[Any]:
        """The ids of those whose value fulfils a condition."""
        own, policy = (entity_named(name).table().alias() for name in ("insured_person", "insurance_policy"))
        joined = sa.select(own.c.placement_id).where(own.c.policy_id == policy.c.id, own.c.placement_id.is_not(None))
        return joined.where(holds(policy.c[self.column]))


def is_hired(day: date, member: sa.FromClause) -> Met:
    """入企 by the day; without a date whenever it was."""
    own = member.c
    return sa.and_(own.is_hired.is_(True), sa.or_(own.hired_date.is_(None), own.hired_date <= day))


def is_observable(day: date, member: sa.FromClause, after: int) -> Met:
    """Whether one can know by the day if somebody hired stayed so many days: they have passed, or somebody asked."""
    return sa.and_(
        is_hired(day, member), sa.or_(member.c.hired_date <= day - timedelta(days=after), _kept(day, member, after))
    )


def has_stayed(day: date, member: sa.FromClause, after: int) -> Met:
    """留任: found still there at the follow-up after so many days."""
    return sa.and_(is_hired(day, member), _kept(day, member, after))


def _kept(day: date, member: sa.FromClause, after: int) -> Met:
    return sa.func.coalesce(member.c[f"employed_{after}_date"] <= day, sa.false())


def of(entity: str, counts: Callable[[date, sa.FromClause], T]) -> Callable[[date], T]:
    """A condition as the value of a field of that entity."""
    return lambda day: counts(day, entity_named(entity).table())


def turns(first: date, last: date) -> sa.CompoundSelect[date]:
    """The dates from `first` to `last` of TURNS."""
    columns = [entity_named(entity).table().c[column] for entity, column in TURNS]
    return sa.union(*(sa.select(column).where(column.between(first, last)) for column in columns))


def ids(entity: type[Entity], day: date, counts: Counts) -> sa.Select[int]:
    """The records of an entity that meet a condition on a day."""
    own = entity.table()
    return sa.select(own.c.id).where(counts(day, own))
