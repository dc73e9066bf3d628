"""Names without a record as a Qt model: the name, how many rows have it, what is to be done with it."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt

from desktop.exchange.columns import columns_of
from desktop.exchange.corrections import Mends
from desktop.exchange.unknown_names import UnknownName
from desktop.ui.kit.plain_table import PlainColumn, PlainModel
from desktop.ui.kit.row_list import ROW, Index
from models.schema.fields import Entity
from models.schema.showing import mask_numbers
from models.words import _

DOUBT_ROLE = Qt.ItemDataRole.UserRole + 1  # whether the name is like a known one


class NameAction(enum.Enum):
    """What becomes of a name."""

    CREATE = "create"
    MATCH = "match"
    EMPTY = "empty"
    SKIP = "skip"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Decision:
    """An act, and for MATCH the name of the record."""

    act: NameAction
    meant: str = ""

    @property
    def words(self) -> str:
        """What people read."""
        said = {
            NameAction.CREATE: _("新建"), NameAction.MATCH: _("对应 {name}").format(name=mask_numbers(self.meant)), NameAction.EMPTY: _("此栏留空"),
            NameAction.SKIP: _("跳过这些行"), NameAction.OPEN: _("未决定，这些行会被拒绝"),
        }  # fmt: skip
        return said[self.act]


def decision_of(name: UnknownName, mends: Mends) -> Decision:
    """What was decided about a name; undecided ones are made where an import may."""
    word = (name.column, name.text)
    if word in mends.words_out:
        return Decision(NameAction.SKIP)
    if word in mends.words:
        meant = mends.words[word]
        return Decision(NameAction.MATCH, meant) if meant else Decision(NameAction.EMPTY)
    return Decision(NameAction.CREATE if name.creatable else NameAction.OPEN)


class NamesModel(PlainModel):
    """The names and the decisions about them."""

    def __init__(self) -> None:
        super().__init__((
            PlainColumn("column", _("栏目"), self._label, 120),
            PlainColumn("name", _("表格中的名称"), lambda name: mask_numbers(name.text), 240, fits=24),
            PlainColumn("rows", _("行数"), lambda name: f"{name.rows:,}", 72, right=True), PlainColumn("act", _("处理"), self._told, 160),
        ))  # fmt: skip
        self.entity: type[Entity] | None = None
        self.mends = Mends()

    @property
    def names(self) -> Sequence[UnknownName]:
        """The names, one a row."""
        return self.rows

    def show(self, entity: type[Entity], names: Sequence[UnknownName], mends: Mends) -> None:
        """Show other names."""
        self.entity, self.mends = entity, mends
        self.show_rows(tuple(names))

    def decide(self, mends: Mends) -> None:
        """Show other decisions."""
        self.mends = mends
        self.show_rows(self.rows)

    def _label(self, name: UnknownName) -> str:
        assert self.entity is not None
        return columns_of(self.entity)[name.column].label

    def _told(self, name: UnknownName) -> str:
        words = decision_of(name, self.mends).words
        return _("{act}，但很像“{name}”").format(act=words, name=name.same[0]) if self._doubts(name) else words

    def _doubts(self, name: UnknownName) -> bool:
        return bool(name.same) and decision_of(name, self.mends).act is NameAction.CREATE

    def decision(self, row: int) -> Decision:
        """What was decided about a row's name."""
        return decision_of(self.names[row], self.mends)

    def doubted(self, row: int) -> bool:
        """Whether a row's name would be made although something like it is known."""
        return self._doubts(self.names[row])

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The decision and whether it is doubted, beside the words."""
        if index.isValid() and role == ROW:
            return self.decision(index.row())
        return self.doubted(index.row()) if index.isValid() and role == DOUBT_ROLE else super().data(index, role)
