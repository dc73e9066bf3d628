"""The calendar under a date: a month of days, or a year of months, moved by arrows, chosen by click or Enter."""

import calendar
from datetime import date, timedelta

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QWidget

from desktop.ui.kit import icons, paint
from desktop.ui.kit.popup import Popup
from desktop.ui.kit.theme import BODY, MEDIUM, NORMAL, NOTE, SEMIBOLD, colour, font
from models import clock
from models.words import N_, _

WIDTH = 264
_HEAD, _NAMES, _CELL, _FOOT, _PAD = 44, 24, 32, 36, 12
_WEEK = (N_("一"), N_("二"), N_("三"), N_("四"), N_("五"), N_("六"), N_("日"))
_CENTRE = Qt.AlignmentFlag.AlignCenter
_WEEKEND = 5


def moved(day: date, months: int) -> date:
    """The same day some months away, or the last of a shorter month; stays within the years dates know."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(max(min(count, 9999 * 12 + 11), 12), 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


class Calendar(Popup):
    """`taken` with a date: the day, or the first of the month where `months` are chosen.

    `to_today`: its foot leads to today, for a box into which nothing can be typed.
    """

    taken = Signal(object)

    def __init__(self, box: QWidget, *, months: bool = False, to_today: bool = False) -> None:
        super().__init__(box)
        self.months, self._to_today = months, to_today
        self.day: date = clock.today()
        self.chosen: date | None = None
        self._under: date | int | None = None
        self.setMouseTracking(True)
        self.setAccessibleName(_("日历"))

    @property
    def _height(self) -> int:
        return _HEAD + (4 * 40 if self.months else _NAMES + 6 * _CELL) + _FOOT + 8

    def open_at(self, value: date | None) -> None:
        """Show it with a day marked, today when there is none."""
        self.chosen = value
        self.day = value or clock.today()
        self.open_below(WIDTH, self._height)
        self.update()

    def cells(self) -> list[tuple[QRectF, date]]:
        """Where each day, or month, stands."""
        if self.months:
            wide = (WIDTH - 2 * _PAD) / 3
            return [
                (QRectF(_PAD + n % 3 * wide, _HEAD + n // 3 * 40, wide, 40), date(self.day.year, n + 1, 1))
                for n in range(12)
            ]
        first = self.day.replace(day=1)
        begin = first - timedelta(days=first.weekday()) if first.year > 1 else first
        wide = (WIDTH - 2 * _PAD) / 7
        return [
            (QRectF(_PAD + n % 7 * wide, _HEAD + _NAMES + n // 7 * _CELL, wide, _CELL), begin + timedelta(days=n))
            for n in range(42)
        ]

    def _arrows(self) -> tuple[QRectF, QRectF]:
        return QRectF(WIDTH - 72, 8, 28, 28), QRectF(WIDTH - 40, 8, 28, 28)

    def turn(self, pages: int) -> None:
        """Some months on, or years where months are chosen."""
        self.day = moved(self.day, pages * (12 if self.months else 1))
        self.update()

    def key(self, event: QKeyEvent) -> bool:
        """Take a key of the box; False when it is none of ours."""
        step = {
            Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -3 if self.months else -7, Qt.Key.Key_Down: 3 if self.months else 7,
        }.get(Qt.Key(event.key()))  # fmt: skip
        pages = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}.get(Qt.Key(event.key()))
        if step is not None:
            self.day = moved(self.day, step) if self.months else self.day + timedelta(days=step)
            self.update()
        elif pages is not None:
            self.turn(pages)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take(self.day)
        elif event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            return False
        return True

    def _take(self, day: date) -> None:
        self.hide()
        self.taken.emit(day.replace(day=1) if self.months else day)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a cell, or turn the page."""
        where = event.position()
        for pages, arrow in zip((-1, 1), self._arrows(), strict=True):
            if arrow.contains(where):
                self.turn(pages)
        for rect, day in self.cells():
            if rect.contains(where):
                self._take(day)
                break
        if self._to_today and where.y() > self.height() - _FOOT:
            self._take(clock.today())
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light up what the pointer is over."""
        under: date | int | None = next((day for rect, day in self.cells() if rect.contains(event.position())), None)
        for place, arrow in enumerate(self._arrows()):
            if arrow.contains(event.position()):
                under = place
        if under != self._under:
            self._under = under
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is lit any more."""
        self._under = None
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel turns pages."""
        self.turn(-1 if event.angleDelta().y() > 0 else 1)
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The plate, the month and its arrows, the cells, and a hint."""
        super().paintEvent(event)
        painter = paint.smooth(self)
        self._paint_head(painter)
        for rect, day in self.cells():
            self._paint_cell(painter, rect, day)
        painter.fillRect(1, self.height() - _FOOT - 1, WIDTH - 2, 1, colour("line"))
        paint.pen(painter, "accent_text" if self._to_today else "text3", font(NOTE))
        hint = _("也可直接输入 202511") if self.months else _("也可直接输入 20251120、2025.11.20")
        if self._to_today:
            hint = _("今天 {day}").format(day=clock.today().isoformat())
        space = QRectF(_PAD + 2, self.height() - _FOOT, WIDTH - 2 * _PAD, _FOOT)
        painter.drawText(space, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, hint)

    def _paint_head(self, painter: QPainter) -> None:
        words = _("{year}年") if self.months else _("{year}年{month}月")
        paint.pen(painter, "text", font(BODY, SEMIBOLD))
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(
            QRectF(_PAD + 4, -1, WIDTH, _HEAD), left, words.format(year=self.day.year, month=self.day.month)
        )
        for place, (arrow, name) in enumerate(zip(self._arrows(), ("chevron_left", "chevron_right"), strict=True)):
            if self._under == place and isinstance(self._under, int):
                paint.frame(painter, arrow, 5, "hover")
            icons.draw(painter, name, arrow.topLeft() + QPointF(6, 6))
        if not self.months:
            paint.pen(painter, "text2", font(NOTE))
            wide = (WIDTH - 2 * _PAD) / 7
            for n, word in enumerate(_WEEK):
                painter.drawText(QRectF(_PAD + n * wide, _HEAD - 1, wide, _NAMES), _CENTRE, _(word))

    def _paint_cell(self, painter: QPainter, rect: QRectF, day: date) -> None:
        size = min(rect.height(), rect.width()) - 4
        box = QRectF(rect.center().x() - size / 2, rect.center().y() - size / 2, size, size)
        if self.months:
            box = rect.adjusted(6, 4, -6, -4)
        marked = day == (self.day.replace(day=1) if self.months else self.day)
        chosen = self.chosen is not None and day == (self.chosen.replace(day=1) if self.months else self.chosen)
        today = clock.today()
        now = day == (today.replace(day=1) if self.months else today)
        painter.setPen(QPen(colour("accent"), 1.6) if marked and not chosen else QPen(Qt.PenStyle.NoPen))
        painter.setBrush(colour("accent" if chosen else "hover" if day == self._under else "raised"))
        painter.drawRoundedRect(box, 5, 5)
        outside = not self.months and day.month != self.day.month
        weekend = not self.months and day.weekday() >= _WEEKEND
        ink = (
            "on_accent"
            if chosen
            else "accent_text"
            if now
            else "disabled"
            if outside
            else "text2"
            if weekend
            else "text"
        )
        paint.pen(painter, ink, font(BODY, MEDIUM if chosen or now else NORMAL))
        words = _("{month}月").format(month=day.month) if self.months else str(day.day)
        painter.drawText(rect.translated(0, -0.5), _CENTRE, words)
