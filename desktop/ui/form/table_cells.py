"""What is written in the tables of a form, cell by cell or a row at once; what is entered stays with the form until it is saved."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.drafts.draft import Found
from desktop.drafts.row_drafts import RowDraft
from desktop.ui.form.body import FormBody
from desktop.ui.form.cell import Cell
from desktop.ui.form.fields_editor import Disclosure, FieldsEditor
from desktop.ui.form.record_editor import RecordEditor
from desktop.ui.form.record_layers import RecordLayers
from desktop.ui.form.rows_table import RowsTable
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
        done = TallButton(_("完成"), Kind.PRIMARY, keys="Ctrl+Enter").leads(self.finished)
        done.setShortcut("Ctrl+Return")
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


class TableCells(QObject):
    """Wires the tables of an editor."""

    def __init__(self, editor: RecordEditor, tables: Mapping[str, RowsTable], layers: RecordLayers) -> None:
        super().__init__(editor)
        self._editor, self._tables, self._layers = editor, tables, layers
        for table in tables.values():
            table.changed.connect(editor.judge)
            table.wanted.connect(self._reveal)
            table.asked.connect(editor.asked)
            table.opened.connect(partial(self._open_row, table))

    def at(self, path: str) -> tuple[RowsTable | None, str, str]:
        """The table a path leads into, if it does, the mark of the row, and the field."""
        rows, mark, name = self._editor.draft.split(path)
        return None if rows is None else self._tables[rows.child.table], mark, name

    def cell(self, path: str) -> Cell | None:
        """A cell of a table; a row that is closed opens."""
        table, mark, name = self.at(path)
        if table is None or mark not in table.strips:
            return None
        table.open(mark, name)
        return table.strips[mark].cells.get(name)

    def _reveal(self, path: str) -> None:
        row, name = self._editor.draft.at(path)
        assert isinstance(row, RowDraft)

        def show() -> None:
            strip = self._tables[row.child.table].strips.get(row.mark)
            if strip is not None and name in strip.cells:
                strip.cells[name].reveal()

        self._editor.reveal_value(row.entity, row.key, name, show)

    def _open_row(self, table: RowsTable, mark: str) -> None:
        editor, strip = self._editor, table.strips[mark]
        panel = RowPanel(editor.database, editor.tasks, strip.row, editor.disclosure, table.refusal)
        panel.announced.connect(editor.announced)
        panel.edited.connect(strip.refresh)
        panel.edited.connect(editor.judge)
        panel.finished.connect(self._layers.close)
        self._layers.lay(panel, WIDTH, panel.needed_height)

    def go_to(self, path: str) -> bool:
        """Put the cursor into a cell or row; of a table without the row in question to the way to add one."""
        table, mark, name = self.at(path)
        if table is None:
            return False
        if mark in table.strips:
            shown = name in table.child.columns
            table.open(mark, name if shown else "")
            if name and not shown:
                self._open_row(table, mark)
        else:
            table.beside.setFocus()
        return True

    def path_of(self, widget: QWidget) -> str:
        """The row, and its field, that a widget belongs to; '' for none."""
        for strip in (strip for table in self._tables.values() for strip in table.strips.values()):
            if strip.isAncestorOf(widget):
                name = next((name for name, cell in strip.cells.items() if cell.isAncestorOf(widget)), "")
                return strip.row.path(name)
        return ""
