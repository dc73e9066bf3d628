"""Enrolment: plans, admissions and who checked in (specification §2.23)."""

from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from models.entities import headings
from models.entities.rules import identity_agrees, identity_fills
from models.schema.derive import counted
from models.schema.fields import CONTACT, Entity, Mapped, Via, derived, entity_named, field, reference, through
from models.schema.regions import RegionCode
from models.schema.types import (
    Code,
    CodeText,
    Date,
    Flag,
    IdentityNumber,
    Integer,
    Money,
    Number,
    PersonName,
    Phone,
    Text,
    Year,
)
from models.words import N_

ADMITTED, CAME, ABSENT, DEFERRED, DECLINED = "1", "2", "3", "4", "5"  # admission-status


def _title_of_plan(_day: date) -> sa.ColumnElement[Any]:
    """What tells plans apart: year, school, major, batch."""
    plan = EnrolmentPlan.table()
    names = [
        sa.select(other.c.name).where(other.c.id == plan.c[f"{kind}_id"]).correlate(plan).scalar_subquery()
        for kind in ("school", "major")
        for other in (entity_named(kind).table().alias(),)
    ]
    parts = [sa.cast(plan.c.year, sa.Text), *names, plan.c.batch]
    return sa.func.trim(sa.func.concat_ws(" ", *parts))


class EnrolmentPlan(Entity):
    """How many a school means to take into a major in a year."""

    label = N_("招生计划")
    display = "title"
    keys = (("school", "year", "major", "batch"), ("year", "major"))
    order = ("year", "major")

    year: Mapped[int] = field("招生年份", Year(), required=True, aliases=["年度", "年份"])
    school_id: Mapped[int | None] = reference("学校", to="school", creatable=True, expected=True, own_unit=True)
    major_id: Mapped[int] = reference(
        "专业", to="major", required=True, creatable=True, aliases=["专业名称", "招生专业"],
        spread=[("major_code", "code"), "duration"],
    )  # fmt: skip
    batch: Mapped[str | None] = field("批次", Text(30))
    class_count: Mapped[int | None] = field("班数", Integer(0, 1000))
    title: str = derived("计划名称", Text(120), _title_of_plan)
    planned: Mapped[int | None] = field("计划人数", Integer(0, 100_000), required=True, aliases=["招生计划", "计划数"])
    applicants: Mapped[int | None] = field("报名人数", Integer(0, 1_000_000), aliases=["报名"])
    admitted_count: int = derived("录取人数", Integer(), counted("admission", "plan_id"))


class Admission(Entity):
    """A candidate admitted to a major; becomes a student after checking in, keeping the candidate number."""

    label = N_("录取")
    called = headings.LEARNER
    keys = (("id_number",), ("candidate_number",), ("exam_number",), ("name", "birth_date"))
    order = ("year", "major", "name")
    row_checks = (identity_agrees,)
    fills = (identity_fills,)

    name: Mapped[str] = field("姓名", PersonName(60), required=True, search=True, aliases=headings.PERSON_NAME)
    gender: Mapped[str | None] = field("性别", Code("gender", strict=True), expected=True, aliases=headings.GENDER)
    id_type: Mapped[str | None] = field(
        "身份证件类型", Code("identity-document-type"), default="1", aliases=headings.ID_TYPE
    )
    id_number: Mapped[str | None] = field(
        "身份证件号", IdentityNumber(), required=True, search=True, index=True, private="identity",
        aliases=headings.ID_NUMBER,
    )  # fmt: skip
    birth_date: Mapped[date | None] = field("出生日期", Date(month_precise=True), aliases=headings.BIRTH_DATE)
    ethnicity: Mapped[str | None] = field("民族", Code("ethnicity", strict=True), aliases=headings.ETHNICITY)
    political_status: Mapped[str | None] = field(
        "政治面貌", Code("political-status", strict=True), aliases=headings.POLITICAL_STATUS
    )
    year: Mapped[int | None] = field("招生年份", Year(), expected=True, aliases=headings.YEAR)
    plan_id: Mapped[int | None] = reference("招生计划", to="enrolment_plan")
    school_id: Mapped[int | None] = reference("录取学校", to="school", creatable=True, own_unit=True, aliases=["学校"])
    major_id: Mapped[int | None] = reference(
        "录取专业", to="major", expected=True, creatable=True, aliases=headings.MAJOR
    )
    batch: Mapped[str | None] = field("录取批次", Text(30), aliases=["批次"])
    is_order: Mapped[bool | None] = field("订单（学徒）", Flag(), aliases=["订单班", "是否订单"])
    exam_number: Mapped[str | None] = field("准考证号", CodeText(30), search=True, aliases=headings.EXAM_NUMBER)
    candidate_number: Mapped[str | None] = field("考生号", CodeText(30), search=True, aliases=headings.CANDIDATE_NUMBER)
    exam_score: Mapped[Decimal | None] = field("总分", Number(2, 0, 9999), aliases=headings.EXAM_SCORE)
    wish_rank: Mapped[int | None] = field("志愿序号", Integer(1, 99), aliases=["志愿"])
    admitted_date: Mapped[date | None] = field("录取日期", Date(), aliases=["录取时间"])
    letter_number: Mapped[str | None] = field("录取通知书编号", CodeText(40), aliases=["通知书编号"])
    graduated_from: Mapped[str | None] = field("毕业学校", Text(60), aliases=headings.SOURCE_SCHOOL)
    source_region: Mapped[str | None] = field("生源地", RegionCode(), private="region", aliases=headings.SOURCE_REGION)
    phone: Mapped[str | None] = field("联系电话", Phone(), private="phone", aliases=headings.PHONE)
    guardian_name: Mapped[str | None] = field(
        "监护人",
        Text(60),
        private="hidden",
        sensitive=CONTACT,
        aliases=[who + word for who in headings.GUARDIAN for word in ("", "姓名")],
    )
    guardian_phone: Mapped[str | None] = field(
        "监护人电话",
        Phone(),
        private="phone",
        aliases=[who + word for who in headings.GUARDIAN for word in ("电话", "联系电话", "手机", "联系方式")],
    )
    home_address: Mapped[str | None] = field("家庭住址", Text(120), private="address", aliases=headings.HOME_ADDRESS)
    status: Mapped[str | None] = field("录取状态", Code("admission-status"), default=ADMITTED, aliases=["状态"])
    student_id: Mapped[int | None] = reference("已转学籍", to="student", by_act=True, help="转学籍后的学生")
    check_in_date = through("报到时间", Date(), Via("check_in", "admission_id", "check_in_date"), aliases=["报到日期"])
    is_fee_paid = through("缴费", Flag(), Via("check_in", "admission_id", "is_fee_paid"), aliases=["是否缴费"])
    dormitory = through("宿舍", Text(40), Via("check_in", "admission_id", "dormitory"), aliases=["宿舍号"])
    absence_reason = through(
        "未报到原因", Code("absence-reason"), Via("check_in", "admission_id", "absence_reason"), aliases=["原因"]
    )


class CheckIn(Entity):
    """A candidate who came (or said why not), with the papers brought along."""

    label = N_("报到")
    display = "admission"
    keys = (("admission",),)
    order = ("check_in_date", "admission")

    admission_id: Mapped[int] = reference(
        "录取考生", to="admission", required=True, aliases=["考生"],
        spread=["name", "id_type", "id_number", "exam_number", "candidate_number"],
    )  # fmt: skip
    check_in_date: Mapped[date | None] = field(
        "报到时间", Date(), expected=True, unless="absence_reason", aliases=["报到日期"]
    )
    dormitory: Mapped[str | None] = field("宿舍", Text(40), aliases=["宿舍号"])
    is_fee_paid: Mapped[bool | None] = field("缴费", Flag(), aliases=["是否缴费"])
    fee: Mapped[Decimal | None] = field("缴费金额（元）", Money())
    has_letter: Mapped[bool | None] = field("录取通知书", Flag())
    has_identity_card: Mapped[bool | None] = field("身份证", Flag())
    has_household_register: Mapped[bool | None] = field("户口簿", Flag())
    has_diploma: Mapped[bool | None] = field("毕业证", Flag())
    has_photos: Mapped[bool | None] = field("照片", Flag())
    absence_reason: Mapped[str | None] = field("未报到原因", Code("absence-reason"))
    deferred_until: Mapped[date | None] = field("保留资格至", Date())
