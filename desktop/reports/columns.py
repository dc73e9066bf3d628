"""Which columns of a table stand on paper, and in what order; sums and sentences across stay where they belong."""

from collections.abc import Sequence
from dataclasses import replace

from desktop.reports.document import Column, Row, Table, Value, cover


def can_arrange(table: Table) -> bool:
    """Whether columns may be chosen: a heading of two levels, cells merged downwards or boxes say things together."""
    return table.headed and not table.merge and not any(column.group for column in table.columns)


def usual(columns: Sequence[Column]) -> tuple[str, ...]:
    """The headings that are printed when nobody chose."""
    return tuple(column.heading for column in columns if not column.optional)


def arranged(table: Table, chosen: Sequence[str] | None) -> Table:
    """The table with the columns of these headings in this order; None, or none of them, are the usual ones."""
    places = {column.heading: at for at, column in enumerate(table.columns)}
    if not can_arrange(table):
        return table
    wanted = [places[heading] for heading in chosen or () if heading in places]
    kept = wanted or [places[heading] for heading in usual(table.columns)]
    if kept == list(range(len(table.columns))):
        return table
    count = len(table.columns)
    summed = (kept.index(at) for at in table.page_subtotal if at in kept)
    return replace(
        table, columns=tuple(table.columns[at] for at in kept), rows=[_cut(row, count, kept) for row in table.rows],
        totals=tuple(_cut(row, count, kept) for row in table.totals),
        page_subtotal=tuple(sorted(place for place in summed if place)),
    )  # fmt: skip


def _cut(row: Row, count: int, kept: Sequence[int]) -> Row:
    wide = cover(row, count)
    if wide == count:
        return row
    if wide == 1:
        return replace(row, cells=tuple(row.cells[at] for at in kept))
    values: dict[int, Value] = dict(enumerate(row.cells[1:], wide))
    lead = next((nth for nth, at in enumerate(kept) if at >= wide), len(kept))
    if lead:
        return replace(row, cells=(row.cells[0], *(values.get(at, "") for at in kept[lead:])), span=lead)
    # no column under the words comes first any more: they go to where the first of them is
    first = next((at for at in kept if at < wide), None)
    return replace(row, cells=tuple(row.cells[0] if at == first else values.get(at, "") for at in kept), span=1)
