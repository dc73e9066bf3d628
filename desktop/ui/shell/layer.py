"""A layer over the window: a panel on a dimmed ground; Escape or a click beside it closes it and gives the focus back."""

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from shiboken6 import isValid

from desktop.ui.theme import colour, faint

CORNER = 12
_SHADOW, _SHADE = 18, 0.035


class Panel(QWidget):
    """The raised ground of a layer; contents go into `column`."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on the panel is not a click beside it."""
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(colour("raised"))
        painter.setPen(QPen(colour("line2"), 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), CORNER, CORNER)


class Layer(QWidget):
    """Covers its parent while it is open; `width` and `top` are those of the panel, in pixels."""

    closed = Signal()

    def __init__(self, parent: QWidget, width: int, top: int) -> None:
        super().__init__(parent)
        self._over, self._width, self._top = parent, width, top
        self._before: QWidget | None = None
        self.panel = Panel(self)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        parent.installEventFilter(self)
        self.hide()

    def open(self) -> None:
        """Cover the window and take the keyboard."""
        self._before = QApplication.focusWidget()
        self.place()
        self.show()
        self.raise_()

    def close_layer(self) -> None:
        """Uncover it, and give the keyboard back."""
        if self.isHidden():
            return
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
        width = min(self._width, room.width() - 48)
        height = min(self.wanted_height(), room.height() - 48)
        top = min(self._top, max(24, (room.height() - height) // 2))
        self.panel.setGeometry(QRect((room.width() - width) // 2, top, width, height))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the window's size."""
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            self.place()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_layer()
        else:
            event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click beside the panel closes."""
        self.close_layer()

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002 - Qt's own name
        """Tab stays in the layer."""
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Dim the window, and let a shadow fall round the panel."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour("scrim"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for step in range(_SHADOW, 0, -3):
            painter.setBrush(faint("scrim", _SHADE))
            box = QRectF(self.panel.geometry()).adjusted(-step, -step + 8, step, step + 8)
            painter.drawRoundedRect(box, CORNER + step, CORNER + step)
