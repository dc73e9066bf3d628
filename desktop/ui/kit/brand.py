"""The mark of the program: two circles that share a part."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPainterPath
from PySide6.QtWidgets import QWidget

from desktop.ui.kit import paint
from desktop.ui.kit.paint import LEFT
from desktop.ui.kit.theme import SEMIBOLD, colour, font
from models.words import _


def paint_brand(painter: QPainter, corner: QPointF, height: float) -> None:
    """Draw the mark: two circles that share a part, the school's colour and the enterprise's."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    one, other = QPainterPath(), QPainterPath()
    one.addEllipse(QRectF(corner.x(), corner.y(), height, height))
    other.addEllipse(QRectF(corner.x() + height * 0.55, corner.y(), height, height))
    painter.fillPath(one, colour("accent"))
    painter.fillPath(other, colour("teal_mid"))
    shared = one.intersected(other)
    box = shared.boundingRect()
    blend = QLinearGradient(box.topLeft(), box.topRight())
    blend.setColorAt(0, QColor(colour("surface")))
    blend.setColorAt(1, QColor(colour("teal_soft")))
    painter.fillPath(shared, blend)


class Brand(paint.Painted, QWidget):
    """The mark and the name."""

    def __init__(self) -> None:
        super().__init__()
        self.rail = False
        self.setFixedHeight(32)

    def _paint(self, painter: QPainter) -> None:
        left = (self.width() - 25) / 2 if self.rail else 8
        paint_brand(painter, QPointF(left, (self.height() - 16) / 2), 16)
        if not self.rail:
            paint.pen(painter, "text", font(15, SEMIBOLD))
            space = QRectF(42, -0.5, self.width() - 42, self.height())
            painter.drawText(space, LEFT, _("双元"))
