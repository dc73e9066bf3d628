"""The narrow list beside a composed page: two lines a record, with a bar where something fills up."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from desktop.ui.kit import icons, paint
from desktop.ui.kit.chips import HEIGHT, Shape, chip_width, paint_chip, paint_shape
from desktop.ui.kit.page_widgets import cut
from desktop.ui.kit.paint import LEFT, RIGHT
from desktop.ui.kit.row_list import Index, ItemPainter, RowState, set_up
from desktop.ui.kit.theme import MEDIUM, NORMAL, NOTE, colour, font
from models.database.results import ResultSet
from models.words import joined

Values = Mapping[str, Any]
_ROW, _BAR, _GLYPH, _NUMBERS, _HEAD = 58, 40, 22, 52, 32


@dataclass(frozen=True, slots=True)
class MasterRow:
    """What a record shows in the narrow list: a name, a note, and how much of how much (or a word) at the right.

    `shape` and `state` say in which state it is, `ink` colours the bar, and a `warning` is marked and told in words. A
    `chip` of a `tone` stands at the right of the name.
    """

    title: str
    note: str
    right: str = ""
    used: int = 0
    limit: int | None = None
    shape: Shape | None = None
    state: str = ""
    ink: str = "graphic"
    warning: str = ""
    ends: bool = False  # whether names differ at their ends
    chip: str = ""
    tone: str = "plain"
    group: str = ""  # what it is listed under, told above the first of them
    of_group: str = ""  # what is told of the group at the right

    @property
    def spoken(self) -> str:
        """The line in words."""
        return joined(
            part
            for part in (self.title, self.group, self.state, self.note, self.right, self._chip, self.warning)
            if part
        )

    @property
    def _chip(self) -> str:
        return "" if self.chip == self.state else self.chip


Describe = Callable[[Values], MasterRow]


class MasterModel(QAbstractListModel):
    """The records of a list, read as far as they are looked at."""

    def __init__(self, describe: Describe, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.results: ResultSet | None = None
        self._describe = describe

    def take(self, results: ResultSet) -> None:
        """Show another list."""
        self.beginResetModel()
        self.results = results
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """One a record."""
        return 0 if parent.isValid() or self.results is None else len(self.results)

    def key(self, row: int) -> int | None:
        """The id of a record."""
        return self.results.ids[row] if self.results is not None and 0 <= row < len(self.results) else None

    def row_of(self, key: int) -> int:
        """Where a record stands; -1 when it does not."""
        ids = self.results.ids if self.results is not None else ()
        return next((row for row, other in enumerate(ids) if other == key), -1)

    def line(self, row: int) -> MasterRow | None:
        """What a record shows; None when it was deleted meanwhile."""
        found = self.results.row(row) if self.results is not None else None
        return None if found is None else self._describe(found.values)

    def begins(self, row: int) -> MasterRow | None:
        """A record that is the first of its group; None of others."""
        line = self.line(row)
        if line is None or not line.group:
            return None
        before = self.line(row - 1) if row else None
        return line if before is None or before.group != line.group else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Name, and everything in words for tooltip and screen reader."""
        line = self.line(index.row())
        if line is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return line.title
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return line.spoken
        return None


class MasterDelegate(ItemPainter):
    """Draws both lines, the bar and the mark of what is over its limit."""

    def height(self, index: Index) -> int:
        """Rows of one height; above the first of a group there is room for what it is called."""
        model = index.model()
        assert isinstance(model, MasterModel)
        return _ROW + (_HEAD if model.begins(index.row()) is not None else 0)

    def _draw(self, painter: QPainter, box: QRectF, index: Index, state: RowState) -> None:
        model = index.model()
        assert isinstance(model, MasterModel)
        line = model.line(index.row())
        if model.begins(index.row()) is not None and line is not None:
            self._paint_head(painter, QRectF(box.left(), box.top(), box.width(), _HEAD), line)
            box = box.adjusted(0, _HEAD, 0, 0)
        if state.ground:
            painter.fillRect(box, colour(state.ground))
        if state.selected:
            painter.fillRect(QRectF(box.left(), box.top(), 3, box.height()), colour("graphic"))
        painter.fillRect(QRectF(box.left() + 16, box.bottom() - 1, box.width() - 28, 1), colour("line"))
        if line is not None:
            self._paint_words(painter, box.adjusted(16, 8, -14, -8), line, here=state.selected)

    @staticmethod
    def _paint_head(painter: QPainter, box: QRectF, line: MasterRow) -> None:
        """What a group is called, and what is told of it."""
        painter.fillRect(box, colour("header"))
        painter.fillRect(QRectF(box.left(), box.bottom() - 1, box.width(), 1), colour("line"))
        inner = box.adjusted(16, 0, -14, -1)
        paint.words(painter, inner, RIGHT, line.of_group, "text3", font(NOTE))
        taken = painter.fontMetrics().horizontalAdvance(line.of_group) + 8
        paint.words(painter, inner, LEFT, cut(painter, line.group, inner.width() - taken), "text2")

    def _paint_words(self, painter: QPainter, box: QRectF, line: MasterRow, *, here: bool) -> None:
        if line.shape is not None:
            paint_shape(painter, line.shape, QPointF(box.left(), box.top() + 2))
            box = box.adjusted(_GLYPH, 0, 0, 0)
        taken = (20 if line.warning else 0) + (chip_width(line.chip) + 8 if line.chip else 0)
        half = QRectF(box.left(), box.top(), box.width() - taken, box.height() / 2)
        if line.chip:
            width = chip_width(line.chip)
            paint_chip(painter, QRectF(box.right() - width, box.top(), width, HEIGHT), line.chip, line.tone)
        paint.pen(painter, "text", font(weight=MEDIUM if here else NORMAL))
        painter.drawText(half.translated(0, -0.5), LEFT, cut(painter, line.title, half.width(), middle=line.ends))
        if line.warning:
            icons.draw(painter, "warning_filled", QPointF(box.right() - 16, box.top() + 1), 16, "warn_solid")
        low = QRectF(box.left(), box.center().y(), box.width(), box.height() / 2)
        paint.words(painter, low, RIGHT, line.right, "text2", font(NOTE))
        taken = painter.fontMetrics().horizontalAdvance(line.right) + 8 if line.right else 0
        if line.limit:
            taken = max(taken, _NUMBERS)  # so that bars stand under each other
            track = QRectF(low.right() - taken - _BAR, low.center().y() - 2, _BAR, 4)
            paint.bar(painter, track, line.used / line.limit, line.ink)
            taken += _BAR + 8
        paint.words(painter, low, LEFT, cut(painter, line.note, low.width() - taken), "text3")


class MasterList(QListView):
    """The list itself."""

    def __init__(self, model: MasterModel, name: str, *, grouped: bool = False) -> None:
        super().__init__()
        set_up(self, MasterDelegate(self), name, ground=True, rows=model)
        self.setUniformItemSizes(not grouped)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
