"""Inputs of the print centre: a choice in a menu, a day, and an editor for whatever a report lets one choose."""

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop.reports.report import Choice, Option
from desktop.ui.kit import layouts
from desktop.ui.kit.calendar import Calendar
from desktop.ui.kit.choices import CheckBox, Segmented
from desktop.ui.kit.controls import IconButton, TextBox
from desktop.ui.kit.menu_field import MenuField
from models.schema.complaints import Severity
from models.schema.types import Date, Flag
from models.words import _

ROOM = 192  # pixels an editor has beside its label


class OptionDateBox(TextBox):
    """A day, typed or taken from the calendar; `taken` with a day a person gave."""

    taken = Signal(object)

    def __init__(self, name: str, day: date) -> None:
        super().__init__()
        self.day = day
        self.setAccessibleName(name)
        self.setTextMargins(8, 0, 30, 0)
        self._calendar = Calendar(self)
        self._calendar.taken.connect(self._take)
        self._open = IconButton("calendar_ltr", _("打开日历"), parent=self)
        self._open.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._open.setCursor(Qt.CursorShape.ArrowCursor)
        self._open.clicked.connect(self.open)
        self.textEdited.connect(lambda _text: self._judge())
        self.editingFinished.connect(self._finish)
        self.put(day)

    def put(self, day: date) -> None:
        """Show a day without telling anybody."""
        self.day = day
        self.setText(day.isoformat())
        self.complain(None)

    def open(self) -> None:
        """Show the calendar."""
        self.setFocus()
        self._calendar.open_at(self.day)

    def _judge(self) -> date | None:
        value, _complaints = Date().read(self.text())
        good = isinstance(value, date)
        self.complain(None if good else Severity.ERROR)
        return value if good else None

    def _finish(self) -> None:
        day = self._judge()
        if day is None:
            self.put(self.day)
        elif day != self.day:
            self._take(day)

    def _take(self, day: date) -> None:
        self.put(day)
        self.taken.emit(day)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F4 and Down open the calendar, which takes the arrows while it is seen."""
        if self._calendar.isVisible() and self._calendar.key(event):
            return
        if event.key() in (Qt.Key.Key_F4, Qt.Key.Key_Down):
            self.open()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the calendar's button at the end."""
        super().resizeEvent(event)
        self._open.setGeometry(self.width() - 29, 1, 28, 28)


class OptionEditor(QWidget):
    """What a report lets one choose; `changed` with a value of the option's type."""

    changed = Signal(object)

    def __init__(self, option: Option) -> None:
        super().__init__()
        self.option = option
        self.editor = self._made(option)
        self.editor.setToolTip(_(option.help))
        self.editor.setAccessibleDescription(_(option.help))
        layouts.column(self.editor, parent=self)

    @property
    def labelled(self) -> bool:
        """Whether the words stand in the editor itself."""
        return isinstance(self.option.type, Flag)

    def _made(self, option: Option) -> QWidget:
        name = _(option.label)
        if isinstance(option.type, Flag):
            box = CheckBox(name)
            box.setChecked(bool(option.default))
            box.toggled.connect(self.changed.emit)
            return box
        if isinstance(option.type, Choice):
            return self._choice(option.type, name)
        return self._text(option, name)

    def _choice(self, kind: Choice, name: str) -> QWidget:
        choices = [(value, _(words)) for value, words in kind.choices]
        row = Segmented(choices)
        if len(choices) <= 3 and row.sizeHint().width() <= ROOM:  # noqa: PLR2004 - more than three are read as a list
            row.setAccessibleName(name)
            row.show_key(self.option.default)
            row.chosen.connect(self.changed)
            return row
        row.deleteLater()
        field = MenuField(name, choices)
        field.show_key(self.option.default)
        field.chosen.connect(self.changed)
        return field

    def _text(self, option: Option, name: str) -> QWidget:
        box = TextBox()
        box.setAccessibleName(name)
        box.setPlaceholderText(_(option.blank))
        box.setText(option.type.show(option.default) if option.default else "")
        box.textEdited.connect(lambda text: self._read(box, text))
        return box

    def _read(self, box: TextBox, text: str) -> None:
        value, complaints = self.option.type.read(text) if text.strip() else (None, ())
        bad = any(complaint.fatal for complaint in complaints)
        box.complain(Severity.ERROR if bad else None)
        box.setToolTip(complaints[0].message if complaints else _(self.option.help))
        if not bad:
            self.changed.emit(value)
