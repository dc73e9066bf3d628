"""One field of a form: mark, label, editor (or mask and eye), and the sentence under it."""

from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.ui import icons
from desktop.ui.forms.box import FormBox, Trail
from desktop.ui.forms.editors import Editor, ShownValue, plain_editor
from desktop.ui.forms.groups import label_of
from desktop.ui.forms.picker import ReferenceEditor, ReferencesEditor
from desktop.ui.tasks import Tasks
from desktop.ui.theme import BODY, NOTE, colour, font
from models.database.database import Database
from models.schema.complaints import Complaint, Reading, Severity
from models.schema.fields import Field
from models.schema.showing import text_of
from models.words import _

LABEL, MARKS, GAP, HEIGHT = 92, 22, 10, 30  # pixels: words of the label, marks before them, to the field, its height
_TONES = {Severity.ERROR: ("danger", "error_circle_filled"), Severity.WARNING: ("warn", "warning_filled")}


def editor_for(field: Field, database: Database, tasks: Tasks) -> Editor:
    """The editor of a field's kind."""
    if not field.writable:
        return ShownValue(field)
    if field.many:
        return ReferencesEditor(field, database, tasks)
    if field.to is not None:
        return ReferenceEditor(field, database, tasks)
    return plain_editor(field)


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


class Label(QWidget):
    """Words on the right, in two smaller lines when they are long; a red star and a blue dot before them."""

    def __init__(self, field: Field) -> None:
        super().__init__()
        self.words = label_of(field)
        self.required = field.required and field.writable
        self.changed = False
        self.setFixedSize(MARKS + LABEL, HEIGHT)
        self.setToolTip(_(field.help) if field.help else field.title if len(self._lines()[0]) > 1 else "")

    def _lines(self) -> tuple[tuple[str, ...], QFont]:
        if QFontMetrics(font(BODY)).horizontalAdvance(self.words) <= LABEL:
            return (self.words,), font(BODY)
        return lines_of(self.words, LABEL, QFontMetrics(font(NOTE))), font(NOTE)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Words, then the marks before them."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lines, face = self._lines()
        metrics = QFontMetrics(face)
        painter.setPen(colour("text2"))
        painter.setFont(face)
        height = HEIGHT if len(lines) == 1 else 15
        for place, line in enumerate(lines):
            shown = metrics.elidedText(line, Qt.TextElideMode.ElideRight, LABEL)
            space = QRectF(MARKS, place * height - 0.5, LABEL, height)
            painter.drawText(space, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, shown)
        left = MARKS + LABEL - min(max(metrics.horizontalAdvance(line) for line in lines), LABEL)
        if self.required:
            left -= 10
            painter.setFont(font(BODY))
            painter.setPen(colour("danger"))
            painter.drawText(QPointF(left, HEIGHT / 2 + 6), "*")
        if self.changed:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("graphic"))
            painter.drawEllipse(QRectF(left - 11, HEIGHT / 2 - 3, 6, 6))


class Message(QWidget):
    """The sentence under a field, with the sign of its tone; it takes no room while there is nothing to say."""

    def __init__(self) -> None:
        super().__init__()
        self._words, self._tone, self._sign = "", "text3", ""
        self.setFont(font(NOTE))
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
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

    def paintEvent(self, event: QPaintEvent) -> None:
        """Sign and words."""
        painter = QPainter(self)
        if self._sign:
            icons.draw(painter, self._sign, QPointF(1, 3), 12, "ok" if self._tone == "text2" else self._tone)
        painter.setPen(colour(self._tone))
        space = self.rect().adjusted(self._left(), 0, 0, 0)
        painter.drawText(space, Qt.TextFlag.TextWordWrap, self._words)


class _Mask(FormBox):
    """A private value behind stars; the eye at its end shows it."""

    def __init__(self, field: Field) -> None:
        super().__init__()
        self.setReadOnly(True)
        self.setAccessibleName(_("{label}，已隐藏").format(label=field.title))
        self.eye = Trail("eye", self, tab=True)
        self.eye.setAccessibleName(_("显示{label}").format(label=field.title))
        self.eye.setToolTip(_("显示完整内容（留痕）"))
        self.setTextMargins(7, 0, 30, 0)
        self.setFocusProxy(self.eye)

    def resizeEvent(self, event: object) -> None:
        """Keep the eye at the end."""
        self.eye.setGeometry(self.width() - 29, 2, 27, self.height() - 4)


class FieldRow(QWidget):
    """A field in a form; private values stay masked until the eye button is pressed."""

    edited = Signal(str)
    wanted = Signal(str)  # the eye was pressed
    asked = Signal(str, str, str)  # field, "new" or "search", what was typed

    def __init__(self, field: Field, database: Database, tasks: Tasks) -> None:
        super().__init__()
        self.field = field
        self.label = Label(field)
        self.editor = editor_for(field, database, tasks)
        self.editor.edited.connect(lambda: self.edited.emit(self.field.name))
        self.editor.asked.connect(lambda way, typed: self.asked.emit(self.field.name, way, typed))
        self.message = Message()
        self._mask: _Mask | None = None
        self._cell = QVBoxLayout()
        self._cell.setSpacing(3)
        self._cell.addWidget(self.editor)
        self._cell.addWidget(self.message)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(self.label, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(self._cell, 1)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setFocusProxy(self.editor)

    def put(self, value: Any, text: Any = "") -> None:
        """Show a value that nobody has to hide."""
        self.editor.put(value, text)

    def put_masked(self, value: Any, text: Any = "") -> None:
        """Show a value; a private one behind its mask."""
        self.editor.put(value, text)
        if self.field.private and value is not None:
            self._cover(text_of(self.field, value, masked=True))
        else:
            self.uncover()

    def _cover(self, masked: str) -> None:
        if self._mask is None:
            self._mask = _Mask(self.field)
            self._mask.eye.clicked.connect(lambda: self.wanted.emit(self.field.name))
            self._cell.insertWidget(0, self._mask)
            QWidget.setTabOrder(self._mask.eye, self.editor)
        self._mask.setText(masked)
        self._mask.show()
        self.editor.hide()

    def reveal(self) -> None:
        """Show the value: whoever calls this has logged that a person sees it."""
        self.uncover()
        self.editor.setFocus()

    @property
    def masked(self) -> bool:
        """Whether the value is hidden."""
        return self._mask is not None and not self._mask.isHidden()

    @property
    def cover(self) -> FormBox | None:
        """The box with the stars, if there is one."""
        return self._mask

    def uncover(self) -> None:
        """Take the mask off."""
        if self._mask is not None:
            self._mask.hide()
        self.editor.show()

    def take_focus(self) -> None:
        """Put the cursor here; a masked value stays masked."""
        if self._mask is not None and self.masked:
            self._mask.eye.setFocus()
        else:
            self.editor.setFocus()

    def reading(self) -> Reading:
        """What stands in the editor."""
        return self.editor.reading()

    def tell(self, complaints: tuple[Complaint, ...], echo: str = "") -> None:
        """Show what is wrong, the worst first; when all is well, `echo` says what was understood."""
        worst = min(complaints, key=lambda c: not c.fatal, default=None)
        severity = worst.severity if worst else None
        self.editor.complain(severity)
        self.editor.approve(well=bool(echo) and worst is None)
        if self._mask is not None:
            self._mask.complain(severity)
        if worst is not None and severity is not None:
            self.message.say(worst.message, *_TONES[severity])
        elif echo and not self.masked:
            self.message.say(echo, "text2", "checkmark_circle_filled")
        else:
            self.message.say("")

    def mark(self, *, changed: bool) -> None:
        """Show the dot of a field that was changed and not saved."""
        if self.label.changed != changed:
            self.label.changed = changed
            self.label.update()
