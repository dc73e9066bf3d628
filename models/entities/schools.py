"""Schools, their calendar and their staff (specification §2.1, §2.13)."""

from datetime import date

from models.entities.rules import dates_in_order, term_fills, whole_academic_year
from models.schema.derive import joined
from models.schema.fields import Entity, Mapped, derived, field, reference
from models.schema.regions import RegionCode
from models.schema.terms import AcademicYear, TermNumber, TermText, spelled_term, term_in
from models.schema.types import (
    Code,
    CodeText,
    CreditCode,
    Date,
    Flag,
    IdentityNumber,
    Integer,
    MultiCode,
    OrganisationName,
    PersonName,
    Phone,
    Text,
)
from models.words import N_


class School(Entity):
    """An own or member school; its level decides which rules hold."""

    label = N_("学校")
    keys = (("credit_code",), ("school_code",), ("name",), ("short_name",))
    order = ("name",)

    name: Mapped[str] = field(
        "学校名称", OrganisationName(60), required=True, search=True, aliases=["学校", "机构名称"]
    )
    short_name: Mapped[str | None] = field("简称", Text(20), search=True)
    school_code: Mapped[str | None] = field("学校标识码", CodeText(10), aliases=["机构标识码", "院校代码"])
    credit_code: Mapped[str | None] = field(
        "统一社会信用代码", CreditCode(), expected=True, unique=True, aliases=["信用代码"]
    )
    level: Mapped[str | None] = field("办学层次", Code("school-level", strict=True), expected=True)
    school_type: Mapped[str | None] = field("中职类型", Code("school-type"))
    sponsor: Mapped[str | None] = field("举办者类型", Code("school-sponsor"))
    region: Mapped[str | None] = field("所在地", RegionCode(), expected=True)
    address: Mapped[str | None] = field("地址", Text(100))
    postcode: Mapped[str | None] = field("邮编", CodeText(6))
    phone: Mapped[str | None] = field("电话", Phone())
    principal: Mapped[str | None] = field("校长", PersonName(60, strict=False))
    seal_image: Mapped[str | None] = field("公章图", Text(200), help="只用于排版示意，不用于防伪")


class Term(Entity):
    """One term of a school's calendar; deadlines are counted from it."""

    label = N_("学期")
    display = "title"
    keys = (("school", "academic_year", "term"),)
    order = ("academic_year", "term")
    fills = (term_fills,)
    row_checks = (whole_academic_year, dates_in_order("start_date", "end_date"))
    in_titles = term_in
    spelled = spelled_term

    school_id: Mapped[int] = reference("学校", to="school", required=True, own_unit=True)
    title: str = derived("学年学期", TermText(), joined("term", "academic_year", "term"))
    academic_year: Mapped[str] = field(
        "学年", AcademicYear(), required=True, aliases=["学年学期", "学年度"], help="如 2026-2027"
    )
    term: Mapped[int] = field("学期", TermNumber(), required=True)
    start_date: Mapped[date | None] = field(
        "开学日期", Date(), expected=True, aliases=["开学", "开学时间", "开始日期", "起始日期"]
    )
    end_date: Mapped[date | None] = field(
        "结束日期", Date(), expected=True, aliases=["放假日期", "放假时间", "结束", "结束时间"]
    )
    register_deadline: Mapped[date | None] = field("注册截止", Date(), aliases=["注册截止日期", "注册截止时间"])


class Staff(Entity):
    """Head teachers, tutors and others of the school's staff."""

    label = N_("教职工")
    keys = (("staff_number",), ("name",))
    order = ("staff_number",)

    staff_number: Mapped[str | None] = field(
        "工号", CodeText(20), required=True, unique=True, search=True, aliases=["教工号", "职工号"]
    )
    name: Mapped[str] = field("姓名", PersonName(60), required=True, search=True, aliases=["教师姓名"])
    gender: Mapped[str | None] = field("性别", Code("gender", strict=True))
    school_id: Mapped[int | None] = reference("学校", to="school", creatable=True, own_unit=True)
    department: Mapped[str | None] = field("部门", Text(40), aliases=["系部", "所在部门"])
    title: Mapped[str | None] = field("职称", Code("staff-title"))
    is_dual_teacher: Mapped[bool | None] = field("双师型", Flag(), aliases=["双师型教师"])
    dual_teacher_level: Mapped[str | None] = field("双师级别", Text(20))
    phone: Mapped[str | None] = field("联系电话", Phone(), private="phone", aliases=["手机", "电话"])
    id_number: Mapped[str | None] = field("身份证号", IdentityNumber(), private="identity")
    roles: Mapped[tuple[str, ...] | None] = field("角色", MultiCode("staff-role"))
    enterprise_practice_days: Mapped[int | None] = field("企业实践天数", Integer(0, 366), help="本年度")
    is_active: Mapped[bool | None] = field("在岗", Flag(), default=True)
