"""Something that must be answered before the form goes on, laid over it; Esc closes it and gives the focus back."""

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QShortcut
from PySide6.QtWidgets import QApplication, QFrame, QGraphicsDropShadowEffect, QVBoxLayout, QWidget
from shiboken6 import isValid

from desktop.ui.forms.popup import Popup
from desktop.ui.theme import colour

_CORNER, _AIR = 10, 32


class _Sheet(QFrame):
    """The raised plate in the middle."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(colour("raised"))
        painter.setPen(QPen(colour("line2"), 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), _CORNER, _CORNER)


class Layer(QWidget):
    """Covers `over` with a scrim and shows `content` in the middle, at most `width` × `height` pixels large."""

    closed = Signal()

    def __init__(self, over: QWidget, content: QWidget, width: int, height: int) -> None:
        super().__init__(over)
        Popup.close_shown()
        self._over, self._size = over, (width, height)
        self.content = content
        self._before = QApplication.focusWidget()
        self.sheet = _Sheet(self)
        column = QVBoxLayout(self.sheet)
        column.setContentsMargins(1, 1, 1, 1)
        column.addWidget(content)
        shadow = QGraphicsDropShadowEffect(self.sheet)
        shadow.setBlurRadius(40)
        shadow.setOffset(0, 12)
        shadow.setColor(colour("scrim"))
        self.sheet.setGraphicsEffect(shadow)
        over.installEventFilter(self)
        self._muted = [s for s in over.findChildren(QShortcut) if s.parent() is over and s.isEnabled()]
        for shortcut in self._muted:  # Ctrl+S and its like belong to what lies on top
            shortcut.setEnabled(False)
        self._place()
        self.show()
        self.raise_()
        content.setFocus()

    def close_layer(self) -> None:
        """Take it away."""
        for shortcut in self._muted:
            shortcut.setEnabled(True)
        self._over.removeEventFilter(self)
        self.hide()
        if self._before is not None and isValid(self._before) and self._over.isAncestorOf(self._before):
            self._before.setFocus()
        self.closed.emit()
        self.deleteLater()

    def _place(self) -> None:
        self.setGeometry(self._over.rect())
        width = min(self._size[0], self.width() - 2 * _AIR)
        height = min(self._size[1], self.height() - 2 * _AIR)
        self.sheet.setGeometry((self.width() - width) // 2, (self.height() - height) // 2, width, height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Cover all of it at every size."""
        if watched is self._over and event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab stays inside."""
        here = self.window().focusWidget() or self
        step = here.nextInFocusChain() if forward else here.previousInFocusChain()
        while step is not None and step is not here:
            fit = step.focusPolicy() & Qt.FocusPolicy.TabFocus and step.isVisibleTo(self) and step.isEnabled()
            if self.isAncestorOf(step) and fit and step.focusProxy() is None:
                step.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
                return True
            step = step.nextInFocusChain() if forward else step.previousInFocusChain()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes; no other key reaches what lies below."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_layer()
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on the scrim does nothing, so that nothing is lost by mistake."""
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The scrim."""
        QPainter(self).fillRect(self.rect(), colour("scrim"))
