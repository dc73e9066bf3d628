"""The bar that says what was just done and takes it back: bottom centre, eight seconds, never in the way."""

from collections.abc import Callable

from PySide6.QtCore import QEasingCurve, QEvent, QObject, QPoint, QPointF, QRectF, QSize, Qt, QVariantAnimation
from PySide6.QtGui import QEnterEvent, QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QApplication, QGraphicsDropShadowEffect, QSizePolicy, QStackedWidget, QWidget
from shiboken6 import isValid

from desktop.ui.kit import icons, layouts, paint
from desktop.ui.kit.accessibility import Pressable, say_aloud
from desktop.ui.kit.paint import LEFT
from desktop.ui.kit.theme import BODY, MEDIUM, MICRO, NORMAL, NOTE, colour, faint, focus_width, font
from models.words import _

SECONDS = 8
_HEIGHT = 44
_BELOW = 20  # pixels between the bar and the lower edge of what it lies over
_CORNER = 8
CLEARANCE = "clearance"  # the property of a page that says how much the bar has to stay above its lower edge


class UndoBar(paint.Painted, QWidget):
    """Lies over a widget; `announce` shows it, hover and focus stop its clock.

    It is no child of a stack, whose children are pages to a screen reader: it is a child of what the stack stands in.
    """

    def __init__(self, over: QWidget) -> None:
        outside = over.parentWidget() if isinstance(over, QStackedWidget) else None
        self._over, self._outside = over, outside or over
        super().__init__(self._outside)
        self._undo: Callable[[], None] | None = None
        self._before: QWidget | None = None
        self.words = _UndoWords(self)
        self.act = _WordButton(_("撤销"), self).leads(self._take_back)
        self.further = _WordButton("", self).leads(self._go_on)
        self.further.hide()  # until there is a next step to offer
        self.ring = _CountdownRing(self)
        self.dismiss = _CloseButton(self).leads(self.close_bar)
        self._further: Callable[[], None] | None = None
        self.clock = QVariantAnimation(self)
        self.clock.setDuration(SECONDS * 1000)
        self.clock.setStartValue(1.0)
        self.clock.setEndValue(0.0)
        self.clock.setEasingCurve(QEasingCurve.Type.Linear)
        self.clock.valueChanged.connect(self._tick)
        self.clock.finished.connect(self.hide)
        self._lay_out()
        over.installEventFilter(self)
        for button in (self.act, self.further, self.dismiss):
            button.installEventFilter(self)
        self.hide()

    def _lay_out(self) -> None:
        layouts.row(
            (self.words, 1), self.further, self.act, self.ring, self.dismiss, parent=self, gap=8, margins=(16, 0, 8, 0)
        )
        self.setFixedHeight(_HEIGHT)
        shadow = QGraphicsDropShadowEffect(self)
        shadow.setBlurRadius(32)
        shadow.setOffset(0, 8)
        shadow.setColor(colour("scrim"))
        self.setGraphicsEffect(shadow)

    def announce(
        self,
        sentence: str,
        undo: Callable[[], None] | None,
        note: str = "",
        further: tuple[str, Callable[[], None]] | None = None,
    ) -> None:
        """Say what was done (`note` in grey after it) and offer for eight seconds to take it back, and what comes next."""
        self.words.sign = "checkmark_circle_filled", "ok_solid"
        self.act.say(keys="Ctrl+Z")
        self.ring.show()
        self._appear(sentence, undo, note, further)
        self.clock.start()
        spoken = _("{sentence}。可按 Ctrl+Z 撤销").format(sentence=sentence) if undo else sentence
        say_aloud(self, spoken)

    def ask(self, question: str, undo: Callable[[], None], note: str) -> None:
        """Ask before an act is taken back that one key could not be meant for; it waits for the answer.

        The key that asked does not answer: pressed twice by habit it would be as if nobody had asked.
        """
        self.words.sign = "warning_filled", "on_ink"
        self.act.say(keys="Enter")
        self.ring.hide()
        self._before = QApplication.focusWidget()
        self._appear(question, undo, note)
        self.act.setFocus(Qt.FocusReason.OtherFocusReason)
        say_aloud(self, _("{question}。按 Enter 撤销，按 Esc 不撤销").format(question=f"{question}，{note}"))

    @property
    def asks(self) -> bool:
        """Whether it waits for the answer to a question."""
        return self._undo is not None and self.clock.state() is QVariantAnimation.State.Stopped

    def take(self) -> bool:
        """Take back what is offered after it was done, as the key on the button says; returns whether there was such."""
        offered = self._undo is not None and not self.asks
        if offered:
            self._take_back()
        return offered

    def close_bar(self) -> None:
        """Withdraw it, and give the keyboard back if it was here."""
        focused, before = self._has_keys() or self.dismiss.hasFocus(), self._before
        self._before = None
        self.hide()
        if focused and before is not None and isValid(before):
            before.setFocus(Qt.FocusReason.OtherFocusReason)

    def _appear(
        self,
        sentence: str,
        undo: Callable[[], None] | None,
        note: str,
        further: tuple[str, Callable[[], None]] | None = None,
    ) -> None:
        words, self._further = further or ("", None)
        self._undo = undo
        self.act.setVisible(undo is not None)
        self.further.say(words)
        self.further.setVisible(further is not None)
        self.words.say(sentence, note)
        self.setAccessibleName(sentence)
        self.show()
        self.raise_()
        self._place()
        self.clock.stop()

    def _tick(self, left: float) -> None:
        self.ring.left = left
        self.ring.update()

    def _take_back(self) -> None:
        undo, self._undo = self._undo, None
        self.close_bar()
        if undo is not None:
            undo()

    def _go_on(self) -> None:
        """What comes next; what was done stays."""
        further = self._further
        self.close_bar()
        if further is not None:
            further()

    def _has_keys(self) -> bool:
        return self.act.hasFocus() or self.further.hasFocus()

    def _place(self) -> None:
        width = min(max(self.sizeHint().width(), 340), self._over.width() - 32)
        self.resize(width, _HEIGHT)
        left, top = (self._over.width() - width) // 2, self._over.height() - _HEIGHT - _BELOW - self._clearance()
        self.move(self._over.mapTo(self._outside, QPoint(left, top)))

    def _clearance(self) -> int:
        """Pixels that what is shown wants to keep free at its lower edge: a form its save bar."""
        shown = self._over.currentWidget() if isinstance(self._over, QStackedWidget) else self._over
        return int(shown.property(CLEARANCE) or 0) if shown is not None else 0

    def _pause(self, *, on: bool) -> None:
        running = self.clock.state() is QVariantAnimation.State.Running
        if on and running:
            self.clock.pause()
        elif not on and self.clock.state() is QVariantAnimation.State.Paused and not self._watched():
            self.clock.resume()

    def _watched(self) -> bool:
        return self.underMouse() or self._has_keys() or self.dismiss.hasFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of what it lies over; let focus on a button stop the clock."""
        moved = event.type() in (QEvent.Type.Resize, QEvent.Type.Move)
        if moved and watched is self._over and self.isVisible():
            self._place()
        elif event.type() == QEvent.Type.FocusIn:
            self._pause(on=True)
        elif event.type() == QEvent.Type.FocusOut:
            self._pause(on=False)
        return super().eventFilter(watched, event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """The pointer stops the clock."""
        self._pause(on=True)
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """And lets it go on."""
        self._pause(on=False)
        super().leaveEvent(event)

    def hideEvent(self, event: object) -> None:
        """An offer that is gone cannot be taken."""
        self.clock.stop()
        self._undo = self._further = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes it."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_bar()
        else:
            super().keyPressEvent(event)

    def _paint(self, painter: QPainter) -> None:
        paint.frame(painter, QRectF(self.rect()), _CORNER, "ink")
        first = self.further if self.further.isVisible() else self.act
        if first.isVisible():
            painter.fillRect(first.x() - 6, 12, 1, _HEIGHT - 24, faint("on_ink", 0.25))


class _UndoWords(paint.Painted, QWidget):
    """A tick, the sentence, and a grey note."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.sentence, self.note = "", ""
        self.sign = "checkmark_circle_filled", "ok_solid"
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def say(self, sentence: str, note: str) -> None:
        """Change the words."""
        self.sentence, self.note = sentence, note
        self.setToolTip(sentence)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as the words."""
        note = QFontMetrics(font(NOTE)).horizontalAdvance(self.note) + 12 if self.note else 0
        return QSize(24 + QFontMetrics(font(BODY, MEDIUM)).horizontalAdvance(self.sentence) + note + 8, _HEIGHT)

    def _paint(self, painter: QPainter) -> None:
        icons.draw(painter, self.sign[0], QPointF(0, (self.height() - 16) / 2), 16, self.sign[1])
        paint.pen(painter, "on_ink", font(BODY, MEDIUM))
        space = QRectF(24, -0.5, self.width() - 24, self.height())
        shown = painter.fontMetrics().elidedText(self.sentence, Qt.TextElideMode.ElideRight, int(space.width()))
        painter.drawText(space, LEFT, shown)
        left = 24 + painter.fontMetrics().horizontalAdvance(shown) + 12
        painter.setPen(faint("on_ink", 0.72))
        painter.setFont(font(NOTE))
        rest = int(self.width() - left)
        note = painter.fontMetrics().elidedText(self.note, Qt.TextElideMode.ElideRight, max(rest, 0))
        painter.drawText(QRectF(left, -0.5, rest, self.height()), LEFT, note)


class _PlainButton(Pressable):
    """What the two buttons on the dark plate share."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def ground(self, painter: QPainter) -> None:
        """Hover and focus."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = faint("on_ink", 0.22 if self.isDown() else 0.12 if self.underMouse() else 0.0)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        paint.frame(painter, box, 5, ground, "ink_accent" if self.hasFocus() else "", focus_width())


class _WordButton(_PlainButton):
    """撤销 with its key, or what comes next."""

    def __init__(self, words: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._keys = ""
        self.say(words)

    def say(self, words: str = "", keys: str = "") -> None:
        """Change the words where some are given, and name the key that does the same."""
        self.setText(words or self.text())
        self.setAccessibleName(self.text())
        self._keys = keys
        width = QFontMetrics(font(MICRO)).horizontalAdvance(keys) + 8 if keys else 0
        self.setFixedSize(self._words_width() + width + 16, 28)

    def _words_width(self) -> int:
        return QFontMetrics(font(BODY, MEDIUM)).horizontalAdvance(self.text())

    def _paint(self, painter: QPainter) -> None:
        self.ground(painter)
        paint.pen(painter, "ink_accent", font(BODY, MEDIUM))
        painter.drawText(QRectF(8, -1, self.width(), self.height()), LEFT, self.text())
        painter.setPen(faint("on_ink", 0.72))
        painter.setFont(font(MICRO, NORMAL))
        painter.drawText(QRectF(16 + self._words_width(), -0.5, self.width(), self.height()), LEFT, self._keys)


class _CloseButton(_PlainButton):
    """Closes the bar."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("关闭提示"))
        self.setToolTip(_("关闭提示"))
        self.setFixedSize(28, 28)

    def _paint(self, painter: QPainter) -> None:
        self.ground(painter)
        icons.draw(painter, "dismiss", QPointF(6, 6), 16, "on_ink")


class _CountdownRing(paint.Painted, QWidget):
    """What is left of the eight seconds."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.left = 1.0
        self.setFixedSize(28, 28)

    def _paint(self, painter: QPainter) -> None:
        where = QRectF(6, 6, 16, 16)
        painter.setPen(QPen(faint("on_ink", 0.25), 2))
        painter.drawEllipse(where)
        painter.setPen(QPen(colour("ink_accent"), 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawArc(where, 90 * 16, round(self.left * 360 * 16))
