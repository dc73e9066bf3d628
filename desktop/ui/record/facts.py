"""Painted lists of the detail pane: values with their labels, and what became of a record."""

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from desktop.ui.kit import icons
from desktop.ui.kit.chips import TONES
from desktop.ui.kit.theme import NOTE, colour, font
from desktop.ui.record.change_history import Entry
from desktop.ui.record.overview import Fact
from models.words import clauses

_LABELS, _GAP, _BETWEEN = 92, 10, 8
_TOP = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
Boxes = list[tuple[QRect, QRect]]


def _wrapping(metrics: QFontMetrics, text: str, width: int) -> int:
    """How a text is broken into lines: between its words where each of them fits into one, else anywhere."""
    fits = all(metrics.horizontalAdvance(word) <= width for word in text.split())
    return int(Qt.TextFlag.TextWordWrap if fits else Qt.TextFlag.TextWrapAnywhere) | int(_TOP)


def _height(metrics: QFontMetrics, text: str, width: int) -> int:
    room = max(width, 20)
    return metrics.boundingRect(QRect(0, 0, room, 10_000), _wrapping(metrics, text, room), text).height()


def _write(painter: QPainter, where: QRect, text: str) -> None:
    painter.drawText(where, _wrapping(painter.fontMetrics(), text, where.width()), text)


class Column(QWidget):
    """Something painted that is as high as its contents are at its width."""

    def __init__(self) -> None:
        super().__init__()
        self._kept: tuple[int, Boxes] = (-1, [])
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def _measured(self, width: int) -> Boxes:
        """Where everything stands at a width."""
        raise NotImplementedError

    def _boxes(self, width: int) -> Boxes:
        """The same, measured once: layouts ask dozens of times."""
        if self._kept[0] != width:
            self._kept = (width, self._measured(width))
        return self._kept[1]

    def hasHeightForWidth(self) -> bool:
        """Text wraps."""
        return True

    def sizeHint(self) -> QSize:
        """Any width."""
        return QSize(300, self.heightForWidth(self.width() or 300))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width is another height."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()


class FactList(Column):
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
            left = QRect(x, top + 1, wide, _height(labels, fact.label, wide))
            start = x + wide + _GAP
            right = QRect(start, top, width - start, _height(values, fact.text, width - start))
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

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw every line."""
        painter = QPainter(self)
        for fact, (left, right) in zip(self.facts, self._boxes(self.width()), strict=True):
            painter.setFont(font(NOTE))
            painter.setPen(colour("text3"))
            _write(painter, left, fact.label)
            painter.setFont(font())
            painter.setPen(colour("accent_text" if fact.key is not None else "text"))
            _write(painter, right, fact.text)

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


class Timeline(Column):
    """Acts under each other, joined by a line."""

    _INSET, _AIR = 34, 14

    def __init__(self, entries: tuple[Entry, ...]) -> None:
        super().__init__()
        self.entries = entries
        self.setAccessibleName(clauses(f"{entry.words} {entry.meta}" for entry in entries))

    def _measured(self, width: int) -> Boxes:
        large, small = QFontMetrics(font()), QFontMetrics(font(NOTE))
        boxes, y, space = [], 0, width - self._INSET
        for entry in self.entries:
            words = QRect(self._INSET, y, space, _height(large, entry.words, space))
            meta = QRect(self._INSET, words.bottom() + 2, space, small.height())
            boxes.append((words, meta))
            y = meta.bottom() + 1 + self._AIR
        return boxes

    def heightForWidth(self, width: int) -> int:
        """As high as all acts."""
        boxes = self._boxes(width)
        return boxes[-1][1].bottom() + 6 if boxes else 0

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw line, icons, words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        boxes = self._boxes(self.width())
        for place, (entry, (words, meta)) in enumerate(zip(self.entries, boxes, strict=True)):
            top = words.top() + 1
            if place + 1 < len(boxes):
                painter.fillRect(11, top + 26, 1, boxes[place + 1][0].top() - top - 28, colour("line2"))
            painter.setPen(Qt.PenStyle.NoPen)
            ground, ink = TONES[entry.tone]
            painter.setBrush(colour(ground))
            painter.drawEllipse(QRectF(0, top, 23, 23))
            icons.draw(painter, entry.icon, QPointF(4, top + 4), 16, ink)
            painter.setFont(font())
            painter.setPen(colour("text3" if entry.undone else "text"))
            _write(painter, words, entry.words)
            painter.setFont(font(NOTE))
            painter.setPen(colour("text3"))
            cut = painter.fontMetrics().elidedText(entry.meta, Qt.TextElideMode.ElideRight, meta.width())
            painter.drawText(meta, _TOP, cut)

    def event(self, event: QEvent) -> bool:
        """The whole of a line that is cut, as a tooltip."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            for entry, (words, meta) in zip(self.entries, self._boxes(self.width()), strict=True):
                if words.united(meta).contains(event.pos()):
                    QToolTip.showText(event.globalPos(), entry.meta, self)
            return True
        return super().event(event)
