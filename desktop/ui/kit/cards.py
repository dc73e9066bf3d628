"""Cards: a framed ground for figures, either plain or as one large button."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QWidget

from desktop.ui.kit import layouts, paint
from desktop.ui.kit.accessibility import Pressable
from desktop.ui.kit.theme import focus_width

CORNER = 8


def paint_card(painter: QPainter, box: QRectF, border: str = "line2", width: float = 1) -> None:
    """Draw the ground and border of a card."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint.plate(painter, box, CORNER, "surface", border, width)


class Framed(paint.Painted, QFrame):
    """A framed ground."""

    def _paint(self, painter: QPainter) -> None:
        paint_card(painter, QRectF(self.rect()))


class Card(Framed):
    """A framed ground; put its contents into `column`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.column = layouts.column(parent=self, gap=8, margins=(16, 14, 16, 14))


class DoorCard(Pressable):
    """A card that is a button as a whole: hover and focus show it by the border; contents go into `column`.

    Give it an accessible name that says figure, unit and where it leads. Children do not take the mouse.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.column = layouts.column(parent=self, gap=8, margins=(16, 14, 16, 14))

    def add(self, child: QWidget) -> None:
        """Put a child under the others; clicks on it are clicks on the card."""
        child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.column.addWidget(child)

    def sizeHint(self) -> QSize:
        """As large as its contents."""
        return self.column.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """As small as its contents may be."""
        return self.column.minimumSize()

    def _paint(self, painter: QPainter) -> None:
        edge = "accent" if self.hasFocus() or self.underMouse() else "line2"
        paint_card(painter, QRectF(self.rect()), edge, focus_width() if self.hasFocus() else 1)
