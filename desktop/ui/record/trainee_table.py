"""The table of the members of an order class: boxes to tick, shapes of what became of them, dots of the follow-ups."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFontMetrics, QPainter, QPen

from desktop.ui.kit import paint
from desktop.ui.kit.chips import paint_shape
from desktop.ui.kit.page_widgets import cut
from desktop.ui.kit.paint import LEFT, RIGHT
from desktop.ui.kit.row_list import Index
from desktop.ui.kit.theme import MEDIUM, NORMAL, colour, font
from desktop.ui.record.tick_table import EDGE, TickPainter, TickTable
from desktop.ui.record.trainees import CLASS, COLUMNS, DOTS, FATE, NAME, PAY, TraineeModel, fate, kept
from models.statistics.funnel import FOLLOW_UPS, Trainee
from models.words import _


class _TraineePainter(TickPainter):
    """Draws a cell by its column: name, words, shape with a word, dots."""

    def draw_cell(self, painter: QPainter, box: QRectF, index: Index, one: Trainee) -> None:
        """See TickPainter."""
        if index.column() == DOTS:
            model = self.table.model_
            assert isinstance(model, TraineeModel)
            self._paint_dots(painter, box, one, model.day)
        else:
            right = -EDGE if index.column() == PAY else -8
            self._paint_words(painter, box.adjusted(8, 0, right, 0), index, one)

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


class TraineeTable(TickTable):
    """See TickTable; `opened` with a trainee."""

    name = NAME
    spare = (4, PAY, 6, 3, 2, 5)
    growing = (3, 4, 5)

    def __init__(self, trainees: Sequence[Trainee], day: date) -> None:
        words = _("学员名单，{count} 人").format(count=len(trainees))
        super().__init__(TraineeModel(trainees, day), _TraineePainter, words)

    def needed(self) -> tuple[int, ...]:
        """The least width of each column: the usual one, or what its words need in another language."""
        words = QFontMetrics(font())
        fates = {fate(trainee)[0] for trainee in self.model_.people}
        longest = max((words.horizontalAdvance(word) for word in fates), default=0) + 40
        needed = self.with_heads([width for _name, width in COLUMNS])
        needed[FATE] = max(needed[FATE], longest)
        return tuple(needed)
