"""Paper as data: what a report says, without a page, a sheet or a screen.

A report is a function from the database to a `Document`; `pdf`, `workbook` and `text` render the same document, so
they cannot differ in what they say. Rounding (half up) is the business of whoever fills the cells.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Literal, NamedTuple

from models.schema.numbers import amount_text
from models.words import _

Value = str | int | Decimal | date | None
Align = Literal["auto", "left", "center", "right"]
Kind = Literal["text", "name", "code", "number", "money", "percent", "date", "month", "long_date"]
Style = Literal["normal", "subtotal", "total"]
Binding = Literal["auto", "left", "top", "none"]
Paper = Literal["A4", "A3"]


class Ref(NamedTuple):
    """A record: its table and id."""

    table: str
    id: int


MINOR = "▲"  # after the name of whoever is not of age on the day of a roster (specification R-INT-03)
TYPED = "*"  # after a cell on grey where there is no ground to see
WHOLE = 0  # Row.span: the first cell covers the full width
_BLANK = 12  # underscores to write on
_ALIGN: dict[str, Align] = {"text": "left", "number": "right", "money": "right", "percent": "right"}
_TWO_HAN = re.compile("[\u3400-\u9fff\U00020000-\U000323af]{2}")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    `width_mm` is the wish; a table wider than the paper is scaled. `kind` says how values are written and, when
    `align` is "auto", where they stand: texts left, numbers right, names, codes and dates in the middle. `group` is
    the heading above this one; neighbours with the same group share it. `empty` is printed for None. An `optional`
    column is printed only when asked for; a `private` one, which says of what class its
    values are (Field.field_class), has masks in it unless they were taken off.
    """

    heading: str
    width_mm: float
    align: Align = "auto"
    kind: Kind = "text"
    group: str | None = None
    font: Literal["auto", "digits"] = "auto"
    empty: str = ""
    optional: bool = False
    private: str = ""

    @property
    def side(self) -> Align:
        """Where the text stands, "auto" resolved by kind."""
        return _ALIGN.get(self.kind, "center") if self.align == "auto" else self.align


@dataclass(frozen=True, slots=True)
class Row:
    """One row; `span` is how many columns the first cell covers (WHOLE: all of them, then it is the only cell).

    `of` is the record it tells of, where it is one. Cells in the columns of `grey` stand on grey: what they say was typed,
    not counted.
    """

    cells: tuple[Value, ...]
    style: Style = "normal"
    span: int = 1
    of: Ref | None = None
    grey: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Title:
    """The name of the paper, and a smaller line below it."""

    text: str
    subtitle: str = ""


@dataclass(frozen=True, slots=True)
class HeadLine:
    """Fill-in line above a table: pairs of label and value; an empty value leaves a blank to write on."""

    left: tuple[tuple[str, str], ...]

    def parts(self) -> tuple[str, ...]:
        """The words of the line, one part a pair."""
        return tuple(
            _("{label}：{value}").format(label=label, value=value or "_" * _BLANK) for label, value in self.left
        )


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table.

    `merge`: columns merged downwards where equal, each within the runs of those before it, opened again after a page
    break. `fill_to`: blank rows are added up to this count. `page_subtotal`: columns (not the first) summed at the
    foot of each page, on paper only. `size_pt` is reduced with the columns when the table is too wide for the paper.
    With `repeat` the heading stands on every page, from the second on under the mark of a continued table; a table that
    is not `headed` has none: the boxes of a form.
    """

    columns: tuple[Column, ...]
    rows: Sequence[Row]
    totals: tuple[Row, ...] = ()
    merge: tuple[int, ...] = ()
    row_height_mm: float = 7.5
    fill_to: int = 0
    page_subtotal: tuple[int, ...] = ()
    size_pt: float = 10.5
    repeat: bool = True
    headed: bool = True

    def body(self) -> list[Row]:
        """The rows with the blank ones that fill the table up."""
        blank = Row(("",) * len(self.columns))
        return [*self.rows, *(blank for _nth in range(self.fill_to - len(self.rows)))]


@dataclass(frozen=True, slots=True)
class Cards(Table):
    """Rows as cards to be cut out, so many on a page; where there is no page they are the table they are.

    A card bears the title and the line below it, the cells under their headings (numbers in digits in fours), the photo of its
    row (a JPEG), and of the notes as many as have room. `across` stand side by side, sharing the page. Cards of a size of their
    own (`size_mm`, width and height) are upright: the photo above the name, what else there is below it, and where the row
    has one its code as a square to be scanned. A `sticker` bears its first cell large, the others below it, and no photo.
    """

    per_page: int = 4
    across: int = 2
    size_mm: tuple[float, float] | None = None
    codes: tuple[str, ...] = ()
    sticker: bool = False
    title: str = ""
    subtitle: str = ""
    photos: tuple[bytes | None, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; a "note" (basis of a figure, footnote) is printed smaller."""

    text: str
    style: Literal["note", "body"] = "note"


@dataclass(frozen=True, slots=True)
class Heading:
    """The name of a part within a paper; `level` 1 stands above 2."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Item:
    """A line of a list: its label hangs before all lines of its text; `depth` counts from 1."""

    text: str
    label: str = "•"
    depth: int = 1


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture (PNG or JPEG) as wide as the text, or as high as its share of a page; words below, alone where there are no pages."""

    content: bytes
    caption: str = ""
    share: float = 0.42


@dataclass(frozen=True, slots=True)
class SignOff:
    """Who signs: labels with room to write, the label of a date (年 月 日 to fill in), and a place for the seal."""

    labels: tuple[str, ...]
    date: str = ""
    seal: bool = False

    def parts(self) -> tuple[str, ...]:
        """The words of the line, one part a signature."""
        signed = [_("{label}：").format(label=label) for label in self.labels]
        if self.date:
            signed.append(_("{label}：　　　年　　月　　日").format(label=self.date))
        return (*signed, _("（盖章）")) if self.seal else tuple(signed)


@dataclass(frozen=True, slots=True)
class PageBreak:
    """A new page; with `restart_numbering` a new section: its own page count and its own sheet, called `title`.

    At the very beginning it only names the first section. `of` is the record the section is about.
    """

    restart_numbering: bool = True
    title: str = ""
    of: Ref | None = None


Block = Title | HeadLine | Table | Paragraph | Heading | Item | Picture | SignOff | PageBreak


@dataclass(frozen=True, slots=True)
class Document:
    """A paper; `blocks` may be a generator, then the document can be rendered once.

    `code` is the form's number (XJ-01), printed at the foot with `footer_left`; `sensitive` puts a watermark under
    every page. `binding` "auto" leaves room at the left of portrait and at the top of landscape sheets. `columns` are
    headings in the order wanted, None the usual ones; `repeat`, `foot` and `draft` say whether headings are repeated on
    every page, who printed it stands at the foot, and it is marked as a draft. `anchor` is that of the file it was made
    from (models.database.audit_chain), small at the foot.
    """

    title: str
    blocks: Iterable[Block]
    paper: Paper = "A4"
    landscape: bool = False
    code: str = ""
    footer_left: str = ""
    printed_by: str = ""
    printed_at: datetime | None = None
    sensitive: bool = False
    binding: Binding = "auto"
    columns: tuple[str, ...] | None = None
    repeat: bool = True
    foot: bool = True
    draft: bool = False
    anchor: str = ""

    def origin(self) -> str:
        """System and number of the form."""
        return " ".join(part for part in (self.footer_left, self.code) if part)

    def left_foot(self) -> str:
        """The left foot: system, number of the form, and how far the records went, for who holds the paper to prove it."""
        record = _("记录 {anchor}").format(anchor=self.anchor) if self.foot and self.anchor else ""
        return "　".join(part for part in (self.origin(), record) if part)

    def printed(self) -> str:
        """The right foot: when and by whom it was printed."""
        if not self.foot:
            return ""
        when = _("打印时间：{time}").format(time=f"{self.printed_at:%Y-%m-%d %H:%M}") if self.printed_at else ""
        by_hand = "_" * _BLANK if self.printed_at else ""  # nobody told a name: room to write it
        who = _("打印人：{name}").format(name=self.printed_by or by_hand) if self.printed_by or by_hand else ""
        return "　".join(part for part in (when, who) if part)


def sentence(text: str, style: Style = "total") -> Row:
    """A line of words across the table, such as 合计 48 人，其中男 24 人."""
    return Row((text,), style, WHOLE)


def spaced_name(name: str) -> str:
    """A name as printed: one full-width space between the characters of a name of two, whatever mark stands after it."""
    if name.endswith(MINOR):
        return f"{spaced_name(name[: -len(MINOR)])}{MINOR}"
    return f"{name[0]}　{name[1]}" if len(name) == 2 and _TWO_HAN.fullmatch(name) else name  # noqa: PLR2004 - two


def cell_text(value: Value, column: Column) -> str:
    """What a cell prints, except the space within a name, which `spaced_name` adds on paper."""
    if value is None:
        return column.empty
    if isinstance(value, date):
        return _date_text(value, column.kind)
    if column.kind == "money" and not isinstance(value, str):
        return amount_text(value)
    text = format(value, "f") if isinstance(value, Decimal) else str(value)
    return f"{text}%" if column.kind == "percent" and not isinstance(value, str) else text


def _date_text(day: date, kind: str) -> str:
    if kind == "month":
        return f"{day.year:04d}-{day.month:02d}"
    if kind == "long_date":
        return _("{year}年{month}月{day}日").format(year=day.year, month=day.month, day=day.day)
    return f"{day.year:04d}-{day.month:02d}-{day.day:02d}"


def cover(row: Row, count: int) -> int:
    """How many of the table's `count` columns the row's first cell covers."""
    return count if row.span == WHOLE else row.span


def placed_cells(row: Row, columns: tuple[Column, ...]) -> Iterator[tuple[int, int, Value]]:
    """The row's cells with the columns they cover, as (first column, number of columns, value)."""
    at = 0
    for nth, value in enumerate(row.cells):
        wide = cover(row, len(columns)) if nth == 0 else 1
        yield at, wide, value
        at += wide


def heading_groups(columns: tuple[Column, ...]) -> list[tuple[str | None, int, int]]:
    """The upper level of the heading as (group, first column, last column); a group of None has no upper level."""
    found, at = [], 0
    for group, members in groupby(columns, key=lambda column: column.group):
        last = at + len(list(members)) - 1
        found.append((group, at, last))
        at = last + 1
    return found


def merged_runs(rows: Sequence[Row], merge: tuple[int, ...]) -> list[tuple[int, int, int]]:
    """Cells to be merged downwards, as (column, first row, last row), for runs of two rows or more.

    A run ends where the column's value or that of a merged column before it changes, and at every row that is not an
    ordinary one; empty cells are not merged.
    """
    runs = []
    for depth, column in enumerate(merge):
        keys = [_merge_key(nth, row, merge[: depth + 1]) for nth, row in enumerate(rows)]
        for _key, same in groupby(range(len(rows)), key=keys.__getitem__):
            members = list(same)
            if len(members) > 1:
                runs.append((column, members[0], members[-1]))
    return runs


def _merge_key(nth: int, row: Row, columns: tuple[int, ...]) -> tuple[object, ...]:
    if row.style != "normal" or row.span != 1 or row.cells[columns[-1]] in (None, ""):
        return (nth,)
    return ("", *(row.cells[column] for column in columns))


def page_sums(rows: Sequence[Row], columns: tuple[int, ...]) -> dict[int, Decimal]:
    """The sums of the given columns over the ordinary rows."""
    plain = [row for row in rows if row.style == "normal" and row.span == 1]
    numbers = {at: [row.cells[at] for row in plain] for at in columns}
    return {
        at: sum((Decimal(n) for n in cells if isinstance(n, int | Decimal)), Decimal(0))
        for at, cells in numbers.items()
    }
