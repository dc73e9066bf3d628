"""Lines of what changes, painted under each other: what was struck through, an arrow, what will be, and a small line below."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect
from PySide6.QtGui import QFont, QFontMetrics, QPainter

from desktop.ui.form.timeline import Boxes, WrappedColumn, height_of, write_wrapped
from desktop.ui.kit import icons, paint
from desktop.ui.kit.theme import MEDIUM, NOTE, font
from desktop.ui.record.act_outcome import Outcome
from models.words import clauses

_GAP, _ARROW, _BETWEEN = 6, 16, 7  # pixels: beside a word, of the arrow, between lines


@dataclass(frozen=True, slots=True)
class OutcomeLine(Outcome):
    """An outcome as it is painted: what was is struck through."""

    ink: str = "text"


@dataclass(frozen=True, slots=True)
class _Piece:
    """Words of one look in their place; without words an arrow."""

    box: QRect
    words: str
    face: QFont
    ink: str


class OutcomeLines(WrappedColumn):
    """The lines; every word is seen, however narrow it is."""

    SOFT = False

    def __init__(self) -> None:
        super().__init__()
        self.told: tuple[OutcomeLine, ...] = ()
        self._pieces: list[_Piece] = []

    def say(self, told: Sequence[OutcomeLine]) -> None:
        """Show these."""
        if self.told != tuple(told):
            self.told = tuple(told)
            self._kept = (-1, [])
            self.setAccessibleName(clauses(line.words for line in told))
            self.updateGeometry()
            self.update()

    def _measured(self, width: int) -> Boxes:
        self._pieces, top = [], 0
        for line in self.told:
            for piece in _pieces(line, top, width):
                self._pieces.append(piece)
                top = max(top, piece.box.bottom() + 1)
            top += _BETWEEN
        return [(piece.box, piece.box) for piece in self._pieces]

    def heightForWidth(self, width: int) -> int:
        """As high as all lines."""
        boxes = self._boxes(width)
        return max((box.bottom() + 1 for box, _same in boxes), default=0)

    def _paint(self, painter: QPainter) -> None:
        self._boxes(self.width())
        for piece in self._pieces:
            if piece.words:
                paint.pen(painter, piece.ink, piece.face)
                write_wrapped(painter, piece.box, piece.words)
            else:
                icons.draw(painter, "arrow_right", piece.box.topLeft().toPointF(), _ARROW, "text3")


def _pieces(line: OutcomeLine, top: int, width: int) -> Iterator[_Piece]:
    """The pieces of a line: beside each other as far as there is room, what is longer on lines of its own."""
    x, y, low = 0, top, top
    for words, face, ink in _looks(line):
        metrics = QFontMetrics(face)
        wide = metrics.horizontalAdvance(words) + 1 if words else _ARROW
        if x and x + wide > width:
            x, y = 0, low + 2
        high = height_of(metrics, words, min(wide, width)) if words else _ARROW
        drop = max(0, QFontMetrics(font()).height() - metrics.height()) // 2 if words else 1
        box = QRect(x, y + drop, min(wide, width), high)
        yield _Piece(box, words, face, ink)
        x, low = x + box.width() + _GAP, max(low, box.bottom() + 1)
    if line.more:
        small = font(NOTE)
        start = low + (3 if low > top else 0)
        yield _Piece(
            QRect(0, start, width, height_of(QFontMetrics(small), line.more, width)), line.more, small, "text2"
        )


def _looks(line: OutcomeLine) -> Iterator[tuple[str, QFont, str]]:
    """The pieces of the first line with their look."""
    if line.label:
        yield line.label, font(), "text2"
    if line.before:
        yield line.before, _struck(), "text3"
        yield "", font(), ""
    if line.after:
        yield line.after, font(weight=MEDIUM) if line.ink == "text" else font(), line.ink
    if line.count:
        yield line.count, font(NOTE), "text3"


def _struck() -> QFont:
    face = QFont(font())
    face.setStrikeOut(True)
    return face
