"""Laying out ruled tables: columns to the paper, rows to pages, headings repeated, equal cells merged."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from desktop.reports.document import (
    WHOLE,
    Column,
    Row,
    Table,
    Value,
    cell_text,
    heading_groups,
    merged_runs,
    page_sums,
    placed_cells,
    spaced_name,
)
from desktop.reports.fitting import LEADING, Fitted, Fitter, Room
from desktop.reports.flow import MIDDLE, MM, TEXT, Flow, Frame, Page, Slot, Text, cut
from desktop.reports.fonts import visible
from models.words import _

_PAD = 0.9 * MM  # left and right of the words in a cell
_AIR = 1.2 * MM  # above and below them together
_SMALLEST = 7.5  # 六号: columns may be scaled further, letters are not
_WIDEST = 2.0  # times a column's wish: on A3, or where columns were left out
_FOLLOW = 1.08  # letters shrink a little less than their columns
_CONTINUED = 6 * MM
_KEEP = 2
_NONE = frozenset[int]()


class Cell(NamedTuple):
    """Words fitted to a cell, still without a height: x is absolute, `rise` is from the row's middle to baseline."""

    x: float
    rise: float
    text: str
    face: str
    size: float


class Measured(NamedTuple):
    """A row's height, its cells, the columns it spans, which of its cells are merged with neighbours, and the columns on grey."""

    height: float
    cells: list[Cell]
    span: int
    merged: frozenset[int]
    grey: frozenset[int] = _NONE


@dataclass(frozen=True)
class Grid:
    """A table's columns on the paper: the edges from left to right, and the size of its letters."""

    table: Table
    edges: tuple[float, ...]
    size: float
    fitter: Fitter
    faces: tuple[str, ...]
    slots: tuple[Slot, ...]  # of the columns' words
    limit: float  # no row is taller (points)

    @property
    def width(self) -> float:
        """The table's width in points."""
        return self.edges[-1] - self.edges[0]

    @property
    def columns(self) -> tuple[Column, ...]:
        """The table's columns."""
        return self.table.columns


def grid_scale(table: Table, room: float) -> float:
    """By how much the columns are made narrower to fit a width in points; 1 when they need not be."""
    return min(1.0, room / (sum(column.width_mm for column in table.columns) * MM))


def legible(scale: float) -> bool:
    """Whether letters can follow columns that are made so much narrower."""
    return TEXT * scale * _FOLLOW >= _SMALLEST


def grid_of(table: Table, frame: Frame, fitter: Fitter) -> Grid:
    """Columns in their wished widths, made narrower or wider together to fill the paper."""
    wished = sum(column.width_mm for column in table.columns) * MM
    scale = min(frame.width / wished, _WIDEST)
    left = frame.left + (frame.width - wished * scale) / 2
    edges = [left]
    for column in table.columns:
        edges.append(edges[-1] + column.width_mm * MM * scale)
    size = max(min(table.size_pt, table.size_pt * scale * _FOLLOW), min(_SMALLEST, table.size_pt))
    faces = tuple("digits" if column.font == "digits" else "body" for column in table.columns)
    spans = zip(edges, edges[1:], table.columns, strict=False)
    slots = tuple(Slot(left + _PAD, right - left - 2 * _PAD, column.side) for left, right, column in spans)
    return Grid(table, tuple(edges), size, fitter, faces, slots, frame.height / 2)


def least_height(table: Table, frame: Frame, fitter: Fitter) -> float:
    """Heading and two rows: less than that is not begun on a page."""
    grid = grid_of(table, frame, fitter)
    rows = table.body()[:_KEEP] or list(table.totals[:1])
    return sum(heading_heights(grid)) + sum(measure_row(grid, row).height for row in rows)


def heading_heights(grid: Grid) -> tuple[float, float]:
    """The heights of the upper (0 without groups) and the lower level of the heading."""
    if not grid.table.headed:
        return 0.0, 0.0
    least = grid.table.row_height_mm * MM
    upper = [_heading_fit(grid, g, first, last).height for g, first, last in heading_groups(grid.columns) if g]
    grouped = [_heading_fit(grid, c.heading, at, at).height for at, c in enumerate(grid.columns) if c.group]
    alone = [_heading_fit(grid, c.heading, at, at).height for at, c in enumerate(grid.columns) if not c.group]
    top = max([least, *(height + _AIR for height in upper)]) if upper else 0.0
    low = max([least, *(height + _AIR for height in grouped), *(height + _AIR - top for height in alone)])
    return top, low


def _heading_fit(grid: Grid, text: str, first: int, last: int) -> Fitted:
    width = grid.edges[last + 1] - grid.edges[first] - 2 * _PAD
    return grid.fitter.fit(visible(text), Room("head", grid.size, width, wrap_first=True))


def measure_row(grid: Grid, row: Row, merged: frozenset[int] = _NONE) -> Measured:
    """The row's cells fitted to their columns; `merged` columns are left out, they are set when the page is known."""
    cells: list[Cell] = []
    tallest, size, measure = 0.0, grid.size, grid.fitter.measure
    for at, wide, value in placed_cells(row, grid.columns):
        text = cell_words(value, grid.columns[at], wide)
        if not text or at in merged:
            continue
        face = "bold" if row.style != "normal" and row.span != WHOLE else grid.faces[at]
        slot = grid.slots[at] if wide == 1 and row.span != WHOLE else _wide_slot(grid, row, at, wide)
        need = measure(text, face) * size
        if need <= slot.width and "\n" not in text:
            cells.append(Cell(slot.start(need), -MIDDLE * size, text, face, size))
            continue
        fitted = _as_broken(grid, text, face, slot.width) or grid.fitter.fit(
            text, Room(face, size, slot.width, grid.limit)
        )
        cells += set_cell(grid.fitter, fitted, face, slot)
        tallest = max(tallest, fitted.height)
    return Measured(max(grid.table.row_height_mm * MM, tallest + _AIR), cells, row.span, merged, row.grey)


def _as_broken(grid: Grid, text: str, face: str, width: float) -> Fitted | None:
    """A text of several lines at its full size, where each of them fits as whoever wrote it broke them."""
    lines = tuple(text.split("\n"))
    wide = max(grid.fitter.measure(line, face) for line in lines) * grid.size
    fitted = Fitted(grid.size, lines)
    return fitted if len(lines) > 1 and wide <= width and fitted.height <= grid.limit else None


def _wide_slot(grid: Grid, row: Row, at: int, wide: int) -> Slot:
    left, right = grid.edges[at] + _PAD, grid.edges[at + wide] - _PAD
    return Slot(left, right - left, "left" if row.span == WHOLE else "center")


def cell_words(value: Value, column: Column, wide: int) -> str:
    """The words of a cell as printed."""
    if not isinstance(value, str):
        return cell_text(value, column)
    return spaced_name(visible(value)) if column.kind == "name" and wide == 1 else visible(value)


def set_cell(fitter: Fitter, fitted: Fitted, face: str, slot: Slot) -> list[Cell]:
    """The lines of a cell about its middle."""
    cells, step, count = [], fitted.size * LEADING, len(fitted.lines)
    for nth, line in enumerate(fitted.lines):
        x = slot.start(fitter.measure(line, face) * fitted.size)
        rise = ((count - 1) / 2 - nth) * step - MIDDLE * fitted.size
        cells.append(Cell(x, rise, line, face, fitted.size))
    return cells


def place(flow: Flow, table: Table, following: float) -> None:
    """Put the table on this page and as many more as it needs; `following` points must fit below its totals."""
    grid = grid_of(table, flow.frame, flow.fitter)
    rows = table.body()
    measured = _measure(grid, rows)
    totals = [measure_row(grid, row) for row in table.totals]
    heads, foot = heading_heights(grid), (table.row_height_mm * MM if table.page_subtotal else 0.0)
    again = heads if table.repeat else (0.0, 0.0)
    above = sum(again) + _CONTINUED if table.repeat else 0.0
    first, later = flow.room - sum(heads) - foot, flow.frame.height - above - foot
    parts = cut(
        [row.height for row in measured], first, later, sum(row.height for row in totals) + following, _kept(rows)
    )
    if len(parts) > 1 and not parts[0]:
        flow.turn()
        parts = parts[1:]
    right = Slot(grid.edges[0], grid.width, "right")
    for nth, part in enumerate(parts):
        if nth:
            flow.turn()
            heads = again
        if nth and table.repeat:
            flow.say(_("（续表）"), "body", TEXT, flow.y - _CONTINUED / 2, right)
            flow.y -= _CONTINUED
        plain = rows[part.start : part.stop]
        extra = [measure_row(grid, _page_subtotal(table, plain))] if foot else []
        end = totals if part.stop == len(rows) else []
        _place_part(flow, grid, heads, plain, [*measured[part.start : part.stop], *extra, *end])


def _kept(rows: Sequence[Row]) -> int:
    """How many of the last rows go with the totals: two ordinary ones and the subtotals among them."""
    ordinary = [nth for nth, row in enumerate(reversed(rows), 1) if row.style == "normal"][:_KEEP]
    return max(ordinary, default=_KEEP)


def _measure(grid: Grid, rows: Sequence[Row]) -> list[Measured]:
    """All rows measured; cells that will be merged do not make their rows taller."""
    merged: dict[int, set[int]] = {}
    for column, first, last in merged_runs(rows, grid.table.merge):
        for nth in range(first, last + 1):
            merged.setdefault(nth, set()).add(column)
    return [measure_row(grid, row, frozenset(merged[nth]) if nth in merged else _NONE) for nth, row in enumerate(rows)]


def _page_subtotal(table: Table, rows: Sequence[Row]) -> Row:
    sums = page_sums(rows, table.page_subtotal)
    first = min(table.page_subtotal)
    figures = (sums.get(at) for at in range(first, len(table.columns)))
    return Row((_("本页小计"), *("" if figure is None else figure for figure in figures)), "subtotal", first)


def _place_part(
    flow: Flow, grid: Grid, heads: tuple[float, float], plain: Sequence[Row], some: Sequence[Measured]
) -> None:
    """One page's part of the table: heading, rows, merged cells and the rules between them."""
    page, edges = flow.page, grid.edges
    levels = [flow.y]
    if sum(heads):
        page.grey.append((edges[0], flow.y - sum(heads), grid.width, sum(heads)))
        _place_heading(page, grid, heads, flow.y)
    y = flow.y - sum(heads)
    for row in some:
        levels.append(y)
        for at in row.grey:
            page.grey.append((edges[at], y - row.height, edges[at + 1] - edges[at], row.height))
        middle = y - row.height / 2
        page.texts += [Text(cell.x, middle + cell.rise, *cell[2:]) for cell in row.cells]
        y -= row.height
    runs = _page_runs(grid.table, plain, some)
    for column, first, last in runs:
        span = (levels[first + 1], _foot(levels, last + 1, y))
        _place_merged(page, grid, plain[first].cells[column], column, span)
    closed = {(column, nth) for column, first, last in runs for nth in range(first, last)}
    for nth in range(len(some)):
        _rule_across(page, edges, levels[nth + 1], {c for c in range(len(grid.columns)) if (c, nth - 1) in closed})
    _rule_down(page, edges, [*levels[1:], y], [row.span for row in some])
    page.boxes.append((edges[0], y, grid.width, flow.y - y))
    flow.y = y


def _foot(levels: list[float], nth: int, end: float) -> float:
    return levels[nth + 1] if nth + 1 < len(levels) else end


def _page_runs(table: Table, plain: Sequence[Row], some: Sequence[Measured]) -> list[tuple[int, int, int]]:
    """The merged cells of this page, with those of which the page break left a single row."""
    runs = merged_runs(plain, table.merge)
    covered = {(column, nth) for column, first, last in runs for nth in range(first, last + 1)}
    alone = [(column, nth, nth) for nth in range(len(plain)) for column in sorted(some[nth].merged)]
    return [*runs, *(run for run in alone if run[:2] not in covered)]


def _place_merged(page: Page, grid: Grid, value: Value, column: int, span: tuple[float, float]) -> None:
    """The words of a merged cell about its middle; `span` is its upper and lower edge."""
    text, face, (top, foot) = cell_words(value, grid.columns[column], 1), grid.faces[column], span
    slot = grid.slots[column]
    fitted = grid.fitter.fit(text, Room(face, grid.size, slot.width, top - foot - _AIR, wrap_first=True))
    for cell in set_cell(grid.fitter, fitted, face, slot):
        page.texts.append(Text(cell.x, (top + foot) / 2 + cell.rise, *cell[2:]))


def _place_heading(page: Page, grid: Grid, heads: tuple[float, float], top: float) -> None:
    """The heading's words and its inner rules; a column without a group takes both levels."""
    upper, lower = heads
    for group, first, last in heading_groups(grid.columns):
        if group:
            _head_cell(page, grid, group, (first, last), top - upper / 2)
            page.thin.append((grid.edges[first], top - upper, grid.edges[last + 1], top - upper))
        for at in range(first, last + 1):
            middle = top - upper - lower / 2 if group else top - (upper + lower) / 2
            _head_cell(page, grid, grid.columns[at].heading, (at, at), middle)
            if at:
                start = top - upper if group and at > first else top
                page.thin.append((grid.edges[at], start, grid.edges[at], top - upper - lower))


def _head_cell(page: Page, grid: Grid, text: str, span: tuple[int, int], middle: float) -> None:
    left, right = grid.edges[span[0]] + _PAD, grid.edges[span[1] + 1] - _PAD
    for cell in set_cell(grid.fitter, _heading_fit(grid, text, *span), "head", Slot(left, right - left, "center")):
        page.texts.append(Text(cell.x, middle + cell.rise, *cell[2:]))


def _rule_across(page: Page, edges: tuple[float, ...], y: float, gaps: set[int]) -> None:
    """A thin line over all columns but the `gaps`."""
    start = 0
    for column in [*sorted(gaps), len(edges) - 1]:
        if column > start:
            page.thin.append((edges[start], y, edges[column], y))
        start = column + 1


def _rule_down(page: Page, edges: tuple[float, ...], levels: list[float], spans: list[int]) -> None:
    """The thin lines between columns, broken where a row's first cell covers several."""
    for at in range(1, len(edges) - 1):
        through = [span == 1 or (span != WHOLE and at >= span) for span in spans]
        start = None
        for nth, open_ in enumerate([*through, False]):
            if open_ and start is None:
                start = nth
            elif not open_ and start is not None:
                page.thin.append((edges[at], levels[start], edges[at], levels[nth]))
                start = None
