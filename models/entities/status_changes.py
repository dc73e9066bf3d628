"""A student's standing in time: 学籍异动, events that only acts post; 学期注册 and 奖惩 (registers §2, §12)."""

from datetime import date
from decimal import Decimal
from typing import Any

from models.entities.people import STUDENT_COLUMNS
from models.entities.registering import LEFT_BEFORE, OUTSIDE_TERM
from models.entities.rules import dates_in_order, side_fits, side_of_kind
from models.schema.derive import dated_code
from models.schema.fields import Absence, Entity, Mapped, derived, field, reference
from models.schema.types import Code, CodeText, Date, Flag, Money, Text
from models.words import N_

Day = date  # in a class that has a field of this name
# change-stage 申请 班主任 教务 校长 上报 办结 退回 冲回
APPLIED, WITH_TEACHER, WITH_OFFICE, WITH_HEAD, REPORTED, DONE, SENT_BACK, REVERSED = "12345678"


class Kinds:
    """The kinds of change that acts post (status-change-kind)."""

    REPEATED, DEMOTED = "02", "03"  # 留级 降级
    SUSPENDED, RESUMED, STOPPED, REINSTATED, RETAINED = "11", "12", "13", "17", "19"  # 休学 复学 停学 恢复学籍 保留学籍
    TRANSFERRED_OUT, TRANSFERRED_IN = "21", "22"  # 转学（转出） 转学（转入）
    MAJOR_CHANGED, CLASS_CHANGED = "23", "29"  # 转专业 转班级
    WITHDRAWN, EXPELLED, DECEASED = "31", "42", "51"  # 退学 开除学籍 死亡
    GRADUATED, EARLY, COURSES_ONLY, INCOMPLETE = "60", "61", "62", "63"  # 毕业 提前毕业 结业 肄业
    OTHER = "99"


class StatusChange(Entity):
    """One event in the life of a student; of one that took effect only its papers are changed, else it is reversed."""

    label = N_("学籍异动")
    display = "title"
    keys = (("student", "kind", "change_date"),)
    order = ("change_date", "student")
    row_checks = (dates_in_order("break_from", "break_until"),)
    by_act = True
    past = ("stage", REVERSED)

    title: Any = derived("异动", Text(60), dated_code("status_change", "kind", "status-change-kind", "change_date"))
    student_id: Mapped[int] = reference("学生", to="student", required=True, spread=STUDENT_COLUMNS, by_act=True)
    kind: Mapped[str] = field(
        "异动类别", Code("status-change-kind", strict=True), required=True, by_act=True,
        aliases=["异动类型", "异动种类", "变动类别", "类别"],
    )  # fmt: skip
    change_date: Mapped[date] = field(
        "异动日期", Date(), required=True, by_act=True, aliases=["异动时间", "生效日期", "变动日期", "日期"]
    )
    reason: Mapped[str | None] = field(
        "异动原因", Code("status-change-reason"), expected=True, aliases=["原因", "变动原因"]
    )
    from_class_id: Mapped[int | None] = reference(
        "原班级", to="school_class", by_act=True, aliases=["原专业班级", "异动前班级", "原行政班"]
    )
    from_major_id: Mapped[int | None] = reference("原专业", to="major", by_act=True)
    to_class_id: Mapped[int | None] = reference(
        "现班级", to="school_class", by_act=True, aliases=["现专业班级", "转入班级", "异动后班级"]
    )
    to_major_id: Mapped[int | None] = reference("现专业", to="major", by_act=True, aliases=["转入专业"])
    other_school: Mapped[str | None] = field("转出（入）学校", Text(60), aliases=["转往学校", "来源学校"])
    break_from: Mapped[date | None] = field("休学起", Date(), by_act=True)
    break_until: Mapped[date | None] = field(
        "休学止", Date(), by_act=True, aliases=["预计复学日期", "期满日期"], help="休学的最后一天"
    )
    is_military: Mapped[bool | None] = field("入伍", Flag())
    has_hospital_proof: Mapped[bool | None] = field("医院证明", Flag())
    is_guardian_agreed: Mapped[bool | None] = field("监护人同意", Flag())
    cancels_registration: Mapped[bool | None] = field("注销学籍", Flag())
    approved_date: Mapped[date | None] = field("审批日期", Date(), expected=True, aliases=["批准日期"])
    approval_number: Mapped[str | None] = field(
        "审批文号", Text(60), expected=True, search=True, aliases=["文号", "批文"]
    )
    approver: Mapped[str | None] = field("审批人", Text(60))
    filed_date: Mapped[date | None] = field("上报日期", Date(), aliases=["备案日期"])
    stage: Mapped[str | None] = field(
        "办理状态",
        Code("change-stage", strict=True),
        expected=True,
        default=DONE,
        by_act=True,
        aliases=["状态", "审核状态"],
    )
    reversed_date: Mapped[date | None] = field("冲回日期", Date(), by_act=True)
    reversed_reason: Mapped[str | None] = field("冲回原因", Text(200), by_act=True)


class TermRegistration(Entity):
    """One student registered for one term; who is listed without a date is not."""

    label = N_("学期注册")
    display = "student"
    keys = (("student", "term"),)
    order = ("term", "student")
    beside = (LEFT_BEFORE, OUTSIDE_TERM)
    absent = Absence(
        "is_registered", N_("是否注册"), "registered_date", ("注册情况", "注册状态", "是否报到", "是否已注册"),
        ("未注册", "未报到", "未到", "未到校", "未返校", "未", "缓注册", "休学", "保留学籍"),
    )  # fmt: skip

    student_id: Mapped[int] = reference("学生", to="student", required=True, spread=STUDENT_COLUMNS)
    term_id: Mapped[int] = reference("学期", to="term", required=True, aliases=["学年学期", "注册学期"])
    registered_date: Mapped[date | None] = field(
        "注册日期", Date(), expected=True, aliases=["注册时间", "报到日期", "报到时间"]
    )
    method: Mapped[str | None] = field("注册方式", Code("registration-method"), expected=True, aliases=["方式"])
    fee_status: Mapped[str | None] = field("缴费情况", Code("fee-status"), aliases=["缴费", "学费"])
    registered_by_id: Mapped[int | None] = reference("经办人", to="staff", aliases=["注册人"])
    is_card_checked: Mapped[bool | None] = field("身份证核验", Flag())


class Discipline(Entity):
    """One award 奖励 or sanction 处分 of a student."""

    label = N_("奖惩")
    display = "student"
    keys = (("student", "kind", "date"),)
    order = ("date", "student")
    row_checks = (side_fits, dates_in_order("date", "revoked_date"))
    fills = (side_of_kind,)

    student_id: Mapped[int] = reference("学生", to="student", required=True, spread=STUDENT_COLUMNS)
    side: Mapped[str] = field(
        "性质", Code("discipline-side", strict=True), required=True, aliases=["奖惩性质", "奖惩类型"]
    )
    kind: Mapped[str] = field(
        "奖惩类别", Code("discipline-kind", strict=True), required=True,
        aliases=["类别", "奖励类别", "处分类别", "处分种类", "奖励名称", "奖惩名称", "种类"],
    )  # fmt: skip
    level: Mapped[str | None] = field("级别", Code("discipline-level"), aliases=["奖惩级别", "奖励级别"])
    date: Mapped[Day] = field("奖惩日期", Date(), required=True, aliases=["处分日期", "奖励日期", "日期"])
    document_number: Mapped[str | None] = field("文号", CodeText(60), search=True, aliases=["奖惩文号", "处分文号"])
    reason: Mapped[str | None] = field("事由", Text(200), aliases=["原因", "奖惩事由", "奖惩原因"])
    revoked_date: Mapped[Day | None] = field("撤销处分日期", Date(), aliases=["撤销日期", "解除日期"])
    amount: Mapped[Decimal | None] = field("金额（元）", Money(), aliases=["金额", "奖金（元）", "奖学金（元）"])
