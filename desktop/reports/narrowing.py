"""Columns left out of a paper by the person who prints it; sums and sentences across the table stay where they belong."""

from collections.abc import Collection, Iterator
from dataclasses import replace

from desktop.reports.document import Block, Document, Row, Table, cover


def without(document: Document, headings: Collection[str]) -> Document:
    """The document with the columns of these headings left out of every table that keeps at least one."""
    return replace(document, blocks=_narrowed(document, frozenset(headings))) if headings else document


def _narrowed(document: Document, headings: frozenset[str]) -> Iterator[Block]:
    for block in document.blocks:
        yield narrow(block, headings) if isinstance(block, Table) else block


def can_narrow(table: Table) -> bool:
    """Whether columns may be left out: a heading of two levels or cells merged downwards say things together."""
    return not table.merge and not any(column.group for column in table.columns)


def narrow(table: Table, headings: frozenset[str]) -> Table:
    """The table without those columns; the table itself when nothing or everything would go."""
    kept = [at for at, column in enumerate(table.columns) if column.heading not in headings]
    if not kept or len(kept) == len(table.columns) or not can_narrow(table):
        return table
    count, wanted = len(table.columns), frozenset(kept)
    subtotal = tuple(kept.index(at) for at in table.page_subtotal if at in wanted and kept.index(at))
    return replace(
        table, columns=tuple(table.columns[at] for at in kept), rows=[_cut(row, count, wanted) for row in table.rows],
        totals=tuple(_cut(row, count, wanted) for row in table.totals), page_subtotal=subtotal,
    )  # fmt: skip


def _cut(row: Row, count: int, kept: frozenset[int]) -> Row:
    wide = cover(row, count)
    if wide == count:
        return row
    rest = tuple(value for at, value in enumerate(row.cells[1:], wide) if at in kept)
    span = sum(at in kept for at in range(wide))
    # what the first cell says of a total is kept even if the columns under it went
    return replace(row, cells=(row.cells[0], *rest), span=span) if span else replace(row, cells=rest, span=1)
