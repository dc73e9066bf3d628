"""A choice of a form: a few words side by side, one of them or none chosen: sex, way of boarding, yes and no."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPaintEvent, QPen

from desktop.ui.kit import paint
from desktop.ui.kit.choices import Segmented
from desktop.ui.kit.theme import MEDIUM, colour, font
from models.schema.complaints import Severity

ROOM = 218  # pixels a field has at the narrowest
_CLEARING = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)


def fits(words: Sequence[str]) -> bool:
    """Whether the words are few and short enough to stand side by side."""
    metrics = QFontMetrics(font(weight=MEDIUM))
    return sum(metrics.horizontalAdvance(word) + 24 for word in words) + 4 <= ROOM


class Segments(Segmented):
    """Pressing the chosen word again, or Delete, chooses none."""

    def __init__(self, options: Sequence[tuple[Any, str]], name: str) -> None:
        super().__init__(options, name)
        self.severity: Severity | None = None

    def complain(self, severity: Severity | None) -> None:
        """Colour the edge after the worst complaint."""
        self.severity = severity
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take what is clicked, or take it off."""
        before = self.key
        super().mousePressEvent(event)
        if before is not None and self.key == before:
            self.take(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete and Backspace take the choice off."""
        if event.key() in _CLEARING:
            self.take(None)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The words, and the edge when something is wrong."""
        super().paintEvent(event)
        if self.severity is not None:
            with paint.smooth(self) as painter:
                painter.setPen(QPen(colour("danger" if self.severity is Severity.ERROR else "warn_solid"), 1))
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
