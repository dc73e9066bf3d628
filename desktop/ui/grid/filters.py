"""The strip above a list: search, day, columns."""

from datetime import date

from PySide6.QtCore import QDate, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QDateEdit, QHBoxLayout, QWidget

from desktop.ui.controls import Button, Note, TextBox
from desktop.ui.grid.checklist import Checklist
from desktop.ui.screens import dated
from desktop.ui.theme import GUTTER
from models.schema.fields import Entity, Field, fields_of
from models.words import _

DEBOUNCE = 120  # milliseconds between the last key and the search


class SearchBox(TextBox):
    """Text to look for; `searched` once the typing pauses. Esc empties it."""

    searched = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setPlaceholderText(_("搜索：姓名、拼音首字母、号码末几位"))
        self.setAccessibleName(_("搜索"))
        self.setClearButtonEnabled(True)
        self.setFixedWidth(300)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(DEBOUNCE)
        self._pause.timeout.connect(lambda: self.searched.emit(self.text()))
        self.textChanged.connect(lambda _text: self._pause.start())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc clears, Enter searches at once."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._pause.stop()
            self.searched.emit(self.text())
        else:
            super().keyPressEvent(event)


class FilterBar(QWidget):
    """`changed` when the list must be taken anew, `chosen` when other columns are wanted."""

    changed = Signal()
    chosen = Signal()

    def __init__(self, entity: type[Entity], columns: tuple[Field, ...]) -> None:
        super().__init__()
        self.search = SearchBox()
        self.search.searched.connect(lambda _text: self.changed.emit())
        self.count = Note()
        self.columns = Button(_("显示列"))
        choices = [(f.name, f.title) for f in fields_of(entity)]
        self.checklist = Checklist(choices, [f.name for f in columns], self)
        self.checklist.ticked.connect(self.chosen)
        self.columns.clicked.connect(self._open_columns)
        row = QHBoxLayout(self)
        row.setContentsMargins(GUTTER, 6, GUTTER, 8)
        row.setSpacing(12)
        row.addWidget(self.search)
        self._add_day(row, entity)
        row.addStretch(1)
        row.addWidget(self.count)
        row.addWidget(self.columns)

    def _add_day(self, row: QHBoxLayout, entity: type[Entity]) -> None:
        self._limited = QCheckBox(_("只看当日有效") if entity.period else _("按指定日期"))
        self._limited.setAccessibleName(self._limited.text())
        self._day = QDateEdit(QDate.currentDate())
        self._day.setCalendarPopup(True)
        self._day.setDisplayFormat("yyyy-MM-dd")
        self._day.setAccessibleName(_("截至日期"))
        self._day.setEnabled(False)
        if dated(entity):
            row.addWidget(self._limited)
            row.addWidget(self._day)
        self._limited.toggled.connect(self._day.setEnabled)
        self._limited.toggled.connect(lambda _on: self.changed.emit())
        self._day.dateChanged.connect(lambda _date: self.changed.emit())

    def _open_columns(self) -> None:
        self.checklist.popup(self.columns.mapToGlobal(self.columns.rect().bottomLeft()))

    @property
    def day(self) -> date | None:
        """The day the list is taken for; None for every record."""
        chosen = self._day.date()
        return date(chosen.year(), chosen.month(), chosen.day()) if self._limited.isChecked() else None

    def take_day(self, day: date | None) -> None:
        """Set the day from outside."""
        if day is not None:
            self._day.setDate(QDate(day.year, day.month, day.day))
        self._limited.setChecked(day is not None)

    @property
    def narrowed(self) -> bool:
        """Whether anything keeps records out of the list."""
        return bool(self.search.text().strip()) or self.day is not None

    def clear(self) -> None:
        """Let every record in again."""
        self._limited.setChecked(False)
        self.search.clear()
