"""Cards cut out of a page: so many side by side and below each other, each with a photo, its words, and marks to cut along."""

from io import BytesIO
from typing import NamedTuple

from PIL import Image
from reportlab.graphics.barcode.qr import QrCodeWidget

from desktop.reports.document import Cards, Row, cell_text, spaced_name
from desktop.reports.fitting import LEADING, Fitted, Room, wrap
from desktop.reports.flow import MM, Flow, Slot
from desktop.reports.fonts import visible
from models.words import _

PHOTO_MM = (25.0, 35.0)  # width and height of a photo of one inch
_PAD, _GAP, _MARK = 5 * MM, 3 * MM, 4 * MM  # inside a card, between photo and words, the length of half a cutting mark
_FOUR = 4  # digits that stand together
_NAME, _CODE, _POINTS = 14, 14 * MM, 8  # the name on a card to be worn, the side of its code, pixels a point of that
_SEAT = 26  # the number of a seat on its desk, in points
_LINE = 1.35  # distance of lines, in sizes


class _Sizes(NamedTuple):
    """The sizes of letters on a card, in points."""

    title: float
    subtitle: float
    words: float
    notes: float


_LARGE, _SMALL = _Sizes(18, 12, 11, 9.5), _Sizes(11, 8.5, 8, 7)
_MANY = 4  # cards on a page above which letters are small


class Box(NamedTuple):
    """Where a card lies: left and upper edge, width and height in points."""

    x: float
    top: float
    width: float
    height: float


def place(flow: Flow, cards: Cards) -> None:
    """Put all cards on pages, each page with the marks to cut along."""
    down = max(1, cards.per_page // cards.across)
    frame = flow.frame
    width, height = frame.width / cards.across, frame.height / down
    if cards.size_mm is not None:
        width, height = (side * MM for side in cards.size_mm)
    left = frame.left + (frame.width - cards.across * width) / 2
    for nth, row in enumerate(cards.rows):
        at = nth % (cards.across * down)
        if not at:
            if nth or not flow.fresh:
                flow.turn()
            _marks(flow, Box(left, frame.top, width, height), cards.across, down)
        box = Box(left + at % cards.across * width, frame.top - at // cards.across * height, width, height)
        photo = cards.photos[nth] if nth < len(cards.photos) else None
        if cards.sticker:
            _sticker(flow, cards, row, box)
        elif cards.size_mm is None:
            _card(flow, cards, row, photo, box)
        else:
            _upright(flow, cards, row, photo, cards.codes[nth] if nth < len(cards.codes) else "", box)
    if cards.rows:
        flow.y = frame.bottom


def _marks(flow: Flow, first: Box, across: int, down: int) -> None:
    """A small cross at every corner of a card."""
    for column in range(across + 1):
        for row in range(down + 1):
            x, y = first.x + column * first.width, first.top - row * first.height
            flow.page.thin.append((x - _MARK, y, x + _MARK, y))
            flow.page.thin.append((x, y - _MARK, x, y + _MARK))


def _card(flow: Flow, cards: Cards, row: Row, photo: bytes | None, box: Box) -> None:
    sizes = _SMALL if cards.per_page > _MANY else _LARGE
    y = _head(flow, cards, box, sizes)
    wide, high = (side * MM for side in PHOTO_MM)
    left, right = box.x + _PAD, box.x + box.width - _PAD
    flow.page.frames.append((right - wide, y - high, wide, high))
    if photo is not None:
        flow.page.pictures.append((right - wide, y - high, wide, high, photo))
    beside = y - high - _GAP
    for value, column in zip(row.cells, cards.columns, strict=True):
        text = _("{label}：{value}").format(label=column.heading, value=_words(cell_text(value, column), column))
        room = (right - left) - (wide + _GAP if y > beside else 0)
        fitted = flow.fitter.fit(visible(text), Room("body", sizes.words, room))
        for line in fitted.lines:
            flow.say(line, "body", fitted.size, y - sizes.words * _LINE / 2, Slot(left))
            y -= max(sizes.words, fitted.size) * _LINE if len(fitted.lines) == 1 else fitted.size * LEADING
    _notes(flow, cards, Box(left, min(y, beside), right - left, min(y, beside) - (box.top - box.height)), sizes.notes)


def _sticker(flow: Flow, cards: Cards, row: Row, box: Box) -> None:
    """A card to be stuck on a desk: the line of the session, the first cell to be seen from afar, the others below it."""
    middle = Slot(box.x, box.width, "center")
    room = box.width - 2 * _PAD
    lines = [(cards.subtitle, "body", _SMALL.subtitle), (cell_text(row.cells[0], cards.columns[0]), "title", _SEAT)]
    for value, column in zip(row.cells[1:], cards.columns[1:], strict=True):
        named = column.kind == "name"
        words = visible(_words(cell_text(value, column), column))
        lines.append((words, "title" if named else "body", _NAME if named else _SMALL.words))
    told = [(flow.fitter.fit(words, Room(face, size, room)), face) for words, face, size in lines if words]
    y = box.top - (box.height - sum(len(one.lines) * one.size * _LINE for one, _face in told)) / 2
    for fitted, face in told:
        for line in fitted.lines:
            flow.say(line, face, fitted.size, y - fitted.size * _LINE / 2, middle)
            y -= fitted.size * _LINE


def _upright(  # noqa: PLR0913, PLR0917 - what a card bears
    flow: Flow, cards: Cards, row: Row, photo: bytes | None, code: str, box: Box
) -> None:
    """A card to be worn: title, photo, name, and below it the rest beside the square to be scanned."""
    y = _head(flow, cards, box, _SMALL)
    wide, high = (side * MM for side in PHOTO_MM)
    flow.page.frames.append((box.x + (box.width - wide) / 2, y - high, wide, high))
    if photo is not None:
        flow.page.pictures.append((box.x + (box.width - wide) / 2, y - high, wide, high, photo))
    y -= high + _GAP / 2
    (name, *rest), (called, *columns) = row.cells, cards.columns
    fitted = flow.fitter.fit(_words(cell_text(name, called), called), Room("title", _NAME, box.width - 2 * _PAD))
    for line in fitted.lines:
        flow.say(line, "title", fitted.size, y - fitted.size * 0.7, Slot(box.x, box.width, "center"))
        y -= fitted.size * _LINE
    low = box.top - box.height + _PAD
    square = _CODE if code else 0.0
    if code:
        flow.page.pictures.append((box.x + box.width - _PAD - square, low, square, square, _scannable(code)))
    for value, column in zip(rest, columns, strict=True):
        text = _("{label}：{value}").format(label=column.heading, value=cell_text(value, column))
        beside = square + _GAP / 2 if y - _SMALL.words * _LINE * 2 < low + square else 0.0
        fitted = flow.fitter.fit(visible(text), Room("body", _SMALL.words, box.width - 2 * _PAD - beside))
        for line in fitted.lines:
            flow.say(line, "body", fitted.size, y - _SMALL.words * _LINE / 2, Slot(box.x + _PAD))
            y -= max(_SMALL.words, fitted.size) * _LINE if len(fitted.lines) == 1 else fitted.size * LEADING


def _scannable(code: str) -> bytes:
    """A QR code as a picture of black and white points, without the margin: a card is white about it."""
    made = QrCodeWidget(code).qr
    made.make()
    side = len(made.modules)
    picture = Image.new("1", (side, side), 1)
    picture.putdata([0 if dark else 1 for line in made.modules for dark in line])
    kept = BytesIO()
    picture.resize((side * _POINTS, side * _POINTS), Image.Resampling.NEAREST).save(kept, "PNG")
    return kept.getvalue()


def _words(text: str, column: object) -> str:
    """Digits of a number in fours, names spaced as everywhere."""
    kind, face = getattr(column, "kind", ""), getattr(column, "font", "")
    if face == "digits":
        return " ".join(text[at : at + _FOUR] for at in range(0, len(text), _FOUR))
    return spaced_name(text) if kind == "name" else text


def _head(flow: Flow, cards: Cards, box: Box, sizes: _Sizes) -> float:
    """The title and the line below it; returns where the words begin."""
    y = box.top - _PAD
    for text, face, size in ((cards.title, "title", sizes.title), (cards.subtitle, "body", sizes.subtitle)):
        if text:
            fitted = flow.fitter.fit(text, Room(face, size, box.width - 2 * _PAD))
            for line in fitted.lines:
                flow.say(line, face, fitted.size, y - size * 0.6, Slot(box.x, box.width, "center"))
                y -= fitted.size * _LINE
    return y - 1 * MM


def _notes(flow: Flow, cards: Cards, box: Box, size: float) -> None:
    """What to mind: a line each on a large card, one after the other on a small one, smaller where there is little room."""
    if not cards.notes:
        return
    told = [f"{nth}. {note}" for nth, note in enumerate(cards.notes, 1)]
    text = (" " if cards.per_page > _MANY else "\n").join(told)
    top, room = box.top - 1 * MM, box.height - 1 * MM - _PAD / 2
    lines = wrap(text, box.width / size, lambda part: flow.fitter.measure(part, "body"))
    fitted = Fitted(size, lines)
    if fitted.height > room:
        fitted = flow.fitter.fit(text, Room("body", size, box.width, room, wrap_first=True))
    for nth, line in enumerate(fitted.lines):
        flow.say(line, "body", fitted.size, top - (nth + 0.5) * fitted.size * LEADING, Slot(box.x))
