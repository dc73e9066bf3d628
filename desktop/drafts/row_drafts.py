"""The rows of a table in a form while they are edited: drafts, which were added and which taken away."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from desktop.drafts.child_entities import naming
from desktop.drafts.draft import Draft, Found
from desktop.screens.children import ChildEntity
from models.schema.fields import Field
from models.words import _


@dataclass(frozen=True, slots=True)
class LoadedRow:
    """A row as it was read: its id, values by field name with references as ids, and what the references read like."""

    key: int
    values: Mapping[str, Any]
    words: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RowEdit:
    """What is to be written of one row: `key` is None for a new one, `gone` for one to be deleted."""

    child: ChildEntity
    key: int | None
    values: Mapping[str, Any]
    expected: Mapping[str, Any]
    gone: bool = False
    path: str = ""


class RowDraft(Draft):
    """One row: `mark` tells it from the others for as long as the form is open, `told` is what was said of it last."""

    def __init__(self, child: ChildEntity, mark: str, found: LoadedRow | None = None) -> None:
        values = None if found is None else {f.name: found.values.get(f.name) for f in child.fields}
        super().__init__(child.entity, values, child.fields)
        self.reads_like({} if found is None else found.words)
        self.child, self.mark, self.key = child, mark, None if found is None else found.key
        self.gone = False
        self.told: Found = {}

    @property
    def blank(self) -> bool:
        """Whether it is new and nothing was entered yet; such a row is not written."""
        return self.key is None and not self.changed

    @property
    def name(self) -> str:
        """What the row is called: the first of its cells that says so and need not be hidden."""
        told = (self.shown(f.name) for f in naming(self.child) if not f.private)
        return next((words for words in told if words), "") or _("新的{label}").format(label=self.child.called)

    def path(self, name: str = "") -> str:
        """How the row, or a cell of it, is told to the form around."""
        return ".".join(part for part in (self.child.table, self.mark, name) if part)

    def faults(self, *, final: bool) -> Found:
        """What is wrong with the row, by field."""
        return {} if self.gone or self.blank else self.complaints(final=final)

    def lacking(self) -> tuple[Field, ...]:
        """The columns a complete row has and this one has not."""
        if self.blank:
            return ()
        return tuple(f for f in self.child.shown if f.lacks(self.values) and f.name not in self.invalid())


class RowsDraft:
    """All rows of one table; those taken away are kept until the record is saved, so that they can come back."""

    def __init__(self, child: ChildEntity, loaded: Iterable[LoadedRow] = ()) -> None:
        self.child = child
        self._serial = count(1)
        self.rows = [self._standing(row) for row in loaded]

    def _standing(self, row: LoadedRow) -> RowDraft:
        return RowDraft(self.child, f"k{row.key}", row)

    @property
    def shown(self) -> list[RowDraft]:
        """The rows that are to stay."""
        return [row for row in self.rows if not row.gone]

    def row(self, mark: str) -> RowDraft | None:
        """The row of that mark."""
        return next((row for row in self.rows if row.mark == mark), None)

    def add(self) -> RowDraft:
        """A new row at the end."""
        made = RowDraft(self.child, f"n{next(self._serial)}")
        self.rows.append(made)
        return made

    def remove(self, row: RowDraft) -> None:
        """Take a row away."""
        if row.key is None:
            self.rows.remove(row)
        else:
            row.gone = True

    @property
    def changed(self) -> tuple[str, ...]:
        """What is not saved: cells of rows that were there, rows that are new or gone."""
        found: list[str] = []
        for row in self.rows:
            if row.gone or (row.key is None and not row.blank):
                found.append(row.path())
            elif row.key is not None:
                changed = row.changed
                found += [row.path(f.name) for f in self.child.fields if f.name in changed]
        return tuple(found)

    def obstacles(self) -> list[str]:
        """The cells that keep the record from being saved."""
        standing = [row for row in self.rows if not row.gone and not row.blank]
        return [row.path(name) for row in standing for name in row.obstacles()]

    def edits(self) -> tuple[RowEdit, ...]:
        """What saving would write."""
        made = []
        for row in self.rows:
            if row.gone:
                made.append(RowEdit(self.child, row.key, {}, row.loaded, gone=True, path=row.path()))
            elif row.changes and not row.blank:
                expected = row.expected if row.key is not None else {}
                made.append(RowEdit(self.child, row.key, row.changes, expected, path=row.path()))
        return tuple(made)

    def restore(self, mark: str, name: str = "") -> None:
        """Put a cell back, a row that was taken away, or take a new one away again."""
        row = self.row(mark)
        if row is None:
            return
        if name:
            row.restore(name)
        elif row.gone:
            row.gone = False
        else:
            self.rows.remove(row)

    # --- what another hand wrote meanwhile

    def disputes(self, present: Sequence[LoadedRow]) -> list[str]:
        """The cells two people changed, and the rows one changed and the other deleted."""
        now: dict[int | None, LoadedRow] = {row.key: row for row in present}
        found: list[str] = []
        for row in (row for row in self.rows if row.key is not None):
            theirs = now.get(row.key)
            if row.gone:
                differing = theirs is not None and any(theirs.values.get(n) != v for n, v in row.loaded.items())
                found += [row.path()] if differing else []
            elif theirs is None:
                found += [row.path()] if row.changes else []
            else:
                found += [row.path(n) for n in row.changes if theirs.values.get(n) != row.loaded.get(n)]
        return found

    def settle(self, mine: Mapping[str, bool], present: Sequence[LoadedRow]) -> None:
        """Let what is written stand, and what the person decided on top of it; `mine` by path."""
        now: dict[int | None, LoadedRow] = {row.key: row for row in present}
        settled = (self._settled(row, mine, now.get(row.key)) for row in self.rows)
        self.rows = [row for row in settled if row is not None]

    def _settled(self, row: RowDraft, mine: Mapping[str, bool], theirs: LoadedRow | None) -> RowDraft | None:
        """The row on top of what is written; None when it goes."""
        if row.key is None:
            return row
        if theirs is None:  # the row is no more: mine becomes a new one, or goes too
            if row.gone or not mine.get(row.path(), False):
                return None
            made = RowDraft(self.child, row.mark)
            made.values.update(row.values)
            made.words.update(row.words)
            return made
        if row.gone:
            fresh = self._standing(theirs)
            fresh.gone = mine.get(row.path(), True)
            return fresh
        cells = {f.name: mine[row.path(f.name)] for f in self.child.fields if row.path(f.name) in mine}
        row.rebase(theirs.values, cells, theirs.words)
        return row
