"""The head of the grid in which an import is put right, and how texts are cut in both."""

from functools import lru_cache

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QStaticText, QTransform
from PySide6.QtWidgets import QHeaderView, QWidget

from desktop.ui.imports.review_model import CELL_ROLE, NUMBER
from desktop.ui.kit import paint
from desktop.ui.kit.paint import LEFT, RIGHT
from desktop.ui.kit.theme import MICRO, colour, font

HEAD_HEIGHT = 32
PADDING = 10
_WIDE_CHARACTER = 14
_KEPT = 4000  # texts laid out and kept: some screens full


class ReviewHead(QHeaderView):
    """Labels with the number of cells below that are wrong (red) or doubtful (amber)."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(48)
        self.setFixedHeight(HEAD_HEIGHT)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803 - Qt's name
        """Ground, hairline, label, badges."""
        painter.fillRect(rect, colour("header"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, colour("line2"))
        model = self.model()
        label = str(model.headerData(logicalIndex, self.orientation()) or "")
        bad, doubtful = model.headerData(logicalIndex, self.orientation(), CELL_ROLE) or (0, 0)
        space = QRectF(rect).adjusted(PADDING, -0.5, -PADDING, -0.5)
        badges = [(f"{n:,}", tone) for n, tone in ((bad, "danger"), (doubtful, "warn")) if n]
        painter.setFont(font(MICRO))
        widths = [max(painter.fontMetrics().horizontalAdvance(text) + 10, 18) for text, _tone in badges]
        paint.pen(painter, "text2", font())
        room = QRectF(space.left(), space.top(), space.width() - sum(widths) - 6 * len(widths), space.height())
        shown = elided(painter, label, room)
        painter.drawText(room, RIGHT if logicalIndex == NUMBER else LEFT, shown)
        x = space.left() + painter.fontMetrics().horizontalAdvance(shown) + 8
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font(MICRO))
        for (text, tone), width in zip(badges, widths, strict=True):
            badge = QRectF(x, rect.center().y() - 8.5, width, 18)
            paint.frame(painter, badge, 9, f"{tone}_soft")
            paint.words(painter, badge.translated(0, -0.5), Qt.AlignmentFlag.AlignCenter, text, tone)
            x += width + 6


def elided(painter: QPainter, text: str, space: QRectF) -> str:
    """The text, cut where there is no room."""
    if len(text) * _WIDE_CHARACTER <= space.width():  # asking the font costs as much as drawing
        return text
    return painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(space.width()))


@lru_cache(maxsize=_KEPT)
def laid_out(text: str, width: int, size: int, weight: QFont.Weight) -> QStaticText:
    """A text cut to a width, its glyphs found once; forget them all when the fonts change."""
    kind = font(size, weight)
    metrics = QFontMetricsF(kind)
    fits = len(text) * (_WIDE_CHARACTER + 1) <= width
    made = QStaticText(text if fits else metrics.elidedText(text, Qt.TextElideMode.ElideRight, width))
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.prepare(QTransform(), kind)
    return made


def draw_words(painter: QPainter, space: QRectF, text: str, kind: tuple[int, QFont.Weight], *, right: bool) -> None:
    """Draw one line in the middle of a space, at its left or right; `kind` is size and weight."""
    words = laid_out(text, int(space.width()), *kind)
    painter.setFont(font(*kind))
    extent = words.size()
    left = space.right() - extent.width() if right else space.left()
    painter.drawStaticText(QPointF(left, space.top() + (space.height() - extent.height()) / 2), words)
