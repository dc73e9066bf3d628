"""Orders people expect: 2班 before 10班, names by their pinyin."""

import re
from functools import lru_cache

from models.schema.class_names import arabic
from models.schema.pinyin import all_readings

_DIGITS = re.compile(r"(\d+)")
Key = tuple[tuple[int, int, str], ...]


@lru_cache(maxsize=50_000)
def natural_key(text: str | None) -> Key:
    """A key in which numbers count as numbers (2班 before 10班, 二班 before 十班); what has no text stands last."""
    if not text:
        return ((2, 0, ""),)
    parts = _DIGITS.split(arabic(text))
    return tuple((0, int(part), part) if part.isdecimal() else (1, 0, part) for part in parts if part)


@lru_cache(maxsize=20_000)  # names of classes, enterprises and posts recur on every line
def pinyin_key(text: str | None) -> Key:
    """A key by the first reading of each character, digits as numbers; what cannot be read stands as it is."""
    readings = all_readings(text or "")
    return natural_key(" ".join(readings[0])) + natural_key(text) if readings and readings[0] else natural_key(text)
