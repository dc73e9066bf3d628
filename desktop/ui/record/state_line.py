"""States in a line: a shape with what it is about and the value, or how far a period is gone."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QWidget

from desktop.ui.kit import paint
from desktop.ui.kit.chips import Shape, paint_shape
from desktop.ui.kit.page_widgets import cut
from desktop.ui.kit.paint import LEFT, RIGHT
from desktop.ui.kit.theme import MEDIUM, NOTE, colour, font
from models.words import N_, _, joined

SAID = {
    Shape.TODO: N_("未登记"), Shape.WAIT: N_("待办"), Shape.ACTIVE: N_("进行中"), Shape.DONE: N_("已达成"),
    Shape.STOP: N_("未达成"), Shape.LEFT: N_("已退出"), Shape.PAUSED: N_("暂停"),
}  # fmt: skip


class StateLine(paint.Painted, QWidget):
    """One line; the shape is also said in words."""

    SIZE = QSize(200, 24)

    def __init__(self, shape: Shape, label: str, value: str = "", base: str = "") -> None:
        super().__init__()
        self.shape, self.label, self.value, self.base = shape, label, value, base
        self._stand(f"{label}：{value} {base}，{_(SAID[shape])}", f"{label}：{value} {base}".strip())

    def _paint(self, painter: QPainter) -> None:
        paint_shape(painter, self.shape, QPointF(0, 4))
        box = QRectF(self.rect()).adjusted(24, 0, 0, 0).translated(0, -0.5)
        paint.words(painter, box, RIGHT, self.base, "text3", font(NOTE))
        right = box.adjusted(0, 0, -QFontMetrics(font(NOTE)).horizontalAdvance(self.base) - (6 if self.base else 0), 0)
        strong = self.shape in (Shape.DONE, Shape.STOP)
        painter.setFont(font(weight=MEDIUM) if strong else font())
        painter.setPen(colour("danger" if self.shape is Shape.STOP else "text" if strong else "text2"))
        painter.drawText(right, RIGHT, self.value)
        taken = painter.fontMetrics().horizontalAdvance(self.value) + 8
        paint.words(painter, box, LEFT, cut(painter, self.label, right.width() - taken), "text", font())


def reached(begin: date, end: date, day: date) -> str:
    """Which day of how many it is; both dates count."""
    whole = (end - begin).days + 1
    if day < begin:
        return _("{days} 天后开始，共 {whole} 天").format(days=(begin - day).days, whole=whole)
    if day > end:
        return _("已结束，共 {whole} 天").format(whole=whole)
    return _("第 {nth} 天，共 {whole} 天").format(nth=(day - begin).days + 1, whole=whole)


def period_of(values: Mapping[str, Any], day: date) -> "PeriodBar | None":
    """The period of a record; None where a date is not known."""
    begin, end = values["start_date"], values["end_date"]
    return PeriodBar(begin, end, day) if begin and end else None


class PeriodBar(paint.Painted, QWidget):
    """A track filled as far as the period has gone by the day."""

    SIZE = QSize(200, 30)

    def __init__(self, begin: date, end: date, day: date) -> None:
        super().__init__()
        self.begin, self.end, self.day = begin, end, day
        self._stand(joined((f"{begin.isoformat()}—{end.isoformat()}", reached(begin, end, day))))

    def _paint(self, painter: QPainter) -> None:
        whole, gone = max(1, (self.end - self.begin).days + 1), max(0, (self.day - self.begin).days + 1)
        paint.bar(painter, QRectF(0, 3, self.width(), 5), gone / whole, "teal_mid")
        words = QRectF(0, 11, self.width(), 18)
        paint.words(painter, words, LEFT, self.begin.isoformat(), "text3", font(NOTE))
        painter.drawText(words, RIGHT, self.end.isoformat())
        paint.words(painter, words, Qt.AlignmentFlag.AlignCenter, reached(self.begin, self.end, self.day), "text2")
