"""The list of a form's groups: where one is, where something is wrong, one click away."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.kit import layouts, paint
from desktop.ui.kit.accessibility import Pressable
from desktop.ui.kit.theme import BODY, MEDIUM, MICRO, NORMAL, colour, focus_width, font
from models.words import _

WIDTH = 168
_ITEM, _LEFT = 30, 20


class _SectionItem(Pressable):
    """One group; its badge counts errors, or doubts when there are none."""

    SIZE = QSize(WIDTH - _LEFT, _ITEM)

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setText(title)
        self.count, self.bad = 0, False
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.badge(0, 0)

    def badge(self, errors: int, doubts: int) -> None:
        """Change what is counted."""
        self.count, self.bad = errors or doubts, errors > 0
        words = _("{group}，{errors} 处错误，{doubts} 处提醒") if errors or doubts else "{group}"
        self.setAccessibleName(words.format(group=self.text(), errors=errors, doubts=doubts))
        self.update()

    def _paint(self, painter: QPainter) -> None:
        here = self.isChecked()
        painter.fillRect(0, 0, 2 if here else 1, self.height(), colour("accent" if here else "line2"))
        painter.setFont(font(BODY, MEDIUM if here else NORMAL))
        painter.setPen(colour("accent_text" if here else "text" if self.underMouse() else "text2"))
        room = self.width() - 14 - (30 if self.count else 6)
        words = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
        self.setToolTip("" if words == self.text() else self.text())
        painter.drawText(QRectF(14, -0.5, room, self.height()), Qt.AlignmentFlag.AlignVCenter, words)
        if self.count:
            pill = QRectF(self.width() - 24, (self.height() - 18) / 2, 18, 18)
            paint.frame(painter, pill, 9, "danger_soft" if self.bad else "warn_soft")
            paint.pen(painter, "danger" if self.bad else "warn", font(MICRO, MEDIUM))
            painter.drawText(pill.translated(0, -0.5), Qt.AlignmentFlag.AlignCenter, str(self.count))
        if self.hasFocus():
            paint.frame(painter, QRectF(self.rect()).adjusted(4, 1, -1, -1), 4, line="accent", width=focus_width())


class SectionList(QWidget):
    """`chosen` with the number of a group."""

    chosen = Signal(int)

    def __init__(self, titles: Sequence[str]) -> None:
        super().__init__()
        self.setFixedWidth(WIDTH)
        self.setAccessibleName(_("分组"))
        column = layouts.column(parent=self, gap=0, margins=(_LEFT, 22, 0, 0))
        self.items = [_SectionItem(title, self) for title in titles]
        for place, item in enumerate(self.items):
            item.clicked.connect(lambda _on, place=place: self.chosen.emit(place))
            column.addWidget(item)
        column.addStretch(1)
        self.mark(0)

    def mark(self, place: int) -> None:
        """Show which group one looks at."""
        if place < len(self.items):
            self.items[place].setChecked(True)

    def badge(self, counts: Mapping[int, tuple[int, int]]) -> None:
        """Show (errors, doubts) by group."""
        for place, item in enumerate(self.items):
            item.badge(*counts.get(place, (0, 0)))
