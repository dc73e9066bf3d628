"""The table of the members of an order class: boxes to tick, shapes of what became of them, dots of the follow-ups."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableView,
)

from desktop.ui.kit import icons, paint
from desktop.ui.kit.chips import paint_shape
from desktop.ui.kit.choices import BOX, paint_box
from desktop.ui.kit.page_widgets import cut
from desktop.ui.kit.paint import LEFT, RIGHT
from desktop.ui.kit.row_list import ItemPainter, RowState
from desktop.ui.kit.theme import MEDIUM, NORMAL, colour, font
from desktop.ui.record.trainees import CLASS, COLUMNS, DOTS, FATE, NAME, PAY, TICK, Index, TraineeModel, fate, kept
from models.statistics.funnel import FOLLOW_UPS, Trainee
from models.words import _

_ROW, _EDGE = 32, 20  # height; what the last column stays away from the edge
_SPARE = (4, PAY, 6, 3, 2, 5)  # columns left out one after the other where the page is narrow
_GROWING = (3, 4, 5)  # columns that take what room is left


class _TraineeDelegate(ItemPainter):
    """Draws a cell by its column: box, name, words, shape with a word, dots."""

    def __init__(self, table: "TraineeTable") -> None:
        super().__init__(table)
        self._table = table

    def height(self, index: Index) -> int:
        """Rows of one height."""
        return _ROW

    def draw(self, painter: QPainter, box: QRectF, index: Index, state: RowState) -> None:
        """Draw ground, contents and the hairline below."""
        model, table = self._table.model_, self._table
        trainee = model.trainees[index.row()]
        ticked, here = trainee.membership in model.ticked, table.currentIndex().row() == index.row()
        ground = "select" if here else "tick" if ticked else "hover" if table.hovered == index.row() else "surface"
        painter.fillRect(box, colour(ground))
        painter.fillRect(QRectF(box.left(), box.bottom() - 1, box.width(), 1), colour("line"))
        if index.column() == TICK:
            self._paint_tick(painter, box, index.row(), ticked=ticked, here=here)
        elif index.column() == DOTS:
            self._paint_dots(painter, box, trainee, model.day)
        else:
            right = -_EDGE if index.column() == PAY else -8
            self._paint_words(painter, box.adjusted(8, 0, right, 0), index, trainee)

    def _paint_tick(self, painter: QPainter, box: QRectF, row: int, *, ticked: bool, here: bool) -> None:
        if here:
            painter.fillRect(QRectF(box.left(), box.top(), 3, box.height() - 1), colour("graphic"))
        if ticked or here or self._table.model_.ticked or self._table.hovered == row:
            state = Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked
            paint_box(painter, QPointF(box.left() + 14, box.center().y() - BOX / 2 - 0.5), state)

    def _paint_words(self, painter: QPainter, inner: QRectF, index: Index, trainee: Trainee) -> None:
        if index.column() == FATE:
            shape = fate(trainee)[1]
            paint_shape(painter, shape, QPointF(inner.left(), inner.center().y() - 8.5))
            inner.setLeft(inner.left() + 22)
        painter.setFont(font(weight=MEDIUM if index.column() == NAME else NORMAL))
        words = str(index.data() or "—")
        quiet = index.column() == FATE
        painter.setPen(colour("disabled" if words == "—" else "text2" if quiet else "text"))
        align = RIGHT if index.column() == PAY else LEFT
        shown = cut(painter, words, inner.width(), middle=index.column() == CLASS)
        painter.drawText(inner.translated(0, -0.5), align, shown)

    def _paint_dots(self, painter: QPainter, box: QRectF, trainee: Trainee, day: date) -> None:
        if not trainee.is_hired:
            paint.words(painter, box.adjusted(8, 0, -8, 0), LEFT, "—", "disabled")
            return
        y = box.center().y() - 0.5
        painter.setPen(QPen(colour("line2"), 1))
        painter.drawLine(QPointF(box.left() + 14, y), QPointF(box.left() + 14 + 22 * (len(FOLLOW_UPS) - 1), y))
        for nth in range(len(FOLLOW_UPS)):
            known = kept(trainee, nth, day)
            painter.setBrush(colour("teal_mid" if known else "surface"))
            painter.setPen(QPen(colour("teal_mid" if known else "text3"), 1.2))
            painter.drawEllipse(QPointF(box.left() + 14 + 22 * nth, y), 4.5, 4.5)


class _TraineeHead(QHeaderView):
    """Labels on the ground of table heads, the arrow of the order, and the box over all boxes."""

    def __init__(self, table: "TraineeTable") -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._table = table
        self.setFixedHeight(_ROW)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setAccessibleName(_("列标题"))

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803 - Qt's name
        """Ground, hairline, label or box."""
        model = self._table.model_
        painter.fillRect(rect, colour("header"))
        painter.fillRect(rect.left(), rect.top(), rect.width(), 1, colour("line"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, colour("line2"))
        if logicalIndex == TICK:
            paint_box(painter, QPointF(rect.left() + 14, rect.top() + (rect.height() - BOX) / 2), self._table.ticks)
            return
        column, down = model.order
        here = column == logicalIndex
        paint.pen(painter, "text" if here else "text2", font(weight=MEDIUM))
        right = logicalIndex == PAY
        space = QRectF(rect).adjusted(8, -1, -(_EDGE if right else 8) - (16 if here else 0), -1)
        label = cut(painter, str(model.headerData(logicalIndex, self.orientation()) or ""), space.width())
        painter.drawText(space, RIGHT if right else LEFT, label)
        if here:
            x = space.right() + 3 if right else space.left() + painter.fontMetrics().horizontalAdvance(label) + 4
            icons.draw(painter, "arrow_down" if down else "arrow_up", QPointF(x, rect.top() + 9), 12, "accent_text")


class TraineeTable(QTableView):
    """Leaves columns out rather than squeeze them; `opened` with a trainee."""

    opened = Signal(object)

    def __init__(self, trainees: Sequence[Trainee], day: date) -> None:
        super().__init__()
        self.model_ = TraineeModel(trainees, day, self)
        self.hovered = -1
        self.setModel(self.model_)
        self.setItemDelegate(_TraineeDelegate(self))
        self.setAccessibleName(_("学员名单，{count} 人").format(count=len(trainees)))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(_ROW)
        self.head = _TraineeHead(self)
        self.setHorizontalHeader(self.head)
        self.head.sectionClicked.connect(self._press_head)
        self.activated.connect(lambda index: self.opened.emit(self.model_.trainees[index.row()]))
        self.model_.ticks.connect(self._repaint)
        self.setMinimumHeight(_ROW * 4)
        self._widths = self._needed()

    def _needed(self) -> tuple[int, ...]:
        """The least width of each column: the usual one, or what its words need in another language."""
        words, heads = QFontMetrics(font()), QFontMetrics(font(weight=MEDIUM))
        fates = {fate(trainee)[0] for trainee in self.model_.trainees}
        longest = max((words.horizontalAdvance(word) for word in fates), default=0) + 40
        needed = [max(width, heads.horizontalAdvance(_(name)) + 32 if name else 0) for name, width in COLUMNS]
        needed[FATE] = max(needed[FATE], longest)
        return tuple(needed)

    @property
    def current(self) -> Trainee | None:
        """The member of the current row."""
        row = self.currentIndex().row()
        return self.model_.trainees[row] if 0 <= row < len(self.model_.trainees) else None

    @property
    def ticks(self) -> Qt.CheckState:
        """Whether all, some or none are ticked."""
        count = len(self.model_.ticked)
        if not count:
            return Qt.CheckState.Unchecked
        return Qt.CheckState.Checked if count == len(self.model_.trainees) else Qt.CheckState.PartiallyChecked

    def tick_all(self, *, on: bool) -> None:
        """Tick everybody, or nobody."""
        self.model_.tick([trainee.membership for trainee in self.model_.trainees], on=on)

    def _press_head(self, column: int) -> None:
        if column == TICK:
            self.tick_all(on=self.ticks is not Qt.CheckState.Checked)
            return
        here, down = self.model_.order
        order = Qt.SortOrder.DescendingOrder if column == here and not down else Qt.SortOrder.AscendingOrder
        current = self.current
        self.model_.sort(column, order)
        if current is not None:
            self.setCurrentIndex(self.model_.index(self.model_.trainees.index(current), NAME))
        self.head.viewport().update()

    def _toggle(self, row: int) -> None:
        membership = self.model_.trainees[row].membership
        self.model_.tick([membership], on=membership not in self.model_.ticked)

    def _repaint(self) -> None:
        self.viewport().update()
        self.head.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on a box ticks."""
        index = self.indexAt(event.position().toPoint())
        super().mousePressEvent(event)
        if index.isValid() and index.column() == TICK and event.button() is Qt.MouseButton.LeftButton:
            self._toggle(index.row())
        self.viewport().update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show the box of the row under the pointer."""
        self.hovered = self.rowAt(event.position().toPoint().y())
        self.viewport().update()
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Hide it again."""
        self.hovered = -1
        self.viewport().update()
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space ticks, Ctrl+A ticks all, Esc none, Enter opens."""
        key, current = event.key(), self.currentIndex()
        if key == Qt.Key.Key_Space and current.isValid():
            self._toggle(current.row())
        elif key == Qt.Key.Key_Escape and self.model_.ticked:
            self.tick_all(on=False)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current is not None:
            self.opened.emit(self.current)
        else:
            super().keyPressEvent(event)

    def selectAll(self) -> None:
        """Tick everybody."""
        self.tick_all(on=True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many columns as have room and share out what is left."""
        super().resizeEvent(event)
        room = self.viewport().width()
        shown, widths = list(range(len(COLUMNS))), self._widths
        for spare in _SPARE:
            if sum(widths[column] for column in shown) > room:
                shown.remove(spare)
        left = max(0, room - sum(widths[column] for column in shown))
        growing = [column for column in _GROWING if column in shown] or [NAME]
        for column, width in enumerate(widths):
            self.setColumnHidden(column, column not in shown)
            if column in shown:
                self.setColumnWidth(column, width + (left // len(growing) if column in growing else 0))
