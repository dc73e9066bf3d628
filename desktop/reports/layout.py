"""Placing a document on pages: a pure matter of numbers, in points from the paper's lower left corner."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from desktop.reports.document import Block, Document, HeadLine, PageBreak, Paragraph, SignOff, Table, Title
from desktop.reports.fitting import LEADING, Fitter, Room, wrap
from models.words import _

MM = 72 / 25.4
PAPERS = {"A4": (210 * MM, 297 * MM), "A3": (297 * MM, 420 * MM)}
MIDDLE = 0.38  # a Han character's middle above its baseline, in sizes
NOTE, TEXT, SUBTITLE, TITLE = 9.0, 10.5, 12.0, 22.0  # 小五 五号 小四 二号
GAP = 5 * MM  # between the items of a head line
PARAGRAPH_LEADING = 1.45
_GRID = 4  # columns in which head lines stand that need more than one line
_ROLL = 3 * MM  # above a sign-off
_SIGN_LINE = 12 * MM


class Text(NamedTuple):
    """A line of words at the left end of its baseline."""

    x: float
    y: float
    text: str
    face: str
    size: float


@dataclass(slots=True)
class Page:
    """What stands on one page: words, lines (x1, y1, x2, y2) thin and thick, and grey boxes (x, y, width, height)."""

    texts: list[Text] = field(default_factory=list)
    thin: list[tuple[float, float, float, float]] = field(default_factory=list)
    boxes: list[tuple[float, float, float, float]] = field(default_factory=list)
    grey: list[tuple[float, float, float, float]] = field(default_factory=list)


class Slot(NamedTuple):
    """A width from `x` on, and the side of it on which words stand."""

    x: float
    width: float = 0.0
    side: str = "left"

    def start(self, width: float) -> float:
        """Where words of this width begin."""
        if self.side == "left":
            return self.x
        return self.x + (self.width - width) / (2 if self.side == "center" else 1)


class Frame(NamedTuple):
    """The paper and what may be printed on."""

    paper_width: float
    paper_height: float
    left: float
    bottom: float
    width: float
    height: float

    @property
    def top(self) -> float:
        """The upper edge of the printable part."""
        return self.bottom + self.height


def frame_of(document: Document) -> Frame:
    """The frame of a document: margins of tables as in specification 4.0, with room at the binding edge."""
    width, height = sorted(PAPERS[document.paper], reverse=document.landscape)
    binding = document.binding
    if binding == "auto":
        binding = "top" if document.landscape else "left"
    left, right = (20, 15) if binding == "left" else (17.5, 17.5)
    above, below = (25 if binding == "top" else 20), 18
    return Frame(width, height, left * MM, below * MM, width - (left + right) * MM, height - (above + below) * MM)


def cut(heights: Sequence[float], first: float, page: float, tail: float, keep: int = 2) -> list[range]:
    """Rows to pages: `first` points are left on this page, `page` on each later one.

    `tail` (totals, notes, signatures) must follow the last row on its page, and at least `keep` rows go with it; a
    tail for which a whole page is too small is left to find its own way. The first range is empty when the table has
    to begin on the next page.
    """
    if tail + sum(heights[-keep:]) > page:
        tail = 0.0
    pages, start, room = list[range](), 0, first
    while True:
        stop, used = start, 0.0
        while stop < len(heights) and used + heights[stop] <= room + 1e-6:
            used += heights[stop]
            stop += 1
        if stop == len(heights):
            if used + tail <= room + 1e-6:
                return [*pages, range(start, stop)]
            stop = max(start, len(heights) - keep)
        if stop == start and pages:
            stop = start + 1  # taller than a page: no later page would be better
        pages.append(range(start, stop))
        start, room = stop, page


class Flow:
    """The pages of one run of numbering while they fill from top to bottom."""

    def __init__(self, frame: Frame, fitter: Fitter) -> None:
        self.frame, self.fitter = frame, fitter
        self.pages = [Page()]
        self.y = frame.top

    @property
    def page(self) -> Page:
        """The page being filled."""
        return self.pages[-1]

    @property
    def room(self) -> float:
        """Points left on this page."""
        return self.y - self.frame.bottom

    @property
    def fresh(self) -> bool:
        """Whether nothing stands on this page yet."""
        return self.y == self.frame.top

    def turn(self) -> None:
        """Go on to the next page."""
        self.pages.append(Page())
        self.y = self.frame.top

    def say(self, text: str, face: str, size: float, y: float, slot: Slot) -> None:
        """Put one line into the slot, with its middle at height `y`."""
        x = slot.start(self.fitter.measure(text, face) * size)
        self.page.texts.append(Text(x, y - MIDDLE * size, text, face, size))


def lay_out(blocks: Sequence[Block], frame: Frame, fitter: Fitter) -> list[Page]:
    """The pages of one section."""
    from desktop.reports import tables  # it builds on this module

    flow = Flow(frame, fitter)
    for nth, block in enumerate(blocks):
        if isinstance(block, PageBreak):
            flow.turn()
            continue
        following = tail_height(blocks[nth + 1 :], frame, fitter)
        if not flow.fresh and needed(blocks[nth:], frame, fitter) > flow.room:
            flow.turn()
        if isinstance(block, Table):
            tables.place(flow, block, following)
        elif isinstance(block, Paragraph):
            _place_paragraph(flow, block, following)
        else:
            _place_short(flow, block)
    return flow.pages


def needed(blocks: Sequence[Block], frame: Frame, fitter: Fitter) -> float:
    """What must fit on this page for the first block to stand here: titles and head lines go with their table."""
    from desktop.reports import tables

    total = 0.0
    for block in blocks:
        if isinstance(block, Title | HeadLine):
            total += height_of(block, frame, fitter)
        elif isinstance(block, Table):
            return min(total + tables.least_height(block, frame, fitter), frame.height)
        else:
            return total + (height_of(block, frame, fitter) if isinstance(block, SignOff) else 0)
    return total


def tail_height(blocks: Sequence[Block], frame: Frame, fitter: Fitter) -> float:
    """The height of the notes and signatures that follow immediately."""
    total = 0.0
    for block in blocks:
        if not isinstance(block, Paragraph | SignOff):
            break
        total += height_of(block, frame, fitter)
    return total


def height_of(block: Block, frame: Frame, fitter: Fitter) -> float:
    """The height of a block that is not a table."""
    if isinstance(block, Title):
        title = fitter.fit(block.text, Room("title", TITLE, frame.width))
        return title.height + (SUBTITLE * 1.5 if block.subtitle else 0) + 3 * MM
    if isinstance(block, HeadLine):
        return len(_head_lines(block, frame, fitter)) * TEXT * 1.5 + 1 * MM
    if isinstance(block, Paragraph):
        size = _paragraph_size(block)
        return len(_paragraph_lines(block, frame, fitter)) * size * PARAGRAPH_LEADING + 2 * MM
    if isinstance(block, SignOff):
        return len(_sign_lines(block, frame, fitter)) * _SIGN_LINE + _ROLL
    return 0.0


def _place_short(flow: Flow, block: Block) -> None:
    start, frame = flow.y, flow.frame
    if isinstance(block, Title):
        _place_title(flow, block)
    elif isinstance(block, HeadLine):
        for nth, line in enumerate(_head_lines(block, frame, flow.fitter)):
            for x, text, size in line:
                flow.say(text, "body", size, start - (nth + 0.5) * TEXT * 1.5, Slot(frame.left + x))
    elif isinstance(block, SignOff):
        for nth, parts in enumerate(_sign_lines(block, frame, flow.fitter)):
            for x, text, size in parts:
                flow.say(text, "body", size, start - _ROLL - (nth + 0.5) * _SIGN_LINE, Slot(frame.left + x))
    flow.y = start - height_of(block, frame, flow.fitter)


def _place_title(flow: Flow, title: Title) -> None:
    frame = flow.frame
    middle = Slot(frame.left, frame.width, "center")
    fitted = flow.fitter.fit(title.text, Room("title", TITLE, frame.width))
    step = fitted.size * LEADING
    for nth, line in enumerate(fitted.lines):
        flow.say(line, "title", fitted.size, flow.y - (nth + 0.5) * step, middle)
    if title.subtitle:
        size, lines = flow.fitter.fit(title.subtitle, Room("subtitle", SUBTITLE, frame.width, SUBTITLE * 1.5))
        y = flow.y - fitted.height - SUBTITLE * 0.85
        for nth, line in enumerate(lines):
            flow.say(line, "subtitle", size, y - nth * size * LEADING, middle)


Placed = tuple[float, str, float]  # x from the left of the frame, text, size


def _head_lines(block: HeadLine, frame: Frame, fitter: Fitter) -> list[list[Placed]]:
    """Items spread over one line if they fit, otherwise in four columns, long ones taking several."""
    items = list(head_items(block))
    widths = [fitter.measure(text, "body") * TEXT for text in items]
    spare = frame.width - sum(widths)
    if spare >= GAP * (len(items) - 1):
        step = min(spare / max(len(items) - 1, 1), 40 * MM)
        return [[(sum(widths[:nth]) + nth * step, text, TEXT) for nth, text in enumerate(items)]]
    lines, at, cell = [list[Placed]()], 0, frame.width / _GRID
    for text, width in zip(items, widths, strict=True):
        cells = min(int((width + GAP) / cell) + 1, _GRID)
        if at + cells > _GRID:
            lines.append([])
            at = 0
        lines[-1].append((at * cell, text, min(TEXT, TEXT * frame.width / width)))
        at += cells
    return lines


def head_items(block: HeadLine) -> Iterator[str]:
    """The words of a head line; a blank to write on where there is no value."""
    for label, value in block.left:
        yield _("{label}：{value}").format(label=label, value=value or "_" * 12)


def _sign_lines(block: SignOff, frame: Frame, fitter: Fitter) -> list[list[Placed]]:
    """Signatures with equal room to write after each label; in two lines when one is too narrow."""
    parts = block.parts()
    widths = [fitter.measure(text, "body") * TEXT for text in parts]
    least = sum(widths) + 14 * MM * len(parts)
    count = max(1, -(-len(parts) // 2)) if least > frame.width else len(parts)
    lines = []
    for start in range(0, len(parts), count):
        some = list(zip(parts, widths, strict=True))[start : start + count]
        step = max(frame.width - sum(width for _text, width in some), 0) / len(some)
        before = [sum(width for _text, width in some[:nth]) + nth * step for nth in range(len(some))]
        lines.append([(x, text, TEXT) for x, (text, _width) in zip(before, some, strict=True)])
    return lines


def _paragraph_size(block: Paragraph) -> float:
    return NOTE if block.style == "note" else TEXT


def _paragraph_lines(block: Paragraph, frame: Frame, fitter: Fitter) -> tuple[str, ...]:
    limit = frame.width / _paragraph_size(block)
    return wrap(block.text, limit, lambda part: fitter.measure(part, "body"))


def _place_paragraph(flow: Flow, block: Paragraph, tail: float) -> None:
    size = _paragraph_size(block)
    step = size * PARAGRAPH_LEADING
    lines = _paragraph_lines(block, flow.frame, flow.fitter)
    flow.y -= 1 * MM
    for nth, part in enumerate(cut([step] * len(lines), flow.room, flow.frame.height, tail)):
        if nth:
            flow.turn()
        for line in lines[part.start : part.stop]:
            flow.say(line, "body", size, flow.y - step / 2, Slot(flow.frame.left))
            flow.y -= step
    flow.y -= 1 * MM
