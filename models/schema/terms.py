"""Terms of the school year: 2025-2026学年第一学期, 2025-2026-1 and 25-26上 are one."""

import re
from dataclasses import dataclass
from typing import Any

from models.schema import values
from models.schema.complaints import Complaint, Reading, warning
from models.schema.types import CodeText, Integer
from models.words import _

_YEARS = r"(?P<first>(?:20)?\d{2})(?:[-~/至到](?P<last>(?:20)?\d{2}))?(?:学年度?)?"
_NUMBER = r"第?(?:(?<!\d)|(?!\d))(?P<number>[12一二上下秋春])(?:季|半年)?(?:学?期)?"
_ACADEMIC_YEAR = re.compile(_YEARS, re.ASCII)
_TERM = re.compile(rf"{_YEARS}[-/]?\(?{_NUMBER}\)?", re.ASCII)
_SEASON = re.compile(r"(?P<year>20\d{2})年?(?P<season>[秋春])季?(?:学?期)?", re.ASCII)
_ALONE = re.compile(_NUMBER, re.ASCII)
_SCHOOL_YEAR = r"(?<!\d)(?:20)?\d{2}\s*[-—–~～/至到]\s*(?:20)?\d{2}|(?<!\d)20\d{2}(?=\s*学年)"
_WITHIN = re.compile(  # specification Appendix A, looked for inside a longer text
    rf"(?:{_SCHOOL_YEAR})\s*(?:学年度?)?[\s，,]*(?:学期\s*[:：])?\s*第?\s*[12一二上下]\s*学期"
    r"|(?<!\d)20\d{2}\s*[-—–~～/]\s*20\d{2}\s*[-/(（]\s*[12]\s*[)）]?(?!\d)|(?<!\d)20\d{2}年?[秋春]季?学期"
)
_ASKED = re.compile(r"学期\s*[:：]|[，,]")
_NUMBERS = {"1": 1, "一": 1, "上": 1, "秋": 1, "2": 2, "二": 2, "下": 2, "春": 2}


@dataclass(frozen=True, slots=True)
class TermName:
    """A term by the year it belongs to (`2025-2026`) and its number in it."""

    academic_year: str
    number: int

    @property
    def text(self) -> str:
        """As it is written in full: 2025-2026-1."""
        return f"{self.academic_year}-{self.number}"


def parse_academic_year(text: str) -> str | None:
    """`2025-2026` of 2025-2026学年, 25-26, 2025学年; None when the two years do not follow each other, or are none."""
    found = _ACADEMIC_YEAR.fullmatch(values.clean_code(text) or "")
    return _years(found, text) if found is not None else None


def parse_term(text: str) -> TermName | None:
    """The term a text means; None where it does not say both the year and the term."""
    plain = values.clean_code(text) or ""
    season = _SEASON.fullmatch(plain)
    if season is not None:
        first = int(season["year"]) - (season["season"] == "春")
        return TermName(f"{first}-{first + 1}", _NUMBERS[season["season"]])
    found = _TERM.fullmatch(plain)
    years = _years(found, plain) if found is not None else None
    return TermName(years, _NUMBERS[found["number"]]) if found is not None and years is not None else None


def spelled_term(text: str) -> str | None:
    """The one spelling of a term, 2025-2026-1; None of what is no term."""
    term = parse_term(text)
    return None if term is None else term.text


def term_in(text: str) -> str | None:
    """The term a title or a head line names, as it is written in full; None where it names none, or several."""
    named = {term.text for hit in _WITHIN.finditer(text) if (term := parse_term(_ASKED.sub("", hit[0]))) is not None}
    return named.pop() if len(named) == 1 else None


def _years(found: re.Match[str], text: str) -> str | None:
    first = _whole(found["first"])
    if found["last"] is None:
        return f"{first}-{first + 1}" if "学年" in text and len(found["first"]) == len("2025") else None
    return f"{first}-{first + 1}" if _whole(found["last"]) == first + 1 else None


def _whole(year: str) -> int:
    return int(year) if len(year) == len("2025") else 2000 + int(year)


class AcademicYear(CodeText):
    """学年 as `2025-2026`; a whole term (2025-2026-1) is let through for the fills of the row to take apart."""

    def __init__(self) -> None:
        super().__init__(9)

    def read(self, raw: Any) -> Reading:
        """See FieldType."""
        text, complaints = values.read_code_text(raw, 40)
        if text is None:
            return text, complaints
        year, term = parse_academic_year(text), parse_term(text)
        if year is None and term is None:
            message = _("学年请写成前后相连的两年，例如 2025-2026")
            return None, (Complaint("format", message),)
        return year or (term.text if term else None), ()


class TermNumber(Integer):
    """学期 of a school year: 1 or 2, however it is written (第一学期, 上, 秋)."""

    def __init__(self) -> None:
        super().__init__(1, 2)

    def read(self, raw: Any) -> Reading:
        """See FieldType."""
        if isinstance(raw, str):
            plain = values.clean_code(raw) or ""
            alone, whole = _ALONE.fullmatch(plain), parse_term(plain)
            if alone is not None or whole is not None:
                return (_NUMBERS[alone["number"]] if alone is not None else whole and whole.number), ()
        return super().read(raw)


class TermText(CodeText):
    """学年学期 as `2025-2026-1`; what is no term is kept as it was written and complained of."""

    def __init__(self) -> None:
        super().__init__(12)

    def read(self, raw: Any) -> Reading:
        """See FieldType."""
        text, complaints = values.read_code_text(raw, 40)
        term = parse_term(text) if text is not None else None
        if text is None or term is not None:
            return (term.text if term is not None else None), complaints
        kept, complaints = values.read_code_text(text, self.length)
        return kept, complaints or (warning("format", _("学年学期通常写作 2025-2026-1，请核对")),)
