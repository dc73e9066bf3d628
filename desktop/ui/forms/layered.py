"""What is laid over a form: a new record in passing, the full search, whose change stays, leaving unsaved."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from desktop.ui.forms import conflict, leaving, quick, record, search_panel
from desktop.ui.forms.editing import RecordEditor
from desktop.ui.forms.finding import Offer
from desktop.ui.forms.groups import title_of
from desktop.ui.forms.layer import Layer
from desktop.ui.forms.picker import ReferenceEditor, ReferencesEditor
from desktop.ui.forms.row import FieldRow
from desktop.ui.tasks import Tasks
from models.database.database import Database
from models.database.errors import Conflict
from models.progress import Progress
from models.schema.fields import Entity, Field, entity_named, field_map
from models.words import _


class LayeredEditor(RecordEditor):
    """A record editor that may ask a question over itself; one layer at a time."""

    def __init__(self, database: Database, tasks: Tasks, entity: type[Entity], key: int | None = None) -> None:
        super().__init__(database, tasks, entity, key)
        self.layer: Layer | None = None

    def make_row(self, field: Field) -> FieldRow:
        """The row of a field, with its ways to other records."""
        row = super().make_row(field)
        row.asked.connect(self._ask)
        return row

    def _lay(self, content: QWidget, width: int, height: int) -> Layer:
        if self.layer is not None:
            self.layer.close_layer()
        layer = Layer(self, content, width, height)
        layer.closed.connect(self._uncovered)
        self.layer = layer
        return layer

    def _uncovered(self) -> None:
        self.layer = None

    def _ask(self, name: str, way: str, typed: str) -> None:
        to = field_map(self.entity)[name].to
        if to is None:
            return
        entity = entity_named(to)
        if way == "new":
            form = quick.QuickForm(self._database, self._tasks, entity, typed)
            form.made.connect(partial(self._take_offer, name))
            form.announced.connect(self.announced)
            layer = self._lay(form, quick.WIDTH, form.needed_height)
            form.withdrawn.connect(layer.close_layer)
        else:
            panel = search_panel.SearchPanel(self._database, self._tasks, entity, typed)
            panel.taken.connect(partial(self._take_offer, name))
            layer = self._lay(panel, search_panel.WIDTH, search_panel.HEIGHT)
            panel.withdrawn.connect(layer.close_layer)

    def _take_offer(self, name: str, offer: Offer) -> None:
        if self.layer is not None:
            self.layer.close_layer()
        editor = self.rows[name].editor
        if isinstance(editor, (ReferenceEditor, ReferencesEditor)):
            editor.take(offer)
        self.rows[name].take_focus()

    def leave(self, then: Callable[[], None]) -> None:
        """Go on with `then`, after asking about what is not saved."""
        if not self.dirty:
            then()
            return
        panel = leaving.LeavingPanel(self.called(), len(self.draft.changed))
        layer = self._lay(panel, leaving.WIDTH, leaving.HEIGHT)

        def decide(way: leaving.Leaving) -> None:
            layer.close_layer()
            if way is leaving.Leaving.SAVE:
                self.save(then)
            elif way is leaving.Leaving.DISCARD:
                then()

        panel.decided.connect(decide)

    # --- whose change stays

    def refuse(self, error: Exception) -> None:
        """A field another hand changed is decided on the spot."""
        super().refuse(error)
        if isinstance(error, Conflict) and error.fields and self.key is not None:
            self.banner.say(str(error), action=_("逐项选择"))
            self.look_at_conflict()

    def look_at_conflict(self) -> None:
        """Read what stands now, and lay the question over the form."""
        database, entity, key = self._database, self.entity, self.key
        if key is None:
            return

        def work(_progress: Progress) -> record.Present:
            return record.present(database, entity, key)

        self._tasks.read(work, self._decide, receiver=self, failed=self.refuse)

    def _decide(self, present: record.Present) -> None:
        now, fields = present.loaded, field_map(self.entity)
        differing = [n for n in self.draft.changes if now.values.get(n) != self.draft.loaded.get(n)]
        disputes = [
            conflict.Dispute(
                name,
                title_of(fields[name], self.entity),
                self.shown(name, self.draft.values.get(name), self.words_now(name)),
                self.shown(name, now.values.get(name), now.words.get(name), masked=True),
            )
            for name in differing
        ]
        panel = conflict.ConflictPanel(self.name_now(), present.by, disputes)
        layer = self._lay(panel, conflict.WIDTH, panel.needed_height)
        panel.withdrawn.connect(layer.close_layer)
        panel.decided.connect(lambda mine: self._settle(layer, now, mine))

    def _settle(self, layer: Layer, now: record.Loaded, mine: dict[str, bool]) -> None:
        layer.close_layer()
        self.banner.hide()
        self.draft.rebase(now.values, mine)
        for name, kept in mine.items():
            self._words[name] = now.words.get(name, "")
            if not kept:
                self.rows[name].put(now.values.get(name), now.words.get(name, ""))
        self.judge()
        self.save()
