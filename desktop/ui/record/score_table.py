"""The candidates of a session: marks are typed in place, Tab and Enter go on, what each came to stands beside them."""

from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QLineEdit, QWidget
from PySide6.QtWidgets import QStyleOptionViewItem as Option

from desktop.operations.scoring import MARKS
from desktop.ui.kit import layouts, paint
from desktop.ui.kit.accessibility import ENTER
from desktop.ui.kit.cell_editor import TYPED, CellEditor
from desktop.ui.kit.chips import Shape, paint_shape
from desktop.ui.kit.controls import Banner, Note
from desktop.ui.kit.paint import LEFT, RIGHT, line
from desktop.ui.kit.plain_table import PlainColumn, PlainModel, PlainPainter, PlainTable
from desktop.ui.kit.row_list import Index
from desktop.ui.kit.theme import focus_width, font, tint
from desktop.ui.record.related_tabs import FilledSheet
from models.entities.exam_counts import CREDITED, ISSUED, PASSED, PLACED
from models.schema.codes import table
from models.statistics.session_candidates import WRONG, SessionCandidate
from models.words import _

_SIGN, _RESULT, _NUMBER, _CREDITS = "sign", "result", "number", "credits"
_LEAST = 180  # height in pixels


def _mark(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"


def result_of(one: SessionCandidate) -> tuple[str, Shape | None]:
    """What a candidate came to, in a word and its shape; none before the examination."""
    if one.absent:
        return table("exam-attendance").label(one.attendance or ""), Shape.STOP
    if one.attendance is None:
        return (_("待成绩"), Shape.WAIT) if one.step == PLACED else ("", None)
    if not one.complete:
        return _("缺成绩"), Shape.WAIT
    if one.passed is None:
        return _("没有合格线"), Shape.WAIT
    return (_("通过"), Shape.DONE) if one.passed else (_("未通过"), Shape.LEFT)


def number_of(one: SessionCandidate) -> str:
    """The number of the certificate, or that it is waited for."""
    return one.number or (_("待登记") if one.step == PASSED else "")


def credits_of(one: SessionCandidate) -> str:
    """What the certificate gave, or that it is waited for."""
    if one.step == CREDITED and one.credits is not None:
        return _("{count} 学分").format(count=_mark(one.credits))
    return _("待认定") if one.step == ISSUED else ""


def _seat(one: SessionCandidate) -> str:
    return _("{place}，{seat:02}").format(place=one.place, seat=one.seat) if one.place and one.seat else ""


def _columns() -> tuple[PlainColumn, ...]:
    return (
        PlainColumn(_SIGN, "", lambda one: _("有待处理的问题") if one.doubt else "", 28),
        PlainColumn("name", _("姓名"), lambda one: one.name, 78, strong=True),
        PlainColumn("class", _("班级"), lambda one: one.school_class, 100, middle=True, grows=True, spare=1),
        PlainColumn("ticket", _("准考证号"), lambda one: one.ticket, 148),
        PlainColumn("place", _("考场、座号"), _seat, 112, middle=True, spare=3),
        PlainColumn(MARKS[0], _("理论"), lambda one: _mark(one.theory), 54, right=True),
        PlainColumn(MARKS[1], _("实操"), lambda one: _mark(one.practice), 54, right=True),
        PlainColumn("total", _("总分"), lambda one: _mark(one.total), 58, right=True, strong=True),
        PlainColumn(_RESULT, _("结果"), lambda one: result_of(one)[0], 92),
        PlainColumn(_NUMBER, _("证书编号"), number_of, 116, grows=True, spare=2),
        PlainColumn(_CREDITS, _("学分"), credits_of, 66, spare=4),
    )


class ScoreModel(PlainModel):
    """Candidates; marks may be typed of who has a seat: `mark_typed` with a registration, the field and the text.

    What was typed and is not written yet stands in `typed`.
    """

    mark_typed = Signal(object, str, str)
    rows: Sequence[SessionCandidate]

    def __init__(self, columns: Sequence[PlainColumn]) -> None:
        super().__init__(columns)
        self.typed: dict[tuple[int, str], str] = {}

    def words(self, index: Index) -> str:
        """A cell in words: what was typed last, else what is kept."""
        one, column = self.rows[index.row()], self.columns[index.column()]
        kept = self.typed.get((one.id, column.key))
        return column.words(one) if kept is None else kept

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """See PlainModel."""
        seen = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.EditRole)
        return self.words(index) if index.isValid() and role in seen else super().data(index, role)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """A mark was typed: shown at once, and told if it is another one."""
        one, field, text = self.rows[index.row()], self.columns[index.column()].key, str(value).strip()
        if role != Qt.ItemDataRole.EditRole or text == self.words(index):
            return False
        self.typed[one.id, field] = text
        self.dataChanged.emit(index, index)
        self.mark_typed.emit(one.id, field, text)
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Marks can be typed."""
        found = super().flags(index)
        if index.isValid() and self.columns[index.column()].key in MARKS and self.rows[index.row()].marked:
            return found | Qt.ItemFlag.ItemIsEditable
        return found


class _ScorePainter(CellEditor, PlainPainter):
    """Draws results with their shapes, and makes the boxes marks are typed in."""

    def __init__(self, table_: "ScoreTable") -> None:
        super().__init__(table_)
        self._scores = table_

    def cell(self, painter: QPainter, box: QRectF, column: PlainColumn, row: SessionCandidate) -> None:
        if column.key == _SIGN:
            if row.doubt:
                wrong = row.doubt == WRONG
                self.sign(
                    painter,
                    box,
                    "error_circle_filled" if wrong else "warning_filled",
                    "danger_solid" if wrong else "warn_solid",
                )
        elif column.key == _RESULT:
            words, shape = result_of(row)
            if shape is None:
                self.words(painter, box, column, words)
                return
            paint_shape(painter, shape, QPointF(box.left(), box.center().y() - 8.5))
            waits = shape is Shape.WAIT
            line(painter, box.adjusted(22, -0.5, 0, -0.5), LEFT, words, "warn" if waits else "text2", font())
        elif column.key in MARKS:
            if self._scores.is_open(row.id, column.key):
                paint.frame(painter, box.adjusted(-6, 3, 6, -4), 4, "surface", "accent", focus_width())
                return
            typed = self._scores.scores.typed.get((row.id, column.key))
            self.words(painter, box, column, column.words(row) if typed is None else typed)
        else:
            waits = (column.key == _NUMBER and row.step == PASSED) or (column.key == _CREDITS and row.step == ISSUED)
            self.words(painter, box, column, column.words(row), "warn" if waits else "text")

    def createEditor(self, parent: QWidget, option: Option, index: Index) -> QLineEdit:
        """A box as large as the cell."""
        box = QLineEdit(parent)
        box.setAlignment(RIGHT)
        box.setFrame(False)  # the cell draws it
        one, column = self._scores.scores.rows[index.row()], self._scores.scores.columns[index.column()]
        box.setAccessibleName(_("{name}的{field}").format(name=one.name, field=column.heading))
        return box

    def updateEditorGeometry(self, editor: QWidget, option: Option, index: Index) -> None:
        """Where the words of a cell stand."""
        PlainPainter.updateEditorGeometry(self, editor, option, index)

    def leave(self, editor: QWidget, rows: int, cells: int) -> None:
        """See CellEditor; that a box closed is not told where another opens."""
        self._scores.going = True
        self.close(editor)
        self._scores.going = False
        self._scores.go(rows, cells)


class ScoreTable(PlainTable):
    """`candidate_opened` with a registration; `rested` when no box is open any more."""

    candidate_opened = Signal(object)
    rested = Signal()

    def __init__(self) -> None:
        self.scores = ScoreModel(_columns())
        super().__init__(self.scores, _("考生"))
        self.setItemDelegate(_ScorePainter(self))
        self.setEditTriggers(TYPED)
        self.going = False
        self.setMinimumHeight(_LEAST)

    @property
    def editing(self) -> bool:
        """Whether a box is open."""
        return self.state() == QAbstractItemView.State.EditingState

    def is_open(self, registration: int, field: str) -> bool:
        """Whether the box of this mark is open."""
        one, column = self.current, self.scores.columns[max(self.currentIndex().column(), 0)]
        return self.editing and one is not None and (one.id, column.key) == (registration, field)

    def settle(self, registration: int, field: str) -> None:
        """A mark was written, or could not be: what is kept stands there from now on."""
        self.scores.typed.pop((registration, field), None)
        self.viewport().update()

    def go(self, down: int, along: int) -> None:
        """Open the box of the next mark: along the row and on to the next one, or down its column; past the last nothing opens."""
        index, columns = self.currentIndex(), [self.scores.place_of(name) for name in MARKS]
        places = [
            (row, column) for row, one in enumerate(self.scores.rows) if one.marked for column in columns
            if along or column == index.column()
        ]  # fmt: skip
        step = down + along
        here = (index.row(), index.column())
        after = [place for place in places if (place > here if step > 0 else place < here)]
        if not after:
            self.rested.emit()
            return
        self.open(*(after[0] if step > 0 else after[-1]))

    def open(self, row: int, column: int) -> None:
        """Open the box of a mark."""
        self.setCurrentIndex(self.scores.index(row, column))
        self.setFocus()
        self.edit(self.currentIndex())

    def open_first(self) -> bool:
        """Open the first mark that is waited for; whether there is one."""
        for row, one in enumerate(self.scores.rows):
            for name, value in zip(MARKS, (one.theory, one.practice), strict=True):
                if one.marked and value is None and not one.absent and not one.complete:
                    self.open(row, self.scores.place_of(name))
                    return True
        return False

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Tell when no other box follows."""
        super().closeEditor(editor, hint)
        if not self.going:
            self.rested.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the candidate where no mark can be typed, and the box where one can."""
        one, index = self.current, self.currentIndex()
        if event.key() not in ENTER or one is None:
            super().keyPressEvent(event)
        elif self.scores.flags(index) & Qt.ItemFlag.ItemIsEditable:
            self.edit(index)
        else:
            self.candidate_opened.emit(one.id)


class ScoreSheet(FilledSheet):
    """The table under what is said of a mark that cannot be; it shows some of the candidates, or all."""

    def __init__(self, nothing: str) -> None:
        super().__init__()
        self.banner, self.scores = Banner(), ScoreTable()
        self._nothing = Note(nothing)
        self._nothing.setContentsMargins(20, 16, 20, 0)
        self._nothing.hide()
        tint(self, ground="surface")
        layouts.column(self.banner, (self.scores, 1), (self._nothing, 1), parent=self, gap=0)
        self.setFocusProxy(self.scores)
        self.scores.rested.connect(self.ended)

    def is_busy(self) -> bool:
        """Whether a mark is being typed, or written."""
        return self.scores.editing or bool(self.scores.scores.typed)

    def show_candidates(self, candidates: Sequence[SessionCandidate], only: Collection[int] | None) -> None:
        """Show these, or of these only some."""
        rows = [one for one in candidates if only is None or one.id in only]
        self.scores.scores.show_rows(rows)
        self.scores.setVisible(bool(rows))
        self._nothing.setVisible(not rows)

    @property
    def place(self) -> tuple[int, int] | None:
        """On which registration and column one stands."""
        one = self.scores.current
        return None if one is None else (one.id, self.scores.currentIndex().column())

    def stand(self, place: tuple[int, int] | None) -> None:
        """Go there again."""
        rows = [one.id for one in self.scores.scores.rows]
        if place is not None and place[0] in rows:
            self.scores.setCurrentIndex(self.scores.scores.index(rows.index(place[0]), place[1]))
