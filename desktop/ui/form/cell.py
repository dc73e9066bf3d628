"""The editor of a field behind the mask of a private value; what stands in a row of a form and in a cell of its tables."""

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.drafts.draft import Draft
from desktop.ui.form.box import FormBox, Trail
from desktop.ui.form.editors import CodeEditor, Editor, LongEditor, ShownValue, plain_editor
from desktop.ui.form.picker import ReferenceEditor, ReferencesEditor, words_now
from desktop.ui.kit import layouts
from desktop.ui.kit.tasks import Tasks
from models.database.database import Database
from models.schema.complaints import Reading, Severity
from models.schema.fields import Field
from models.schema.showing import text_of
from models.schema.types import Code, Text
from models.words import _


def editor_for(field: Field, database: Database, tasks: Tasks, *, narrow: bool = False) -> Editor:
    """The editor of a field's kind; a `narrow` one has no words side by side."""
    if not field.writable:
        return ShownValue(field)
    if field.many:
        return ReferencesEditor(field, database, tasks)
    if field.to is not None:
        return ReferenceEditor(field, database, tasks)
    if isinstance(field.type, Text) and field.type.has_lines:
        return LongEditor(field)
    if narrow and isinstance(field.type, Code) and field.type.kind != "codes":
        return CodeEditor(field)
    return plain_editor(field, database.day)


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


class Cell(QWidget):
    """An editor; private values stay masked until the eye button is pressed."""

    edited = Signal(str)
    wanted = Signal(str)  # the eye was pressed
    asked = Signal(str, str, str)  # field, "new" or "search", what was typed

    def __init__(self, field: Field, database: Database, tasks: Tasks, *, narrow: bool = False) -> None:
        super().__init__()
        self.field = field
        self.editor = editor_for(field, database, tasks, narrow=narrow)
        self.editor.edited.connect(lambda: self.edited.emit(self.field.name))
        self.editor.asked.connect(lambda way, typed: self.asked.emit(self.field.name, way, typed))
        self._mask: _Mask | None = None
        self._cell = layouts.column(self.editor, gap=3)
        self._lay_out()
        self.setFocusProxy(self.editor)

    def help_topic(self) -> str:
        """Its place in the topic of what it belongs to."""
        return f"#{self.field.name}"

    def _lay_out(self) -> None:
        self.setLayout(self._cell)

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

    def fill(self, draft: Draft) -> None:
        """Show what a draft says of the field, or text that is no value yet; what was typed here needs no mask."""
        name = self.field.name
        value, words = draft.values.get(name), draft.words.get(name, "")
        if self.field.private and value is not None and (draft.is_new or name in draft.changed):
            self.put(value, words)
        else:
            self.put_masked(value, words)
        if name in draft.invalid():
            self.editor.retype(draft.typed.get(name, ""))

    def take_into(self, draft: Draft) -> set[str]:
        """Let a draft hold what a person entered; returns the other fields that were filled from it."""
        editor = self.editor
        return draft.edit(self.field.name, *editor.reading(), words_now(editor), editor.typed())

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

    def frame(self, severity: Severity | None) -> None:
        """Show by the frame that something is wrong."""
        self.editor.complain(severity)
        if self._mask is not None:
            self._mask.complain(severity)
