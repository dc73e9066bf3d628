"""Values as people read them, in lists, on paper and in workbooks, with private ones masked unless asked for."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from models.schema import checks
from models.schema.fields import Field
from models.schema.types import CreditCode

HIDDEN = "●●●"
_TELLING = 7  # digits from which on a number tells who it is of
_MASKS: Mapping[str, Callable[[str], str]] = {
    "identity": checks.mask_identity,
    "phone": checks.mask_phone,
    "bank": checks.mask_bank,
    "address": checks.mask_address,
    "hidden": lambda _text: HIDDEN,
}
_ALONE, _END = r"(?<![0-9A-Za-z.])", r"(?![0-9A-Za-z])"
_NUMBERS = re.compile(  # in the order of what is the surest; a mistyped digit more or less is no less private
    rf"{_ALONE}(?:(?P<identity>[GL]?\d{{6}}[ -]?(?:19|20)\d{{2}}(?:0\d|1[0-2])[0-3]\d[ -]?\d{{2,4}}[Xx]?"
    r"|\d{15}|[A-Z]{1,2}\d{7,9})"
    r"|(?P<phone>1[3-9]\d[ -]?\d{4}[ -]?\d{4}|0\d{2,3}-?\d{7,8})"
    rf"|(?P<bank>\d{{16,19}}|\d{{4}}(?:[ -]\d{{4}}){{3}}(?:[ -]?\d{{1,3}})?)){_END}"
)


def mask_numbers(text: str) -> str:
    """A text with what reads like a number of a person hidden: resident cards and passports, phones, bank cards.

    For what no field is known of: a column nobody mapped, a sentence.
    """
    return _NUMBERS.sub(lambda found: _MASKS[found.lastgroup or "hidden"](found[0]), text)


def mask_written(field: Field, text: str) -> str:
    """What somebody wrote in a cell of the field, which may be no value of it: what is too short to tell anybody is seen."""
    if not field.private:
        return text if isinstance(field.type, CreditCode) else mask_numbers(text)
    if field.private not in ("identity", "phone", "bank"):
        return mask(field, text)
    hidden = mask_numbers(text)
    telling = hidden == text and "E+" not in text and sum(map(str.isdigit, text)) >= _TELLING
    return mask(field, text) if telling else hidden


def text_of(field: Field, value: Any, *, masked: bool = False) -> str:
    """What a value reads like; '' for none.

    A reference is given as the text it displays, several references as a tuple of texts, as rows of a list hold them.
    `masked` hides what the field declares private (specification §1.10).
    """
    if value is None or value == ():
        return ""
    text = field.type.show(value)
    return mask(field, text) if masked else text


def is_masked(field: Field, text: Any) -> bool:
    """Whether somebody wrote a mask in a cell of the field instead of a value: it tells nothing, and is not one."""
    if not field.private or not isinstance(text, str):
        return False
    if field.private == "hidden":
        return text.strip() == HIDDEN
    return text.strip().endswith("****") if field.private == "address" else "*" in text


def mask(field: Field, text: str) -> str:
    """A text of the field with what it declares private hidden."""
    return _MASKS[field.private](text) if field.private and text else text
