"""One record read, saved and deleted through the door, or led to what stands against that."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from PySide6.QtCore import Signal

from desktop.drafts.loaded_record import LoadedRecord, load
from desktop.drafts.record_draft import RecordDraft, new_draft
from desktop.operations.deleting import delete
from desktop.operations.done import Done
from desktop.operations.saving import Edit, Saved, save
from desktop.ui.form.fields_editor import Disclosure, FieldsEditor
from desktop.ui.kit.settings import Settings
from desktop.ui.kit.tasks import Tasks
from models.database.database import Database
from models.progress import Progress
from models.schema.fields import Entity, field_map
from models.words import _, listed


class RecordEditor(FieldsEditor):
    """`saved` with the id of the record (which has 63 bits, and an int of Qt 32), `busy_changed` while it is written.

    `loaded` when it was read, `deleted` when it is no more.
    """

    draft: RecordDraft

    loaded = Signal()
    saved = Signal(object)
    deleted = Signal()
    busy_changed = Signal(bool)

    def __init__(  # noqa: PLR0913, PLR0917 - whose record, and what a new one begins with
        self, database: Database, tasks: Tasks, entity: type[Entity], key: int | None = None,
        settings: Settings | None = None, given: Mapping[str, int | str] = MappingProxyType({}),
    ) -> None:  # fmt: skip
        self.settings = settings or Settings()  # remembers the last reason, and pinned fields
        self.given = given  # records a new one refers to from the beginning, by field
        super().__init__(
            database, tasks, new_draft(database, entity, given), key, Disclosure(database, tasks, self.settings)
        )
        self.saving = False
        self.read: LoadedRecord | None = None  # last, of this record

    def load(self) -> None:
        """Read the record (again); what was typed and not saved is gone."""
        if self.key is None:
            return
        database, entity, key = self.database, self.entity, self.key

        self.tasks.read(lambda _progress: load(database, entity, key), self._take, receiver=self, failed=self.refuse)

    def _take(self, found: LoadedRecord) -> None:
        self.banner.hide()
        self.read = found
        self.show_draft(RecordDraft(self.entity, found, self.database.day()))
        self.loaded.emit()

    def show_draft(self, draft: RecordDraft) -> None:
        """Edit this draft from now on."""
        self.draft = draft
        self.fill()

    def revert(self) -> None:
        """Drop what was typed."""
        self.banner.hide()
        if self.key is None:
            self.show_draft(new_draft(self.database, self.entity, self.given))
        else:
            self.load()

    def called(self) -> str:
        """What the record is called, or that it has no name, or is a new one."""
        if self.key is not None:
            return self.draft.called or (_("未命名") if self.draft.loaded else "")
        return self.draft.called or _("新建{label}").format(label=_(self.entity.label))

    @property
    def unsaved(self) -> int:
        """How many places are not saved."""
        return self.draft.unsaved

    @property
    def dirty(self) -> bool:
        """Whether something would be lost by leaving."""
        return bool(self.unsaved)

    # --- writing

    def save(self, then: Callable[[], None] | None = None) -> None:
        """Write the record unless something stands against it, and show it as it is written, or go on with `then`."""
        if self.saving:
            return
        obstacles = self.obstacles()
        if obstacles:
            self._insist(obstacles)
        elif self.key is not None and not self.draft.changes and not self.draft.row_edits:
            self._done(Saved(None, "", self.key), then or self.load)
        else:
            self._write(then or self.load)

    def _write(self, then: Callable[[], None]) -> None:
        edit, database = self.edit(), self.database
        self._busy(on=True)

        def work(progress: Progress) -> Saved:
            return save(database, edit, progress)

        title = _("保存{label} {name}").format(label=_(self.entity.label), name=edit.name)
        self.tasks.write(title, work, lambda made: self._done(made, then), receiver=self, failed=self.refuse)

    def edit(self) -> Edit:
        """What saving would write."""
        expected = {} if self.key is None else self.draft.expected
        draft = self.draft
        return Edit(self.entity, self.key, draft.called, draft.changes, expected, draft.row_edits)

    def _busy(self, *, on: bool) -> None:
        self.saving = on
        self.busy_changed.emit(on)

    def _done(self, saved: Saved, then: Callable[[], None]) -> None:
        self._busy(on=False)
        self.key = saved.key
        self.saved.emit(saved.key)
        self._announce(saved)
        then()

    def delete(self) -> None:
        """Delete the record; the act can be taken back."""
        database, entity, key, name = self.database, self.entity, self.key, self.draft.called
        if key is None:
            return

        def work(progress: Progress) -> Done:
            return delete(database, entity, [key], name, progress)

        title = _("删除{label} {name}").format(label=_(entity.label), name=name)
        self.tasks.write(title, work, self._deleted, receiver=self, failed=self.refuse)

    def _deleted(self, done: Done) -> None:
        self.key = None
        self.saved.emit(None)
        self._announce(done)
        self.deleted.emit()

    def _announce(self, done: Done) -> None:
        if done.change_set is not None:
            self.announced.emit(done)

    def obstacles(self) -> list[str]:
        """The places that keep the record from being saved, in the order of the form."""
        found = self.draft.obstacles()
        own = [name for name in self.rows if name in found] or [
            name for name in found if name in field_map(self.entity)
        ]
        return own + self.draft.row_obstacles

    def _insist(self, obstacles: list[str]) -> None:
        self._insisted = True
        self.judge()
        names = listed(dict.fromkeys(self.draft.title_at(path) for path in obstacles[:5]))
        self.banner.say(_("还不能保存，请先改正：{names}").format(names=names))
        self.go_to(obstacles[0])

    def go_to(self, path: str) -> None:
        """Put the cursor into a field."""
        if path in self.rows:
            self.rows[path].take_focus()

    def refuse(self, error: Exception) -> None:
        """See FieldsEditor; what was not written can be written again."""
        self._busy(on=False)
        super().refuse(error)
