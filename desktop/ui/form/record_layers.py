"""What is laid over an editor, one layer at a time: questions, panels, and other records that are looked for or made."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.ui.form import quick_create, search_panel
from desktop.ui.form.cell import Cell
from desktop.ui.form.fields_editor import FieldsEditor
from desktop.ui.form.picker import ReferenceEditor, ReferencesEditor
from desktop.ui.kit.overlay import PanelOverlay, open_overlay
from desktop.ui.kit.suggestions import Suggestion
from desktop.ui.kit.tasks import Tasks
from models.database.database import Database
from models.schema.fields import Field, entity_named


class RecordLayers(QObject):
    """`announced` with what was done when a record was made in passing."""

    announced = Signal(object)

    def __init__(self, over: QWidget, database: Database, tasks: Tasks) -> None:
        super().__init__(over)
        self._over, self._database, self._tasks = over, database, tasks
        self.layer: PanelOverlay | None = None
        self.further: RecordLayers | None = None  # over a record that is made in passing

    def lay(self, content: QWidget, width: int, height: int) -> PanelOverlay:
        """Lay a content over the editor instead of what lies there."""
        self.close()
        self.layer = open_overlay(self._over, content, width, height)
        self.layer.closed.connect(self._uncovered)
        return self.layer

    def close(self) -> None:
        """Take away what lies over the editor."""
        if self.layer is not None:
            self.layer.close_layer()

    def _uncovered(self) -> None:
        self.layer = None

    def serve(self, editor: FieldsEditor) -> None:
        """Answer what the fields of an editor ask for, and let it announce what is made meanwhile."""
        self.announced.connect(editor.announced)
        editor.asked.connect(partial(self._look_for_field, editor))

    def _look_for_field(self, editor: FieldsEditor, name: str, way: str, typed: str) -> None:
        row = editor.rows[name]
        self.look_further(row.field, way, typed, lambda: row)

    def look_further(self, field: Field, way: str, typed: str, cell: Callable[[], Cell | None]) -> None:
        """Search all records a field may refer to, or make a `new` one; what is chosen goes into the cell."""
        if field.to is None:
            return
        entity = entity_named(field.to)
        if way == "new":
            form = quick_create.QuickCreate(self._database, self._tasks, entity, typed)
            form.announced.connect(self.announced)
            form.withdrawn.connect(self.close)
            form.made.connect(lambda offer: self._take(offer, cell))
            self.further = RecordLayers(self._over, self._database, self._tasks)
            self.further.setParent(form)
            self.further.serve(form)
            self.lay(form, quick_create.WIDTH, form.needed_height)
        else:
            panel = search_panel.SearchPanel(self._database, self._tasks, entity, typed)
            panel.withdrawn.connect(self.close)
            panel.taken.connect(lambda offer: self._take(offer, cell))
            self.lay(panel, search_panel.WIDTH, search_panel.HEIGHT)

    def _take(self, offer: Suggestion, cell: Callable[[], Cell | None]) -> None:
        self.close()
        found = cell()
        if found is not None:
            if isinstance(found.editor, (ReferenceEditor, ReferencesEditor)):
                found.editor.take(offer)
            found.take_focus()
