"""What the name of a class says: grade, major, number."""

import re
from dataclasses import dataclass

from models.schema.values import chinese_number, clean_code

USUAL_DURATION = 3  # years: what 届 is counted back by when nobody knows better
_NUMERAL = "[〇○零一二三四五六七八九十]"
_NAME = re.compile(
    r"(?:(?P<year>(?:19|20)\d{2}|\d{2})(?P<kind>级|届)?)?"
    r"(?P<major>(?:[^()]*?[^()\d-])??)"
    r"-?(?:(?P<short>\d{2})-?)?(?:第|\()?(?P<number>\d{1,2})\)?班"
    r"(?:\((?P<suffix>.*)\))?",
    re.ASCII,
)
_NUMBERED = re.compile(rf"{_NUMERAL}+(?=级|届|\)?班|组|号)")
_BRACKETS = str.maketrans("[]【】〔〕", "()()()")


@dataclass(frozen=True, slots=True)
class ClassName:
    """The parts of a class's name. `grade_year` is the year of entry or None; `suffix` what stood in brackets after."""

    grade_year: int | None
    major: str
    number: int
    suffix: str | None = None

    @property
    def text(self) -> str:
        """The name as it is written in full: 2026级护理1班（订单）."""
        grade = "" if self.grade_year is None else f"{self.grade_year}级"
        return f"{grade}{self.major}{self.number}班" + (f"（{self.suffix}）" if self.suffix else "")


def parse_class_name(text: str, duration: int = USUAL_DURATION) -> ClassName | None:
    """The parts of 2026级护理1班, 26护理(1)班, 二〇二六级护理一班, 护理2601班, 机电3班; None where there are none.

    Appendix A: 级 names the year of entry, 届 that of graduation, `duration` years later.
    """
    plain = (clean_code(text) or "").translate(_BRACKETS)
    found = _NAME.fullmatch(arabic(plain))
    if found is None:
        return None
    year, major = found["year"] or found["short"], found["major"].strip("-_·—、").removesuffix("专业")
    if not major and not found["kind"]:
        return None
    if year is None:
        return ClassName(None, major, int(found["number"]), found["suffix"] or None)
    grade = int(year) + (2000 if len(year) == len("26") else 0) - (duration if found["kind"] == "届" else 0)
    return ClassName(grade, major, int(found["number"]), found["suffix"] or None)


def arabic(text: str) -> str:
    """The text with the numbers of classes, groups and years in digits: 护理二班 -> 护理2班."""
    return _NUMBERED.sub(lambda run: chinese_number(run[0]), text)
