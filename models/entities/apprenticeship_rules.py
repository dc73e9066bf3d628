"""What is asked of mentors, programmes, apprentices and what belongs to them, alone and beside other records (registers §3)."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from models.entities.rules import identity_agrees, identity_fills, is_month
from models.entities.training import EMPLOYEE, EMPLOYEES, EXCELLENT, FAILED, GOOD, SCORES, SUFFICIENT
from models.schema import checks
from models.schema.beside import Beside, Peers, Seen
from models.schema.codes import table
from models.schema.complaints import Complaint, warning
from models.schema.numbers import amount_text
from models.words import _

Row = Mapping[str, Any]
Found = Iterable[tuple[str, Complaint]]
_EMPLOYED = {"id_number": "employee_id_number", "gender": "employee_gender"}
_YOUNGEST = 14  # at which anybody begins to work


def full_months(first: date, after: date) -> int:
    """Full calendar months from a day to another: to the day after the last for a period of which both days count."""
    return 12 * (after.year - first.year) + after.month - first.month - (after.day < first.day)


def employee_identity_agrees(row: Row) -> Found:
    """The number of an employee is judged as that of a student."""
    told = {name: row.get(own) for name, own in _EMPLOYED.items()}
    for name, complaint in identity_agrees(told) if told["id_number"] is not None else ():
        yield _EMPLOYED[name], complaint


def employee_fills(row: Row) -> Row:
    """The sex of an employee, read off the number where nobody said it."""
    told = {"id_number": row.get("employee_id_number"), "gender": row.get("employee_gender")}
    gender = identity_fills(told).get("gender")
    return {} if gender is None else {"employee_gender": gender}


def age_fits_work(row: Row, day: date) -> Found:
    """Nobody has worked longer than since childhood."""
    month, years = row.get("birth_month"), row.get("work_years")
    if is_month(month) and years is not None and day.year - int(month[:4]) - _YOUNGEST < years:
        words = _("出生年月 {month}，从业 {years} 年，请核对").format(month=month, years=years)
        yield "work_years", warning("out-of-range", words)


def kind_needs(row: Row) -> Found:
    """企业新型学徒制 is for an occupation and a level and was filed, the others are for a major."""
    if row.get("kind") is None:
        return
    for_employees = row["kind"] == EMPLOYEES
    names = ("occupation", "target_level", "filed_months", "filing_number") if for_employees else ("major",)
    for name in (name for name in names if row.get(name) is None):
        words = _("企业新型学徒制要填这一项") if for_employees else _("这一类项目要填专业")
        yield name, warning("required", words)


def contract_before_start(row: Row) -> Found:
    """The labour contract and the agreement are there before training begins."""
    start = row.get("start_date")
    for name in ("contract_from", "signed_date"):
        day = row.get(name)
        if isinstance(start, date) and isinstance(day, date) and day > start:
            late = _("晚于学徒期的第一天 {start}，应在开始以前签订").format(start=start)
            yield name, warning("conflict", late)


def claim_of_dates(row: Row) -> Found:
    """What is paid is no more than was approved, and not before it was applied for."""
    applied, paid = row.get("applied_date"), row.get("paid_date")
    if isinstance(applied, date) and isinstance(paid, date) and paid < applied:
        yield "paid_date", Complaint("out-of-range", _("拨付日期早于申请日期 {day}，请核对").format(day=applied))
    approved, amount = row.get("approved_amount"), row.get("paid_amount")
    if approved is not None and amount is not None and amount > approved:
        words = _("拨付 {paid} 元多于核定的 {approved} 元，请核对").format(
            paid=amount_text(amount), approved=amount_text(approved)
        )
        yield "paid_amount", warning("out-of-range", words)


def _one_person(seen: Seen) -> Found:
    """A student, or an employee with name and number: exactly one of them."""
    row = seen.row
    if row.get("identity") == EMPLOYEE:
        for name in ("employee_name", "employee_id_number"):
            if row.get(name) is None:
                yield name, Complaint("required", _("企业员工要填姓名和身份证号"))
        if row.get("student") is not None:
            yield "student", Complaint("conflict", _("身份是企业员工，不能同时是学生；请改身份，或清空学生"))
        return
    if row.get("student") is None:
        yield "student", Complaint("required", _("身份是学生学徒，请选学生；企业员工请把身份改为企业员工"))
    for name in ("employee_name", "employee_id_number"):
        if row.get(name) is not None:
            yield name, Complaint("conflict", _("身份是学生学徒，姓名和身份证号取自学生；请清空，或把身份改为企业员工"))


def _contract_long_enough(seen: Seen) -> Found:
    """企业新型学徒制: a labour contract of so many months (specification §1.4)."""
    if seen.behind["programme.kind"] != EMPLOYEES:
        return
    begin, end = seen.row.get("contract_from"), seen.row.get("contract_until")
    if begin is None:
        yield "contract_from", warning("required", _("没有填劳动合同的起止"))
    if begin is None or end is None:
        return
    least = int(seen.limit("apprenticeship.contract-months", seen.row.get("start_date") or seen.day))
    if full_months(begin, end + timedelta(days=1)) < least:
        words = _("劳动合同 {begin} 至 {end} 不满 {least} 个月，不能参加企业新型学徒制")
        yield "contract_until", Complaint("out-of-range", words.format(begin=begin, end=end, least=least))


def _no_student_employed(seen: Seen) -> Found:
    """A full-time student is no employee of 企业新型学徒制."""
    if seen.row.get("identity") == EMPLOYEE and any(peer["is_present"] for peer in seen.peers):
        words = _("这个身份证号是在读的全日制学生，不能作为企业员工参加；请改身份，或先办理学籍异动")
        yield "employee_id_number", Complaint("conflict", words)


def _guardian_signed(seen: Seen) -> Found:
    """Who is under age when training begins signs together with a guardian."""
    birth, start = seen.behind["student.birth_date"], seen.row.get("start_date")
    if not isinstance(birth, date) or not isinstance(start, date) or seen.row.get("is_guardian_signed"):
        return
    years = int(seen.limit("apprenticeship.guardian-years", start))
    if checks.age_on(birth, start) < years and seen.row.get("agreement_number") is not None:
        words = _("开始时不满 {years} 周岁，学徒协议要由监护人签字").format(years=years)
        yield "is_guardian_signed", warning("required", words)


def _within_programme(seen: Seen) -> Found:
    """Training lies within the programme."""
    first, last = seen.behind["programme.start_date"], seen.behind["programme.end_date"]
    for name, outside in (("start_date", _before(seen.row, first)), ("end_date", _after(seen.row, last))):
        if outside:
            words = _("超出项目的起止日期（{begin} 至 {end}），请核对").format(begin=first or "", end=last or "")
            yield name, warning("out-of-range", words)


def _before(row: Row, first: date | None) -> bool:
    start = row.get("start_date")
    return start is not None and first is not None and start < first


def _after(row: Row, last: date | None) -> bool:
    end = row.get("end_date")
    return end is not None and last is not None and end > last


def _filed_months(seen: Seen) -> Found:
    """企业新型学徒制 lasts one year to two, at the longest three."""
    row = seen.row
    begin, end = row.get("start_date"), row.get("end_date")
    months = row.get("filed_months")
    if row.get("kind") != EMPLOYEES or begin is None or end is None:
        return
    filed = full_months(begin, end + timedelta(days=1)) if months is None else months
    least, usual, most = (int(seen.limit(f"apprenticeship.{key}-months", begin)) for key in ("min", "usual", "max"))
    name = "end_date" if months is None else "filed_months"
    if not least <= filed <= most:
        words = _("企业新型学徒制应为 {least} 至 {most} 个月，这里是 {months} 个月")
        yield name, Complaint("out-of-range", words.format(least=least, most=most, months=filed))
    elif filed > usual:
        words = _("企业新型学徒制一般不超过 {usual} 个月，这里是 {months} 个月，请核对")
        yield name, warning("out-of-range", words.format(usual=usual, months=filed))


def _same_enterprise(seen: Seen) -> Found:
    """The mentor works where the apprentice learns."""
    firm, own = seen.behind["mentor.enterprise"], seen.behind["apprentice.enterprise"]
    if None not in (firm, own) and firm != own:
        yield "mentor", warning("conflict", _("师傅与徒弟不是同一家企业的，请核对"))


def _appointed(seen: Seen) -> Found:
    """A mentor takes apprentices while appointed."""
    first, last = (seen.behind[f"mentor.appointed_{end}"] for end in ("from", "until"))
    begin, end = seen.row.get("from_date"), seen.row.get("until_date")
    if begin is None:
        return
    final = begin if end is None else end - timedelta(days=1)
    if begin < (first or begin) or final > (last or final):
        words = _("不在师傅的聘期（{first} 至 {last}）内，请核对").format(first=first or "", last=last or "")
        yield "from_date", warning("conflict", words)


def _crowded(seen: Seen) -> Found:
    """A mentor has so many apprentices at a time (policy, or what stands with the mentor)."""
    day = seen.row.get("from_date")
    if day is None:
        return
    own = seen.behind["mentor.max_apprentices"]
    most = int(seen.limit("mentor.max-apprentices", day)) if own is None else own
    several = 1 + sum(1 for peer in seen.peers if _runs(peer, day))
    if several > most:
        words = _("从 {day} 起师傅带 {several} 名徒弟，超过 {most} 名").format(day=day, several=several, most=most)
        yield "mentor", warning("out-of-range", words)


def _runs(pairing: Row, day: date) -> bool:
    """Whether a pairing counts on a day: not over, and its apprentice still in training."""
    end, last = pairing["until_date"], pairing["apprentice_end"]
    begun = pairing["from_date"] is not None and pairing["from_date"] <= day
    return begun and (end is None or end > day) and (last is None or last >= day)


def _grade_agrees(seen: Seen) -> Found:
    """The grade that was given is that of the scores; the given one is printed."""
    scores = [seen.row.get(f"{part}_score") for part in SCORES]
    given, day = seen.row.get("result"), seen.row.get("assessed_date") or seen.day
    if given is None or None in scores:
        return
    parts = (seen.limit(f"assessment.{part}-weight", day) * (seen.row[f"{part}_score"] or 0) for part in SCORES)
    total = sum(parts, Decimal(0)).quantize(Decimal("0.1"), ROUND_HALF_UP)
    marks = {EXCELLENT: "excellent", GOOD: "good", SUFFICIENT: "sufficient"}
    reached = (code for code, word in marks.items() if total >= seen.limit(f"assessment.{word}", day))
    grade = next(reached, FAILED)
    if grade != given:
        words = _("总评 {total} 分应为{grade}，与填写的等次不符，请核对；打印按填写的")
        name = table("assessment-grade").label(grade)
        yield "result", warning("conflict", words.format(total=f"{total:f}", grade=name))


ONE_PERSON = Beside(_one_person)
CONTRACT_LONG_ENOUGH = Beside(_contract_long_enough, ("programme.kind",))
NO_STUDENT_EMPLOYED = Beside(
    _no_student_employed, peers=Peers("student", (("employee_id_number", "id_number"),), ("is_present",))
)
GUARDIAN_SIGNED = Beside(_guardian_signed, ("student.birth_date",))
WITHIN_PROGRAMME = Beside(_within_programme, ("programme.start_date", "programme.end_date"))
FILED_MONTHS = Beside(_filed_months)
SAME_ENTERPRISE = Beside(_same_enterprise, ("mentor.enterprise", "apprentice.enterprise"))
APPOINTED = Beside(_appointed, ("mentor.appointed_from", "mentor.appointed_until"))
CROWDED_MENTOR = Beside(
    _crowded, ("mentor.max_apprentices",),
    Peers("mentor_pairing", ("mentor",), ("from_date", "until_date", "apprentice_end")),
)  # fmt: skip
GRADE_AGREES = Beside(_grade_agrees)
