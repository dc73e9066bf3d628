"""A word beside a field that helps to see what was understood: weekday and age of a date, what an identity number says."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from models import clock
from models.entities.rules import NUMBERED
from models.entities.sizes import suggested_size
from models.schema import checks
from models.schema.codes import table
from models.schema.fields import Field
from models.schema.types import Code, CreditCode, IdentityNumber, Phone
from models.schema.values import clean_code
from models.words import N_, _, joined

_WEEKDAYS = (N_("周一"), N_("周二"), N_("周三"), N_("周四"), N_("周五"), N_("周六"), N_("周日"))
_LENGTHS = (
    (Phone, 11, re.compile(r"1[3-9]\d*")), (IdentityNumber, 18, re.compile(r"\d{6,}")),
    (CreditCode, 18, re.compile(r"[0-9A-Za-z]+")),
)  # fmt: skip
_DAY = re.compile(r"(\d{1,2})[-./月](\d{1,2})日?")


def inside(field: Field, value: Any, day: Callable[[], date]) -> str:
    """What stands grey in the box itself: `周六，17 岁` for a birthday, counted to `day`; the weekday of another day."""
    if not isinstance(value, date):
        return ""
    weekday = _(_WEEKDAYS[value.weekday()])
    if not field.name.endswith("birth_date") or value > (today := day()):
        return weekday
    return _("{weekday}，{age} 岁").format(weekday=weekday, age=checks.age_on(value, today))


def left(field: Field, text: str) -> str:
    """How much of a number is still to be typed: 还差 3 位; '' for none, for too many, and for what is no such number."""
    typed = clean_code(text) or ""
    for kind, length, shape in _LENGTHS:
        if isinstance(field.type, kind) and shape.fullmatch(typed) and len(typed) < length:
            return _("还差 {count} 位").format(count=length - len(typed))
    return ""


def with_year(text: str) -> str:
    """A day typed without its year, as one of this year: 3-15, 3.15, 3月15日."""
    found = _DAY.fullmatch(text.strip())
    return f"{clock.today().year}-{found[1]}-{found[2]}" if found else text


def below(field: Field, value: Any, values: Mapping[str, Any]) -> str:
    """What stands under the box when nothing is wrong: what a right identity number says, the size figures make."""
    if isinstance(field.type, IdentityNumber) and values.get("id_type") in NUMBERED:
        return _identity(value)
    if isinstance(field.type, Code) and field.type.table == "enterprise-size":
        return _size(value, values)
    return ""


def _size(value: Any, values: Mapping[str, Any]) -> str:
    suggested = suggested_size(values)
    if suggested is None or suggested.code == value:
        return ""
    return _("按行业、人数和营业收入应为{size}").format(size=suggested.told())


def _identity(value: Any) -> str:
    parts = checks.parts_of_identity(value) if isinstance(value, str) else None
    if parts is None or any(complaint.fatal for complaint in checks.identity_number(value)):
        return ""
    region = table("region").get(parts.region)
    words = (region.short or region.name if region else "", table("gender").label(parts.gender), parts.birth_date)
    return _("校验位正确：{words}").format(words=joined(str(word) for word in words if word))
