"""The control that chooses the day figures are taken for."""

from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QSizePolicy

from desktop.ui.kit import icons, paint
from desktop.ui.kit.page_widgets import FlatButton
from desktop.ui.kit.paint import LEFT
from desktop.ui.kit.theme import focus_width, font
from models.words import N_, _, joined

if TYPE_CHECKING:
    from desktop.ui.kit.calendar import Calendar

WEEKDAYS = (N_("星期一"), N_("星期二"), N_("星期三"), N_("星期四"), N_("星期五"), N_("星期六"), N_("星期日"))


class DayButton(FlatButton):
    """Says the day and opens a calendar; `chosen` with the day a person picks."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.day: date | None = None
        self.setFixedHeight(28)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self.popup)
        self.setAccessibleName(_("数据截至日期"))

    @cached_property
    def calendar(self) -> "Calendar":
        """The calendar, made when it is first needed: the first picture of the window shows none."""
        from desktop.ui.kit.calendar import Calendar

        made = Calendar(self, to_today=True)
        made.taken.connect(self.chosen)
        return made

    def set_day(self, day: date, note: str = "") -> None:
        """Show a day, and why this one."""
        self.day = day
        words = _("截至 {day} {weekday}").format(day=day.isoformat(), weekday=_(WEEKDAYS[day.weekday()]))
        self.setText(words)
        self.setAccessibleName(joined((words, note)) if note else words)
        self.setToolTip(note or _("换一天看"))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Icon, words, chevron."""
        return QSize(QFontMetrics(font()).horizontalAdvance(self.text()) + 62, 28)

    def popup(self) -> None:
        """Open the calendar under the button, or close it."""
        self.calendar.toggle(self.day)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The calendar takes the arrows while it is seen; Down and F4 open it."""
        if self.calendar.key(event):
            return
        if event.key() in (Qt.Key.Key_F4, Qt.Key.Key_Down):
            self.popup()
        else:
            super().keyPressEvent(event)

    def _paint(self, painter: QPainter) -> None:
        ground = "press" if self.isDown() else "hover" if self.pointed else "surface"
        line, width = ("accent", focus_width()) if self.hasFocus() else ("line2", 1)
        paint.plate(painter, self.rect(), 5, ground, line, width)
        icons.draw(painter, "calendar_ltr", QPointF(10, 6), 16, "text2")
        icons.draw(painter, "chevron_down", QPointF(self.width() - 22, 8), 12, "text2")
        paint.words(painter, QRectF(self.rect()).adjusted(32, -1, -24, -1), LEFT, self.text(), "text", font())
