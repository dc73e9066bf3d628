"""What stands above a table, in its sheet's name and in its file's name: titles, statements, the class."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from desktop.exchange.tables_headings import normalise_heading
from desktop.exchange.workbook import Cell, Row
from models.schema.terms import term_in
from models.schema.values import chinese_number

_PAIR = re.compile(r"([^\s:：]{1,14})\s*[:：][ \t]*(.*?)(?=\s+[^\s:：]{1,14}\s*[:：]|\s{2,}|\u3000|$)")
CLASS_NAME = re.compile(  # specification Appendix A, looked for inside a longer text
    r"(?<!\d)(?:20\d{2}|\d{2})(?:级|届)?(?!学?年|\d|-)[^\d\s:：,，;；、]{1,20}?\(?\d{1,2}\)?班(?:[(（][^)）]*[)）])?"
)
_PLAIN_CLASS = re.compile(r"[^\W\d_]{2,20}\(?\d{1,2}\)?班")
_MONTH = re.compile(r"(?<!\d)(?:(20\d{2})\s*[年.\-/]\s*)?(1[0-2]|0?[1-9])\s*月(?!\s*\d{1,2}\s*[日号])")
_PLAIN_MONTH = re.compile(r"\s*(20\d{2})(?:[-./]?(1[0-2]|0[1-9])|[-./]([1-9]))\s*")
_YEAR = re.compile(r"(?<!\d)(20\d{2})\s*年(?!级)")
_SCHOOL_YEAR = re.compile(r"(?<!\d)(20\d{2})\s*[-—–~～/至]\s*20\d{2}")
_LISTS = ("表", "册", "单", "月份", "月度", "台账")
_FIRST_MONTH = 9  # of a school year
_COUNT_KEYS = (
    "人数",
    "总人数",
    "班级人数",
    "本班人数",
    "学生人数",
    "学员人数",
    "实有人数",
    "现有人数",
    "实习人数",
    "合计人数",
    "录取人数",
)
_COUNT = re.compile(r"(\d{1,5})\s*(?:人|名)?")
_TOTAL = re.compile(r"共(?:计|有)?\s*(\d{1,5})\s*(?:人|名学)")
_CLASS_KEYS = ("班级", "班级名称", "行政班", "所在班级", "班别")


@dataclass(frozen=True, slots=True)
class TableContext:
    """Lines above a table, the statements in them (normalised key -> text), and the class they name, if any."""

    titles: tuple[str, ...] = ()
    pairs: Mapping[str, str] = field(default_factory=dict)
    class_text: str | None = None


def line_of(row: Row) -> str:
    """A row read as one line of text; a cell that ends with a colon is joined to the answer in the next one."""
    line = ""
    for value in row:
        asked = line.endswith((":", "："))
        text = value.strip() if isinstance(value, str) else _answer(value) if asked else ""
        if not text:
            continue
        answers = asked and not text.endswith((":", "："))
        line += text if answers or not line else "\u3000" + text
    return line


def _answer(value: Cell) -> str:
    """A number or a day that stands beside the words it answers."""
    if isinstance(value, bool) or not isinstance(value, int | float | date):
        return ""
    return f"{value:%Y-%m-%d}" if isinstance(value, date) else f"{value:.15g}"


def stated_count(context: "TableContext") -> int | None:
    """How many rows the lines above a table say it has: 人数：44, 共44人."""
    counts = (hit for key in _COUNT_KEYS if (hit := _COUNT.fullmatch(context.pairs.get(key, ""))) is not None)
    told = next(counts, None) or next((hit for t in context.titles if (hit := _TOTAL.search(t)) is not None), None)
    return int(told[1]) if told is not None else None


def pairs_in(lines: Iterable[str]) -> dict[str, str]:
    """Statements such as `班级：…　人数：…`; the first of a key wins."""
    found: dict[str, str] = {}
    for line in lines:
        for key, value in _PAIR.findall(line):
            if text := value.strip():
                found.setdefault(normalise_heading(key), text)
    return found


def without_pairs(line: str) -> str:
    """A line without what it states as "label：value": 统计截止：2025年10月 says nothing about the rows, 考勤表：2025年10月 does."""
    return _PAIR.sub(lambda hit: hit[0] if hit[1].endswith(_LISTS) else "", line)


def month_of(texts: Sequence[str]) -> str | None:
    """The month (`2025-10`) that the first of these texts to name one names; one without its year takes it from any.

    None where a text names several.
    """
    for text in texts:
        plain = chinese_number(text)
        whole = _PLAIN_MONTH.fullmatch(plain)
        if whole is not None:
            return f"{whole[1]}-{int(whole[2] or whole[3]):02}"
        named = {(year, int(month)) for year, month in _MONTH.findall(plain)}
        if named:
            (year, month), *others = sorted(named, reverse=True)
            told = year or _year_of(month, texts)
            return None if others or told is None else f"{told}-{month:02}"
    return None


def _year_of(month: int, texts: Sequence[str]) -> str | None:
    """The year in which a month lies: one that is named, or by the school year."""
    years = (hit[1] for text in texts if (hit := _YEAR.search(text)) is not None)
    told = next(years, None)
    if told is not None:
        return told
    first = next((int(hit[1]) for text in texts if (hit := _SCHOOL_YEAR.search(text)) is not None), None)
    return None if first is None else str(first if month >= _FIRST_MONTH else first + 1)


def time_in(text: str) -> str | None:
    """The month or the term a line names; where it is another one than before, another table begins."""
    plain = without_pairs(text)
    months = {int(month) for _year, month in _MONTH.findall(chinese_number(plain))}
    return (f"{months.pop()}月" if len(months) == 1 else None) or term_in(plain)


def class_in(text: str) -> str | None:
    """The class named inside a title, such as 2024级机电技术应用1班; None when there is none."""
    found = CLASS_NAME.search(text)
    return found[0] if found else None


def class_of_sheet(name: str) -> str | None:
    """The class a sheet or file is named after, also one without its grade (机电3班)."""
    plain = _PLAIN_CLASS.fullmatch(name.strip())
    return class_in(name) or (plain[0] if plain else None)


def context_of(lines: Iterable[str], fallback: str | None) -> TableContext:
    """The context of a table under these lines; `fallback` is the class when they name none."""
    titles = tuple(line for line in lines if line)
    pairs = pairs_in(titles)
    stated = next((pairs[key] for key in _CLASS_KEYS if key in pairs), None)
    written = next((name for line in reversed(titles) if (name := class_in(line)) is not None), None)
    return TableContext(titles, pairs, stated or written or fallback)


def continued(old: TableContext, new: TableContext) -> TableContext:
    """The context of a table about another month or term of the same sheet: what was said above it, but for its count."""
    titles = tuple(line for line in old.titles if not _TOTAL.search(line))
    pairs = {key: text for key, text in old.pairs.items() if key not in _COUNT_KEYS}
    return TableContext((*titles, *new.titles), {**pairs, **new.pairs}, new.class_text or old.class_text)


def is_blank(value: Cell) -> bool:
    """Whether a cell holds nothing a person could see."""
    return value is None or (isinstance(value, str) and not value.strip(" \t\r\n\u00a0\u3000\u200b\u200c\u200d\ufeff"))
