"""Checks over several fields of one record, used by more than one entity."""

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, TypeGuard

from models.entities.measures import ENDED
from models.schema import checks
from models.schema.codes import table
from models.schema.complaints import Complaint, warning
from models.schema.fields import DatedCheck, RowCheck
from models.schema.pinyin import of_name
from models.schema.terms import parse_term
from models.words import N_, _, listed

YOUNGEST, OLDEST = 14, 25  # at entry
SCHOOL_KINDS, ENTERPRISE_KIND = ("1", "2", "3", "4"), "5"  # of member-kind
CATALOGUE = 2021  # the catalogue of majors that resources/codes has
COMPLETE_LEVELS = "4567"  # first digits of the codes of which no major is missing there
_MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")
_BRACKETED = re.compile(r"[（(].*[)）]|方向$")
RESIDENT_CARD, RESIDENCE_PERMIT = "1", "Z1"  # of Hong Kong, Macao and Taiwan: the same number, areas of its own
NUMBERED = (None, RESIDENT_CARD, RESIDENCE_PERMIT)  # documents whose number is that of GB 11643
Row = Mapping[str, Any]
Found = Iterable[tuple[str, Complaint]]


def dates_in_order(first: str, last: str) -> RowCheck:
    """The second date must not lie before the first."""

    def check(row: Row) -> Found:
        begin, end = row.get(first), row.get(last)
        if isinstance(begin, date) and isinstance(end, date) and end < begin:
            message = _("{end} 早于 {begin}，起止日期颠倒了").format(end=end.isoformat(), begin=begin.isoformat())
            yield last, Complaint("out-of-range", message)

    return check


def not_to_come(name: str) -> DatedCheck:
    """What was done was done on a day that has come."""

    def check(row: Row, day: date) -> Found:
        done = row.get(name)
        if isinstance(done, date) and done > day:
            yield name, warning("out-of-range", _("{day} 还没有到，请填实际的日期").format(day=done))

    return check


def one_body(message: str) -> RowCheck:
    """A school, an enterprise or another body: exactly one of them is told."""

    def check(row: Row) -> Found:
        given = [name for name in ("school", "enterprise", "body_name") if row.get(name) is not None]
        if len(given) != 1:
            yield given[1] if given else "enterprise", Complaint("required" if not given else "format", _(message))

    return check


one_member = one_body(N_("成员院校、成员企业、其他成员单位须且只能填一项"))


def has_resident_card(row: Row) -> bool:
    """Whether the number is that of a resident card, as far as the row says it."""
    return row.get("id_number") is not None and row.get("id_type") in NUMBERED


def identity_agrees(row: Row) -> Found:
    """The number of a resident card must be a right one and agree with sex and date of birth (GB 11643-1999, B1)."""
    if not has_resident_card(row):
        return _whole_birth_date(row)
    number, parts = row["id_number"], checks.parts_of_identity(row["id_number"])
    if (
        parts is not None
        and row.get("id_type") != RESIDENCE_PERMIT
        and (row.get("gender"), row.get("birth_date")) == (parts.gender, parts.birth_date)
        and checks.is_undoubted_identity(number)
    ):
        return ()  # as of nearly every row
    return _faults_of_card(row, number, parts)


def _faults_of_card(row: Row, number: str, parts: checks.IdentityParts | None) -> Found:
    complaints = () if checks.is_undoubted_identity(number) else checks.identity_number(number)
    for complaint in complaints:
        yield "id_number", complaint
    if row.get("id_type") == RESIDENCE_PERMIT and parts is not None and parts.region not in checks.PERMIT_AREAS:
        areas = _("港澳台居民居住证号码以 810000、820000 或 830000 开头，请核对证件类型和号码")
        yield "id_number", warning("unknown-area", areas)
    if parts is None or (complaints and any(complaint.fatal for complaint in complaints)):
        return
    gender, birth = row.get("gender"), row.get("birth_date")
    if gender in ("1", "2") and gender != parts.gender:
        yield "gender", Complaint("conflicts-with-id", _("性别与身份证号第 17 位不一致，请核对"))
    if birth is not None and not _same_birth(birth, parts.birth_date):
        message = _("出生日期与身份证号中的 {birth} 不一致，请核对").format(birth=parts.birth_date.isoformat())
        yield "birth_date", Complaint("conflicts-with-id", message)


def _same_birth(given: date | str, real: date) -> bool:
    return real.isoformat().startswith(given) if isinstance(given, str) else given == real


def _whole_birth_date(row: Row) -> Found:
    if isinstance(row.get("birth_date"), str):
        yield "birth_date", Complaint("format", _("只有年月，又没有身份证号可以补全，请填写完整的出生日期"))


def identity_fills(row: Row) -> Row:
    """Sex and date of birth read off the resident card where they are missing or known to the month only."""
    if not has_resident_card(row):
        return {}
    birth, number = row.get("birth_date"), row["id_number"]
    if birth.__class__ is date and row.get("gender") is not None:
        return {}  # as nearly every row has it
    parts = checks.parts_of_identity(number)
    sound = checks.is_undoubted_identity(number) or not any(c.fatal for c in checks.identity_number(number))
    if parts is None or not sound:
        return {}
    filled: dict[str, Any] = {}
    if birth is None or (isinstance(birth, str) and _same_birth(birth, parts.birth_date)):
        filled["birth_date"] = parts.birth_date
    if row.get("gender") is None:
        filled["gender"] = parts.gender
    return filled


def term_fills(row: Row) -> Row:
    """Year and term, where one cell gives both (2025-2026学年第一学期)."""
    term = parse_term(str(row.get("academic_year") or ""))
    if term is None or row.get("term") not in (None, term.number):
        return {}
    return {"academic_year": term.academic_year, "term": term.number}


def whole_academic_year(row: Row) -> Found:
    """The year given together with a term must not stand beside another term."""
    term = parse_term(str(row.get("academic_year") or ""))
    if term is not None and row.get("term") not in (None, term.number):
        yield "term", Complaint("format", _("学年里写的是第 {number} 学期，两处不一致").format(number=term.number))


def _side(row: Row) -> str | None:
    """Whether a kind of discipline is an award or a sanction, as its table says."""
    code = table("discipline-kind").get(row.get("kind") or "")
    return None if code is None else code.extra["side"]


def side_of_kind(row: Row) -> Row:
    """奖励 or 处分, where only the kind is said."""
    side = _side(row)
    return {} if side is None or row.get("side") is not None else {"side": side}


def side_fits(row: Row) -> Found:
    """An award is no sanction."""
    side, said = _side(row), row.get("side")
    if None not in (side, said) and side != said:
        words = _("“{kind}”不是{side}，请核对").format(
            kind=table("discipline-kind").label(row["kind"]), side=table("discipline-side").label(str(said))
        )
        yield "side", Complaint("conflict", words)


def pinyin_fills(row: Row) -> Row:
    """The pinyin of the name, where nobody gave it."""
    return {"name_pinyin": of_name(row["name"])} if row.get("name") and row.get("name_pinyin") is None else {}


def party_age(row: Row, day: date) -> Found:
    """Party members are 18 or more on the day (constitution of the Party; specification §2.10)."""
    birth, political = row.get("birth_date"), row.get("political_status")
    member = political in ("01", "02")
    if not member or not isinstance(birth, date) or checks.age_on(birth, day) >= 18:  # noqa: PLR2004 - 18 is the rule
        return ()
    return [("political_status", warning("out-of-range", _("不满 18 周岁，政治面貌不应为党员，请核对")))]


def ended_tells_when_and_why(row: Row, day: date) -> Found:
    """An internship that was ended has a reason, and a last day that has come: it counts as 在岗 up to that day."""
    if row.get("status") != ENDED:
        return
    end = row.get("end_date")
    if isinstance(end, date) and end > day:
        message = _("已中止，结束日期还在将来，到那天以前仍算在岗；请改为最后在岗的日期")
        yield "end_date", warning("out-of-range", message)
    if row.get("end_reason") is None:
        yield "end_reason", warning("required", _("已中止，没有填中止原因"))


def entry_age(row: Row) -> Found:
    """Who enters a vocational school is 14 to 25 (specification §2.10); the month may be taken at its better end."""
    birth, month = row.get("birth_date"), row.get("entry_month")
    if not isinstance(birth, date) or not is_month(month):
        return ()
    oldest, youngest = _ages_within(birth, month)
    if youngest >= YOUNGEST and oldest <= OLDEST:
        return ()
    message = _("入学时 {age} 周岁，通常为 {youngest} 至 {oldest} 周岁，请核对出生日期和入学年月")
    age = youngest if youngest < YOUNGEST else oldest
    return [("entry_month", warning("out-of-range", message.format(age=age, youngest=YOUNGEST, oldest=OLDEST)))]


def _ages_within(birth: date, month: str) -> tuple[int, int]:
    """The age at the beginning and at the end of a month."""
    first, last = days_of_month(month)
    return checks.age_on(birth, first), checks.age_on(birth, last)


def is_month(text: object) -> TypeGuard[str]:
    """Whether a text is a month `YYYY-MM`."""
    return isinstance(text, str) and _MONTH.fullmatch(text) is not None


@lru_cache(maxsize=1000)
def days_of_month(month: str) -> tuple[date, date]:
    """The first and the last day of a month `YYYY-MM`."""
    first = date.fromisoformat(f"{month}-01")
    return first, first.replace(day=monthrange(first.year, first.month)[1])


def registration_agrees(row: Row) -> Found:
    """学籍号 is L, G or J and the number of the resident card (specification §1.8); one given before may stay as it is."""
    number, registration = row.get("id_number"), row.get("registration_number")
    if registration is None or number is None or not has_resident_card(row):
        return ()
    based = checks.identity_in_registration(registration)
    if based in (None, number):
        return ()
    message = _("学籍号中的身份证号与身份证件号不一致，请核对；学籍号终身不变，更正过证件号的可以保留")
    return [("registration_number", warning("conflicts-with-id", message))]


def member_kind_fits(row: Row) -> Found:
    """A school is entered as a school, an enterprise as an enterprise; any body may stand under its name alone."""
    kind = row.get("member_kind")
    wanted = {"school": SCHOOL_KINDS, "enterprise": (ENTERPRISE_KIND,)}
    for name, kinds in wanted.items():
        if kind is not None and row.get(name) is not None and kind not in kinds:
            told = table("member-kind")
            words = listed(told.label(code) for code in kinds)
            message = _("成员类别是“{kind}”，这里选的应为：{kinds}，请核对").format(kind=told.label(kind), kinds=words)
            yield "member_kind", warning("conflict", message)


def major_fits(row: Row) -> Found:
    """Code and name of a major of the catalogue belong together; a direction may follow the name."""
    code, name = row.get("code"), row.get("name")
    if code is None or name is None or row.get("catalogue_year") not in (None, CATALOGUE):
        return
    known = table("major").get(code) or table("major").get(f"{code}K")  # K: under national control
    if known is None:
        if len(code) >= len("610101") and code[0] in COMPLETE_LEVELS:
            message = _("{year} 年专业目录里没有代码 {code}，请核对").format(year=CATALOGUE, code=code)
            yield "code", warning("unknown-code", message)
    elif _BRACKETED.sub("", name).strip() not in (known.short, *known.aliases):
        message = _("{year} 年专业目录里 {code} 是“{known}”，这里写的是“{name}”，请核对")
        words = message.format(year=CATALOGUE, code=code, known=known.short, name=name)
        yield "name", warning("conflict", words)
