"""The calendar: a month of days, or a year of months, as a table; moved by arrows, chosen by click or Enter."""

import calendar
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPen, QWheelEvent
from PySide6.QtWidgets import QFrame, QTableView, QWidget

from desktop.ui.kit import icons, paint
from desktop.ui.kit.accessibility import ENTER
from desktop.ui.kit.paint import LEFT
from desktop.ui.kit.popup import Popup
from desktop.ui.kit.row_list import ROW, Index, ItemPainter, RowState
from desktop.ui.kit.theme import BODY, MEDIUM, NORMAL, NOTE, SEMIBOLD, colour, font
from models import clock
from models.words import N_, _

WIDTH = 264
_HEAD, _NAMES, _CELL, _MONTH, _FOOT, _PAD = 44, 24, 32, 40, 36, 12
_WEEK = (N_("一"), N_("二"), N_("三"), N_("四"), N_("五"), N_("六"), N_("日"))
_CENTRE = Qt.AlignmentFlag.AlignCenter
_WEEKEND = 5


def moved(day: date, months: int) -> date:
    """The same day some months away, or the last of a shorter month; stays within the years dates know."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(max(min(count, 9999 * 12 + 11), 12), 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


class DayModel(QAbstractTableModel):
    """Six weeks around the month of `day`, or the twelve months of its year; `chosen` is the one that holds."""

    def __init__(self, *, months: bool) -> None:
        super().__init__()
        self.months = months
        self.day: date = clock.today()
        self.chosen: date | None = None

    def turn_to(self, day: date) -> None:
        """Mark another day."""
        self.beginResetModel()
        self.day = day
        self.endResetModel()

    def _first(self) -> date:
        first = self.day.replace(day=1)
        return first - timedelta(days=first.weekday()) if first.year > 1 else first

    def day_at(self, index: Index) -> date:
        """The day, or first of the month, in a cell."""
        place = index.row() * self.columnCount() + index.column()
        return date(self.day.year, place + 1, 1) if self.months else self._first() + timedelta(days=place)

    def index_of(self, day: date) -> QModelIndex:
        """The cell of a day that is shown."""
        place = day.month - 1 if self.months else (day - self._first()).days
        return self.index(*divmod(place, self.columnCount()))

    def same(self, one: date, other: date | None) -> bool:
        """Whether both lie in the same cell."""
        if other is None or not self.months:
            return one == other
        return (one.year, one.month) == (other.year, other.month)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Weeks, or quarters."""
        return 0 if parent.isValid() else 4 if self.months else 6

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as above
        """Days of a week, or months of a quarter."""
        return 0 if parent.isValid() else 3 if self.months else 7

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The number of a day or name of a month; the whole of it for a screen reader."""
        day = self.day_at(index)
        if role == ROW:
            return day
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{day:%Y-%m}" if self.months else day.isoformat()
        if role == Qt.ItemDataRole.DisplayRole:
            return _("{month}月").format(month=day.month) if self.months else str(day.day)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The days of the week."""
        named = orientation == Qt.Orientation.Horizontal and not self.months
        return _(_WEEK[section]) if named and role == Qt.ItemDataRole.DisplayRole else None


class _DayPainter(ItemPainter):
    """Days outside the month in grey, the marked one in a frame, the chosen one filled."""

    def _draw(self, painter: QPainter, box: QRectF, index: Index, state: RowState) -> None:
        model = index.model()
        assert isinstance(model, DayModel)
        day, months = model.day_at(index), model.months
        marked, chosen, now = (model.same(day, each) for each in (model.day, model.chosen, clock.today()))
        size = min(box.height(), box.width()) - 4
        plate = QRectF(box.center().x() - size / 2, box.center().y() - size / 2, size, size)
        painter.setPen(QPen(colour("accent"), 1.6) if marked and not chosen else QPen(Qt.PenStyle.NoPen))
        painter.setBrush(colour("accent" if chosen else "hover" if state.pointed else "raised"))
        painter.drawRoundedRect(box.adjusted(6, 4, -6, -4) if months else plate, 5, 5)
        outside = not months and day.month != model.day.month
        weekend = not months and day.weekday() >= _WEEKEND
        inks = ((chosen, "on_accent"), (now, "accent_text"), (outside, "disabled"), (weekend, "text2"))
        ink = next((ink for fits, ink in inks if fits), "text")
        face = font(BODY, MEDIUM if chosen or now else NORMAL)
        paint.words(painter, box.translated(0, -0.5), _CENTRE, str(index.data()), ink, face)


class _Days(QTableView):
    """The cells; keys and the wheel belong to what it lies in."""

    def __init__(self, model: DayModel, parent: QWidget) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setItemDelegate(_DayPainter(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSelectionMode(QTableView.SelectionMode.NoSelection)
        self.viewport().setAutoFillBackground(False)
        for policy in (self.setHorizontalScrollBarPolicy, self.setVerticalScrollBarPolicy):
            policy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        wide, high = (WIDTH - 2 * _PAD) / model.columnCount(), _MONTH if model.months else _CELL
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setMinimumSectionSize(1)
            header.hide()
        self.verticalHeader().setDefaultSectionSize(high)
        for n in range(model.columnCount()):
            self.setColumnWidth(n, round((n + 1) * wide) - round(n * wide))
        self.setGeometry(_PAD, _HEAD + (0 if model.months else _NAMES), WIDTH - 2 * _PAD, high * model.rowCount())

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class CalendarView(paint.Painted, QWidget):
    """`taken` with a date: the day, or the first of the month where `months` are chosen.

    `to_today`: its foot leads to today, where nothing can be typed.
    """

    taken = Signal(object)

    def __init__(self, *, months: bool = False, to_today: bool = False) -> None:
        super().__init__()
        self._to_today = to_today
        self._under: int | None = None
        self.model = DayModel(months=months)
        self.days = _Days(self.model, self)
        self.days.pressed.connect(lambda index: self._take(self.model.day_at(index)))
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedSize(WIDTH, self.days.geometry().bottom() + 1 + _FOOT + 8)

    def show_day(self, value: date | None) -> None:
        """Mark the day that holds, today when there is none."""
        self.model.chosen = value
        self.turn_to(value or clock.today())

    def turn_to(self, day: date) -> None:
        """Mark a day, on its page."""
        self.model.turn_to(day)
        self.days.setCurrentIndex(self.model.index_of(day))
        self.days.setAccessibleName(self._title())
        self.update()

    def _title(self) -> str:
        words = _("{year}年") if self.model.months else _("{year}年{month}月")
        return words.format(year=self.model.day.year, month=self.model.day.month)

    def _arrows(self) -> tuple[QRectF, QRectF]:
        return QRectF(WIDTH - 72, 8, 28, 28), QRectF(WIDTH - 40, 8, 28, 28)

    def turn(self, pages: int) -> None:
        """Some months on, or years where months are chosen."""
        self.turn_to(moved(self.model.day, pages * (12 if self.model.months else 1)))

    def key(self, event: QKeyEvent) -> bool:
        """Take a key; False when it is none of ours."""
        day, months = self.model.day, self.model.months
        step = {
            Qt.Key.Key_Left.value: -1, Qt.Key.Key_Right.value: 1,
            Qt.Key.Key_Up.value: -3 if months else -7, Qt.Key.Key_Down.value: 3 if months else 7,
        }.get(event.key())  # fmt: skip
        pages = {Qt.Key.Key_PageUp.value: -1, Qt.Key.Key_PageDown.value: 1}.get(event.key())
        if step is not None:
            self.turn_to(moved(day, step) if months else day + timedelta(days=step))
        elif pages is not None:
            self.turn(pages)
        elif event.key() in ENTER:
            self._take(day)
        else:
            return False
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Where it lies by itself it has the keys."""
        if not self.key(event):
            super().keyPressEvent(event)

    def _take(self, day: date) -> None:
        self.show_day(day)
        self.taken.emit(day.replace(day=1) if self.model.months else day)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Turn the page, or go to today."""
        where = event.position()
        for pages, arrow in zip((-1, 1), self._arrows(), strict=True):
            if arrow.contains(where):
                self.turn(pages)
        if self._to_today and where.y() > self.height() - _FOOT:
            self._take(clock.today())
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light up the arrow the pointer is over."""
        self._light(next((n for n, arrow in enumerate(self._arrows()) if arrow.contains(event.position())), None))

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is lit any more."""
        self._light(None)

    def _light(self, under: int | None) -> None:
        if under != self._under:
            self._under = under
            self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel turns pages."""
        self.turn(-1 if event.angleDelta().y() > 0 else 1)
        event.accept()

    def _paint(self, painter: QPainter) -> None:
        self._paint_head(painter)
        painter.fillRect(1, self.height() - _FOOT - 1, WIDTH - 2, 1, colour("line"))
        paint.pen(painter, "accent_text" if self._to_today else "text3", font(NOTE))
        hint = _("也可直接输入 202511") if self.model.months else _("也可直接输入 20251120、2025.11.20")
        if self._to_today:
            hint = _("今天 {day}").format(day=clock.today().isoformat())
        space = QRectF(_PAD + 2, self.height() - _FOOT, WIDTH - 2 * _PAD, _FOOT)
        painter.drawText(space, LEFT, hint)

    def _paint_head(self, painter: QPainter) -> None:
        paint.pen(painter, "text", font(BODY, SEMIBOLD))
        painter.drawText(QRectF(_PAD + 4, -1, WIDTH, _HEAD), LEFT, self._title())
        for place, (arrow, name) in enumerate(zip(self._arrows(), ("chevron_left", "chevron_right"), strict=True)):
            if self._under == place:
                paint.frame(painter, arrow, 5, "hover")
            icons.draw(painter, name, arrow.topLeft() + QPointF(6, 6))
        if not self.model.months:
            paint.pen(painter, "text2", font(NOTE))
            wide = (WIDTH - 2 * _PAD) / 7
            for n, word in enumerate(_WEEK):
                painter.drawText(QRectF(_PAD + n * wide, _HEAD - 1, wide, _NAMES), _CENTRE, _(word))


class Calendar(Popup):
    """The calendar under a box, which hands it its keys by `key`; `taken` as by CalendarView."""

    taken = Signal(object)

    def __init__(self, box: QWidget, *, months: bool = False, to_today: bool = False) -> None:
        super().__init__(box)
        self.view = CalendarView(months=months, to_today=to_today)
        self.view.setParent(self)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.taken.connect(self._take)
        self.setAccessibleName(_("日历"))

    def open_at(self, value: date | None) -> None:
        """Show it with a day marked, today when there is none."""
        self.view.show_day(value)
        self.open_below(self.view.width(), self.view.height())

    def toggle(self, value: date | None) -> None:
        """Open it at a day, or close it; its box has the keyboard."""
        self.box.setFocus()
        if self.isVisible():
            self.hide()
        else:
            self.open_at(value)

    def key(self, event: QKeyEvent) -> bool:
        """Take a key of the box; False when it is none of ours, as all are while it is not seen."""
        if not self.isVisible():
            return False
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
            return True
        return self.view.key(event)

    def _take(self, day: date) -> None:
        self.hide()
        self.taken.emit(day)
