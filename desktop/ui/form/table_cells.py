"""The rows of the tables in a form, told by their paths: opened, laid over the form, revealed, led to."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.drafts.row_drafts import RowDraft
from desktop.ui.form.cell import Cell
from desktop.ui.form.record_editor import RecordEditor
from desktop.ui.form.record_layers import RecordLayers
from desktop.ui.form.row_panel import WIDTH, RowPanel
from desktop.ui.form.rows_table import RowsTable


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
