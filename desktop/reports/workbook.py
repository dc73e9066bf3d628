"""A document as a workbook: one sheet a section, ready to print, with identifiers as true text."""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any, BinaryIO

from desktop.atomic_file import deliver
from desktop.reports.document import (
    WHOLE,
    Column,
    Document,
    Heading,
    HeadLine,
    Item,
    PageBreak,
    Paragraph,
    Picture,
    Row,
    SignOff,
    Table,
    Title,
    Value,
    cell_text,
    heading_groups,
    merged_runs,
    placed_cells,
)
from desktop.reports.flow import MM, NOTE, SUBTITLE, TEXT, TITLE, frame_of
from desktop.reports.fonts import visible
from desktop.reports.sections import Section, sections
from models.progress import SILENT, Progress
from models.schema.numbers import AMOUNT_FORMAT
from models.schema.widths import width
from models.words import _

_BODY, _HEAD, _TITLE = "仿宋", "黑体", "方正小标宋简体"  # Excel itself stands in for what a computer lacks
_PAPERS = {"A3": 8, "A4": 9}  # numbers in the file format
_SHEET_NAME = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_DIGITS = 15  # more than a spreadsheet's numbers keep
_GREY = "#E6E6E6"
_PIXELS = 96 / 25.4
_CELL_LIMIT = 32_767
_TEXT_FORMAT = 255  # older Excel shows longer text as #### in a cell formatted as text
_NOTE_CHARACTERS = 1.15  # how much wider Excel sets a line than we reckon


def render_workbook(document: Document, target: Path | BinaryIO, progress: Progress = SILENT) -> None:
    """Write the document as .xlsx to a file or stream; a file appears only when it is complete.

    Names are not spaced out and merged cells hold their value once, so that the sheet can be searched and counted.
    Raises Cancelled when the work was stopped and OSError when the file cannot be written.
    """
    import xlsxwriter

    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties({
            "title": document.title, "author": document.printed_by, "subject": document.code,
            **({"created": document.printed_at} if document.printed_at else {}),
        })  # fmt: skip
        formats, names = _Formats(book), set[str]()
        for section in sections(document):
            progress.note(section.title)
            _Sheet(book.add_worksheet(sheet_name(section.title, names)), document, formats).fill(section)
        if not names:
            book.add_worksheet(sheet_name(document.title, names))
    progress.check()
    deliver(buffer.getvalue(), target)


def sheet_name(title: str, taken: set[str]) -> str:
    """A name Excel accepts, at most 31 characters and different from those `taken`, to which it is added."""
    plain = _FORBIDDEN.sub("_", visible(title)).strip().strip("'") or _("报表")
    for nth in count(1):
        suffix = f"_{nth}" if nth > 1 else ""
        name = _utf16_cut(plain, _SHEET_NAME - len(suffix)) + suffix
        if name.lower() not in taken and name.lower() != "history":  # a name Excel keeps for itself
            break
    taken.add(name.lower())
    return name


def _utf16_cut(text: str, units: int) -> str:
    """The first characters of a text that need no more than so many UTF-16 units, which is how Excel counts."""
    while len(text.encode("utf-16-le")) > 2 * units:
        text = text[:-1]
    return text


class _Formats:
    """The workbook's formats, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, object], ...], Any] = {}

    def get(self, **settings: object) -> Any:
        """The format with these settings on top of the body's."""
        key = tuple(sorted(settings.items()))
        if key not in self._made:
            body = {"font_name": _BODY, "font_size": TEXT, "valign": "vcenter"}
            self._made[key] = self._book.add_format(body | settings)
        return self._made[key]

    def cell(self, side: str, style: str, size: float, number: str = "@", *, grey: bool = False) -> Any:
        """The format of a table's cell."""
        settings: dict[str, object] = {"border": 1, "align": side, "font_size": size, "text_wrap": True}
        if style != "normal":
            settings["bold"] = True
        if grey:
            settings["bg_color"] = _GREY
        return self.get(**settings, num_format=number)


@dataclass
class _Sheet:
    """One sheet while it is filled from top to bottom."""

    sheet: Any
    document: Document
    formats: _Formats
    line: int = 0
    heads: tuple[int, int] | None = None
    breaks: list[int] = field(default_factory=list)
    widths: list[float] = field(default_factory=list)  # of the columns, in mm

    def fill(self, section: Section) -> None:
        """Write all blocks and set the sheet up for printing."""
        tables = [block for block in section.blocks if isinstance(block, Table)]
        most = max((len(table.columns) for table in tables), default=6)
        wished = [[table.columns[at].width_mm for table in tables if at < len(table.columns)] for at in range(most)]
        self.widths = [max(column, default=28.0) for column in wished]
        for at, wide in enumerate(self.widths):
            self.sheet.set_column_pixels(at, at, round(wide * _PIXELS) + 4)
        for block in section.blocks:
            if isinstance(block, Table):
                self._table(block)
            elif isinstance(block, PageBreak):
                self.breaks.append(self.line)
            else:
                self._words(block)
        self._set_up()

    def _words(self, block: Title | HeadLine | Paragraph | Heading | Item | Picture | SignOff) -> None:
        if isinstance(block, Title):
            self._across(block.text, TITLE, 1.5, font_name=_TITLE, align="center", bold=True)
            if block.subtitle:
                self._across(block.subtitle, SUBTITLE, 1.5, align="center")
        elif isinstance(block, HeadLine):
            self._across("　　".join(block.parts()), TEXT, 1.6, align="left")
        elif isinstance(block, Paragraph):
            for line in block.text.split("\n"):
                self._across(line, NOTE if block.style == "note" else TEXT, 1.4, align="left")
        elif isinstance(block, SignOff):
            self._across("　　　　".join(block.parts()), TEXT, 2.6, align="left")
        else:
            self._prose(block)

    def _prose(self, block: Heading | Item | Picture) -> None:
        if isinstance(block, Heading):
            self._across(block.text, SUBTITLE, 1.6, align="left", bold=True)
        elif isinstance(block, Item):
            self._across(f"{'　' * (block.depth - 1)}{block.label} {block.text}", TEXT, 1.4, align="left")
        else:
            self._across(block.caption, NOTE, 1.4, align="left")

    def _across(self, text: str, size: float, leading: float, **settings: object) -> None:
        """A line of words over the full width, as tall as its wrapped text."""
        form = self.formats.get(font_size=size, text_wrap=True, **settings)
        lines = lines_needed(text, sum(self.widths), size)
        self.sheet.set_row(self.line, size * leading + (lines - 1) * size * 1.3)
        self._merge((self.line, 0, self.line, len(self.widths) - 1), visible(text), form)
        self.line += 1

    def _merge(self, area: tuple[int, int, int, int], text: str, form: Any) -> None:
        """Words in an area (first row, first column, last row, last column) made one cell."""
        top, left, foot, right = area
        if (top, left) != (foot, right):
            self.sheet.merge_range(top, left, foot, right, "", form)
        self.sheet.write_string(top, left, text[:_CELL_LIMIT], form)

    def _table(self, table: Table) -> None:
        start = self.line
        if table.headed:
            self._heading(table)
        if self.heads is None and table.repeat and table.headed:
            self.heads = (start, self.line - 1)
        rows, first = table.body(), self.line
        runs = merged_runs(rows, table.merge)
        inside = {(column, nth) for column, top, foot in runs for nth in range(top, foot + 1)}
        for nth, row in enumerate(rows):
            self._row(table, row, {column for column, at in inside if at == nth} if inside else set())
        for column, top, foot in runs:
            form = self.formats.cell(table.columns[column].side, "normal", table.size_pt)
            text = cell_text(rows[top].cells[column], table.columns[column])
            self._merge((first + top, column, first + foot, column), visible(text), form)
        for row in table.totals:
            self._row(table, row, set())

    def _heading(self, table: Table) -> None:
        form = self.formats.get(
            border=1, align="center", font_name=_HEAD, font_size=table.size_pt, text_wrap=True, bg_color=_GREY
        )
        levels = 2 if any(column.group for column in table.columns) else 1
        low = self.line + levels - 1
        for group, first, last in heading_groups(table.columns):
            if group:
                self._merge((self.line, first, self.line, last), visible(group), form)
            for at in range(first, last + 1):
                self._merge((low if group else self.line, at, low, at), visible(table.columns[at].heading), form)
        deepest = max(
            lines_needed(c.heading, w, table.size_pt) for c, w in zip(table.columns, self.widths, strict=False)
        )
        self.sheet.set_row(self.line, table.row_height_mm * MM)
        self.sheet.set_row(low, max(table.row_height_mm * MM, deepest * table.size_pt * 1.3 + 4))
        self.line = low + 1

    def _row(self, table: Table, row: Row, inside: set[int]) -> None:
        lines = 1
        for at, wide, value in placed_cells(row, table.columns):
            if at not in inside:
                text = visible(cell_text(value, table.columns[at]))
                lines = max(lines, lines_needed(text, sum(self.widths[at : at + wide]), table.size_pt))
                self._cell(table, row, (at, wide), value, text)
        self.sheet.set_row(self.line, max(table.row_height_mm * MM, lines * table.size_pt * 1.3 + 4))
        self.line += 1

    def _cell(self, table: Table, row: Row, place: tuple[int, int], value: Value, text: str) -> None:
        """One cell: a number where the column counts and a spreadsheet can hold it, otherwise text."""
        (at, wide), column = place, table.columns[place[0]]
        whole = row.span == WHOLE
        style, side = ("normal", "left") if whole else (row.style, column.side if wide == 1 else "center")
        grey = at in row.grey
        form = self.formats.cell(side, style, table.size_pt, "General" if len(text) > _TEXT_FORMAT else "@", grey=grey)
        if wide > 1:
            self._merge((self.line, at, self.line, at + wide - 1), text, form)
        elif isinstance(value, int | Decimal) and column.kind in ("number", "money", "percent") and is_exact(value):
            form = self.formats.cell(side, style, table.size_pt, number_format(value, column), grey=grey)
            self.sheet.write_number(self.line, at, Decimal(value) / (100 if column.kind == "percent" else 1), form)
        else:
            self.sheet.write_string(self.line, at, text[:_CELL_LIMIT], form)

    def _set_up(self) -> None:
        """Paper, margins, repeated heading, print area, header and footer."""
        sheet, document, frame = self.sheet, self.document, frame_of(self.document)
        sheet.set_paper(_PAPERS[document.paper])
        if document.landscape:
            sheet.set_landscape()
        right, above = frame.paper_width - frame.left - frame.width, frame.paper_height - frame.top
        sheet.set_margins(frame.left / 72, right / 72, above / 72, frame.bottom / 72)
        sheet.center_horizontally()
        sheet.fit_to_pages(1, 0)
        sheet.hide_gridlines(2)
        sheet.set_start_page(1)
        sheet.print_area(0, 0, max(self.line - 1, 0), len(self.widths) - 1)
        if self.heads:
            sheet.repeat_rows(*self.heads)
        sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{self.line + 1}"})  # identifiers are text on purpose
        if self.breaks:
            sheet.set_h_pagebreaks(self.breaks)
        middle = _("第 {page} 页 共 {pages} 页").format(page="&P", pages="&N")
        left, right_text = (part.replace("&", "&&") for part in (document.left_foot(), document.printed()))
        sheet.set_footer(f"&L&9{_apart(left)}&C&9{_apart(middle)}&R&9{_apart(right_text)}")
        left, right_text = (
            words if said else ""
            for said, words in ((document.draft, _("草稿")), (document.sensitive, _("含个人信息，注意保密")))
        )
        if left or right_text:
            sheet.set_header(f"&L&9{left}&R&9{right_text}")


def _apart(text: str) -> str:
    """A text that may follow a size in a footer code: a digit would be read as part of the size."""
    return f" {text}" if text[:1].isdigit() else text


def is_exact(value: int | Decimal) -> bool:
    """Whether a spreadsheet's number keeps all digits of the value."""
    return len(Decimal(value).as_tuple().digits) <= _DIGITS


def number_format(value: int | Decimal, column: Column) -> str:
    """Excel's format that shows as many decimals as the value has."""
    exponent = Decimal(value).as_tuple().exponent if isinstance(value, Decimal) else 0
    decimals = max(-exponent, 0) if isinstance(exponent, int) else 0
    if column.kind == "money":
        return AMOUNT_FORMAT
    plain = "0." + "0" * decimals if decimals else "0"
    return f"{plain}%" if column.kind == "percent" else plain


def lines_needed(text: str, width_mm: float, size: float) -> int:
    """How many lines the text takes in so many millimetres; reckoned generously, since Excel cuts what is too much."""
    room = max(width_mm * MM - 4, size)
    return sum(max(1, -int(-width(part) * size / 2 * _NOTE_CHARACTERS // room)) for part in text.split("\n"))
