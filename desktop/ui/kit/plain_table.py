"""A table of rows of any kind, painted: columns with a heading, a width and a side; leaves columns out rather than squeeze them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from desktop.ui.kit import icons, paint
from desktop.ui.kit.page_widgets import cut
from desktop.ui.kit.paint import LEFT, RIGHT
from desktop.ui.kit.row_list import Index, ItemPainter, RowState, set_up_table
from desktop.ui.kit.theme import MEDIUM, NORMAL, colour, font
from models.words import _

ROW_HEIGHT = 32
_BAR, _PAD = 3, 8


@dataclass(frozen=True, slots=True)
class PlainColumn:
    """A column: `words` of a row, its least `width`; `grows` takes what is left over, `spare` goes the sooner the higher it is.

    What is too long is cut at its end, or in the `middle`: of classes the end tells one from another.
    """

    key: str
    heading: str
    words: Callable[[Any], str]
    width: int
    right: bool = False
    strong: bool = False
    middle: bool = False
    grows: bool = False
    spare: int = 0
    centred: bool = False
    edge: int = _PAD  # pixels free at its right
    fits: int = 0  # with it, as wide as the longest words and so many pixels
    order: Callable[[Any], Any] | None = None  # by what rows are sorted, where they can be

    @property
    def side(self) -> Qt.AlignmentFlag:
        """Where its words stand."""
        return RIGHT if self.right else Qt.AlignmentFlag.AlignCenter if self.centred else LEFT

    def within(self, box: QRectF) -> QRectF:
        """The room of its words in a cell."""
        return box.adjusted(_PAD, 0, -self.edge, 0)

    def least(self, rows: Sequence[Any]) -> int:
        """Pixels for its heading in any language, with the arrow of the order where it can be sorted by, and for its words."""
        heads, words = QFontMetrics(font(weight=MEDIUM)), QFontMetrics(font())
        beside = 2 * _PAD + 2 if self.order is None else 26 if self.centred else 32
        longest = max((words.horizontalAdvance(self.words(row)) for row in rows), default=0) if self.fits else 0
        heading = heads.horizontalAdvance(self.heading) + beside if self.heading else 0
        return max(self.width, heading, longest + self.fits)


class PlainModel(QAbstractTableModel):
    """Rows with the words of their columns."""

    def __init__(self, columns: Sequence[PlainColumn]) -> None:
        super().__init__()
        self.columns = tuple(columns)
        self.rows: Sequence[Any] = ()

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show these; where as many stand there already only what is in them changes."""
        if rows and len(rows) == len(self.rows):
            self.rows = rows
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(self.columns) - 1))
            return
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """How many there are."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Those of the table."""
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The headings."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self.columns[section].side
        return self.columns[section].heading if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The words of a cell."""
        seen = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
        if index.isValid() and role == Qt.ItemDataRole.TextAlignmentRole:
            return self.columns[index.column()].side
        if not index.isValid() or role not in seen:
            return None
        return self.columns[index.column()].words(self.rows[index.row()])

    def place_of(self, key: str) -> int:
        """The place of a column."""
        return next(nth for nth, column in enumerate(self.columns) if column.key == key)


class PlainPainter(ItemPainter):
    """Draws a cell: its ground, its words, the hairline below, a bar before the current row."""

    HEIGHT = ROW_HEIGHT

    def __init__(self, table: "PlainTable") -> None:
        super().__init__(table)
        self._table = table

    def _draw(self, painter: QPainter, box: QRectF, index: Index, state: RowState) -> None:
        model, here = self._table.model_, self._table.currentIndex().row() == index.row()
        column, row = model.columns[index.column()], model.rows[index.row()]
        painter.fillRect(box, colour("select" if here else self.ground(index.row(), row)))
        painter.fillRect(QRectF(box.left(), box.bottom() - 1, box.width(), 1), colour("line"))
        if here and index.column() == 0:
            painter.fillRect(QRectF(box.left(), box.top(), _BAR, box.height() - 1), colour("graphic"))
        self.cell(painter, column.within(box), column, row)

    def ground(self, place: int, row: Any) -> str:
        """What a row stands on that is not current."""
        return "surface"

    def cell(self, painter: QPainter, box: QRectF, column: PlainColumn, row: Any) -> None:
        """The words of a cell; a dash where there are none."""
        self.words(painter, box, column, column.words(row))

    @staticmethod
    def words(painter: QPainter, box: QRectF, column: PlainColumn, words: str, ink: str = "text") -> None:
        """Words as they stand in a column, cut to its width."""
        paint.pen(painter, ink if words else "disabled", font(weight=MEDIUM if column.strong else NORMAL))
        shown = cut(painter, words or "—", box.width(), middle=column.middle)
        painter.drawText(box.translated(0, -0.5), column.side, shown)

    @staticmethod
    def sign(painter: QPainter, box: QRectF, name: str, ink: str) -> None:
        """An icon in the middle of a cell."""
        icons.draw(painter, name, QPointF(box.center().x() - 8, box.center().y() - 8), 16, ink)


class PlainHead(QHeaderView):
    """Labels on the ground of table heads, each as its column stands."""

    def __init__(self, table: "PlainTable") -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._table = table
        self.setFixedHeight(ROW_HEIGHT)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setAccessibleName(_("列标题"))

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803 - Qt's name
        """Ground, hairlines, label."""
        painter.fillRect(rect, colour("header"))
        painter.fillRect(rect.left(), rect.top(), rect.width(), 1, colour("line"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, colour("line2"))
        self.label(painter, QRectF(rect), logicalIndex)

    def label(self, painter: QPainter, box: QRectF, section: int) -> None:
        """The heading of a column."""
        column = self._table.model_.columns[section]
        inner = column.within(box).translated(0, -1)
        paint.words(painter, inner, column.side, column.heading, "text2", font(weight=MEDIUM))


class PlainTable(QTableView):
    """Looked at with the keyboard row by row; a subclass says what its keys do."""

    def __init__(self, model: PlainModel, name: str) -> None:
        super().__init__()
        self.model_ = model
        model.setParent(self)
        self.setModel(model)
        self.setItemDelegate(PlainPainter(self))
        self.setAccessibleName(name)
        set_up_table(self, ROW_HEIGHT)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalHeader(PlainHead(self))

    @property
    def current(self) -> Any:
        """The row one stands on; None where there is none."""
        row = self.currentIndex().row()
        return self.model_.rows[row] if 0 <= row < len(self.model_.rows) else None

    def fit(self) -> None:
        """Show as many columns as have room, each wide enough for its heading, and share out what is left."""
        room, columns = self.viewport().width(), self.model_.columns
        widths = [column.least(self.model_.rows) for column in columns]
        shown = set(range(len(columns)))
        for nth in sorted((n for n, c in enumerate(columns) if c.spare), key=lambda n: -columns[n].spare):
            if sum(widths[n] for n in shown) > room:
                shown.discard(nth)
        growing = [n for n in sorted(shown) if columns[n].grows] or [n for n in sorted(shown) if columns[n].strong][:1]
        left = max(0, room - sum(widths[n] for n in shown))
        for n, width in enumerate(widths):
            self.setColumnHidden(n, n not in shown)
            if n in shown:
                self.setColumnWidth(n, width + (left // len(growing) if n in growing else 0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """See `fit`."""
        super().resizeEvent(event)
        room = -1
        while room != self.viewport().width():  # a scroll bar that comes with the new widths takes some of it
            room = self.viewport().width()
            self.fit()
