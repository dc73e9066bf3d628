"""The tables in the HTML of a clipboard: shown texts, whole values where the program gives them, merged cells."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from html.parser import HTMLParser

from desktop.exchange.reading.limits import CELLS_LIMIT, Unreadable, check_area
from desktop.exchange.workbook import Cell, Row

_STYLE = re.compile(r"\.([\w-]+)\s*\{([^}]*)\}")
_FORMAT = re.compile(r"mso-number-format:\s*(\"[^\"]*\"|'[^']*'|[^;\"']+)", re.IGNORECASE)
_HIDDEN = re.compile(r"display:\s*none", re.IGNORECASE)
_LITERAL = re.compile(r"\\.|\"[^\"]*\"|\[[^\]]*\]")  # of a number format: characters that stand for themselves
_BLANKS = re.compile(r"[ \t\r\n\f\xa0]+")
_SPAN = 16_384  # columns a sheet has
_ROWS = 1_048_576  # rows it has
_MINUTE = 60 / 86_400  # a day as a number may fall short of midnight by its rounding
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - days of a sheet have no zone
_UNHEARD = frozenset({"style", "script", "rt", "rp", "title", "head"})
_LINES = frozenset({"p", "div", "li"})


@dataclass(slots=True)
class Block:
    """One table: rows of cells, and what is merged, as in Sheet."""

    rows: list[Row]
    merged: tuple[tuple[int, int, int, int], ...] = ()


def blocks_of(pieces: Iterable[str], check: Callable[[], None]) -> list[Block]:
    """Every outer table; `check` is called now and then, and may raise. Raises Unreadable for one beyond all measure."""
    reader = _Reader()
    for piece in pieces:
        check()
        reader.feed(piece)
    reader.close()
    formats = {
        name: _plain(found[1])
        for name, body in _STYLE.findall("".join(reader.styles))
        if (found := _FORMAT.search(body))
    }
    return [table.finished(formats) for table in reader.tables]


@dataclass(slots=True)
class _CellText:
    """A cell being read: what is shown, the value behind it if the program tells it, and how that is formatted."""

    value: str | None
    format: str
    class_: str
    parts: list[str] = field(default_factory=list)

    def cell(self, formats: dict[str, str]) -> Cell:
        shown = "\n".join(line for part in "".join(self.parts).split("\n") if (line := _BLANKS.sub(" ", part).strip()))
        known = self.format or next((formats[name] for name in self.class_.split() if name in formats), "")
        return _value_of(shown, self.value, known) if self.value is not None else shown or None


class _Table:
    """Places cells in rows and columns, past those that cells above and before them cover."""

    def __init__(self) -> None:
        self._rows: list[dict[int, _CellText]] = []
        self._covered: dict[int, int] = {}  # column -> first row below what covers it
        self._merged: list[tuple[int, int, int, int]] = []
        self._count = self._cells = self._at = 0

    def row(self) -> None:
        self._rows.append({})
        self._at = 0
        if len(self._rows) > _ROWS:
            raise Unreadable("too-large")

    def add(self, cell: _CellText, wide: int, high: int) -> None:
        if not self._rows:
            self.row()
        here, column = len(self._rows) - 1, self._at
        while self._covered.get(column, 0) > here:
            column += 1
        self._at = column + wide
        self._count += wide
        if self._count > CELLS_LIMIT:
            raise Unreadable("too-large")
        self._cells += 1
        check_area(here, column + wide - 1, self._cells)
        self._rows[here][column] = cell
        for covered in range(column, column + wide):
            self._covered[covered] = here + high
        if wide > 1 or high > 1:
            self._merged.append((here, column, here + high - 1, column + wide - 1))

    def finished(self, formats: dict[str, str]) -> Block:
        rows: list[Row] = []
        for placed in self._rows:
            cells: list[Cell] = [None] * (max(placed, default=-1) + 1)
            for column, cell in placed.items():
                cells[column] = cell.cell(formats)
            while cells and cells[-1] is None:
                cells.pop()
            rows.append(tuple(cells))
        while rows and not rows[-1]:
            rows.pop()
        last = len(rows) - 1
        merged = tuple((r, c, min(below, last), right) for r, c, below, right in self._merged if r <= last)
        return Block(rows, merged)


class _Reader(HTMLParser):
    """Outer tables; one within a cell is words of that cell."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[_Table] = []
        self.styles: list[str] = []
        self._depth = 0
        self._cell: _CellText | None = None
        self._skipped = False  # the row is not to be seen
        self._unheard: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Tables, rows, cells, and what breaks lines in cells."""
        if tag in _UNHEARD:
            self._unheard.append(tag)
        elif tag == "table":
            self._depth += 1
            if self._depth == 1:
                self.tables.append(_Table())
        elif self._depth == 1 and tag == "tr":
            self._cell = None
            self._skipped = _HIDDEN.search(dict(attrs).get("style") or "") is not None
            if not self._skipped:
                self.tables[-1].row()
        elif self._depth == 1 and tag in ("td", "th"):
            self._begin(dict(attrs))
        elif self._cell is not None and (tag == "br" or tag in _LINES or tag in ("tr", "td")):
            self._cell.parts.append("\n")

    def _begin(self, told: dict[str, str | None]) -> None:
        style, number = told.get("style") or "", told.get("sdnum") or ""
        given = _FORMAT.search(style)
        format_ = _plain(given[1]) if given else number.split(";", 2)[-1] if number.count(";") > 1 else ""
        value = None if "x:str" in told else told.get("x:num") or told.get("sdval")
        self._cell = _CellText(value, format_, told.get("class") or "")
        if not self._skipped:
            self.tables[-1].add(self._cell, _span(told.get("colspan"), _SPAN), _span(told.get("rowspan"), _ROWS))

    def handle_endtag(self, tag: str) -> None:
        """Ends of the same."""
        if self._unheard and tag == self._unheard[-1]:
            self._unheard.pop()
        elif tag == "table":
            self._depth = max(self._depth - 1, 0)
        if tag in ("td", "th", "tr", "table") and self._depth <= 1:
            self._cell = None

    def handle_data(self, data: str) -> None:
        """Words of a cell; style sheets, which say how numbers are formatted."""
        if self._unheard:
            if self._unheard[-1] == "style":
                self.styles.append(data)
        elif self._cell is not None:
            self._cell.parts.append(_BLANKS.sub(" ", data))


def _plain(written: str) -> str:
    """A number format without the quoting of style sheets."""
    return written.strip().strip("\"'").replace("\\\\", "\\")


def _span(text: str | None, most: int) -> int:
    digits = (text or "").strip()
    return min(max(int(digits), 1), most) if digits.isascii() and digits.isdigit() and len(digits) < 9 else 1  # noqa: PLR2004 - no sheet is wider


def _value_of(shown: str, value: str, format_: str) -> Cell:
    """What a cell holds: a date whole though it is shown in part, a number as it is; text, and zeros put before, as shown."""
    try:
        number = float(value)
    except ValueError:
        return shown or None
    tokens = _LITERAL.sub("", format_).casefold()
    if format_ in ("@", "\\@") or (shown[:1] == "0" and shown[1:2].isdigit()):
        return shown or None
    if "date" in tokens or "time" in tokens or "y" in tokens or ("d" in tokens and "m" in tokens) or "h:m" in tokens:
        return _moment(number, shown)
    if not format_ and shown.strip("#"):
        plain = shown.replace(",", "")
        return shown if not _is_number(plain) else _number(number)
    return _number(number)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _number(number: float) -> Cell:
    return int(number) if number.is_integer() and abs(number) < 1e15 else number  # noqa: PLR2004 - digits are lost from here on


def _moment(number: float, shown: str) -> Cell:
    """The day of a serial number, with its time where there is one."""
    if not 0 <= number < 2_958_466:  # noqa: PLR2004 - the year 10000
        return shown or None
    whole = int(number + _MINUTE)
    rest = number - whole
    if whole == 0:
        return (datetime.combine(date.min, time()) + timedelta(days=rest)).time()
    moment = _EPOCH + timedelta(days=whole)
    if abs(rest) < _MINUTE:
        return moment.date()
    return moment + timedelta(seconds=round(rest * 86_400))
