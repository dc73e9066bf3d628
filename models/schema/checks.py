"""Checks any field may use: identity number, credit code, phone, name, registration number, bank card, age; and masks.

Checks take text cleaned by `values` and give complaints; an empty tuple means that nothing is wrong.
"""

import re
from collections.abc import Callable
from datetime import date
from functools import cache, lru_cache
from typing import NamedTuple

from models import clock
from models.schema.codes import table
from models.schema.complaints import Complaint, warning
from models.schema.values import HAN
from models.words import _

Complaints = tuple[Complaint, ...]

TAIWAN_RESIDENTS = "830000"  # 港澳台居民居住证申领发放办法 (2018); 810000 and 820000 are in the table of areas already
PERMIT_AREAS = ("810000", "820000", TAIWAN_RESIDENTS)
LONGEST_HAN_NAME = 30  # B3
CANDIDATES = 10_000  # numbers that must remain possible where a number is masked
ORDERS_OF_A_SEX = 500  # of one area and day of birth: three digits of which the last is odd for men (GB 11643-1999)
WIDE = frozenset((  # beginnings of area codes with so many counties, abolished ones too, that CANDIDATES stay possible
    "110", "120", "130", "131", "132", "140", "141", "142", "150", "152", "210", "211", "220", "222", "230", "231",
    "232", "310", "320", "321", "322", "330", "331", "332", "340", "341", "342", "350", "352", "360", "361", "362",
    "370", "371", "372", "410", "411", "412", "420", "421", "422", "430", "431", "432", "433", "440", "441", "442",
    "445", "450", "451", "452", "460", "469", "500", "510", "511", "512", "513", "520", "522", "530", "532", "533",
    "540", "542", "610", "612", "620", "621", "622", "632", "640", "650", "652", "653", "654",
))  # fmt: skip
_LENGTH, _EARLIEST = 18, date(1900, 1, 1)
_HEAD = 3  # digits of a masked number that may be seen
_IDENTITY = re.compile(r"\d{17}[\dX]", re.ASCII)
_OLD_IDENTITY = re.compile(r"\d{15}", re.ASCII)
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+?\d+", re.ASCII | re.IGNORECASE)
_CREDIT = re.compile(r"[0-9A-HJ-NP-RTUW-Y]{2}\d{6}[0-9A-HJ-NP-RTUW-Y]{10}", re.ASCII)
_OLD_ENTERPRISE = re.compile(r"\d{15}", re.ASCII)
_OLD_ORGANISATION = re.compile(r"[0-9A-Z]{8}-?[0-9X]", re.ASCII)
_PHONE = re.compile(r"1[3-9]\d{9}|0\d{2,3}-?\d{7,8}(?:-\d+)?", re.ASCII)
_PRIVATE_USE = "\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd"
_VARIANT = "\ufe00-\ufe0f\U000e0100-\U000e01ef"  # selectors: how one ideograph is drawn, no character of their own
_HAN_NAME = re.compile(rf"(?:[{HAN}{_PRIVATE_USE}][{_VARIANT}]?)+(?:·(?:[{HAN}{_PRIVATE_USE}][{_VARIANT}]?)+)*")
_LATIN = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff"
_PLAIN_NAME = re.compile(f"[\u4e00-\u9fff]{{2,{LONGEST_HAN_NAME}}}")
_LATIN_NAME = re.compile(rf"[{_LATIN}](?:[{_LATIN} .,·'’-]*[{_LATIN}.])?")
_STRANGE = re.compile(rf"[^{HAN}{_PRIVATE_USE}{_VARIANT}{_LATIN}·]")
_NOT_COUNTED = re.compile(f"[{_VARIANT}·]")
_REGISTRATION = re.compile(r"[GLJ]?(\d{17}[\dX])|\d{16,19}", re.ASCII)
_BANK_CARD = re.compile(r"\d{16,19}", re.ASCII)
_DOCUMENT = re.compile(r"\S+〔20\d{2}〕\d+号", re.ASCII)


class IdentityParts(NamedTuple):
    """What a resident card's number says: area code, birthday, sex as a code of GB/T 2261.1 (`1` man, `2` woman)."""

    region: str
    birth_date: date
    gender: str


@lru_cache(maxsize=20_000)  # an import asks for one number about eight times
def parts_of_identity(text: str) -> IdentityParts | None:
    """The parts of an 18 or 15 digit number whose day exists, its check digit aside; None for anything else."""
    if _IDENTITY.fullmatch(text):
        birth, order = text[6:14], text[16]
    elif _OLD_IDENTITY.fullmatch(text):
        birth, order = f"19{text[6:12]}", text[14]
    else:
        return None
    try:
        day = date(int(birth[:4]), int(birth[4:6]), int(birth[6:]))
    except ValueError:
        return None
    return IdentityParts(text[:6], day, "1" if order in "13579" else "2")


def identity_number(text: str) -> Complaints:
    """The number of a resident card (GB 11643-1999; specification B1).

    Errors `excel-damaged`, `format`, `impossible-date`, `checksum`, `out-of-range` for a birthday to come; warnings
    `old-15-digit`, `unknown-area` (abolished areas are known, but no list is complete), `trailing-000`.
    """
    old = False
    if not _IDENTITY.fullmatch(text):
        if _SCIENTIFIC.fullmatch(text):
            return (_damaged(),)
        old = _OLD_IDENTITY.fullmatch(text) is not None
        if not old:
            return (Complaint("format", _shape_of_identity(text)),)
    right = old or _check_digit(text) == text[17]
    if not right and text.endswith("000"):
        return (_damaged(),)
    parts = parts_of_identity(text)
    if parts is None:
        message = _("身份证号中的出生日期 {birth} 不存在，请核对").format(birth=text[6:12] if old else text[6:14])
        return (Complaint("impossible-date", message), *(() if right else (_wrong_check_digit(text),)))
    return _doubts(text, parts) if right else (_wrong_check_digit(text),)


@lru_cache(maxsize=20_000)  # an import asks for one number several times; what is right today is right tomorrow
def is_undoubted_identity(text: str) -> bool:
    """Whether nothing at all is to be said about a number."""
    return not identity_number(text)


def _check_digit(text: str) -> str:
    return _calculator()(text)


@cache
def _calculator() -> Callable[[str], str]:
    """Found once: looking for it takes as long as what it does."""
    from stdnum.cn import ric

    calculate: Callable[[str], str] = ric.calc_check_digit
    return calculate


def _wrong_check_digit(text: str) -> Complaint:
    message = _("身份证号校验位不对，末位应为 {digit}，请核对全部数字").format(digit=_check_digit(text))
    return Complaint("checksum", message)


def _damaged() -> Complaint:
    return Complaint("excel-damaged", _("号码疑似被 Excel 损坏，后几位已丢失，请把单元格设为文本后重新填写"))


def looks_like_identity(text: str) -> bool:
    """Whether a text is the number of a resident card, its area known and its day past; a wrong check digit is a slip."""
    parts = parts_of_identity(text) if len(text) == _LENGTH else None
    return parts is not None and _EARLIEST < parts.birth_date < clock.today() and _known_area(parts.region)


def _doubts(text: str, parts: IdentityParts) -> Complaints:
    """What is unusual about a right number."""
    found = []
    if len(text) == len("210106830627997"):
        found.append(warning("old-15-digit", _("这是 15 位旧身份证号，请补填 18 位号码")))
    elif text.endswith("000"):
        found.append(warning("trailing-000", _("末三位是 000，可能被 Excel 改过，请核对")))
    if not _known_area(parts.region):
        found.append(warning("unknown-area", _("前六位不是已知的区划码，请核对")))
    if parts.birth_date > clock.today():
        birth = parts.birth_date.isoformat()
        sentence = _("身份证号中的出生日期 {birth} 还没有到，请核对号码").format(birth=birth)
        found.append(Complaint("out-of-range", sentence))
    return tuple(found)


def _shape_of_identity(text: str) -> str:
    strange = next((c for c in text[:17] if not ("0" <= c <= "9")), None)
    if strange is not None:
        return _("身份证号中不能有“{character}”，前 17 位只能是数字").format(character=strange)
    if len(text) != len("210102200903159981"):
        return _("身份证号应为 18 位，这里是 {count} 位").format(count=len(text))
    return _("身份证号末位只能是数字或 X")


@lru_cache(maxsize=8192)
def _known_area(area: str) -> bool:
    """Whether the first six digits ever were a county or district (GB/T 2260 and its abolished codes)."""
    from stdnum import numdb

    found = numdb.get("cn/loc").info(area)
    listed = area == TAIWAN_RESIDENTS or any("county" in properties for _part, properties in found)
    return listed or area in table("region")  # which has those set up since


def credit_code(text: str) -> Complaints:
    """统一社会信用代码 (GB 32100-2015; specification B2): errors `format`, `checksum`, the rest are warnings.

    `position-17`: the organisation code inside (GB 11714) has a wrong check character, as some old codes have;
    `old-registration-number` and `old-organisation-code`: what bodies had before 2015.
    """
    if _CREDIT.fullmatch(text):
        from stdnum.cn import uscc

        wanted = uscc.calc_check_digit(text[:17])
        if wanted != text[17]:
            message = _("信用代码校验位不对，末位应为 {digit}，请核对全部字符").format(digit=wanted)
            return (Complaint("checksum", message),)
        if _organisation_check(text[8:16]) != text[16]:
            return (warning("position-17", _("信用代码第 17 位与组织机构代码规则不符，请与营业执照核对")),)
        return ()
    if _OLD_ENTERPRISE.fullmatch(text):
        return (warning("old-registration-number", _("这是 15 位旧注册号，请补填 18 位统一社会信用代码")),)
    if _OLD_ORGANISATION.fullmatch(text):
        return (warning("old-organisation-code", _("这是旧组织机构代码，请补填 18 位统一社会信用代码")),)
    return (Complaint("format", _shape_of_credit_code(text)),)


def _organisation_check(body: str) -> str:
    """The check character of an organisation code, GB 11714-1997: letters count from A = 10."""
    total = sum(int(c, 36) * weight for c, weight in zip(body, (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
    return "0123456789X0"[11 - total % 11]


def _shape_of_credit_code(text: str) -> str:
    if len(text) != len("91210100MA0P4K2X96"):
        return _("信用代码应为 18 位，这里是 {count} 位").format(count=len(text))
    strange = next((c for c in text if c not in "0123456789ABCDEFGHJKLMNPQRTUWXY"), None)
    if strange is not None:
        return _("信用代码中不会有“{character}”，请检查 0 与 O、1 与 I 等").format(character=strange)
    return _("信用代码第 3 至 8 位应为数字，请核对")


def phone(text: str) -> Complaints:
    """A mobile number or a landline with its area code (B4); others are doubtful, never an error."""
    if _PHONE.fullmatch(text):
        return ()
    return (warning("format", _("电话不是 11 位手机号，也不是带区号的座机号，请核对")),)


def is_plain_name(text: str) -> bool:
    """Whether nothing can be said about a name, nor is to be cleaned: a few common ideographs, as nearly all are."""
    return _PLAIN_NAME.fullmatch(text) is not None


def person_name(text: str) -> Complaints:
    """A name: ideographs of any extension joined by ·, at most 30, or Latin letters (B3; sheets rule 6).

    Code points are counted, variation selectors not. A single character and private characters are warnings.
    """
    if _LATIN_NAME.fullmatch(text):
        return ()
    if not _HAN_NAME.fullmatch(text):
        strange = _STRANGE.search(text)
        if strange is None:
            return (Complaint("format", _("姓名应全为汉字，或全为字母，间隔号“·”只用在中间")),)
        message = _("姓名中不能有“{character}”，请改正，说明文字请写到备注").format(character=strange[0])
        return (Complaint("format", message),)
    found, count = [], len(_NOT_COUNTED.sub("", text))
    if count > LONGEST_HAN_NAME:
        return (Complaint("format", _("姓名有 {count} 个字，请核对").format(count=count)),)
    if count == 1:
        found.append(warning("single-character", _("姓名只有一个字，请核对")))
    if re.search(f"[{_PRIVATE_USE}]", text):
        found.append(warning("private-character", _("姓名中有自造字，换一台电脑会显示不出，请改用国家标准字")))
    return tuple(found)


def registration_number(text: str) -> Complaints:
    """学籍号: G, L or J and an identity number, an identity number, or the old 16 to 19 digits (§1.8, B5)."""
    if _REGISTRATION.fullmatch(text):
        return ()
    return (Complaint("format", _("学籍号应为 G、L 或 J 加 18 位，或 16 至 19 位数字")),)


def identity_in_registration(text: str) -> str | None:
    """The number of a resident card a 学籍号 is made of; None for one of another kind."""
    found = _REGISTRATION.fullmatch(text)
    number = found[1] if found else None
    lettered = text[:1] in ("G", "L", "J")
    return number if number is not None and (lettered or parts_of_identity(number) is not None) else None


def bank_card(text: str) -> Complaints:
    """The number of a bank card, 16 to 19 digits with a Luhn check digit; doubts only (B4)."""
    if not _BANK_CARD.fullmatch(text):
        return (warning("format", _("银行卡号应为 16 至 19 位数字，请核对")),)
    from stdnum import luhn

    return () if luhn.is_valid(text) else (warning("checksum", _("银行卡号校验不符，请核对全部数字")),)


def document_number(text: str) -> Complaints:
    """文号 such as 教职成〔2021〕4号 (B8); doubts only."""
    return () if _DOCUMENT.fullmatch(text) else (warning("format", _("文号通常写作“教职成〔2021〕4号”，请核对")),)


def age_on(birth: date, day: date) -> int:
    """Full years of age; one completes them the day after the birthday (R-INT-02); 0 before the first."""
    return max(0, day.year - birth.year - ((day.month, day.day) <= (birth.month, birth.day)))


def _masked(text: str, head: int, tail: int) -> str:
    """Stars for all but the ends; for all of what is too short to hide half of it."""
    hidden = len(text) - head - tail
    if hidden < len(text) // 3:
        return "*" * len(text)
    return f"{text[:head]}{'*' * hidden}{text[len(text) - tail :]}"


def mask_identity(text: str) -> str:
    """`210***************`: of a card's number at most three digits stay, behind the letter of a 学籍号 made of it.

    Birthday and sex often stand beside it, and the check digit follows from the rest: what stays must leave CANDIDATES
    numbers (decision on trust, V4; instead of §1.10 P2). Of a shorter document only the ends remain.
    """
    start = len(text) - len(text.lstrip("GLJ"))
    if len(text) - start < len("210106830627997"):
        return _masked(text, 1, 2)
    head = text[start : start + _HEAD]
    told = next((n for n in range(len(head), 1, -1) if hides_enough(head[:n])), 0)
    return f"{text[: start + told]:*<{len(text)}}"


def hides_enough(head: str) -> bool:
    """Whether the areas that begin with these two or three digits leave CANDIDATES numbers to who knows birthday and sex."""
    return any(wide.startswith(head) for wide in WIDE)


def former_mask(text: str) -> str:
    """`210106********1234`: as versions masked a number that let its birthday alone be hidden; with that it is as long to guess."""
    return _masked(text, 6, 4)


def mask_place(text: str) -> str:
    """`辽宁省****`: where a person lives or comes from, down to the province: the number of a card begins with the county."""
    return f"{next(filter(text.startswith, _provinces()), '')}****"


@cache
def _provinces() -> tuple[str, ...]:
    """Those that may be told: each row of a list asks for one."""
    known = (code for code in table("region").codes if code.code.endswith("0000"))
    return tuple(code.name for code in known if hides_enough(code.code[:2]))


def mask_phone(text: str) -> str:
    """`138****5678` (§1.10 P2)."""
    return _masked(text, 3, 4)


def mask_bank(text: str) -> str:
    """All but the last four digits hidden (§1.10 P2)."""
    return _masked(text, 0, 4)
