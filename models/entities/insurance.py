"""Insurance of those who learn at a firm: policies, and whom they cover from when to when (教职成〔2021〕4号, R-INT-21)."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from operator import itemgetter
from typing import Any

import sqlalchemy as sa

from models.entities import headings
from models.entities.measures import LIABILITY, STUDENT_PAYS
from models.entities.people import STUDENT_COLUMNS
from models.entities.rules import dates_in_order
from models.schema.beside import Beside, Seen
from models.schema.complaints import Complaint, warning
from models.schema.fields import Entity, FoundBy, Inherited, Mapped, derived, field, reference
from models.schema.types import Code, CodeText, Date, Integer, Money, OrganisationName, Text
from models.words import N_, _

INSURED = ("insured_from", "insured_until")


def not_paid_by_students(row: Mapping[str, Any]) -> Iterable[tuple[str, Complaint]]:
    """The premium of liability insurance never comes from the student (R-INT-21)."""
    if row.get("payer") == STUDENT_PAYS and row.get("kind", LIABILITY[0]) in LIABILITY:
        yield "payer", Complaint("R-INT-21", _("责任险的保费不得由学生承担（R-INT-21）"))


def within_policy(seen: Seen) -> Iterable[tuple[str, Complaint]]:
    """A person is insured for no day the policy does not hold for."""
    begin, end = (seen.row.get(name) for name in INSURED)
    first, last = (seen.behind.get(f"policy.{name}") for name in INSURED)
    if begin is not None and first is not None and begin < first:
        yield INSURED[0], warning("conflict", _("早于保险单的起保日期 {day}，请核对").format(day=first))
    if end is not None and last is not None and end > last:
        yield INSURED[1], warning("conflict", _("晚于保险单的终保日期 {day}，请核对").format(day=last))


def somebody(seen: Seen) -> Iterable[tuple[str, Complaint]]:
    """A row insures somebody: a student, or an apprentice who is none."""
    if seen.row.get("student") is None and seen.row.get("apprentice") is None:
        yield "student", Complaint("required", _("请填被保险人：学生，或学徒"))


def _persons(_day: date) -> sa.ColumnElement[Any]:
    own, policy = InsuredPerson.table().alias(), InsurancePolicy.table()
    who = sa.func.coalesce(own.c.student_id, own.c.apprentice_id)
    count = sa.select(sa.func.count(who.distinct())).where(own.c.policy_id == policy.c.id)
    return count.correlate(policy).scalar_subquery()


class InsurancePolicy(Entity):
    """One policy of one insurer; both days of its period count."""

    label = N_("保险单")
    display = "number"
    keys = (("number",),)
    order = ("insured_from", "number")
    period = ("insured_from", "insured_until")
    period_inclusive = True
    row_checks = (dates_in_order("insured_from", "insured_until"), not_paid_by_students)
    in_titles = True

    number: Mapped[str] = field(
        "保单号", CodeText(60), required=True, unique=True, search=True, aliases=headings.POLICY_NUMBER
    )
    kind: Mapped[str | None] = field(
        "险种", Code("insurance-kind", strict=True), default=LIABILITY[0], aliases=["保险种类", "保险类型"]
    )
    insurer: Mapped[str | None] = field(
        "保险公司",
        OrganisationName(100),
        expected=True,
        search=True,
        aliases=["承保公司", "承保机构", "保险人", "保险"],
    )
    policyholder: Mapped[str | None] = field("投保人", Text(60), aliases=["投保单位"])
    insured_from: Mapped[date | None] = field("起保日期", Date(), required=True, aliases=headings.INSURED_FROM)
    insured_until: Mapped[date | None] = field("终保日期", Date(), required=True, aliases=headings.INSURED_UNTIL)
    premium: Mapped[Decimal | None] = field("保费合计（元）", Money(), aliases=["保费合计", "总保费", "保费"])
    premium_per_person: Mapped[Decimal | None] = field(
        "人均保费（元）", Money(), aliases=["人均保费", "每人保费", "保费（元/人）"]
    )
    payer: Mapped[str | None] = field(
        "保费承担", Code("premium-payer", strict=True), expected=True, aliases=["缴费方", "保费承担方", "保费来源"]
    )
    limit_per_person: Mapped[Decimal | None] = field(
        "每人限额（元）", Money(), aliases=["每人限额", "保额", "每人责任限额"]
    )
    person_count: int = derived("被保险人数", Integer(), _persons)


class InsuredPerson(Entity):
    """One student or apprentice under a policy for a period; both days count. It says who was insured, whatever becomes of the placement."""

    label = N_("被保险人")
    called = headings.LEARNER
    display = "student"
    keys = (("policy", "placement"), ("policy", "student"), ("policy", "apprentice"))
    order = ("policy", "student")
    period = ("insured_from", "insured_until")
    period_inclusive = True
    row_checks = (dates_in_order("insured_from", "insured_until"),)
    inherited = Inherited("policy", {name: itemgetter(name) for name in INSURED}, doubted=False)
    beside = (Beside(within_policy, tuple(f"policy.{name}" for name in INSURED)), Beside(somebody))
    found_by_day = FoundBy("placement", "student")

    policy_id: Mapped[int | None] = reference(
        "保险单", to="insurance_policy", required=True, creatable=True, spread=[("policy_number", "number"), "insurer"]
    )
    student_id: Mapped[int | None] = reference("被保险人", to="student", spread=STUDENT_COLUMNS)
    apprentice_id: Mapped[int | None] = reference("学徒", to="apprentice", help="企业员工的学徒，没有学籍")
    placement_id: Mapped[int | None] = reference("岗位实习", to="placement", help="不填时按学生和日期找")
    insured_from: Mapped[date | None] = field("起保日期", Date(), expected=True, aliases=headings.INSURED_FROM)
    insured_until: Mapped[date | None] = field("终保日期", Date(), expected=True, aliases=headings.INSURED_UNTIL)
    premium: Mapped[Decimal | None] = field("保费（元）", Money(), aliases=["保费", "人均保费", "保险费"])
