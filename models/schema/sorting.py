"""Orders people expect: 2班 before 10班, names by their pinyin; the same on paper and, as functions of SQL, in lists."""

import re
from collections.abc import Callable
from functools import lru_cache

from models.schema.class_names import arabic
from models.schema.pinyin import all_readings

NATURAL, PINYIN = "natural_key", "pinyin_key"  # what the functions are called in SQL
_DIGITS = re.compile(r"([0-9]+)")
_END = "\x01"  # of a part: before every character there may be
_FIRST = 0x100  # a number stands behind the count of its digits, as one character
_NUMBER, _WORDS, _NOTHING = "0", "1", "2"


@lru_cache(maxsize=50_000)
def natural_key(text: str | None) -> str:
    """A key in which numbers count as numbers (2班 before 10班, 二班 before 十班); what has no text stands last."""
    if not text:
        return _NOTHING
    return "".join(map(_part, filter(None, _DIGITS.split(arabic(text)))))


def _part(part: str) -> str:
    if not part.isdecimal() or not part.isascii():
        return f"{_WORDS}{part}{_END}"
    value = part.lstrip("0")
    return f"{_NUMBER}{chr(_FIRST + len(value))}{value}{_END}{part}{_END}"


@lru_cache(maxsize=20_000)  # names of classes, enterprises and posts recur on every line
def pinyin_key(text: str | None) -> str:
    """A key by the first reading of each character, digits as numbers; what cannot be read stands as it is."""
    spoken = "".join(
        part if part.isdecimal() else _spoken(part) for part in filter(None, _DIGITS.split(arabic(text or "")))
    )
    return natural_key(spoken) + natural_key(text) if spoken else natural_key(text)


def _spoken(part: str) -> str:
    readings = all_readings(part)
    return " ".join(readings[0]) if readings and readings[0] else part


def _in_sql(key: Callable[[str | None], str]) -> Callable[[str | None], str | None]:
    """The key of a column: where nothing stands there is none, and SQL is told where that goes."""
    return lambda text: None if text is None else key(str(text))


FUNCTIONS = {NATURAL: _in_sql(natural_key), PINYIN: _in_sql(pinyin_key)}
