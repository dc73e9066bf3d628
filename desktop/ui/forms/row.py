"""One field of a form: mark, label, editor (or mask and eye), and the sentence under it."""

from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.controls import Button, Note, TextBox
from desktop.ui.forms.editors import PLAIN, Editor, ShownValue
from desktop.ui.forms.picker import ReferenceEditor, ReferencesEditor
from desktop.ui.tasks import Tasks
from desktop.ui.theme import colour, tint
from models.database.database import Database
from models.schema.complaints import Complaint, Reading, Severity
from models.schema.fields import Field
from models.schema.showing import text_of
from models.words import _

LABEL_WIDTH = 128


def editor_for(field: Field, database: Database, tasks: Tasks) -> Editor:
    """The editor of a field's kind."""
    if not field.writable:
        return ShownValue(field)
    if field.many:
        return ReferencesEditor(field, database, tasks)
    if field.to is not None:
        return ReferenceEditor(field, database, tasks)
    return PLAIN[field.type.kind](field)


class _Label(QLabel):
    """A label with a red star where the field must be filled and a blue dot where it was changed."""

    def __init__(self, field: Field) -> None:
        super().__init__(field.title)
        self._required = field.required and field.writable
        self.changed = False
        self.setWordWrap(True)
        self.setFixedWidth(LABEL_WIDTH)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setToolTip(_(field.help) if field.help else field.title)
        tint(self, ink="text2")

    def _words_width(self) -> int:
        return min(self.fontMetrics().horizontalAdvance(self.text()), self.width())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Words, then the marks before them."""
        super().paintEvent(event)
        painter = QPainter(self)
        left = self.width() - self._words_width()
        if self._required:
            painter.setPen(colour("danger"))
            painter.drawText(max(left - 10, 0), self.height() // 2 + 7, "*")
        if self.changed:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("accent"))
            painter.drawEllipse(max(left - (22 if self._required else 12), 0), self.height() // 2 - 3, 6, 6)


class FieldRow(QWidget):
    """A field in a form; private values stay masked until the eye button is pressed."""

    edited = Signal(str)

    def __init__(self, field: Field, database: Database, tasks: Tasks) -> None:
        super().__init__()
        self.field = field
        self.editor = editor_for(field, database, tasks)
        self.editor.edited.connect(self._tell)
        self.label = _Label(field)
        self.message = Note()
        self.message.setWordWrap(True)
        self.message.hide()
        self._mask: QWidget | None = None
        self._cell = QVBoxLayout()
        self._cell.setSpacing(2)
        self._cell.addWidget(self.editor)
        self._cell.addWidget(self.message)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        self.label.setMinimumHeight(30)
        row.addWidget(self.label, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(self._cell, 1)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def sizeHint(self) -> QSize:
        """Columns share the width evenly, so only the height counts."""
        return QSize(240, super().sizeHint().height())

    def _tell(self) -> None:
        self.edited.emit(self.field.name)

    def put(self, value: Any, text: Any = "") -> None:
        """Show a value that nobody has to hide."""
        self.editor.put(value, text)

    def put_masked(self, value: Any, text: Any = "") -> None:
        """Show a value; a private one behind its mask."""
        self.editor.put(value, text)
        self.reveal()
        if self.field.private and value is not None:
            self._cover(text_of(self.field, value, masked=True))

    def _cover(self, masked: str) -> None:
        cover, box, eye = QWidget(), TextBox(), Button(_("显示"))
        box.setText(masked)
        box.setReadOnly(True)
        box.setAccessibleName(self.field.title)
        eye.setAccessibleName(_("显示{label}").format(label=self.field.title))
        eye.clicked.connect(self._open)
        row = QHBoxLayout(cover)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(box, 1)
        row.addWidget(eye)
        self._mask = cover
        self._cell.insertWidget(0, cover)
        self.editor.hide()

    def _open(self) -> None:
        self.reveal()
        self.editor.setFocus()

    @property
    def masked(self) -> bool:
        """Whether the value is hidden."""
        return self._mask is not None

    def reveal(self) -> None:
        """Take the mask off."""
        if self._mask is not None:
            self._mask.hide()
            self._mask.deleteLater()
            self._mask = None
        self.editor.show()

    def reading(self) -> Reading:
        """What stands in the editor."""
        return self.editor.reading()

    def tell(self, complaints: tuple[Complaint, ...]) -> None:
        """Show what is wrong, the worst first; nothing when all is well."""
        worst = sorted(complaints, key=lambda c: not c.fatal)
        self.editor.complain(worst[0].severity if worst else None)
        words = worst[0].message if worst else self.editor.echo()
        ink = "text3" if not worst else "danger" if worst[0].severity is Severity.ERROR else "warn"
        tint(self.message, ink=ink)
        self.message.setText(words)
        self.message.setVisible(bool(words))

    def mark(self, *, changed: bool) -> None:
        """Show the dot of a field that was changed and not saved."""
        if self.label.changed != changed:
            self.label.changed = changed
            self.label.update()
