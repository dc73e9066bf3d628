"""All fields of one row of a table, laid over the form; what is entered stays with the form until it is saved."""

from PySide6.QtCore import Signal

from desktop.drafts.draft import Found
from desktop.drafts.row_drafts import RowDraft
from desktop.ui.form.body import FormBody
from desktop.ui.form.fields_editor import Disclosure, FieldsEditor
from desktop.ui.form.record_layers import RecordLayers
from desktop.ui.kit import layouts
from desktop.ui.kit.controls import Kind, Note, TallButton, Title
from desktop.ui.kit.tasks import Tasks
from desktop.ui.kit.theme import tint
from models.database.database import Database
from models.words import _

WIDTH = 800
_TITLE = 16


class RowPanel(FieldsEditor):
    """`edited` after every change; `finished` when the person is done."""

    edited = Signal()
    finished = Signal()

    def __init__(
        self, database: Database, tasks: Tasks, row: RowDraft, disclosure: Disclosure, refusal: str = ""
    ) -> None:
        super().__init__(database, tasks, row, row.key, disclosure)
        self.row, self.refusal = row, refusal or self.refusal
        self.layers = RecordLayers(self, database, tasks)
        self.layers.serve(self)
        self._title = Title("", _TITLE)
        self._body = FormBody([(_("全部内容"), row.child.fields)], self.make_row)
        tint(self._body.widget(), ground="raised")
        column = layouts.column(parent=self, gap=6, margins=(4, 20, 4, 16))
        for widget in (self._title, Note(self.refusal or _("随整张表单一起保存"))):
            widget.setContentsMargins(20, 0, 20, 0)
            column.addWidget(widget)
        layouts.add(column, self.banner, (self._body, 1))
        done = TallButton(_("完成"), Kind.PRIMARY, keys="Ctrl+Enter")
        done.setShortcut("Ctrl+Return")
        done.clicked.connect(self.finished)
        foot = layouts.row(layouts.STRETCH, done, margins=(20, 0, 20, 0))
        layouts.add(column, foot)
        self.needed_height = 176 + 41 * ((len(row.child.fields) + 2) // 2)
        self.fill()
        self.setFocusProxy(next(iter(self.rows.values())))

    def take_edit(self, name: str) -> None:
        """See FieldsEditor."""
        super().take_edit(name)
        self.edited.emit()

    def summarise(self, complaints: Found, changed: frozenset[str]) -> None:
        """The title is what the row is called."""
        self._title.setText(f"{_(self.entity.label)} {self.row.name}".strip())
