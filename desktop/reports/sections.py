"""The parts of a document as they are printed: with the columns that were chosen, each with its own page count."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from desktop.reports.columns import arranged
from desktop.reports.document import Block, Document, PageBreak, Table, Title


@dataclass(frozen=True, slots=True)
class Section:
    """The blocks between two page breaks that restart the numbering."""

    title: str
    blocks: tuple[Block, ...]


def sections(document: Document) -> Iterator[Section]:
    """The document's sections one by one, so that a generator of a hundred classes is never held whole."""
    title, blocks = "", list[Block]()
    for block in document.blocks:
        if not (isinstance(block, PageBreak) and block.restart_numbering):
            blocks.append(_as_chosen(document, block))
            continue
        if blocks:
            yield _section(document, title, blocks)
        title, blocks = block.title, []
    if blocks:
        yield _section(document, title, blocks)


def _as_chosen(document: Document, block: Block) -> Block:
    if not isinstance(block, Table):
        return block
    return replace(arranged(block, document.columns), repeat=block.repeat and document.repeat)


def _section(document: Document, title: str, blocks: list[Block]) -> Section:
    first = next((block.text for block in blocks if isinstance(block, Title)), document.title)
    return Section(title or first, tuple(blocks))
