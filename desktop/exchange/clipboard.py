"""A block copied in a spreadsheet, read like a sheet: the HTML table of Excel, WPS or LibreOffice, else tab-separated text."""

import csv
import io
import time as clock
from dataclasses import dataclass
from pathlib import Path

from desktop.exchange.clipboard_html import Block, blocks_of
from desktop.exchange.reading.limits import FILE_LIMIT, Unreadable, check_area, seconds_for
from desktop.exchange.reading.text import LINES_A_CELL
from desktop.exchange.refusal import refused
from desktop.exchange.workbook import Cell, Row, Sheet, Workbook
from models.progress import SILENT, Progress
from models.words import _

_PIECE = 1 << 16  # characters between looks at the clock


@dataclass(frozen=True, slots=True)
class Clipped:
    """What a clipboard holds of a block: the same cells as text and as HTML, either may be missing."""

    text: str = ""
    html: str = ""


def read_clipboard(clipped: Clipped, name: str, progress: Progress = SILENT) -> Workbook:
    """The block as a workbook called `name`, one sheet for each table; raises Refused with a sentence, and Cancelled."""
    size = max(len(clipped.text), len(clipped.html))
    if size > FILE_LIMIT:
        raise refused("too-large", name)
    try:
        found = _blocks(clipped, clock.monotonic() + seconds_for(size), progress) if clipped.html else []
        if not any(_tells(block.rows) for block in found):
            found = [Block(_lines(clipped.text))]
        blocks = [block for block in found if _tells(block.rows)]
        for block in blocks:
            filled = sum(cell is not None for row in block.rows for cell in row)
            check_area(len(block.rows) - 1, max(map(len, block.rows)) - 1, filled)
    except Unreadable as problem:
        raise refused(problem.reason, name, problem.detail) from None
    if not blocks:
        raise refused("clipboard", name)
    sheets = tuple(
        Sheet(name if len(blocks) == 1 else f"{name} {n}", block.rows, merged=block.merged)
        for n, block in enumerate(blocks, 1)
    )
    return Workbook(Path(name), "clipboard", sheets)


def _blocks(clipped: Clipped, deadline: float, progress: Progress) -> list[Block]:
    """The tables of the HTML, read piece by piece so that it can be given up."""

    def pieces() -> list[str]:
        return [clipped.html[start : start + _PIECE] for start in range(0, len(clipped.html), _PIECE)]

    def check() -> None:
        progress.check()
        if clock.monotonic() > deadline:
            raise Unreadable("timeout")

    return blocks_of(pieces(), check)


def _tells(rows: list[Row]) -> bool:
    """Whether there is a block: a word alone is no table."""
    return sum(cell is not None for row in rows for cell in row) > 1


def _lines(text: str) -> list[Row]:
    """Cells between tabs; quoted ones may hold tabs, quotes and lines. A quote that never closes stands for itself."""
    plain = text.replace("\x00", "")
    csv.field_size_limit(1 << 20)
    try:
        rows = list(csv.reader(io.StringIO(plain, newline=""), delimiter="\t"))
        if any(cell.count("\n") > LINES_A_CELL for row in rows for cell in row):
            rows = _unquoted(plain)
    except csv.Error:
        rows = _unquoted(plain)
    made = [_trimmed([cell.strip() or None for cell in row]) for row in rows]
    while made and not made[-1]:
        made.pop()
    return made


def _unquoted(text: str) -> list[list[str]]:
    return [line.split("\t") for line in text.splitlines()]


def _trimmed(cells: list[Cell]) -> Row:
    while cells and cells[-1] is None:
        cells.pop()
    return tuple(cells)


def pasted_name(count: int) -> str:
    """What a block is called: the first, the second of one import."""
    return _("粘贴的内容") if count <= 1 else _("粘贴的内容 {count}").format(count=count)
