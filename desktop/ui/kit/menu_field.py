"""Looks like an input and opens a menu: one of several words."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent, QPainter
from PySide6.QtWidgets import QFrame, QMenu, QSizePolicy, QWidget

from desktop.ui.kit import icons, paint
from desktop.ui.kit.accessibility import ENTER, Pressable
from desktop.ui.kit.paint import LEFT
from desktop.ui.kit.theme import colour, focus_width
from models.words import _

_CORNER = 5


class Plate(paint.Painted, QFrame):
    """A ground that floats: what a field opens."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)

    def _paint(self, painter: QPainter) -> None:
        painter.fillRect(self.rect(), colour("line2"))
        painter.fillRect(self.rect().adjusted(1, 1, -1, -1), colour("raised"))


class FieldButton(Pressable):
    """Looks like an input and opens something; `quiet` leaves the frame away, as in a strip above a preview."""

    def __init__(self, name: str, parent: QWidget | None = None, *, quiet: bool = False) -> None:
        super().__init__(parent)
        self.quiet = quiet
        self._name = name
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        policy = QSizePolicy.Policy.Preferred if quiet else QSizePolicy.Policy.Ignored
        self.setSizePolicy(policy, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)

    def say(self, words: str) -> None:
        """Show what is chosen."""
        self.setText(words)
        self.setAccessibleName(_("{name}：{value}").format(name=self._name, value=words))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """As wide as its words."""
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + 42, 28 if self.quiet else 30)

    def minimumSizeHint(self) -> QSize:
        """Words may be cut, the arrow not."""
        return QSize(60, self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter, Down and F4 open it, as they do in every box with an arrow."""
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_F4, *ENTER):
            self.click()
        else:
            super().keyPressEvent(event)

    def _paint(self, painter: QPainter) -> None:
        width = focus_width() if self.hasFocus() else 1.0
        edge = (
            "accent" if self.hasFocus() else "text3" if self.underMouse() else "field" if self.isEnabled() else "line2"
        )
        ground = "surface" if self.isEnabled() else "header"
        box = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
        ground = "hover" if self.quiet and self.underMouse() else ground
        paint.frame(painter, box, _CORNER, ground, edge if self.hasFocus() or not self.quiet else "", width)
        room = QRectF(10, -0.5, self.width() - 38, self.height())
        words = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, int(room.width()) + 1)
        self.setToolTip(self.text() if words != self.text() else "")
        painter.setPen(colour("text" if self.isEnabled() else "disabled"))
        painter.drawText(room, LEFT, words)
        icons.draw(painter, "chevron_down", QPointF(self.width() - 24, (self.height() - 16) / 2), 16, "text2")


_NO_KEY = object()  # None may be one


class MenuField(FieldButton):
    """One of several words in a menu; `chosen` with the key a person took, of which `then` is told."""

    chosen = Signal(object)

    def __init__(
        self, name: str, choices: Sequence[tuple[Any, str]], *, key: object = _NO_KEY, width: int = 0,
        then: Callable[..., object] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(name)
        self._menu = QMenu(self)
        self._group = QActionGroup(self)
        self._actions: dict[Any, QAction] = {}
        for one, words in choices:
            action = QAction(words, self._menu)  # made by us: see CentreHead
            self._menu.addAction(action)
            action.setCheckable(True)
            action.triggered.connect(lambda _on=False, one=one: self._take(one))
            self._group.addAction(action)
            self._actions[one] = action
        self.clicked.connect(lambda: self._menu.popup(self.mapToGlobal(self.rect().bottomLeft())))
        self.show_key(key)
        if width:
            self.keep_width(width)
        if then is not None:
            self.chosen.connect(then)

    def keep_width(self, width: int) -> None:
        """Be so wide, whatever room there is."""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFixedWidth(width)

    @property
    def key(self) -> Any:
        """The choice that is on; None before there is one."""
        return next((key for key, action in self._actions.items() if action.isChecked()), None)

    def show_key(self, key: object) -> None:
        """Let a choice be on without telling anybody."""
        if key in self._actions:
            self._actions[key].setChecked(True)
            self.say(self._actions[key].text())

    def _take(self, key: object) -> None:
        self.show_key(key)
        self.chosen.emit(key)
