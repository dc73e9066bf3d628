"""A longer text to read, search with the eye, select and copy: never to be written in."""

from PySide6.QtCore import QEvent, QRectF
from PySide6.QtGui import QFocusEvent, QPen
from PySide6.QtWidgets import QFrame, QPlainTextEdit

from desktop.ui.kit import paint
from desktop.ui.kit.theme import NOTE, colour, focus_width, font

_CORNER = 5


class TextView(QPlainTextEdit):
    """Scrolls by itself; Tab leaves it."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setFont(font(NOTE))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setViewportMargins(8, 6, 4, 6)
        self.viewport().setAutoFillBackground(False)

    def event(self, event: QEvent) -> bool:
        """Paint the frame below the words."""
        if event.type() == QEvent.Type.Paint:
            painter = paint.smooth(self)
            focused = self.hasFocus()
            width = focus_width() if focused else 1
            painter.setBrush(colour("surface"))
            painter.setPen(QPen(colour("accent" if focused else "line2"), width))
            half = width / 2
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), _CORNER, _CORNER)
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the frame of the focus."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """And take it away."""
        super().focusOutEvent(event)
        self.update()
