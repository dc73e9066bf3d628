"""A record being edited together with the rows of its tables, each place told by a path; no widget here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from desktop.drafts.child_entities import children_of, form_fields
from desktop.drafts.draft import Draft
from desktop.drafts.field_groups import title_of
from desktop.drafts.loaded_record import LoadedRecord, beginning
from desktop.drafts.row_drafts import RowDraft, RowEdit, RowsDraft
from models.database.database import Database
from models.schema.fields import Entity, Field, field_map
from models.words import _


@dataclass(frozen=True, slots=True)
class Difference:
    """One place as it was and as it is now, in words."""

    path: str
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class FieldConflict:
    """One place two people changed, in words."""

    path: str
    label: str
    mine: str
    theirs: str


class RecordDraft(Draft):
    """Its own fields are told by their names, a cell of a table by `table.mark.field`, a row by the first two."""

    def __init__(self, entity: type[Entity], found: LoadedRecord, day: date, *, is_new: bool = False) -> None:
        fields = form_fields(entity)
        if is_new:
            super().__init__(entity, None, fields, found.values, day)
        else:
            super().__init__(entity, found.values, fields, day=day)
            self.follow(found.automatic)
        self.reads_like(found.words)
        self.tables = {c.table: RowsDraft(c, found.rows.get(c.table, ())) for c in children_of(entity)}

    def split(self, path: str) -> tuple[RowsDraft | None, str, str]:
        """The table a path leads into, if it does, the mark of the row, and the field; '' for all of it."""
        table, _dot, rest = path.partition(".")
        if table not in self.tables:
            return None, "", path
        mark, _dot, name = rest.partition(".")
        return self.tables[table], mark, name

    def at(self, path: str) -> tuple[Draft | None, str]:
        """The record, or the row if there is one of that mark, and the field."""
        rows, mark, name = self.split(path)
        return self if rows is None else rows.row(mark), name

    def field_at(self, path: str) -> Field:
        """The field a path leads to."""
        rows, _mark, name = self.split(path)
        return field_map(self.entity if rows is None else rows.child.entity)[name]

    def title_at(self, path: str) -> str:
        """What a place is called where its group is not seen."""
        rows, mark, name = self.split(path)
        if rows is None:
            return title_of(self.field_at(path), self.entity)
        row = rows.row(mark)
        called = rows.child.called if row is None else row.name
        return f"{called}·{title_of(self.field_at(path), rows.child.entity)}" if name else called

    # --- what is not saved

    @property
    def unsaved_rows(self) -> list[str]:
        """Paths of what is not saved in the tables."""
        return [path for rows in self.tables.values() for path in rows.changed]

    @property
    def unsaved(self) -> int:
        """How many places are not saved."""
        return len(self.changed) + len(self.unsaved_rows)

    def differences(self) -> list[Difference]:
        """What was changed, in words: in the tables, then in the record's own fields."""
        changed = self.changed
        return [
            self._difference(path) for path in (*self.unsaved_rows, *(f.name for f in self.fields if f.name in changed))
        ]

    def _difference(self, path: str) -> Difference:
        draft, name = self.at(path)
        assert draft is not None
        if isinstance(draft, RowDraft) and not name:
            before, after = (draft.name, _("移除")) if draft.gone else ("", draft.name)
            return Difference(path, _(draft.entity.label), before, after)
        masked = draft is not self and self.field_at(path).private == "hidden"
        return Difference(path, self.title_at(path), draft.was_shown(name), draft.shown(name, masked=masked))

    @property
    def row_obstacles(self) -> list[str]:
        """The cells that keep the record from being saved."""
        return [path for rows in self.tables.values() for path in rows.obstacles()]

    @property
    def row_edits(self) -> tuple[RowEdit, ...]:
        """What saving would write of the tables."""
        return tuple(edit for rows in self.tables.values() for edit in rows.edits())

    # --- what another hand wrote meanwhile

    def disputes(self, now: LoadedRecord) -> list[FieldConflict]:
        """What two people changed, in words."""
        theirs = RecordDraft(self.entity, now, self.day)
        own = [n for n in self.changes if now.values.get(n) != self.loaded.get(n)]
        rows = [path for name, table in self.tables.items() for path in table.disputes(now.rows.get(name, ()))]
        return [self._dispute(path, theirs) for path in (*own, *rows)]

    def _dispute(self, path: str, theirs: "RecordDraft") -> FieldConflict:
        (mine, name), (other, _name) = self.at(path), theirs.at(path)
        assert mine is not None
        if name and other is not None:
            return FieldConflict(path, self.title_at(path), mine.shown(name, masked=False), other.shown(name))
        assert isinstance(mine, RowDraft)
        kept, gone = _("保留"), _("移除")
        return FieldConflict(path, mine.name, gone if mine.gone else kept, kept if mine.gone else gone)

    def settle(self, now: LoadedRecord, mine: Mapping[str, bool]) -> None:
        """Take what is written now for what was loaded; `mine` says for each place in dispute whose value stays."""
        own = {path: kept for path, kept in mine.items() if self.at(path)[0] is self}
        self.rebase(now.values, own, now.words)
        for name, table in self.tables.items():
            table.settle(mine, now.rows.get(name, ()))


def new_draft(
    database: Database, entity: type[Entity], given: Mapping[str, int | str] = MappingProxyType({})
) -> RecordDraft:
    """A record that is begun, with the records it refers to that are `given`, by field."""
    return RecordDraft(entity, beginning(database, form_fields(entity), given), database.day(), is_new=True)
