"""Choosing the columns of a paper: boxes to tick, their widths against the paper's, and their order."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QListWidget, QSizePolicy, QWidget

from desktop.reports.columns import usual
from desktop.reports.document import Column
from desktop.ui.kit import layouts
from desktop.ui.kit.choices import BOX, CheckBox
from desktop.ui.kit.controls import Button, Kind, Label, Note
from desktop.ui.kit.row_list import WordsPainter, set_up
from desktop.ui.kit.theme import MEDIUM, NOTE, colour, font, tint
from models.words import _, joined

_ROW, _MOST = 30, 9  # pixels, rows of the order seen at once


class ColumnBox(CheckBox):
    """A column to tick, with a small grey word beside its name where there is room for it; long names are cut."""

    def __init__(self, heading: str, note: str = "") -> None:
        super().__init__(heading)
        self.heading, self._note = heading, note
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        if note:
            self.setAccessibleName(_("{heading}，{note}").format(heading=heading, note=note))

    def minimumSizeHint(self) -> QSize:
        """Names may be cut."""
        return QSize(BOX + 44, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut the name to the room there is."""
        super().resizeEvent(event)
        room = self.width() - BOX - 12
        self.setText(self.fontMetrics().elidedText(self.heading, Qt.TextElideMode.ElideRight, room))
        self.setToolTip("" if self.text() == self.heading else self.heading)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw box and words, then the note."""
        super().paintEvent(event)
        with QPainter(self) as painter:
            painter.setFont(font(NOTE))
            left = BOX + 16 + QFontMetrics(self.font()).horizontalAdvance(self.text())
            if self._note and left + painter.fontMetrics().horizontalAdvance(self._note) <= self.width():
                painter.setPen(colour("text3"))
                room = QRectF(left, -0.5, self.width() - left, self.height())
                painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, self._note)


class OrderList(QListWidget):
    """Headings one can drag, or move with Alt and the arrows; `moved` after every move."""

    moved = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setDragDropMode(QListWidget.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        set_up(self, WordsPainter(self, _ROW), _("列的次序，按 Alt 和上下箭头移动"), ground=True)
        self.setUniformItemSizes(True)
        self.model().rowsMoved.connect(lambda *_rows: self.moved.emit())

    def headings(self) -> tuple[str, ...]:
        """The headings from the first to the last."""
        return tuple(self.item(row).text() for row in range(self.count()))

    def fill(self, headings: Sequence[str]) -> None:
        """Show these."""
        self.clear()
        self.addItems(list(headings))
        self.setCurrentRow(0)
        self.setFixedHeight(_ROW * min(len(headings), _MOST) + 4)

    def shift(self, step: int) -> None:
        """Move the current heading up (-1) or down (1)."""
        row = self.currentRow()
        if 0 <= row + step < self.count():
            item = self.takeItem(row)
            self.insertItem(row + step, item)
            self.setCurrentRow(row + step)
            self.moved.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt and an arrow moves."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        step = steps.get(Qt.Key(event.key()))
        if step and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.shift(step)
        else:
            super().keyPressEvent(event)


class ColumnsPanel(QWidget):
    """Ticks, widths and order; `changed` with the headings wanted in their order, None for the usual ones."""

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.offered: tuple[Column, ...] = ()
        self.chosen: tuple[str, ...] | None = None
        self._room = 0.0
        self._masked = True
        self.boxes: dict[str, ColumnBox] = {}
        title = Label(_("列"), weight=MEDIUM)
        self.width_note = Note()
        self.reset = Button(_("默认列"), Kind.LINK).leads(lambda: self._choose(None))
        self.reset.setToolTip(_("恢复默认的列和次序"))
        self.order = Button(_("调整次序"), Kind.LINK).leads(self._turn)
        head = layouts.row(title, self.width_note, layouts.STRETCH, self.reset, self.order, gap=6)
        self.list = OrderList()
        self.list.moved.connect(lambda: self._choose(self.list.headings(), fill=False))
        self.list.installEventFilter(self)
        self.hint = Note(_("拖动，或按 Alt+↑、Alt+↓"))
        self._grid = QGridLayout()
        self._grid.setVerticalSpacing(0)
        column = layouts.column(head, parent=self, gap=4)
        for part in (self.hint, self.list):
            part.hide()
            column.addWidget(part)
        layouts.add(column, self._grid)
        self.hide()

    @property
    def headings(self) -> tuple[str, ...]:
        """What is printed now."""
        return usual(self.offered) if self.chosen is None else self.chosen

    def offer(self, offered: Sequence[Column], chosen: tuple[str, ...] | None, room: float, *, masked: bool) -> None:
        """Show the columns there are, and how wide the paper is."""
        known = {column.heading for column in offered}
        here = None if chosen is None else tuple(heading for heading in chosen if heading in known) or None
        same = (tuple(offered), here, masked) == (self.offered, self.chosen, self._masked)
        self.offered, self.chosen, self._room, self._masked = tuple(offered), here, room, masked
        self.setVisible(len(offered) > 1)
        if not same:
            self._fill()
        self._count()

    def _fill(self) -> None:
        for box in self.boxes.values():
            layouts.let_go(box)
        notes = {c.heading: _("脱敏") if c.private and self._masked else "" for c in self.offered}
        rest = [heading for heading in notes if heading not in self.headings]
        every = (*self.headings, *rest) if self._reordered() else tuple(notes)
        self.boxes = {}
        half = -(-len(every) // 2)
        for nth, heading in enumerate(every):
            box = ColumnBox(heading, notes[heading])
            box.setChecked(heading in self.headings)
            box.toggled.connect(lambda on, heading=heading: self._tick(heading, on=on))
            self.boxes[heading] = box
            self._grid.addWidget(box, nth % half, nth // half)
            box.setVisible(not self.list.isVisibleTo(self))
        if self.list.headings() != self.headings:
            self.list.fill(self.headings)

    def _reordered(self) -> bool:
        places = [column.heading for column in self.offered]
        return [places.index(heading) for heading in self.headings] != sorted(map(places.index, self.headings))

    def _tick(self, heading: str, *, on: bool) -> None:
        wanted = [each for each in self.headings if each != heading]
        if not wanted and not on:
            self.boxes[heading].setChecked(True)  # one always stays
            return
        if on:
            wanted.append(heading)
            if not self._reordered():
                wanted = [column.heading for column in self.offered if column.heading in wanted]
        self._choose(tuple(wanted), fill=False)
        self.list.fill(self.headings)

    def _choose(self, headings: tuple[str, ...] | None, *, fill: bool = True) -> None:
        wanted = None if headings == usual(self.offered) else headings
        if wanted == self.chosen:
            return
        self.chosen = wanted
        if fill:
            self._fill()
        self._count()
        self.changed.emit(wanted)

    def _turn(self) -> None:
        """Go from ticks to the order, and back."""
        ordering = not self.list.isVisibleTo(self)
        for part in (self.list, self.hint):
            part.setVisible(ordering)
        self.order.setText(_("完成") if ordering else _("调整次序"))
        self._fill()
        if ordering:
            self.list.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc ends the ordering."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            self._turn()
            self.order.setFocus()
            return True
        return super().eventFilter(watched, event)

    def _count(self) -> None:
        widths = {column.heading: column.width_mm for column in self.offered}
        total = round(sum(widths[heading] for heading in self.headings))
        room = round(self._room)
        self.width_note.setText(f"{total} / {room} mm")
        tint(self.width_note, ink="warn" if total > room else "text3")
        words = _("列宽合计比纸面宽 {more} mm，打印时一起缩小") if total > room else _("列宽合计和纸面可用宽度")
        self.width_note.setToolTip(words.format(more=total - room))
        self.width_note.setAccessibleName(joined((self.width_note.text(), self.width_note.toolTip())))
        self.reset.setVisible(self.chosen is not None)
