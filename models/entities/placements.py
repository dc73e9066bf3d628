"""Internship plans and placements (specification §2.17, §2.18; regulation 教职成〔2021〕4号)."""

from datetime import date
from decimal import Decimal
from typing import Any

from models.entities import headings
from models.entities.measures import Covered, OfPolicy, at_work, is_counted, of, status_by_period
from models.entities.people import STUDENT_COLUMNS
from models.entities.rules import dates_in_order, ended_tells_when_and_why
from models.schema.derive import counted, days_until
from models.schema.fields import Behind, Entity, Mapped, Via, derived, field, reference, through
from models.schema.regions import RegionCode
from models.schema.terms import TermText
from models.schema.types import Code, CodeText, Date, Flag, Grade, Integer, Money, Number, Reference, References, Text
from models.words import N_

# by which a list of what belongs to placements tells them
PLACEMENT_COLUMNS = (
    *((name, f"student.{name}") for name in STUDENT_COLUMNS), ("enterprise", "enterprise"),
    ("credit_code", "enterprise.credit_code"),
)  # fmt: skip


class PlacementPlan(Entity):
    """A batch of placements, with the eight things to be done beforehand 八个事先."""

    label = N_("实习批次")
    keys = (("name",),)
    in_titles = True
    order = ("start_date", "name")
    period = ("start_date", "end_date")
    period_inclusive = True
    row_checks = (dates_in_order("start_date", "end_date"),)

    name: Mapped[str] = field("批次名称", Text(60), required=True, search=True, aliases=["实习批次", "批次"])
    school_id: Mapped[int | None] = reference("学校", to="school", creatable=True, own_unit=True)
    term: Mapped[str | None] = field("学年学期", TermText(), aliases=["学期"])
    kind: Mapped[str | None] = field("类别", Code("placement-kind", strict=True), expected=True)
    grade_year: Mapped[int | None] = field("年级", Grade(), expected=True)
    majors = through(
        "专业", References("major"), Via("placement_plan_major", "placement_plan_id", "major_id", many=True)
    )
    start_date: Mapped[date | None] = field("开始日期", Date(), required=True)
    end_date: Mapped[date | None] = field("结束日期", Date(), required=True)
    plan_document: Mapped[str | None] = field("实习方案", Text(200))
    rules_document: Mapped[str | None] = field("管理办法", Text(200))
    emergency_document: Mapped[str | None] = field("应急预案", Text(200))
    safety_training_date: Mapped[date | None] = field("安全教育日期", Date())
    inspection_done_date: Mapped[date | None] = field("①实地考察", Date())
    list_approved_date: Mapped[date | None] = field("②单位名单审定公开", Date())
    consents_done_date: Mapped[date | None] = field("③知情同意书", Date())
    filing_done_date: Mapped[date | None] = field("④备案", Date())
    plan_made_date: Mapped[date | None] = field("⑤共同制订方案", Date())
    rules_made_date: Mapped[date | None] = field("⑥办法与预案", Date())
    agreements_done_date: Mapped[date | None] = field("⑦三方协议", Date())
    training_done_date: Mapped[date | None] = field("⑧专门培训", Date())
    filing_authority: Mapped[str | None] = field("备案机关", Text(60))
    filing_date: Mapped[date | None] = field("备案日期", Date())
    filing_number: Mapped[str | None] = field("备案文号", Text(60))
    is_night_filed: Mapped[bool | None] = field("备案含夜班", Flag())
    is_overtime_filed: Mapped[bool | None] = field("备案含加班", Flag())
    is_holiday_filed: Mapped[bool | None] = field("备案含节假日", Flag())
    is_hazard_filed: Mapped[bool | None] = field("备案含高危", Flag())
    policy_id: Mapped[int | None] = reference(
        "责任险保单号", to="insurance_policy", creatable=True, aliases=headings.POLICY_NUMBER, spread=["insurer"]
    )
    insurer: Any = derived("保险公司", Text(100), Behind("placement_plan", "policy_id", "insurer"))
    lead_teacher_id: Mapped[int | None] = reference("负责人", to="staff", creatable=True)
    status: Mapped[str | None] = field("状态", Code("plan-status", strict=True), default="1")
    placement_count: int = derived("安置人数", Integer(), counted("placement", "plan_id"))


class PlacementPlanMajor(Entity):
    """One major a batch is for."""

    label = N_("批次专业")
    display = "major"
    internal = True

    placement_plan_id: Mapped[int] = reference("实习批次", to="placement_plan", creatable=True, required=True)
    major_id: Mapped[int] = reference("专业", to="major", required=True)


def _insured(column: str) -> Via:
    """What the row of the student under a policy says that belongs to the placement."""
    return Via("insured_person", "placement_id", column, copies={"student_id": "student"}, stays=True)


class Placement(Entity):
    """One student at one enterprise and post for one period; both dates count."""

    label = N_("岗位实习")
    display = "student"
    keys = (("student", "enterprise", "start_date"),)
    order = ("enterprise", "post", "student")
    period = ("start_date", "end_date")
    period_inclusive = True
    counts_if = (at_work,)
    exclusive = (("student",),)
    row_checks = (dates_in_order("start_date", "end_date"), dates_in_order("insured_from", "insured_until"))
    dated_checks = (ended_tells_when_and_why,)

    plan_id: Mapped[int | None] = reference(
        "实习批次", to="placement_plan", creatable=True, expected=True, aliases=["批次", "批次名称"]
    )
    student_id: Mapped[int] = reference("学生", to="student", required=True, spread=STUDENT_COLUMNS)
    mode: Mapped[str | None] = field(
        "实习方式", Code("placement-mode"), expected=True, aliases=["方式", "安置方式", "实习形式"]
    )
    enterprise_id: Mapped[int] = reference(
        "实习单位", to="enterprise", required=True, creatable=True,
        aliases=[*headings.ENTERPRISE_NAME, "单位"], spread=["credit_code"],
    )  # fmt: skip
    post_id: Mapped[int | None] = reference(
        "实习岗位", to="post", expected=True, creatable=True, aliases=["岗位", "工作岗位", "职位", "岗位名称"]
    )
    match_level: Mapped[str | None] = field(
        "对口", Code("match-level"), expected=True, aliases=["是否对口", "专业对口"]
    )
    match_reason: Mapped[str | None] = field("不对口原因", Text(100), note=True)
    start_date: Mapped[date | None] = field(
        "开始日期",
        Date(),
        required=True,
        aliases=["实习开始时间", "起始日期", "开始", "开始时间", "起", "实习开始日期"],
    )
    end_date: Mapped[date | None] = field(
        "结束日期",
        Date(),
        required=True,
        aliases=["实习结束时间", "截止", "止", "结束时间", "结束", "截止日期", "实习结束日期"],
    )
    remaining_days: int = derived("剩余天数", Integer(), days_until("placement", "end_date"))
    work_place: Mapped[str | None] = field("实习地点", Text(100), aliases=["单位地址", "工作地点"])
    region: Mapped[str | None] = field("所在区划", RegionCode())
    shift: Mapped[str | None] = field("班制", Code("shift"))
    daily_hours: Mapped[Decimal | None] = field("每日工时", Number(1, 0, 24))
    weekly_hours: Mapped[Decimal | None] = field("每周工时", Number(1, 0, 168))
    pay: Mapped[Decimal | None] = field(
        "实习报酬（元/月）",
        Money(),
        expected=True,
        aliases=["实习报酬", "实习津贴", "月薪", "补贴（元/月）", "报酬", "报酬（元/月）", "月报酬", "月报酬（元）"],
    )
    pay_cycle_days: Mapped[int | None] = field("支付周期（天）", Integer(1, 366))
    pay_channel: Mapped[str | None] = field("支付方式", Code("pay-channel"))
    first_pay_date: Mapped[date | None] = field("首次支付日期", Date())
    lodging: Mapped[str | None] = field("住宿", Code("lodging"))
    tutor_id: Mapped[int | None] = reference(
        "校内指导教师",
        to="staff",
        creatable=True,
        expected=True,
        aliases=["校内导师", "指导老师", "带队教师", "指导教师"],
    )
    mentor_name: Mapped[str | None] = field(
        "企业指导人员", Text(60), expected=True, aliases=["企业导师", "师傅", "企业指导教师", "带教师傅", "指导人员"]
    )
    mentor_phone: Mapped[str | None] = field("企业指导人员电话", CodeText(40), private="phone")
    agreement_number: Mapped[str | None] = field(
        "三方协议编号", CodeText(60), expected=True, aliases=headings.AGREEMENT_NUMBER
    )
    agreement_version: Mapped[str | None] = field("协议文本版本", Text(40))
    signed_student_date: Mapped[date | None] = field("学生签字日期", Date())
    signed_school_date: Mapped[date | None] = field("学校签章日期", Date())
    signed_enterprise_date: Mapped[date | None] = field("单位签章日期", Date())
    signed_guardian_date: Mapped[date | None] = field("监护人签字日期", Date())
    consent_date: Mapped[date | None] = field("知情同意书日期", Date(), expected=True)
    insurer: Any = derived("保险公司", Text(100), OfPolicy("insurer"))
    policy_number = through(
        "责任险保单号", Reference("insurance_policy"), _insured("policy_id"), expected=True, creatable=True,
        aliases=headings.POLICY_NUMBER, spread=["insurer"],
    )  # fmt: skip
    insured_from = through("保险起", Date(), _insured("insured_from"), aliases=headings.INSURED_FROM[:-1])
    insured_until = through("保险止", Date(), _insured("insured_until"), aliases=headings.INSURED_UNTIL[:-1])
    is_insured: Any = derived("投保", Flag(), Covered(), help="责任险的一段保险期间覆盖整个实习期")
    safety_training_date: Mapped[date | None] = field("岗前培训日期", Date(), expected=True)
    cross_filing_number: Mapped[str | None] = field("跨省/境外备案号", Text(60))
    status: Mapped[str | None] = field(
        "状态", Code("placement-status", strict=True), expected=True, default=status_by_period, by_act=True
    )
    is_counted: Any = derived("计入岗位实习", Flag(), of("placement", is_counted), help="学生在籍，批次不是认识实习")
    end_reason: Mapped[str | None] = field("中止原因", Code("placement-end-reason"), by_act=True)
    enterprise_score: Mapped[Decimal | None] = field("单位评分", Number(1, 0, 100))
    school_score: Mapped[Decimal | None] = field("学校评分", Number(1, 0, 100))
    final_score: Mapped[Decimal | None] = field("总评", Number(1, 0, 100))
    grade: Mapped[str | None] = field("等次", Code("assessment-grade"))
    archive_count: int = derived(
        "归档项", Integer(), counted("archive_item", "placement_id", apart="kind"), help="实习档案共八项"
    )
