"""The rows of an import as a Qt model: what a cell says, what is wrong with it, and what was put right."""

import enum
from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from desktop.exchange.columns import columns_of
from desktop.exchange.corrections import SKIPPED, Mends, RowKey, key_of
from desktop.exchange.mapping import shown
from desktop.exchange.plan import Action, CellError, ImportPlan, ImportRow
from desktop.exchange.review import has_trouble, pinned, stand_in, troubles
from desktop.exchange.suggesting import kind_of
from models.schema.showing import mask_numbers, mask_written, text_of
from models.words import _

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
CELL_ROLE = Qt.ItemDataRole.UserRole
POSITION_ROLE = Qt.ItemDataRole.UserRole + 1
_READABLE = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_WRITABLE = _READABLE | Qt.ItemFlag.ItemIsEditable
NUMBER = 0  # the column with the row's number in the file


class Tone(enum.Enum):
    """How a cell is shown."""

    PLAIN = "plain"
    DIM = "dim"
    BAD = "danger"
    DOUBT = "warn"
    MENDED = "ok"
    CHANGED = "accent"


class Shown(NamedTuple):
    """One cell: its words, a second line below them, its tone."""

    text: str
    note: str = ""
    tone: Tone = Tone.PLAIN
    short: str = ""  # instead of the note where there is no room for it


class ReviewModel(QAbstractTableModel):
    """Rows of a plan, some of its columns; column 0 is the number in the file. `mended` with what a person typed."""

    mended = Signal(int, str, str)  # position in the plan, column, text

    def __init__(self) -> None:
        super().__init__()
        self.plan: ImportPlan | None = None
        self.mends = Mends()
        self.names: tuple[str, ...] = ()
        self.positions: list[int] = []
        self.fixed = 0
        self._bad: dict[str, tuple[int, int]] = {}
        self._given: Mapping[RowKey, ImportRow] = {}
        self._cells: dict[tuple[int, int], Shown] = {}

    def show(
        self,
        plan: ImportPlan,
        given: Mapping[RowKey, ImportRow],
        mends: Mends,
        names: Sequence[str],
        positions: Sequence[int],
    ) -> None:
        """Look at other rows or columns; `given` are the rows as the files have them, `names` follow the pinned columns."""
        self.beginResetModel()
        self._cells = {}
        self.plan, self.mends = plan, mends
        self._given = given
        fixed = pinned(plan)
        self.fixed = 1 + len(fixed)
        self.names, self.positions = ("", *fixed, *names), list(positions)
        self.endResetModel()

    def count(self, bad: dict[str, tuple[int, int]]) -> None:
        """How many cells of each column are wrong and doubtful, for the heads."""
        self._bad = bad
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, max(len(self.names) - 1, 0))

    def refresh(self, mends: Mends, judged: Collection[int], bad: Iterable[int]) -> None:
        """Show rows again that were judged again; the bad ones not seen yet are let in at their place."""
        self.mends = mends
        for position in sorted(set(bad).difference(self.positions)):
            place = bisect_left(self.positions, position)
            self.beginInsertRows(_ROOT, place, place)
            self.positions.insert(place, position)
            self._cells = {}  # whose rows have moved
            self.endInsertRows()
        places = {position: bisect_left(self.positions, position) for position in judged}
        again = {place for position, place in places.items() if self.positions[place : place + 1] == [position]}
        if again and self.names:
            self._cells = {place: cell for place, cell in self._cells.items() if place[0] not in again}
            self.dataChanged.emit(self.index(min(again), 0), self.index(max(again), len(self.names) - 1))

    def rowCount(self, parent: Index = _ROOT) -> int:
        """The rows looked at."""
        return 0 if parent.isValid() else len(self.positions)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """The number, the pinned columns, the others."""
        return 0 if parent.isValid() else len(self.names)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Every cell of the file can be written in."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return _READABLE if index.column() == NUMBER else _WRITABLE

    def row_at(self, index: Index) -> ImportRow:
        """The row of the plan behind an index."""
        assert self.plan is not None
        return self.plan.rows[self.positions[index.row()]]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The cell, its text for editing and reading aloud, the row's position in the plan."""
        if not index.isValid() or self.plan is None:
            return None
        if role == POSITION_ROLE:
            return self.positions[index.row()]
        if role == Qt.ItemDataRole.EditRole:
            return shown(self.row_at(index).raw.get(self.names[index.column()]))
        if role not in (CELL_ROLE, *_READ):
            return None
        cell = self.shown_at(index.row(), index.column())
        if role == CELL_ROLE:
            return cell
        return cell.text if role == Qt.ItemDataRole.DisplayRole else self._aloud(index, cell)

    def shown_at(self, row: int, column: int) -> Shown:
        """What a cell shows, worked out once: scrolling asks again with every frame."""
        if (row, column) not in self._cells:
            assert self.plan is not None
            self._cells[row, column] = self.cell(self.plan.rows[self.positions[row]], self.names[column])
        return self._cells[row, column]

    def _aloud(self, index: Index, cell: Shown) -> str:
        row = self.row_at(index)
        reasons = [error.message for error in self._told(row, self.names[index.column()])]
        if index.column() == NUMBER:
            place = _("{sheet} 第 {row} 行").format(sheet=row.sheet, row=row.number)
            reasons = [error.message for error in troubles(row)]
            return mask_numbers("\n".join((place, *reasons)))
        return "\n".join((cell.text or _("（空）"), *(map(mask_numbers, reasons) if reasons else [cell.note]))).rstrip()

    def _told(self, row: ImportRow, name: str) -> list[CellError]:
        """What is wrong with a cell."""
        assert self.plan is not None
        plan = self.plan
        return [e for e in troubles(row) if e.code != SKIPPED and stand_in(plan, e.field) == name]

    def complaint(self, index: Index) -> tuple[CellError, bool] | None:
        """The worst complaint about a cell, and whether it keeps the row out."""
        row = self.row_at(index)
        found = self._told(row, self.names[index.column()])
        return (found[0], found[0] in row.errors) if found else None

    def cell(self, row: ImportRow, name: str) -> Shown:
        """What a cell shows; whole numbers of persons are seen only while it is written in."""
        assert self.plan is not None
        if not name:
            return self._number(row)
        field = columns_of(self.plan.entity)[name].field
        raw = shown(row.raw.get(name))
        told = self._told(row, name)
        if told:
            note = mask_numbers(told[0].message)
            tone = Tone.BAD if told[0] in row.errors else Tone.DOUBT
            return Shown(mask_written(field, raw) or _("（空）"), note, tone, kind_of(told[0]))
        text = text_of(field, row.values[name], masked=True) if name in row.values else mask_written(field, raw)
        was = self._was(row, name)
        if was is not None:
            return Shown(text, _("原为 {text}").format(text=mask_written(field, was) or _("空")), Tone.MENDED)
        if row.action is Action.UPDATE and name in row.written and name in row.raw:
            plain = field.to is None and not field.many
            old = text_of(field, row.seen.get(name), masked=True) if plain else ""
            return Shown(text, _("原 {text}").format(text=old or _("空")) if plain else _("将变更"), Tone.CHANGED)
        return Shown(text, "", Tone.DIM if is_left_out(row) else Tone.PLAIN)

    def _number(self, row: ImportRow) -> Shown:
        assert self.plan is not None
        note = row.sheet if len(self.plan.sheets) > 1 else ""
        return Shown(str(row.number), _("已跳过") if is_left_out(row) else note, Tone.DIM)

    def _was(self, row: ImportRow, name: str) -> str | None:
        """What the file says where something else was put; None where nothing was."""
        touched = (key_of(row), name) in self.mends.cells or any(column == name for column, _w in self.mends.words)
        if not touched or self.plan is None:
            return None
        before = self._given.get(key_of(row))
        old, new = shown(before.raw.get(name)) if before else "", shown(row.raw.get(name))
        return old if old != new else None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Say what was typed; the cell changes when the row was judged again."""
        if role != Qt.ItemDataRole.EditRole or str(value).strip() == self.data(index, Qt.ItemDataRole.EditRole):
            return False
        self.mended.emit(self.positions[index.row()], self.names[index.column()], str(value).strip())
        return True

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Labels, and for the painter how many cells are wrong and doubtful."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.names) or self.plan is None:
            return None
        name = self.names[section]
        if role == CELL_ROLE:
            return self._bad.get(name, (0, 0))
        if role in _READ:
            return columns_of(self.plan.entity)[name].label if name else _("行")
        return None

    def next_trouble(self, row: int, column: int) -> tuple[int, int] | None:
        """The next cell (row, column of the model) with a complaint after a place, going round; None when there is none."""
        count = len(self.positions)
        for ahead in range(count + 1):
            line = (row + ahead) % count if count else 0
            found = [c for c in self._in_line(line) if ahead or c > column] if count else []
            if found:
                return line, found[0]
        return None

    def _in_line(self, line: int) -> list[int]:
        assert self.plan is not None
        row = self.plan.rows[self.positions[line]]
        if not has_trouble(row):
            return []
        return [c for c, name in enumerate(self.names) if name and self._told(row, name)]


_READ = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)


def is_left_out(row: ImportRow) -> bool:
    """Whether a person left the row out."""
    return any(error.code == SKIPPED for error in row.errors)
