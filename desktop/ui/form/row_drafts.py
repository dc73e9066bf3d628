"""The rows of a table in a form while they are edited: drafts, which were added and which taken away; no widget here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from desktop.ui.form.draft import Draft, Found
from desktop.ui.kit.child_entities import ChildEntity, naming
from models.schema.fields import field_map
from models.schema.showing import text_of
from models.words import _, listed


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


@dataclass(eq=False, slots=True)
class RowDraft:
    """One row: `mark` tells it from the others for as long as the form is open."""

    child: ChildEntity
    mark: str
    draft: Draft
    key: int | None = None
    words: dict[str, Any] = field(default_factory=dict)
    seen: Mapping[str, Any] = field(default_factory=dict)  # the words as they were read
    typed: dict[str, str] = field(default_factory=dict)  # text that is no value yet, by field
    gone: bool = False

    @property
    def blank(self) -> bool:
        """Whether it is new and nothing was entered yet; such a row is not written."""
        return self.key is None and not self.draft.changed

    def shown(self, name: str, *, masked: bool = True) -> str:
        """A value as a person reads it."""
        one = field_map(self.child.entity)[name]
        if name in self.draft.invalid():
            return self.typed.get(name, "")
        if one.to is not None:
            words = self.words.get(name)
            return listed(words or ()) if one.many else str(words or "")
        return text_of(one, self.draft.values.get(name), masked=masked)

    @property
    def name(self) -> str:
        """What the row is called: the first of its cells that says so and need not be hidden."""
        told = (self.shown(f.name) for f in naming(self.child) if not f.private)
        return next((words for words in told if words), "") or _("新的{label}").format(label=self.child.called)

    def faults(self, *, final: bool) -> Found:
        """What is wrong with the row, by field."""
        return {} if self.gone or self.blank else self.draft.complaints(final=final)


class RowsDraft:
    """All rows of one table; those taken away are kept until the record is saved, so that they can come back."""

    def __init__(self, child: ChildEntity, loaded: Iterable[LoadedRow] = ()) -> None:
        self.child = child
        self._fields = tuple(f.name for f in child.fields)
        self._serial = count(1)
        self.rows = [self._standing(row) for row in loaded]

    def _standing(self, row: LoadedRow) -> RowDraft:
        values = {name: row.values.get(name) for name in self._fields}
        draft = Draft(self.child.entity, values, self.child.fields)
        return RowDraft(self.child, f"k{row.key}", draft, row.key, dict(row.words), row.words)

    @property
    def shown(self) -> list[RowDraft]:
        """The rows that are to stay."""
        return [row for row in self.rows if not row.gone]

    def row(self, mark: str) -> RowDraft | None:
        """The row of that mark."""
        return next((row for row in self.rows if row.mark == mark), None)

    def add(self) -> RowDraft:
        """A new row at the end."""
        made = RowDraft(self.child, f"n{next(self._serial)}", Draft(self.child.entity, None, self.child.fields))
        self.rows.append(made)
        return made

    def remove(self, row: RowDraft) -> None:
        """Take a row away."""
        if row.key is None:
            self.rows.remove(row)
        else:
            row.gone = True

    def path(self, row: RowDraft, name: str = "") -> str:
        """How a row, or a cell of it, is told to the form around."""
        return ".".join(part for part in (self.child.table, row.mark, name) if part)

    def was(self, row: RowDraft, name: str) -> str:
        """What a cell read like when the form was opened, masked where it is private."""
        one = field_map(self.child.entity)[name]
        words = row.seen.get(name)
        if one.to is not None:
            return listed(words or ()) if one.many else str(words or "")
        return text_of(one, row.draft.was(name), masked=True)

    @property
    def changed(self) -> tuple[str, ...]:
        """What is not saved: cells of rows that were there, rows that are new or gone."""
        found: list[str] = []
        for row in self.rows:
            if row.gone or (row.key is None and not row.blank):
                found.append(self.path(row))
            elif row.key is not None:
                found += [self.path(row, f.name) for f in self.child.fields if f.name in row.draft.changed]
        return tuple(found)

    def faults(self, *, final: bool = False) -> dict[str, Found]:
        """What is wrong, by the mark of the row."""
        found = {row.mark: row.faults(final=final) for row in self.rows}
        return {mark: faults for mark, faults in found.items() if faults}

    def obstacles(self) -> list[str]:
        """The cells that keep the record from being saved."""
        standing = [row for row in self.rows if not row.gone and not row.blank]
        return [self.path(row, name) for row in standing for name in row.draft.obstacles()]

    def edits(self) -> tuple[RowEdit, ...]:
        """What saving would write."""
        made = []
        for row in self.rows:
            values, expected = row.draft.changes, row.draft.expected if row.key is not None else {}
            if row.gone:
                made.append(RowEdit(self.child, row.key, {}, row.draft.loaded, gone=True, path=self.path(row)))
            elif values and not row.blank:
                made.append(RowEdit(self.child, row.key, values, expected, path=self.path(row)))
        return tuple(made)

    def restore(self, mark: str, name: str = "") -> None:
        """Put a cell back, a row that was taken away, or take a new one away again."""
        row = self.row(mark)
        if row is None:
            return
        if name:
            row.draft.restore(name)
            row.words[name] = row.seen.get(name, "")
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
                differing = theirs is not None and any(theirs.values.get(n) != v for n, v in row.draft.loaded.items())
                found += [self.path(row)] if differing else []
            elif theirs is None:
                found += [self.path(row)] if row.draft.changes else []
            else:
                changed = row.draft.changes
                found += [self.path(row, n) for n in changed if theirs.values.get(n) != row.draft.loaded.get(n)]
        return found

    def settle(self, mine: Mapping[str, bool], present: Sequence[LoadedRow]) -> None:
        """Let what is written stand, and what the person decided on top of it; `mine` by path."""
        now: dict[int | None, LoadedRow] = {row.key: row for row in present}
        for row in [row for row in self.rows if row.key is not None]:
            own, theirs = self.path(row), now.get(row.key)
            cells = {n: mine[self.path(row, n)] for n in self._fields if self.path(row, n) in mine}
            if theirs is None:
                self._without(row, kept=mine.get(own, False))
            elif row.gone:
                row.gone = mine.get(own, True)
                fresh = self._standing(theirs)
                row.draft, row.words, row.seen = fresh.draft, fresh.words, fresh.seen
            else:
                row.draft.rebase(theirs.values, cells)
                row.seen = theirs.words
                row.words.update({n: theirs.words.get(n, "") for n, kept in cells.items() if not kept})

    def _without(self, row: RowDraft, *, kept: bool) -> None:
        """The row is no more: mine becomes a new one, or goes too."""
        if not kept or row.gone:
            self.rows.remove(row)
            return
        made = Draft(self.child.entity, None, self.child.fields)
        made.values.update(row.draft.values)
        row.draft, row.key = made, None
