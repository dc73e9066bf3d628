"""A form with tables: rows of other entities are edited, judged, restored and saved together with their record."""

from collections.abc import Iterator
from functools import partial

from PySide6.QtWidgets import QWidget

from desktop.ui.form import conflict, record
from desktop.ui.form.cell import Cell
from desktop.ui.form.checks_panel import Difference
from desktop.ui.form.child_row import gaps_of
from desktop.ui.form.layered import LayeredEditor
from desktop.ui.form.problems import FormProblem
from desktop.ui.form.row_drafts import RowDraft, RowEdit, RowsDraft
from desktop.ui.form.row_panel import WIDTH, RowPanel
from desktop.ui.form.rows_table import RowsTable
from desktop.ui.kit.child_entities import children_of
from desktop.ui.kit.field_groups import heading_of, title_of
from desktop.ui.kit.settings import Settings
from desktop.ui.kit.tasks import Tasks
from models.database.database import Database
from models.database.doubts import of_rows
from models.schema.complaints import Severity
from models.schema.fields import Entity, Field, field_map
from models.words import _, listed


class TabledEditor(LayeredEditor):
    """A cell of a table is told by a path: table, mark of the row, field; a row by the first two."""

    def __init__(
        self,
        database: Database,
        tasks: Tasks,
        entity: type[Entity],
        key: int | None = None,
        settings: Settings | None = None,
    ) -> None:
        super().__init__(database, tasks, entity, key, settings)
        self.tables: dict[str, RowsTable] = {}
        for child in children_of(entity):
            table = RowsTable(child, database, tasks)
            table.changed.connect(self.judge)
            table.wanted.connect(partial(self._reveal_cell, child.table))
            table.asked.connect(partial(self._ask_cell, child.table))
            table.opened.connect(partial(self._open_row, child.table))
            self.tables[child.table] = table

    def _split(self, path: str) -> tuple[RowsTable | None, str, str]:
        table, _dot, rest = path.partition(".")
        mark, _dot, name = rest.partition(".")
        return self.tables.get(table), mark, name

    # --- what stands in the tables

    def take(self, found: record.LoadedRecord) -> None:
        """Show what was read."""
        for name, table in self.tables.items():
            table.show_rows(RowsDraft(table.child, found.rows.get(name, ())))
        super().take(found)

    def clear_rows(self) -> None:
        """Tables without rows, for a new record."""
        for table in self.tables.values():
            table.show_rows(RowsDraft(table.child))

    def judge(self) -> None:
        """See RecordEditor; first the rows are told what is wrong with them."""
        for table in self.tables.values():
            table.judge(table.rows.faults(final=self._insisted))
        super().judge()

    def _ask_cell(self, table: str, mark: str, name: str, way: str, typed: str) -> None:
        self._ask(f"{table}.{mark}.{name}", way, typed)

    def field_at(self, path: str) -> Field:
        """See LayeredEditor."""
        table, _mark, name = self._split(path)
        return super().field_at(path) if table is None else field_map(table.child.entity)[name]

    def cell_at(self, path: str) -> Cell | None:
        """See LayeredEditor; a row that is closed opens."""
        table, mark, name = self._split(path)
        if table is None:
            return super().cell_at(path)
        table.open(mark, name)
        return table.strips[mark].cells.get(name) if mark in table.strips else None

    def _reveal_cell(self, table: str, mark: str, name: str) -> None:
        rows = self.tables[table]
        row = rows.rows.row(mark)

        def show() -> None:
            cell = rows.strips[mark].cells.get(name) if mark in rows.strips else None
            if cell is not None:
                cell.reveal()

        if row is not None:
            self.disclose(rows.child.entity, row.key, name, show)

    def _open_row(self, table: str, mark: str) -> None:
        rows = self.tables[table]
        row = rows.rows.row(mark)
        if row is None:
            return
        panel = RowPanel(self._database, self._tasks, row)
        panel.reason = self.reason  # it is one form, and one question
        panel.announced.connect(self.announced)
        panel.edited.connect(rows.strips[mark].refresh)
        panel.edited.connect(self.judge)
        layer = self._lay(panel, WIDTH, panel.needed_height)
        panel.finished.connect(layer.close_layer)

    def go_to(self, name: str) -> None:
        """See RecordEditor; of a table without a row in question the way to add one."""
        table, mark, cell = self._split(name)
        if table is None:
            super().go_to(name)
        elif mark in table.strips:
            shown = cell in {f.name for f in table.child.shown}
            table.open(mark, cell if shown else "")
            if cell and not shown:
                self._open_row(table.child.table, mark)
        else:
            table.beside.setFocus()

    def path_in(self, widget: QWidget | None) -> str:
        """The field, or cell of a table, that a widget belongs to; '' for none."""
        if widget is None:
            return ""
        own = next((name for name, row in self._rows.items() if row.isAncestorOf(widget)), "")
        for table in self.tables.values():
            strip = next((strip for strip in table.strips.values() if strip.isAncestorOf(widget)), None)
            if strip is not None:
                name = next((name for name, cell in strip.cells.items() if cell.isAncestorOf(widget)), "")
                return table.rows.path(strip.row, name)
        return own

    # --- what is not saved

    @property
    def unsaved_rows(self) -> list[str]:
        """Paths of what is not saved in the tables."""
        return [path for table in self.tables.values() for path in table.rows.changed]

    @property
    def unsaved(self) -> int:
        """See LayeredEditor."""
        return super().unsaved + len(self.unsaved_rows)

    @property
    def dirty(self) -> bool:
        """See RecordEditor."""
        return super().dirty or bool(self.unsaved_rows)

    def obstacles(self) -> list[str]:
        """See RecordEditor."""
        return super().obstacles() + [path for table in self.tables.values() for path in table.rows.obstacles()]

    def row_edits(self) -> tuple[RowEdit, ...]:
        """See RecordEditor."""
        return tuple(edit for table in self.tables.values() for edit in table.rows.edits())

    def title_at(self, path: str) -> str:
        """See RecordEditor."""
        table, mark, name = self._split(path)
        if table is None:
            return super().title_at(path)
        row = table.rows.row(mark)
        called = row.name if row is not None else table.child.called
        return f"{called}·{title_of(self.field_at(path), table.child.entity)}" if name else called

    def row_differences(self) -> list[Difference]:
        """What was changed in the tables, in words."""
        return [self._difference(path) for path in self.unsaved_rows]

    def _difference(self, path: str) -> Difference:
        table, mark, name = self._split(path)
        assert table is not None
        row = table.rows.row(mark)
        assert row is not None
        if not name:
            before, after = (row.name, _("移除")) if row.gone else ("", row.name)
            return Difference(path, _(table.child.entity.label), before, after)
        field = field_map(table.child.entity)[name]
        was = table.rows.was(row, name)
        return Difference(path, self.title_at(path), was, row.shown(name, masked=field.private == "hidden"))

    def restore_row(self, path: str) -> None:
        """Put a cell or a row back."""
        table, mark, name = self._split(path)
        if table is not None:
            table.restore(mark, name)

    # --- what is wrong

    def row_problems(self) -> list[FormProblem]:
        """What is wrong in the tables, and what rows are without."""
        found: list[FormProblem] = []
        for table in self.tables.values():
            for row in table.rows.shown:
                found += self._problems_of_row(table, row)
            for wanting in self._wanting(table):
                found.append(FormProblem(table.child.table, _(table.child.title), wanting, Severity.WARNING))
        return found

    def _wanting(self, table: RowsTable) -> Iterator[str]:
        """What the rows as a whole are without, or have twice, as they stand now."""
        if not self.draft.values:
            return
        child, day = table.child, self.draft.day
        rows = [row.draft.values for row in table.rows.shown if not row.blank]
        if child.wanting is not None and (words := child.wanting(self.draft.values, rows, day)):
            yield words
        yield from of_rows(self.entity, child.entity, [{child.back: 0} | row for row in rows], day)

    def _problems_of_row(self, table: RowsTable, row: RowDraft) -> list[FormProblem]:
        faults = table.strips[row.mark].faults if row.mark in table.strips else {}
        told = [
            FormProblem(table.rows.path(row, name), self.title_at(table.rows.path(row, name)), found[0].message,
                    found[0].severity)
            for name, found in faults.items()
        ]  # fmt: skip
        gaps = gaps_of(row)
        if gaps and not told:
            words = listed(heading_of(field) for field in gaps)
            title = _("{name}缺{label}").format(name=row.name, label=words)
            told.append(FormProblem(table.rows.path(row, gaps[0].name), title, _("可稍后补录"), Severity.WARNING))
        return told

    # --- whose change stays

    def disputes(self, now: record.LoadedRecord) -> list[conflict.FieldConflict]:
        """See LayeredEditor."""
        found = super().disputes(now)
        for name, table in self.tables.items():
            present = RowsDraft(table.child, now.rows.get(name, ()))
            for path in table.rows.disputes(now.rows.get(name, ())):
                found.append(self._dispute(path, present))
        return found

    def _dispute(self, path: str, present: RowsDraft) -> conflict.FieldConflict:
        table, mark, name = self._split(path)
        assert table is not None
        mine, theirs = table.rows.row(mark), present.row(mark)
        assert mine is not None
        if name and theirs is not None:
            return conflict.FieldConflict(path, self.title_at(path), mine.shown(name, masked=False), theirs.shown(name))
        kept, gone = _("保留"), _("移除")
        return conflict.FieldConflict(path, mine.name, gone if mine.gone else kept, kept if mine.gone else gone)

    def stand_on(self, now: record.LoadedRecord, mine: dict[str, bool]) -> None:
        """See LayeredEditor."""
        for name, table in self.tables.items():
            table.rows.settle(mine, now.rows.get(name, ()))
            table.show_rows(table.rows)
        super().stand_on(now, mine)
