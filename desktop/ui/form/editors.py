"""One editor for each kind of field; all give a value with complaints and take a value with its text."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop.ui.form import field_hints
from desktop.ui.form.box import FormBox
from desktop.ui.form.chips_input import ChipsInput
from desktop.ui.form.dropdown import CodeBox
from desktop.ui.form.long_text import LongBox
from desktop.ui.form.segments import Segments, fits
from desktop.ui.kit import layouts
from desktop.ui.kit.calendar import Calendar
from desktop.ui.kit.choices import CheckBox, Segmented
from desktop.ui.kit.menu_field import MenuField
from models import clock
from models.schema.complaints import Reading, Severity
from models.schema.fields import Field
from models.schema.showing import text_of
from models.schema.types import Choice, Code
from models.words import N_, _

FEW = 4  # codes that may stand side by side
_SHORT = 4  # characters of each
_ROOM = 192  # pixels of the narrowest place a choice stands in
_PLACEHOLDERS = {"date": N_("如 2025-11-20"), "month": N_("如 2025-09"), "year": N_("如 2025")}


class Editor(QWidget):
    """What a row of a form holds; `edited` only when a person changed something, `asked` for a way on."""

    edited = Signal()
    asked = Signal(str, str)  # "new" or "search", and what was typed

    def reading(self) -> Reading:
        """The value as it stands, and what is wrong with it."""
        raise NotImplementedError

    def put(self, value: Any, text: Any = "") -> None:
        """Show a value; `text` is what a reference reads like."""
        raise NotImplementedError

    def complain(self, severity: Severity | None) -> None:
        """Show by the frame that something is wrong."""

    def approve(self, *, well: bool) -> None:
        """Show that the value was checked and is right."""

    def follow_others(self, *, on: bool) -> None:
        """Show that the value was read off other fields, and follows them."""

    def typed(self) -> str:
        """The text as it stands, right or wrong; '' of an editor without."""
        return ""

    def retype(self, text: str) -> None:
        """Put text there as a person would type it."""

    def pending(self) -> bool:
        """Whether a person is in the middle of it, so that it is too early to complain."""
        return False


def boxed(editor: Editor, *widgets: QWidget) -> None:
    """Put widgets side by side into an editor, the first one stretching."""
    row = layouts.row(parent=editor, gap=4)
    for place, widget in enumerate(widgets):
        row.addWidget(widget, 1 if place == 0 else 0)
    editor.setFocusProxy(widgets[0])


class BoxEditor(Editor):
    """Typed text in a box, read by the field."""

    def __init__(self, field: Field, box: FormBox | LongBox) -> None:
        super().__init__()
        self._field, self.box = field, box
        box.setAccessibleName(field.title)
        box.textEdited.connect(self._typed)
        boxed(self, box)

    def _typed(self, _text: str) -> None:
        self._follow()
        self.edited.emit()

    def reading(self) -> Reading:
        """See Editor."""
        return self._field.read(self.box.text())

    def put(self, value: Any, text: Any = "") -> None:
        """See Editor."""
        self.box.setText(str(text) or text_of(self._field, value))
        self._follow()

    def typed(self) -> str:
        """See Editor."""
        return self.box.text()

    def retype(self, text: str) -> None:
        """See Editor."""
        self.box.setText(text)
        self._follow()

    def complain(self, severity: Severity | None) -> None:
        """See Editor."""
        self.box.complain(severity)

    def _follow(self) -> None:
        """Let what stands beside the text follow it."""


class LongEditor(BoxEditor):
    """Words of several lines."""

    def __init__(self, field: Field) -> None:
        super().__init__(field, LongBox())


class TextEditor(BoxEditor):
    """A line of text, beside which stands what was understood."""

    box: FormBox

    def __init__(self, field: Field, box: FormBox | None = None) -> None:
        super().__init__(field, box or FormBox())
        self._automatic = False
        self.box.setPlaceholderText(_(field.blank or _PLACEHOLDERS.get(field.type.kind, "")))
        self.box.editingFinished.connect(self._tidy)

    def put(self, value: Any, text: Any = "") -> None:
        """See Editor; the beginning is seen."""
        super().put(value, text)
        self.box.setCursorPosition(0)

    def approve(self, *, well: bool) -> None:
        """See Editor."""
        self.box.set_well(well=well)

    def follow_others(self, *, on: bool) -> None:
        """See Editor."""
        if on != self._automatic:
            self._automatic = on
            self._follow()

    def _follow(self) -> None:
        """Say beside the text what was understood, or how much is still to be typed."""
        left = field_hints.left(self._field, self.box.text())
        self.box.set_echo(left or (_("自动") if self._automatic and self.box.text() else ""))

    def _tidy(self) -> None:
        """Write the value the way it is kept, once the person has left it."""
        if not self.box.isModified():
            return
        value, complaints = self.reading()
        if not complaints and value is not None and self.box.text() != text_of(self._field, value):
            self.box.setText(text_of(self._field, value))


class DateBox(FormBox):
    """A text box with a calendar under it; F4, Down or the icon opens it."""

    chosen = Signal(object)

    def __init__(self, *, months: bool) -> None:
        super().__init__("calendar_ltr")
        self.months = months
        self.value: date | None = None
        self._calendar: Calendar | None = None
        assert self.trail is not None
        self.trail.pressed.connect(self.toggle)

    @property
    def calendar(self) -> Calendar:
        """The calendar, made when it is first needed."""
        if self._calendar is None:
            self._calendar = Calendar(self, months=self.months)
            self._calendar.taken.connect(self.chosen)
        return self._calendar

    def toggle(self) -> None:
        """Open the calendar, or close it."""
        self.calendar.toggle(self.value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys go to the open calendar first."""
        if self._calendar is not None and self._calendar.key(event):
            return
        if event.key() in (Qt.Key.Key_F4, Qt.Key.Key_Down):
            self.toggle()
        else:
            super().keyPressEvent(event)


class DateEditor(TextEditor):
    """A day or a month: typed in any spelling, or chosen; ages are counted to the day the office works on."""

    def __init__(self, field: Field, day: Callable[[], date] = clock.today) -> None:
        self._day = day
        self._dated = DateBox(months=field.type.kind == "month")
        super().__init__(field, self._dated)
        self._dated.chosen.connect(self._take)

    def reading(self) -> Reading:
        """See Editor; a day without its year is one of this year."""
        return self._field.read(
            field_hints.with_year(self.box.text()) if self._field.type.kind == "date" else self.box.text()
        )

    def _follow(self) -> None:
        value, complaints = self.reading()
        self._dated.value = None if complaints else _day_of(value)
        self._dated.set_echo("" if complaints else field_hints.inside(self._field, value, self._day))

    def _take(self, day: date) -> None:
        self.put(day if self._field.type.kind == "date" else f"{day:%Y-%m}")
        self.edited.emit()


def _day_of(value: Any) -> date | None:
    if isinstance(value, date):
        return value
    return date.fromisoformat(f"{value}-01") if isinstance(value, str) else None


class CodeEditor(TextEditor):
    """One word of a code table, chosen or typed."""

    def __init__(self, field: Field) -> None:
        assert isinstance(field.type, Code)
        box = CodeBox(field.type.codes)
        super().__init__(field, box)
        box.taken.connect(lambda _offer: self.edited.emit())


class SegmentsEditor(Editor):
    """One of a few short words, or yes and no; a value that is none of them stays until another is chosen."""

    def __init__(self, field: Field, choices: Sequence[tuple[Any, str]]) -> None:
        super().__init__()
        self._field = field
        self._other: Any = None
        self.segments = Segments(choices, field.title)
        self.segments.setFixedHeight(30)
        self.segments.chosen.connect(lambda _key: self._choose())
        layouts.row(self.segments, layouts.STRETCH, parent=self)
        self.setFocusProxy(self.segments)

    def _choose(self) -> None:
        self._other = None
        self.edited.emit()

    def reading(self) -> Reading:
        """See Editor."""
        value = self.segments.key
        value = self._other if value is None else value
        return value, (self._field.missing(),) if value is None and self._field.required else ()

    def put(self, value: Any, text: Any = "") -> None:
        """See Editor."""
        known = any(value == key for key, _words in self.segments.options)
        self.segments.show_key(value if known else None)
        self._other = None if known else value

    def complain(self, severity: Severity | None) -> None:
        """See Editor."""
        self.segments.complain(severity)


class OneOfEditor(Editor):
    """One of a few words, one of which always holds: side by side where there is room, else in a menu."""

    def __init__(self, field: Field) -> None:
        super().__init__()
        assert isinstance(field.type, Choice)
        choices = [(value, _(words)) for value, words in field.type.choices]
        self._value: Any = field.default
        self.box: Segmented | MenuField = Segmented(choices, field.title, then=self._choose)
        if len(choices) >= FEW or self.box.sizeHint().width() > _ROOM:
            self.box.deleteLater()
            self.box = MenuField(field.title, choices, then=self._choose)
        boxed(self, self.box)

    def _choose(self, value: object) -> None:
        self._value = value
        self.edited.emit()

    def reading(self) -> Reading:
        """See Editor."""
        return self._value, ()

    def put(self, value: Any, text: Any = "") -> None:
        """See Editor."""
        self._value = value
        self.box.show_key(value)


class TickEditor(Editor):
    """Yes or no, as a box to tick with its words; what a list of options holds."""

    def __init__(self, field: Field) -> None:
        super().__init__()
        self.box = CheckBox(field.title)
        self.box.toggled.connect(lambda _on: self.edited.emit())
        boxed(self, self.box)

    def reading(self) -> Reading:
        """See Editor."""
        return self.box.isChecked(), ()

    def put(self, value: Any, text: Any = "") -> None:
        """See Editor."""
        self.box.blockSignals(True)
        self.box.setChecked(bool(value))
        self.box.blockSignals(False)


class CodesEditor(Editor):
    """Several codes of a table, as chips."""

    def __init__(self, field: Field) -> None:
        super().__init__()
        assert isinstance(field.type, Code)
        self._field, self._table = field, field.type.codes
        self._codes: tuple[str, ...] = ()
        self.box = CodeBox(self._table)
        self.box.setAccessibleName(_("添加{label}").format(label=field.title))
        self.box.taken.connect(lambda offer: self._set((*self._codes, offer.key)))
        self.box.editingFinished.connect(self._take_typed)
        self.tokens = ChipsInput(self.box)
        self.tokens.removed.connect(self._remove)
        boxed(self, self.tokens)

    def _take_typed(self) -> None:
        """What was typed and left counts as chosen; the field says what it makes of it."""
        if self.box.text().strip() and not self.box.is_open():
            typed = self._field.read(self.box.text())[0] or ()
            self._set((*self._codes, *typed) if typed else self._codes)

    def _remove(self, removed: object) -> None:
        self._set(tuple(code for code in self._codes if code != removed))

    def _set(self, codes: tuple[str, ...]) -> None:
        self.put(self._field.read(codes)[0] if codes else None)
        self.edited.emit()

    def reading(self) -> Reading:
        """See Editor."""
        return self._field.read(self._codes) if self._codes else self._field.read(None)

    def put(self, value: Any, text: Any = "") -> None:
        """See Editor."""
        self._codes = tuple(value or ())
        self.box.clear()
        self.tokens.show_chosen({code: self._table.label(code) for code in self._codes})

    def complain(self, severity: Severity | None) -> None:
        """See Editor."""
        self.tokens.complain(severity)


class ShownValue(Editor):
    """A derived value: seen, never entered, with the reason why."""

    def __init__(self, field: Field) -> None:
        super().__init__()
        self._field = field
        self._value: Any = None
        self.box = FormBox()
        self.box.setReadOnly(True)
        self.box.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.box.setAccessibleName(field.title)
        self.box.set_echo(_("自动"))
        boxed(self, self.box)

    def reading(self) -> Reading:
        """See Editor."""
        return self._value, ()

    def put(self, value: Any, text: Any = "") -> None:
        """See Editor."""
        self._value = value
        self.box.setText(str(text) or text_of(self._field, value))


def plain_editor(field: Field, day: Callable[[], date] = clock.today) -> Editor:
    """The editor of a field that is no reference; `day` tells what ages are counted to."""
    kind = field.type.kind
    if kind in ("date", "month"):
        return DateEditor(field, day)
    if kind == "flag":
        return SegmentsEditor(field, ((True, _("是")), (False, _("否"))))
    if kind == "choice":
        return OneOfEditor(field)
    if kind == "codes":
        return CodesEditor(field)
    if isinstance(field.type, Code):
        few = _few(field.type)
        return SegmentsEditor(field, few) if few else CodeEditor(field)
    return TextEditor(field)


def _few(kind: Code) -> tuple[tuple[str, str], ...]:
    """The codes to stand side by side; (): there are too many, or they are too long.

    What is not verified is offered in a list, which says so. Long ones beside short are rare answers such as 未说明的性别, and are kept where they stand already.
    """
    valid = kind.codes.valid_on(clock.today())
    short = tuple((code.code, code.label) for code in valid if len(code.name) <= _SHORT)
    enough = (
        len(valid) <= FEW
        and len(short) > 1
        and all(code.verified for code in valid)
        and (kind.strict or len(short) == len(valid))
    )
    return short if enough and fits([name for _code, name in short]) else ()
