"""How a session of examination stands, painted: the doors candidates go through, rates with their parts, scores by tens."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.kit import icons, layouts, paint
from desktop.ui.kit.accessibility import Role
from desktop.ui.kit.cards import Framed
from desktop.ui.kit.chips import Shape, paint_shape
from desktop.ui.kit.page_widgets import FigureStrip, FlatButton, cut
from desktop.ui.kit.paint import LEFT, RIGHT
from desktop.ui.kit.theme import MEDIUM, MICRO, NORMAL, NOTE, SEMIBOLD, colour, font
from models.schema.numbers import percent
from models.statistics.session_views import ScoreBar
from models.words import _, joined

_DOOR, _LEAST, _FIGURE = 108, 92, 22  # pixels of a door: its height, its least width; the size of its number
_LABEL = 60  # pixels of the name of a rate, at least
_CENTRE = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class DoorWords:
    """What a door says: its name, how many went through it, notes, its state; `waits`: somebody must act."""

    name: str
    count: int
    parts: tuple[str, ...]
    shape: Shape
    waits: bool = False

    @property
    def note(self) -> str:
        """The notes in one line."""
        return joined(self.parts)


class StepDoor(FlatButton):
    """One step of the pipeline; the one that is `chosen` filters the table, the `current` one is underlined."""

    SIZE = QSize(110, _DOOR)

    def __init__(self, words: DoorWords, nth: int, *, current: bool, last: bool) -> None:
        super().__init__()
        self.words, self.current, self.last, self.chosen = words, current, last, False
        self.setText(words.name)
        told = joined((words.name, f"{words.count}", words.note))
        self._stand(
            _("第 {nth} 步 {told}").format(nth=nth, told=told), _("{words}　按 {key}").format(words=told, key=nth)
        )

    def choose(self, *, on: bool) -> None:
        """Whether the table holds those of this step."""
        self.chosen = on
        self.setAccessibleDescription(_("已筛选") if on else "")
        self.update()

    def _paint(self, painter: QPainter) -> None:
        if self.chosen:
            paint.frame(painter, QRectF(self.rect()).adjusted(2, 4, -2, -4), 6, "select")
        self.paint_ground(painter)
        strong = self.current or self.chosen
        paint_shape(painter, self.words.shape, QPointF(10, 12))
        name = QRectF(34, 8, self.width() - 48, 24)
        paint.line(painter, name, LEFT, self.words.name, "text", font(weight=MEDIUM if strong else NORMAL))
        paint.words(
            painter,
            QRectF(34, 32, self.width() - 40, 30),
            LEFT,
            f"{self.words.count:,}",
            "text",
            font(_FIGURE, SEMIBOLD),
        )
        painter.setFont(font(NOTE))
        fits = painter.fontMetrics().horizontalAdvance(self.words.note) <= self.width() - 38
        for nth, text in enumerate((self.words.note,) if fits else self.words.parts):
            line = QRectF(34, 62 + 18 * nth, self.width() - 38, 18)
            paint.line(painter, line, LEFT, text, "warn" if self.words.waits else "text3")
        if not self.last:
            icons.draw(painter, "chevron_right", QPointF(self.width() - 12, 14), 12, "text3")
        if self.current:
            painter.fillRect(QRectF(8, self.height() - 2, self.width() - 16, 2), colour("graphic"))


class Pipeline(Framed):
    """The steps side by side; `step_chosen` with the place of the one pressed, by mouse, Enter or the figures 1 to 7."""

    step_chosen = Signal(int)

    def __init__(self, doors: Sequence[DoorWords], current: int, chosen: int) -> None:
        super().__init__()
        self.doors = [
            StepDoor(words, nth + 1, current=nth == current, last=nth == len(doors) - 1)
            for nth, words in enumerate(doors)
        ]
        for nth, door in enumerate(self.doors):
            door.choose(on=nth == chosen)
            door.clicked.connect(lambda _on=False, nth=nth: self.step_chosen.emit(nth))
        layouts.column(FigureStrip(_LEAST, *self.doors, gap=0), parent=self, gap=0, margins=(6, 2, 6, 2))
        self.setAccessibleName(_("报名到学分的七步"))

    def show_chosen(self, place: int) -> None:
        """Show which step filters the table; -1 none."""
        for nth, door in enumerate(self.doors):
            door.choose(on=nth == place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Figures press the step of that number, arrows go along."""
        place = event.key() - Qt.Key.Key_1.value
        here = next((nth for nth, door in enumerate(self.doors) if door.hasFocus()), -1)
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()), 0)
        if 0 <= place < len(self.doors):
            self.doors[place].click()
        elif step and 0 <= here + step < len(self.doors):
            self.doors[here + step].setFocus()
        else:
            super().keyPressEvent(event)


class RateBar(paint.Painted, QWidget):
    """A rate with the two numbers it is made of, a track, and a tick where the session before stood."""

    SIZE = QSize(200, 40)

    def __init__(self, label: str, part: int, whole: int, before: Decimal | None, *, strong: bool = False) -> None:
        super().__init__()
        self.label, self.part, self.whole, self.before, self.strong = label, part, whole, before, strong
        self.value = percent(part, whole)
        last = _("上批 {rate}%").format(rate=before) if before is not None else ""
        self._stand(joined((f"{label} {self.value}", f"{part} / {whole}", last)), last)

    def _paint(self, painter: QPainter) -> None:
        line = QRectF(0, 0, self.width(), 26)
        paint.words(painter, line, LEFT, self.label, "text2", font(NOTE))
        beside = max(_LABEL, painter.fontMetrics().horizontalAdvance(self.label) + 8)
        paint.words(
            painter, line.adjusted(beside, 0, 0, 0), LEFT, self.value, "text", font(20 if self.strong else 15, SEMIBOLD)
        )
        paint.words(painter, line, RIGHT, f"{self.part} / {self.whole}", "text2", font(NOTE))
        track = QRectF(0, 30, self.width(), 4)
        share = self.part / self.whole if self.whole else 0.0
        paint.bar(painter, track, share, "graphic" if self.strong else "field", ground="line2", least=0)
        if self.before is not None:
            x = track.width() * min(float(self.before), 100.0) / 100
            painter.fillRect(QRectF(x - 1, 26, 2, 12), colour("text"))


class ScoreHistogram(paint.Painted, QWidget):
    """How many scored how much, by tens, with the pass line of the certificate; who passed stands out."""

    SIZE = QSize(300, 140)

    spoken_as = Role.Chart

    def __init__(self, bars: Sequence[ScoreBar], line: Decimal | None, failed: int) -> None:
        super().__init__()
        self.bars, self.line, self.failed = tuple(bars), line, failed
        self.setMinimumHeight(132)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        told = joined(_("{name}：{value}").format(name=self.name(bar), value=bar.people) for bar in self.bars)
        self.setAccessibleName(joined((_("成绩分布"), self.line_words(), told)))

    def name(self, bar: ScoreBar) -> str:
        """What stands under a bar."""
        first = next(one.first for one in self.bars if one.first is not None)
        return f"{bar.first}" if bar.first is not None else _("{first} 以下").format(first=first)

    def line_words(self) -> str:
        """The pass line in words; nothing where the certificate has none for the total."""
        return _("合格线 {line}").format(line=f"{self.line.normalize():f}") if self.line is not None else ""

    def _paint(self, painter: QPainter) -> None:
        most, wide = max((bar.people for bar in self.bars), default=0) or 1, self.width() / max(len(self.bars), 1)
        foot, room = self.height() - 20.0, self.height() - 56.0
        for nth, bar in enumerate(self.bars):
            high = room * bar.people / most
            box = QRectF(nth * wide + wide * 0.14, foot - high, wide * 0.72, high)
            paint.frame(painter, box, 2, "field")
            if bar.passed:
                share = high * bar.passed / bar.people
                paint.frame(painter, QRectF(box.left(), box.bottom() - share, box.width(), share), 2, "graphic")
            paint.words(
                painter,
                QRectF(box.left() - 8, box.top() - 17, box.width() + 16, 16),
                _CENTRE,
                f"{bar.people}",
                "text2",
                font(MICRO),
            )
            under = QRectF(nth * wide, foot + 2, wide, 18)
            painter.setFont(font(MICRO))
            paint.words(painter, under, _CENTRE, cut(painter, self.name(bar), wide), "text3")
        painter.fillRect(QRectF(0, foot, self.width(), 1), colour("line2"))
        self._paint_line(painter, wide, foot)

    def _paint_line(self, painter: QPainter, wide: float, foot: float) -> None:
        firsts = [bar.first for bar in self.bars if bar.first is not None]
        if self.line is None or not firsts:
            return
        step = firsts[1] - firsts[0] if len(firsts) > 1 else 10
        x = wide * max(0.0, min(float(len(self.bars)), 1 + float(self.line - firsts[0]) / step))
        painter.setPen(QPen(colour("text"), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x, 2), QPointF(x, foot))
        box = QRectF(0, 0, x - 6, 16)
        words, below = self.line_words(), _("未通过 {count} 人").format(count=self.failed)
        painter.setFont(font(MICRO))
        if box.width() < painter.fontMetrics().horizontalAdvance(below):
            box = QRectF(x + 6, 0, self.width() - x - 6, 16)
        side = RIGHT if box.left() == 0 else LEFT
        paint.words(painter, box, side, words, "text", font(MICRO, SEMIBOLD))
        paint.words(painter, box.translated(0, 15), side, below, "text2", font(MICRO))
