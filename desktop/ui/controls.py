"""Inputs, buttons, lines and banners painted from the tokens; every screen is made of these."""

import enum

from PySide6.QtCore import QAbstractItemModel, QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QCompleter, QFrame, QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QWidget

from desktop.ui.theme import NOTE, colour, font, tint
from models.schema.complaints import Severity
from models.words import _

_CORNER = 5


class TextBox(QLineEdit):
    """A line of text; Ctrl+Z stays with it while it has something to take back, and then goes to the window."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.severity: Severity | None = None
        self.setTextMargins(8, 0, 8, 0)
        self.setFixedHeight(30)

    def complain(self, severity: Severity | None) -> None:
        """Colour the frame after the worst complaint about the text."""
        self.severity = severity
        self.update()

    def _frame(self) -> tuple[str, float]:
        if self.severity is not None:
            return ("danger" if self.severity is Severity.ERROR else "warn_solid"), 2 if self.hasFocus() else 1
        if self.hasFocus():
            return "accent", 2
        if self.isReadOnly() or not self.isEnabled():
            return "line2", 1
        return ("text3" if self.underMouse() else "field"), 1

    def event(self, event: QEvent) -> bool:
        """Leave undo and redo to the window when the text has none of its own."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            undo = event.matches(QKeySequence.StandardKey.Undo) and not self.isUndoAvailable()
            if undo or (event.matches(QKeySequence.StandardKey.Redo) and not self.isRedoAvailable()):
                event.ignore()
                return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the frame, then the text over it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        name, width = self._frame()
        painter.setBrush(colour("header" if self.isReadOnly() or not self.isEnabled() else "surface"))
        painter.setPen(QPen(colour(name), width))
        half = width / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), _CORNER, _CORNER)
        painter.end()
        super().paintEvent(event)


class ChoiceBox(TextBox):
    """A text box with words to choose from: typing narrows them, the arrow, F4 and Down show all; `chosen` by a person."""

    chosen = Signal(str)

    def __init__(self, words: QAbstractItemModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextMargins(8, 0, 26, 0)
        finder = QCompleter(words, self)
        finder.setFilterMode(Qt.MatchFlag.MatchContains)
        finder.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        finder.setMaxVisibleItems(14)
        finder.activated.connect(self.chosen)
        self.setCompleter(finder)
        self._arrow = _Arrow(self)
        self._arrow.pressed.connect(self.open)

    def open(self) -> None:
        """Show every word."""
        self.setFocus()
        finder = self.completer()
        finder.setCompletionPrefix("")
        finder.complete()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F4 and Down open the list."""
        if event.key() in (Qt.Key.Key_F4, Qt.Key.Key_Down):
            self.open()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the arrow at the end."""
        super().resizeEvent(event)
        self._arrow.setGeometry(self.width() - 26, 2, 24, self.height() - 4)


class _Arrow(QAbstractButton):
    """The chevron at the end of a choice box."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the chevron."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour("text2" if self.isEnabled() else "disabled"), 1.2))
        middle = QPointF(self.rect().center()) + QPointF(0.5, 0.5)
        painter.drawPolyline(QPolygonF([middle + QPointF(-4, -2), middle + QPointF(0, 2), middle + QPointF(4, -2)]))


class Kind(enum.Enum):
    """How much a button asks for attention."""

    PRIMARY = "primary"
    DEFAULT = "default"
    GHOST = "ghost"
    LINK = "link"


class Button(QAbstractButton):
    """A button with words; at most one PRIMARY a screen."""

    def __init__(self, text: str, kind: Kind = Kind.DEFAULT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = kind
        self.setText(text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFont(font(weight=QFont.Weight.Medium if kind is Kind.PRIMARY else QFont.Weight.Normal))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def setText(self, text: str) -> None:
        """Change the words, also those a screen reader says."""
        super().setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """As wide as its words."""
        margin = 4 if self.kind is Kind.LINK else 14
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + 2 * margin, 28)

    def _colours(self) -> tuple[str | None, str, str | None]:
        """Ground, words, border."""
        pointed, pressed = self.underMouse() and self.isEnabled(), self.isDown() or self.isChecked()
        if self.kind is Kind.PRIMARY:
            ground = "accent_p" if pressed else "accent_h" if pointed else "accent"
            return (ground, "on_accent", None) if self.isEnabled() else ("sunken", "disabled", None)
        words = "disabled" if not self.isEnabled() else "accent_text" if self.kind is Kind.LINK else "text"
        rest = "surface" if self.kind is Kind.DEFAULT else None
        return (
            "press" if pressed else "hover" if pointed else rest,
            words,
            "line2" if self.kind is Kind.DEFAULT else None,
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground, border, focus and words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground, words, border = self._colours()
        painter.setBrush(colour(ground) if ground else Qt.BrushStyle.NoBrush)
        if self.hasFocus():
            painter.setPen(QPen(colour("accent_p"), 2))
        else:
            painter.setPen(QPen(colour(border), 1) if border else Qt.PenStyle.NoPen)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), _CORNER, _CORNER)
        painter.setPen(colour(words))
        painter.drawText(QRectF(self.rect()).translated(0, -1), Qt.AlignmentFlag.AlignCenter, self.text())


class Banner(QFrame):
    """One sentence above what it concerns, with at most one way on; it stays until solved or dismissed."""

    chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.action = Button("", Kind.LINK)
        self.action.clicked.connect(self.chosen)
        self.action.hide()
        self._close = Button("×", Kind.LINK)
        self._close.setAccessibleName(_("关闭提示"))
        self._close.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 6, 8, 6)
        row.addWidget(self.words, 1)
        row.addWidget(self.action)
        row.addWidget(self._close)
        self._edge = "danger_solid"
        self.hide()

    def say(self, sentence: str, *, action: str = "", good: bool = False) -> None:
        """Show a sentence, and what may be done about it."""
        self._edge = "ok_solid" if good else "danger_solid"
        tint(self, ground="ok_soft" if good else "danger_soft")
        tint(self.words, ink="ok" if good else "danger")
        self.words.setText(sentence)
        self.action.setText(action)
        self.action.setVisible(bool(action))
        self.setAccessibleName(sentence)
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the coloured edge."""
        super().paintEvent(event)
        QPainter(self).fillRect(0, 0, 3, self.height(), colour(self._edge))


class Line(QFrame):
    """A hairline between parts of a screen."""

    def __init__(self, *, upright: bool = False) -> None:
        super().__init__()
        tint(self, ground="line")
        if upright:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)


class Note(QLabel):
    """Small grey words."""

    def __init__(self, text: str = "", ink: str = "text3") -> None:
        super().__init__(text)
        self.setFont(font(NOTE))
        tint(self, ink=ink)


class Title(QLabel):
    """Large words at the head of a page or a group."""

    def __init__(self, text: str, size: int) -> None:
        super().__init__(text)
        self.setFont(font(size, QFont.Weight.DemiBold))
