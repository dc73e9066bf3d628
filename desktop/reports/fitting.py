"""Fitting words into a width: shrink, wrap, shrink further, never cut; a pure matter of numbers."""

import re
from collections.abc import Callable
from itertools import chain
from typing import NamedTuple

Measure = Callable[[str, str], float]  # (text, face) -> width in ems

_OPENING, _CLOSING = "（《“‘「『【〔〈［｛([{", "）》”’」』】〕〉］｝)]},，。、；：！？…％"
_TOKEN = re.compile(  # what must not be torn apart
    rf"\s+|[{re.escape(_OPENING)}]*(?:[0-9A-Za-z.@%:/_+~-]+|\S)[{re.escape(_CLOSING)}]*"
)
_SOLID = re.compile(r"[0-9A-Za-z.@%:/_+~-]+")
_JOINTED = re.compile(r"[^-/_:]+[-/_:]*|[-/_:]+")  # the parts of a number or an address
_SLACK = 1.000001  # rounding must not push the last character of an exact fit to a line of its own
SHRINK = 0.8  # as far as a line shrinks before it is wrapped
_BODY = ((0.8, 2), (0.72, 3), (0.68, 10_000))
_HEADING = ((1.0, 2), (0.9, 3), (0.8, 3), (0.7, 4), (0.6, 10_000))
_FLOOR = 0.7
_WORD, _LEAST_WORD = re.compile(r"[A-Za-z]+"), 0.5  # cut without a hyphen it reads as two
LEADING = 1.14  # distance of baselines in cells, in sizes


class Fitted(NamedTuple):
    """Lines and the size in points at which they fit."""

    size: float
    lines: tuple[str, ...]

    @property
    def height(self) -> float:
        """Points from the top of the first line to the foot of the last."""
        return len(self.lines) * self.size * LEADING


def wrap(text: str, limit: float, width: Callable[[str], float]) -> tuple[str, ...]:
    """Lines no wider than `limit` ems, broken between words or Han characters, never before closing punctuation."""
    limit *= _SLACK
    lines = list[str]()
    for part in text.split("\n"):
        line, used = "", 0.0
        for token in _TOKEN.findall(part):
            wide = width(token)
            if used + wide <= limit:
                line, used = line + token, used + wide
                continue
            if line.strip():
                lines.append(line.rstrip())
            *full, line = _pieces(token.lstrip(), limit, width)
            lines += full
            used = width(line)
        lines.append(line.rstrip())
    return tuple(lines)


def _pieces(token: str, limit: float, width: Callable[[str], float]) -> list[str]:
    """A token cut into pieces that fit; only what is wider than a line is cut at all, and first between its parts."""
    pieces, piece, used = [], "", 0.0
    parts = (part if width(part) > limit else (part,) for part in _JOINTED.findall(token))
    for part in chain.from_iterable(parts):
        wide = width(part)
        if piece and used + wide > limit:
            pieces.append(piece)
            piece, used = "", 0.0
        piece, used = piece + part, used + wide
    return [*pieces, piece]


def balanced(text: str, limit: float, width: Callable[[str], float]) -> tuple[str, ...]:
    """Like `wrap`, with the lines of equal length where that takes no more of them, nor cuts what stands whole."""
    lines = wrap(text, limit, width)
    if not 1 < len(lines) <= 3 or "\n" in text:  # noqa: PLR2004 - longer texts read better with full lines
        return lines
    solid = (wide for wide in map(width, _TOKEN.findall(text)) if wide <= limit)
    low, high = max([sum(map(width, lines)) / len(lines), *solid]), limit
    for _nth in range(7):
        middle = (low + high) / 2
        tried = wrap(text, middle, width)
        if len(tried) > len(lines):
            low = middle
        else:
            high, lines = middle, tried
    return lines


class Room(NamedTuple):
    """Where words are to go: face, wished size, and the width and height they may not exceed, all in points.

    With `wrap_first` (headings, merged cells) words are wrapped before they shrink far; others shrink first.
    """

    face: str
    size: float
    width: float
    height: float = 1e9
    wrap_first: bool = False


class Fitter:
    """Fits texts to widths and remembers what it found; names of schools and enterprises come again and again."""

    def __init__(self, measure: Measure) -> None:
        self.measure = measure
        self._found: dict[tuple[str, Room], Fitted] = {}

    def fit(self, text: str, room: Room) -> Fitted:
        """The text within the room: shrunk to 80 %, then two lines, then smaller, then more lines.

        The height is kept too, whatever it costs in size.
        """
        key = (text, room)
        if key not in self._found:
            self._found[key] = self._fit(text, room)
        return self._found[key]

    def _fit(self, text: str, room: Room) -> Fitted:
        face, size, width, height, wrap_first = room

        def ems(part: str) -> float:
            return self.measure(part, face)

        if "\n" not in text:
            share = width / max(ems(text) * size, 1e-9)
            least = _LEAST_WORD if _WORD.fullmatch(text) else _FLOOR if _SOLID.fullmatch(text) else SHRINK
            if share >= least and min(size, size * share) * LEADING <= height:
                return Fitted(min(size, size * share), (text,))
        for scale, most in _HEADING if wrap_first else _BODY:
            found = Fitted(size * scale, balanced(text, width / (size * scale), ems))
            if len(found.lines) <= most and found.height <= height:
                return found
        while found.height > height and found.size > 1:
            smaller = found.size * 0.93
            found = Fitted(smaller, balanced(text, width / smaller, ems))
        return found
