"""Inputs of the print centre: a choice in a menu, a day, and an editor for whatever a report lets one choose."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QMenu, QSizePolicy, QVBoxLayout, QWidget

from desktop.reports.registry import Choice, Option
from desktop.ui.kit import icons
from desktop.ui.kit.calendar import Calendar
from desktop.ui.kit.choices import CheckBox, Segmented
from desktop.ui.kit.controls import IconButton, TextBox
from desktop.ui.kit.pressing import Pressable
from desktop.ui.kit.theme import colour, focus_width
from models.schema.complaints import Severity
from models.schema.types import Date, Flag
from models.words import _

ROOM = 192  # pixels an editor has beside its label
_CORNER = 5


class Plate(QFrame):
    """A ground that floats: what a field opens."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground and its edge."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour("line2"))
        painter.fillRect(self.rect().adjusted(1, 1, -1, -1), colour("raised"))


class FieldButton(Pressable):
    """Looks like an input and opens something; `quiet` leaves the frame away, as in a strip above a preview."""

    def __init__(self, name: str, parent: QWidget | None = None, *, quiet: bool = False) -> None:
        super().__init__(parent)
        self.quiet = quiet
        self._name = name
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        policy = QSizePolicy.Policy.Preferred if quiet else QSizePolicy.Policy.Ignored
        self.setSizePolicy(policy, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)

    def say(self, words: str) -> None:
        """Show what is chosen."""
        self.setText(words)
        self.setAccessibleName(_("{name}：{value}").format(name=self._name, value=words))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """As wide as its words."""
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + 42, 28 if self.quiet else 30)

    def minimumSizeHint(self) -> QSize:
        """Words may be cut, the arrow not."""
        return QSize(60, self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter, Down and F4 open it, as they do in every box with an arrow."""
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_F4, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw frame, words and arrow."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = focus_width() if self.hasFocus() else 1.0
        edge = (
            "accent" if self.hasFocus() else "text3" if self.underMouse() else "field" if self.isEnabled() else "line2"
        )
        ground = "surface" if self.isEnabled() else "header"
        painter.setBrush(colour("hover" if self.quiet and self.underMouse() else ground))
        painter.setPen(QPen(colour(edge), width) if self.hasFocus() or not self.quiet else Qt.PenStyle.NoPen)
        half = width / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), _CORNER, _CORNER)
        room = QRectF(10, -0.5, self.width() - 38, self.height())
        words = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, int(room.width()) + 1)
        self.setToolTip(self.text() if words != self.text() else "")
        painter.setPen(colour("text" if self.isEnabled() else "disabled"))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
        icons.draw(painter, "chevron_down", QPointF(self.width() - 24, (self.height() - 16) / 2), 16, "text2")


class MenuField(FieldButton):
    """One of several words in a menu; `chosen` with the key a person took."""

    chosen = Signal(object)

    def __init__(self, name: str, choices: Sequence[tuple[Any, str]], parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._menu = QMenu(self)
        self._group = QActionGroup(self)
        self._actions: dict[Any, QAction] = {}
        for key, words in choices:
            action = self._menu.addAction(words)
            action.setCheckable(True)
            action.triggered.connect(lambda _on=False, key=key: self._take(key))
            self._group.addAction(action)
            self._actions[key] = action
        self.clicked.connect(lambda: self._menu.popup(self.mapToGlobal(self.rect().bottomLeft())))

    def keep_width(self, width: int) -> None:
        """Be so wide, whatever room there is."""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFixedWidth(width)

    def show_key(self, key: object) -> None:
        """Let a choice be on without telling anybody."""
        if key in self._actions:
            self._actions[key].setChecked(True)
            self.say(self._actions[key].text())

    def _take(self, key: object) -> None:
        self.show_key(key)
        self.chosen.emit(key)


class DateBox(TextBox):
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
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.editor = self._made(option)
        self.editor.setToolTip(_(option.help))
        self.editor.setAccessibleDescription(_(option.help))
        column.addWidget(self.editor)

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
