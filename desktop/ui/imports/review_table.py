"""The grid in which an import is put right: who a row is about stays in sight, the rest scrolls beside it."""

import enum
import math
import re
from collections.abc import Mapping
from heapq import nlargest
from typing import ClassVar

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QKeySequence, QPainter, QPen, QPolygon, QResizeEvent
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QLineEdit, QTableView, QWidget
from PySide6.QtWidgets import QStyleOptionViewItem as Option

from desktop.exchange.columns import columns_of
from desktop.ui.imports.review_head import PADDING, ReviewHead, draw_words, laid_out
from desktop.ui.imports.review_model import CELL_ROLE, NUMBER, ReviewModel, Shown, Tone
from desktop.ui.kit import icons, layouts, paint
from desktop.ui.kit.accessibility import ENTER, keeps
from desktop.ui.kit.cell_editor import TYPED, CellEditor
from desktop.ui.kit.controls import TextBox
from desktop.ui.kit.row_list import Index, set_up_table
from desktop.ui.kit.theme import BODY, MEDIUM, NORMAL, NOTE, colour, font
from models.schema.complaints import Severity
from models.schema.types import CreditCode, Date, FieldType, IdentityNumber, Phone
from models.words import _

ROW_HEIGHT = 48
_CORNER = 8
_CHARACTER = 7  # pixels of half a Chinese character at 13 px
_NUMBER_WIDTH, _NAME_WIDTH, _WIDEST = 60, 84, 168
_LONGEST = 5  # texts of a column that are measured: the longest by count are among the widest
_NARROWEST, _LEAST, _LEAST_CODE, _MORE, _BADGE, _DIGIT = 132, 104, 88, 160, 30, 7.6
_USUAL = {"name": 12, "reference": 24, "code": 16}
_CLAUSE = re.compile("[，；]")


class ReviewPainter(CellEditor):
    """Paints cells of two lines, and edits them in place; `begun` and `ended` with the cell being written in."""

    begun = Signal(QModelIndex)
    ended = Signal()
    asked_next = Signal()
    asked_first = Signal()
    ways: ClassVar[Mapping[int, tuple[int, int]]] = {}

    def __init__(self, model: ReviewModel, grid: QTableView) -> None:
        super().__init__(grid)
        self._model, self._grid = model, grid

    def paint(self, painter: QPainter, option: Option, index: Index) -> None:
        """Ground, corner, words, reason, lines."""
        rect: QRect = option.rect  # type: ignore[attr-defined] # the stubs leave out a style option's members
        row, column = index.row(), index.column()
        cell = self._model.shown_at(row, column)  # asking through the index would take as long as drawing
        current = self._grid.currentIndex()
        here = current.row() == row
        self._ground(painter, rect, cell, number=column == NUMBER, here=here)
        self._words(painter, rect, cell, column)
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, colour("line"))
        if column in (NUMBER, self._model.fixed - 1):
            ink = "line" if column == NUMBER else "line2"
            painter.fillRect(rect.right(), rect.top(), 1, rect.height(), colour(ink))
        if here and current.column() == column:
            painter.setPen(QPen(colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(1, 1, -1, -2))

    def _ground(self, painter: QPainter, rect: QRect, cell: Shown, *, number: bool, here: bool) -> None:
        if cell.tone in (Tone.BAD, Tone.DOUBT, Tone.MENDED, Tone.CHANGED):
            painter.fillRect(rect, colour(f"{cell.tone.value}_soft"))
        elif here:
            painter.fillRect(rect, colour("select"))
        elif number:
            painter.fillRect(rect, colour("header"))
        if cell.tone in (Tone.BAD, Tone.DOUBT):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(f"{cell.tone.value}_solid"))
            corner = rect.topLeft()
            painter.drawPolygon(QPolygon([corner, corner + QPoint(_CORNER, 0), corner + QPoint(0, _CORNER)]))
        if here and number:
            painter.fillRect(rect.left(), rect.top(), 3, rect.height(), colour("graphic"))

    def _words(self, painter: QPainter, rect: QRect, cell: Shown, column: int) -> None:
        space = QRectF(rect).adjusted(PADDING, -0.5, -PADDING, -1.5)
        name, right = column == NUMBER + 1, column == NUMBER
        painter.setPen(colour(_INKS.get(cell.tone, "text") if name or cell.note else _QUIET.get(cell.tone, "text2")))
        if cell.tone is Tone.MENDED:
            icons.draw(painter, "checkmark", space.topRight() + QPoint(-14, 6), 16, "ok")
        taken = 20 if cell.tone is Tone.MENDED else 0
        upper = space if not cell.note else QRectF(space.left(), space.top() + 5, space.width() - taken, 19)
        draw_words(painter, upper, cell.text or "—", (BODY, MEDIUM if name else NORMAL), right=right)
        if cell.note:
            paint.pen(painter, _NOTES.get(cell.tone, "text3"), font(NOTE))
            lower = QRectF(space.left(), space.top() + 24, space.width(), 18)
            metrics, room = painter.fontMetrics(), lower.width()
            words = (cell.note, _CLAUSE.split(cell.note, maxsplit=1)[0], cell.short or cell.note)
            note = next((text for text in words if metrics.horizontalAdvance(text) <= room), words[-1])
            draw_words(painter, lower, note, (NOTE, NORMAL), right=right)

    def createEditor(self, parent: QWidget, option: Option, index: Index) -> QLineEdit:
        """A line that complains as its cell does until something is typed."""
        editor = TextBox(parent=parent)
        model = index.model()
        editor.setAccessibleName(str(model.headerData(index.column(), Qt.Orientation.Horizontal)))
        cell: Shown = index.data(CELL_ROLE)
        editor.complain({Tone.BAD: Severity.ERROR, Tone.DOUBT: Severity.WARNING}.get(cell.tone))
        editor.textEdited.connect(lambda _text: editor.complain(None))
        editor.destroyed.connect(self.ended)
        self.begun.emit(index)
        return editor

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """F8 goes on to the next problem; Ctrl+Enter takes what is suggested. Both are not the window's here."""
        if keeps(event, lambda key: key.key() in (Qt.Key.Key_F8, *ENTER)):
            return True
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and isinstance(editor, QWidget):
            control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
            if event.key() in ENTER and control:
                self.asked_first.emit()
                return True
            if event.key() == Qt.Key.Key_F8:
                self.close(editor)
                self.asked_next.emit()
                return True
        return super().eventFilter(editor, event)


_INKS = {Tone.DIM: "text3"}
_QUIET = {Tone.DIM: "text3", Tone.MENDED: "text"}
_NOTES = {Tone.BAD: "danger", Tone.DOUBT: "warn", Tone.MENDED: "ok", Tone.CHANGED: "accent_text"}


class _Grid(QTableView):
    """One half of the grid."""

    undo_asked = Signal()

    def __init__(self, model: ReviewModel, parent: QWidget) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.painter = ReviewPainter(model, self)
        self.setItemDelegate(self.painter)
        set_up_table(self, ROW_HEIGHT)
        self.setEditTriggers(TYPED | QAbstractItemView.EditTrigger.SelectedClicked)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setCornerWidget(QWidget())
        self.setHorizontalHeader(ReviewHead(self))
        self.verticalScrollBar().setSingleStep(ROW_HEIGHT // 2)

    def event(self, event: QEvent) -> bool:
        """Undo and Delete in the grid are about the grid."""
        return keeps(event, self._is_own) or super().event(event)

    @staticmethod
    def _is_own(event: QKeyEvent) -> bool:
        return event.key() == Qt.Key.Key_Delete or event.matches(QKeySequence.StandardKey.Undo)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter writes in the cell, Delete empties it."""
        current = self.currentIndex()
        if event.matches(QKeySequence.StandardKey.Undo):
            self.undo_asked.emit()
        elif event.key() in ENTER and current.isValid():
            if self.state() is not QAbstractItemView.State.EditingState:  # the key that ends writing comes here as well
                self.edit(current)
        elif event.key() == Qt.Key.Key_Delete and current.column() != NUMBER and current.isValid():
            self.model().setData(current, "")
        else:
            super().keyPressEvent(event)


class Went(enum.Enum):
    """How the next problem was found."""

    ON = "on"
    ROUND = "round"
    NOWHERE = "nowhere"


class ReviewTable(QWidget):
    """Both halves: `cell_opened` with the cell written in, `left` when that ends, `went_on` with how the next was found."""

    cell_opened = Signal(QModelIndex)
    left = Signal()
    went_on = Signal(Went)
    undo_asked = Signal()
    first_asked = Signal()

    def __init__(self, model: ReviewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = model
        self.fixed, self.rest = _Grid(model, self), _Grid(model, self)
        self.fixed.setAccessibleName(_("行与姓名"))
        self.rest.setAccessibleName(_("导入的单元格"))
        self.rest.setSelectionModel(self.fixed.selectionModel())
        self.fixed.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.rest.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.fixed.verticalScrollBar().valueChanged.connect(self.rest.verticalScrollBar().setValue)
        self.rest.verticalScrollBar().valueChanged.connect(self.fixed.verticalScrollBar().setValue)
        self.rest.horizontalScrollBar().rangeChanged.connect(self._level)
        self._widths: dict[int, tuple[int, int]] = {}  # usual and least
        self._unseen: tuple[int, int] | None = None  # the first cell with a problem, until one is written in
        layouts.row(self.fixed, (self.rest, 1), parent=self, gap=0)
        for grid in (self.fixed, self.rest):
            grid.painter.begun.connect(self.cell_opened)
            grid.painter.ended.connect(self.left)
            grid.painter.asked_next.connect(self.go_on)
            grid.painter.asked_first.connect(self.first_asked)
            grid.undo_asked.connect(self.undo_asked)
        self.fixed.selectionModel().currentChanged.connect(self._repaint)
        model.modelReset.connect(self._divide)
        self.setFocusProxy(self.rest)

    def _level(self) -> None:
        """Both halves end at the same line although only one has a scroll bar."""
        bar = self.rest.horizontalScrollBar()
        self.fixed.setViewportMargins(0, 0, 0, bar.sizeHint().height() if bar.maximum() > 0 else 0)

    def _repaint(self) -> None:
        self.fixed.viewport().update()
        self.rest.viewport().update()

    def _divide(self) -> None:
        """Show the pinned columns on the left and the others on the right."""
        model = self.model
        if model.plan is None:
            return
        columns, width = columns_of(model.plan.entity), 0
        self._widths = {}
        for place, name in enumerate(model.names):
            pinned = place < model.fixed
            self.fixed.setColumnHidden(place, not pinned)
            self.rest.setColumnHidden(place, pinned)
            if pinned:
                wide = _NUMBER_WIDTH if not name else self._width_of_words(name, _NAME_WIDTH, _WIDEST)
                if not name and len(model.plan.sheets) > 1:
                    wide += 60
                self.fixed.setColumnWidth(place, wide)
                width += wide
            else:
                self._widths[place] = _widths_of(columns[name].label, columns[name].field.type)
        self.fixed.setFixedWidth(width)
        self._fit()

    def _width_of_words(self, name: str, least: int, most: int) -> int:
        """As wide as the longest text of a pinned column needs."""
        assert self.model.plan is not None
        texts = {raw for row in self.model.plan.rows if (raw := row.raw.get(name)).__class__ is str}
        longest = nlargest(_LONGEST, texts, key=len)
        metrics = QFontMetrics(font(weight=MEDIUM))
        return min(max([least, *(metrics.horizontalAdvance(text) + 2 * PADDING + 2 for text in longest)]), most)

    def _fit(self) -> None:
        """Give the columns that scroll their usual widths, more where there is room, less (to a point) where there is none."""
        room = self.width() - self.fixed.width() - self.rest.verticalScrollBar().sizeHint().width()
        usual, least = ([width[n] for width in self._widths.values()] for n in (0, 1))
        over, slack = sum(usual) - room, sum(usual) - sum(least)
        more = min(max(-over, 0) // max(len(usual), 1), _MORE)
        share = min(over / slack, 1) if over > 0 and slack > 0 else 0
        for place, (wide, narrow) in self._widths.items():
            self.rest.setColumnWidth(place, wide + more - math.ceil((wide - narrow) * share))

    def changeEvent(self, event: QEvent) -> None:
        """Lay texts out anew when the font is another."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            laid_out.cache_clear()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Divide the room anew."""
        super().resizeEvent(event)
        self._fit()

    def begin(self) -> None:
        """Stand at the first cell with a problem, without writing in it."""
        self._unseen = self.model.next_trouble(0, -1)
        if self._unseen is not None:
            self.fixed.setCurrentIndex(self.model.index(*self._unseen))

    def go_on(self) -> None:
        """Write in the next cell with a problem: never the one that was just left, be it mended or not."""
        current = self.fixed.currentIndex()
        row, column = current.row(), current.column()
        here = self._unseen == (row, column)  # nobody has written in it yet
        found = self.model.next_trouble(max(row, 0), column - here)
        self.went_on.emit(Went.NOWHERE if found is None else Went.ROUND if found <= (row, column - here) else Went.ON)
        if found is not None:
            self.go_to(*found)

    def go_to(self, row: int, column: int) -> None:
        """Write in a cell."""
        self._unseen = None
        index = self.model.index(row, column)
        grid = self.fixed if column < self.model.fixed else self.rest
        grid.setCurrentIndex(index)
        self.rest.scrollTo(self.model.index(row, max(column, self.model.fixed)))
        grid.setFocus()
        grid.edit(index)

    def place_of(self, index: QModelIndex) -> QRect:
        """Where a cell lies in this widget."""
        grid = self.fixed if index.column() < self.model.fixed else self.rest
        rect = grid.visualRect(index)
        return QRect(grid.viewport().mapTo(self, rect.topLeft()), rect.size())

    @property
    def writing(self) -> bool:
        """Whether a cell is being written in."""
        return any(grid.state() is QAbstractItemView.State.EditingState for grid in (self.fixed, self.rest))

    def put(self, value: str | None) -> None:
        """End writing with another value in the cell, or (None) with none handed in."""
        for grid in (self.fixed, self.rest):
            editor = grid.indexWidget(grid.currentIndex())
            if isinstance(editor, QLineEdit) and editor.parent() is grid.viewport():
                if value is None:
                    grid.painter.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)
                else:
                    editor.setText(value)
                    grid.painter.close(editor)


def _widths_of(label: str, kind: FieldType) -> tuple[int, int]:
    """The usual and the least width of a column: numbers are never cut, words may be."""
    head = 2 * len(label) * _CHARACTER + 2 * PADDING + _BADGE
    for type_, digits in ((IdentityNumber, 20), (CreditCode, 20), (Phone, 13), (Date, 12)):
        if isinstance(kind, type_):
            return max(least := max(math.ceil(digits * _DIGIT) + 2 * PADDING, head), _NARROWEST), least
    usual = min(_USUAL.get(kind.kind, kind.width), 26) * _CHARACTER + 2 * PADDING
    return max(usual, head, _NARROWEST), max(head, _LEAST_CODE if kind.kind == "code" else _LEAST)
