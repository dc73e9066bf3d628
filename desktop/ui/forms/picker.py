"""Choosing other records by typing a part of what they show."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from desktop.ui.controls import Button, Kind, TextBox
from desktop.ui.forms.editors import Editor
from desktop.ui.tasks import Task, Tasks
from models.database.database import Database
from models.database.query import Query
from models.database.results import displays
from models.database.search import searched
from models.progress import Progress
from models.schema.complaints import Complaint, Reading, Severity
from models.schema.fields import Entity, Field, entity_named
from models.words import _

OFFERED = 20
_PAUSE = 120
Offer = tuple[int, str]  # id, what the record shows


def offers(database: Database, entity: type[Entity], text: str) -> list[Offer]:
    """The first records that match, in the order of their list."""
    look = entity if searched(entity) else None
    query = Query(entity, search=text if look else "")
    with database.reading() as connection:
        found_rows = connection.execute(query.ids().limit(OFFERED if look else 10 * OFFERED))
        ids = [int(row[0]) for row in found_rows]
        shown = displays(connection, entity, ids)
    found = [(key, shown[key]) for key in ids]
    return (found if look else [offer for offer in found if text in offer[1]])[:OFFERED]


class Picker(TextBox):
    """A text box over a list of records; `picked` with an id, or None when the text names none yet."""

    picked = Signal(object)

    def __init__(self, database: Database, tasks: Tasks, entity: type[Entity]) -> None:
        super().__init__()
        self._database, self._tasks, self._entity = database, tasks, entity
        self.chosen: Offer | None = None
        self._task: Task | None = None
        self.offers = QListWidget(self)
        self.offers.setWindowFlags(Qt.WindowType.ToolTip)  # a popup of type Popup would take the keyboard away
        self.offers.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.offers.setAccessibleName(_("可选的{label}").format(label=_(entity.label)))
        self.offers.itemClicked.connect(self._take)
        self.offers.hide()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self.look)
        self.textEdited.connect(self._typed)
        self.setPlaceholderText(_("输入名称或拼音首字母查找"))

    def show_offer(self, offer: Offer | None) -> None:
        """Show a record without telling anybody."""
        self.chosen = offer
        self.setText(offer[1] if offer else "")

    def _typed(self, _text: str) -> None:
        self.chosen = None
        self.picked.emit(None)
        self._pause.start()

    def look(self) -> None:
        """Look for the text in a task."""
        if self._task is not None:
            self._task.stop()
        text, database, entity = self.text().strip(), self._database, self._entity

        def work(_progress: Progress) -> list[Offer]:
            return offers(database, entity, text)

        self._task = self._tasks.read(work, self._offer, receiver=self)

    def _offer(self, found: Sequence[Offer]) -> None:
        self.offers.clear()
        for key, shown in found:
            item = QListWidgetItem(shown, self.offers)
            item.setData(Qt.ItemDataRole.UserRole, key)
        exact = [offer for offer in found if offer[1] == self.text().strip()]
        if self.chosen is None and len(exact) == 1:
            self.chosen = exact[0]
            self.picked.emit(exact[0][0])
        if not found or not self.hasFocus():
            self.offers.hide()
            return
        self.offers.setCurrentRow(0)
        height = min(len(found), 8) * max(self.offers.sizeHintForRow(0), 22) + 6
        self.offers.setGeometry(0, 0, max(self.width(), 300), height)
        self.offers.move(self.mapToGlobal(QPoint(0, self.height() + 2)))
        self.offers.show()

    def _take(self, item: QListWidgetItem) -> None:
        self.show_offer((item.data(Qt.ItemDataRole.UserRole), item.text()))
        self.offers.hide()
        self.picked.emit(self.chosen[0] if self.chosen else None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move in the list, Enter takes, Esc closes it, F4 or Down opens it."""
        key = event.key()
        if self.offers.isVisible() and key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            step = 1 if key == Qt.Key.Key_Down else -1
            self.offers.setCurrentRow(max(0, min(self.offers.count() - 1, self.offers.currentRow() + step)))
        elif self.offers.isVisible() and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take(self.offers.currentItem())
        elif self.offers.isVisible() and key == Qt.Key.Key_Escape:
            self.offers.hide()
        elif key in (Qt.Key.Key_F4, Qt.Key.Key_Down):
            self.look()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: Any) -> None:
        """Close the list."""
        self.offers.hide()
        super().focusOutEvent(event)


class ReferenceEditor(Editor):
    """One other record."""

    def __init__(self, field: Field, database: Database, tasks: Tasks) -> None:
        super().__init__()
        assert field.to is not None
        self._field = field
        self.picker = Picker(database, tasks, entity_named(field.to))
        self.picker.setAccessibleName(field.title)
        self.picker.picked.connect(lambda _key: self.edited.emit())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.picker)
        self.setFocusProxy(self.picker)

    def reading(self) -> Reading:
        """The id; text that names no record is a complaint."""
        if self.picker.chosen is not None:
            return self.picker.chosen[0], ()
        if self.picker.text().strip():
            words = _("还没有从列表中选定{label}").format(label=self._field.title)
            return None, (Complaint("format", words),)
        return None, (self._field.missing(),) if self._field.required else ()

    def put(self, value: Any, text: str = "") -> None:
        """See Editor."""
        self.picker.show_offer(None if value is None else (value, text))

    def complain(self, severity: Severity | None) -> None:
        """See Editor."""
        self.picker.complain(severity)


class ReferencesEditor(Editor):
    """Several other records: those chosen, each with a way to take it off, and a box to add one."""

    def __init__(self, field: Field, database: Database, tasks: Tasks) -> None:
        super().__init__()
        assert field.to is not None
        self._field = field
        self.chosen: dict[int, str] = {}
        self.picker = Picker(database, tasks, entity_named(field.to))
        self.picker.setAccessibleName(_("添加{label}").format(label=field.title))
        self.picker.picked.connect(self._add)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._column.addWidget(self.picker)
        self.setFocusProxy(self.picker)

    def reading(self) -> Reading:
        """The ids chosen."""
        if self.picker.text().strip():
            return tuple(self.chosen), (
                Complaint("format", _("“{text}”还没有从列表中选定").format(text=self.picker.text())),
            )
        if not self.chosen:
            return None, (self._field.missing(),) if self._field.required else ()
        return tuple(sorted(self.chosen)), ()

    def put(self, value: Any, text: Any = "") -> None:
        """Show ids; `text` holds the words of each, in the same order."""
        self.chosen = dict(zip(value or (), text or (), strict=True))
        self._list()

    def complain(self, severity: Severity | None) -> None:
        """See Editor."""
        self.picker.complain(severity)

    def _add(self, key: int | None) -> None:
        if key is not None and self.picker.chosen is not None:
            self.chosen[key] = self.picker.chosen[1]
            self.picker.show_offer(None)
            self._list()
        self.edited.emit()

    def _remove(self, key: int) -> None:
        del self.chosen[key]
        self._list()
        self.edited.emit()

    def _list(self) -> None:
        while self._column.count() > 1:
            item = self._column.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for place, (key, shown) in enumerate(self.chosen.items()):
            self._column.insertWidget(place, self._line(key, shown))

    def _line(self, key: int, shown: str) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(8, 0, 0, 0)
        row.addWidget(QLabel(shown), 1)
        off = Button(_("移除"), Kind.LINK)
        off.setAccessibleName(_("移除{name}").format(name=shown))
        off.clicked.connect(lambda: self._remove(key))
        row.addWidget(off)
        return line
