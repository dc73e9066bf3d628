"""Records like the one being typed: read beside the window while one types, told under the name; never a lock."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.drafts.draft import Draft
from desktop.drafts.problems import FormProblem
from desktop.ui.kit import layouts, paint
from desktop.ui.kit.page_widgets import FlatButton
from desktop.ui.kit.suggestions import KnownRecord, records_like
from desktop.ui.kit.tasks import Debounce, Tasks
from desktop.ui.kit.theme import NOTE, font
from models.database.database import Database
from models.database.duplicates import telling_fields
from models.schema.complaints import Severity
from models.schema.fields import Entity
from models.words import _

if TYPE_CHECKING:
    from collections.abc import Mapping

_PAUSE = 200  # milliseconds after the last key
_WRAP = Qt.TextFlag.TextWordWrap
NAMED = 3  # records that are named


class DuplicateFinder(QObject):
    """Looks for records like a draft; `changed` when `records` are others."""

    changed = Signal()

    def __init__(self, database: Database, tasks: Tasks, entity: type[Entity], parent: QObject) -> None:
        super().__init__(parent)
        self._database, self._tasks, self._entity = database, tasks, entity
        self._fields = telling_fields(entity)
        self.records: tuple[KnownRecord, ...] = ()
        self._asked: tuple[Mapping[str, Any], int | None] = ({}, None)
        self._pause = Debounce(_PAUSE, self._look, self)

    def ask(self, draft: Draft, key: int | None) -> None:
        """Look again if what a record is known by is other than before; a later key ends an earlier look."""
        typed = {name: draft.values.get(name) for name in self._fields}
        told = {name: value for name, value in typed.items() if value is not None}
        if not draft.is_new and not self._fields & draft.changed:
            told = {}
        if (told, key) == self._asked:
            return
        self._asked = (told, key)
        self.stop()
        if told:
            self._pause.start()
        else:
            self._take(())

    def stop(self) -> None:
        """Look no more for what was asked."""
        self._pause.stop()
        self._tasks.stop(self)

    def _look(self) -> None:
        database, entity, (values, key) = self._database, self._entity, self._asked

        self._tasks.read(lambda _progress: records_like(database, entity, values, key), self._take, receiver=self)

    def _take(self, found: tuple[KnownRecord, ...]) -> None:
        if found != self.records:
            self.records = found
            self.changed.emit()


def duplicate_problems(entity: type[Entity], records: tuple[KnownRecord, ...]) -> tuple[FormProblem, ...]:
    """One doubt for each of the first records, beside the form."""
    title = _("已有相近的{label}").format(label=_(entity.label))
    words = _("{record}：{reason}")
    return tuple(
        FormProblem(entity.display, title, words.format(record=one, reason=one.reason), Severity.WARNING)
        for one in records[:NAMED]
    )


class DuplicateLink(FlatButton):
    """The name of a record with what tells it apart, in as many lines as that takes."""

    def __init__(self, words: str, tip: str) -> None:
        super().__init__()
        self.setText(words)
        self.setAccessibleName(words)
        self.setToolTip(tip)
        layouts.break_lines(self, QSizePolicy.Policy.Preferred)

    def heightForWidth(self, width: int) -> int:
        """As many lines as the words need."""
        space = QFontMetrics(font(NOTE)).boundingRect(0, 0, max(width - 2, 60), 400, _WRAP, self.text())
        return max(space.height(), 17) + 4

    def sizeHint(self) -> QSize:
        """As wide as it is given."""
        return QSize(100, self.heightForWidth(self.width() or 220))

    def _paint(self, painter: QPainter) -> None:
        self.paint_ground(painter)
        paint.pen(painter, "accent_text" if self.pointed else "warn", font(NOTE))
        painter.drawText(self.rect().adjusted(1, 2, -1, -2), _WRAP, self.text())


class DuplicateLinks(QWidget):
    """The names of such records under the field; `chosen` with the one that is pressed."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.links: list[DuplicateLink] = []
        self._shown: tuple[KnownRecord, ...] = ()
        self._column = layouts.column(parent=self, gap=0)
        layouts.break_lines(self)
        self.hide()

    def show_records(self, records: tuple[KnownRecord, ...], tip: str) -> None:
        """Show the first of these records, or nothing; `tip` says what pressing one does."""
        if records == self._shown:
            return
        self._shown = records
        for link in self.links:
            self._column.removeWidget(link)
            layouts.let_go(link)
        self.links = []
        for one in records[:NAMED]:
            link = DuplicateLink(_("已有相近的：{record}").format(record=one), f"{one}\n{one.reason}\n{tip}")
            link.clicked.connect(lambda _on=False, one=one: self.chosen.emit(one))
            self._column.addWidget(link)
            self.links.append(link)
        self.setVisible(bool(self.links))
