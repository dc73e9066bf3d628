"""Tabs: words with a line under the one that is seen, and a count beside each."""

import math

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QTabBar, QToolButton, QWidget

from desktop.ui.kit import paint
from desktop.ui.kit.paint import LEFT, RIGHT
from desktop.ui.kit.theme import MEDIUM, NOTE, colour, focus_width, font
from models.words import _

_GAP, _TIGHT, _COUNT_GAP = 20, 10, 6


class Tabs(paint.Painted, QTabBar):
    """A bar of underlined tabs; `add` gives each a name of its own, `currentChanged` is Qt's.

    `height` is that of the strip it stands in: the line under the current tab lies on the strip's lower edge.
    """

    def __init__(self, height: int = 40, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._height = height
        self._gap = _GAP
        self._bold = font(weight=MEDIUM)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(True)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setFixedHeight(height)
        arrows = self.findChildren(QToolButton)  # for the pointer: from the keyboard the bar is one stop
        for arrow, words in zip(arrows, (_("向左滚动"), _("向右滚动")), strict=True):
            arrow.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            arrow.setAccessibleName(words)

    def add(self, text: str, count: int | None = None, key: object = None) -> int:
        """Another tab at the end; returns its place. `key` comes back from `key_at`."""
        place = self.addTab(text)
        self.setTabData(place, (count, text if key is None else key))
        self._name(place)
        self._tighten()
        return place

    def set_count(self, place: int, count: int | None) -> None:
        """Show how many things are behind a tab."""
        self.setTabData(place, (count, self.key_at(place)))
        self._name(place)
        self._tighten()
        self.updateGeometry()
        self.setTabText(place, self.tabText(place))  # the bar lays its tabs out anew only when a text is set
        self.update()

    def key_at(self, place: int) -> object:
        """What `add` was given for a tab; None where there is none."""
        data = self.tabData(place)
        return data[1] if data else None

    def place_of(self, key: object) -> int:
        """Where the tab of a key stands; -1 where there is none."""
        return next((place for place in range(self.count()) if self.key_at(place) == key), -1)

    def count_at(self, place: int) -> int | None:
        """The count beside a tab."""
        data = self.tabData(place)
        return data[0] if data else None

    def _name(self, place: int) -> None:
        count = self.count_at(place)
        self.setAccessibleTabName(place, self.tabText(place) if count is None else f"{self.tabText(place)} {count:,}")

    def _count_words(self, place: int) -> str:
        count = self.count_at(place)
        return "" if count is None else f"{count:,}"

    def _count_width(self, place: int) -> int:
        words = self._count_words(place)
        return self.fontMetrics().horizontalAdvance(words) + _COUNT_GAP if words else 0

    def tabSizeHint(self, index: int) -> QSize:
        """As wide as words and count, always as if they were emphasised, so that nothing moves."""
        return QSize(self._words_width(index) + self._gap, self._height)

    def _words_width(self, place: int) -> int:
        words = QFontMetrics(self._bold).horizontalAdvance(self.tabText(place))
        return words + self._count_width(place) + 2

    def _wanted(self) -> int:
        return sum(self._words_width(place) + _GAP for place in range(self.count()) if self.isTabVisible(place))

    def sizeHint(self) -> QSize:
        """All tabs with air between them."""
        return QSize(self._wanted(), self._height)

    def _tighten(self) -> None:
        """Let the tabs move together before the bar has to scroll."""
        seen = max(1, sum(self.isTabVisible(place) for place in range(self.count())))
        lacking = max(0, self._wanted() - self.width())
        self._gap = max(_TIGHT, _GAP - math.ceil(lacking / seen))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As much air as there is."""
        self._tighten()
        super().resizeEvent(event)

    def minimumTabSizeHint(self, index: int) -> QSize:
        """Tabs are not squeezed; the bar scrolls."""
        return self.tabSizeHint(index)

    def _paint(self, painter: QPainter) -> None:
        pointed = self.tabAt(self.mapFromGlobal(self.cursor().pos())) if self.underMouse() else -1
        for place in range(self.count()):
            self._paint_tab(painter, place, self.tabRect(place), pointed=place == pointed)

    def _paint_tab(self, painter: QPainter, place: int, box: QRect, *, pointed: bool) -> None:
        here = place == self.currentIndex()
        inner = QRectF(box).adjusted(self._gap / 2, 0, -self._gap / 2, 0)
        paint.pen(painter, "text" if here or pointed else "text2", self._bold if here else font())
        painter.drawText(inner.translated(0, -0.5), LEFT, self.tabText(place))
        paint.pen(painter, "accent_text" if here else "text3", font(NOTE + 1))
        painter.drawText(inner.translated(0, -0.5), RIGHT, self._count_words(place))
        if here:
            painter.fillRect(QRectF(inner.left() - 1, box.bottom() - 1, inner.width() + 2, 2), colour("graphic"))
            if self.hasFocus():
                painter.setPen(QPen(colour("accent"), focus_width()))
                painter.drawRoundedRect(QRectF(box).adjusted(3, 6, -3, -6), 4, 4)
        elif pointed:
            y = box.bottom()
            painter.setPen(QPen(colour("line2"), 2))
            painter.drawLine(QPointF(inner.left(), y), QPointF(inner.right(), y))
