"""Small choices painted from the tokens: a box to tick, a switch that acts at once, and a row of few words."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QWidget

from desktop.ui.kit import icons, paint
from desktop.ui.kit.accessibility import Role
from desktop.ui.kit.paint import LEFT
from desktop.ui.kit.theme import BODY, MEDIUM, colour, focus_width, font

BOX = 16


def paint_box(painter: QPainter, corner: QPointF, state: Qt.CheckState, *, enabled: bool = True) -> None:
    """Draw a tick box of 16 by 16 pixels, for delegates too."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    filled = state is not Qt.CheckState.Unchecked
    ink = "accent" if filled and enabled else "field" if enabled else "disabled"
    box = QRectF(corner.x() + 0.5, corner.y() + 0.5, BOX - 1, BOX - 1)
    paint.frame(painter, box, 3, ink if filled else "surface", "" if filled else ink)
    painter.restore()
    if state is Qt.CheckState.Checked:
        icons.draw(painter, "checkmark", corner + QPointF(2, 2), 12, "on_accent")
    elif filled:
        painter.fillRect(QRectF(corner.x() + 4, corner.y() + 7, 8, 2), colour("on_accent"))


def paint_ring(painter: QPainter, centre: QPointF, *, chosen: bool, enabled: bool = True) -> None:
    """Draw the ring of a radio button about a point, 16 pixels wide."""
    painter.setBrush(colour("accent" if chosen else "surface"))
    painter.setPen(Qt.PenStyle.NoPen if chosen else QPen(colour("field" if enabled else "line2"), 1))
    painter.drawEllipse(centre, 8 if chosen else 7.5, 8 if chosen else 7.5)
    if chosen:
        painter.setBrush(colour("on_accent"))
        painter.drawEllipse(centre, 3, 3)


class _Ticked(paint.Painted, QCheckBox):
    """What is on or off, clicked on its words and on its mark alike."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        if text:
            self.setAccessibleName(text)

    def hitButton(self, pos: object) -> bool:
        """All of it is the button."""
        return True


class CheckBox(_Ticked):
    """A box to tick, with its words."""

    ON, PARTLY, OFF = Qt.CheckState.Checked, Qt.CheckState.PartiallyChecked, Qt.CheckState.Unchecked

    def sizeHint(self) -> QSize:
        """As wide as its words."""
        words = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(BOX + 4 + (words + 10 if words else 4), 26)

    def _paint(self, painter: QPainter) -> None:
        top = (self.height() - BOX) / 2
        paint_box(painter, QPointF(2, top), self.checkState(), enabled=self.isEnabled())
        _paint_focus(self, painter, QRectF(1, top - 1, BOX + 2, BOX + 2), 4)
        painter.setPen(colour("text" if self.isEnabled() else "disabled"))
        painter.drawText(QRectF(BOX + 10, -0.5, self.width() - BOX - 8, self.height()), LEFT, self.text())


class Switch(_Ticked):
    """On or off at once, with its words at the right."""

    TRACK = QSize(28, 16)

    def sizeHint(self) -> QSize:
        """As wide as its words."""
        words = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(self.TRACK.width() + 4 + (words + 10 if words else 0), 26)

    def _paint(self, painter: QPainter) -> None:
        track = QRectF(2, (self.height() - self.TRACK.height()) / 2, self.TRACK.width(), self.TRACK.height())
        paint.frame(
            painter, track, 8, "disabled" if not self.isEnabled() else "accent" if self.isChecked() else "field"
        )
        painter.setBrush(colour("on_accent"))
        knob = track.right() - 14 if self.isChecked() else track.left() + 2
        painter.drawEllipse(QRectF(knob, track.top() + 2, 12, 12))
        _paint_focus(self, painter, track.adjusted(-1, -1, 1, 1), 9)
        painter.setPen(colour("text" if self.isEnabled() else "disabled"))
        painter.drawText(
            QRectF(track.right() + 8, -0.5, self.width() - track.right(), self.height()), LEFT, self.text()
        )


def _paint_focus(widget: QWidget, painter: QPainter, box: QRectF, corner: float) -> None:
    if widget.hasFocus():
        paint.frame(painter, box, corner, line="accent_p", width=focus_width() - 0.5)


class Segmented(paint.Painted, QWidget):
    """One of at most four short words; arrows move in it, `chosen` with the key a person took.

    `options` are (key, words); `key` is the one that is on, or None; `then` is told what was chosen. `size` of the words
    and `pad` about them in pixels.
    """

    chosen = Signal(object)
    spoken_as = Role.Grouping

    def __init__(  # noqa: PLR0913 - each has what most of its like have
        self, options: Sequence[tuple[object, str]], name: str = "", *, key: object = None,
        then: Callable[..., object] | None = None, size: int = BODY, pad: int = 24,
    ) -> None:  # fmt: skip
        super().__init__()
        self.options = tuple(options)
        self._size, self._pad = size, pad
        self.setAccessibleName(name)
        self.show_key(key)
        if then is not None:
            self.chosen.connect(then)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def show_key(self, key: object) -> None:
        """Let an option be on without telling anybody."""
        self.key = key
        words = next((text for each, text in self.options if each == key), "")
        self.setAccessibleDescription(words)
        self.update()

    def rename(self, words: Sequence[str]) -> None:
        """Give the options other words, in the same order."""
        self.options = tuple((key, text) for (key, _old), text in zip(self.options, words, strict=True))
        self.updateGeometry()
        self.show_key(self.key)

    def take(self, key: object) -> None:
        """Choose as a person does."""
        if key != self.key:
            self.show_key(key)
            self.chosen.emit(key)

    def _widths(self) -> list[int]:
        metrics = QFontMetrics(font(self._size, MEDIUM))
        return [metrics.horizontalAdvance(text) + self._pad for _key, text in self.options]

    def sizeHint(self) -> QSize:
        """As wide as its words."""
        return QSize(sum(self._widths()) + 4, 28)

    def _boxes(self) -> list[QRectF]:
        boxes, x = [], 2.0
        for width in self._widths():
            boxes.append(QRectF(x, 2, width, self.height() - 4))
            x += width
        return boxes

    def _paint(self, painter: QPainter) -> None:
        paint.frame(painter, QRectF(self.rect()), 5, "sunken")
        for (key, text), box in zip(self.options, self._boxes(), strict=True):
            here = key == self.key
            if here:
                paint.frame(
                    painter, box.adjusted(0.5, 0.5, -0.5, -0.5), 4, "surface", "field" if self.hasFocus() else "line2"
                )
            painter.setFont(font(self._size, MEDIUM) if here else font(self._size))
            painter.setPen(colour("disabled" if not self.isEnabled() else "text" if here else "text2"))
            painter.drawText(box.translated(0, -1), Qt.AlignmentFlag.AlignCenter, text)
        _paint_focus(self, painter, QRectF(self.rect()).adjusted(1, 1, -1, -1), 5)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take what is clicked."""
        for (key, _text), box in zip(self.options, self._boxes(), strict=True):
            if box.contains(event.position()):
                self.take(key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right go to the neighbour."""
        step = {Qt.Key.Key_Left.value: -1, Qt.Key.Key_Right.value: 1}.get(event.key())
        keys = [key for key, _text in self.options]
        if step is None:
            super().keyPressEvent(event)
            return
        at = keys.index(self.key) + step if self.key in keys else 0
        self.take(keys[min(max(at, 0), len(keys) - 1)])
