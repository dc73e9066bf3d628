"""Chips: words of state on a soft tint, conditions that can be taken away, and the shapes that say a state without colour."""

import enum
import math

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.kit import icons, paint
from desktop.ui.kit.accessibility import Pressable, keeps
from desktop.ui.kit.paint import LEFT
from desktop.ui.kit.theme import MEDIUM, NOTE, colour, focus_width, font
from models.words import _

TONES = {
    "plain": ("press", "text2"), "accent": ("accent_soft", "accent_text"), "teal": ("teal_soft", "teal"),
    "ok": ("ok_soft", "ok"), "warn": ("warn_soft", "warn"), "danger": ("danger_soft", "danger"),
    "violet": ("violet_soft", "violet"),
}  # fmt: skip
HEIGHT, FILTER_HEIGHT = 20, 26
_PAD, _CROSS = 8, 24


def chip_width(text: str, icon: str | None = None) -> int:
    """How wide a chip with these words is, in logical pixels."""
    from PySide6.QtGui import QFontMetrics

    return QFontMetrics(font(NOTE)).horizontalAdvance(text) + 2 * _PAD - 2 + (16 if icon else 0)


def paint_chip(painter: QPainter, at: QRectF, text: str, tone: str = "plain", icon: str | None = None) -> None:
    """Draw a chip into `at`, for delegates and painted panels; words that do not fit are cut."""
    ground, ink = TONES[tone]
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour(ink), 1) if colour(ground) == colour("surface") else Qt.PenStyle.NoPen)
    painter.setBrush(colour(ground))
    painter.drawRoundedRect(at.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    space = at.adjusted(_PAD - 1, -1, -_PAD + 1, -1)
    if icon:
        icons.draw(painter, icon, QPointF(space.left(), at.center().y() - 6), 12, ink)
        space.adjust(16, 0, 0, 0)
    paint.pen(painter, ink, font(NOTE))
    words = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, math.ceil(space.width()) + 1)
    painter.drawText(space, LEFT, words)
    painter.restore()


class Chip(paint.Painted, QWidget):
    """One word of state; `tone` is a key of TONES."""

    def __init__(self, text: str, tone: str = "plain", icon: str | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text, self.tone, self.icon = text, tone, icon
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    def say(self, text: str, tone: str = "plain", icon: str | None = None) -> None:
        """Show another state."""
        self.text, self.tone, self.icon = text, tone, icon
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as its words."""
        return QSize(chip_width(self.text, self.icon), HEIGHT)

    def _paint(self, painter: QPainter) -> None:
        paint_chip(painter, QRectF(self.rect()), self.text, self.tone, self.icon)


class FilterChip(Pressable):
    """A condition of a list: `clicked` to change it, `removed` by its cross, Delete or Backspace.

    `label` is grey before the value; a chip without `label` shows `text` alone. With `adding` it is the dashed chip that
    begins a new condition, and has no cross.
    """

    removed = Signal()

    def __init__(self, text: str, label: str = "", *, adding: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label, self.adding = label, adding
        self._on_cross = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.say(text, label)

    def say(self, text: str, label: str = "") -> None:
        """Show another condition."""
        self.label = label
        self.setText(text)
        words = f"{label} {text}".strip()
        self.setAccessibleName(words if self.adding else _("条件 {words}，按 Delete 去掉").format(words=words))
        self.setToolTip("" if self.adding else words)
        self.updateGeometry()
        self.update()

    def _parts(self) -> tuple[int, int]:
        metrics = self.fontMetrics()
        label = metrics.horizontalAdvance(self.label) + 6 if self.label else 0
        return label, metrics.horizontalAdvance(self.text()) + 2

    def sizeHint(self) -> QSize:
        """As wide as its words, up to 260 pixels."""
        before = 20 if self.adding else 0
        after = 2 if self.adding else _CROSS - 4
        return QSize(min(sum(self._parts()) + before + after + 16, 260), FILTER_HEIGHT)

    def _paint(self, painter: QPainter) -> None:
        self._paint_frame(painter)
        x = 8.0
        if self.adding:
            icons.draw(painter, "add", QPointF(x - 1, (self.height() - 16) / 2), 16, "text2")
            x += 19
        label, _words = self._parts()
        paint.words(painter, QRectF(x, -1, label, self.height()), LEFT, self.label, "text2")
        space = self.width() - x - label - (4 if self.adding else _CROSS)
        paint.pen(painter, "text2" if self.adding else "accent_text", font(weight=MEDIUM) if self.label else font())
        words = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, math.ceil(space) + 2)
        painter.drawText(QRectF(x + label, -1, space + 2, self.height()), LEFT, words)
        if not self.adding:
            self._paint_cross(painter)

    def _paint_frame(self, painter: QPainter) -> None:
        if self.hasFocus():
            painter.setPen(QPen(colour("accent"), focus_width()))
        elif self.adding:
            painter.setPen(QPen(colour("field" if self.underMouse() else "line2"), 1, Qt.PenStyle.DashLine))
        else:
            painter.setPen(QPen(colour("accent" if self.underMouse() else "accent_line"), 1))
        pointed = "hover" if self.underMouse() or self.isDown() else "surface"
        painter.setBrush(colour(pointed if self.adding else "accent_soft"))
        half = painter.pen().widthF() / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), 4, 4)

    def _paint_cross(self, painter: QPainter) -> None:
        box = QRectF(self.width() - _CROSS + 1, 3, 20, 20)
        if self._on_cross:
            paint.frame(painter, box, 3, "select2")
        icons.draw(painter, "dismiss", box.topLeft() + QPointF(4, 4), 12, "accent_text")

    def _hits_cross(self, position: QPointF) -> bool:
        return not self.adding and position.x() >= self.width() - _CROSS

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light the cross up under the pointer."""
        self._on_cross = self._hits_cross(event.position())
        self.update()
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Forget the pointer."""
        self._on_cross = False
        super().leaveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on the cross takes the condition away."""
        if event.button() is Qt.MouseButton.LeftButton and self._hits_cross(event.position()):
            self.setDown(False)
            self.removed.emit()
            return
        super().mouseReleaseEvent(event)

    def event(self, event: QEvent) -> bool:
        """Keep Delete from being the window's while the chip has the keyboard."""
        own = not self.adding and keeps(event, lambda key: key.key() == Qt.Key.Key_Delete)
        return own or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete takes it away."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and not self.adding:
            self.removed.emit()
        else:
            super().keyPressEvent(event)


class Shape(enum.Enum):
    """The 16 px glyphs of states: every one has an outline of its own, so that colour is never the only sign."""

    TODO = "todo"
    WAIT = "wait"
    ACTIVE = "active"
    DONE = "done"
    STOP = "stop"
    LEFT = "left"
    PAUSED = "paused"


SHAPE_INKS = {
    Shape.TODO: "text3", Shape.WAIT: "warn_solid", Shape.ACTIVE: "graphic", Shape.DONE: "ok_solid",
    Shape.STOP: "danger_solid", Shape.LEFT: "text3", Shape.PAUSED: "warn_solid",
}  # fmt: skip


def paint_shape(painter: QPainter, shape: Shape, corner: QPointF) -> None:
    """Draw a state's glyph, 16 by 16 pixels, with its upper left corner at `corner`."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(corner)
    ink = colour(SHAPE_INKS[shape])
    ring = QRectF(2.25, 2.25, 11.5, 11.5)
    pen = QPen(ink, 1.5)
    if shape is Shape.TODO:
        pen.setDashPattern([2.2, 1.8])
    painter.setPen(pen)
    painter.setBrush(ink if shape is Shape.DONE else Qt.BrushStyle.NoBrush)
    painter.drawEllipse(ring)
    _paint_inside(painter, shape, ring)
    painter.restore()


def _paint_inside(painter: QPainter, shape: Shape, ring: QRectF) -> None:
    ink = colour(SHAPE_INKS[shape])
    inner = ring.adjusted(2.5, 2.5, -2.5, -2.5)
    if shape in (Shape.WAIT, Shape.ACTIVE):
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        painter.drawPie(inner, 90 * 16, (-90 if shape is Shape.WAIT else -180) * 16)
        return
    painter.setPen(QPen(colour("surface") if shape is Shape.DONE else ink, 1.5))
    strokes = {
        Shape.DONE: [(5.2, 8.3, 7.2, 10.3), (7.2, 10.3, 10.9, 6.2)],
        Shape.STOP: [(6.0, 6.0, 10.0, 10.0), (10.0, 6.0, 6.0, 10.0)],
        Shape.LEFT: [(5.5, 8.0, 10.5, 8.0)],
        Shape.PAUSED: [(6.5, 6.0, 6.5, 10.0), (9.5, 6.0, 9.5, 10.0)],
    }
    for x1, y1, x2, y2 in strokes.get(shape, []):
        painter.drawLine(QPointF(x1, y1), QPointF(x2, y2))
