"""Values as people read them, in lists, on paper and in workbooks, with private ones masked unless asked for."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from models.schema import checks
from models.schema.fields import Field, entity_named, field_map
from models.schema.regions import RegionCode
from models.schema.sorting import natural_key
from models.schema.types import CodeText, CreditCode, Number

HIDDEN = "●●●"
_TELLING = 7  # digits from which on a number tells who it is of
_MASKS: Mapping[str, Callable[[str], str]] = {
    "identity": checks.mask_identity,
    "phone": checks.mask_phone,
    "bank": checks.mask_bank,
    "address": checks.mask_place,
    "region": checks.mask_place,
    "hidden": lambda _text: HIDDEN,
}


def _covered_key(cover: Callable[[str], str], show: Callable[[Any], str] = str) -> Callable[[Any], str | None]:
    return lambda value: None if value is None else natural_key(cover(show(value)))


_SHOWS: Mapping[str, Callable[[Any], str]] = {"region": RegionCode().show}  # of the rest the value itself is covered
COVERED_KEYS = {  # functions of SQL
    f"covered_{kind}_key": _covered_key(cover, _SHOWS.get(kind, str)) for kind, cover in _MASKS.items()
}
_PLACES = ("address", "region")  # of which the beginning stays
_ALONE, _END = r"(?<![0-9A-Za-z.])", r"(?![0-9A-Za-z])"
_NUMBERS = re.compile(  # in the order of what is the surest; a mistyped digit more or less is no less private
    rf"{_ALONE}(?:(?P<identity>[GL]?\d{{6}}[ -]?(?:19|20)\d{{2}}(?:0\d|1[0-2])[0-3]\d[ -]?\d{{2,4}}[Xx]?"
    r"|\d{15}|[A-Z]{1,2}\d{7,9})"
    r"|(?P<phone>1[3-9]\d[ -]?\d{4}[ -]?\d{4}|0\d{2,3}-?\d{7,8})"
    rf"|(?P<bank>\d{{16,19}}|\d{{4}}(?:[ -]\d{{4}}){{3}}(?:[ -]?\d{{1,3}})?)){_END}"
)

_IDENTITY = re.compile(rf"{_ALONE}([GLJ]?)(\d{{17}}[\dXx]){_END}")
_COVERED = re.compile(rf"{_ALONE}[GLJ]?\d{{0,3}}\*{{15,18}}(?![0-9A-Za-z*])")
_SHORTEST = 18  # of a text in which one may stand


def mask_numbers(text: str) -> str:
    """A text with what reads like a number of a person hidden: resident cards and passports, phones, bank cards.

    For what no field is known of: a column nobody mapped, a sentence.
    """
    return _NUMBERS.sub(lambda found: _MASKS[found.lastgroup or "hidden"](found[0]), text)


def mask_identities(text: str) -> str:
    """A text with the whole numbers of resident cards in it hidden, for no field is the place of one: a 学号, a remark.

    Only what has its area and day: certificates and contracts have long numbers too.
    """
    if len(text) < _SHORTEST:
        return text
    return _IDENTITY.sub(lambda found: checks.mask_identity(found[0]) if _is_one(found[2]) else found[0], text)


def _is_one(number: str) -> bool:
    return checks.looks_like_identity(number.upper())


def mask_written(field: Field, text: str) -> str:
    """What somebody wrote in a cell of the field, which may be no value of it: what is too short to tell anybody is seen.

    A field of numbers (准考证号) that are not private shows them wrong as it shows them right: long ones are no bank cards.
    """
    if not field.private:
        if isinstance(field.type, CreditCode):
            return text
        return mask(field, text) if _is_of_numbers(field) else mask_numbers(text)
    if field.private not in ("identity", "phone", "bank"):
        return mask(field, text)
    hidden = mask_numbers(text)
    telling = hidden == text and "E+" not in text and sum(map(str.isdigit, text)) >= _TELLING
    return mask(field, text) if telling else hidden


def _is_of_numbers(field: Field) -> bool:
    """Whether its values are numbers, its own or those that its records are told by."""
    if field.to is None:
        return isinstance(field.type, CodeText)
    fields = field_map(entity_named(field.to))
    told = [fields[name] for name in entity_named(field.to).told_by]
    return bool(told) and all(isinstance(one.type, CodeText) and not one.private for one in told)


def text_of(field: Field, value: Any, *, masked: bool = False) -> str:
    """What a value reads like; '' for none.

    A reference is given as the text it displays, several references as a tuple of texts, as rows of a list hold them.
    `masked` hides what the field declares private (specification §1.10).
    """
    if value is None or value == ():
        return ""
    text = field.type.show(value)
    return mask(field, text) if masked else text


def written_of(field: Field, value: Any, *, masked: bool = False) -> str:
    """The same for what counts with it, a table of commas: the digits of a number stand together."""
    if isinstance(field.type, Number) and value is not None and not (masked and field.private):
        return field.type.plain(value)
    return text_of(field, value, masked=masked)


Show = Callable[..., str]  # one of the two


def is_masked(field: Field, text: Any) -> bool:
    """Whether somebody wrote a mask in a cell of the field instead of a value: it tells nothing, and is not one."""
    if not isinstance(text, str):
        return False
    if not field.private:
        return _COVERED.search(text) is not None
    if field.private == "hidden":
        return text.strip() == HIDDEN
    return text.strip().endswith("****") if field.private in _PLACES else "*" in text


def fits(field: Field, covering: str, text: str) -> bool:
    """Whether a mask somebody wrote is that of the value that reads so, or of a card's number as former versions masked it.

    No other, right as it may be: who tries them one after the other would be told digit by digit what is hidden.
    """
    return covering == mask(field, text) or (field.private == "identity" and covering == checks.former_mask(text))


def mask(field: Field, text: str) -> str:
    """A text of the field with what it declares private hidden, and numbers of cards wherever they stand."""
    return _MASKS[field.private](text) if field.private and text else mask_identities(text)


def covered_key(field: Field) -> str:
    """The function of SQL that makes of a private value what it is sorted by for whoever does not see it: what is shown."""
    return f"covered_{field.private}_key"
