"""Text of several lines: a box that grows with what is written in it."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QSizePolicy

from desktop.ui.kit.accessibility import ENTER
from desktop.ui.kit.text_view import FramedText
from models.schema.complaints import Severity

_LEAST, _LINES = 30, 6


class LongBox(FramedText):
    """As a text box, but of one to six lines; `textEdited` by a person, `editingFinished` when it is left."""

    textEdited = Signal(str)
    editingFinished = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.severity: Severity | None = None
        self._put = False
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setViewportMargins(6, 3, 6, 3)
        self.document().setDocumentMargin(2)
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

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Told when it is left."""
        super().focusOutEvent(event)
        self.editingFinished.emit()

    def event(self, event: QEvent) -> bool:
        """Leave undo and redo to the window when the text has none of its own."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            undo = event.matches(QKeySequence.StandardKey.Undo) and not self.document().isUndoAvailable()
            if undo or (event.matches(QKeySequence.StandardKey.Redo) and not self.document().isRedoAvailable()):
                event.ignore()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter is the form's; Esc too."""
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() == Qt.Key.Key_Escape or (control and event.key() in ENTER):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def inks(self) -> tuple[str, str]:
        """As a text box has it."""
        if not self.isEnabled():
            return "header", "line2"
        tone = {Severity.ERROR: "danger", Severity.WARNING: "warn_solid"}.get(self.severity) if self.severity else None
        return "surface", tone or ("accent" if self.hasFocus() else "text3" if self.underMouse() else "field")
