"""One field of a form: mark, label, editor (or mask and eye), and the sentence under it."""

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QMouseEvent, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.drafts.field_groups import label_of
from desktop.ui.form.cell import Cell
from desktop.ui.kit import icons, layouts, paint
from desktop.ui.kit.help import open_help
from desktop.ui.kit.paint import RIGHT
from desktop.ui.kit.theme import BODY, NOTE, colour, font
from models.schema.complaints import Complaint, Severity
from models.schema.fields import Field
from models.words import _

LABEL, MARKS, GAP, HEIGHT = 92, 22, 10, 30  # pixels: words of the label, marks before them, to the field, its height
WIDEST_LABEL = 148
_TONES = {Severity.ERROR: ("danger", "error_circle_filled"), Severity.WARNING: ("warn", "warning_filled")}


def star_note(fields: Iterable[Field]) -> str:
    """What the star before a label means, where one of these has it."""
    return _("* 为必填") if any(field.required for field in fields) else ""


def lines_of(words: str, room: int, metrics: QFontMetrics) -> tuple[str, ...]:
    """A label in one line, or in two of about the same length, broken before a bracket or at a blank where there is one."""
    if metrics.horizontalAdvance(words) <= room:
        return (words,)
    middle = (len(words) + 1) // 2
    places = [n for n in range(1, len(words)) if words[n] == "（" or words[n - 1] in " /、"]
    place = min(places, key=lambda n: abs(n - middle), default=middle)
    if max(metrics.horizontalAdvance(part.strip()) for part in (words[:place], words[place:])) > room:
        place = middle
    return words[:place].strip(), words[place:].strip()


def label_width(fields: Iterable[Field]) -> int:
    """How wide the labels of a form are, all the same: the longest in one line, within limits."""
    metrics = QFontMetrics(font(BODY))
    longest = max((metrics.horizontalAdvance(label_of(field)) for field in fields), default=0)
    return max(LABEL, min(longest + 1, WIDEST_LABEL))


class FieldLabel(paint.Painted, QWidget):
    """Words on the right, in two smaller lines when they are long; a red star and a blue dot before them."""

    def __init__(self, field: Field) -> None:
        super().__init__()
        self.words = label_of(field)
        self.required = field.required and field.writable
        self.changed = self.pinned = False
        self.pointed = False
        self.setCursor(Qt.CursorShape.WhatsThisCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._tip = _(field.help) if field.help else field.title if field.title != self.words else ""
        self.widen(LABEL)

    def widen(self, width: int) -> None:
        """Be as wide as all labels of the form."""
        self.room = width
        self.setFixedSize(MARKS + width, HEIGHT)
        told = self._tip or (self.words if self._lines()[0] != (self.words,) or self._cut() else "")
        pinned = _("已固定：新建下一条时沿用，Ctrl+Shift+S 取消") if self.pinned else ""
        self.setToolTip("\n".join(part for part in (told, pinned) if part))

    def pin(self, *, on: bool) -> None:
        """Show that the next record begins with what this one says here."""
        if self.pinned != on:
            self.pinned = on
            self.widen(self.room)
            self.update()

    def _cut(self) -> bool:
        lines, face = self._lines()
        return max(QFontMetrics(face).horizontalAdvance(line) for line in lines) > self.room

    def _lines(self) -> tuple[tuple[str, ...], QFont]:
        if QFontMetrics(font(BODY)).horizontalAdvance(self.words) <= self.room:
            return (self.words,), font(BODY)
        return lines_of(self.words, self.room, QFontMetrics(font(NOTE))), font(NOTE)

    def event(self, event: QEvent) -> bool:
        """Offer the manual while the mouse is over it."""
        if event.type() in (QEvent.Type.HoverEnter, QEvent.Type.HoverLeave):
            self.pointed = event.type() is QEvent.Type.HoverEnter
            self.update()
        return super().event(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open what the manual says of the field."""
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            open_help(self)

    def _paint(self, painter: QPainter) -> None:
        lines, face = self._lines()
        metrics = QFontMetrics(face)
        paint.pen(painter, "text2", face)
        height = HEIGHT if len(lines) == 1 else 15
        for place, line in enumerate(lines):
            shown = metrics.elidedText(line, Qt.TextElideMode.ElideRight, self.room + 1)
            space = QRectF(MARKS, place * height - 0.5, self.room, height)
            painter.drawText(space, RIGHT, shown)
        left = MARKS + self.room - min(max(metrics.horizontalAdvance(line) for line in lines), self.room)
        if self.required:
            left -= 10
            paint.pen(painter, "danger", font(BODY))
            painter.drawText(QPointF(left, HEIGHT / 2 + 6), "*")
        if self.pointed:
            icons.draw(painter, "question_circle", QPointF(0, HEIGHT / 2 - 8), 16, "accent_text")
        elif self.pinned:
            icons.draw(painter, "pin_filled", QPointF(0, HEIGHT / 2 - 6), 12, "accent_text")
        if self.changed:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("graphic"))
            painter.drawEllipse(QRectF(left - 11, HEIGHT / 2 - 3, 6, 6))


class FieldMessage(paint.Painted, QWidget):
    """The sentence under a field, with the sign of its tone; it takes no room while there is nothing to say."""

    def __init__(self) -> None:
        super().__init__()
        self._words, self._tone, self._sign = "", "text3", ""
        self.setFont(font(NOTE))
        layouts.break_lines(self)
        self.hide()

    def text(self) -> str:
        """What it says."""
        return self._words

    def say(self, words: str, tone: str = "text3", sign: str = "") -> None:
        """Say something, or nothing."""
        if (words, tone, sign) == (self._words, self._tone, self._sign):
            return
        self._words, self._tone, self._sign = words, tone, sign
        self.setAccessibleName(words)
        self.setVisible(bool(words))
        self.updateGeometry()
        self.update()

    def _left(self) -> int:
        return 17 if self._sign else 1

    def heightForWidth(self, width: int) -> int:
        """As many lines as the words need."""
        space = self.fontMetrics().boundingRect(
            0,
            0,
            max(width - self._left(), 60),
            400,
            Qt.TextFlag.TextWordWrap,
            self._words,
        )
        return max(space.height(), 17) + 1

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(100, self.heightForWidth(self.width() or 220))

    def _paint(self, painter: QPainter) -> None:
        if self._sign:
            icons.draw(painter, self._sign, QPointF(1, 3), 12, "ok" if self._tone == "text2" else self._tone)
        painter.setPen(colour(self._tone))
        space = self.rect().adjusted(self._left(), 0, 0, 0)
        painter.drawText(space, Qt.TextFlag.TextWordWrap, self._words)


class FieldRow(Cell):
    """A field in a form: its label before the cell, a sentence under it."""

    def _lay_out(self) -> None:
        self.label = FieldLabel(self.field)
        self.message = FieldMessage()
        self._cell.addWidget(self.message)
        layouts.row((self.label, 0, Qt.AlignmentFlag.AlignTop), (self._cell, 1), parent=self, gap=GAP)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def set_complaints(self, complaints: tuple[Complaint, ...], echo: str = "") -> None:
        """Show what is wrong, the worst first; when all is well, `echo` says what was understood."""
        worst = min(complaints, key=lambda c: not c.fatal, default=None)
        severity = worst.severity if worst else None
        self.frame(severity)
        self.editor.approve(well=bool(echo) and worst is None)
        if worst is not None and severity is not None:
            self.message.say(worst.message, *_TONES[severity])
        elif echo and not self.masked:
            self.message.say(echo, "text2", "checkmark_circle_filled")
        else:
            self.message.say("")

    def add_below(self, widget: QWidget) -> None:
        """Let a widget stand under the sentence."""
        self._cell.addWidget(widget)

    def pin(self, *, on: bool) -> None:
        """See FieldLabel."""
        self.label.pin(on=on)

    def mark(self, *, changed: bool) -> None:
        """Show the dot of a field that was changed and not saved."""
        if self.label.changed != changed:
            self.label.changed = changed
            self.label.update()
