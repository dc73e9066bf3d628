"""A table in a form: the rows of another entity that belong to the record, added, changed and taken away in place."""

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.drafts.row_drafts import RowDraft, RowsDraft
from desktop.ui.form.body import GroupTable
from desktop.ui.form.child_row import ChildRow, ChildRowHead
from desktop.ui.form.row import FieldMessage
from desktop.ui.kit import layouts
from desktop.ui.kit.controls import Button, Kind, Note
from desktop.ui.kit.tasks import Tasks
from models.access.rights import edit
from models.database.database import Database
from models.words import _


class RowsTable(GroupTable):
    """`changed` after every change; `wanted` and `asked` as a cell, with its path; `opened` with the mark of a row.

    `refusal`: why the rows can only be read, "" where they can be edited.
    """

    changed = Signal()
    wanted = Signal(str)
    asked = Signal(str, str, str)
    opened = Signal(str)

    def __init__(self, rows: RowsDraft, database: Database, tasks: Tasks, refusal: str = "") -> None:
        super().__init__()
        child = self.child = rows.child
        self.rows, self.refusal = rows, refusal or database.may(edit(child.entity))
        self.note = _(child.note) if child.note else ""
        self._database, self._tasks = database, tasks
        self.strips: dict[str, ChildRow] = {}
        self.beside = Button(_("添加{label}").format(label=child.called), Kind.GHOST, icon="add").leads(self.add)
        self.beside.setEnabled(not self.refusal)
        self.beside.setToolTip(self.refusal)
        self._head = ChildRowHead(child.shown, {f.name: f.required for f in child.shown})
        self._empty = Note(_("还没有{label}").format(label=child.called))
        self._empty.setContentsMargins(9, 8, 0, 4)
        self._message = FieldMessage()
        self._column = layouts.column(gap=0)
        layouts.column(self._head, self._column, self._empty, 4, self._message, parent=self, gap=0)
        self.setAccessibleName(_(child.title))

    def show_rows(self, rows: RowsDraft) -> None:
        """Show these rows from now on."""
        for strip in self.strips.values():
            layouts.let_go(strip)
        self.strips, self.rows = {}, rows
        for row in rows.shown:
            self._strip(row)
        self.judge()

    def _strip(self, row: RowDraft) -> ChildRow:
        strip = ChildRow(row, self._database, self._tasks, self.refusal)
        strip.edited.connect(self.changed)
        strip.wanted.connect(self.wanted)
        strip.asked.connect(self.asked)
        strip.opened.connect(self.opened)
        strip.removed.connect(self.remove)
        strip.installEventFilter(self)
        before = self._last()
        self.strips[row.mark] = strip
        self._column.addWidget(strip)
        QWidget.setTabOrder(before, strip)
        return strip

    def _last(self) -> QWidget:
        last = next(reversed(self.strips.values()), None)
        return self.beside if last is None else last.less if last.is_open else last

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What is wrong with the row one is in is told under the table."""
        if isinstance(watched, ChildRow) and event.type() in (QEvent.Type.Resize, QEvent.Type.FocusOut):
            self._explain()
        return super().eventFilter(watched, event)

    # --- editing

    def add(self) -> None:
        """A new row, with the cursor in its first cell."""
        blank = next((row for row in self.rows.shown if row.blank), None)
        row = blank or self.rows.add()
        strip = self.strips.get(row.mark) or self._strip(row)
        strip.show()
        strip.open()
        self.changed.emit()

    def remove(self, mark: str) -> None:
        """Take a row away; until the record is saved it can be brought back beside the form."""
        row, strip = self.rows.row(mark), None if self.refusal else self.strips.pop(mark, None)
        if row is None or strip is None:
            return
        inside = strip.is_open or strip.hasFocus()
        self.rows.remove(row)
        layouts.let_go(strip)
        if inside:
            self.beside.setFocus()
        self.changed.emit()

    def restore(self, mark: str, name: str) -> None:
        """Put a cell back, or a row."""
        self.rows.restore(mark, name)
        if name:
            self.strips[mark].refill()
        else:
            self.show_rows(self.rows)
        self.changed.emit()

    def open(self, mark: str, name: str = "") -> None:
        """Step into a row."""
        if mark in self.strips:
            self.strips[mark].open(name)

    # --- what is wrong

    def judge(self, *, final: bool = False) -> None:
        """Say at every row what is wrong with it; a cell somebody is in the middle of is left in peace."""
        for strip in self.strips.values():
            busy = {name for name, cell in strip.cells.items() if cell.editor.pending()}
            faults = strip.row.faults(final=final)
            found = {name: told for name, told in faults.items() if name not in busy}
            if strip.is_open or found != strip.row.told:  # of a hundred rows one is edited
                strip.set_faults(found)
        self._empty.setVisible(not self.strips)
        self._explain()

    def _explain(self) -> None:
        inside = next((strip for strip in self.strips.values() if strip.is_open and strip.row.told), None)
        found = [c for complaints in inside.row.told.values() for c in complaints[:1]] if inside else []
        worst = min(found, key=lambda c: not c.fatal, default=None)
        if worst is None:
            self._message.say("")
        elif worst.fatal:
            self._message.say(worst.message, "danger", "error_circle_filled")
        else:
            self._message.say(worst.message, "warn", "warning_filled")
