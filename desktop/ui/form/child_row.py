"""One row of a table in a form: painted, until a person steps into it; then its cells are editors."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QResizeEvent,
)
from PySide6.QtWidgets import QApplication, QSizePolicy, QToolTip, QWidget

from desktop.drafts.draft import Found
from desktop.drafts.field_groups import heading_of
from desktop.drafts.row_drafts import RowDraft
from desktop.ui.form.box import FormBox
from desktop.ui.form.cell import Cell
from desktop.ui.kit import layouts, paint
from desktop.ui.kit.accessibility import ENTER, Role
from desktop.ui.kit.chips import HEIGHT as CHIP
from desktop.ui.kit.chips import chip_width, paint_chip
from desktop.ui.kit.controls import IconButton
from desktop.ui.kit.tasks import Tasks
from desktop.ui.kit.theme import BODY, MEDIUM, NORMAL, NOTE, colour, focus_width, font
from models.database.database import Database
from models.schema.complaints import Severity
from models.schema.fields import Field
from models.schema.types import Text
from models.words import _, clauses, joined, listed

HEIGHT, PAD, BUTTONS, CHECKS = 34, 9, 60, 104  # pixels
_TITLE_MOST = 150
_WEIGHTS = {"code": 112, "month": 104, "date": 128, "year": 72, "integer": 84, "name": 92}
_STEPS = (*ENTER, Qt.Key.Key_F2, Qt.Key.Key_Space)


def weight(field: Field) -> int:
    """How wide a column wants to be beside the others: for its values, and for its title within limits."""
    title = min(QFontMetrics(font(NOTE, MEDIUM)).horizontalAdvance(heading_of(field)) + PAD + 10, _TITLE_MOST)
    if field.to is not None:
        return max(title, 200 if field.many else 150)
    if field.type.kind == "flag":
        return max(title, chip_width(heading_of(field)) + PAD + 6)
    short, length = 20, field.type.length if isinstance(field.type, Text) else 0
    return max(
        title, _WEIGHTS.get(field.type.kind, 92 if field.private == "hidden" else 110 if length <= short else 136)
    )


def edges(fields: Sequence[Field], width: int) -> tuple[int, ...]:
    """Where the columns begin, then the checks, then the buttons."""
    wanted = [weight(field) for field in fields]
    room = max(width - CHECKS - BUTTONS, len(fields) * 40)
    found = [round(room * sum(wanted[:n]) / sum(wanted)) for n in range(len(wanted) + 1)]
    return (*found, max(width - BUTTONS, found[-1]))


class ChildRow(paint.Painted, QWidget):
    """`edited`, `wanted` and `asked` as a cell, with its path; `opened` for the panel and `removed` with the mark."""

    spoken_as = Role.Row
    edited = Signal()
    wanted = Signal(str)
    asked = Signal(str, str, str)
    opened = Signal(str)
    removed = Signal(str)

    def __init__(self, row: RowDraft, database: Database, tasks: Tasks, refusal: str = "") -> None:
        super().__init__()
        self.row, self._refusal = row, refusal
        self.cells: dict[str, Cell] = {}
        self._database, self._tasks = database, tasks
        self._fields = row.child.shown
        self.more = IconButton("more_horizontal", _("填写{name}的全部内容").format(name=row.name), parent=self)
        self.less = IconButton("delete", _("移除{name}").format(name=row.name), parent=self)
        self.more.clicked.connect(lambda: self.opened.emit(row.mark))
        self.less.clicked.connect(lambda: self.removed.emit(row.mark))
        self.less.setEnabled(not refusal)
        for button in (self.more, self.less):
            button.hide()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(HEIGHT)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._focus_moved)
        self.refresh()

    # --- what it says

    def set_faults(self, faults: Found) -> None:
        """Show what is wrong with the row."""
        self.row.told = faults
        for name, cell in self.cells.items():
            worst = min(faults.get(name, ()), key=lambda c: not c.fatal, default=None)
            cell.frame(worst.severity if worst else None)
            cell.setToolTip(worst.message if worst else "")
        self.refresh()

    def refresh(self) -> None:
        """Follow the draft."""
        cells = joined(f"{f.title} {self.row.shown(f.name) or '—'}" for f in self._fields)
        self.setAccessibleName(clauses((cells, self.check()[0])))
        self.more.say(_("填写{name}的全部内容").format(name=self.row.name))
        self.less.say(_("移除{name}").format(name=self.row.name))
        self.update()

    def check(self) -> tuple[str, str]:
        """What stands in the last column, and its tone."""
        found = [complaint for complaints in self.row.told.values() for complaint in complaints[:1]]
        errors = sum(complaint.fatal for complaint in found)
        if errors:
            return _("{count} 处错误").format(count=errors), "danger"
        gaps = self.row.lacking()
        if found:
            return _("{count} 处提醒").format(count=len(found)), "warn"
        if len(gaps) == 1:
            words = _("缺{label}").format(label=heading_of(gaps[0]))
            return words if chip_width(words, "warning") <= CHECKS - PAD else _("缺 1 项"), "warn"
        return (_("缺 {count} 项").format(count=len(gaps)), "warn") if gaps else ("", "")

    def told(self) -> str:
        """All that is to be said about the row, in sentences."""
        said = [complaint.message for complaints in self.row.told.values() for complaint in complaints[:1]]
        gaps = listed(field.title for field in self.row.lacking())
        return "\n".join([*said, *([_("{names}还没有填，可稍后补录").format(names=gaps)] if gaps else [])])

    # --- stepping in and out

    @property
    def is_open(self) -> bool:
        """Whether the cells are editors."""
        return bool(self.cells)

    def open(self, name: str = "") -> None:
        """Let the cells be edited, with the cursor in one of them."""
        if not self.is_open:
            for field in self._fields:
                self.cells[field.name] = self._cell(field)
            for button in (self.more, self.less):
                button.show()
            self._place()
            chain: list[QWidget] = [self, *self.cells.values(), self.more, self.less]
            for before, after in pairwise(chain):
                QWidget.setTabOrder(before, after)
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.set_faults(self.row.told)
        (self.cells.get(name) or next(iter(self.cells.values()))).take_focus()

    def _cell(self, field: Field) -> Cell:
        cell = Cell(field, self._database, self._tasks, narrow=True)
        cell.setParent(self)
        for box in cell.findChildren(FormBox):
            box.be_compact()
        cell.fill(self.row)
        cell.editor.setEnabled(not self._refusal)
        row = self.row
        cell.edited.connect(self._edit)
        cell.wanted.connect(lambda name: self.wanted.emit(row.path(name)))
        cell.asked.connect(lambda name, way, typed: self.asked.emit(row.path(name), way, typed))
        cell.show()
        return cell

    def _edit(self, name: str) -> None:
        for other in self.cells[name].take_into(self.row) & self.cells.keys():
            self.cells[other].put(self.row.values[other])
        self.edited.emit()

    def refill(self) -> None:
        """Let the open cells follow the draft."""
        for cell in self.cells.values():
            cell.fill(self.row)

    def close_cells(self) -> None:
        """Be painted again."""
        for cell in self.cells.values():
            layouts.let_go(cell)
        self.cells = {}
        for button in (self.more, self.less):
            button.hide()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedHeight(HEIGHT)
        self.refresh()

    def _focus_moved(self, _old: QWidget | None, now: QWidget | None) -> None:
        if self.is_open and now is not None and not self.isAncestorOf(now):
            QTimer.singleShot(0, self, self._close_if_left)

    def _close_if_left(self) -> None:
        focused = QApplication.focusWidget()
        if self.is_open and focused is not None and not self.isAncestorOf(focused):
            self.close_cells()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keyboard steps in at the side it comes from; the mouse where it clicks."""
        super().focusInEvent(event)
        if event.reason() == Qt.FocusReason.TabFocusReason:
            self.open()
        elif event.reason() == Qt.FocusReason.BacktabFocusReason:
            self.open(self._fields[-1].name)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        super().focusOutEvent(event)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Step into the cell that is clicked."""
        starts = edges(self._fields, self.width())
        place = sum(start <= event.position().x() for start in starts[: len(self._fields)]) - 1
        self.open(self._fields[max(place, 0)].name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter steps in, Esc out again; Delete takes the row away while nobody is in its cells."""
        if event.key() == Qt.Key.Key_Delete and not self.is_open:
            self.removed.emit(self.row.mark)
        elif event.key() in _STEPS and not self.is_open and not event.modifiers():
            self.open()
        elif event.key() == Qt.Key.Key_Escape and self.is_open:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setFocus(Qt.FocusReason.OtherFocusReason)
            self.close_cells()
        else:
            super().keyPressEvent(event)

    # --- laying out and painting

    def _place(self) -> None:
        starts = edges(self._fields, self.width())
        tall = max([HEIGHT, *(cell.sizeHint().height() + 4 for cell in self.cells.values())])
        if tall != self.height():
            self.setFixedHeight(tall)
        for cell, start, end in zip(self.cells.values(), starts, starts[1:], strict=False):
            cell.setGeometry(start + 1, 2, end - start - 3, min(max(cell.sizeHint().height(), HEIGHT - 4), tall - 4))
        self.more.move(self.width() - BUTTONS + 2, 3)
        self.less.move(self.width() - BUTTONS + 31, 3)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the cells under their titles."""
        super().resizeEvent(event)
        self._place()

    def event(self, event: QEvent) -> bool:
        """A cell that grew makes the row higher; what is wrong is told under the pointer."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._place()
        if (
            event.type() == QEvent.Type.ToolTip
            and isinstance(event, QHelpEvent)
            and (words := self._told_at(event.pos().x()))
        ):
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().event(event)

    def sizeHint(self) -> QSize:
        """Any width."""
        return QSize(300, self.height())

    def _told_at(self, x: int) -> str:
        """What a cell holds, and all that is to be said about the row."""
        starts = edges(self._fields, self.width())
        here = [f for n, f in enumerate(self._fields) if starts[n] <= x < starts[n + 1]]
        return "\n".join(words for words in (*(self.row.shown(f.name) for f in here), self.told()) if words)

    def _paint(self, painter: QPainter) -> None:
        if self.is_open or self.underMouse():
            painter.fillRect(self.rect(), colour("tick" if self.is_open else "hover"))
        starts = edges(self._fields, self.width())
        if not self.is_open:
            for n, field in enumerate(self._fields):
                self._paint_cell(painter, field, QRectF(starts[n], 0, starts[n + 1] - starts[n], HEIGHT), strong=n == 0)
        words, tone = self.check()
        if words:
            width = min(chip_width(words, "warning"), CHECKS)
            sign = "error_circle_filled" if tone == "danger" else "warning_filled"
            paint_chip(painter, QRectF(starts[-2] + PAD - 4, (HEIGHT - CHIP) / 2, width, CHIP), words, tone, sign)
        painter.fillRect(0, self.height() - 1, self.width(), 1, colour("line"))
        if self.hasFocus():
            paint.frame(painter, QRectF(self.rect()).adjusted(1, 1, -1, -2), 4, line="accent", width=focus_width())

    def _room_of(self, names: Sequence[str]) -> QRectF:
        starts = edges(self._fields, self.width())
        places = [n for n, field in enumerate(self._fields) if field.name in names]
        return QRectF(starts[places[0]], 0, starts[places[-1] + 1] - starts[places[0]], HEIGHT)

    def _paint_cell(self, painter: QPainter, field: Field, space: QRectF, *, strong: bool) -> None:
        value, words = self.row.values.get(field.name), self.row.shown(field.name)
        either = self.row.child.either
        if field.name in either:
            given = [name for name in either if self.row.shown(name)]
            if field.name != either[0] and len(given) == 1:
                return  # painted by the first of them over the room of all
            if field.name == either[0] and len(given) == 1:
                words = self.row.shown(given[0])
                space = self._room_of(either)
        if field.name in self.row.changed:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("graphic"))
            painter.drawEllipse(QRectF(space.left() + 1, HEIGHT / 2 - 3, 5, 5))
        if field.type.kind == "flag" and value is True:
            label = heading_of(field)
            width = min(chip_width(label), space.width() - PAD)
            paint_chip(painter, QRectF(space.left() + PAD, (HEIGHT - CHIP) / 2, width, CHIP), label, "accent")
            return
        worst = {c.severity for c in self.row.told.get(field.name, ())}
        bad = "danger" if Severity.ERROR in worst else "warn" if worst else "text"
        paint.pen(painter, bad if words else "disabled", font(BODY, MEDIUM if strong else NORMAL))
        room = space.adjusted(PAD, -0.5, -4, -1)
        shown = painter.fontMetrics().elidedText(words or "—", Qt.TextElideMode.ElideRight, int(room.width()))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)


class ChildRowHead(paint.Painted, QWidget):
    """The titles of the columns."""

    def __init__(self, fields: Sequence[Field], required: Mapping[str, bool]) -> None:
        super().__init__()
        self._fields, self._required = fields, required
        self.setFixedHeight(32)
        self.setAccessibleName(joined(heading_of(field) for field in fields))
        self.setToolTip(self.accessibleName())

    def _paint(self, painter: QPainter) -> None:
        painter.fillRect(self.rect(), colour("header"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, colour("line2"))
        painter.setFont(font(NOTE, MEDIUM))
        starts = edges(self._fields, self.width())
        for n, words in enumerate([*map(heading_of, self._fields), _("检查")]):
            left, room = starts[n] + PAD, starts[n + 1] - starts[n] - PAD - 2
            if n < len(self._fields) and self._required.get(self._fields[n].name):
                painter.setPen(colour("danger"))
                painter.drawText(QPointF(left - 7, 21), "*")
            painter.setPen(colour("text2"))
            shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room)
            painter.drawText(QRectF(left, -0.5, room, 32), Qt.AlignmentFlag.AlignVCenter, shown)
