"""Inputs, buttons, lines and banners painted from the tokens; every screen is made of these."""

import enum

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QProgressBar, QSizePolicy, QWidget

from desktop.ui.kit import icons, layouts, paint
from desktop.ui.kit.accessibility import Pressable
from desktop.ui.kit.paint import LEFT
from desktop.ui.kit.theme import BODY, MICRO, NORMAL, NOTE, SEMIBOLD, colour, focus_width, font, tint
from models.schema.complaints import Severity
from models.words import _

_CORNER, _CHEVRON = 5, 16


class TextBox(QLineEdit):
    """A line of text; Ctrl+Z stays with it while it has something to take back, and then goes to the window.

    `name` is what a screen reader says, `hint` stands in the empty box, `width` is in pixels, 0 for any.
    """

    def __init__(
        self, name: str = "", parent: QWidget | None = None, *, hint: str = "", text: str = "", width: int = 0
    ) -> None:
        super().__init__(text, parent)
        self.severity: Severity | None = None
        self.setTextMargins(8, 0, 8, 0)
        self.setFixedHeight(30)
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        if width:
            self.setFixedWidth(width)

    def complain(self, severity: Severity | None) -> None:
        """Colour the frame after the worst complaint about the text."""
        self.severity = severity
        self.update()

    def _frame(self) -> tuple[str, float]:
        if self.severity is not None:
            return (
                "danger" if self.severity is Severity.ERROR else "warn_solid"
            ), focus_width() if self.hasFocus() else 1
        if self.hasFocus():
            return "accent", focus_width()
        if self.isReadOnly() or not self.isEnabled():
            return "line2", 1
        return ("text3" if self.underMouse() else "field"), 1

    def event(self, event: QEvent) -> bool:
        """Leave undo and redo to the window when the text has none of its own."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:  # the type is dear to ask
            undo = event.matches(QKeySequence.StandardKey.Undo) and not self.isUndoAvailable()
            if undo or (event.matches(QKeySequence.StandardKey.Redo) and not self.isRedoAvailable()):
                event.ignore()
                return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the frame, then the text over it."""
        name, width = self._frame()
        ground = "header" if self.isReadOnly() or not self.isEnabled() else "surface"
        with paint.smooth(self) as painter:
            paint.plate(painter, self.rect(), _CORNER, ground, name, width)
        super().paintEvent(event)


class Kind(enum.Enum):
    """How much a button asks for attention."""

    PRIMARY = "primary"
    DEFAULT = "default"
    GHOST = "ghost"
    LINK = "link"
    DANGER = "danger"  # in dialogs only


_FILLS = {Kind.PRIMARY: ("accent", "accent_h", "accent_p"), Kind.DANGER: ("danger_fill", "danger_fill", "danger_fill")}


class Button(Pressable):
    """A button with words, and if wanted an icon before and a shortcut behind them; at most one PRIMARY a screen.

    `icon` is a name of icons.py; a button without words is square and needs an accessible name and a tooltip.
    """

    HEIGHT = 28

    def __init__(
        self, text: str, kind: Kind = Kind.DEFAULT, parent: QWidget | None = None, *, icon: str = "", keys: str = ""
    ) -> None:
        super().__init__(parent)
        self.kind, self.sign, self.keys = kind, icon, keys
        self.opens = False  # whether it opens a menu, and says so by a chevron
        self.setFont(font(weight=QFont.Weight.Medium if kind in _FILLS else QFont.Weight.Normal))
        self.setText(text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def setText(self, text: str) -> None:
        """Change the words, also those a screen reader says."""
        super().setText(text)
        if text:
            self.setAccessibleName(text)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """As wide as its words, its icon and its shortcut."""
        if not self.text():
            return QSize(self.HEIGHT, self.HEIGHT)
        margin = 4 if self.kind is Kind.LINK else 10 if self.kind is Kind.GHOST else 12
        width = self.fontMetrics().horizontalAdvance(self.text()) + 2 * margin
        width += (22 if self.sign else 0) + (_CHEVRON if self.opens else 0)
        width += QFontMetrics(font(MICRO)).horizontalAdvance(self.keys) + 8 if self.keys else 0
        return QSize(width, self.HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Words are never cut."""
        return self.sizeHint()

    def _colours(self) -> tuple[str | None, str, str | None]:
        """Ground, words, border."""
        pointed, pressed = self.underMouse() and self.isEnabled(), self.isDown() or self.isChecked()
        if self.kind in _FILLS:
            rest, hover, down = _FILLS[self.kind]
            filled = down if pressed else hover if pointed else rest
            return (filled, "on_accent", None) if self.isEnabled() else ("sunken", "disabled", None)
        words = "disabled" if not self.isEnabled() else "accent_text" if self.kind is Kind.LINK else "text"
        ground = "press" if pressed else "hover" if pointed else "surface" if self.kind is Kind.DEFAULT else None
        return ground, words, "line2" if self.kind is Kind.DEFAULT else None

    def _paint(self, painter: QPainter) -> None:
        ground, words, border = self._colours()
        box = QRectF(self.rect())
        paint.frame(painter, box.adjusted(0.5, 0.5, -0.5, -0.5), _CORNER, ground or "", border or "")
        if self.hasFocus():
            self._paint_focus(painter, box)
        self._paint_words(painter, words)

    def _paint_focus(self, painter: QPainter, box: QRectF) -> None:
        paint.frame(
            painter,
            box.adjusted(1, 1, -1, -1),
            _CORNER,
            line="accent_p" if self.kind in _FILLS else "accent",
            width=focus_width(),
        )
        if self.kind in _FILLS:  # a ring of the ground inside: the edge alone is hard to see on a filled button
            painter.setPen(QPen(colour("surface"), 1.5))
            painter.drawRoundedRect(box.adjusted(2.5, 2.5, -2.5, -2.5), _CORNER - 1, _CORNER - 1)

    def _paint_words(self, painter: QPainter, ink: str) -> None:
        words = self.fontMetrics().horizontalAdvance(self.text())
        keys = QFontMetrics(font(MICRO)).horizontalAdvance(self.keys) + 8 if self.keys else 0
        sign = 0 if not self.sign else 22 if self.text() else 16
        if self.opens:
            keys += _CHEVRON
        x = (self.width() - sign - words - keys) / 2
        if self.sign:
            icons.draw(painter, self.sign, QPointF(x, (self.height() - 16) / 2), 16, self._sign_ink(ink))
        painter.setPen(colour(ink))
        painter.drawText(QRectF(x + sign, -1, words + 4, self.height()), LEFT, self.text())
        if self.opens:
            icons.draw(painter, "chevron_down", QPointF(x + sign + words + 4, (self.height() - 12) / 2), 12, ink)
        if self.keys:
            painter.setOpacity(0.72)
            painter.setFont(font(MICRO))
            painter.drawText(QRectF(x + sign + words + 8, -0.5, keys, self.height()), LEFT, self.keys)

    def _sign_ink(self, ink: str) -> str:
        return "graphic" if self.isChecked() else "text2" if ink == "text" and not self.text() else ink


class IconButton(Button):
    """A button of an icon alone; `words` is what a screen reader says and, with the shortcut, the tooltip."""

    def __init__(self, icon: str, words: str, keys: str = "", parent: QWidget | None = None) -> None:
        super().__init__("", Kind.GHOST, parent, icon=icon)
        self.say(words, keys)

    def say(self, words: str, keys: str = "") -> None:
        """Change what it is called."""
        self.setAccessibleName(words)
        self.setToolTip(f"{words}  {keys}" if keys else words)


_BANNERS = {
    "danger": "error_circle_filled", "warn": "warning_filled", "accent": "info_filled", "ok": "checkmark_circle_filled",
}  # fmt: skip
_EDGES = {"danger": "danger_solid", "warn": "warn_solid", "accent": "graphic", "ok": "ok_solid"}


class Banner(paint.Painted, QFrame):
    """One sentence above what it concerns, with at most two ways on; it stays until solved or dismissed."""

    chosen = Signal()
    declined = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tone = "danger"
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)  # what is told may come from a file
        self.action = Button("", Kind.LINK).leads(self.chosen)
        self.second = Button("", Kind.LINK).leads(self.declined)
        self.action.hide()
        self.second.hide()
        self._close = IconButton("dismiss", _("关闭提示")).leads(self.hide).leads(self.closed)
        layouts.row((self.words, 1), self.action, self.second, self._close, parent=self, margins=(36, 4, 8, 4))
        self.hide()

    def say(self, sentence: str, *, action: str = "", second: str = "", good: bool = False, tone: str = "") -> None:
        """Show a sentence, and what may be done about it, or else; `tone` is danger, warn, accent (to know) or ok."""
        self.tone = tone or ("ok" if good else "danger")
        tint(self.words, ink="text")
        self.words.setText(sentence)
        self.action.setText(action)
        self.action.setVisible(bool(action))
        self.second.setText(second)
        self.second.setVisible(bool(second))
        self.setAccessibleName(sentence)
        self.show()
        self.update()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def _paint(self, painter: QPainter) -> None:
        painter.fillRect(self.rect(), colour(f"{self.tone}_soft"))
        painter.fillRect(0, 0, 3, self.height(), colour(_EDGES[self.tone]))
        ink = "accent_text" if self.tone == "accent" else self.tone
        icons.draw(painter, _BANNERS[self.tone], QPointF(13, (self.height() - 16) / 2), 16, ink)


class Hairline(QFrame):
    """A hairline between parts of a screen; an upright one may be of a `length` in pixels."""

    def __init__(self, *, upright: bool = False, length: int = 0) -> None:
        super().__init__()
        tint(self, ground="line")
        if upright:
            self.setFixedWidth(1)
            if length:
                self.setFixedHeight(length)
        else:
            self.setFixedHeight(1)


class ProgressBar(QProgressBar):
    """How far something is, without a figure in it; `width` in pixels, 0 for any."""

    def __init__(self, name: str, width: int = 0) -> None:
        super().__init__()
        self.setTextVisible(False)
        self.setFixedHeight(4)
        self.setAccessibleName(name)
        if width:
            self.setFixedWidth(width)


class Label(QLabel):
    """Words in an ink and a face; those that are `wrapped` take as many lines as they need."""

    def __init__(
        self, text: str = "", ink: str = "", size: int = BODY, *, weight: QFont.Weight = NORMAL, wrapped: bool = False
    ) -> None:
        super().__init__(text)
        if (size, weight) != (BODY, NORMAL):
            self.setFont(font(size, weight))
        self.setWordWrap(wrapped)
        if ink:
            tint(self, ink=ink)


class Note(Label):
    """Small grey words."""

    def __init__(self, text: str = "", ink: str = "text3", *, wrapped: bool = False) -> None:
        super().__init__(text, ink, NOTE, wrapped=wrapped)


def wrapped(words: str = "", ink: str = "text3") -> Note:
    """Small words that take as many lines as they need."""
    return Note(words, ink, wrapped=True)


class Title(Label):
    """Large words at the head of a page or a group."""

    def __init__(self, text: str, size: int, *, wrapped: bool = False) -> None:
        super().__init__(text, size=size, weight=SEMIBOLD, wrapped=wrapped)


class TallButton(Button):
    """A button of save bars and dialogs."""

    HEIGHT = 32
