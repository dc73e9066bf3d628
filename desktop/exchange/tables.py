"""Finds the tables in a workbook: where they begin, which column is which field, which rows are data."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from operator import itemgetter

from desktop.exchange.refusal import refused
from desktop.exchange.tables_context import (
    TableContext,
    class_in,
    class_of_sheet,
    context_of,
    continued,
    is_blank,
    line_of,
    time_in,
)
from desktop.exchange.tables_headings import (
    Heading,
    HeadingRows,
    Headings,
    blocks_of,
    find_heading_rows,
    heading_rows_at,
    is_serial,
    merges_of,
    normalise_heading,
    text_of,
)
from desktop.exchange.workbook import Cell, Sheet, Workbook

_SKIP_WORDS = re.compile(  # specification Appendix A "skip rows", and what else stands under a table
    r"合计|小计|总计|共计|备注|制表|审核|填表|注\s*[:：]|说明|签字|签名|盖章|以下空白|以下无|负责人\s*[:：]|班主任\s*[:：]|"
    r"^\s*(?:本页|全班|全表)?共\s*\d+\s*[人家条名]|^\s*第\s*\d+\s*页|日期\s*[:：]|人数\s*[:：]|校长\s*[:：]|^\s*注\s*\d*\s*[、.．]"
)
_HINT = re.compile(
    r"[(（\[【]?(必填|选填|(?:填写)?[示样]例(?![\u4e00-\u9fff])|例如|例[:：]|举例|格式[:：]|文本格式|请填写|必填项)"
)
_NO_LIST = re.compile(r"说明|须知|代码|字典|示例|样例|样表|选项|参数|图例|数据源|下拉|目录")
_TITLE = re.compile(r"(?:表|册|单|汇总|明细|台账)\s*(?:[(（][^()（）]*[)）])?\s*$")
_SHORTEST_NUMBER = 8
_NUMBER_LIKE = re.compile(rf"[0-9A-Za-z*]{{{_SHORTEST_NUMBER},}}")
_FOREIGN = re.compile(r"[^0-9A-Za-z*]")
_DIGITS = re.compile(r"\d{4}")
_FEW_CELLS = 2


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A row of data: 1-based row of the workbook (csv: record), raw cells by field, physical line of a csv record."""

    number: int
    cells: Mapping[str, Cell]
    line: int | None = None


@dataclass(frozen=True, slots=True)
class FoundTable:
    """A table: 1-based heading row and its lines, 1-based block, columns (0-based) by field, what is above it, its rows.

    `unmapped` are columns that have a heading, or data, but no field: (0-based column, heading or ""); `texts` the headings
    by field, `by_content` those of fields that no heading but their content told. `names` are those its sheet and its file have
    themselves, also where several files are read as one.
    """

    sheet_name: str
    header_row: int
    header_rows: int
    block: int
    columns: Mapping[str, int]
    unmapped: tuple[tuple[int, str], ...]
    context: TableContext
    rows: list[FoundRow] = field(default_factory=list)
    texts: Mapping[str, str] = field(default_factory=dict)
    by_content: Mapping[str, str] = field(default_factory=dict)
    names: tuple[str, str] = ("", "")


def tables_of(workbook: Workbook, headings: Headings) -> tuple[FoundTable, ...]:
    """Every table with data of a workbook; raises Refused("no-data" or "far-cell") when there is none.

    Hidden sheets, and sheets named as explanations or code tables, are read only if no other sheet has a heading: beside
    an empty list they are its choices.
    """
    tables: list[FoundTable] = []
    for first_choice in (True, False):
        for sheet in workbook.sheets:
            if is_list(sheet) is first_choice:
                tables += find_tables(sheet, headings, workbook.path.stem)
        if with_rows := tuple(table for table in tables if table.rows):
            return with_rows
        if tables:
            break
    stray = next((sheet.stray for sheet in workbook.sheets if sheet.stray), None)
    if stray is not None:
        raise refused("far-cell", workbook.path.name, stray)
    raise refused("no-rows" if tables else "no-heading", workbook.path.name)


def is_list(sheet: Sheet) -> bool:
    """Whether a sheet is meant to be read: neither hidden, nor named as an explanation or a code table."""
    return not sheet.hidden and _NO_LIST.search(sheet.name) is None


def find_tables(sheet: Sheet, headings: Headings, file_name: str = "") -> tuple[FoundTable, ...]:
    """The tables of one sheet; none for a sheet without a heading. A table without a row of data has empty `rows`."""
    first = find_heading_rows(sheet, headings)
    if first is None:
        return ()
    fallback = class_of_sheet(sheet.name) or class_of_sheet(file_name) if not sheet.lines else class_of_sheet(file_name)
    tables = []
    for part in _Parts(sheet, headings, first, fallback).split():
        tables += _tables_of_part(sheet, headings, part)
    filled = [table for table in tables if table.rows] or tables[:1]
    return tuple(replace(table, names=(sheet.name, file_name)) for table in filled)


@dataclass(frozen=True, slots=True)
class _Part:
    """Rows under one heading and in one context, 0-based."""

    found: HeadingRows
    context: TableContext
    rows: tuple[int, ...]


class _Parts:
    """Cuts a sheet where a new heading, or a line naming another class, month or term, begins another table."""

    def __init__(self, sheet: Sheet, headings: Headings, first: HeadingRows, fallback: str | None) -> None:
        self._sheet = sheet
        self._headings = headings
        self._found = first
        self._fallback = fallback
        self._context = context_of((line_of(row) for row in sheet.rows[: first.row]), fallback)
        self._rows: list[int] = []
        self._lines: list[str] = []

    def split(self) -> Iterator[_Part]:
        """The parts in order."""
        sheet, row = self._sheet, self._found.row + self._found.count
        while row < len(sheet.rows):
            again = self._heading_again(row)
            if again is not None:
                yield from self._turn(again)
                row += again.count
                continue
            if _is_line(sheet, row, self._found):
                self._lines.append(line_of(sheet.rows[row]))
            elif any(not is_blank(value) for value in sheet.rows[row]):
                yield from self._turn(None)
                self._rows.append(row)
            row += 1
        yield self._part()

    def _part(self) -> _Part:
        return _Part(self._found, self._context, tuple(self._rows))

    def _turn(self, again: HeadingRows | None) -> Iterator[_Part]:
        """Begin another part if the heading, the class or the time is another one."""
        if again is None and not self._lines:
            return
        lines = [line for line in self._lines if not _SKIP_WORDS.search(line)]
        self._lines = []
        context = context_of(lines, None)
        another = again is not None and [h.text for h in again.headings] != [h.text for h in self._found.headings]
        renamed = context.class_text is not None and context.class_text != self._context.class_text
        later = _time_in(lines) not in (None, _time_in(self._context.titles))
        if not (another or renamed or later):
            return
        if self._rows:
            yield self._part()
        self._rows = []
        self._found = again or self._found
        if later and not another:
            self._context = continued(self._context, context)
        elif lines or another:
            inherited = context.class_text or (self._fallback if another else self._context.class_text)
            self._context = replace(context, class_text=inherited)

    def _heading_again(self, row: int) -> HeadingRows | None:
        """The heading printed again on a new page, or another one; data nearly always holds a number."""
        cells = self._sheet.rows[row]
        if any(isinstance(value, int | float) or (isinstance(value, str) and _DIGITS.search(value)) for value in cells):
            return None
        texts = {column: normalise_heading(text) for column, value in enumerate(cells) if (text := text_of(value))}
        same = sum(
            texts.get(h.column) in {normalise_heading(line) for line in (*h.lines, h.text)}
            for h in self._found.headings
        )
        if same >= 2 and same * 2 > len(texts):  # noqa: PLR2004 - a single equal cell may be a value
            return self._repeated(row)
        near = Sheet("", self._sheet.rows[row : row + 3])
        plain = heading_rows_at(near, 0, self._headings, merges_of(near, 3)) if texts else None
        if plain is None or sum(h.field is not None or is_serial(h) for h in plain.headings) * 2 <= len(texts):
            return None
        return heading_rows_at(self._sheet, row, self._headings, merges_of(self._sheet, row + 3))

    def _repeated(self, row: int) -> HeadingRows:
        """The repeated heading; only its first line when the data follows at once."""
        lines = {normalise_heading(line) for h in self._found.headings for line in h.lines}
        count = 1
        while count < self._found.count and row + count < len(self._sheet.rows):
            texts = [normalise_heading(t) for value in self._sheet.rows[row + count] if (t := text_of(value))]
            if not texts or not lines.issuperset(texts):
                break
            count += 1
        return HeadingRows(row, count, self._found.headings)


def _time_in(lines: Sequence[str]) -> str | None:
    """The month or term that the nearest of these lines names."""
    return next((time for line in reversed(lines) if (time := time_in(line)) is not None), None)


def _is_line(sheet: Sheet, row: int, found: HeadingRows) -> bool:
    """A single text across the table (a title, a remark), not a value of a column."""
    cells = ((column, value) for column, value in enumerate(sheet.rows[row]) if not is_blank(value))
    written = list(islice(cells, 2))  # whether there is another one is all that matters
    if len(written) != 1 or not isinstance(written[0][1], str):
        return False
    column, text = written[0][0], str(written[0][1])
    if class_in(text) is not None and (column == 0 or "班" in text) and not _names_class(found, column):
        return True
    named = _TITLE.search(text) is not None or all(h.field is None for h in found.headings if h.column == 0)
    if column == 0 and named and time_in(text) is not None:
        return True
    wide = min(_FEW_CELLS, len(found.headings) - 1)
    across = any(top == row and left == column and right - left >= wide for top, left, _bottom, right in sheet.merged)
    return across or ("：" in text or ":" in text) or _SKIP_WORDS.search(text) is not None


def _names_class(found: HeadingRows, column: int) -> bool:
    return any(h.column == column and "班" in h.text for h in found.headings)


def _tables_of_part(sheet: Sheet, headings: Headings, part: _Part) -> list[FoundTable]:
    blocks = blocks_of(part.found, headings)
    tables = [_table_of_block(sheet, headings, part, number, block) for number, block in enumerate(blocks, 1)]
    return tables if len(tables) > 1 else [_with_unheaded(sheet, part, table) for table in tables]


def _with_unheaded(sheet: Sheet, part: _Part, table: FoundTable) -> FoundTable:
    """The table with the columns that hold data under no heading, unless they only count rows."""
    headed = {heading.column for heading in part.found.headings}
    lines = [sheet.rows[row.number - 1] for row in table.rows]
    gaps = set(range(max(map(len, lines), default=0))) - headed
    found = []
    for column in sorted(gaps):
        cells = [line[column] for line in lines if column < len(line) and not is_blank(line[column])]
        if len(cells) > 1 and not all(isinstance(cell, int | float) and cell <= len(sheet.rows) for cell in cells):
            found.append((column, ""))
    return replace(table, unmapped=(*table.unmapped, *found)) if found else table


def _table_of_block(sheet: Sheet, headings: Headings, part: _Part, number: int, block: Sequence[Heading]) -> FoundTable:
    columns = _columns_of(sheet, part, block)
    used = set(columns.values())
    unmapped = tuple((h.column, h.text) for h in block if h.column not in used and not is_serial(h))
    texts = {name: next(h.text for h in block if h.column == place) for name, place in columns.items()}
    table = FoundTable(
        sheet.name, part.found.row + 1, part.found.count, number, columns, unmapped, part.context, texts=texts
    )
    shared = _shared_values(sheet, part, columns, headings)
    names, places = tuple(columns), tuple(columns.values())
    pick, whole = itemgetter(*places, 0, 0), max(places, default=0) + 1  # of one column, too, it gives a tuple
    identity = tuple(name for name in names if name in headings.identity)
    for row in part.rows:
        line = sheet.rows[row]
        reach = len(line)
        found = pick(line) if reach >= whole else [line[place] if place < reach else None for place in places]
        cells = dict(zip(names, found, strict=False))
        own = [cells[name] for name in identity]
        if shared:
            cells |= {name: shared[row, column] for name, column in columns.items() if (row, column) in shared}
        if _is_data(own, sheet, row, block):
            table.rows.append(FoundRow(row + 1, cells, sheet.lines[row] if sheet.lines else None))
    return table


def _columns_of(sheet: Sheet, part: _Part, block: Sequence[Heading]) -> dict[str, int]:
    """The column of each field; of columns with the same heading the first that holds anything."""
    choices: dict[str, list[int]] = {}
    for heading in block:
        if heading.field is not None:
            choices.setdefault(heading.field, []).append(heading.column)
    columns = {}
    for name, places in choices.items():
        filled = (p for p in places if any(not is_blank(sheet.cell(row, p)) for row in part.rows))
        columns[name] = places[0] if len(places) == 1 else next(filled, places[0])
    return columns


def _shared_values(
    sheet: Sheet, part: _Part, columns: Mapping[str, int], headings: Headings
) -> dict[tuple[int, int], Cell]:
    """Values of merged cells for every cell of their range; never what tells records apart: it would make persons twice."""
    wanted = {column for name, column in columns.items() if name not in headings.telling}
    if not part.rows:
        return {}
    first, last = part.rows[0], part.rows[-1]
    values: dict[tuple[int, int], Cell] = {}
    for top, left, bottom, right in sheet.merged:
        value = sheet.cell(top, left)
        if value is None or bottom < first or top > last:
            continue
        for column in wanted & set(range(left, min(right, max(wanted)) + 1)) if wanted else ():
            for row in range(max(top, first), min(bottom, last) + 1):
                values[row, column] = value
    return values


def _is_data(named: Sequence[Cell], sheet: Sheet, row: int, block: Sequence[Heading]) -> bool:
    """A row has a name or a number; rows with a skip word are data only if they have both (README of the sheets, 1)."""
    identity = [value for value in named if not is_blank(value)]
    if not identity:
        return False
    if any(isinstance(value, str) and _HINT.match(value.strip()) for value in identity):
        return False
    numbers = sum(map(_looks_like_number, identity))
    if 0 < numbers < len(identity):
        return True
    first, last = block[0].column, max(heading.column for heading in block)
    leading = 0 if first <= 1 else first
    written = [v for c in range(leading, last + 1) if not is_blank(v := sheet.cell(row, c))]
    suspicious = [*written[:1], *identity] if len(written) > _FEW_CELLS else [*written, *identity]
    return not any(isinstance(value, str) and _SKIP_WORDS.search(value) for value in suspicious)


def _looks_like_number(value: Cell) -> bool:
    """Whether a cell of identity holds a number (also a masked or damaged one) and not a name."""
    if not isinstance(value, str):
        return True
    if len(value) < _SHORTEST_NUMBER:
        return False
    plain = value if value.isascii() and value.isalnum() else _FOREIGN.sub("", unicodedata.normalize("NFKC", value))
    return _NUMBER_LIKE.fullmatch(plain) is not None
