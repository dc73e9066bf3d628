"""Field types of examinations: names of certificates without their ending, scores that may say 缺考, numbers of rooms."""

import re
from decimal import Decimal
from typing import Any

from models.schema import values
from models.schema.codes import table
from models.schema.complaints import Reading
from models.schema.types import Code, Integer, Number, Spoken

NORMAL = "1"  # exam-attendance 正常
_ENDING = re.compile(r"(?:职业技能等级(?:证书|认定证书|认定)?|(?<=[^证])证书)$")
_BRACKETED = re.compile(
    r"^(?P<name>.+?)\s*[(（\[［【](?P<level>[^()（）\[\]［］【】]{1,10})[)）\]］】]\s*(?P<rest>.*)$"
)


def without_ending(name: str) -> str:
    """A certificate's name without what every certificate is called: 老年照护职业技能等级证书 is 老年照护."""
    plain = _ENDING.sub("", name.strip()).strip()
    return plain or name.strip()


def level_named(word: str) -> str | None:
    """The code of a level of a certificate; None for any other word."""
    found = table("certificate-level").find(word.strip())
    return None if found is None else found.code


def split_name(text: str) -> tuple[str, str | None]:
    """The name of a certificate and the code of the level beside it: 汽车运用与维修职业技能等级证书（中级）."""
    hit = _BRACKETED.match(text.strip())
    level = level_named(hit["level"]) if hit is not None else None
    if hit is None or level is None:
        return without_ending(text), None
    return without_ending(without_ending(hit["name"]) + _ENDING.sub("", hit["rest"])), level


def split_certificate(text: str) -> str | None:
    """One spelling of all the ways to write a certificate with its level; None where no level stands beside a name."""
    hit = _BRACKETED.match(text.strip())
    level = level_named(hit["level"]) if hit is not None else None
    if hit is None or level is None:
        return without_ending(text)
    return f"{without_ending(hit['name'])}({table('certificate-level').name(level)}){_ENDING.sub('', hit['rest'])}"


class CertificateName(Spoken):
    """The name of a certificate; a level in brackets stays, for the row's fills to take away."""

    def read(self, raw: Any) -> Reading:
        """See FieldType."""
        text, complaints = super().read(raw)
        return (None if text is None else _tidy(text)), complaints


def _tidy(text: str) -> str:
    name, level = split_name(text)
    return name if level is None else f"{name}（{table('certificate-level').name(level)}）"


class Score(Number):
    """Points, one place; 缺考, 违纪 and 缓考 come through as they are, for the row's fills to say who was there."""

    def __init__(self) -> None:
        super().__init__(1, 0, 150)

    def read(self, raw: Any) -> Reading:
        """See FieldType."""
        word = _absence(raw)
        return (word, ()) if word is not None else super().read(raw)

    def show(self, value: Decimal | str | None) -> str:
        """See FieldType."""
        return value if isinstance(value, str) else super().show(value)


class ExamVerdict(Code):
    """What a body says of a result; 违纪 and 缓考 come through as in scores."""

    def __init__(self) -> None:
        super().__init__("exam-verdict", strict=True)

    def read(self, raw: Any) -> Reading:
        """See FieldType."""
        word = _absence(raw)
        return (word, ()) if word is not None and self.codes.find(word) is None else super().read(raw)


def _absence(raw: Any) -> str | None:
    """The word of a cell that says somebody was not there as all others, in the spelling of its table."""
    if not isinstance(raw, str):
        return None
    text = values.clean_code(raw)
    found = table("exam-attendance").find(text) if text and not text.isascii() else None
    return None if found is None or found.code == NORMAL else found.name


class RoomNumber(Integer):
    """The number of a room: 3, 03, 第3考场 or 第三考场."""

    def __init__(self, maximum: int) -> None:
        super().__init__(1, maximum)

    def read(self, raw: Any) -> Reading:
        """See FieldType."""
        return super().read(numbered_room(raw) or raw if isinstance(raw, str) else raw)


_ROOM = re.compile(r"第?\s*0*(\d{1,3})\s*(?:号)?(?:考场|试室|考室)?|(?:考场|试室|考室)\s*0*(\d{1,3})(?:号)?")


def numbered_room(text: str) -> str | None:
    """The bare number of a room a text names; None for what is no number of a room."""
    hit = _ROOM.fullmatch(values.chinese_number(text.strip()))
    return None if hit is None else str(int(hit[1] or hit[2]))
