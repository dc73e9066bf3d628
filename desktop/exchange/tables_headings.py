"""Recognises the rows that name the columns of a table, of one line or of several, and of blocks side by side."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from desktop.exchange.workbook import Cell, Sheet
from models.words import N_, in_every_language

SEARCHED_ROWS = 15  # specification Appendix A: the heading stands in rows 1-15; blank rows are not counted
_DEEPEST_ROW = 60
_HEADING_LINES = 3
_LONGEST_HEADING = 60
_IGNORED = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff*()（）\[\]［］【】:：＊'\"“”]+")
_BRACKETED = re.compile(r"[(（\[［【][^)）\]］】]*[)）\]］】]")
_NUMBERED = re.compile(r"^[\s*＊]*\d{1,2}\s*[.、．]\s*")
_OBLIGATION = re.compile(r"(必填项?|选填项?|必录)$")
_LATIN = re.compile(r"[A-Za-z][A-Za-z .'_/-]*")
_PAIR = re.compile(r"[^:：]{1,14}[:：]\s*\S")
_SERIAL = frozenset({"序号", "编号", "no", "no.", "行号", "序", "顺号"})
RETURNED = (N_("导入结果"), N_("拒绝原因"))  # in front of rows given back; no entity has a column of these names
OTHER_PERSON = re.compile(r"监护人|家长|父亲|母亲|成员|导师|师傅|指导教师|班主任|紧急联系|联系人")
_GROUP_ENDING = re.compile(r"(基本)?(信息|情况|资料|登记)$")
_NAMES = frozenset({"姓名", "名字", "名称"})
_PERSONAL = frozenset(
    [
        "姓名",
        "名字",
        "性别",
        "民族",
        "出生日期",
        "出生年月",
        "年龄",
        "身份证号",
        "身份证号码",
        "身份证件号",
        "证件号码",
        "身份证",
        "证件类型",
        "政治面貌",
        "电话",
        "联系电话",
        "手机",
        "手机号",
        "手机号码",
        "联系方式",
        "工作单位",
        "职务",
        "职业",
    ]
)


class Headings(Protocol):
    """What the caller knows about the headings of a field."""

    @property
    def identity(self) -> frozenset[str]:
        """Fields of which at least one is filled in every row of data, such as name and identity number."""

    @property
    def telling(self) -> frozenset[str]:
        """Fields that tell one record from another, such as name and student number."""

    def match(self, text: str) -> str | None:
        """The field of a heading that went through `normalise_heading`; None when it is nobody's."""


Merges = Callable[[int, int], tuple[int, int, int, int] | None]


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of one column: what is written, the field it names, the texts of its lines."""

    column: int
    text: str
    field: str | None
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HeadingRows:
    """Rows that name columns: 0-based first row, their number, one heading per column that has one."""

    row: int
    count: int
    headings: tuple[Heading, ...]

    @property
    def fields(self) -> frozenset[str]:
        """Every field that is named."""
        return frozenset(h.field for h in self.headings if h.field is not None)


def normalise_heading(text: str) -> str:
    """A heading without blanks, asterisks, brackets (their content stays), colons; half-width, lower case.

    Specification Appendix A: "strip spaces, `*`, `（）`/`()`, `:`".
    """
    return _IGNORED.sub("", unicodedata.normalize("NFKC", text)).casefold()


def spellings(text: str) -> Iterator[str]:
    """The normalised forms under which a heading may be known, the most exact first."""
    unnumbered = _NUMBERED.sub("", text)
    unbracketed = _BRACKETED.sub("", unnumbered)
    first_line = unbracketed.strip().split("\n")[0]
    seen = set()
    for form in (text, unnumbered, unbracketed, first_line, _LATIN.sub("", unbracketed)):
        plain = normalise_heading(form)
        for known in (plain, _OBLIGATION.sub("", plain)):
            if known and known not in seen:
                seen.add(known)
                yield known


def text_of(value: Cell) -> str:
    """The text of a cell that could be a heading; empty for any other value."""
    return value.strip() if isinstance(value, str) else ""


def match_heading(text: str, headings: Headings) -> str | None:
    """The field a heading names in any of its spellings."""
    if not text or len(text) > _LONGEST_HEADING:
        return None
    return next((name for form in spellings(text) if (name := headings.match(form)) is not None), None)


def merges_of(sheet: Sheet, rows: int) -> Merges:
    """Finds the merged range a cell lies in, for the sheet's first `rows` rows."""
    places: dict[tuple[int, int], tuple[int, int, int, int]] = {}
    width = max((len(row) for row in sheet.rows[:rows]), default=0)
    for first_row, first_column, last_row, last_column in sheet.merged:
        for row in range(first_row, min(last_row, rows - 1) + 1):
            for column in range(first_column, min(last_column, width) + 1):
                places[row, column] = (first_row, first_column, last_row, last_column)
    return lambda row, column: places.get((row, column))


def find_heading_rows(sheet: Sheet, headings: Headings) -> HeadingRows | None:
    """The heading of the sheet's first table; None for a sheet that is no list."""
    merges = merges_of(sheet, _DEEPEST_ROW + _HEADING_LINES)
    looked = 0
    for row in range(min(len(sheet.rows), _DEEPEST_ROW)):
        if not any(text_of(value) for value in sheet.rows[row]):
            continue
        looked += 1
        if looked > SEARCHED_ROWS:
            break
        found = heading_rows_at(sheet, row, headings, merges)
        if found is not None:
            return _without_title(sheet, found, headings, merges)
    return None


def _without_title(sheet: Sheet, found: HeadingRows, headings: Headings, merges: Merges) -> HeadingRows:
    """The heading without a first line that groups nothing: not merged, and no column needs it."""
    places = [merges(found.row, column) for column in range(len(sheet.rows[found.row]))]
    if found.count == 1 or any(place is not None for place in places):
        return found
    below = heading_rows_at(sheet, found.row + 1, headings, merges)
    return below if below is not None and below.fields >= found.fields else found


def heading_rows_at(sheet: Sheet, row: int, headings: Headings, merges: Merges) -> HeadingRows | None:
    """The heading that begins in `row`, with as many lines as name the most columns."""
    best: HeadingRows | None = None
    for count in range(1, _HEADING_LINES + 1):
        if count > 1 and not _belongs_below(sheet, row, row + count - 1, headings, merges):
            break
        found = HeadingRows(row, count, _headings_of(sheet, row, count, headings, merges))
        if is_heading(found, headings) and (best is None or len(found.fields) > len(best.fields)):
            best = found
    return best


def is_heading(found: HeadingRows, headings: Headings) -> bool:
    """Two fields at least, one of them of identity: fewer may be a remark or a page of explanations."""
    return len(found.fields) >= 2 and bool(found.fields & headings.identity)  # noqa: PLR2004 - said in the docstring


def _belongs_below(sheet: Sheet, top: int, row: int, headings: Headings, merges: Merges) -> bool:
    """Whether `row` goes on with a heading begun in `top`: it writes only under groups, and names of columns."""
    if row >= len(sheet.rows):
        return False
    texts = {column: text_of(value) for column, value in enumerate(sheet.rows[row]) if value is not None}
    written = {column: text for column, text in texts.items() if text}
    if not written or len(written) < len(texts) or _is_title(sheet, top):
        return False
    if all(match_heading(text, headings) is None for text in written.values()):
        return False
    return all(
        _is_under_group(sheet, top, row, column, merges) or match_heading(text, headings) is not None
        for column, text in written.items()
    ) and any(_is_under_group(sheet, top, row, column, merges) for column in written)


def _is_title(sheet: Sheet, row: int) -> bool:
    """A line above the table: one text, or statements such as `班级：…`."""
    written = [text for value in sheet.rows[row] if (text := text_of(value))]
    return len(written) <= 1 or any(_PAIR.match(text) for text in written)


def _is_under_group(sheet: Sheet, top: int, row: int, column: int, merges: Merges) -> bool:
    """Whether the column's cell above is part of a group heading, merged or followed by blanks."""
    above = row - 1
    place = merges(above, column)
    if place is not None:
        return place[3] > place[1] and place[2] < row
    if not text_of(sheet.cell(above, column)):
        return any(text_of(sheet.cell(above, left)) for left in range(column))
    return row > top and not text_of(sheet.cell(above, column + 1)) and bool(text_of(sheet.cell(row, column + 1)))


def _headings_of(sheet: Sheet, row: int, count: int, headings: Headings, merges: Merges) -> tuple[Heading, ...]:
    width = max(len(sheet.rows[r]) for r in range(row, row + count))
    found = []
    for column in range(width):
        lines = tuple(dict.fromkeys(t for r in range(row, row + count) if (t := _line(sheet, r, column, row, merges))))
        own = text_of(sheet.cell(row + count - 1, column))
        if count > 1 and lines and not own and not _stands_above(sheet, row, count, column, merges):
            continue
        if lines:
            found.append(Heading(column, "".join(lines), _field_of(lines, headings), lines))
    return tuple(found)


def _stands_above(sheet: Sheet, row: int, count: int, column: int, merges: Merges) -> bool:
    """Whether a column without an own last line is named by a cell above it, and not by its neighbour's group."""
    return any(
        text_of(sheet.cell(r, column)) or ((place := merges(r, column)) is not None and place[3] == place[1])
        for r in range(row, row + count)
    )


def _line(sheet: Sheet, row: int, column: int, top: int, merges: Merges) -> str:
    """What a line of the heading says about a column, through merged cells and groups written without merging."""
    place = merges(row, column)
    if place is not None and place[0] >= top:
        return text_of(sheet.cell(place[0], place[1]))
    own = text_of(sheet.cell(row, column))
    if own or not text_of(sheet.cell(row + 1, column)) or text_of(sheet.cell(row - 1, column)) or row > top:
        return own
    left = column
    while left >= 0 and not text_of(sheet.cell(row, left)) and text_of(sheet.cell(row + 1, left)):
        left -= 1
    return text_of(sheet.cell(row, left)) if left >= 0 and text_of(sheet.cell(row + 1, left)) else ""


def _field_of(lines: tuple[str, ...], headings: Headings) -> str | None:
    """The field of a column: its lines read together, else its last line alone, unless that is another person's."""
    own, groups = lines[-1], lines[:-1]
    if not groups:
        return match_heading(own, headings)
    group = _GROUP_ENDING.sub("", normalise_heading(groups[-1]))
    plain = normalise_heading(own)
    person = (group,) if plain in _NAMES else ()
    for text in ("".join(lines), groups[-1] + own, group + plain, group + plain.removeprefix("联系"), *person):
        if (found := match_heading(text, headings)) is not None:
            return found
    if OTHER_PERSON.search(group) and plain in _PERSONAL:
        return None
    return match_heading(own, headings)


def is_serial(heading: Heading) -> bool:
    """A column that only counts rows, or says what an earlier import thought of them."""
    text = normalise_heading(heading.text)
    return text in _SERIAL or any(text in map(normalise_heading, in_every_language(word)) for word in RETURNED)


def blocks_of(found: HeadingRows, headings: Headings) -> tuple[tuple[Heading, ...], ...]:
    """The columns of each block when the same table stands two or three times side by side."""
    texts = [normalise_heading(heading.text) for heading in found.headings]
    starts = [at for at, text in enumerate(texts) if text == texts[0]]
    pieces = [slice(start, end) for start, end in zip(starts, [*starts[1:], len(texts)], strict=True)]
    longest = max((texts[piece] for piece in pieces), key=len)
    alike = all(len(texts[piece]) > 1 and texts[piece] == longest[: len(texts[piece])] for piece in pieces)
    named = all({h.field for h in found.headings[piece]} & headings.identity for piece in pieces)
    if len(pieces) < 2 or not alike or not named:  # noqa: PLR2004 - one block alone
        return (found.headings,)
    return tuple(found.headings[piece] for piece in pieces)
