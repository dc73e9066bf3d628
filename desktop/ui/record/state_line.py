"""A line that says a state: its shape, what it is about, the value, and what the value is measured by."""

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.kit import paint
from desktop.ui.kit.chips import Shape, paint_shape
from desktop.ui.kit.page_widgets import cut
from desktop.ui.kit.paint import LEFT, RIGHT
from desktop.ui.kit.theme import MEDIUM, NOTE, colour, font
from models.words import N_, _

SAID = {
    Shape.TODO: N_("未登记"), Shape.WAIT: N_("待办"), Shape.ACTIVE: N_("进行中"), Shape.DONE: N_("已达成"),
    Shape.STOP: N_("未达成"), Shape.LEFT: N_("已退出"), Shape.PAUSED: N_("暂停"),
}  # fmt: skip


class StateLine(QWidget):
    """One line; the shape is also said in words."""

    def __init__(self, shape: Shape, label: str, value: str = "", base: str = "") -> None:
        super().__init__()
        self.shape, self.label, self.value, self.base = shape, label, value, base
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{label}：{value} {base}，{_(SAID[shape])}")
        self.setToolTip(f"{label}：{value} {base}".strip())

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(200, 24)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw shape, label, value, base."""
        painter = QPainter(self)
        paint_shape(painter, self.shape, QPointF(0, 4))
        box = QRectF(self.rect()).adjusted(24, 0, 0, 0).translated(0, -0.5)
        paint.words(painter, box, RIGHT, self.base, "text3", font(NOTE))
        right = box.adjusted(0, 0, -QFontMetrics(font(NOTE)).horizontalAdvance(self.base) - (6 if self.base else 0), 0)
        strong = self.shape in (Shape.DONE, Shape.STOP)
        painter.setFont(font(weight=MEDIUM) if strong else font())
        painter.setPen(colour("danger" if self.shape is Shape.STOP else "text" if strong else "text2"))
        painter.drawText(right, RIGHT, self.value)
        taken = painter.fontMetrics().horizontalAdvance(self.value) + 8
        paint.words(painter, box, LEFT, cut(painter, self.label, right.width() - taken), "text", font())
