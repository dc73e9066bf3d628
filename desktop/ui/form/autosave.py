"""A form that keeps what is typed: a moment after the last key, beside the window, until it is saved or given up."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from PySide6.QtWidgets import QHBoxLayout

from desktop.ui.form import draft_store, record
from desktop.ui.form.draft import Draft, Found
from desktop.ui.form.draft_store import DraftPart, StoredDraft
from desktop.ui.form.row_drafts import RowDraft
from desktop.ui.form.rows_table import RowsTable
from desktop.ui.form.tabled import TabledEditor
from desktop.ui.kit.controls import Banner, Button, Kind
from desktop.ui.kit.settings import Settings
from desktop.ui.kit.tasks import Debounce, Task, Tasks
from desktop.ui.kit.times import when
from models import clock
from models.database.database import Database
from models.progress import Progress
from models.schema.fields import Entity, field_map
from models.words import _

PAUSE = 600  # milliseconds after the last change


class DraftOffer(Banner):
    """Offers a draft that was kept: `chosen` to go on with it, `discard` to drop it; closing puts the question off."""

    def __init__(self) -> None:
        super().__init__()
        self.discard = Button(_("丢弃"), Kind.LINK)
        row = self.layout()
        assert isinstance(row, QHBoxLayout)
        row.insertWidget(2, self.discard)


class AutosaveEditor(TabledEditor):
    """`kept_at` is when the draft was kept last, as a time of day; '' while there is none."""

    def __init__(
        self,
        database: Database,
        tasks: Tasks,
        entity: type[Entity],
        key: int | None = None,
        settings: Settings | None = None,
    ) -> None:
        super().__init__(database, tasks, entity, key, settings)
        self.kept_at = ""
        self.offer = DraftOffer()
        self.offer.chosen.connect(self._go_on)
        self.offer.discard.clicked.connect(self._throw_away)
        self._shelf = draft_store.DraftStore(database.file.path) if database.file is not None else None
        self._slot: draft_store.DraftFile | None = None
        self._writing: Task | None = None
        self._offered: StoredDraft | None = None
        self._wanted: StoredDraft | None = None
        self._later = Debounce(PAUSE, self.keep, self)
        self.saved.connect(lambda _key: self.let_go())

    # --- keeping

    def follow(self) -> None:
        """Keep what is typed a moment after the last change; without any there is nothing to keep."""
        if self.dirty:
            self._later.start()
        else:
            self.let_go()

    def let_go(self) -> None:
        """What was typed is saved, or not wanted."""
        self._later.stop()
        self.kept_at = ""
        if self._slot is not None:
            self._slot.drop()
            self._slot = None

    def keep(self) -> None:
        """Write the draft, in a task; one after the other."""
        self._later.stop()
        if self._shelf is None or not self.dirty:
            return
        if self._writing is not None:
            self._later.start()
            return
        if self._slot is None:
            self._slot = self._shelf.slot(self.entity.__tablename__, self.key)
        slot, draft = self._slot, self.standing_draft()

        def work(_progress: Progress) -> bool:
            try:
                return slot.write(draft)
            except OSError:  # a folder one may not write into: the form works on, only unkept
                return False

        def done(written: bool) -> None:
            self._writing = None
            if written and slot is self._slot:
                self.kept_at = f"{draft.at:%H:%M}"
                self.tell_kept()

        self._writing = self._tasks.read(work, done, receiver=self)

    def keep_now(self) -> bool:
        """Write the draft before the form is put away; nothing is told any more. False when something would be lost."""
        self._later.stop()
        if not self.dirty:
            return True
        if self._shelf is None:
            return False
        if self._writing is not None:
            self._writing.stop()
        if self._slot is None:
            self._slot = self._shelf.slot(self.entity.__tablename__, self.key)
        with suppress(OSError):
            return self._slot.write(self.standing_draft())
        return False

    def tell_kept(self) -> None:
        """Told when the draft was kept; for what stands around the fields."""

    def give_up(self) -> None:
        """See LayeredEditor."""
        self.let_go()

    def standing_draft(self) -> StoredDraft:
        """What is typed and not saved."""
        typed = {name: row.editor.typed() for name, row in self._rows.items()}
        own = _piece(self.draft, typed, {name: self.words_now(name) for name in self._rows})
        rows = {name: tuple(_pieces(table)) for name, table in self.tables.items() if table.rows.changed}
        name, entity = self.name_now(), self.entity.__tablename__
        return draft_store.new_draft(entity, self.key, name, (own, rows), self.unsaved)

    # --- offering again

    def take(self, found: record.LoadedRecord) -> None:
        """Show what was read, and ask for drafts of it."""
        super().take(found)
        self.look_for_drafts()

    def look_for_drafts(self) -> None:
        """Offer the latest draft of this record, if one was kept and is not the one of this form."""
        shelf, entity, key = self._shelf, self.entity.__tablename__, self.key
        if shelf is None:
            return
        own = self._slot.file if self._slot is not None else None

        def offer(found: tuple[StoredDraft, ...]) -> None:
            others = [one for one in found if one.file != own]
            self._offered = others[0] if others and self.key == key else None
            if self._wanted is not None and self._offered is not None and self._wanted.file == self._offered.file:
                self._go_on()
            self._show_offer()

        self._tasks.read(lambda _progress: shelf.of(entity, key), offer, receiver=self)

    def _show_offer(self) -> None:
        if self._offered is None:
            self.offer.hide()
            return
        words = _("有一份没有保存的修改（{count} 处），{when}").format(
            count=self._offered.count, when=when(self._offered.at, clock.now().date())
        )
        self.offer.say(words, action=_("继续编辑"), tone="warn")

    def want(self, draft: StoredDraft) -> None:
        """Go on with this draft as soon as the record is read."""
        self._wanted = draft

    def _throw_away(self) -> None:
        if self._offered is not None and self._offered.file is not None:
            draft_store.forget(self._offered.file)
        self._offered = None
        self.offer.hide()
        self.look_for_drafts()

    def _go_on(self) -> None:
        """Put a draft into the form; its file is that of the form from now on."""
        draft, self._offered, self._wanted = self._offered, None, None
        self.offer.hide()
        if draft is None or draft.file is None:
            return
        if self._slot is not None:
            self._slot.drop()
        self._slot = draft_store.DraftFile(draft.file)
        self.resume(draft)

    def resume(self, draft: StoredDraft) -> None:
        """Let the form stand as it stood when the draft was kept."""
        known = {name: value for name, value in draft.own.values.items() if name in self.rows}
        self.draft.resume(known, draft.own.seen)
        for name, value in known.items():
            self.rows[name].put(value, draft.own.words.get(name, ""))
        for name, text in draft.own.typed.items():
            if name in self.rows:
                self.rows[name].editor.retype(text)
                self.take_edit(name)
        for name, pieces in draft.rows.items():
            if name in self.tables:
                _resume_rows(self.tables[name], pieces)
        self.judge()

    def summarise(self, complaints: Found, changed: frozenset[str]) -> None:
        """See RecordEditor."""
        self.follow()


def _piece(draft: Draft, typed: Mapping[str, str], words: Mapping[str, Any], row: RowDraft | None = None) -> DraftPart:
    changed = draft.changed
    return DraftPart(
        {name: draft.values.get(name) for name in changed},
        {name: draft.was(name) for name in changed},
        {name: typed.get(name, "") for name in draft.invalid()},
        {name: words[name] for name in changed if words.get(name)},
        row.key if row is not None else None,
        gone=row is not None and row.gone,
    )


def _pieces(table: RowsTable) -> list[DraftPart]:
    rows = [row for row in table.rows.rows if row.gone or row.draft.changed]
    return [_piece(row.draft, row.typed, row.words, row) for row in rows]


def _resume_rows(table: RowsTable, pieces: tuple[DraftPart, ...]) -> None:
    rows = {row.key: row for row in table.rows.rows}
    fields = field_map(table.child.entity)
    for piece in pieces:
        row = rows.get(piece.key) if piece.key is not None else None
        if row is None and piece.gone:
            continue  # deleted by another hand since
        row = row or table.rows.add()
        row.gone = piece.gone
        row.words.update(piece.words)
        row.draft.resume(piece.values, piece.seen)
        for name, text in piece.typed.items():
            row.typed[name] = text
            if fields[name].to is None:
                row.draft.edit(name, *fields[name].read(text))
    table.show_rows(table.rows)
