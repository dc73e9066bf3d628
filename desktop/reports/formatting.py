"""What several forms say alike: days, terms, short words of codes, orders of names, masked numbers."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Protocol, TypeVar

from desktop.reports.document import MINOR, Paragraph, Row, SignOff, Value, sentence
from desktop.reports.report import ReportContext
from models.rules.guardian import is_minor
from models.schema import codes
from models.schema.fields import entity_named, field_map
from models.schema.showing import text_of
from models.schema.sorting import natural_key
from models.schema.strokes import stroke_key
from models.statistics.calendar import academic_year, term
from models.statistics.members import Composition
from models.words import _


def long_day(day: date) -> str:
    """2026年3月5日, as documents write it."""
    return _("{year}年{month}月{day}日").format(year=day.year, month=day.month, day=day.day)


def term_words(day: date) -> str:
    """2025—2026学年第一学期."""
    year, words = academic_year(day), {1: _("第一学期"), 2: _("第二学期")}
    return _("{first}—{last}学年{term}").format(first=year, last=year + 1, term=words[term(day)])


def short(table: str, code: str | None) -> str:
    """The short name of a code as lists print it; what is not in the table as it stands."""
    found = codes.table(table).get(code) if code else None
    return found.brief if found else code or ""


def name_of(table: str, code: str | None) -> str:
    """The full name of a code."""
    return codes.table(table).label(code) if code else ""


def figure_name(table: str, code: str | None, words: Callable[[str, str | None], str] = name_of) -> str:
    """What figures stand under: the name of a code, or its short one, with the doubt about it."""
    found = codes.table(table).get(code) if code else None
    return found.told(words(table, code)) if found else words(table, code)


def figure_major(code: str, name: str) -> str:
    """What figures of a major stand under: its name as the school has it, with the doubt about its code."""
    found = codes.table("major").get(code)
    return found.told(name) if found and name else name or _("未填专业")


def plain_number(number: Decimal | None) -> Value:
    """A number without the places that say nothing."""
    return None if number is None else int(number) if number == number.to_integral_value() else number


def score_text(score: Decimal | None) -> Value:
    """A score as it is spoken, in a column of texts."""
    return None if score is None else f"{score.normalize():f}"


def private(context: ReportContext, entity: str, name: str) -> Callable[[Any], str]:
    """How values of a private field are printed: masked unless the report was asked for without."""
    declared, masked = field_map(entity_named(entity))[name], not context.unmasked
    return lambda value: text_of(declared, value, masked=masked)


class Listed(Protocol):
    """Somebody on a roster, by what rosters are put in order."""

    @property
    def of(self) -> int | None:
        """The class whose roster it is."""

    @property
    def name(self) -> str:
        """What one is called."""

    @property
    def name_pinyin(self) -> str | None:
        """How that is spelt."""

    @property
    def student_number(self) -> str | None:
        """The number of the student."""

    @property
    def gender(self) -> str | None:
        """The code of the sex."""

    @property
    def is_present(self) -> bool:
        """Whether one counts."""


One = TypeVar("One", bound=Listed)


def in_order(members: Sequence[One], order: str) -> list[One]:
    """The members by student number (2 before 10), by pinyin, strokes, or sex and number; who counts no more comes last."""
    keys: dict[str, Callable[[One], Any]] = {
        "number": lambda _m: "",
        "pinyin": lambda m: (m.name_pinyin or "~").lower(),
        "strokes": lambda m: stroke_key(m.name),
        "gender": lambda m: m.gender or "9",
    }
    key = keys[order]
    return sorted(members, key=lambda m: (not m.is_present, key(m), natural_key(m.student_number), m.name, m.of or 0))


def total_sentence(text: str, count: Composition, **more: Any) -> Row:
    """A line of totals across the table; `text` has a place for each kind of people."""
    return sentence(text.format(**count._asdict(), **more))


def rows_or_note(rows: Iterable[Row | tuple[Value, ...]], note: str) -> tuple[Row, ...]:
    """The rows, or one that says why there are none."""
    found = tuple(row if isinstance(row, Row) else Row(row) for row in rows)
    return found or (sentence(note, "normal"),)


def signed_by_office() -> SignOff:
    """Who signs what a unit sends in, with its seal."""
    return SignOff((_("单位负责人"), _("审核人"), _("制表人")), _("填表日期"), seal=True)


def marked(name: str, birth: Any, day: date) -> str:
    """A name on a roster, with the mark of whoever is under 18 on that day."""
    return f"{name}{MINOR}" if is_minor(birth, day) else name


def minors_note(births: Iterable[Any], day: date) -> Iterable[Paragraph]:
    """What the mark means, where anybody on the roster bears it."""
    if any(is_minor(birth, day) for birth in births):
        yield Paragraph(_("{mark} 截至{day}未满 18 周岁。").format(mark=MINOR, day=long_day(day)))
