"""What is drawn of a programme of apprentices: a bar for each mentor, lanes from post to post, how a subsidy is used up."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.kit import paint
from desktop.ui.kit.accessibility import Role
from desktop.ui.kit.page_widgets import cut
from desktop.ui.kit.paint import LEFT, RIGHT
from desktop.ui.kit.theme import MICRO, NOTE, colour, font
from models.schema.numbers import amount_text
from models.statistics.apprenticeship_views import Lane, MentorLoad, Station
from models.words import _, joined, listed

_BAR, _GAP = 20, 5  # pixels: the widest bar of a mentor, between two
_LANE, _HEAD, _PAD = 24, 20, 10  # of a lane, of the months above it, beside the names


class MentorBars(paint.Painted, QWidget):
    """A bar for each mentor, the heaviest first; dashed what each may have, amber who has more."""

    SIZE = QSize(160, 72)

    spoken_as = Role.Chart

    def __init__(self, loads: Sequence[MentorLoad]) -> None:
        super().__init__()
        self.loads = tuple(loads)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(64)
        words = [_("{name} {count} 人").format(name=load.name, count=load.taught) for load in self.loads]
        self.setAccessibleName(_("各师傅带徒：{mentors}").format(mentors=listed(words)))
        self.setToolTip("\n".join(words))

    def _paint(self, painter: QPainter) -> None:
        most = max((max(load.taught, load.limit or 0) for load in self.loads), default=0)
        if not most:
            return
        step = min(_BAR + _GAP, self.width() / len(self.loads))
        high = self.height() - 4
        painter.fillRect(QRectF(0, self.height() - 1, self.width(), 1), colour("line2"))
        for nth, load in enumerate(self.loads):
            column = QRectF(nth * step, 0, max(2.0, step - min(_GAP, step / 4)), high)
            bar = column.adjusted(0, high * (1 - load.taught / most) + 3, 0, 0)
            paint.frame(painter, bar, 2, "warn_solid" if load.over else "teal_mid")
        limits = [load.limit for load in self.loads]
        pen = QPen(colour("text2"), 1)
        pen.setDashPattern([3, 3])
        painter.setPen(pen)
        for nth, limit in enumerate(limits):
            if limit is not None:
                y = round(high * (1 - limit / most) + 3)
                end = self.width() if nth == len(limits) - 1 and len(set(limits)) == 1 else (nth + 1) * step
                painter.drawLine(QPointF(nth * step, y), QPointF(end, y))


class RotationLanes(paint.Painted, QWidget):
    """Where each group is: past grey, now in teal, later outlined; the day as a line, a time nobody planned hatched."""

    spoken_as = Role.Chart

    def __init__(self, lanes: Sequence[Lane], day: date) -> None:
        super().__init__()
        self.lanes, self.day = tuple(lanes), day
        every = [station for lane in self.lanes for station in lane.stations]
        self.begin = min((station.begin for station in every), default=day)
        self.end = max((station.end for station in every), default=day)
        self._stand(
            joined(self.words(lane, nth) for nth, lane in enumerate(self.lanes)),
            "\n".join(self.words(lane, nth) for nth, lane in enumerate(self.lanes)),
        )

    @staticmethod
    def name_of(nth: int) -> str:
        """What a group is called: those who go the same way have no name of their own."""
        return _("第 {n} 组").format(n=nth + 1)

    def words(self, lane: Lane, nth: int) -> str:
        """A lane as a sentence."""
        stations = listed(f"{s.post} {s.begin}—{s.end}" for s in lane.stations)
        return _("{group} {count} 人：{stations}").format(group=self.name_of(nth), count=lane.people, stations=stations)

    def sizeHint(self) -> QSize:
        """A line a lane below the months."""
        return QSize(320, _HEAD + _LANE * max(1, len(self.lanes)))

    @property
    def _side(self) -> float:
        """How wide the names at the left are, and how many go there."""
        words = QFontMetrics(font(NOTE))
        names = max((words.horizontalAdvance(self.name_of(nth)) for nth in range(len(self.lanes))), default=0)
        counts = max((words.horizontalAdvance(_heads(lane)) for lane in self.lanes), default=0)
        return names + counts + 2 * _PAD

    def _x(self, day: date, *, after: bool = False) -> float:
        whole = max(1, (self.end - self.begin).days + 1)
        gone = (day - self.begin).days + (1 if after else 0)
        return self._side + (self.width() - self._side - 1) * gone / whole

    def _paint(self, painter: QPainter) -> None:
        self._paint_months(painter)
        for nth, lane in enumerate(self.lanes):
            top = _HEAD + nth * _LANE
            box = QRectF(0, top, self._side - _PAD, _LANE)
            paint.words(painter, box, LEFT, self.name_of(nth), "text", font(NOTE))
            paint.words(painter, box, RIGHT, _heads(lane), "text3")
            for place, station in enumerate(lane.stations):
                if station.after_gap:
                    self._paint_gap(painter, top, lane.stations[place - 1], station)
                self._paint_station(painter, top, station)

    def _paint_months(self, painter: QPainter) -> None:
        space = QRectF(self._side, 0, self.width() - self._side, _HEAD - 4)
        paint.words(painter, space, LEFT, f"{self.begin:%Y-%m}", "text3", font(MICRO))
        painter.drawText(space, RIGHT, f"{self.end:%Y-%m}")
        if not self.begin <= self.day <= self.end:
            return
        x = self._x(self.day)
        wide = painter.fontMetrics().horizontalAdvance("0000-00") + 8
        painter.fillRect(QRectF(round(x), 2, 2, self.height() - 2), colour("accent"))
        label = QRectF(x + 6, 0, 60, _HEAD - 4)
        if label.left() > space.left() + wide and label.right() < space.right() - wide:
            paint.words(painter, label, LEFT, _("今天"), "accent_text", font(MICRO))

    def _paint_station(self, painter: QPainter, top: float, station: Station) -> None:
        left, right = self._x(station.begin), self._x(station.end, after=True)
        box = QRectF(left + 0.5, top + 2.5, max(2.0, right - left - 2), _LANE - 5)
        past, now = station.end < self.day, station.begin <= self.day <= station.end
        ground = "sunken" if past else "teal_soft" if now else "surface"
        paint.frame(painter, box, 4, ground, "teal_mid" if now else "line2", 1.5 if now else 1)
        paint.pen(painter, "text3" if past else "teal" if now else "text2", font(MICRO))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, cut(painter, station.post, box.width() - 6))

    def _paint_gap(self, painter: QPainter, top: float, before: Station, station: Station) -> None:
        left, right = self._x(before.end, after=True), self._x(station.begin)
        box = QRectF(left, top + 4, max(3.0, right - left - 1), _LANE - 8)
        painter.fillRect(box, QBrush(colour("warn_solid"), Qt.BrushStyle.BDiagPattern))


def _heads(lane: Lane) -> str:
    return _("{count} 人").format(count=lane.people)


class SubsidyBar(paint.Painted, QWidget):
    """What was paid in advance, of what is due: filled, and dashed the rest; what has to go back is red."""

    SIZE = QSize(200, 12)

    def __init__(self, advanced: Decimal, due: Decimal) -> None:
        super().__init__()
        self.advanced, self.due = advanced, due
        self._stand(
            _("已预支 {advanced} 元，应补 {due} 元").format(advanced=amount_text(advanced), due=amount_text(due))
        )

    def _paint(self, painter: QPainter) -> None:
        whole = float(max(self.advanced, self.due))
        track = QRectF(0.5, 1.5, self.width() - 1, 9)
        paint.frame(painter, track, 4.5, "sunken")
        if not whole:
            return
        pen = QPen(colour("teal_mid"), 1)
        pen.setDashPattern([3, 2])
        painter.setPen(pen)
        painter.setBrush(colour("teal_soft"))
        painter.drawRoundedRect(QRectF(track.left(), track.top(), track.width() * float(self.due) / whole, 9), 4.5, 4.5)
        ink = "danger_solid" if self.advanced > self.due else "teal_mid"
        share = max(0.0, float(self.advanced) / whole)
        if share:
            paint.frame(painter, QRectF(track.left(), track.top(), max(9.0, track.width() * share), 9), 4.5, ink)
