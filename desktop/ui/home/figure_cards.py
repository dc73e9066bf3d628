"""The cards of the home page: headline figures, and what needs attention."""

from datetime import date

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import QFrame

from desktop.manual import topics
from desktop.ui.home.concerns import Concern
from desktop.ui.kit import icons, layouts, paint
from desktop.ui.kit.cards import paint_card
from desktop.ui.kit.chips import TONES
from desktop.ui.kit.help import HelpButton
from desktop.ui.kit.page_widgets import FigureLink, FlatButton, TextLine, cut
from desktop.ui.kit.paint import LEFT, RIGHT
from desktop.ui.kit.theme import MEDIUM, NOTE, SEMIBOLD, focus_width, font
from models.words import _, joined

_SIDES = 22  # pixels left and right of the figures


class FigureCard(paint.Painted, QFrame):
    """One subject with its figures, each of which opens its list; the ground of the card belongs to the first.

    `measure` is the name of the declared measure that defines them, where one does.
    """

    def __init__(self, title: str, icon: str, ink: str = "graphic", measure: str = "") -> None:
        super().__init__()
        self.doors: list[FigureLink] = []
        self.measure = measure
        self._icon, self._ink = icon, ink
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._stand(title)
        self._name = TextLine(title, ink="text2")
        self._row = layouts.row(gap=6)
        self._head = head = layouts.row((self._name, 1), margins=(28, 0, 20, 0), gap=2)
        head.addStrut(HelpButton.HEIGHT)  # cards with a question mark and without stand in one line
        if measure:
            head.addWidget(HelpButton(topics.of_measure(measure), title))
        layouts.column(head, self._row, parent=self, gap=4, margins=(_SIDES - 10, 12, 10, 8))
        self.show_doors([FigureLink(24)])

    def help_topic(self) -> str:
        """How its figures are counted; '' where they are plain counts."""
        return topics.of_measure(self.measure) if self.measure else ""

    def show_doors(self, doors: list[FigureLink]) -> None:
        """Put these figures in place of those before."""
        layouts.clear(self._row)
        self.doors = doors
        layouts.add(self._row, *doors, layouts.STRETCH)

    def sizeHint(self) -> QSize:
        """As high as every other, as wide as its figures with their units."""
        doors = sum(door.sizeHint().width() for door in self.doors) + self._row.spacing() * len(self.doors)
        title = self._name.sizeHint().width() + self._head.sizeHint().width()  # which leaves out what may be cut
        return QSize(max(title, doors) + _SIDES, 84)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The ground opens the first list."""
        if (
            event.button() is Qt.MouseButton.LeftButton
            and self.doors
            and self.rect().contains(event.position().toPoint())
        ):
            self.doors[0].click()

    def _paint(self, painter: QPainter) -> None:
        paint_card(painter, QRectF(self.rect()), "accent" if self.underMouse() else "line2")
        icons.draw(painter, self._icon, QPointF(16, 14), 16, self._ink)
        icons.draw(painter, "chevron_right", QPointF(self.width() - 28, 14), 16, "text3")


def change_words(change: int) -> str:
    """How many more or fewer than a week ago."""
    if not change:
        return _("与上周持平")
    return _("较上周 {change}").format(change=f"{change:+,}".replace("-", "−"))


class ConcernCard(FlatButton):
    """One kind of problem: severity, name, rule in one line, number, by when; pressing it starts to deal with it."""

    SIZE = QSize(220, 104)

    def __init__(self, concern: Concern, day: date | None = None) -> None:
        super().__init__()
        self.concern, self.due = concern, concern.due_words(day) if day else ""
        self._tone = concern.due_tone(day) if day else "plain"
        self.setText(concern.title)
        words = _("{severity}：{title}，{rule}，{count} 条")
        told = words.format(severity=concern.severity, title=concern.title, rule=concern.rule, count=concern.count)
        change = "" if concern.change is None else change_words(concern.change)
        self._stand(joined((told, self.due, change)), f"{concern.title}\n{concern.rule}")

    def _paint(self, painter: QPainter) -> None:
        wanted = self.hasFocus() or self.pointed
        paint_card(
            painter, QRectF(self.rect()), "accent" if wanted else "line2", focus_width() if self.hasFocus() else 1
        )
        glyph, ink = self.concern.sign
        icons.draw(painter, glyph, QPointF(14, 14), 16, ink)
        box = QRectF(self.rect()).adjusted(38, 12, -14, -12)
        paint.pen(painter, "text", font(weight=MEDIUM))
        painter.drawText(QRectF(box.left(), 12, box.width(), 19), LEFT, cut(painter, self.text(), box.width()))
        paint.pen(painter, "text3", font(NOTE))
        painter.drawText(QRectF(box.left(), 32, box.width(), 18), LEFT, cut(painter, self.concern.rule, box.width()))
        self._paint_count(painter, box, wanted=wanted)

    def _paint_count(self, painter: QPainter, box: QRectF, *, wanted: bool) -> None:
        low = QRectF(box.left(), box.bottom() - 32, box.width(), 32)
        paint.pen(painter, "text", font(24, SEMIBOLD))
        count = f"{self.concern.count:,}"
        painter.drawText(low, LEFT, count)
        after = painter.fontMetrics().horizontalAdvance(count) + 10
        if self.due:
            paint.pen(painter, TONES[self._tone][1], font(NOTE))
            painter.drawText(low.adjusted(after, 4, 0, 0), LEFT, self.due)
        elif self.concern.change is not None:
            less = self.concern.change < 0
            paint.pen(painter, "ok" if less else "text3", font(NOTE))
            painter.drawText(low.adjusted(after, 4, 0, 0), LEFT, change_words(self.concern.change))
        if wanted:
            paint.words(painter, low.adjusted(0, 2, 0, 0), RIGHT, _("开始处理") + " F8", "accent_text", font())
        else:
            icons.draw(painter, "chevron_right", QPointF(low.right() - 16, low.center().y() - 8), 16, "text3")
