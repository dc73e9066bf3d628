"""The funnel of an order class and the gauge of its places: painted, every number a door."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from desktop.ui.kit import paint
from desktop.ui.kit.page_widgets import FigureLink, FlatButton, TextLine
from desktop.ui.kit.theme import MICRO, NOTE, SEMIBOLD, colour, faint, font
from models.schema.numbers import percent
from models.words import _, joined

_INDENT = 4  # of numbers within the line that shows their focus
_HEAD, _FALL = 60, 36  # room for words and numbers; room between two columns


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """One stage: its name, its number, the door with the list; `reached` is False while it cannot have begun.

    `before` is the number of the grade before, drawn as a line; `of` the number it is a share of, where that is not the
    stage before; what is not `known` has no number.
    """

    name: str
    count: int
    door: FigureLink
    reached: bool = True
    before: int | None = None
    of: int | None = None
    known: bool = True


class FunnelChart(paint.Painted, QWidget):
    """Columns from planned to still there, the loss between two of them in words; the first is a plan and only outlined."""

    SIZE = QSize(420, _HEAD + 100)

    def __init__(self, steps: Sequence[FunnelStep]) -> None:
        super().__init__()
        self.steps = tuple(steps)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(_HEAD + 84)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        for nth, step in enumerate(self.steps):
            name = TextLine(step.name, NOTE, ink="text2")
            name.setContentsMargins(_INDENT, 0, 0, 0)
            grid.addWidget(name, 0, nth)
            grid.addWidget(step.door, 1, nth, Qt.AlignmentFlag.AlignLeft)
            grid.setColumnStretch(nth, 1)
            grid.setColumnMinimumWidth(nth, 40)
        grid.setRowStretch(2, 1)
        self.setAccessibleName(_("培养漏斗：") + joined(map(_spoken, self.steps)))

    def _most(self) -> int:
        return max((count for step in self.steps for count in (step.count, step.before or 0)), default=1) or 1

    def _columns(self) -> list[QRectF]:
        wide = self.width() / max(1, len(self.steps))
        most = self._most()
        room = self.height() - _HEAD
        found = []
        for nth, step in enumerate(self.steps):
            high = max(3.0, room * step.count / most)
            found.append(QRectF(nth * wide + _INDENT, self.height() - high, max(12.0, wide - _FALL), high))
        return found

    def _paint(self, painter: QPainter) -> None:
        columns = self._columns()
        for nth in range(len(columns) - 1):
            self._paint_fall(painter, columns[nth], columns[nth + 1], nth)
        for nth, column in enumerate(columns):
            self._paint_column(painter, column, nth)
            before = self.steps[nth].before
            if before:
                y = self.height() - (self.height() - _HEAD) * before / self._most()
                painter.fillRect(QRectF(column.left() - 2, round(y) - 1, column.width() + 4, 2), colour("text"))
        paint.pen(painter, "text3", font(MICRO))
        for nth in range(1, len(columns)):
            self._paint_loss(painter, columns[nth - 1], columns[nth], nth)

    def _ink(self, nth: int) -> QColor:
        """From the school's colour to the enterprise's."""
        share = (nth - 1) / max(1, len(self.steps) - 2)
        first, last = colour("graphic"), colour("teal_mid")
        mixed = [round(a + (b - a) * share) for a, b in zip(first.getRgb()[:3], last.getRgb()[:3], strict=True)]  # type: ignore[index] # getRgb is a tuple, its stub says object
        return QColor(*mixed)

    def _paint_column(self, painter: QPainter, column: QRectF, nth: int) -> None:
        if not self.steps[nth].count:
            return
        if nth == 0 or not self.steps[nth].reached:
            painter.setBrush(colour("sunken"))
            painter.setPen(QPen(colour("line2"), 1, Qt.PenStyle.DashLine))
            painter.drawRoundedRect(column.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._ink(nth))
        painter.drawRoundedRect(column, 3, 3)

    def _paint_fall(self, painter: QPainter, left: QRectF, right: QRectF, nth: int) -> None:
        if not self.steps[nth + 1].reached:
            return
        middle = (left.right() + right.left()) / 2
        path = QPainterPath(left.topRight())
        path.cubicTo(QPointF(middle, left.top()), QPointF(middle, right.top()), right.topLeft())
        path.lineTo(right.bottomLeft())
        path.lineTo(left.bottomRight())
        painter.fillPath(path, faint(self._ink(nth + 1), 0.12))

    def loss(self, nth: int) -> tuple[str, str]:
        """How many per cent of the step before are left, and how many more or less; nothing where none were."""
        step, after = self.steps[nth], self.steps[nth].count
        before = self.steps[nth - 1].count if step.of is None else step.of
        if not before or not step.reached:
            return "", ""
        difference = f"−{before - after}" if after < before else f"+{after - before}" if after > before else ""
        return percent(after, before, 0), difference

    def _paint_loss(self, painter: QPainter, left: QRectF, right: QRectF, nth: int) -> None:
        share, difference = self.loss(nth)
        box = QRectF(left.right(), self.height() - 36, right.left() - left.right(), 16)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, share)
        painter.drawText(box.translated(0, 15), Qt.AlignmentFlag.AlignCenter, difference)


def _spoken(step: FunnelStep) -> str:
    if not step.known:
        return step.door.accessibleName()
    words = _("{name} {count} 人").format(name=step.name, count=step.count)
    return words if step.before is None else _("{words}（上届 {before}）").format(words=words, before=step.before)


class Gauge(FlatButton):
    """Places taken of places planned as an open ring; pressing it opens the list of those who are there."""

    SIZE = QSize(140, 104)

    def __init__(self, taken: int, planned: int | None) -> None:
        super().__init__()
        self.taken, self.planned = taken, planned
        self._stand(_("在班 {taken} 人，{words}").format(taken=taken, words=self.words()))

    def words(self) -> str:
        """How far from the plan."""
        if self.planned is None:
            return _("未填计划人数")
        if self.taken == self.planned:
            return _("满员")
        missing = self.planned - self.taken
        return _("差 {n} 人").format(n=missing) if missing > 0 else _("超 {n} 人").format(n=-missing)

    def _paint(self, painter: QPainter) -> None:
        self.paint_ground(painter)
        ring = QRectF((self.width() - 92) / 2, 7, 92, 92)
        start, span = 225 * 16, -270 * 16
        share = min(1.0, self.taken / self.planned) if self.planned else 0.0
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for ink, part in (("line2", 1.0), ("graphic", share)):
            painter.setPen(QPen(colour(ink), 9, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            if part:
                painter.drawArc(ring, start, round(span * part))
        plan = "" if self.planned is None else f"/{self.planned}"
        self._paint_numbers(painter, ring, f"{self.taken}", plan)

    def _paint_numbers(self, painter: QPainter, ring: QRectF, taken: str, plan: str) -> None:
        painter.setFont(font(22, SEMIBOLD))
        wide = painter.fontMetrics().horizontalAdvance(taken)
        painter.setFont(font(NOTE))
        all_ = wide + painter.fontMetrics().horizontalAdvance(plan) + 2
        base = ring.center().y() + 4
        painter.setPen(colour("text3"))
        painter.drawText(QPointF(ring.center().x() - all_ / 2 + wide + 2, base), plan)
        words = QRectF(ring.left() - 20, base + 5, ring.width() + 40, 18)
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, self.words())
        paint.pen(painter, "accent_text" if self.pointed else "text", font(22, SEMIBOLD))
        painter.drawText(QPointF(ring.center().x() - all_ / 2, base), taken)
