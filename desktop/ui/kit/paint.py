"""What is painted everywhere in one way: words in an ink and a face, a plate with its ground and its line."""

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.kit.theme import colour

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
Ink = str | QColor
"""A token of the theme, or a colour of the caller's own."""


def smooth(widget: QWidget) -> QPainter:
    """A painter for a widget, whose edges are soft; with it (see Painted)."""
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    return painter


if TYPE_CHECKING:
    _Base = QWidget
else:
    _Base = object


class Painted(_Base):
    """A widget of any kind that paints itself (named before Qt's class), of one size where it names it.

    Its edges are soft; where words are struck out they must not be: the line through them would be thick and pale.
    """

    SIZE: ClassVar[QSize | None] = None
    SOFT: ClassVar[bool] = True

    def _paint(self, painter: QPainter) -> None:
        raise NotImplementedError

    def _stand(self, name: str, tip: str = "") -> None:
        """Be as wide as there is room, and called so by a screen reader and under the pointer."""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)
        self.setToolTip(tip)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Have it painted; the painter is done with the widget whatever happens, else the process dies with the widget."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, self.SOFT)
            self._paint(painter)

    def sizeHint(self) -> QSize:
        """As it names it, else as Qt has it."""
        return self.SIZE or super().sizeHint()


def pen(painter: QPainter, ink: Ink, face: QFont | None = None) -> None:
    """Write and draw in this ink from now on, and in this face."""
    painter.setPen(_coloured(ink))
    if face is not None:
        painter.setFont(face)


def frame(  # noqa: PLR0913, PLR0917 - a plate has that many sides
    painter: QPainter, rect: QRectF | QRect, radius: float, ground: Ink = "", line: Ink = "", width: float = 1
) -> None:
    """A rounded plate on a ground within a line; without either where it is not named."""
    painter.setPen(QPen(_coloured(line), width) if line else Qt.PenStyle.NoPen)
    painter.setBrush(_coloured(ground) if ground else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect, radius, radius)


def plate(  # noqa: PLR0913, PLR0917 - as frame
    painter: QPainter, rect: QRectF | QRect, radius: float, ground: Ink = "", line: Ink = "", width: float = 1
) -> None:
    """A frame whose line stands wholly within the rectangle."""
    half = width / 2 if line else 0
    frame(painter, QRectF(rect).adjusted(half, half, -half, -half), radius, ground, line, width)


def bar(  # noqa: PLR0913 - as frame
    painter: QPainter, track: QRectF, share: float, ink: Ink, *, ground: Ink = "sunken", least: float | None = None
) -> None:
    """A track of which a share is filled, where there is one by `least` so many pixels: a dot of the track's height."""
    radius = track.height() / 2
    frame(painter, track, radius, ground)
    if share:
        filled = max(track.height() if least is None else least, track.width() * min(1.0, share))
        frame(painter, QRectF(track.left(), track.top(), filled, track.height()), radius, ink)


def words(  # noqa: PLR0913, PLR0917 - where, what and how
    painter: QPainter, rect: QRectF | QRect, align: int | Qt.AlignmentFlag, text: str, ink: Ink,
    face: QFont | None = None,
) -> None:  # fmt: skip
    """Words in a rectangle."""
    pen(painter, ink, face)
    painter.drawText(rect, align, text)


def line(  # noqa: PLR0913, PLR0917 - as words
    painter: QPainter, rect: QRectF | QRect, align: int | Qt.AlignmentFlag, text: str, ink: Ink,
    face: QFont | None = None,
) -> None:  # fmt: skip
    """One line of words, cut where it is longer than its room."""
    pen(painter, ink, face)
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(rect.width()))
    painter.drawText(rect, align, shown)


def _coloured(ink: Ink) -> QColor:
    return colour(ink) if isinstance(ink, str) else ink
