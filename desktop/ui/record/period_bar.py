"""How far a period has gone: its two dates, a track, the day reached in words."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.kit import paint
from desktop.ui.kit.paint import LEFT, RIGHT
from desktop.ui.kit.theme import NOTE, colour, font
from models.words import _, joined


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


class PeriodBar(QWidget):
    """A track filled as far as the period has gone by the day."""

    def __init__(self, begin: date, end: date, day: date) -> None:
        super().__init__()
        self.begin, self.end, self.day = begin, end, day
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(joined((f"{begin.isoformat()}—{end.isoformat()}", reached(begin, end, day))))

    def sizeHint(self) -> QSize:
        """Track above, words below."""
        return QSize(200, 30)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw track and words."""
        painter = paint.smooth(self)
        paint.frame(painter, QRectF(0, 3, self.width(), 5), 2.5, "sunken")
        whole = max(1, (self.end - self.begin).days + 1)
        gone = min(1.0, max(0.0, ((self.day - self.begin).days + 1) / whole))
        if gone:
            painter.setBrush(colour("teal_mid"))
            painter.drawRoundedRect(QRectF(0, 3, max(5.0, self.width() * gone), 5), 2.5, 2.5)
        words = QRectF(0, 11, self.width(), 18)
        paint.words(painter, words, LEFT, self.begin.isoformat(), "text3", font(NOTE))
        painter.drawText(words, RIGHT, self.end.isoformat())
        paint.words(painter, words, Qt.AlignmentFlag.AlignCenter, reached(self.begin, self.end, self.day), "text2")
