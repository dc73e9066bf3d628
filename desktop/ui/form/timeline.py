"""What became of a record, act by act, painted under each other; and the column of text it shares with facts."""

from functools import partial

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QHelpEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QToolTip, QWidget

from desktop.ui.form.change_history import HistoryEntry
from desktop.ui.kit import icons, layouts, paint
from desktop.ui.kit.chips import TONES
from desktop.ui.kit.page_widgets import FlatButton
from desktop.ui.kit.theme import NOTE, colour, font
from models.words import clauses

_TOP = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop


Boxes = list[tuple[QRect, QRect]]


def _wrapping(metrics: QFontMetrics, text: str, width: int) -> int:
    """How a text is broken into lines: between its words where each of them fits into one, else anywhere."""
    fits = all(metrics.horizontalAdvance(word) <= width for word in text.split())
    return int(Qt.TextFlag.TextWordWrap if fits else Qt.TextFlag.TextWrapAnywhere) | int(_TOP)


def height_of(metrics: QFontMetrics, text: str, width: int) -> int:
    """How high a text is when it is broken at a width."""
    room = max(width, 20)
    return metrics.boundingRect(QRect(0, 0, room, 10_000), _wrapping(metrics, text, room), text).height()


def write_wrapped(painter: QPainter, where: QRect, text: str) -> None:
    """Draw a text broken into lines."""
    painter.drawText(where, _wrapping(painter.fontMetrics(), text, where.width()), text)


class WrappedColumn(paint.Painted, QWidget):
    """Something painted that is as high as its contents are at its width."""

    def __init__(self) -> None:
        super().__init__()
        self._kept: tuple[int, Boxes] = (-1, [])
        layouts.break_lines(self)

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


class _Lead(FlatButton):
    """The words of an entry that leads to a record."""

    def __init__(self, entry: HistoryEntry, parent: QWidget) -> None:
        super().__init__(parent)
        self.setText(entry.words)
        self.setAccessibleName(f"{entry.words} {entry.meta}")

    def _paint(self, painter: QPainter) -> None:
        self.paint_ground(painter)
        paint.pen(painter, "accent_text", font())
        write_wrapped(painter, self.rect(), self.text())


class Timeline(WrappedColumn):
    """Acts under each other, joined by a line; `followed` with the entity and id of the record an entry leads to."""

    followed = Signal(str, object)
    _INSET, _AIR = 34, 14

    def __init__(self, entries: tuple[HistoryEntry, ...]) -> None:
        super().__init__()
        self.entries = entries
        self.setAccessibleName(clauses(f"{entry.words} {entry.meta}" for entry in entries))
        self.leads = {n: _Lead(entry, self) for n, entry in enumerate(entries) if entry.target is not None}
        for n, lead in self.leads.items():
            lead.clicked.connect(partial(self._follow, n))

    def _follow(self, place: int, _on: bool = False) -> None:
        target = self.entries[place].target
        if target is not None:
            self.followed.emit(*target)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What leads on stands where its words are."""
        super().resizeEvent(event)
        boxes = self._boxes(self.width())
        for n, lead in self.leads.items():
            lead.setGeometry(boxes[n][0])

    def _measured(self, width: int) -> Boxes:
        large, small = QFontMetrics(font()), QFontMetrics(font(NOTE))
        boxes, y, space = [], 0, width - self._INSET
        for entry in self.entries:
            words = QRect(self._INSET, y, space, height_of(large, entry.words, space))
            meta = QRect(self._INSET, words.bottom() + 2, space, small.height())
            boxes.append((words, meta))
            y = meta.bottom() + 1 + self._AIR
        return boxes

    def heightForWidth(self, width: int) -> int:
        """As high as all acts."""
        boxes = self._boxes(width)
        return boxes[-1][1].bottom() + 6 if boxes else 0

    def _paint(self, painter: QPainter) -> None:
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
            if place not in self.leads:
                paint.pen(painter, "text3" if entry.undone else "text", font())
                write_wrapped(painter, words, entry.words)
            paint.pen(painter, "text3", font(NOTE))
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
