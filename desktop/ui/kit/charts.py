"""The charts of the home page, drawn by hand: one hue, direct labels, every mark a door."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QHelpEvent,
    QKeyEvent,
    QLinearGradient,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.kit import paint
from desktop.ui.kit.accessibility import ENTER, Role
from desktop.ui.kit.page_widgets import cut
from desktop.ui.kit.paint import LEFT, RIGHT
from desktop.ui.kit.theme import MEDIUM, MICRO, NOTE, colour, faint, focus_width, font
from models.words import _, joined

_APART = 10  # pixels between two names under a chart


@dataclass(frozen=True, slots=True)
class ChartMark:
    """One value: its short and its full name, the words beside it, the list it opens, and what was planned."""

    name: str
    full: str
    value: int
    words: str
    query: object
    plan: int | None = None


class Chart(paint.Painted, QWidget):
    """Marks of which one is current: arrows move, Enter or a click opens it (`opened` with its list)."""

    spoken_as = Role.Chart
    opened = Signal(object)

    def __init__(self, name: str, empty: str = "") -> None:
        super().__init__()
        self.name, self.empty = name, empty
        self.marks: tuple[ChartMark, ...] = ()
        self._told = False  # before that it is only not known yet
        self.current = -1
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(name)

    def set_marks(self, marks: Sequence[ChartMark]) -> None:
        """Show these values."""
        self.marks, self._told = tuple(marks), True
        self._point(-1)
        self.updateGeometry()

    @property
    def drawn(self) -> tuple[ChartMark, ...]:
        """The marks that are seen."""
        return self.marks

    def _point(self, place: int) -> None:
        self.current = place
        mark = self.marks[place] if 0 <= place < len(self.marks) else None
        self.setToolTip(f"{mark.full}\n{mark.words}" if mark else "")
        self.setAccessibleDescription(
            joined((mark.full, mark.words)) if mark else _("共 {n} 项").format(n=len(self.marks))
        )
        self.setCursor(Qt.CursorShape.PointingHandCursor if mark else Qt.CursorShape.ArrowCursor)
        self.update()

    def place_at(self, position: QPointF) -> int:
        """Which mark lies there; -1 for none."""
        raise NotImplementedError

    def _open(self) -> None:
        if 0 <= self.current < len(self.marks):
            self.opened.emit(self.marks[self.current].query)

    def event(self, event: QEvent) -> bool:
        """Tell of the mark under the pointer, also when it has come to rest without a move."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            self._point(self.place_at(event.pos().toPointF()))
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer."""
        self._point(self.place_at(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open what was clicked."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._point(self.place_at(event.position()))
            self._open()

    def leaveEvent(self, event: QEvent) -> None:
        """Forget the pointer."""
        self._point(-1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go to the neighbour, Enter and Space open."""
        steps = {
            Qt.Key.Key_Down.value: 1, Qt.Key.Key_Right.value: 1, Qt.Key.Key_Up.value: -1, Qt.Key.Key_Left.value: -1,
        }  # fmt: skip
        if event.key() in steps and self.drawn:
            self._point(max(0, min(len(self.drawn) - 1, self.current + steps[event.key()])))
        elif event.key() in (*ENTER, Qt.Key.Key_Space):
            self._open()
        else:
            super().keyPressEvent(event)

    def _paint_empty(self, painter: QPainter) -> bool:
        """Say why there is nothing to draw; False when there is something."""
        if any(mark.value or mark.plan for mark in self.marks):
            return False
        if self._told:
            paint.words(painter, QRectF(self.rect()), Qt.AlignmentFlag.AlignCenter, self.empty, "text3", font())
        return True

    def _paint_focus(self, painter: QPainter) -> None:
        if self.hasFocus():
            paint.frame(painter, QRectF(self.rect()).adjusted(1, 1, -1, -1), 5, line="accent", width=focus_width())


class BarChart(Chart):
    """Horizontal bars, the largest first: name, bar, words; as many as there is room for, with the room shared out."""

    LOW, TALL, FEWEST = 23, 28, 8  # pixels of a row; rows there is always room for

    @property
    def drawn(self) -> tuple[ChartMark, ...]:
        """The marks that are seen."""
        return self.marks[: max(1, self.height() // self.LOW)]

    @property
    def row(self) -> float:
        """The height of a row."""
        return min(self.TALL, self.height() / max(1, len(self.drawn)))

    def sizeHint(self) -> QSize:
        """A row each, of the first few."""
        return QSize(240, self.LOW * max(1, min(len(self.marks), self.FEWEST)))

    def minimumSizeHint(self) -> QSize:
        """The first few are always shown."""
        return QSize(160, self.sizeHint().height())

    def place_at(self, position: QPointF) -> int:
        """The row under the pointer."""
        row = int(position.y() // self.row)
        return row if 0 <= row < len(self.drawn) else -1

    def _paint(self, painter: QPainter) -> None:
        self._paint_empty(painter)
        painter.setFont(font(NOTE))
        metrics = painter.fontMetrics()
        names = min(max((metrics.horizontalAdvance(m.name) for m in self.drawn), default=0) + 12, self.width() * 0.42)
        words = max((metrics.horizontalAdvance(m.words) for m in self.drawn), default=0) + 8
        most = max((mark.value for mark in self.drawn), default=1) or 1
        space = max(10.0, self.width() - names - words - 8)
        for nth, mark in enumerate(self.drawn):
            row = QRectF(0, nth * self.row, self.width(), self.row)
            here = nth == self.current
            if here:
                paint.frame(painter, row, 4, "hover")
            painter.setPen(colour("accent_text" if here else "text"))
            painter.drawText(row.adjusted(4, 0, 0, 0), LEFT, cut(painter, mark.name, names - 6))
            bar = QRectF(names, row.center().y() - 4, max(3.0, space * mark.value / most), 8)
            paint.frame(painter, bar, 2, "graphic")
            paint.words(painter, row.adjusted(0, 0, -4, 0), RIGHT, mark.words, "text2")
        self._paint_focus(painter)


class AreaChart(Chart):
    """Values over time: a line with its ground, the plan dashed, the last value by name, grid lines with round numbers."""

    SIZE = QSize(260, 200)

    def minimumSizeHint(self) -> QSize:
        """Still to be read."""
        return QSize(180, 140)

    def _plot(self) -> QRectF:
        painter_font = font(MICRO)
        wide = 12 + len(f"{self._top():,}") * painter_font.pixelSize() * 0.62
        return QRectF(self.rect()).adjusted(wide, 14, -20, -24)

    def _top(self) -> int:
        """The round number the scale ends at; each of its four grid lines stands for a whole number."""
        most = max((max(mark.value, mark.plan or 0) for mark in self.marks), default=0)
        if most <= 4:  # noqa: PLR2004 - four grid lines of one each
            return 4
        step: int = 10 ** int(math.log10(most))
        return next(n for n in (step * f // 2 for f in range(2, 41)) if n >= most and n % 4 == 0)

    def _points(self) -> list[QPointF]:
        return self._line([mark.value for mark in self.marks])

    def _line(self, values: Sequence[int]) -> list[QPointF]:
        plot, top, last = self._plot(), self._top(), max(1, len(values) - 1)
        return [
            QPointF(plot.left() + plot.width() * nth / last, plot.bottom() - plot.height() * value / top)
            for nth, value in enumerate(values)
        ]

    def place_at(self, position: QPointF) -> int:
        """The point nearest to the pointer from left to right."""
        points = self._points()
        near = [(abs(point.x() - position.x()), nth) for nth, point in enumerate(points)]
        return min(near)[1] if near else -1

    def _paint(self, painter: QPainter) -> None:
        plot, points = self._plot(), self._points()
        if not self._paint_empty(painter):
            self._paint_grid(painter, plot)
            self._paint_line(painter, plot, points)
            self._paint_plan(painter)
            self._paint_names(painter, plot, points)
            self._paint_point(painter, points, len(points) - 1)
            if 0 <= self.current < len(points):
                self._paint_point(painter, points, self.current)
        self._paint_focus(painter)

    def _paint_grid(self, painter: QPainter, plot: QRectF) -> None:
        painter.setFont(font(MICRO))
        for nth in range(5):
            y = round(plot.bottom() - plot.height() * nth / 4)
            painter.fillRect(QRectF(plot.left(), y, plot.width(), 1), colour("line2" if nth == 0 else "line"))
            painter.setPen(colour("text3"))
            label = QRectF(0, y - 8, plot.left() - 8, 16)
            painter.drawText(label, RIGHT, f"{self._top() * nth // 4:,}")

    def _paint_line(self, painter: QPainter, plot: QRectF, points: list[QPointF]) -> None:
        line = QPainterPath(points[0])
        for point in points[1:]:
            line.lineTo(point)
        ground = QPainterPath(line)
        ground.lineTo(points[-1].x(), plot.bottom())
        ground.lineTo(points[0].x(), plot.bottom())
        fade = QLinearGradient(plot.topLeft(), plot.bottomLeft())
        fade.setColorAt(0, faint("graphic", 0.20))
        fade.setColorAt(1, faint("graphic", 0.03))
        painter.fillPath(ground, QBrush(fade))
        painter.strokePath(line, QPen(colour("graphic"), 2))

    def _paint_plan(self, painter: QPainter) -> None:
        """The plan as a dashed line, as far as there is one."""
        plans = [mark.plan for mark in self.marks if mark.plan is not None]
        if len(plans) < len(self.marks) or not any(plans):
            return
        points = self._line(plans)
        line = QPainterPath(points[0])
        for point in points[1:]:
            line.lineTo(point)
        pen = QPen(colour("text3"), 1.4)
        pen.setDashPattern([4, 3])
        painter.strokePath(line, pen)

    def _paint_names(self, painter: QPainter, plot: QRectF, points: list[QPointF]) -> None:
        paint.pen(painter, "text3", font(MICRO))
        every = max(1, math.ceil(52 * len(points) / max(1.0, plot.width())))
        free = float(self.width())  # where the name to the right begins
        for nth in range(len(points) - 1, -1, -every):
            wide = painter.fontMetrics().horizontalAdvance(self.marks[nth].name) + 2
            box = QRectF(points[nth].x() - wide / 2, plot.bottom() + 6, wide, 16)
            if nth == len(points) - 1 and box.right() > free:
                box.moveRight(free)
            if box.right() <= free:
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.marks[nth].name)
                free = box.left() - _APART

    def _paint_point(self, painter: QPainter, points: list[QPointF], place: int) -> None:
        point = points[place]
        painter.setPen(QPen(colour("surface"), 2))
        painter.setBrush(colour("graphic"))
        painter.drawEllipse(point, 5, 5)
        paint.pen(painter, "accent_text", font(weight=MEDIUM))
        box = QRectF(point.x() - 72, point.y() + 6, 80, 18)
        if box.bottom() > self._plot().bottom():
            box.moveBottom(point.y() - 6)
        if box.left() < self._plot().left():
            box.moveLeft(self._plot().left())
        painter.drawText(box, RIGHT, f"{self.marks[place].value:,}")


def short_names(names: Sequence[str]) -> list[str]:
    """The names without what all of them begin and end with, as long as something is left of each."""
    if len(names) < 2:  # noqa: PLR2004 - one name has nothing in common with others
        return list(names)
    begin = _common(names)
    end = _common([name[begin:][::-1] for name in names])
    middle = [name[begin : len(name) - end] for name in names]
    return middle if all(middle) else list(names)


def _common(names: Sequence[str]) -> int:
    """How many characters all of them begin with."""
    return sum(1 for _same in takewhile(lambda at: len(set(at)) == 1, zip(*names, strict=False)))
