"""Values of a record with their labels, painted under each other."""

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter

from desktop.ui.form.timeline import Boxes, WrappedColumn, height_of, write_wrapped
from desktop.ui.kit import paint
from desktop.ui.kit.theme import NOTE, font
from desktop.ui.record.overview import Fact
from models.words import clauses

_LABELS, _GAP, _BETWEEN = 92, 10, 8


class FactList(WrappedColumn):
    """Labels at the left, values at the right; `followed` with a Fact that leads to a record."""

    followed = Signal(object)

    def __init__(self, facts: tuple[Fact, ...], labels: int = _LABELS) -> None:
        super().__init__()
        words = QFontMetrics(font(NOTE))
        longest = max((words.horizontalAdvance(fact.label) + 2 for fact in facts if not fact.beside), default=0)
        self.facts, self._labels = facts, min(_LABELS, max(labels, longest))
        self.setMouseTracking(True)
        self.setAccessibleName(clauses(f"{fact.label} {fact.text}" for fact in facts))

    def _measured(self, width: int) -> Boxes:
        labels, values = QFontMetrics(font(NOTE)), QFontMetrics(font())
        boxes: Boxes = []
        y, top, end = 0, 0, 0
        for fact in self.facts:
            x, wide = self._place(fact, end, width)
            top = top if x else y
            left = QRect(x, top + 1, wide, height_of(labels, fact.label, wide))
            start = x + wide + _GAP
            right = QRect(start, top, width - start, height_of(values, fact.text, width - start))
            boxes.append((left, right))
            end = start + values.horizontalAdvance(fact.text)
            y = max(y, left.bottom() + 1 + _BETWEEN, right.bottom() + 1 + _BETWEEN)
        return boxes

    def _place(self, fact: Fact, end: int, width: int) -> tuple[int, int]:
        """Where the label of a fact begins and how wide it is; `end` is where the value before it ends."""
        if fact.beside:
            wide = min(self._labels, QFontMetrics(font(NOTE)).horizontalAdvance(fact.label) + 2)
            x = max(width // 2 + _GAP, end + 2 * _GAP)
            if x + wide + _GAP + QFontMetrics(font()).horizontalAdvance(fact.text) <= width:
                return x, wide
        return 0, self._labels

    def heightForWidth(self, width: int) -> int:
        """As high as all lines."""
        boxes = self._boxes(width)
        return max(boxes[-1][0].bottom(), boxes[-1][1].bottom()) + 1 if boxes else 0

    def _paint(self, painter: QPainter) -> None:
        for fact, (left, right) in zip(self.facts, self._boxes(self.width()), strict=True):
            paint.pen(painter, "text3", font(NOTE))
            write_wrapped(painter, left, fact.label)
            paint.pen(painter, "accent_text" if fact.key is not None else "text", font())
            write_wrapped(painter, right, fact.text)

    def _at(self, event: QMouseEvent) -> Fact | None:
        for fact, (_left, right) in zip(self.facts, self._boxes(self.width()), strict=True):
            if fact.key is not None and right.contains(event.position().toPoint()):
                return fact
        return None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A hand over what leads on."""
        hand = Qt.CursorShape.PointingHandCursor if self._at(event) else Qt.CursorShape.ArrowCursor
        self.setCursor(hand)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Follow it."""
        fact = self._at(event)
        if fact is not None:
            self.followed.emit(fact)
