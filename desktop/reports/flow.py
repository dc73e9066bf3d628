"""Pages while they fill: paper, margins, rows cut to pages; in points from the paper's lower left corner."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from desktop.reports.document import Document
from desktop.reports.fitting import Fitter

MM = 72 / 25.4
PAPERS = {"A4": (210 * MM, 297 * MM), "A3": (297 * MM, 420 * MM)}
MIDDLE = 0.38  # a Han character's middle above its baseline, in sizes
NOTE, TEXT, SUBTITLE, TITLE = 9.0, 10.5, 12.0, 22.0  # 小五 五号 小四 二号


class Text(NamedTuple):
    """A line of words at the left end of its baseline."""

    x: float
    y: float
    text: str
    face: str
    size: float


@dataclass(slots=True)
class Page:
    """What stands on one page: words, lines (x1, y1, x2, y2), boxes (x, y, width, height) thick, thin and grey, pictures in theirs."""

    texts: list[Text] = field(default_factory=list)
    thin: list[tuple[float, float, float, float]] = field(default_factory=list)
    boxes: list[tuple[float, float, float, float]] = field(default_factory=list)
    grey: list[tuple[float, float, float, float]] = field(default_factory=list)
    frames: list[tuple[float, float, float, float]] = field(default_factory=list)
    pictures: list[tuple[float, float, float, float, bytes]] = field(default_factory=list)


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
        if stop == len(heights) and used + tail <= room + 1e-6:
            return [*pages, range(start, stop)]
        stop = min(stop, max(start, len(heights) - keep))
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
