"""Values as people read them, in lists, on paper and in workbooks, with private ones masked unless asked for."""

from collections.abc import Callable, Mapping
from typing import Any

from models.schema import checks
from models.schema.fields import Field

HIDDEN = "●●●"
_MASKS: Mapping[str, Callable[[str], str]] = {
    "identity": checks.mask_identity,
    "phone": checks.mask_phone,
    "bank": checks.mask_bank,
    "address": checks.mask_address,
    "hidden": lambda _text: HIDDEN,
}


def text_of(field: Field, value: Any, *, masked: bool = False) -> str:
    """What a value reads like; '' for none.

    A reference is given as the text it displays, several references as a tuple of texts, as rows of a list hold them.
    `masked` hides what the field declares private (specification §1.10).
    """
    if value is None or value == ():
        return ""
    text = field.type.show(value)
    return mask(field, text) if masked else text


def mask(field: Field, text: str) -> str:
    """A text of the field with what it declares private hidden."""
    return _MASKS[field.private](text) if field.private and text else text
