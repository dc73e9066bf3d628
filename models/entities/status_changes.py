"""Changes of a student's status 学籍异动: events that only acts post, with the papers they rest on (registers §2)."""

from datetime import date
from typing import Any

from models.entities.people import STUDENT_COLUMNS
from models.entities.rules import dates_in_order
from models.schema.derive import dated_code
from models.schema.fields import Entity, Mapped, derived, field, reference
from models.schema.types import Code, Date, Flag, Text
from models.words import N_

DONE, REVERSED = "6", "8"  # change-stage 办结, 冲回


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
