"""Editing one record: draft, rows, messages as one types, saving through the door; how it is laid out is another's."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.ui.form import field_hints, record
from desktop.ui.form.draft import Draft, Found
from desktop.ui.form.draft_judge import DraftJudge
from desktop.ui.form.duplicates import DuplicateFinder, DuplicateLinks
from desktop.ui.form.picker import words_now
from desktop.ui.form.row import FieldRow
from desktop.ui.form.row_drafts import RowEdit
from desktop.ui.kit.child_entities import form_fields
from desktop.ui.kit.controls import Banner
from desktop.ui.kit.errors import Family, trouble_of
from desktop.ui.kit.field_groups import title_of
from desktop.ui.kit.name_dialog import ask_reason
from desktop.ui.kit.settings import Settings
from desktop.ui.kit.suggestions import KnownRecord
from desktop.ui.kit.tasks import Tasks
from models.database.database import Database
from models.database.disclosures import FORM, disclose
from models.database.errors import Invalid
from models.progress import Progress
from models.schema.fields import Entity, Field, field_map
from models.schema.showing import text_of
from models.words import _, listed

Undo = Callable[[], None]


class RecordEditor(QWidget):
    """Edits a record, or makes a new one when `key` is None.

    `saved` with its id (which has 63 bits, and an int of Qt 32); `announced` with a sentence and a way to take the act
    back. `duplicates` looks for records like it while one types.
    """

    duplicate_tip = ""

    saved = Signal(object)
    loaded = Signal()
    announced = Signal(str, object)

    def __init__(
        self,
        database: Database,
        tasks: Tasks,
        entity: type[Entity],
        key: int | None = None,
        settings: Settings | None = None,
    ) -> None:
        super().__init__()
        self.entity, self.key = entity, key
        self._database, self._tasks = database, tasks
        self._settings = settings or Settings()  # remembers the last reason, and pinned fields
        self._reason: str | None = None
        self.reason: Callable[[], str | None] = self._ask_reason
        self._words: dict[str, Any] = {}
        self._insisted = False
        self._saving = False
        self.draft = self.new_draft()
        self._rows: dict[str, FieldRow] = {}
        self.banner = Banner()
        self.duplicates = DuplicateFinder(database, tasks, entity, self)
        self.duplicates.changed.connect(self.judge)
        self.verdicts = DraftJudge(database, tasks, self)
        self.verdicts.changed.connect(self._take_verdicts)
        self.duplicate_links = DuplicateLinks()
        self.duplicate_links.chosen.connect(self.look_at_duplicate)

    def new_draft(self, loaded: Mapping[str, Any] | None = None) -> Draft:
        """A draft of what a person is asked for; what a new record begins with reads like `_words`."""
        fields = form_fields(self.entity)
        if loaded is not None:
            return Draft(self.entity, loaded, fields, day=self._database.day())
        begun = record.beginning(self._database, fields)
        self._words = dict(begun.words)
        return Draft(self.entity, None, fields, begun.values, self._database.day())

    @property
    def rows(self) -> Mapping[str, FieldRow]:
        """The rows by the name of their field."""
        return self._rows

    def make_row(self, field: Field) -> FieldRow:
        """The row of a field, wired."""
        row = FieldRow(field, self._database, self._tasks)
        row.edited.connect(self.take_edit)
        row.wanted.connect(self.reveal)
        self._rows[field.name] = row
        if field.name == self.entity.display:
            row.add_below(self.duplicate_links)
        return row

    # --- what stands in the form

    def load(self) -> None:
        """Read the record (again); what was typed and not saved is gone."""
        if self.key is None:
            return
        database, entity, key = self._database, self.entity, self.key

        def work(_progress: Progress) -> record.LoadedRecord:
            return record.load(database, entity, key)

        self._tasks.read(work, self.take, receiver=self, failed=self.refuse)

    def take(self, found: record.LoadedRecord) -> None:
        """Show what was read."""
        self.banner.hide()
        self.verdicts.again()
        self.draft = self.new_draft(found.values)
        self.draft.follow(found.automatic)
        self._words = dict(found.words)
        self.fill()
        self.loaded.emit()

    def fill(self) -> None:
        """Put the draft's values into the rows."""
        self._insisted = False
        for name in self._rows:
            self.fill_row(name)
        self.judge()

    def fill_row(self, name: str) -> None:
        """Put the draft's value into one row."""
        row = self._rows[name]
        row.put_masked(self.draft.values.get(name), self._words.get(name, ""))
        if row.field.by_act:  # only acts change it from then on
            row.editor.setEnabled(self.draft.is_new)

    def take_edit(self, name: str) -> None:
        """A person changed a field: let others follow, and say what is wrong now."""
        value, complaints = self._rows[name].reading()
        for other in self.draft.edit(name, value, complaints):
            if other in self._rows:
                self._rows[other].put(self.draft.values[other])
        self.judge()

    def judge(self) -> None:
        """Show at every field what is wrong with it and whether it was changed."""
        complaints = self.draft.complaints(final=self._insisted)
        if not self._insisted:
            complaints = {name: found for name, found in complaints.items() if not self._pending(name)}
        changed, automatic = self.draft.changed, self.draft.automatic
        for name, row in self._rows.items():
            row.editor.follow_others(on=name in automatic)
            found = complaints.get(name, ())
            row.set_complaints(
                found, "" if found else field_hints.below(row.field, self.draft.values.get(name), self.draft.values)
            )
            row.mark(changed=name in changed)
        self.duplicates.ask(self.draft, self.key)
        self.duplicate_links.show_records(self.duplicates.records, self.duplicate_tip)
        self.summarise(complaints, changed)

    def _to_judge(self) -> record.Edit | None:
        """What would be written if it were saved now; None while that cannot be."""
        if (self.key is None and not self.dirty) or self.draft.obstacles():
            return None
        return self._edit()

    def _take_verdicts(self) -> None:
        """Show what follows from the draft as it stands."""
        computed = self.verdicts.judgement
        for name, value in computed.values.items():
            if name in self._rows:
                self._rows[name].put_masked(value, computed.words.get(name, ""))
        self.judge()

    def look_at_duplicate(self, known: KnownRecord) -> None:
        """A person wants the record that is like this one."""

    def reveal(self, name: str) -> None:
        """Log that a private value is shown, then show it; what cannot be logged stays masked."""
        self.disclose(self.entity, self.key, name, lambda: self._show(name))

    def _show(self, name: str) -> None:
        self._rows[name].reveal()
        self.judge()

    def disclose(self, entity: type[Entity], key: int | None, name: str, show: Callable[[], None]) -> None:
        """Log that a private value of a record is shown, then `show` it, unless another record is edited by then."""
        database, owner = self._database, self.key
        if key is None:
            show()
            return
        reason = self.reason()
        if reason is None:
            return

        def work(_progress: Progress) -> None:
            disclose(database, FORM, entity, [key], [name], reason)

        def done(_none: None) -> None:
            if self.key == owner:
                show()

        self._tasks.write(_("显示完整内容"), work, done, receiver=self, failed=self.refuse)

    def _ask_reason(self) -> str | None:
        """Why private values are looked at: asked once, and good as long as the form is open; None for not at all."""
        if self._reason is None:
            self._reason = ask_reason(self.window(), self._settings, _("查看完整号码"))
        return self._reason

    def _pending(self, name: str) -> bool:
        return name in self._rows and self._rows[name].editor.pending()

    def summarise(self, complaints: Found, changed: frozenset[str]) -> None:
        """Told after every change; for what stands around the fields."""

    @property
    def dirty(self) -> bool:
        """Whether something would be lost by leaving."""
        return bool(self.draft.changed)

    def words_now(self, name: str) -> Any:
        """What a field reads like as it stands."""
        editor = self._rows[name].editor if name in self._rows else None
        if editor is None or self._rows[name].field.to is None:
            return self._words.get(name, "")
        return words_now(editor)

    def shown(self, name: str, value: Any, words: Any, *, masked: bool = False) -> str:
        """A value as a person reads it, in one line: of a reference its words; `masked` hides what is private."""
        field = field_map(self.entity)[name]
        if field.many:
            return listed(words or ())
        return str(words or "") if field.to is not None else " ".join(text_of(field, value, masked=masked).split())

    def name_now(self) -> str:
        """What the record is called as it stands; while that is no name, as it was."""
        display = self.entity.display
        now = record.name_of(self.entity, self.draft.values, {**self._words, display: self.words_now(display)})
        return now or record.name_of(self.entity, self.draft.loaded, self._words)

    def called(self) -> str:
        """The name, or that it has none, or is a new one."""
        if self.key is not None:
            return self.name_now() or (_("未命名") if self.draft.loaded else "")
        return self.name_now() or _("新建{label}").format(label=_(self.entity.label))

    # --- saving

    def save(self, then: Callable[[], None] | None = None) -> None:
        """Write the record unless something stands against it; `then` is called once it is written."""
        if self._saving:
            return
        obstacles = self.obstacles()
        if obstacles:
            self._insist(obstacles)
            return
        if self.key is not None and not self.draft.changes and not self.row_edits():
            self._done(record.SavedRecord(self.key, None, ""), then)
            return
        self._write(then)

    def _write(self, then: Callable[[], None] | None) -> None:
        edit, database = self._edit(), self._database
        self.busy(on=True)

        def work(progress: Progress) -> record.SavedRecord:
            return record.save(database, edit, progress)

        title = _("保存{label} {name}").format(label=_(self.entity.label), name=edit.name)
        self._tasks.write(title, work, lambda made: self._done(made, then), receiver=self, failed=self.refuse)

    def _edit(self) -> record.Edit:
        expected = {} if self.key is None else self.draft.expected
        return record.Edit(self.entity, self.key, self.name_now(), self.draft.changes, expected, self.row_edits())

    def busy(self, *, on: bool) -> None:
        """While the record is being written."""
        self._saving = on

    def _done(self, saved: record.SavedRecord, then: Callable[[], None] | None) -> None:
        self.busy(on=False)
        self.key = saved.key
        self.saved.emit(saved.key)
        if saved.act is not None:
            self.announced.emit(_("已{act}").format(act=saved.name), self.undo_of(saved.act))
        if then is None:
            self.load()
        else:
            then()

    def undo_of(self, act: int) -> Undo:
        """A way to take an act back that outlives this form."""
        database, tasks = self._database, self._tasks

        def undo() -> None:
            tasks.write(
                _("撤销"), lambda progress: database.undo(act, progress), _ignore, receiver=tasks,
                failed=tasks.troubled.emit,
            )  # fmt: skip

        return undo

    def obstacles(self) -> list[str]:
        """The fields that keep the record from being saved, in the order of the form."""
        found = self.draft.obstacles()
        return [name for name in self.rows if name in found] or [
            name for name in found if name in field_map(self.entity)
        ]

    def row_edits(self) -> tuple[RowEdit, ...]:
        """What is to be written of the tables of the form; a plain editor has none."""
        return ()

    def title_at(self, path: str) -> str:
        """What a field is called where its group is not seen."""
        return title_of(field_map(self.entity)[path], self.entity)

    def _insist(self, obstacles: list[str]) -> None:
        self._insisted = True
        self.judge()
        names = listed(dict.fromkeys(self.title_at(path) for path in obstacles[:5]))
        self.banner.say(_("还不能保存，请先改正：{names}").format(names=names))
        self.go_to(obstacles[0])

    def go_to(self, name: str) -> None:
        """Put the cursor into a field."""
        if name in self.rows:
            self.rows[name].take_focus()

    def refuse(self, error: Exception) -> None:
        """Say why it was not written, or could not be read."""
        self.busy(on=False)
        trouble = trouble_of(error)
        if trouble.family is Family.OURS:
            self._tasks.troubled.emit(error)
            return
        self.banner.say(trouble.sentence)
        if isinstance(error, Invalid):
            for name, complaint in error.complaints:
                if name in self.rows:
                    self.rows[name].set_complaints((complaint,))


def _ignore(_written: object) -> None:
    """The news of a write reach the window by themselves."""
