"""Education groups and who belongs to them (specification §2.2, §2.3)."""

from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from models.entities import headings
from models.entities.rules import dates_in_order, member_kind_fits, one_member
from models.schema.derive import counted
from models.schema.fields import Across, Entity, Mapped, Needed, Once, derived, field, name_of_body, reference
from models.schema.regions import RegionCode
from models.schema.types import (
    Code,
    Date,
    Integer,
    MultiCode,
    Number,
    OrganisationName,
    PersonName,
    Phone,
    Text,
    Year,
)
from models.words import N_

LEAD = "01"  # of group-role
WITHDRAWN = "3"  # of group-status


class EducationGroup(Entity):
    """职教集团, alliance, regional consortium …: `kind` tells which."""

    label = N_("职教集团")
    keys = (("name",),)
    order = ("name",)
    needed = (Needed("group_member", "education_group", N_("集团没有牵头单位，请在成员中填写"), {"role": LEAD}),)

    name: Mapped[str] = field(
        "集团名称", OrganisationName(60), required=True, unique=True, search=True, aliases=["集团"]
    )
    kind: Mapped[str | None] = field("类型", Code("group-kind", strict=True), expected=True)
    level: Mapped[str | None] = field("级别", Code("group-level"), expected=True)
    founded_date: Mapped[date | None] = field("成立日期", Date(), expected=True)
    approved_by: Mapped[str | None] = field("批准机关", Text(60))
    approval_number: Mapped[str | None] = field("批准文号", Text(60))
    parent_id: Mapped[int | None] = reference("上级集团", to="education_group")
    industries: Mapped[tuple[str, ...] | None] = field("面向产业", MultiCode("industry"), expected=True)
    region: Mapped[str | None] = field("覆盖区域", RegionCode())
    charter_date: Mapped[date | None] = field("章程通过日期", Date())
    secretariat: Mapped[str | None] = field("秘书处", Text(60), expected=True)
    contact_name: Mapped[str | None] = field("联络员", PersonName(60, strict=False), expected=True)
    contact_phone: Mapped[str | None] = field("联络电话", Phone(), expected=True, private="phone")
    status: Mapped[str | None] = field("状态", Code("group-status", strict=True), default="1")
    member_count: int = derived("成员数", Integer(), counted("group_member", "education_group_id"))
    enterprise_count: int = derived(
        "企业家次", Integer(), counted("group_member", "education_group_id", member_kind="5")
    )


def _name_of_member(_day: date) -> sa.ColumnElement[Any]:
    return name_of_body(GroupMember.table())


class GroupMember(Entity):
    """One body in one group, dated; the lead body has role 01."""

    label = N_("集团成员")
    display = "member_name"
    keys = (("education_group", "enterprise"), ("education_group", "school"), ("education_group", "body_name"))
    order = ("education_group", "role")
    period = ("join_date", "leave_date")
    exclusive = (("education_group", "enterprise"), ("education_group", "school"))
    once = (Once(("education_group",), N_("集团同时有另一个牵头单位，请核对"), {"role": LEAD}),)
    row_checks = (one_member, member_kind_fits, dates_in_order("join_date", "leave_date"))

    education_group_id: Mapped[int] = reference("集团", to="education_group", required=True, aliases=["集团名称"])
    member_name: str = derived("成员单位", Text(100), _name_of_member)
    member_kind: Mapped[str | None] = field("成员类别", Code("member-kind", strict=True), required=True)
    school_id: Mapped[int | None] = reference("成员院校", to="school")
    enterprise_id: Mapped[int | None] = reference("成员企业", to="enterprise", spread=["credit_code"])
    body_name: Mapped[str | None] = field("其他成员单位", OrganisationName(100), search=True)
    role: Mapped[str | None] = field("身份", Code("group-role", strict=True), expected=True, default="06")
    join_date: Mapped[date | None] = field("加入日期", Date(), expected=True)
    leave_date: Mapped[date | None] = field("退出日期", Date())
    representative: Mapped[str | None] = field("代表", PersonName(60, strict=False))
    title: Mapped[str | None] = field("职务", Text(40))
    phone: Mapped[str | None] = field("联系电话", Phone(), private="phone")
    commitment: Mapped[str | None] = field("承诺事项", Text(200))


class CouncilMeeting(Entity):
    """How often the council of a group met in a year; annual statistics ask for it."""

    label = N_("理事会会议")
    display = "year"
    keys = (("education_group", "year"),)
    order = ("education_group", "year")

    education_group_id: Mapped[int] = reference("集团", to="education_group", required=True)
    year: Mapped[int] = field("年度", Year(), required=True)
    meeting_count: Mapped[int | None] = field("会议次数", Integer(0, 366), expected=True)


class GroupYearFigure(Entity):
    """What a group tells of a year that no register computes (decisions §5); papers print it on grey."""

    label = N_("集团年度指标")
    display = "item"
    keys = (("education_group", "year", "item"),)
    order = ("education_group", "year", "item")
    across = Across("item", "value")

    education_group_id: Mapped[int] = reference(
        "集团", to="education_group", required=True, aliases=["集团名称", "职教集团", "所属集团"]
    )
    year: Mapped[int] = field("年度", Year(), required=True, aliases=[*headings.YEAR[1:], "统计年度"])
    item: Mapped[str] = field(
        "指标",
        Code("group-year-item", strict=True),
        required=True,
        aliases=["指标名称", "统计指标", "项目", "统计项目"],
    )
    value: Mapped[Decimal] = field(
        "数值", Number(2), required=True, aliases=["数量", "指标值", "完成数", "填报数"],
        help="教材计种，互聘计人，培训计人次，到款计元",
    )  # fmt: skip
    evidence: Mapped[str | None] = field("依据", Text(200), aliases=["佐证", "佐证材料", "依据材料", "数据来源"])
    entered_by: Mapped[str | None] = field("填报人", PersonName(60, strict=False), aliases=["填表人", "填报者"])
