"""What holds of each of many subjects of an act, one by one; a person may give some of them something else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from desktop.ui.form.body import GroupHeading
from desktop.ui.form.row import MARKS, FieldRow
from desktop.ui.kit import layouts
from desktop.ui.kit.context import AppContext
from desktop.ui.kit.controls import wrapped
from desktop.ui.kit.row_list import RowModel, WordsPainter, set_up
from models.acts.act import Act
from models.words import _

_ROW, _SEEN = 28, 7  # pixels; rows seen at once


@dataclass(frozen=True, slots=True)
class Proposal:
    """What holds of one subject: its name, and the fields that may be given apart as lists show them."""

    subject: int
    name: str
    shown: Mapping[str, str]


class _Model(RowModel):
    """A subject a row: the name, the first field by its words, the others with their labels."""

    def __init__(self, act: Act) -> None:
        super().__init__()
        self.changed: Mapping[int, Mapping[str, Any]] = {}
        self._titles = {f.name: f.title for f in act.fields if f.name in act.apart}
        self._first = act.apart[0]

    def show_proposals(self, rows: Sequence[Proposal]) -> None:
        """Show these, in place where they are of the same subjects."""
        if [row.subject for row in rows] != [row.subject for row in self.rows]:
            self.show_rows(rows)
        elif rows:
            self.rows = rows
            self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))

    def words(self, row: Proposal) -> str:
        said = [f"{self._titles[name]} {words}" for name, words in row.shown.items() if words and name != self._first]
        told = "　".join([row.name, row.shown.get(self._first, ""), *said])
        return _("{words}（另填）").format(words=told) if self.changed.get(row.subject) else told

    def tip(self, row: Proposal) -> str:
        return self.words(row)


class ActApart(QWidget):
    """`changed` when something was given for those selected; `given` is that, by subject and field."""

    changed = Signal()

    def __init__(self, place: AppContext, act: Act) -> None:
        super().__init__()
        self.given: dict[int, dict[str, Any]] = {}
        self.model = _Model(act)
        self.list = QListView()
        self.list.setFixedHeight(_ROW * _SEEN)
        set_up(self.list, WordsPainter(self.list, _ROW), _("逐人核对"), ground=True)
        self.list.setModel(self.model)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.selectionModel().selectionChanged.connect(lambda *_ends: self._show())
        fields = (replace(f, required=False) for f in act.fields if f.name in act.apart)
        self.rows = {f.name: FieldRow(f, place.database, place.tasks) for f in fields}
        self.note = wrapped(ink="text2")
        for row in self.rows.values():
            row.edited.connect(self._take)
        listed = layouts.column(GroupHeading(_("逐人核对")), self.list, self.note, gap=6, margins=(MARKS, 0, 0, 0))
        layouts.column(listed, *self.rows.values(), parent=self, gap=6)
        self._show()
        self.hide()  # until anything holds

    def show_proposals(self, proposals: Sequence[Proposal]) -> None:
        """Show what holds; who was selected stays so while the same subjects are shown."""
        self.model.changed = self.given
        self.model.show_proposals(proposals)
        self.setVisible(bool(proposals))

    def selected(self) -> list[int]:
        """The subjects that are selected."""
        return [self.model.rows[index.row()].subject for index in self.list.selectionModel().selectedIndexes()]

    def _show(self) -> None:
        """Let the fields say what was given for all that are selected."""
        chosen = self.selected()
        words = _("选中 {count} 人，下面填的只对他们") if chosen else _("选中几个人，可在下面给他们另填")
        self.note.setText(words.format(count=len(chosen)))
        for name, row in self.rows.items():
            row.setEnabled(bool(chosen))
            if not row.hasFocus() and not row.editor.pending():
                values = {self.given.get(subject, {}).get(name) for subject in chosen}
                value = values.pop() if len(values) == 1 else None
                row.put(value, self._words(name, value))

    def _words(self, name: str, value: Any) -> str:
        """What a record that was given displays."""
        rows = (one for one in self.model.rows if self.given.get(one.subject, {}).get(name) == value)
        return next((one.shown.get(name, "") for one in rows), "") if value is not None else ""

    def _take(self, name: str) -> None:
        value, complaints = self.rows[name].reading()
        self.rows[name].set_complaints(tuple(c for c in complaints if c.fatal))
        for subject in self.selected():
            own = self.given.setdefault(subject, {})
            own.pop(name, None)
            if value is not None:
                own[name] = value
        self.given = {subject: own for subject, own in self.given.items() if own}
        self.changed.emit()
