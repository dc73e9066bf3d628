"""The table a list is seen in: rows of one height, hairlines, a bar at the current row, boxes to tick."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QScrollBar, QWidget

from desktop.screens.catalogue import named_by
from desktop.ui.kit.accessibility import ENTER
from desktop.ui.kit.statuses import is_status
from desktop.ui.kit.theme import MEDIUM, font
from desktop.ui.list.model import ListModel
from desktop.ui.list.row_painter import Place, RowPainter
from desktop.ui.list.table_head import HEIGHT, MARKS, PADDING, TICKS, UNDER_BAR, TableCorner, TableHead, TableMargin
from desktop.ui.list.table_state import TableState
from models.schema.fields import Field
from models.schema.types import Code, CodeText, CreditCode, IdentityNumber
from models.schema.widths import width
from models.words import _

ROW_HEIGHT = 32
ROW_HEIGHTS = {"compact": 28, "standard": 32, "roomy": 40}  # by the preference `density`
_CHARACTER = 7  # pixels of half a Chinese character at 13 px
_USUAL = {"name": 10, "reference": 26}  # characters, where the longest possible value is not the usual one
_GROWING, _MOST_GROWTH = ("text", "reference", "references"), 160  # columns that take room to spare, and how much
_NUMBER = 13  # digits of a number whose length is not fixed
_SHORT = 10  # half-width characters of a name of a code
_FEW, _LEAST = 4, 168  # codes of a short table; pixels to which columns that may be cut give way: a dozen characters
_LOOKED = 200  # codes of a table whose names are compared
_BAR = 10  # pixels of the scroll bar that lies over the rows


def _usual_pixels(field: Field) -> int:
    """How wide the column of a field is at first."""
    digits = isinstance(field.type, CodeText)  # digits and capitals are wider than half a character
    title = QFontMetrics(font(weight=MEDIUM)).horizontalAdvance(field.title) + 2 * _CHARACTER  # room for the arrow
    return max(min(_usual_width(field), 28) * (_CHARACTER + digits), title) + 2 * PADDING


def _usual_width(field: Field) -> int:
    """Half-width characters a column has room for."""
    if isinstance(field.type, Code) and field.type.kind == "code":
        names = sorted(width(code.label) for code in field.type.codes.codes[:_LOOKED])
        few = names[-1] if len(names) <= _FEW else names[len(names) * 3 // 4]
        if few > _SHORT and len(names) <= _FEW:  # beside 男 and 女 stand rare ones
            few = names[(len(names) - 1) // 2]
        return few + (4 if is_status(field) else 0)
    if isinstance(field.type, CodeText) and not isinstance(field.type, (IdentityNumber, CreditCode)):
        return min(field.type.width, _NUMBER)
    if named_by(field) == "short":
        return _USUAL["name"]
    return _USUAL.get(field.type.kind, field.type.width)


class ListTable(TableState):
    """Shows a ListModel; `opened` when a row is double-clicked or entered."""

    opened = Signal(int)
    ordered = Signal(int)
    typed = Signal(str)
    copied = Signal()
    resized = Signal()

    def __init__(self, model: ListModel, parent: QWidget | None = None) -> None:
        super().__init__(model, parent)
        self._usual: dict[str, int] = {}
        self._scrolling()
        self._edges()  # before the model: setting it asks for them
        self.setModel(model)
        self._rows = RowPainter(self, model)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row()))
        self.selectionModel().selectionChanged.connect(self._follow)
        model.modelReset.connect(self._reset)

    def _edges(self) -> None:
        self.margin = TableMargin(self, self._list.severity)
        self.setVerticalHeader(self.margin)
        self.margin.ticked.connect(self.tick)
        self.set_row_height(ROW_HEIGHT)
        self.head = TableHead(self)
        self.setHorizontalHeader(self.head)
        self.head.setStretchLastSection(True)
        self.head.sectionClicked.connect(self.ordered)
        self.corner = TableCorner(self)
        self.corner.clicked.connect(self._tick_all)

    def _scrolling(self) -> None:
        """A bar over the rows: the built-in one would cut the head."""
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.bar = QScrollBar(Qt.Orientation.Vertical, self)
        self.bar.setAccessibleName(_("滚动列表"))
        hidden = self.verticalScrollBar()
        hidden.valueChanged.connect(self.bar.setValue)
        self.bar.valueChanged.connect(hidden.setValue)

    def updateGeometries(self) -> None:
        """The bar over the rows is as long as the view's own, whose steps are known later than its range."""
        super().updateGeometries()
        hidden = self.verticalScrollBar()
        self.bar.setRange(hidden.minimum(), hidden.maximum())
        self.bar.setPageStep(hidden.pageStep())
        self.bar.setSingleStep(hidden.singleStep())
        self.bar.setValue(hidden.value())
        view = self.viewport().geometry()
        self.bar.setGeometry(view.right() - _BAR + 1, view.top() + 2, _BAR, view.height() - 4)
        self.bar.setVisible(hidden.maximum() > hidden.minimum())

    def set_row_height(self, pixels: int) -> None:
        """Rows of another height: 28, 32 or 40."""
        self.margin.setDefaultSectionSize(pixels)

    # --- columns

    def fit_columns(self, widths: Mapping[str, int] | None = None) -> None:
        """Give each column the width it was left with, else the usual one of its field; room to spare goes to long ones.

        Nothing is measured, so the length of the list is no matter.
        """
        kept = widths or {}
        fields = self._list.fields
        usual = {field.name: kept.get(field.name) or _usual_pixels(field) for field in fields}
        spare = self.viewport().width() - sum(usual.values())
        growing = [f for f in fields if f.name not in kept and f.type.kind in _GROWING and named_by(f) != "short"]
        most = (
            spare if fields and fields[-1].type.align == "right" else _MOST_GROWTH
        )  # no number stands far from its like
        for field in growing:
            usual[field.name] += min(spare // len(growing), most) if spare > 0 else 0
        giving = [f for f in growing if f.type.kind != "text" and usual[f.name] > _LEAST]
        if (
            spare < 0 and sum(usual[f.name] - _LEAST for f in giving) + spare >= 0
        ):  # all columns are seen without moving
            for field in giving:
                usual[field.name] = max(_LEAST, usual[field.name] + spare // len(giving))
        self._usual = usual
        for column, field in enumerate(fields):
            self.setColumnWidth(column, usual[field.name])

    def widths(self) -> dict[str, int]:
        """The width of each column, by field; of the last one without what it only fills up."""
        found = {field.name: self.columnWidth(column) for column, field in enumerate(self._list.fields)}
        if found:
            last = self._list.fields[self.seen_columns()[-1]].name
            found[last] = min(found[last], self._usual.get(last, found[last]))
        return found

    def seen_columns(self) -> list[int]:
        """The columns as they stand on screen."""
        return sorted(range(len(self._list.fields)), key=self.head.visualIndex)

    def seen_names(self) -> tuple[str, ...]:
        """The fields of the columns as they stand on screen."""
        return tuple(self._list.fields[column].name for column in self.seen_columns())

    def forget_columns(self) -> None:
        """Let the next list lay its columns out anew."""
        self._list.show(None, ())

    def put_in_place(self) -> None:
        """Let columns stand in the order of the model."""
        for column in range(len(self._list.fields)):
            self.head.moveSection(self.head.visualIndex(column), column)

    # --- choosing

    # --- what is seen

    def seen_rows(self) -> tuple[int, int]:
        """The first and last row on screen."""
        first = max(self.rowAt(0), 0)
        return first, first + self.viewport().height() // self.margin.defaultSectionSize() + 1

    def paintEvent(self, event: QPaintEvent) -> None:
        """The rows and columns that must be painted, without what Qt would ask of model and style for each cell."""
        damaged = event.rect()
        places = [place for place in self._places() if place.left <= damaged.right()]
        places = [place for place in places if place.left + place.width > damaged.left()]
        row, height = self.rowAt(damaged.top()), self.margin.defaultSectionSize()
        if row < 0 or not places:
            return
        with QPainter(self.viewport()) as painter:
            for top in range(self.rowViewportPosition(row), damaged.bottom() + 1, height):
                if row == self._list.rowCount():
                    break
                self._rows.paint(painter, row, top, height, places)
                row += 1

    def _places(self) -> list[Place]:
        """The columns as they stand on screen."""
        head, edge = self.head, self.viewport().width()
        places = []
        for column in self.seen_columns():
            if not head.isSectionHidden(column):
                left, wide = head.sectionViewportPosition(column), head.sectionSize(column)
                under = UNDER_BAR if left + wide == edge else 0
                places.append(Place(column, left, wide, wide - 2 * PADDING - under))
        return places

    def _tick_all(self) -> None:
        if self.corner.state is Qt.CheckState.Checked:
            self.untick()
        else:
            self.selectAll()

    def repaint_choice(self) -> None:
        """Rows, boxes, and the box over all boxes."""
        self.viewport().update()
        self.margin.viewport().update()
        self.corner.update()

    def repaint_rows(self, first: int, last: int) -> None:
        """Something about these rows is known now."""
        top, bottom = self.seen_rows()
        if last >= top and first <= bottom:
            self.viewport().update()
            self.margin.viewport().update()

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:  # type: ignore[override] # the stubs allow persistent ones too
        """Repaint both rows whole."""
        super().currentChanged(current, previous)
        for index in (current, previous):
            if index.isValid():
                self.repaint_row(index.row())

    def repaint_row(self, row: int) -> None:
        """One row from edge to edge."""
        top, height = self.rowViewportPosition(row), self.margin.defaultSectionSize()
        self.viewport().update(0, top, self.viewport().width(), height)
        self.margin.viewport().update(0, top, self.margin.width(), height)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show the box of the row under the pointer."""
        self.point_at(self.rowAt(event.position().toPoint().y()))
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Hide it again."""
        self.point_at(-1)
        super().leaveEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the corner where the heads meet."""
        super().resizeEvent(event)
        self.corner.setGeometry(0, 0, TICKS + MARKS, HEIGHT)
        self.corner.raise_()
        self.resized.emit()

    # --- keys

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Let the bar of the current row say so."""
        super().focusInEvent(event)
        self.margin.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """And take it back."""
        super().focusOutEvent(event)
        self.margin.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, Space ticks, Esc unticks, Ctrl+C copies."""
        current, key = self.currentIndex(), event.key()
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if key in ENTER and current.isValid():
            self.opened.emit(current.row())
        elif key == Qt.Key.Key_Space and current.isValid():
            self.tick(current.row(), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif key == Qt.Key.Key_Escape and self.bulk:
            self.untick()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copied.emit()
        elif plain and event.text().isprintable() and event.text().strip():
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Never: Qt would read a million rows for a letter; typing goes to the search box."""
