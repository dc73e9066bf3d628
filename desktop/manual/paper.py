"""The whole manual as a paper: a cover with the contents and their pages, then every topic."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby
from pathlib import Path

from desktop.manual import topics
from desktop.manual.book import RECIPES, REFERENCE, Topic, contents
from desktop.manual.markdown import Piece, pieces, plain
from desktop.manual.recipes import folder
from desktop.reports.document import (
    Block,
    Column,
    Document,
    Heading,
    Item,
    PageBreak,
    Paragraph,
    Picture,
    Row,
    Table,
    Title,
)
from desktop.reports.fitting import Fitter
from desktop.reports.flow import Frame, frame_of
from desktop.reports.fonts import Typeface
from desktop.reports.layout import lay_out
from desktop.reports.pdf import Printed, render_pdf
from models import clock
from models.progress import SILENT, Progress
from models.version import program_version
from models.words import _

_WIDTH, _NUMBER = 140.0, 20.0  # mm of the contents: their words, the page
_SHARES = {
    2: (30, 70),
    3: (30, 35, 35),
    4: (24, 32, 12, 32),
    5: (24, 36, 9, 13, 18),
}  # of the width, by number of columns
_PICTURES = (0.42, 0.38, 0.34, 0.3, 0.26)  # of a page: the heights that are tried, the tallest first
_WAY = re.compile(r"(?:^- )?\[[^\]]*\]\(<" + topics.OPEN + r"[^>]*>\)", re.MULTILINE)  # as the reference writes them


def print_manual(target: Path, progress: Progress = SILENT) -> Printed:
    """Write the manual as a PDF, in the language in use; raises Cancelled and OSError as render_pdf."""
    return render_pdf(document(progress), target, progress)


def document(progress: Progress = SILENT) -> Document:
    """The manual as a document."""
    chapters = [(title, tuple(blocks)) for title, blocks in _chapters(progress)]
    lines = list(_numbered(chapters, progress))
    empty = _document(())
    fitter, frame = Fitter(Typeface().width), frame_of(empty)
    front = len(lay_out(tuple(_front([(title, 0) for title, _page in lines], clock.today())), frame, fitter))
    cover = _front([(title, front + page) for title, page in lines], clock.today())
    return _document(
        (*cover, *(block for _title, blocks in chapters for block in (PageBreak(restart_numbering=False), *blocks)))
    )


def _document(blocks: Sequence[Block]) -> Document:
    return Document(_("双元使用手册"), blocks, footer_left=_("双元使用手册"), binding="left")


def _numbered(chapters: Sequence[tuple[str, Sequence[Block]]], progress: Progress) -> Iterator[tuple[str, int]]:
    """Each chapter with the page it begins on, counted from the first behind the contents."""
    fitter, frame, page = Fitter(Typeface().width), frame_of(_document(())), 1
    for title, blocks in progress.over(_("排版"), chapters):
        progress.check()
        yield title, page
        page += len(lay_out(tuple(blocks), frame, fitter))


def _front(lines: Sequence[tuple[str, int]], day: date) -> Iterator[Block]:
    version = _("版本 {version}，{day}").format(version=program_version(), day=day.isoformat())
    yield Title(_("双元使用手册"), version)
    columns = (Column(_("内容"), _WIDTH), Column(_("页"), _NUMBER, kind="number"))
    yield Table(columns, tuple(Row(line) for line in lines))


def _chapters(progress: Progress) -> Iterator[tuple[str, Iterable[Block]]]:
    """A recipe is a chapter of its own; of the reference all topics of a group stand in one."""
    book = [topic for topic in contents() if topic.title]
    frame, fitter = frame_of(_document(())), Fitter(Typeface().width)
    for topic in progress.over(_("手册"), (topic for topic in book if topic.group == RECIPES)):
        yield topic.title, _on_fewest_pages(tuple(_blocks(topic.text, first=True)), frame, fitter)
    rest = [topic for topic in book if topic.group != RECIPES]
    for whole, some in groupby(rest, key=lambda topic: topic.group):
        members = list(some)
        if whole == REFERENCE:
            yield from ((one.title, _blocks(one.text, first=True)) for one in members if not _lists_others(one, rest))
        else:
            yield _(whole), _together(_(whole), members)


def _on_fewest_pages(blocks: Sequence[Block], frame: Frame, fitter: Fitter) -> Sequence[Block]:
    """A recipe with its pictures as tall as they may be for it not to run over by a few lines."""
    tried = [
        tuple(replace(block, share=share) if isinstance(block, Picture) else block for block in blocks)
        for share in _PICTURES
    ]
    return min(tried, key=lambda some: len(lay_out(some, frame, fitter)))


def _lists_others(topic: Topic, book: Sequence[Topic]) -> bool:
    return any(other.name.startswith(f"{topic.name}/") for other in book)


def _together(title: str, members: Sequence[Topic]) -> Iterator[Block]:
    yield Title(title)
    for topic in members:
        yield from _blocks(topic.text, first=False)


def _blocks(text: str, *, first: bool) -> Iterator[Block]:
    """The blocks of a page; its own heading is a title where it begins a chapter."""
    for piece in pieces(without_ways(text)):
        yield from _block(piece, first=first)


def without_ways(text: str) -> str:
    """A page without the links that open something in the window: paper opens nothing."""
    return _WAY.sub("", text)


def _block(piece: Piece, *, first: bool) -> Iterator[Block]:
    if piece.kind == "heading":
        alone = first and piece.depth == 1
        yield Title(piece.words) if alone else Heading(piece.words, min(piece.depth, 2))
    elif piece.kind == "item":
        yield Item(piece.words, piece.label, piece.depth)
    elif piece.kind == "table":
        yield _table(piece)
    elif piece.kind == "picture":
        yield Picture((folder() / piece.source).read_bytes(), piece.words)
    else:
        yield Paragraph(piece.words, "body")


def _table(piece: Piece) -> Table:
    head, *rows = piece.rows
    shares = _SHARES[len(head)]
    columns = tuple(
        Column(plain(cell), share * (_WIDTH + _NUMBER) / 100) for cell, share in zip(head, shares, strict=True)
    )
    return Table(columns, tuple(Row(tuple(plain(cell).strip() for cell in row)) for row in rows), size_pt=9)
