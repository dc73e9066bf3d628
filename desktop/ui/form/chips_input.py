"""Several choices in one field: those chosen as chips with a cross, then the box in which one looks for more."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.form.dropdown import DropBox
from desktop.ui.kit import icons, layouts, paint
from desktop.ui.kit.accessibility import Pressable
from desktop.ui.kit.theme import NOTE, focus_width, font
from models.schema.complaints import Severity
from models.words import _

_EDGE, _GAP, _CHIP, _BOX_LEAST = 4, 4, 22, 120


class InputChip(Pressable):
    """One thing chosen; pressing it, or Delete, takes it off."""

    def __init__(self, words: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setText(words)
        self.setAccessibleName(_("移除{name}").format(name=words))
        self.setToolTip(_("移除{name}").format(name=words))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        """The words and a cross."""
        return QSize(QFontMetrics(font(NOTE)).horizontalAdvance(self.text()) + 30, _CHIP)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete takes it off."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.click()
        else:
            super().keyPressEvent(event)

    def _paint(self, painter: QPainter) -> None:
        edge, width = ("accent", focus_width()) if self.hasFocus() else ("accent_line", 1)
        paint.frame(painter, QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, "accent_soft", edge, width)
        paint.pen(painter, "accent_text", font(NOTE))
        room = self.width() - 30
        words = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRectF(8, -1, room + 2, self.height()), Qt.AlignmentFlag.AlignVCenter, words)
        ink = "text" if self.underMouse() else "accent_text"
        icons.draw(painter, "dismiss", QPointF(self.width() - 18, (self.height() - 12) / 2), 12, ink)


class ChipsInput(paint.Painted, QWidget):
    """A frame like that of a box round chips and a box; it grows by lines; `removed` with a key."""

    removed = Signal(object)

    def __init__(self, box: DropBox) -> None:
        super().__init__()
        self.box = box
        self.severity: Severity | None = None
        self._tokens: list[InputChip] = []
        box.framed = False
        box.setParent(self)
        box.setFixedHeight(_CHIP)
        box.focused.connect(self.update)
        self.setFocusProxy(box)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(30)

    def show_chosen(self, chosen: dict[object, str]) -> None:
        """Replace the chips."""
        for token in self._tokens:
            layouts.let_go(token)
        self._tokens = []
        for key, words in chosen.items():
            token = InputChip(words, self).leads(self.removed.emit, key)
            token.show()
            self._tokens.append(token)
        for before, after in zip(self._tokens, [*self._tokens[1:], self.box], strict=False):
            QWidget.setTabOrder(before, after)
        self._arrange()

    def complain(self, severity: Severity | None) -> None:
        """Colour the frame after the worst complaint."""
        self.severity = severity
        self.update()

    def _arrange(self) -> None:
        right, x, y = self.width() - _EDGE, _EDGE, _EDGE
        for token in self._tokens:
            wide = min(token.sizeHint().width(), right - _EDGE)
            if x > _EDGE and x + wide > right:
                x, y = _EDGE, y + _CHIP + _GAP
            token.setGeometry(x, y, wide, _CHIP)
            x += wide + _GAP
        if x > _EDGE and x + _BOX_LEAST > right:
            x, y = _EDGE, y + _CHIP + _GAP
        self.box.setGeometry(x, y, max(right - x + 2, 40), _CHIP)
        self.setFixedHeight(y + _CHIP + _EDGE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines anew."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._arrange()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click beside the chips goes to the box."""
        self.box.setFocus()

    def _paint(self, painter: QPainter) -> None:
        inside = self.box.hasFocus()
        ink = {Severity.ERROR: "danger", Severity.WARNING: "warn_solid"}.get(self.severity) if self.severity else None
        width = focus_width() if inside else 1
        paint.plate(painter, self.rect(), 5, "surface", ink or ("accent" if inside else "field"), width)
