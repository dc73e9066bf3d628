"""Placing a section's blocks on pages: titles, head lines, tables, notes and signatures."""

from collections.abc import Sequence

from desktop.reports import cards, prose, tables
from desktop.reports.document import (
    Block,
    Cards,
    Heading,
    HeadLine,
    Item,
    PageBreak,
    Paragraph,
    Picture,
    SignOff,
    Table,
    Title,
)
from desktop.reports.fitting import LEADING, Fitter, Room, wrap
from desktop.reports.flow import MM, NOTE, SUBTITLE, TEXT, TITLE, Flow, Frame, Page, Slot, cut

_GAP = 5 * MM  # between the items of a head line
_PARAGRAPH_LEADING = 1.45
_GRID = 4  # columns in which head lines stand that need more than one line
_BETWEEN = 12 * MM  # two tables with titles of their own on one page
_ROLL = 3 * MM  # above a sign-off
_SIGN_LINE = 12 * MM


def lay_out(blocks: Sequence[Block], frame: Frame, fitter: Fitter) -> list[Page]:
    """The pages of one section."""
    flow = Flow(frame, fitter)
    for nth, block in enumerate(blocks):
        if isinstance(block, PageBreak):
            flow.turn()
            continue
        following = tail_height(blocks[nth + 1 :], frame, fitter)
        between = _BETWEEN if nth and isinstance(block, Title) else 0.0
        if not flow.fresh and needed(blocks[nth:], frame, fitter) + between > flow.room:
            flow.turn()
        elif not flow.fresh:
            flow.y -= between
        if isinstance(block, Cards):
            cards.place(flow, block)
        elif isinstance(block, Table):
            tables.place(flow, block, following)
        elif isinstance(block, Paragraph):
            _place_paragraph(flow, block, following)
        elif isinstance(block, Heading | Item | Picture):
            prose.place(flow, block)
        else:
            _place_short(flow, block)
    return flow.pages


def needed(blocks: Sequence[Block], frame: Frame, fitter: Fitter) -> float:
    """What must fit on this page for the first block to stand here: titles and head lines go with their table."""
    total = 0.0
    for block in blocks:
        if isinstance(block, Title | HeadLine | Heading):
            total += height_of(block, frame, fitter)
        elif isinstance(block, Item | Picture):
            return total + prose.least_height(block, frame, fitter)
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
        return len(_paragraph_lines(block, frame, fitter)) * size * _PARAGRAPH_LEADING + 2 * MM
    if isinstance(block, Heading | Item | Picture):
        return prose.height_of(block, frame, fitter)
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
    items = block.parts()
    widths = [fitter.measure(text, "body") * TEXT for text in items]
    spare = frame.width - sum(widths)
    if spare >= _GAP * (len(items) - 1):
        step = min(spare / max(len(items) - 1, 1), 40 * MM)
        return [[(sum(widths[:nth]) + nth * step, text, TEXT) for nth, text in enumerate(items)]]
    lines, at, cell = [list[Placed]()], 0, frame.width / _GRID
    for text, width in zip(items, widths, strict=True):
        cells = min(int((width + _GAP) / cell) + 1, _GRID)
        if at + cells > _GRID:
            lines.append([])
            at = 0
        lines[-1].append((at * cell, text, min(TEXT, TEXT * frame.width / width)))
        at += cells
    return lines


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
    step = size * _PARAGRAPH_LEADING
    lines = _paragraph_lines(block, flow.frame, flow.fitter)
    flow.y -= 1 * MM
    for nth, part in enumerate(cut([step] * len(lines), flow.room, flow.frame.height, tail)):
        if nth:
            flow.turn()
        for line in lines[part.start : part.stop]:
            flow.say(line, "body", size, flow.y - step / 2, Slot(flow.frame.left))
            flow.y -= step
    flow.y -= 1 * MM
