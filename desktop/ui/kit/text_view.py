"""Text of several lines in a frame; one of them is never written in: read, searched with the eye, selected, copied."""

from PySide6.QtCore import QEvent
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QFrame, QPlainTextEdit

from desktop.ui.kit import paint
from desktop.ui.kit.theme import NOTE, focus_width, font

_CORNER = 5


class FramedText(QPlainTextEdit):
    """A text of several lines in the frame of a text box; Tab leaves it. `inks` are its ground and its line."""

    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)

    def inks(self) -> tuple[str, str]:
        """Ground and line."""
        return "surface", "accent" if self.hasFocus() else "line2"

    def event(self, event: QEvent) -> bool:
        """Paint the frame below the words."""
        if event.type() == QEvent.Type.Paint:
            width = focus_width() if self.hasFocus() else 1
            with paint.smooth(self) as painter:
                paint.plate(painter, self.rect(), _CORNER, *self.inks(), width)
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the frame of the focus."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """And take it away."""
        super().focusOutEvent(event)
        self.update()


class TextView(FramedText):
    """To be read only; scrolls by itself."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setReadOnly(True)
        self.setFont(font(NOTE))
        self.setViewportMargins(8, 6, 4, 6)
