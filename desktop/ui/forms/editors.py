"""One editor for each kind of field; all give a value with complaints and take a value with its text."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import Any

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.ui.controls import Button, ChoiceBox, TextBox
from desktop.ui.grid.checklist import Checklist
from models.schema.complaints import Reading, Severity
from models.schema.fields import Field
from models.schema.showing import text_of
from models.schema.types import Code
from models.words import N_, _

_PLACEHOLDERS = {"date": N_("如 2025-11-20"), "month": N_("如 2025-09"), "year": N_("如 2025")}
_WEEKDAYS = (N_("周一"), N_("周二"), N_("周三"), N_("周四"), N_("周五"), N_("周六"), N_("周日"))


class Editor(QWidget):
    """What a row of a form holds; `edited` only when a person changed something."""

    edited = Signal()

    def reading(self) -> Reading:
        """The value as it stands, and what is wrong with it."""
        raise NotImplementedError

    def put(self, value: Any, text: str = "") -> None:
        """Show a value; `text` is what a reference reads like."""
        raise NotImplementedError

    def complain(self, severity: Severity | None) -> None:
        """Show by the frame that something is wrong."""

    def echo(self) -> str:
        """A word that helps to see what was understood."""
        return ""


def boxed(editor: QWidget, *widgets: QWidget) -> None:
    """Put widgets side by side into an editor, the first one stretching."""
    present = editor.layout()
    row = present if isinstance(present, QHBoxLayout) else QHBoxLayout(editor)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(4)
    for place, widget in enumerate(widgets):
        row.addWidget(widget, 1 if place == 0 else 0)
    editor.setFocusProxy(widgets[0])


class TextEditor(Editor):
    """Typed text, read by the field."""

    def __init__(self, field: Field) -> None:
        super().__init__()
        self._field = field
        self.box = TextBox()
        self.box.setAccessibleName(field.title)
        self.box.setPlaceholderText(_(_PLACEHOLDERS.get(field.type.kind, "")))
        self.box.textEdited.connect(lambda _text: self.edited.emit())
        self.box.editingFinished.connect(self._tidy)
        boxed(self, self.box)

    def reading(self) -> Reading:
        """See Editor."""
        return self._field.read(self.box.text())

    def put(self, value: Any, text: str = "") -> None:
        """See Editor."""
        self.box.setText(text or text_of(self._field, value))

    def complain(self, severity: Severity | None) -> None:
        """See Editor."""
        self.box.complain(severity)

    def echo(self) -> str:
        """The weekday of a date."""
        value = self.reading()[0] if self._field.type.kind == "date" else None
        return _(_WEEKDAYS[value.weekday()]) if isinstance(value, date) else ""

    def _tidy(self) -> None:
        """Write the value the way it is kept, once the person has left it."""
        if not self.box.isModified():
            return
        value, complaints = self.reading()
        if not complaints and value is not None and self.box.text() != text_of(self._field, value):
            self.box.setText(text_of(self._field, value))


class ChoiceEditor(Editor):
    """One of a few words, or typed: a code, or yes and no."""

    def __init__(self, field: Field) -> None:
        super().__init__()
        self._field = field
        self.box = ChoiceBox(_words_of(field))
        self.box.setAccessibleName(field.title)
        self.box.textEdited.connect(lambda _text: self.edited.emit())
        self.box.chosen.connect(lambda _text: self.edited.emit())
        boxed(self, self.box)

    def reading(self) -> Reading:
        """See Editor."""
        return self._field.read(self.box.text())

    def put(self, value: Any, text: str = "") -> None:
        """See Editor."""
        self.box.setText(text or text_of(self._field, value))

    def complain(self, severity: Severity | None) -> None:
        """See Editor."""
        self.box.complain(severity)


@cache
def _words(kind: str, table: str) -> QStringListModel:
    if kind == "flag":
        return QStringListModel(["", _("是"), _("否")])
    from models.schema.codes import table as code_table

    return QStringListModel(["", *(code.name for code in code_table(table).valid_on(date.today()))])  # noqa: DTZ011 - the office's own day


def _words_of(field: Field) -> QStringListModel:
    """The words to choose from; one model a table, because a form has several regions of three thousand."""
    kind = field.type
    return _words(kind.kind, kind.table if isinstance(kind, Code) else "")


class CodesEditor(TextEditor):
    """Several codes: typed with 、 between them, or ticked."""

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        button = Button(_("选择"))
        button.setAccessibleName(_("选择{label}").format(label=field.title))
        button.clicked.connect(self._tick)
        boxed(self, self.box, button)

    def _tick(self) -> None:
        kind = self._field.type
        assert isinstance(kind, Code)
        value = self.reading()[0] or ()
        menu = Checklist([(code.code, code.name) for code in kind.codes.codes], value, self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.ticked.connect(lambda: self._take(menu.chosen()))
        menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def _take(self, codes: tuple[str, ...]) -> None:
        self.put(codes)
        self.edited.emit()


class ShownValue(Editor):
    """A derived value: seen, never entered."""

    def __init__(self, field: Field) -> None:
        super().__init__()
        self._field = field
        self._value: Any = None
        self.box = TextBox()
        self.box.setReadOnly(True)
        self.box.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.box.setAccessibleName(field.title)
        boxed(self, self.box)

    def reading(self) -> Reading:
        """See Editor."""
        return self._value, ()

    def put(self, value: Any, text: str = "") -> None:
        """See Editor."""
        self._value = value
        self.box.setText(text or text_of(self._field, value))


PLAIN: Mapping[str, Callable[[Field], Editor]] = {
    "text": TextEditor,
    "name": TextEditor,
    "number": TextEditor,
    "date": TextEditor,
    "month": TextEditor,
    "year": TextEditor,
    "flag": ChoiceEditor,
    "code": ChoiceEditor,
    "codes": CodesEditor,
}
