"""Text of several lines: a box that grows with what is written in it."""

from typing import Any

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy

from desktop.ui.form.editors import Editor, boxed
from desktop.ui.kit import paint
from desktop.ui.kit.theme import colour, focus_width
from models.schema.complaints import Reading, Severity
from models.schema.fields import Field
from models.schema.showing import text_of

_LEAST, _LINES, _CORNER = 30, 6, 5


class LongBox(QPlainTextEdit):
    """As a text box, but of one to six lines; `textEdited` by a person, `editingFinished` when it is left."""

    textEdited = Signal(str)
    editingFinished = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.severity: Severity | None = None
        self._put = False
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setViewportMargins(6, 3, 6, 3)
        self.document().setDocumentMargin(2)
        self.viewport().setAutoFillBackground(False)
        self.setFixedHeight(_LEAST)
        self.textChanged.connect(self._changed)

    def text(self) -> str:
        """What stands there."""
        return self.toPlainText()

    def setText(self, text: str) -> None:
        """Show a text without telling anybody."""
        self._put = True
        self.setPlainText(text)
        self._put = False

    def insert(self, text: str) -> None:
        """Write at the cursor."""
        self.insertPlainText(text)

    def complain(self, severity: Severity | None) -> None:
        """Colour the frame after the worst complaint about the text."""
        self.severity = severity
        self.viewport().update()
        self.update()

    def _changed(self) -> None:
        self._fit()
        if not self._put:
            self.textEdited.emit(self.text())

    def _fit(self) -> None:
        line = self.fontMetrics().lineSpacing()
        lines = max(1, min(int(self.document().size().height()), _LINES))
        self.setFixedHeight(_LEAST + (lines - 1) * line)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Other lines are another height."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._fit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the frame of the focus."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Told when it is left."""
        super().focusOutEvent(event)
        self.update()
        self.editingFinished.emit()

    def event(self, event: QEvent) -> bool:
        """Leave undo and redo to the window when the text has none of its own; paint the frame."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            undo = event.matches(QKeySequence.StandardKey.Undo) and not self.document().isUndoAvailable()
            if undo or (event.matches(QKeySequence.StandardKey.Redo) and not self.document().isRedoAvailable()):
                event.ignore()
                return True
        if event.type() == QEvent.Type.Paint:
            self._paint_frame()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter is the form's; Esc too."""
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() == Qt.Key.Key_Escape or (control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _paint_frame(self) -> None:
        painter = paint.smooth(self)
        tone = {Severity.ERROR: "danger", Severity.WARNING: "warn_solid"}.get(self.severity) if self.severity else None
        ink = tone or ("accent" if self.hasFocus() else "text3" if self.underMouse() else "field")
        width = focus_width() if self.hasFocus() else 1
        if not self.isEnabled():
            ink = "line2"
        painter.setBrush(colour("surface" if self.isEnabled() else "header"))
        painter.setPen(QPen(colour(ink), width))
        half = width / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), _CORNER, _CORNER)


class LongEditor(Editor):
    """Words of several lines, read by the field."""

    def __init__(self, field: Field) -> None:
        super().__init__()
        self._field = field
        self.box = LongBox()
        self.box.setAccessibleName(field.title)
        self.box.textEdited.connect(lambda _text: self.edited.emit())
        boxed(self, self.box)

    def reading(self) -> Reading:
        """See Editor."""
        return self._field.read(self.box.text())

    def put(self, value: Any, text: Any = "") -> None:
        """See Editor."""
        self.box.setText(str(text) or text_of(self._field, value))

    def typed(self) -> str:
        """See Editor."""
        return self.box.text()

    def retype(self, text: str) -> None:
        """See Editor."""
        self.box.setText(text)

    def complain(self, severity: Severity | None) -> None:
        """See Editor."""
        self.box.complain(severity)
