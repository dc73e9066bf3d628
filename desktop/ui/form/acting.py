"""What can be done with the record of a form as a whole: copy, copy from the one before, delete, print, look back."""

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction

from desktop.ui.form import history_panel, record
from desktop.ui.form.autosave import AutosaveEditor
from desktop.ui.form.history_panel import HistoryPanel
from desktop.ui.kit.settings import Settings
from desktop.ui.kit.tasks import Tasks
from models.database.database import Database
from models.progress import Progress
from models.schema.fields import Entity
from models.words import _


class ActingEditor(AutosaveEditor):
    """`left` when the person is done with the record; `page_wanted` to print it."""

    left = Signal()
    page_wanted = Signal(str, object)

    def __init__(
        self, database: Database, tasks: Tasks, entity: type[Entity], key: int | None, settings: Settings | None
    ) -> None:
        super().__init__(database, tasks, entity, key, settings)
        self._before: record.LoadedRecord | None = None  # the record saved or made last

    def papers(self) -> list[QAction]:
        """What can be printed of such a record."""
        from desktop.reports.catalogue import reports

        made = []
        for report in (one for one in reports() if one.of == self.entity.__tablename__):
            action = QAction(_("打印{report}").format(report=_(report.title)), self)
            action.triggered.connect(lambda _on=False, name=report.name: self.leave(partial(self._print, name)))
            made.append(action)
        return made

    def _print(self, report: str) -> None:
        self.page_wanted.emit("print", {"report": report, "ids": (self.key,)})

    def look_at_history(self) -> None:
        """Lay over the form what became of the record."""
        if self.key is not None:
            panel = HistoryPanel(self._database, self._tasks, (self.entity, self.key), self.called())
            layer = self._lay(panel, history_panel.WIDTH, history_panel.HEIGHT)
            panel.finished.connect(layer.close_layer)

    @property
    def _common(self) -> tuple[str, ...]:
        """The fields that another record may say alike: nothing that is one record's own, and nothing private."""
        alone = {key[0] for key in self.entity.keys if len(key) == 1}
        fields = (f for f in self.draft.fields if f.writable and not f.unique and not f.private)
        return tuple(f.name for f in fields if f.name not in alone)

    def copy(self) -> None:
        """A new record that says the same, but for what only one record may say."""
        kept = {name: self.draft.values[name] for name in self._common if name in self.draft.values}
        words = self._words
        self.key, self.draft = None, self.new_draft()
        self.draft.values.update(kept)
        self._words.update({name: shown for name, shown in words.items() if name in kept})
        self.clear_rows()
        self.fill()

    # --- from the record before: the one saved last here, or made last

    def copy_from_before(self) -> None:
        """Fill the field the cursor is in."""
        name = self._field_in_hand()
        if name is not None:
            self._with_before(lambda before: self._carry(before, (name,)))

    def copy_all_from_before(self) -> None:
        """Fill what is still empty of a new record, but for what it is called and what is read off that."""
        if self.key is None:
            self._with_before(lambda before: self._carry(before, self._empty(before)))

    def pin(self) -> None:
        """Let every new record of this kind begin with what the record before says in this field, or no longer."""
        name = self._field_in_hand()
        if name is None:
            return
        pinned = set(self._pinned) ^ {name}
        self._settings.put(self._pins, sorted(pinned) or None)
        self._show_pins()

    def begin_pinned(self) -> None:
        """Fill the pinned fields of a record that is begun."""
        if self._pinned:
            self._with_before(lambda before: self._carry(before, [n for n in self._empty(before) if n in self._pinned]))

    @property
    def _pins(self) -> str:
        return f"pinned.{self.entity.__tablename__}"

    @property
    def _pinned(self) -> frozenset[str]:
        return frozenset(self._settings.get(self._pins, ()))

    def _show_pins(self) -> None:
        for name, row in self._rows.items():
            row.pin(on=name in self._pinned)

    def _field_in_hand(self) -> str | None:
        """The field the cursor is in, if another record may say it alike."""
        inside = (n for n, row in self._rows.items() if row.isAncestorOf(self.focusWidget() or self))
        return next((name for name in inside if name in self._common), None)

    def _empty(self, before: record.LoadedRecord) -> list[str]:
        own = {self.entity.display, *before.automatic}
        return [name for name in self._common if name not in own and self.draft.values.get(name) in (None, ())]

    def _with_before(self, use: Callable[[record.LoadedRecord], None]) -> None:
        if self._before is not None:
            use(self._before)
            return
        database, entity, key = self._database, self.entity, self.key

        def work(_progress: Progress) -> record.LoadedRecord | None:
            return record.newest(database, entity, key)

        def done(found: record.LoadedRecord | None) -> None:
            if found is not None and self.key == key:
                self._before = found
                use(found)

        self._tasks.read(work, done, receiver=self, failed=self.refuse)

    def _carry(self, before: record.LoadedRecord, names: Iterable[str]) -> None:
        for name in names:
            row = self.rows[name]
            row.put(before.values.get(name), before.words.get(name, ""))
            self.take_edit(name)

    def delete(self) -> None:
        """Delete the record and go back; the act can be taken back."""
        database, entity, key, name = self._database, self.entity, self.key, self.name_now()
        if key is None:
            return

        def work(progress: Progress) -> record.SavedRecord:
            return record.delete(database, entity, key, name, progress)

        title = _("删除{label} {name}").format(label=_(entity.label), name=name)
        self._tasks.write(title, work, self._deleted, receiver=self, failed=self.refuse)

    def _deleted(self, saved: record.SavedRecord) -> None:
        assert saved.act is not None
        self.let_go()
        self.key = None
        self.saved.emit(None)
        self.announced.emit(_("已{act}").format(act=saved.name), self.undo_of(saved.act))
        self.left.emit()
