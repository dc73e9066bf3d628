"""What the name of a class says: grade, major, number."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from models import clock
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
_NUMBER = re.compile(r"(?P<before>.*?)-?(?:第|\()?(?P<number>\d{1,2})\)?班?(?P<after>\(.*\))?", re.ASCII)
_SHORT = re.compile(r"(?P<year>\d{2})(?P<number>\d{2})班?", re.ASCII)  # 2501班
_GRADE = re.compile(
    r"(?P<year>(?:19|20)\d{2}|\d{2})级|(?:高中|职高|中职|[高职中])(?P<high>[一二三])(?:年级?)?|(?P<at>[一二三四五1-5])年级"
)
_STAGE = re.compile(
    r"(?P<word>高中|职高|中职|[高职中])(?P<high>[一二三四五])(?P<end>年级?)?|(?P<at>[一二三四五1-5])年级"
)
_NUMERALS = "一二三四五"
_YEAR_BEGINS = 9  # the month in which a school year begins
_BRACKETS = str.maketrans("[]【】〔〕", "()()()")
_WIDE = str.maketrans("()", "（）")


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


def spelled_class(text: str) -> str | None:
    """What the names of one class have in common however they are written; None of what does not say its parts."""
    parsed = parse_class_name(text)
    if parsed is None:
        return None
    return f"{parsed.grade_year}|{parsed.major}|{parsed.number}|{parsed.suffix or ''}"


def arabic(text: str) -> str:
    """The text with the numbers of classes, groups and years in digits: 护理二班 -> 护理2班."""
    return _NUMBERED.sub(lambda run: chinese_number(run[0]), text)


@dataclass(frozen=True, slots=True)
class ClassParts:
    """What a text says of a class, each part only if it is said; `rest` is what stands in place of a number."""

    grade_year: int | None
    major: str
    number: int | None
    rest: str = ""
    is_staged: bool = False  # 高一 instead of a year

    def joined(self, grade_year: int | None, major: str) -> str:
        """The name in full, with a grade and a major that stood elsewhere."""
        grade, major = self.grade_year or grade_year, self.major or major
        name = self.rest if self.number is None else f"{self.number}班{self.rest}"
        told = self.number is None and any(major[n : n + 2] in name for n in range(len(major) - 1))
        return (f"{grade}级" if grade else "") + ("" if told else major) + name


def class_parts(text: str) -> ClassParts:
    """The parts of 1, 1班, (1)班, 护理1班, 高一1班, 2025级1班, 2501班, 阳光班; a stage counts back from the day."""
    return _class_parts(text, clock.today())


@lru_cache(maxsize=4096)  # a class stands in every row of its students
def _class_parts(text: str, day: date) -> ClassParts:
    plain = arabic((clean_code(text) or "").translate(_BRACKETS))
    if short := _SHORT.fullmatch(plain):
        return ClassParts(2000 + int(short["year"]), "", int(short["number"]))
    parsed = parse_class_name(plain)
    staged = _GRADE.match(plain)
    if parsed is not None and (staged is None or staged["year"]):
        suffix = f"（{parsed.suffix}）" if parsed.suffix else ""
        return ClassParts(parsed.grade_year, parsed.major, parsed.number, suffix)
    grade = grade_of(staged[0], day) if staged is not None else None
    after = plain[staged.end() :] if staged is not None else plain
    found = _NUMBER.fullmatch(after)
    if found is None or found["before"].isdecimal():
        return ClassParts(grade, "", None, after, is_staged=staged is not None and not staged["year"])
    major, suffix = found["before"].removesuffix("专业"), (found["after"] or "").translate(_WIDE)
    return ClassParts(grade, major, int(found["number"]), suffix, is_staged=staged is not None and not staged["year"])


def lacks_major(text: str) -> bool:
    """Whether the name of a class leaves its major to be said beside it: 2023级1班; 阳光班 may take learners of several."""
    parts = class_parts(text)
    return not parts.major and (parts.number is not None or parts.grade_year is not None)


def staged_name(name: str, grade: int | str) -> str:
    """The name of a class with the stage it is in (高一护理1班) replaced by a grade, or by other words; else as it is."""
    found = _STAGE.match(name)
    if found is None:
        return name
    if isinstance(grade, str):
        return grade + name[found.end() :]
    place = "high" if found["high"] else "at"
    numeral = str(grade) if found[place].isdecimal() else _NUMERALS[min(grade, len(_NUMERALS)) - 1]
    return name[: found.start(place)] + numeral + name[found.end(place) :]


def name_a_year_later(name: str, grade_year: int) -> str | None:
    """What the class that enters a year after one is called: 2025级护理1班 -> 2026级护理1班, 高一1班 as it is.

    None where the name says nothing of when one entered.
    """
    if _STAGE.match(name):
        return name
    short = f"{grade_year % 100:02}"
    entered = re.compile(rf"(?<!\d)(20)?{short}(?=级|\d{{2}}班|[^\d年届班-])")
    if (hit := entered.search(name)) is not None:
        return f"{name[: hit.start()]}{hit[1] or ''}{(grade_year + 1) % 100:02}{name[hit.end() :]}"
    if (left := re.search(r"(?<!\d)(20\d{2})(?=届)", name)) is not None:
        return f"{name[: left.start()]}{int(left[1]) + 1}{name[left.end() :]}"
    return None


def grade_of(text: str, day: date | None = None) -> int | None:
    """The year of entry that 2025级, 25级, 高一 or 二年级 mean on a day; None for any other text."""
    found = _GRADE.fullmatch((clean_code(text) or "").translate(_BRACKETS))
    if found is None:
        return None
    if found["year"]:
        return int(found["year"]) + (2000 if len(found["year"]) == len("26") else 0)
    on = day or clock.today()
    return on.year - (on.month < _YEAR_BEGINS) + 1 - int(chinese_number(found["high"] or found["at"]))
