"""A layer over the window: a panel on a dimmed ground that takes the keyboard and gives it back when it is closed."""

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, Qt, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QPainter, QShortcut
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from desktop.ui.kit import layouts, paint
from desktop.ui.kit.accessibility import keeps
from desktop.ui.kit.popup import Popup
from desktop.ui.kit.theme import colour, faint

CORNER = 12
EVERYWHERE = "everywhere"  # a property of actions that are at hand in layers too
_AIR = 24  # the least room round the panel
_SHADOW, _SHADE = 18, 0.035


class OverlayPanel(paint.Painted, QWidget):
    """The raised ground of a layer; contents go into `column`."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.column = layouts.column(parent=self, gap=0)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on the panel is not a click beside it."""
        event.accept()

    def _paint(self, painter: QPainter) -> None:
        paint.plate(painter, self.rect(), CORNER, "raised", "line2")


class Overlay(paint.Painted, QWidget):
    """Covers `over` while it is open; Escape closes it, and so does a click beside the panel, unless it has `to_answer`.

    The panel is `width` pixels wide and stands `top` pixels from the upper edge, or in the middle where that is None.
    """

    closed = Signal()

    def __init__(self, over: QWidget, width: int, top: int | None = None, *, to_answer: bool = False) -> None:
        super().__init__(over)
        self._over, self._width, self._top, self._to_answer = over, width, top, to_answer
        self._before: QWidget | None = None
        self._muted: list[QShortcut] = []
        self.panel = OverlayPanel(self)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        over.installEventFilter(self)
        self.hide()

    def open(self) -> None:
        """Cover the window and take the keyboard; keys of what is covered rest meanwhile."""
        Popup.close_shown()
        self._before = QApplication.focusWidget()
        self._muted = [s for s in self._over.findChildren(QShortcut) if s.parent() is self._over and s.isEnabled()]
        for shortcut in self._muted:
            shortcut.setEnabled(False)
        self.place()
        self.show()
        self.raise_()

    def close_layer(self) -> None:
        """Uncover it, and give the keyboard back."""
        if self.isHidden():
            return
        for shortcut in self._muted:
            shortcut.setEnabled(True)
        self.hide()
        if self._before is not None and isValid(self._before):
            self._before.setFocus(Qt.FocusReason.PopupFocusReason)
        self.closed.emit()

    def wanted_height(self) -> int:
        """How high the panel would like to be."""
        return self.panel.sizeHint().height()

    def place(self) -> None:
        """Put the panel where it belongs in the window as it is now."""
        room = self._over.rect()
        self.setGeometry(room)
        width = min(self._width, room.width() - 2 * _AIR)
        height = min(self.wanted_height(), room.height() - 2 * _AIR)
        middle = max(_AIR, (room.height() - height) // 2)
        top = middle if self._top is None else min(self._top, middle)
        self.panel.setGeometry(QRect((room.width() - width) // 2, top, width, height))
        self.update()  # the shadow moves with it

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the window's size."""
        if watched is self._over and event.type() == QEvent.Type.Resize and not self.isHidden():
            self.place()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes; no other key reaches what lies below."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_by_key()
        event.accept()

    def close_by_key(self) -> None:
        """What Escape does; a layer on which something was typed may ask first."""
        self.close_layer()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click beside the panel closes it, but not where an answer or something typed could be lost by mistake."""
        if not self._to_answer:
            self.close_layer()
        event.accept()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab stays in the layer."""
        here = self.window().focusWidget() or self
        step = here.nextInFocusChain() if forward else here.previousInFocusChain()
        while step is not None and step is not here:
            fit = step.focusPolicy() & Qt.FocusPolicy.TabFocus and step.isVisibleTo(self) and step.isEnabled()
            if self.isAncestorOf(step) and fit and step.focusProxy() is None:
                step.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
                return True
            step = step.nextInFocusChain() if forward else step.previousInFocusChain()
        return True

    def _paint(self, painter: QPainter) -> None:
        painter.fillRect(self.rect(), colour("scrim"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for step in range(_SHADOW, 0, -3):
            painter.setBrush(faint("scrim", _SHADE))
            box = QRectF(self.panel.geometry()).adjusted(-step, -step + 8, step, step + 8)
            painter.drawRoundedRect(box, CORNER + step, CORNER + step)


class PanelOverlay(Overlay):
    """A layer in the middle for one content of a height of its own; it goes when it is closed."""

    def __init__(self, over: QWidget, content: QWidget, width: int, height: int, *, to_answer: bool = True) -> None:
        super().__init__(over, width, to_answer=to_answer)
        self.content, self._height = content, height
        self.panel.column.setContentsMargins(1, 1, 1, 1)
        self.panel.column.addWidget(content)
        self.closed.connect(self.deleteLater)

    def event(self, event: QEvent) -> bool:
        """Keys of the window's acts rest: Del in a layer must not delete what is ticked below it."""
        return keeps(event, self._rests) or super().event(event)

    def _rests(self, event: QKeyEvent) -> bool:
        keys, acts = QKeySequence(event.keyCombination()), self.window().actions()
        return any(keys in action.shortcuts() for action in acts if not action.property(EVERYWHERE))

    def wanted_height(self) -> int:
        """As it was asked for."""
        return self._height


def open_overlay(over: QWidget, content: QWidget, width: int, height: int, *ends: SignalInstance) -> PanelOverlay:
    """Show `content` on a layer in the middle of `over`, at most `width` × `height` pixels large; it has the keyboard.

    It closes with any of the signals that `ends` it.
    """
    layer = PanelOverlay(over, content, width, height)
    for end in ends:
        end.connect(layer.close_layer)
    layer.open()
    content.setFocus()
    return layer
