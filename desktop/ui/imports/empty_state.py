"""What stands in the place of the grid when no row is to be seen."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop.ui.kit import icons, paint
from desktop.ui.kit.theme import SEMIBOLD, colour, font
from models.words import _

_CIRCLE = 72


class EmptyState(QWidget):
    """Why there is nothing, and that it is well."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.head, self.note, self.clean = "", "", True
        self.set_reason(clean=True)

    def set_reason(self, *, clean: bool) -> None:
        """EmptyState to mend, or nothing of the kind that is looked for."""
        self.clean = clean
        self.head = _("没有要改正的行") if clean else _("没有这样的行")
        self.note = (
            _("可以直接导入；关闭“只看有问题的行”查看全部") if clean else _("换一类查看，或关闭“只看有问题的行”")
        )
        self.setAccessibleName(f"{self.head}。{self.note}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the sign and the words in the middle."""
        painter = paint.smooth(self)
        middle, top = self.width() / 2, max(self.height() / 2 - 90, 16)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("ok_soft" if self.clean else "sunken"))
        painter.drawEllipse(QRectF(middle - _CIRCLE / 2, top, _CIRCLE, _CIRCLE))
        name, ink = ("checkmark_circle", "ok") if self.clean else ("search", "text2")
        icons.draw(painter, name, QPointF(middle - 16, top + _CIRCLE / 2 - 16), 32, ink)
        paint.pen(painter, "text", font(14, SEMIBOLD))
        painter.drawText(QRectF(0, top + 84, self.width(), 24), Qt.AlignmentFlag.AlignCenter, self.head)
        paint.pen(painter, "text3", font())
        painter.drawText(QRectF(0, top + 110, self.width(), 22), Qt.AlignmentFlag.AlignCenter, self.note)
