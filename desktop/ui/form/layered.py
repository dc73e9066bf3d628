"""What is laid over a form: a new record in passing, the full search, whose change stays, leaving unsaved."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from desktop.ui.form import conflict, quick_create, record, search_panel
from desktop.ui.form.cell import Cell
from desktop.ui.form.editing import RecordEditor
from desktop.ui.form.picker import ReferenceEditor, ReferencesEditor
from desktop.ui.form.row import FieldRow
from desktop.ui.form.save_bar import Leaving, leaving_question
from desktop.ui.kit import confirm
from desktop.ui.kit.field_groups import title_of
from desktop.ui.kit.overlay import PanelOverlay, open_overlay
from desktop.ui.kit.settings import Settings
from desktop.ui.kit.suggestions import Suggestion
from desktop.ui.kit.tasks import Tasks
from models.database.database import Database
from models.database.errors import Conflict
from models.progress import Progress
from models.schema.fields import Entity, Field, entity_named, field_map
from models.words import _


class LayeredEditor(RecordEditor):
    """A record editor that may ask a question over itself; one layer at a time."""

    def __init__(
        self,
        database: Database,
        tasks: Tasks,
        entity: type[Entity],
        key: int | None = None,
        settings: Settings | None = None,
    ) -> None:
        super().__init__(database, tasks, entity, key, settings)
        self.layer: PanelOverlay | None = None

    def make_row(self, field: Field) -> FieldRow:
        """The row of a field, with its ways to other records."""
        row = super().make_row(field)
        row.asked.connect(self._ask)
        return row

    def _lay(self, content: QWidget, width: int, height: int) -> PanelOverlay:
        if self.layer is not None:
            self.layer.close_layer()
        layer = open_overlay(self, content, width, height)
        layer.closed.connect(self._uncovered)
        self.layer = layer
        return layer

    def _uncovered(self) -> None:
        self.layer = None

    def _ask(self, name: str, way: str, typed: str) -> None:
        to = self.field_at(name).to
        if to is None:
            return
        entity = entity_named(to)
        if way == "new":
            form = quick_create.QuickCreate(self._database, self._tasks, entity, typed)
            form.made.connect(partial(self._take_offer, name))
            form.announced.connect(self.announced)
            layer = self._lay(form, quick_create.WIDTH, form.needed_height)
            form.withdrawn.connect(layer.close_layer)
        else:
            panel = search_panel.SearchPanel(self._database, self._tasks, entity, typed)
            panel.taken.connect(partial(self._take_offer, name))
            layer = self._lay(panel, search_panel.WIDTH, search_panel.HEIGHT)
            panel.withdrawn.connect(layer.close_layer)

    def field_at(self, path: str) -> Field:
        """The field of that name."""
        return field_map(self.entity)[path]

    def cell_at(self, path: str) -> Cell | None:
        """The cell a field is edited in."""
        return self.rows.get(path)

    def _take_offer(self, name: str, offer: Suggestion) -> None:
        if self.layer is not None:
            self.layer.close_layer()
        cell = self.cell_at(name)
        if cell is None:
            return
        if isinstance(cell.editor, (ReferenceEditor, ReferencesEditor)):
            cell.editor.take(offer)
        cell.take_focus()

    def leave(self, then: Callable[[], None]) -> None:
        """Go on with `then`, after asking about what is not saved."""
        if not self.dirty:
            then()
            return
        asked = leaving_question(self.called(), self.unsaved)
        layer = self._lay(asked, confirm.WIDTH, confirm.HEIGHT)

        def decide(way: Leaving) -> None:
            layer.close_layer()
            if way is Leaving.SAVE:
                self.save(then)
            elif way is Leaving.DISCARD:
                self.give_up()
                then()

        asked.decided.connect(decide)

    def give_up(self) -> None:
        """Told when what was typed is not wanted any more."""

    @property
    def unsaved(self) -> int:
        """How many places are not saved."""
        return len(self.draft.changed)

    # --- whose change stays

    def refuse(self, error: Exception) -> None:
        """A field another hand changed is decided on the spot."""
        super().refuse(error)
        gone = isinstance(error, Conflict) and error.entity == self.entity.__tablename__ and not error.fields
        if isinstance(error, Conflict) and not gone and self.key is not None:
            self.banner.say(error.sentence, action=_("逐项选择"))
            self.look_at_conflict()

    def look_at_conflict(self) -> None:
        """Read what stands now, and lay the question over the form."""
        database, entity, key = self._database, self.entity, self.key
        if key is None:
            return

        def work(_progress: Progress) -> record.CurrentRecord:
            return record.present(database, entity, key)

        self._tasks.read(work, self._decide, receiver=self, failed=self.refuse)

    def disputes(self, now: record.LoadedRecord) -> list[conflict.FieldConflict]:
        """What two people changed, in words."""
        fields = field_map(self.entity)
        differing = [n for n in self.draft.changes if now.values.get(n) != self.draft.loaded.get(n)]
        return [
            conflict.FieldConflict(
                name,
                title_of(fields[name], self.entity),
                self.shown(name, self.draft.values.get(name), self.words_now(name)),
                self.shown(name, now.values.get(name), now.words.get(name), masked=True),
            )
            for name in differing
        ]

    def _decide(self, present: record.CurrentRecord) -> None:
        disputes = self.disputes(present.loaded)
        if not disputes:  # both did the same: nothing to choose, and nothing is written behind the person's back
            self.stand_on(present.loaded, {})
            self.banner.say(_("已读入最新内容，请再保存一次"), tone="accent")
            return
        panel = conflict.ConflictPanel(self.name_now(), present.by, disputes)
        layer = self._lay(panel, conflict.WIDTH, panel.needed_height)

        def decided(mine: dict[str, bool]) -> None:
            layer.close_layer()
            self.settle(present.loaded, mine)

        panel.withdrawn.connect(layer.close_layer)
        panel.decided.connect(decided)

    def settle(self, now: record.LoadedRecord, mine: dict[str, bool]) -> None:
        """Stand on what is written now, keep what the person chose, and save."""
        self.banner.hide()
        self.stand_on(now, mine)
        self.save()

    def stand_on(self, now: record.LoadedRecord, mine: dict[str, bool]) -> None:
        """Take what is written now for what was loaded; `mine` says for each field in dispute whose value stays."""
        own = {name: kept for name, kept in mine.items() if name in self.rows}
        self.draft.rebase(now.values, own)
        for name, kept in own.items():
            self._words[name] = now.words.get(name, "")
            if not kept:
                self.rows[name].put(now.values.get(name), now.words.get(name, ""))
        self.judge()
