"""Sheets with a column for each value of a field (档案八项, 每月出勤): every such column is read as a block of rows of its own."""

import re
from collections.abc import Mapping
from dataclasses import replace

from desktop.exchange.known_headings import headings_of
from desktop.exchange.tables import FoundRow, FoundTable
from desktop.exchange.tables_context import TableContext, continued, is_blank, month_of
from desktop.exchange.tables_headings import normalise_heading
from desktop.exchange.workbook import Cell, Sheet
from models.schema.fields import Across, Entity, Field, field_map
from models.schema.types import Flag

_LEAST = 2  # columns of values: a single one may be anything
_STEP = 1000  # between the numbers of blocks: a sheet has no more columns that are read
_TICK = Flag()
_COUNTED = re.compile(r"(\D+?)\s*[（(]?\s*(?:\d{1,2}|[一二三四五六七八九十]{1,2}|[①-⑳])\s*[)）]?")
_ANY_YEAR = "2000年"


def parted(entity: type[Entity], sheet: Sheet, table: FoundTable) -> tuple[FoundTable, ...]:
    """The table as blocks side by side, one a value that its headings name; the table itself where they name none.

    Each block holds what stands beside, the value, and what stands in its column: a tick says that there is a record, a no
    or nothing that there is none.
    """
    told = entity.across
    if told is not None and not told.field:
        return _counted(entity, told, sheet, table)
    places = {} if told is None or told.field in table.columns else _values(entity, told, table)
    if told is None or len(set(places.values())) < _LEAST:
        return (table,)
    left = tuple(pair for pair in table.unmapped if pair[0] not in places)
    context = continued(table.context, TableContext())  # what it says of the number of rows holds for no block
    texts = dict(table.unmapped)
    return tuple(
        replace(
            table, block=table.block * _STEP + place, columns={**table.columns, told.cell: place}, unmapped=left, context=context,
            texts={**table.texts, told.cell: texts[place]}, rows=_rows(told, sheet, table, place, value),
        )
        for place, value in places.items()
    )  # fmt: skip


def _counted(entity: type[Entity], told: Across, sheet: Sheet, table: FoundTable) -> tuple[FoundTable, ...]:
    """The table, and beside it a block for each further column of a name that is counted (徒弟1, 徒弟2)."""
    known, first = headings_of(entity).known, table.texts.get(told.cell, "")
    if told.cell not in table.columns or not _COUNTED.fullmatch(first):
        return (table,)
    counted = ((place, _COUNTED.fullmatch(text.strip())) for place, text in table.unmapped)
    places = [place for place, hit in counted if hit and known.get(normalise_heading(hit[1])) == told.cell]
    left = tuple(pair for pair in table.unmapped if pair[0] not in places)
    blocks = (
        replace(
            table, block=table.block * _STEP + place, columns={**table.columns, told.cell: place}, unmapped=left,
            context=continued(table.context, TableContext()), rows=_rows_of(told, sheet, table, place),
        )
        for place in places
    )  # fmt: skip
    return (replace(table, unmapped=left), *blocks)


def _rows_of(told: Across, sheet: Sheet, table: FoundTable, place: int) -> list[FoundRow]:
    """The rows in whose column somebody stands."""
    cells = ((row, sheet.cell(row.number - 1, place)) for row in table.rows)
    return [replace(row, cells={**row.cells, told.cell: cell}) for row, cell in cells if not is_blank(cell)]


def _values(entity: type[Entity], told: Across, table: FoundTable) -> Mapping[int, str]:
    """Columns nobody reads whose heading is a value of the field, and that value in words."""
    field, around = field_map(entity)[told.field], (*table.context.titles, *table.names)
    found = ((place, _value(field, text, around)) for place, text in table.unmapped)
    return {place: value for place, value in found if value is not None}


def _value(field: Field, text: str, around: tuple[str, ...]) -> str | None:
    """The word of a heading for a value, alone or behind what the field is called; a month may take its year from around."""
    for start in ("", *field.headings):
        rest = text.removeprefix(start).strip()
        if not rest or (start and rest == text):
            continue
        if field.type.kind == "month" and month_of((rest, _ANY_YEAR)) is not None:
            return month_of((rest, *around))
        value, complaints = field.type.read(rest)
        if value is not None and not complaints:
            return rest
    return None


def _rows(told: Across, sheet: Sheet, table: FoundTable, place: int, value: str) -> list[FoundRow]:
    """The rows of a block: those in whose column something stands."""
    found = []
    for row in table.rows:
        cell = sheet.cell(row.number - 1, place)
        ticked = _TICK.read(cell)[0] if told.ticked else None
        if is_blank(cell) or ticked is False:
            continue
        own: dict[str, Cell] = {told.field: value}
        if ticked is None:
            own[told.cell] = cell
        found.append(replace(row, cells={**row.cells, **own}))
    return found
