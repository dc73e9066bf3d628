"""Markdown of the manual as pieces: read once, shown in the window and printed from the same.

Beside CommonMark and its tables: 【words】 are words of the program, `{#name}` is a place links lead to.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode

ANCHOR = re.compile(r" ?\{#([^}]+)\}")
_MARK = re.compile("(【[^】]+】)")


@dataclass(frozen=True, slots=True)
class Span:
    """A run of words of one kind: plain, `strong`, `code`, a link `to` somewhere, or a `place` links lead to."""

    words: str
    strong: bool = False
    code: bool = False
    to: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of a page: `kind` is heading, text, item, quote, code, table or picture.

    `depth` is the level of a heading or of an item, `label` what stands before an item, `rows` the cells of a table
    with the heading first, `source` where a picture is.
    """

    kind: str
    spans: tuple[Span, ...] = ()
    depth: int = 0
    label: str = ""
    rows: tuple[tuple[tuple[Span, ...], ...], ...] = ()
    source: str = ""

    @property
    def words(self) -> str:
        """Everything it says, as plain text."""
        cells = [plain(cell) for row in self.rows for cell in row]
        return plain(self.spans) + " ".join(cells)


def plain(spans: Sequence[Span]) -> str:
    """What spans say, without how."""
    return "".join(span.words for span in spans)


@cache
def _reader() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).enable("table")


def pieces(text: str) -> tuple[Piece, ...]:
    """The pieces of a page, in order."""
    from markdown_it.tree import SyntaxTreeNode

    return tuple(_of_all(SyntaxTreeNode(_reader().parse(text)).children, 0))


def _of_all(nodes: "Sequence[SyntaxTreeNode]", depth: int) -> Iterator[Piece]:
    for node in nodes:
        if node.type == "heading":
            yield Piece("heading", _inside(node), depth=int(node.tag[1]))
        elif node.type in ("ordered_list", "bullet_list"):
            for number, item in enumerate(node.children, 1):
                yield from _item_of(item, depth + 1, f"{number}." if node.type == "ordered_list" else "•")
        elif node.type == "fence":
            yield Piece("code", (Span(node.content.rstrip(), code=True),), depth=depth)
        elif node.type == "table":
            rows = (row for part in node.children for row in part.children)
            yield Piece("table", rows=tuple(tuple(_inside(cell) for cell in row.children) for row in rows))
        elif node.type == "blockquote":
            yield from (Piece("quote", piece.spans) for piece in _of_all(node.children, depth))
        else:
            yield from _paragraph(node, depth)


def _item_of(item: "SyntaxTreeNode", depth: int, label: str) -> Iterator[Piece]:
    """An item: its first piece has the label, what follows stands under it."""
    for piece in _of_all(item.children, depth):
        yield replace(piece, label=label) if piece.kind == "item" and piece.depth == depth else piece
        label = ""


def _paragraph(node: "SyntaxTreeNode", depth: int) -> Iterator[Piece]:
    (inline,) = node.children
    images = [child for child in inline.children if child.type == "image"]
    if images:
        yield from (Piece("picture", (Span(one.content),), source=str(one.attrs["src"])) for one in images)
    elif depth:
        yield Piece("item", _inside(node), depth=depth)
    else:
        yield Piece("text", _inside(node))


def _inside(node: "SyntaxTreeNode") -> tuple[Span, ...]:
    return tuple(span for inline in node.children for span in _spans(inline.children))


def _spans(nodes: "Sequence[SyntaxTreeNode]", to: str = "", *, strong: bool = False) -> Iterator[Span]:
    for node in nodes:
        if node.type == "strong":
            yield from _spans(node.children, to, strong=True)
        elif node.type == "link":
            yield from _spans(node.children, unquote(str(node.attrs["href"])), strong=strong)
        elif node.type == "code_inline":
            yield Span(node.content, code=True, to=to)
        elif node.type == "text":  # not softbreak: Chinese is written on without a blank
            yield from _told(node.content, strong=strong, to=to)


def _told(words: str, *, strong: bool, to: str) -> Iterator[Span]:
    place = ""
    if (found := ANCHOR.search(words)) is not None:
        place, words = found[1], ANCHOR.sub("", words)
    for part in _MARK.split(words):
        if part or place:
            yield Span(part, strong=strong or bool(_MARK.fullmatch(part)), to=to, place=place)
            place = ""


# --- as HTML, for the window


def html(text: str) -> str:
    """A page as HTML in the few elements a text browser knows; its looks are a style sheet's business."""
    return "\n".join(_BLOCKS[piece.kind](piece) for piece in pieces(text))


def _inline(spans: Sequence[Span]) -> str:
    return "".join(map(_span, spans))


def _span(span: Span) -> str:
    words = escape(span.words)
    if span.code:
        words = f"<code>{words}</code>"
    elif span.words.startswith("【"):
        words = f'<span class="mark">{words}</span>'
    elif span.strong:
        words = f"<b>{words}</b>"
    if span.to:
        words = f'<a href="{escape(span.to)}">{words}</a>'
    return (f'<a name="{escape(span.place)}"></a>' if span.place else "") + words


def _item(piece: Piece) -> str:
    """A row of two cells: so the number hangs before all lines of the item."""
    left = 20 * (piece.depth - 1)
    label = f'<td class="label" width="24" align="right">{escape(piece.label)}&nbsp;</td>'
    gap = f'<td width="{left}"></td>' if left else ""
    return f'<table class="item" cellspacing="0" cellpadding="0" width="100%"><tr>{gap}{label}<td>{_inline(piece.spans)}</td></tr></table>'


def _table(piece: Piece) -> str:
    head, *rows = piece.rows
    lines = ["<tr>" + "".join(f"<th align='left'>{_inline(cell)}</th>" for cell in head) + "</tr>"]
    lines += ["<tr>" + "".join(f"<td>{_inline(cell)}</td>" for cell in row) + "</tr>" for row in rows]
    return '<table class="ruled" cellspacing="0" cellpadding="5" width="100%">' + "".join(lines) + "</table>"


def _picture(piece: Piece) -> str:
    return f'<p class="picture"><img src="{escape(piece.source)}"></p><p class="caption">{_inline(piece.spans)}</p>'


_BLOCKS: Mapping[str, Callable[[Piece], str]] = {
    "heading": lambda p: f'<p class="h{p.depth}">{_inline(p.spans)}</p>',
    "text": lambda p: f"<p>{_inline(p.spans)}</p>",
    "quote": lambda p: f'<p class="quote">{_inline(p.spans)}</p>',
    "code": lambda p: f"<pre>{escape(plain(p.spans))}</pre>",
    "item": _item,
    "table": _table,
    "picture": _picture,
}
