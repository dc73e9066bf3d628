"""What became of a record, act by act: a sheet of a pane or page, or laid over its form."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.ui.form.change_history import HistoryEntry, entries_of
from desktop.ui.form.timeline import Timeline
from desktop.ui.kit import layouts
from desktop.ui.kit.controls import Kind, Note, TallButton, Title
from desktop.ui.kit.layouts import Sheet
from desktop.ui.kit.tasks import Tasks
from desktop.ui.kit.theme import tint
from models import clock
from models.database.database import Database
from models.schema.fields import Entity
from models.words import _

WIDTH, HEIGHT = 560, 560
_TITLE = 16


class HistorySheet(Sheet):
    """Reads what became of a record beside the window; `record_shown` when it is there."""

    record_shown = Signal()

    def __init__(self, database: Database, tasks: Tasks) -> None:
        super().__init__()
        self._database, self._tasks = database, tasks

    def show_record(self, entity: type[Entity], key: int) -> None:
        """Show another record, or what it is by now."""
        database, today = self._database, clock.now().date()
        self._tasks.read(lambda _progress: entries_of(database, entity, key, today), self._show, receiver=self)

    def stop(self) -> None:
        """Another record is about to be asked for."""
        self._tasks.stop(self)

    def _show(self, entries: tuple[HistoryEntry, ...]) -> None:
        self.fill([Timeline(entries)] if entries else [Note(_("还没有修改记录"))])
        self.record_shown.emit()


class HistoryPanel(QWidget):
    """The history over a form; `finished` when the person has seen it."""

    finished = Signal()

    def __init__(self, database: Database, tasks: Tasks, record: tuple[type[Entity], int], name: str) -> None:
        super().__init__()
        entity, key = record
        self.sheet = HistorySheet(database, tasks)
        for ground in (self.sheet.viewport(), self.sheet.widget()):
            tint(ground, ground="raised")
        self.sheet.fill([Note(_("正在读取…"))])
        title = Title(_("{name}的修改记录").format(name=name), _TITLE)
        title.setContentsMargins(20, 0, 20, 0)
        done = TallButton(_("关闭"), Kind.PRIMARY, keys="Esc").leads(self.finished)
        layouts.column(
            title, (self.sheet, 1), layouts.row(layouts.STRETCH, done, margins=(20, 0, 20, 0)),
            parent=self, gap=6, margins=(4, 20, 4, 16),
        )  # fmt: skip
        self.setFocusProxy(done)
        self.sheet.show_record(entity, key)
