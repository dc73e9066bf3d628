"""The regulation on internships, rule by rule: what placements, their batches and hosts must not be (教职成〔2021〕4号)."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from models.entities.enterprises import Enterprise, Post
from models.entities.people import Student
from models.entities.placements import Placement, PlacementPlan
from models.entities.schools import School
from models.schema.complaints import Complaint, Severity
from models.schema.fields import Entity
from models.words import N_, _

Broken = sa.ColumnElement[bool]

MUST, SHOULD = Severity.ERROR, Severity.WARNING
OVER = ("5", "6")  # 中止, 完成: what is over can no longer be arranged otherwise
DIRECT = ("1", "5")  # pay that reaches the student: to the account, in cash
HEAVY = ("3", "4")  # labour of grade Ⅲ and above
VENUES = ("6233", "8051", "8052", "9011", "9012", "9013")  # GB/T 4754-2017: bars, baths, dance halls, arcades, net bars
AGENCIES = ("7262", "7263")  # GB/T 4754-2017: employment agencies, labour dispatch
RUNNING, FIELD_TRIP, TWO_SHIFTS, THREE_SHIFTS, FEMALE, NOT_MATCHED = "3", "1", "2", "3", "2", "3"
CHILD, MINOR = 16, 18  # years: up to the first nobody is placed, up to the second the guardian signs as well
HOURS, WEEK = 8, 40
SHORTEST, LONGEST = 150, 184  # days: about five months, six months

_own, _plan, _post = Placement.table().c, PlacementPlan.table().c, Post.table().c
_student, _school, _firm = Student.table().c, School.table().c, Enterprise.table().c
_begin, _end = _own.start_date, _own.end_date


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its number (specification §1.1), the field that shows a breach, when it is broken, the words for it.

    `article` is empty where the specification does not vouch for its number; `entity` is what breaks it.
    """

    number: str
    field: str
    broken: Broken
    words: str
    article: str = ""
    severity: Severity = MUST
    entity: type[Entity] = Placement

    @property
    def complaint(self) -> Complaint:
        """What a placement that breaks it is told."""
        title, source = _(self.words), _("实习管理规定{article}").format(article=_(self.article)).strip()
        return Complaint(
            self.number, _("{title}（{source}）").format(title=title, source=source), self.severity, title, source
        )


def _is_not_older_than(years: int) -> Broken:
    """Whether these full years (周岁) are not completed on the first day: one is completed the day after the birthday."""
    return _begin <= sa.func.date(_student.birth_date, f"+{years} years")


def _filed(flag: sa.ColumnElement[bool]) -> Broken:
    """Whether the batch had such an exception filed with the authority before the placement began (article 17)."""
    return sa.func.coalesce(sa.and_(flag, _plan.filing_number.is_not(None), _plan.filing_date < _begin), sa.false())


def _in_first_year() -> Broken:
    """School years begin in September; those who come in August belong to the one that follows."""
    begun = sa.func.strftime("%Y", _begin, "-8 months")
    return begun == sa.func.strftime("%Y", _student.entry_month + "-01", "-7 months")


def _underpaid() -> Broken:
    """Neither 80 % of the wage of the same post nor its lowest tier is reached; one of them is enough."""
    pay, same, least = (
        sa.type_coerce(column, sa.BigInteger) for column in (_own.pay, _post.same_post_wage, _post.lowest_tier_wage)
    )
    known = sa.or_(same.is_not(None), least.is_not(None))
    return sa.and_(known, sa.or_(same.is_(None), pay * 5 < same * 4), sa.or_(least.is_(None), pay < least))


def _not_signed_in_time() -> Broken:
    """Student, school and enterprise sign before the first day; with minors the guardian does as well."""
    late = [sa.or_(day.is_(None), day > _begin) for day in
            (_own.signed_student_date, _own.signed_school_date, _own.signed_enterprise_date)]  # fmt: skip
    guardian = sa.and_(_is_not_older_than(MINOR), _own.signed_guardian_date.is_(None))
    return sa.and_(_own.agreement_number.is_not(None), sa.or_(*late, guardian))


def _of_another_province() -> Broken:
    there = sa.func.substr(sa.func.coalesce(_own.region, _firm.region), 1, 2)
    return sa.and_(there != sa.func.substr(_school.region, 1, 2), _own.cross_filing_number.is_(None))


def _not_prepared() -> Broken:
    """One of the eight things to be done beforehand 八个事先 is not, or was done after the batch began."""
    done = (
        _plan.inspection_done_date, _plan.list_approved_date, _plan.consents_done_date, _plan.filing_done_date,
        _plan.plan_made_date, _plan.rules_made_date, _plan.agreements_done_date, _plan.training_done_date,
    )  # fmt: skip
    return sa.or_(*(sa.or_(day.is_(None), day > _plan.start_date) for day in done))


def _not_chosen_in_form() -> Broken:
    """A host is visited, decided on by a meeting and made public before students go there."""
    return sa.or_(_firm.inspection_date.is_(None), _firm.approval_meeting.is_(None), _firm.published_date.is_(None))


_shift = sa.func.coalesce(_own.shift, _post.shift)
_days = sa.func.julianday(_end) - sa.func.julianday(_begin) + 1

RULES: tuple[Rule, ...] = (
    Rule("R-INT-01", "start_date", _in_first_year(), N_("一年级学生不得安排岗位实习"), N_("第十六条")),
    Rule("R-INT-02", "start_date", _is_not_older_than(CHILD), N_("开始日期须晚于 16 周岁生日"), N_("第十六条")),
    Rule("R-INT-03", "post", sa.and_(_is_not_older_than(MINOR), _post.is_minor_forbidden),
         N_("未满 18 周岁，这个岗位是未成年工禁忌劳动"), N_("第十六条")),
    Rule("R-INT-04", "post", sa.and_(_student.gender == FEMALE, _post.is_female_forbidden),
         N_("这个岗位是女职工禁忌劳动"), N_("第十六条")),
    Rule("R-INT-05", "enterprise", _firm.industry.in_(VENUES), N_("不得安排到酒吧、歌舞厅、洗浴、电子游艺厅、网吧等场所"),
         N_("第十六条")),
    Rule("R-INT-06", "enterprise", _firm.industry.in_(AGENCIES), N_("实习单位是中介或劳务派遣机构，请核对"), N_("第十六条"), SHOULD),
    Rule("R-INT-07", "post", _post.labour_grade.in_(HEAVY), N_("岗位的体力劳动强度在Ⅲ级以上"), N_("第十六条")),
    Rule("R-INT-08", "post", sa.and_(_post.hazards.is_not(None), ~_filed(_plan.is_hazard_filed)),
         N_("岗位有高空、有毒、易燃易爆等危险，批次没有事先备案"), N_("第十七条")),
    Rule("R-INT-08", "shift", sa.and_(_shift == THREE_SHIFTS, ~_filed(_plan.is_night_filed)),
         N_("三班倒要上夜班，批次没有事先备案"), N_("第十七条")),
    Rule("R-INT-08", "shift", sa.and_(_shift == TWO_SHIFTS, ~_filed(_plan.is_night_filed)),
         N_("两班倒可能要上夜班，批次没有备案，请核对"), N_("第十七条"), SHOULD),
    Rule("R-INT-09", "daily_hours", sa.and_(_own.daily_hours > HOURS, ~_filed(_plan.is_overtime_filed)),
         N_("每日工时超过 8 小时，批次没有事先备案"), N_("第十七条")),
    Rule("R-INT-09", "weekly_hours", sa.and_(_own.weekly_hours > WEEK, ~_filed(_plan.is_overtime_filed)),
         N_("每周工时超过 40 小时，批次没有事先备案"), N_("第十七条")),
    Rule("R-INT-11", "end_date", sa.not_(_days.between(SHORTEST, LONGEST)), N_("岗位实习一般为 6 个月，请核对起止日期"),
         N_("第十一条"), SHOULD),
    Rule("R-INT-12", "match_level", sa.and_(_own.match_level == NOT_MATCHED, _own.match_reason.is_(None)),
         N_("专业不对口，没有填原因"), N_("第八条"), SHOULD),
    Rule("R-INT-14", "consent_date", _own.consent_date >= _begin, N_("知情同意书须在实习开始前签"), N_("第十二条")),
    Rule("R-INT-15", "agreement_number", _not_signed_in_time(), N_("三方协议没有在实习开始前签齐"), N_("第十四条")),
    Rule("R-INT-16", "pay", _underpaid(), N_("实习报酬没有达到同岗工资标准的 80% 或最低档工资"), N_("第十八条"), SHOULD),
    Rule("R-INT-16", "pay_channel", _own.pay_channel.not_in(DIRECT), N_("报酬须直接支付给学生本人"), N_("第十八条")),
    Rule("R-INT-16", "pay_cycle_days", _own.pay_cycle_days > 31, N_("报酬至少每月支付一次"), N_("第十八条")),  # noqa: PLR2004
    Rule("R-INT-20", "cross_filing_number", _of_another_province(), N_("跨省实习，没有填备案号"), severity=SHOULD),
    Rule("R-INT-21", "insured_until", sa.or_(_own.insured_from > _begin, _own.insured_until < _end),
         N_("责任险没有覆盖整个实习期")),
    Rule("R-INT-22", "inspection_date", _not_chosen_in_form(), N_("有实习学生，而实地考察、会议审定或公示没有登记"),
         N_("第七条"), SHOULD, Enterprise),
    Rule("R-INT-23", "enterprise", sa.not_(_firm.is_safety_clear), N_("实习单位近三年有安全违法记录"), N_("第六条")),
    Rule("R-INT-24", "start_date", _not_prepared(), N_("已经执行，而八个事先还没有在开始前办齐"), severity=SHOULD,
         entity=PlacementPlan),
)  # fmt: skip


def _current() -> sa.Select[tuple[int]]:
    """Placements at work that are not over, of which rules can be asked; visits 认识实习 are not among them."""
    return (
        sa.select(_own.id)
        .select_from(
            Placement.table()
            .join(Student.table(), _student.id == _own.student_id)
            .join(Enterprise.table(), _firm.id == _own.enterprise_id)
            .outerjoin(Post.table(), _post.id == _own.post_id)
            .outerjoin(PlacementPlan.table(), _plan.id == _own.plan_id)
            .outerjoin(School.table(), _school.id == _student.school_id)
        )
        .where(sa.func.coalesce(_own.status, "").not_in(OVER), sa.func.coalesce(_plan.kind, "") != FIELD_TRIP)
    )


def _asked(entity: type[Entity]) -> sa.Select[tuple[int]]:
    """The ids of the records the rules of an entity are asked of."""
    if entity is Placement:
        return _current()
    if entity is PlacementPlan:
        return sa.select(_plan.id).where(_plan.status == RUNNING, sa.func.coalesce(_plan.kind, "") != FIELD_TRIP)
    own = Placement.table().alias()
    hosts = sa.select(own.c.enterprise_id).where(sa.func.coalesce(own.c.status, "").not_in(OVER))
    return sa.select(_firm.id).where(_firm.id.in_(hosts))


Breach = tuple[int, str, Complaint]


def verdicts(connection: sa.Connection, placement: int) -> tuple[tuple[Rule, bool | None], ...] | None:
    """Every rule about placements with whether this one keeps it; None where what it looks at is not filled in.

    None instead of all of them for a placement rules are not asked of: over, a visit, or no more there.
    """
    rules = [rule for rule in RULES if rule.entity is Placement]
    broken = [rule.broken.label(f"rule{place}") for place, rule in enumerate(rules)]
    found = connection.execute(_current().add_columns(*broken).where(_own.id == placement)).first()
    if found is None:
        return None
    kept = [None if bad is None else not bad for bad in found[1:]]
    return tuple(zip(rules, kept, strict=True))


def breaches(connection: sa.Connection, entity: type[Entity], ids: Collection[int] | None = None) -> Iterator[Breach]:
    """(record, field, complaint) of every rule that a record of `entity` breaks; with `ids` of those only.

    The shares of article 10 (10 % and 20 %) depend on a day and stand in models.statistics.capacity.
    """
    rules = [(rule, rule.complaint) for rule in RULES if rule.entity is entity]
    if not rules:
        return
    asked = _asked(entity)
    key = next(iter(asked.selected_columns))
    judged = [sa.func.coalesce(rule.broken, sa.false()).label(f"rule{place}") for place, (rule, _c) in enumerate(rules)]
    statement = asked.add_columns(*judged).where(sa.or_(*(rule.broken for rule, _c in rules))).order_by(key)
    if ids is not None:
        statement = statement.where(key.in_(ids))
    for number, *found in connection.execute(statement):
        yield from ((number, rule.field, told) for (rule, told), bad in zip(rules, found, strict=True) if bad)
