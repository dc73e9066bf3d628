"""The terms of an agreement as lanes over time, a block a version; a line that is moved says what holds on a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.kit import paint
from desktop.ui.kit.accessibility import Role
from desktop.ui.kit.page_widgets import cut
from desktop.ui.kit.paint import LEFT, RIGHT
from desktop.ui.kit.theme import MEDIUM, MICRO, NORMAL, NOTE, SEMIBOLD, colour, focus_width, font
from models.words import _, clauses

_HEAD, _ROW, _BAR, _PAD = 40, 30, 24, 8  # heights, and room beside words
_LABEL, _VALUE, _SOURCE, _LEAST = 132, 96, 96, 200  # widths of the columns; of what is left for time
_DATE = 44  # pixels for a word or a date beside a line
_NONE = "—"


@dataclass(frozen=True, slots=True)
class LaneBlock:
    """A version of a term from a day to another, both counted: its words, the document, and whether that is signed."""

    begin: date
    end: date
    words: str
    document: str
    signed: bool = True


@dataclass(frozen=True, slots=True)
class TermLane:
    """A term with its versions."""

    label: str
    blocks: tuple[LaneBlock, ...]

    def on(self, day: date) -> LaneBlock | None:
        """The version that holds on a day."""
        return next((block for block in reversed(self.blocks) if block.begin <= day <= block.end), None)


@dataclass(frozen=True, slots=True)
class Turn:
    """A day on which a document takes effect."""

    day: date
    document: str


@dataclass(frozen=True, slots=True)
class Dependence:
    """How long lasts what depends on the agreement: in words, from when, its last day."""

    label: str
    words: str
    end: date


class TermLanes(paint.Painted, QWidget):
    """`asked` with the day to which a person moved the line, when it is let go; arrows move it, with Ctrl to the next change."""

    spoken_as = Role.Chart
    asked = Signal(object)

    def __init__(
        self, lanes: Sequence[TermLane], turns: Sequence[Turn], until: date, day: date, dependence: Dependence | None
    ) -> None:
        super().__init__()
        self.lanes, self.turns, self.until, self.day, self.dependence = (
            tuple(lanes),
            tuple(turns),
            until,
            day,
            dependence,
        )
        begins = [block.begin for lane in lanes for block in lane.blocks]
        ends = [block.end for lane in lanes for block in lane.blocks]
        self.begin = min((*begins, day))
        self.end = max((*ends, until, day, *([dependence.end] if dependence else [])))
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._moving = False
        self.move_to(day)

    def move_to(self, day: date) -> None:
        """Let the line stand on a day, and say what holds then."""
        self.day = min(max(day, self.begin), self.end)
        self.setAccessibleName(_("约定与补充协议，查看日期 {day}").format(day=self.day))
        said = [f"{lane.label} {self.value(lane)[0]}" for lane in self.lanes]
        papers = [f"{turn.document} {turn.day}" for turn in self.turns]
        self._told = "\n".join((*papers, *(f"{lane.label}：{' '.join(self.value(lane))}" for lane in self.lanes)))
        self.setToolTip(self._told)
        self.setAccessibleDescription(clauses([*said, *([self.dependence.words] if self.dependence else [])]))
        self.update()

    def value(self, lane: TermLane) -> tuple[str, str]:
        """What holds of a lane on the day, and the document that says so; a dash before it begins and after its end."""
        block = lane.on(self.day)
        return (block.words, block.document) if block is not None else (_NONE, "")

    # --- sizes

    def sizeHint(self) -> QSize:
        """Dates above, a line a term, and what depends on it."""
        rows = len(self.lanes) + (1 if self.dependence else 0)
        return QSize(_LABEL + _LEAST + _VALUE + _SOURCE, _HEAD + _ROW * rows + _PAD)

    @property
    def track(self) -> QRectF:
        """Where time is drawn."""
        beside = _VALUE + _SOURCE if self.roomy else 0
        width = max(1, self.width() - self.labels - beside - _DATE - 2 * _PAD)
        return QRectF(self.labels, _HEAD, width, self.height() - _HEAD)

    @property
    def roomy(self) -> bool:
        """Whether there is room for what holds on the day beside the lanes; else only the lanes tell it."""
        return self.width() >= _LABEL + _LEAST + _VALUE + _SOURCE + _DATE

    @property
    def labels(self) -> int:
        """How wide the names of the terms are."""
        return _LABEL if self.roomy else min(_LABEL, self.width() // 3)

    @property
    def values(self) -> float:
        """Where stands what holds on the day: behind the word at the last line."""
        return self.track.right() + _DATE

    def _x(self, day: date) -> float:
        whole = max(1, (self.end - self.begin).days)
        return self.track.left() + self.track.width() * (day - self.begin).days / whole

    def _day(self, x: float) -> date:
        whole = (self.end - self.begin).days
        share = (x - self.track.left()) / self.track.width()
        return self.begin + timedelta(days=round(whole * min(1.0, max(0.0, share))))

    # --- hands

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the line."""
        if event.button() == Qt.MouseButton.LeftButton and self.track.contains(QPointF(event.position())):
            self._moving = True
            self.move_to(self._day(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move it; where it is not held tell of the block under the pointer."""
        if self._moving:
            self.move_to(self._day(event.position().x()))
            return
        over = self.track.contains(event.position())
        self.setCursor(Qt.CursorShape.SplitHCursor if over else Qt.CursorShape.ArrowCursor)
        row = int((event.position().y() - _HEAD) // _ROW)
        lane = self.lanes[row] if over and 0 <= row < len(self.lanes) else None
        block = lane.on(self._day(event.position().x())) if lane is not None else None
        words = f"{lane.label}：{block.words}\n{block.document}\n{block.begin} — {block.end}" if lane and block else ""
        self.setToolTip(words or self._told)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let it go."""
        if self._moving:
            self._moving = False
            self.asked.emit(self.day)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """By a day, or to the next change."""
        by = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if by is None:
            super().keyPressEvent(event)
            return
        day = self.day + timedelta(days=by)
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            turns = sorted({*(turn.day for turn in self.turns), self.until})
            beyond = [turn for turn in turns if (turn - self.day).days * by > 0]
            day = (beyond[0] if by > 0 else beyond[-1]) if beyond else self.day
        before = self.day
        self.move_to(day)
        if self.day != before:
            self.asked.emit(self.day)

    # --- how it looks

    def _paint(self, painter: QPainter) -> None:
        if self.hasFocus():
            paint.plate(painter, self.rect(), 5, line="accent", width=focus_width())
        self._paint_turns(painter)
        for n, lane in enumerate(self.lanes):
            self._paint_lane(painter, lane, _HEAD + n * _ROW)
        if self.dependence is not None:
            self._paint_dependence(painter, self.dependence, _HEAD + len(self.lanes) * _ROW)
        self._paint_line(painter, self.until, _("到期日"), "warn", dashed=True)
        self._paint_line(painter, self.day, _("查看"), "accent_text", dashed=False)

    def _paint_turns(self, painter: QPainter) -> None:
        """A document with its day over each change, as far as there is room for its name."""
        edge, small = 0.0, QFontMetrics(font(MICRO))
        lines = [self._x(day) for day in (self.until, self.day)]
        for n, turn in enumerate(self.turns):
            x = self._x(turn.day)
            painter.fillRect(QRectF(x, _HEAD - 2, 1, self.height() - _HEAD), colour("line"))
            right = [self._x(later.day) for later in self.turns[n + 1 :]] + [at - _DATE for at in lines if at > x]
            room = min([*right, self.track.right() + 60]) - x - 6
            words = f"{turn.day:%Y-%m}"
            if x < edge or room < small.horizontalAdvance(words):
                continue
            painter.setFont(font(MICRO))
            name = cut(painter, turn.document, room)
            paint.words(painter, QRectF(x + 3, 4, room, 16), LEFT, name, "text2", font(MICRO))
            paint.words(painter, QRectF(x + 3, 19, room, 16), LEFT, words, "text3", font(MICRO))
            edge = x + max(small.horizontalAdvance(name), small.horizontalAdvance(words)) + 8
        right_column = QRectF(self.values, 4, _VALUE + _SOURCE if self.roomy else 0, 30)
        if self.roomy:
            paint.words(painter, right_column, LEFT, _("当日生效值、依据"), "text3", font(MICRO))

    def _paint_lane(self, painter: QPainter, lane: TermLane, top: int) -> None:
        label = QRectF(_PAD, top, self.labels - 2 * _PAD, _ROW)
        paint.words(painter, label, LEFT, cut(painter, lane.label, label.width()), "text", font(NOTE))
        painter.setFont(font(NOTE))
        here = lane.on(self.day)
        for block in lane.blocks:
            self._paint_block(painter, block, top, here=block is here)
        if not self.roomy:
            return
        value, document = self.value(lane)
        box = QRectF(self.values, top, _VALUE, _ROW)
        ink = "text" if here is not None else "text3"
        paint.line(painter, box, LEFT, value, ink, font(weight=SEMIBOLD if here is not None else NORMAL))
        waits = here is not None and not here.signed
        words = _("{document}未签").format(document=document) if waits else document
        source = QRectF(box.right() + 4, top, _SOURCE, _ROW)
        paint.line(painter, source, LEFT, words, "warn" if waits else "text3", font(NOTE))

    def _paint_block(self, painter: QPainter, block: LaneBlock, top: int, *, here: bool) -> None:
        left, right = self._x(block.begin), self._x(block.end)
        box = QRectF(left + 1, top + (_ROW - _BAR) / 2, max(3.0, right - left - 2), _BAR)
        ground, edge, ink = ("accent_soft", "accent_line", "accent_text") if here else ("sunken", "", "text3")
        if not block.signed:
            ground, edge, ink = "warn_soft", "warn", "warn"
        paint.frame(painter, box, 4, ground, edge)
        if not block.signed:
            painter.setPen(QPen(colour("warn"), 1, Qt.PenStyle.DashLine))
            painter.drawRoundedRect(box, 4, 4)
        words = box.adjusted(6, -1, -4, -1)
        face = font(NOTE, MEDIUM if here else NORMAL)
        if QFontMetrics(face).horizontalAdvance(block.words) <= words.width():
            paint.words(painter, words, LEFT, block.words, ink, face)

    def _paint_dependence(self, painter: QPainter, one: Dependence, top: int) -> None:
        """How long what depends on it lasts; what lies behind the end in amber, with the days."""
        painter.fillRect(QRectF(_PAD, top, self.width() - 2 * _PAD, 1), colour("line2"))
        label = QRectF(_PAD, top, self.labels - 2 * _PAD, _ROW)
        painter.setFont(font(NOTE))
        paint.words(painter, label, LEFT, cut(painter, one.label, label.width()), "text", font(NOTE))
        start, end, last = self.track.left(), self._x(min(one.end, self.until)), self._x(one.end)
        middle = top + _ROW / 2
        paint.frame(painter, QRectF(start, middle - 4, max(0.0, end - start), 8), 4, "teal_mid")
        late = (one.end - self.until).days
        if late > 0:
            paint.frame(painter, QRectF(end, middle - 4, max(4.0, last - end), 8), 4, "warn_solid")
        if not self.roomy:
            return
        box = QRectF(self.values, top, _VALUE, _ROW)
        paint.words(painter, box, LEFT, one.end.isoformat(), "warn" if late > 0 else "text", font(weight=SEMIBOLD))
        words = _("晚 {days} 天").format(days=f"{late:,}") if late > 0 else _("不晚于到期")
        source = QRectF(box.right() + 4, top, _SOURCE, _ROW)
        paint.line(painter, source, LEFT, words, "warn" if late > 0 else "text3", font(NOTE))

    def _paint_line(self, painter: QPainter, day: date, words: str, ink: str, *, dashed: bool) -> None:
        x = self._x(day)
        painter.setPen(
            QPen(colour(ink), 1.5 if dashed else 2, Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine)
        )
        painter.drawLine(QPointF(x, _HEAD - 4), QPointF(x, self.height() - 2))
        near = abs(self._x(self.until) - self._x(self.day)) < 1 and dashed
        if near:
            return
        left = not dashed and x - self.track.left() > _DATE
        box = QRectF(x - _DATE - 4 if left else x + 4, 4, _DATE, 16)
        align = RIGHT if left else LEFT
        paint.words(painter, box, align, words, ink, font(MICRO, MEDIUM))
        paint.words(painter, box.translated(0, 15), align, f"{day:%m-%d}", ink, font(MICRO, MEDIUM))
