"""Keeping what is typed: a moment after the last key, beside the window, until it is saved or given up; offering it again."""

from contextlib import suppress

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QHBoxLayout

from desktop.drafts import draft_store
from desktop.drafts.draft_store import StoredDraft
from desktop.ui.form.record_editor import RecordEditor
from desktop.ui.kit.controls import Banner, Button, Kind
from desktop.ui.kit.tasks import Debounce, Task
from desktop.ui.kit.times import when
from models import clock
from models.progress import Progress
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


class Autosave(QObject):
    """`kept` when the draft of an editor was written, `kept_at` as a time of day; `resumed` to go on with an earlier one.

    Where it could not be written `kept_at` is empty and `refused` true; `kept` tells of that, too.
    """

    kept = Signal()
    resumed = Signal(object)

    def __init__(self, editor: RecordEditor) -> None:
        super().__init__(editor)
        self._editor = editor
        self.kept_at, self.refused = "", False
        self.offer = DraftOffer()
        self.offer.chosen.connect(self._go_on)
        self.offer.discard.clicked.connect(self._throw_away)
        file = editor.database.file
        self._person = editor.database.person
        self._store = draft_store.DraftStore(file.path, self._person) if file is not None else None
        self._slot: draft_store.DraftFile | None = None
        self._writing: Task | None = None
        self._offered: StoredDraft | None = None
        self._wanted: StoredDraft | None = None
        self._later = Debounce(PAUSE, self.keep, self)
        editor.saved.connect(lambda _key: self.let_go())

    # --- keeping

    def follow(self) -> None:
        """Keep what is typed a moment after the last change; without any there is nothing to keep."""
        if self._editor.draft.unsaved:
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

    def _file(self, store: draft_store.DraftStore) -> draft_store.DraftFile:
        if self._slot is None:
            self._slot = store.slot(self._editor.entity.__tablename__, self._editor.key)
        return self._slot

    def keep(self) -> None:
        """Write the draft, in a task; one after the other."""
        self._later.stop()
        if self._store is None or not self._editor.draft.unsaved:
            return
        if self._writing is not None:
            self._later.start()
            return
        slot, draft = self._file(self._store), draft_store.pack(self._editor.draft, self._editor.key, self._person)

        def work(_progress: Progress) -> bool | None:
            try:
                return slot.write(draft)
            except OSError:  # a full disk, a folder one may not write into: the form works on, unkept, and says so
                return None

        def done(written: bool | None) -> None:
            self._writing = None
            if written is not False and slot is self._slot:
                self.kept_at, self.refused = (f"{draft.at:%H:%M}", False) if written else ("", True)
                self.kept.emit()

        self._writing = self._editor.tasks.each(work, done, receiver=self)

    def keep_now(self) -> bool:
        """Write the draft before the form is put away; nothing is told any more. False when something would be lost."""
        self._later.stop()
        if not self._editor.draft.unsaved:
            return True
        if self._store is None:
            return False
        if self._writing is not None:
            self._writing.stop()
        with suppress(OSError):
            return self._file(self._store).write(draft_store.pack(self._editor.draft, self._editor.key, self._person))
        return False

    # --- offering again

    def look(self) -> None:
        """Offer the latest draft of this record, if one was kept and is not the one of this form."""
        store, entity, key = self._store, self._editor.entity.__tablename__, self._editor.key
        if store is None:
            return
        own = self._slot.file if self._slot is not None else None

        def offer(found: tuple[StoredDraft, ...]) -> None:
            others = [one for one in found if one.file != own]
            self._offered = others[0] if others and self._editor.key == key else None
            if self._wanted is not None and self._offered is not None and self._wanted.file == self._offered.file:
                self._go_on()
            self._show_offer()

        self._editor.tasks.read(lambda _progress: store.of(entity, key), offer, receiver=self)

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
        self.look()

    def _go_on(self) -> None:
        """Put a draft into the form; its file is that of the form from now on."""
        draft, self._offered, self._wanted = self._offered, None, None
        self.offer.hide()
        if draft is None or draft.file is None:
            return
        if self._slot is not None:
            self._slot.drop()
        self._slot = draft_store.DraftFile(draft.file)
        self.resumed.emit(draft)
