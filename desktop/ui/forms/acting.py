"""What can be done with the record of a form as a whole: copy, copy from the one before, delete, print, look back."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction

from desktop.ui.forms import history, record
from desktop.ui.forms.history import HistoryPanel
from desktop.ui.forms.keeping import KeepingEditor
from desktop.ui.tasks import Tasks
from models.database.database import Database
from models.progress import Progress
from models.schema.fields import Entity
from models.words import _


class ActingEditor(KeepingEditor):
    """`left` when the person is done with the record; `wanted_page` to print it."""

    left = Signal()
    wanted_page = Signal(str, object)

    def __init__(self, database: Database, tasks: Tasks, entity: type[Entity], key: int | None = None) -> None:
        super().__init__(database, tasks, entity, key)
        self._before: record.Loaded | None = None  # the record saved or made last, from which Ctrl+D copies

    def papers(self) -> list[QAction]:
        """What can be printed of such a record."""
        from desktop.reports.registry import reports

        made = []
        for report in (one for one in reports() if one.of == self.entity.__tablename__):
            action = QAction(_("打印{report}").format(report=_(report.title)), self)
            action.triggered.connect(lambda _on=False, name=report.name: self.leave(partial(self._print, name)))
            made.append(action)
        return made

    def _print(self, report: str) -> None:
        self.wanted_page.emit("print", {"report": report, "ids": (self.key,)})

    def look_at_history(self) -> None:
        """Lay over the form what became of the record."""
        if self.key is not None:
            panel = HistoryPanel(self._database, self._tasks, (self.entity, self.key), self.called())
            layer = self._lay(panel, history.WIDTH, history.HEIGHT)
            panel.finished.connect(layer.close_layer)

    def copy(self) -> None:
        """A new record that says the same, but for what only one record may say."""
        alone = {key[0] for key in self.entity.keys if len(key) == 1}
        kept = {
            f.name: self.draft.values[f.name]
            for f in self.draft.fields
            if f.writable and not f.unique and not f.private and f.name not in alone and f.name in self.draft.values
        }
        words = self._words
        self.key, self.draft = None, self.new_draft()
        self.draft.values.update(kept)
        self._words.update({name: shown for name, shown in words.items() if name in kept})
        self.clear_rows()
        self.fill()

    def copy_from_before(self) -> None:
        """Fill the field the cursor is in from the record before: the one saved last, or made last."""
        name = next((n for n, row in self._rows.items() if row.isAncestorOf(self.focusWidget() or self)), None)
        field = self.rows[name].field if name is not None else None
        if name is None or field is None or not field.writable or field.unique or field.private:
            return  # what only one record may say is not another's, and private values are not shown in passing
        if self._before is not None:
            self._copy_field(name, self._before)
            return
        database, entity, key = self._database, self.entity, self.key

        def work(_progress: Progress) -> record.Loaded | None:
            return record.newest(database, entity, key)

        self._tasks.read(work, partial(self._take_before, name), receiver=self, failed=self.refuse)

    def _take_before(self, name: str, found: record.Loaded | None) -> None:
        if found is not None:
            self._before = found
            self._copy_field(name, found)

    def _copy_field(self, name: str, source: record.Loaded) -> None:
        row = self.rows[name]
        row.put(source.values.get(name), source.words.get(name, ""))
        self.take_edit(name)

    def delete(self) -> None:
        """Delete the record and go back; the act can be taken back."""
        database, entity, key, name = self._database, self.entity, self.key, self.name_now()
        if key is None:
            return

        def work(progress: Progress) -> record.Saved:
            return record.delete(database, entity, key, name, progress)

        title = _("删除{label} {name}").format(label=_(entity.label), name=name)
        self._tasks.write(title, work, self._deleted, receiver=self, failed=self.refuse)

    def _deleted(self, saved: record.Saved) -> None:
        assert saved.act is not None
        self.let_go()
        self.key = None
        self.saved.emit(None)
        self.announced.emit(_("已{act}").format(act=saved.name), self.undo_of(saved.act))
        self.left.emit()
