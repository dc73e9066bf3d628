"""A document as plain text: everything it says, aligned by display width; what tests compare and terminals show."""

from collections.abc import Iterator, Sequence

from desktop.reports.document import (
    TYPED,
    Block,
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
    cell_text,
    heading_groups,
    merged_runs,
    placed_cells,
    spaced_name,
)
from desktop.reports.sections import Section, sections
from models.schema.widths import padded, width
from models.words import _


def render_text(document: Document) -> str:
    """The document's words: titles, head lines, all rows with totals, signatures, and a mark at each page break.

    Sums at the foot of pages, page numbers and the time of printing belong to paper and are not in it.
    """
    lines = [" ".join(part for part in (document.origin(), document.title) if part)]
    for nth, section in enumerate(sections(document)):
        lines += _section(section, first=nth == 0)
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _section(section: Section, *, first: bool) -> Iterator[str]:
    if not first:
        yield ""
        yield f"======== {_('分页')}：{section.title} ========"
    for block in section.blocks:
        yield from _block(block)


def _block(block: Block) -> Iterator[str]:
    if isinstance(block, Title):
        yield from ("", block.text, *([block.subtitle] if block.subtitle else []))
    elif isinstance(block, HeadLine):
        yield "　　".join(block.parts())
    elif isinstance(block, Table):
        yield from _table(block)
    elif isinstance(block, Paragraph):
        yield block.text
    elif isinstance(block, Heading):
        yield from ("", block.text)
    elif isinstance(block, Item):
        yield f"{'  ' * block.depth}{block.label} {block.text}"
    elif isinstance(block, Picture):
        yield f"[{block.caption}]"
    elif isinstance(block, SignOff):
        yield "　　　　".join(block.parts())
    elif isinstance(block, PageBreak):
        yield f"-------- {_('分页')} --------"


def _table(table: Table) -> Iterator[str]:
    rows = table.body()
    hidden = {(column, nth) for column, first, last in merged_runs(rows, table.merge)
              for nth in range(first + 1, last + 1)}  # fmt: skip
    cells = [
        _cells(table, row, {c for c, r in hidden if r == nth} if hidden else set()) for nth, row in enumerate(rows)
    ]
    totals = [_cells(table, row, set()) for row in table.totals]
    widths = [
        max(width(text) for text in (column.heading if table.headed else "", *_single(at, [*cells, *totals])))
        for at, column in enumerate(table.columns)
    ]
    if any(column.group for column in table.columns):
        upper = [(first, last - first + 1, group or "") for group, first, last in heading_groups(table.columns)]
        yield _line(upper, widths, ["center"] * len(widths))
    if table.headed:
        headings = [(at, 1, column.heading) for at, column in enumerate(table.columns)]
        yield _line(headings, widths, ["center"] * len(widths))
        yield "|" + "|".join("-" * (wide + 2) for wide in widths) + "|"
    for line in (*cells, *totals):
        yield _line(line, widths, [column.side for column in table.columns])


Line = list[tuple[int, int, str]]  # first column, number of columns, words


def _cells(table: Table, row: Row, hidden: set[int]) -> Line:
    line = []
    for at, wide, value in placed_cells(row, table.columns):
        column = table.columns[at]
        text = cell_text(value, column).replace("\n", " ")
        text = spaced_name(text) if column.kind == "name" and wide == 1 else text
        text += TYPED if at in row.grey else ""
        line.append((at, wide, "" if at in hidden else text))
    return line


def _single(at: int, lines: Sequence[Line]) -> Iterator[str]:
    """The words that stand in the column alone."""
    return (text for line in lines for column, wide, text in line if column == at and wide == 1)


def _line(cells: Line, widths: Sequence[int], sides: Sequence[str]) -> str:
    edges = [0]
    for wide in widths:
        edges.append(edges[-1] + wide + 3)
    parts = [
        padded(text, edges[at + wide] - edges[at] - 3, sides[at] if wide == 1 else "left") for at, wide, text in cells
    ]
    return "| " + " | ".join(parts) + " |"
