"""Order classes: who commissions them, who is in them, what was promised (specification §2.9)."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from models.entities import headings
from models.entities.agreement_terms import effective_until, of_agreement, remaining_days, within_agreement
from models.entities.measures import of, of_registered, order_class_status, order_class_status_on
from models.entities.people import STUDENT_COLUMNS
from models.entities.rules import dates_in_order
from models.schema.derive import counted, students_of
from models.schema.fields import Entity, Mapped, Once, Via, derived, field, reference, through
from models.schema.types import Code, CodeText, Date, Flag, Grade, Integer, Number, References, Spoken, Text
from models.words import N_

_IN_TITLE = re.compile(r"[^\s：:《》“”]{1,30}?(?:订单班|冠名班)(?:[（(][^）)]*[)）])?")


def _order_class_in(text: str) -> str | None:
    """The order class a title names: 煦钰订单班（2022级）学生花名册."""
    hit = _IN_TITLE.search(text)
    return None if hit is None else hit[0]


class OrderClass(Entity):
    """A class commissioned by one enterprise or several; never the same thing as a school class."""

    label = N_("订单班")
    keys = (("code",), ("name",))
    named_freely = True
    in_titles = _order_class_in
    order = ("code", "name")
    row_checks = (dates_in_order("form_date", "end_date"),)
    beside = (within_agreement("order_class"),)

    code: Mapped[str | None] = field("订单班编号", CodeText(30), unique=True, search=True)
    name: Mapped[str] = field(
        "订单班名称", Spoken(60), required=True, search=True, index=True, aliases=headings.ORDER_CLASS
    )  # fmt: skip
    mode: Mapped[str | None] = field(
        "培养模式", Code("cooperation-mode", strict=True), expected=True, aliases=["合作模式"]
    )
    enterprises = through(
        "合作企业", References("enterprise"), Via("order_class_enterprise", "order_class_id", "enterprise_id", many=True),
        expected=True, creatable=True, aliases=(*headings.ENTERPRISE_NAME, "订单企业", "冠名企业", "合作单位"),
    )  # fmt: skip
    education_group_id: Mapped[int | None] = reference(
        "职教集团", to="education_group", creatable=True, aliases=["所属集团"]
    )
    agreement_id: Mapped[int | None] = reference(
        "协议", to="agreement", creatable=True, expected=True, aliases=headings.AGREEMENT_NUMBER
    )
    agreement_until: Any = derived(
        "协议止", Date(), of_agreement("order_class", effective_until), help="补充协议算在内"
    )
    remaining_days: int = derived("协议剩余天数", Integer(), of_agreement("order_class", remaining_days))
    school_id: Mapped[int | None] = reference("学校", to="school", creatable=True, expected=True, own_unit=True)
    majors = through(
        "专业", References("major"), Via("order_class_major", "order_class_id", "major_id", many=True),
        expected=True, creatable=True, aliases=["专业名称", "面向专业"],
    )  # fmt: skip
    grade_year: Mapped[int | None] = field("年级", Grade(), expected=True, aliases=["入学年份"])
    form_date: Mapped[date | None] = field("组班日期", Date(), expected=True)
    end_date: Mapped[date | None] = field("结束日期", Date(), expected=True)
    planned_size: Mapped[int | None] = field("计划人数", Integer(0, 10_000), expected=True)
    formed_size: Mapped[int | None] = field("组班人数", Integer(0, 10_000), help="组班当日人数；现有人数由成员记录算出")
    member_count: int = derived("现有人数", Integer(), counted("order_class_member", "order_class_id"))
    male_count: int = derived("男", Integer(), students_of("order_class_member", "order_class_id", gender="1"))
    female_count: int = derived("女", Integer(), students_of("order_class_member", "order_class_id", gender="2"))
    formation_stage: Mapped[str | None] = field("组班时点", Code("formation-stage"), expected=True)
    selection_method: Mapped[str | None] = field("选拔方式", Text(100))
    teacher_id: Mapped[int | None] = reference("校方负责人", to="staff", creatable=True, expected=True)
    enterprise_contact: Mapped[str | None] = field("企业负责人", Text(60), expected=True)
    enterprise_phone: Mapped[str | None] = field("企业负责人电话", CodeText(40), private="phone")
    day_status: Any = derived(
        "当日状态", Code("order-class-status"), of("order_class", order_class_status_on),
        help="按组班日期和结束日期判断"
    )  # fmt: skip
    status: Mapped[str | None] = field(
        "状态", Code("order-class-status", strict=True), expected=True, default=order_class_status
    )


class OrderClassEnterprise(Entity):
    """One sponsor of an order class."""

    label = N_("订单班合作企业")
    display = "enterprise"
    internal = True

    order_class_id: Mapped[int] = reference("订单班", to="order_class", required=True)
    enterprise_id: Mapped[int] = reference("企业", to="enterprise", required=True)


class OrderClassMajor(Entity):
    """One major an order class draws from."""

    label = N_("订单班专业")
    display = "major"
    internal = True

    order_class_id: Mapped[int] = reference("订单班", to="order_class", required=True)
    major_id: Mapped[int] = reference("专业", to="major", required=True)


class OrderClassMember(Entity):
    """One student in one order class from a day until a day, and what became of the promise to hire."""

    label = N_("订单班成员")
    display = "student"
    keys = (("student", "order_class", "join_date"), ("student", "order_class"))
    order = ("order_class", "student")
    period = ("join_date", "leave_date")
    counts_if = (of_registered,)
    once = (Once(("student",), N_("这名学生同时在另一个订单班，请核对起止日期")),)
    row_checks = (dates_in_order("join_date", "leave_date"),)

    order_class_id: Mapped[int] = reference(
        "订单班", to="order_class", required=True, creatable=True, aliases=headings.ORDER_CLASS,
        spread=[("enterprise", "enterprises"), "mode", "agreement"],
    )  # fmt: skip
    student_id: Mapped[int] = reference("学生", to="student", required=True, spread=STUDENT_COLUMNS)
    join_date: Mapped[date | None] = field(
        "入班日期", Date(), required=True, aliases=["入班时间", "加入日期", "进班日期", "组班日期"]
    )
    leave_date: Mapped[date | None] = field(
        "退出日期", Date(), aliases=["退班日期", "离班日期"], help="退出当天起不再计入"
    )
    leave_reason: Mapped[str | None] = field("退出原因", Code("leave-reason"), aliases=["离班原因"])
    is_hired: Mapped[bool | None] = field("入企", Flag(), aliases=["是否录用"])
    hired_date: Mapped[date | None] = field("入企日期", Date())
    hired_post: Mapped[str | None] = field("入企岗位", Text(40))
    employed_30_date: Mapped[date | None] = field("30 天回访", Date(), help="仍在岗时填回访日期")
    employed_90_date: Mapped[date | None] = field("90 天回访", Date())
    employed_180_date: Mapped[date | None] = field("180 天回访", Date())
    employed_365_date: Mapped[date | None] = field("365 天回访", Date())


class CompanyCourse(Entity):
    """A course the enterprise teaches in an order class."""

    label = N_("企业课程")
    keys = (("order_class", "name"),)
    order = ("order_class", "name")

    order_class_id: Mapped[int] = reference("订单班", to="order_class", required=True)
    name: Mapped[str] = field("课程名称", Spoken(60), required=True, search=True)
    hours: Mapped[int | None] = field("学时", Integer(0, 10_000))
    lecturer: Mapped[str | None] = field("授课人", Text(60))
    place: Mapped[str | None] = field("地点", Text(60))


class Commitment(Entity):
    """One promise of an enterprise to an order class: target and actual."""

    label = N_("企业承诺")
    display = "item"
    keys = (("order_class", "item"),)
    order = ("order_class", "item")

    order_class_id: Mapped[int] = reference("订单班", to="order_class", required=True)
    item: Mapped[str] = field("承诺项", Code("commitment-item"), required=True)
    unit: Mapped[str | None] = field("单位", Text(12))
    target: Mapped[Decimal | None] = field("目标", Number(), expected=True)
    actual: Mapped[Decimal | None] = field("完成", Number())
    due_date: Mapped[date | None] = field("截止日期", Date())
    agreement_commitment_id: Mapped[int | None] = reference(
        "落实的协议承诺", to="agreement_commitment", aliases=["协议承诺"]
    )
    evidence: Mapped[str | None] = field("佐证", Text(200))
