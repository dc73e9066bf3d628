"""The fields of a draft as rows that are filled, edited and judged; how they are laid out, and saving, is another's."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.drafts.draft import Draft, Found
from desktop.ui.form import field_hints
from desktop.ui.form.duplicates import DuplicateFinder, DuplicateLinks
from desktop.ui.form.row import FieldRow
from desktop.ui.kit.controls import Banner
from desktop.ui.kit.dialogs import ask_reason
from desktop.ui.kit.errors import Family, trouble_of
from desktop.ui.kit.settings import Settings
from desktop.ui.kit.suggestions import KnownRecord
from desktop.ui.kit.tasks import Tasks
from models.access.rights import edit
from models.database.database import Database
from models.database.disclosures import FORM, revealing
from models.database.errors import Invalid
from models.schema.fields import Entity, Field
from models.words import _


class Disclosure:
    """Why private values are looked at: asked once, and good for one form and what is laid over it."""

    def __init__(self, database: Database, tasks: Tasks, settings: Settings) -> None:
        self._database, self._tasks, self._settings = database, tasks, settings
        self._reason: str | None = None

    def log(
        self, record: tuple[type[Entity], int], name: str, show: Callable[[], None], receiver: QWidget,
        failed: Callable[[Exception], None],
    ) -> None:  # fmt: skip
        """Log that a private value of a record is shown, then `show` it; what cannot be logged stays masked."""
        entity, key = record
        if self._reason is None:
            self._reason = ask_reason(receiver.window(), self._settings, _("查看完整号码"))
        database, reason = self._database, self._reason
        if reason is not None:
            self._tasks.write(
                _("显示完整内容"), lambda _progress: revealing(database, FORM, entity, [key], [name], reason),
                lambda _logged: show(), receiver=receiver, failed=failed,
            )  # fmt: skip


class FieldsEditor(QWidget):
    """`announced` with what was done; `asked` as a cell asks for a way to another record.

    `key` is the id of the record, None of a new one. `duplicates` looks for records like it while one types. `refusal` is why
    the person at work may only read, "" where they may edit: then no field can be changed from the beginning.
    """

    duplicate_tip = ""

    announced = Signal(object)
    asked = Signal(str, str, str)

    def __init__(self, database: Database, tasks: Tasks, draft: Draft, key: int | None, disclosure: Disclosure) -> None:
        super().__init__()
        self.database, self.tasks = database, tasks
        self.draft, self.entity, self.key = draft, draft.entity, key
        self.disclosure = disclosure
        self.refusal = database.may(edit(self.entity))
        self._rows: dict[str, FieldRow] = {}
        self._insisted = False
        self.banner = Banner()
        self.duplicates = DuplicateFinder(database, tasks, self.entity, self)
        self.duplicates.changed.connect(self.judge)
        self.duplicate_links = DuplicateLinks()
        self.duplicate_links.chosen.connect(self.look_at_duplicate)

    @property
    def rows(self) -> Mapping[str, FieldRow]:
        """The rows by the name of their field."""
        return self._rows

    def make_row(self, field: Field) -> FieldRow:
        """The row of a field, wired."""
        row = FieldRow(field, self.database, self.tasks)
        row.edited.connect(self.take_edit)
        row.wanted.connect(self.reveal)
        row.asked.connect(self.asked)
        self._rows[field.name] = row
        if field.name == self.entity.display:
            row.add_below(self.duplicate_links)
        return row

    def field_in_hand(self, widget: QWidget | None) -> str:
        """The field a widget belongs to; '' for none."""
        inside = (name for name, row in self._rows.items() if widget is not None and row.isAncestorOf(widget))
        return next(inside, "")

    def fill(self) -> None:
        """Put the draft's values into the rows."""
        self._insisted = False
        for name in self._rows:
            self.fill_row(name)
        self.judge()

    def fill_row(self, name: str) -> None:
        """Put the draft's value into one row; a field that only acts change is open as long as the record is new."""
        row = self._rows[name]
        row.fill(self.draft)
        row.editor.setEnabled(not self.refusal and (self.draft.is_new or not row.field.by_act))

    def show_computed(self, values: Mapping[str, Any], words: Mapping[str, Any]) -> None:
        """Show what follows from the draft as it stands."""
        for name, value in values.items():
            if name in self._rows:
                self._rows[name].put_masked(value, words.get(name, ""))

    def take_edit(self, name: str) -> None:
        """A person changed a field: let others follow, and say what is wrong now."""
        for other in self._rows[name].take_into(self.draft) & self._rows.keys():
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

    def _pending(self, name: str) -> bool:
        return name in self._rows and self._rows[name].editor.pending()

    def summarise(self, complaints: Found, changed: frozenset[str]) -> None:
        """Told after every change; for what stands around the fields."""

    def look_at_duplicate(self, known: KnownRecord) -> None:
        """A person wants the record that is like this one."""

    def reveal(self, name: str) -> None:
        """Show a private value."""

        def show() -> None:
            self._rows[name].reveal()
            self.judge()

        self.reveal_value(self.entity, self.key, name, show)

    def reveal_value(self, entity: type[Entity], key: int | None, name: str, show: Callable[[], None]) -> None:
        """Log that a private value is shown, then `show` it, unless another record is edited by then."""
        owner = self.key
        if key is None:
            show()
        else:
            self.disclosure.log((entity, key), name, lambda: show() if self.key == owner else None, self, self.refuse)

    def refuse(self, error: Exception) -> None:
        """Say why something was not written, or could not be read."""
        trouble = trouble_of(error)
        if trouble.family is Family.OURS:
            self.tasks.troubled.emit(error)
            return
        self.banner.say(trouble.sentence)
        if isinstance(error, Invalid):
            for name, complaint in error.complaints:
                if name in self.rows:
                    self.rows[name].set_complaints((complaint,))
