"""What a new record takes over from the one before: the record saved last in this form, or made last."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject

from desktop.drafts.draft import read_off
from desktop.drafts.loaded_record import LoadedRecord, newest
from desktop.drafts.record_draft import new_draft
from desktop.ui.form.record_editor import RecordEditor


class RecordBefore(QObject):
    """Copies single fields or all of them into an editor, and pinned ones into every record that is begun."""

    def __init__(self, editor: RecordEditor) -> None:
        super().__init__(editor)
        self._editor = editor
        self._place = f"pinned.{editor.entity.__tablename__}"
        self.last: LoadedRecord | None = None

    @property
    def common(self) -> tuple[str, ...]:
        """The fields that another record may say alike: nothing that is one record's own, and nothing private."""
        alone = {key[0] for key in self._editor.entity.keys if len(key) == 1}
        fields = (f for f in self._editor.draft.fields if f.writable and not f.unique and not f.private)
        return tuple(f.name for f in fields if f.name not in alone)

    @property
    def pinned(self) -> frozenset[str]:
        """The fields that every new record takes over."""
        return frozenset(self._editor.settings.get(self._place, ()))

    def _field(self) -> str | None:
        """The field the cursor is in, if another record may say it alike."""
        name = self._editor.field_in_hand(self._editor.focusWidget())
        return name if name in self.common else None

    def pin(self) -> None:
        """Let new records of this kind begin with what the one before says where the cursor is, or no longer."""
        name = self._field()
        if name is not None:
            self._editor.settings.put(self._place, sorted(self.pinned ^ {name}) or None)
            for other, row in self._editor.rows.items():
                row.pin(on=other in self.pinned)

    def remember(self) -> None:
        """Let what stands in the editor be the record before."""
        draft = self._editor.draft
        follows = frozenset(read_off(draft.entity, draft.values))
        self.last = LoadedRecord(draft.values, draft.words, automatic=follows)

    def repeat(self) -> None:
        """Begin a record that says the same, but for what only one record may say."""
        editor, old = self._editor, self._editor.draft
        new = new_draft(editor.database, editor.entity)
        for name in self.common:
            if name in old.values:
                new.values[name], new.words[name] = old.values[name], old.words.get(name, "")
        editor.key = None
        editor.show_draft(new)

    def begin(self) -> None:
        """Fill the pinned fields of a record that is begun."""
        if self.pinned:
            self._use(lambda before: [name for name in self._empty(before) if name in self.pinned])

    def copy_field(self) -> None:
        """Fill the field the cursor is in."""
        name = self._field()
        if name is not None:
            self._use(lambda _before: (name,))

    def copy_all(self) -> None:
        """Fill what is still empty of a new record, but for what it is called and what is read off that."""
        if self._editor.key is None:
            self._use(self._empty)

    def _empty(self, before: LoadedRecord) -> list[str]:
        own = {self._editor.entity.display, *before.automatic}
        values = self._editor.draft.values
        return [name for name in self.common if name not in own and values.get(name) in (None, ())]

    def _use(self, wanted: Callable[[LoadedRecord], Iterable[str]]) -> None:
        if self.last is not None:
            self._carry(self.last, wanted(self.last))
            return
        editor, key = self._editor, self._editor.key
        database, entity = editor.database, editor.entity

        def done(found: LoadedRecord | None) -> None:
            if found is not None and editor.key == key:
                self.last = found
                self._carry(found, wanted(found))

        editor.tasks.each(lambda _progress: newest(database, entity, key), done, receiver=editor, failed=editor.refuse)

    def _carry(self, before: LoadedRecord, names: Iterable[str]) -> None:
        for name in names:
            self._editor.rows[name].put(before.values.get(name), before.words.get(name, ""))
            self._editor.take_edit(name)
