"""What opens below a box: a raised plate inside the window, flipped up where there is no room, one at a time."""

from typing import ClassVar

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QGraphicsDropShadowEffect, QMenu, QWidget
from shiboken6 import isValid

from desktop.ui.kit import paint
from desktop.ui.kit.theme import colour

_GAP, _CORNER = 4, 8


class Popup(paint.Painted, QFrame):
    """A child of the window, so that it never takes the keyboard from its box; it goes when the box does."""

    shown: ClassVar["Popup | None"] = None

    def __init__(self, box: QWidget) -> None:
        super().__init__(box)
        self.box = box
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_NoMousePropagation)
        self.hide()
        box.installEventFilter(self)
        box.destroyed.connect(self.deleteLater)

    def open_below(self, width: int, height: int) -> None:
        """Show it under its box, at most as wide and high as the window allows."""
        window = self.box.window()
        if self.parent() is not window:
            self.setParent(window)
        if self.graphicsEffect() is None:
            self._cast_shadow()
        width = min(width, window.width() - 16)
        corner = self.box.mapTo(window, QPoint(0, self.box.height() + _GAP))
        if corner.y() + height > window.height() - 8:
            above = self.box.mapTo(window, QPoint(0, 0)).y() - _GAP - height
            corner.setY(max(above, 8))
        corner.setX(max(min(corner.x(), window.width() - width - 8), 8))
        self.setGeometry(corner.x(), corner.y(), width, height)
        Popup.close_shown(but=self)
        Popup.shown = self
        self.show()
        self.raise_()

    def _cast_shadow(self) -> None:
        shadow = QGraphicsDropShadowEffect(self)
        shadow.setBlurRadius(28)
        shadow.setOffset(0, 8)
        shadow.setColor(colour("scrim"))
        self.setGraphicsEffect(shadow)

    @classmethod
    def close_shown(cls, but: "Popup | None" = None) -> None:
        """Close the one that is open, if any: what it belongs to has moved."""
        standing = cls.shown
        if standing is not None and standing is not but and isValid(standing):
            standing.hide()

    def hideEvent(self, event: object) -> None:
        """Nothing is open any more."""
        if Popup.shown is self:
            Popup.shown = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Close with the box: when it loses the keyboard, is hidden, or the window is resized under it."""
        if watched is self.box and event.type() in (QEvent.Type.FocusOut, QEvent.Type.Hide, QEvent.Type.Resize):
            self.hide()
        return super().eventFilter(watched, event)

    def _paint(self, painter: QPainter) -> None:
        paint.plate(painter, self.rect(), _CORNER, "raised", "line2")


def pop_up(menu: QMenu, at: QPoint) -> None:
    """Offer a menu made for this once: it is gone when it closes, and not only with the window."""
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(at)
