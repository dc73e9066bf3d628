"""Gives rejected rows back as the person's own workbook, with what is wrong in front and the bad cells coloured."""

from pathlib import Path
from typing import Any

from desktop.atomic_file import replacing
from desktop.exchange.plan import ImportPlan, ImportRow
from desktop.exchange.tables import FoundTable
from desktop.exchange.tables_headings import RETURNED
from desktop.exchange.workbook import Sheet
from desktop.exchange.writing import workbook
from models.words import _

RED, AMBER = "#FCE9E7", "#FCF0D6"


def write_errors(plan: ImportPlan, target: Path) -> int:
    """Write the rejected rows under their own titles and headings, what became of them and why in front; returns their number.

    The file can be mended and imported again: the two leading columns are not read. Raises OSError when it cannot be
    written; a file that was there stays until the new one is whole.
    """
    return replacing(target, lambda part: _write_workbook(plan, part))


def _write_workbook(plan: ImportPlan, target: Path) -> int:
    by_sheet: dict[str, list[ImportRow]] = {}
    for row in plan.rejected:
        by_sheet.setdefault(row.sheet, []).append(row)
    with workbook(target, default_date_format="yyyy-mm-dd", nan_inf_to_errors=True) as book:
        for name, rows in by_sheet.items():
            tables = [found for found in plan.tables if found.sheet_name == name]
            source = next(sheet for sheet in plan.workbook.sheets if sheet.name == name)
            _write_sheet(book, source, tables, rows)
        if not by_sheet:
            book.add_worksheet().write_string(0, 0, _("没有被拒绝的行"))
    return sum(len(rows) for rows in by_sheet.values())


def _write_sheet(book: Any, source: Sheet, tables: list[FoundTable], rows: list[ImportRow]) -> None:
    sheet = book.add_worksheet(source.name[:31])
    first = tables[0]
    last_heading = first.header_row + first.header_rows - 1
    bold = book.add_format({"bold": True, "bg_color": "#F4F5F7", "border": 1, "text_wrap": True})
    for line in range(last_heading):
        heading = line >= first.header_row - 1
        _write_line(sheet, line, source.rows[line], {}, bold if heading else None)
    for place, title in enumerate(map(_, RETURNED)):
        sheet.write_string(first.header_row - 1, place, title, bold)
    formats = {colour: book.add_format({"bg_color": colour, "border": 1}) for colour in (RED, AMBER)}
    for place, number in enumerate(sorted({row.number for row in rows})):
        mine = [row for row in rows if row.number == number]
        line = last_heading + place
        sheet.write_string(line, 0, _("拒绝"), formats[RED])
        sheet.write_string(line, 1, "；".join(error.message for row in mine for error in row.errors))
        cells = _complete(source.rows[number - 1], tables, mine)
        _write_line(sheet, line, cells, _colours(tables, mine, formats), None)
    sheet.set_column(0, 0, 8)
    sheet.set_column(1, 1, 48)
    sheet.set_column(2, 2 + max((len(row) for row in source.rows[:last_heading]), default=1), 16)
    sheet.freeze_panes(last_heading, 2)


def _complete(cells: tuple[Any, ...], tables: list[FoundTable], rows: list[ImportRow]) -> tuple[Any, ...]:
    """The cells of a line with what merged cells gave it, which alone it would lose."""
    full = dict(enumerate(cells))
    for row in rows:
        columns = next(t.columns for t in tables if t.block == row.block)
        for name, place in columns.items():
            if full.get(place) is None:
                full[place] = row.raw.get(name)
    return tuple(full.get(place) for place in range(max(full, default=-1) + 1))


def _colours(tables: list[FoundTable], rows: list[ImportRow], formats: dict[str, Any]) -> dict[int, Any]:
    """Which cells of the line are wrong, or doubtful."""
    found: dict[int, Any] = {}
    for row in rows:
        columns = next(t.columns for t in tables if t.block == row.block)
        found |= {columns[e.field]: formats[AMBER] for e in row.warnings if e.field in columns}
        found |= {columns[e.field]: formats[RED] for e in row.errors if e.field in columns}
    return found


def _write_line(sheet: Any, line: int, cells: tuple[Any, ...], colours: dict[int, Any], other: Any) -> None:
    """The person's cells as they were, two columns to the right."""
    from datetime import date, datetime

    for place, value in enumerate(cells):
        style = colours.get(place, other)
        if value is None:
            if style is not None:
                sheet.write_blank(line, place + 2, None, style)
        elif isinstance(value, bool):
            sheet.write_boolean(line, place + 2, value, style)
        elif isinstance(value, int | float):
            sheet.write_number(line, place + 2, value, style)
        elif isinstance(value, datetime | date):
            sheet.write_string(
                line, place + 2, value.isoformat(sep=" ") if isinstance(value, datetime) else str(value), style
            )
        else:
            sheet.write_string(line, place + 2, str(getattr(value, "text", value)), style)
