"""Placing what papers made of words need: headings, items with hanging labels, pictures between paragraphs."""

from io import BytesIO

from PIL import Image

from desktop.reports.document import Heading, Item, Picture
from desktop.reports.fitting import Fitter, wrap
from desktop.reports.flow import MM, NOTE, TEXT, Flow, Frame, Slot, cut

Prose = Heading | Item | Picture
_SIZES = {1: 15.0, 2: 12.0}  # of headings, by level: 小三, 小四
_LEADING, _INDENT = 1.45, 7 * MM
_ABOVE, _BELOW = 3 * MM, 1.5 * MM  # round a heading and a picture


def height_of(block: Prose, frame: Frame, fitter: Fitter) -> float:
    """Points it takes, with the air round it."""
    if isinstance(block, Heading):
        size = _SIZES[block.level]
        return _ABOVE + len(_heading(block, frame, fitter)) * size * _LEADING + _BELOW
    if isinstance(block, Item):
        return len(_item(block, frame, fitter)) * TEXT * _LEADING + 0.8 * MM
    words = NOTE * _LEADING if block.caption else 0.0
    return _scaled(block, frame)[1] + words + _ABOVE + _BELOW


def least_height(block: Prose, frame: Frame, fitter: Fitter) -> float:
    """Points that must be free for it to begin on a page."""
    return TEXT * _LEADING * 2 if isinstance(block, Item) else height_of(block, frame, fitter)


def place(flow: Flow, block: Prose) -> None:
    """Put it on the page; only an item goes on to the next."""
    if isinstance(block, Heading):
        _place_heading(flow, block)
    elif isinstance(block, Item):
        _place_item(flow, block)
    else:
        _place_picture(flow, block)


def _heading(block: Heading, frame: Frame, fitter: Fitter) -> tuple[str, ...]:
    return wrap(block.text, frame.width / _SIZES[block.level], lambda part: fitter.measure(part, "head"))


def _place_heading(flow: Flow, block: Heading) -> None:
    size = _SIZES[block.level]
    if not flow.fresh:
        flow.y -= _ABOVE
    for line in _heading(block, flow.frame, flow.fitter):
        flow.say(line, "head", size, flow.y - size * _LEADING / 2, Slot(flow.frame.left))
        flow.y -= size * _LEADING
    flow.y -= _BELOW


def _item(block: Item, frame: Frame, fitter: Fitter) -> tuple[str, ...]:
    room = (frame.width - _INDENT * block.depth) / TEXT
    return wrap(block.text, room, lambda part: fitter.measure(part, "body"))


def _place_item(flow: Flow, block: Item) -> None:
    lines, step = _item(block, flow.frame, flow.fitter), TEXT * _LEADING
    left = flow.frame.left + _INDENT * block.depth
    for nth, part in enumerate(cut([step] * len(lines), flow.room, flow.frame.height, 0)):
        if nth:
            flow.turn()
        for at in part:
            if at == 0 and block.label:
                flow.say(block.label, "body", TEXT, flow.y - step / 2, Slot(left - _INDENT, _INDENT - 2 * MM, "right"))
            flow.say(lines[at], "body", TEXT, flow.y - step / 2, Slot(left))
            flow.y -= step
    flow.y -= 0.8 * MM


def _scaled(block: Picture, frame: Frame) -> tuple[float, float]:
    """Width and height on the page."""
    with Image.open(BytesIO(block.content)) as image:
        wide, high = image.size
    scale = min(frame.width / wide, frame.height * block.share / high)
    return wide * scale, high * scale


def _place_picture(flow: Flow, block: Picture) -> None:
    wide, high = _scaled(block, flow.frame)
    left = flow.frame.left + (flow.frame.width - wide) / 2
    flow.y -= _ABOVE
    box = (left, flow.y - high, wide, high)
    flow.page.pictures.append((*box, block.content))
    flow.page.frames.append(box)
    flow.y -= high
    if block.caption:
        middle = Slot(flow.frame.left, flow.frame.width, "center")
        flow.say(block.caption, "body", NOTE, flow.y - NOTE * _LEADING / 2 - 0.5 * MM, middle)
        flow.y -= NOTE * _LEADING
    flow.y -= _BELOW
