"""At the start: tells of what was typed before the program ended unexpectedly, and leads back to it."""

from contextlib import suppress
from datetime import timedelta

from PySide6.QtCore import QObject

from desktop.drafts.draft_store import DraftStore, StoredDraft, forget
from desktop.ui.kit.times import when
from desktop.ui.shell.window import MainWindow
from models import clock
from models.database.database import Database
from models.database.storage import rows_by_id
from models.schema.fields import entities, entity_named
from models.words import _

WAITING = timedelta(days=30)


def drafts_of(database: Database, shelf: DraftStore) -> list[StoredDraft]:
    """The drafts one can go on with; those of a record that is no more wait a while for its deletion to be undone."""
    kinds = {entity.__tablename__: entity for entity in entities()}
    known = []
    with database.reading() as connection:
        for draft in (one for one in shelf.all() if one.entity in kinds):
            if draft.key is None or rows_by_id(connection, kinds[draft.entity], [draft.key]):
                known.append(draft)
            elif draft.file is not None and clock.now() - draft.at > WAITING:
                forget(draft.file)
    return known


def _found(database: Database, shelf: DraftStore) -> list[StoredDraft]:
    with suppress(OSError):  # a draft that stays as it is can be gone on with all the same
        shelf.renew()  # the lock may have come, changed or gone since
    return drafts_of(database, shelf)


class DraftRecovery(QObject):
    """Looks once, beside the window; the banner leads to the latest draft, the others are offered at their records."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        file = window.database.file
        if file is not None:
            window.tasks.read(
                lambda _progress: _found(window.database, DraftStore(file.path, window.database.person)),
                self._show_drafts,
                receiver=self,
            )

    def _show_drafts(self, known: list[StoredDraft]) -> None:
        if not known:
            return
        kinds = {entity.__tablename__: entity for entity in entities()}
        draft = known[0]
        named = f"{_(kinds[draft.entity].label)} {draft.name}".strip()
        moment = when(draft.at, clock.now().date())
        if len(known) == 1:
            words = _("有一份没有保存的修改：{record}，{when}").format(record=named, when=moment)
        else:
            words = _("有 {count} 份没有保存的修改，最近的是{record}，{when}").format(
                count=len(known), record=named, when=moment
            )
        self._window.telling.ask(words, _("继续编辑"), lambda: self._go(draft))

    def _go(self, draft: StoredDraft) -> None:
        self._window.telling.let_go()
        self._window.show_form(entity_named(draft.entity), draft.key)
        if self._window.form is not None:
            self._window.form.autosave.want(draft)
