"""Names without a record as a Qt model: the name, how many rows have it, what is to be done with it."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from desktop.exchange.columns import columns_of
from desktop.exchange.corrections import Mends
from desktop.exchange.unknown_names import UnknownName
from models.schema.fields import Entity
from models.schema.showing import mask_numbers
from models.words import N_, _

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
DOUBT_ROLE = Qt.ItemDataRole.UserRole + 1  # whether the name is like a known one
_HEADS = (N_("栏目"), N_("表格中的名称"), N_("行数"), N_("处理"))


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


class NamesModel(QAbstractTableModel):
    """The names and the decisions about them."""

    def __init__(self) -> None:
        super().__init__()
        self.entity: type[Entity] | None = None
        self.names: tuple[UnknownName, ...] = ()
        self.mends = Mends()

    def show(self, entity: type[Entity], names: Sequence[UnknownName], mends: Mends) -> None:
        """Show other names."""
        self.beginResetModel()
        self.entity, self.names, self.mends = entity, tuple(names), mends
        self.endResetModel()

    def decide(self, mends: Mends) -> None:
        """Show other decisions."""
        self.mends = mends
        if self.names:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.names) - 1, len(_HEADS) - 1))

    def rowCount(self, parent: Index = _ROOT) -> int:
        """One a name."""
        return 0 if parent.isValid() else len(self.names)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """As many as heads."""
        return 0 if parent.isValid() else len(_HEADS)

    def decision(self, row: int) -> Decision:
        """What was decided about a row's name."""
        return decision_of(self.names[row], self.mends)

    def doubted(self, row: int) -> bool:
        """Whether a row's name would be made although something like it is known."""
        return bool(self.names[row].same) and self.decision(row).act is NameAction.CREATE

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The words of a cell."""
        if not index.isValid() or self.entity is None:
            return None
        if role == Qt.ItemDataRole.UserRole:
            return self.decision(index.row())
        if role == DOUBT_ROLE:
            return self.doubted(index.row())
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if index.column() == 2 else Qt.AlignmentFlag.AlignLeft  # noqa: PLR2004 - the count
            return side | Qt.AlignmentFlag.AlignVCenter
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        name = self.names[index.row()]
        label = columns_of(self.entity)[name.column].label
        words = self.decision(index.row()).words
        if self.doubted(index.row()):
            words = _("{act}，但很像“{name}”").format(act=words, name=name.same[0])
        return (label, mask_numbers(name.text), f"{name.rows:,}", words)[index.column()]

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The heads."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(_HEADS):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section == 2 else Qt.AlignmentFlag.AlignLeft  # noqa: PLR2004 - the count
            return side | Qt.AlignmentFlag.AlignVCenter
        return _(_HEADS[section]) if role == Qt.ItemDataRole.DisplayRole else None
