"""What is wrong with the cell being written in, and what it probably should say, in a card below it."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QGraphicsDropShadowEffect, QVBoxLayout, QWidget

from desktop.exchange.suggesting import Suggestion
from desktop.ui.kit import icons, layouts, paint
from desktop.ui.kit.controls import Button, Kind, Label
from desktop.ui.kit.theme import MEDIUM, NOTE, colour
from models.words import _

_WIDTH = 316
_GAP = 6
_OFFERED = 2


class CellAdvice(paint.Painted, QFrame):
    """`taken` with a value for the cell, `skipped` when the row is to be left out. It never takes the keyboard."""

    taken = Signal(str)
    skipped = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._sign = ("error_circle_filled", "danger_solid")
        self.head, self.words = Label(weight=MEDIUM), Label(ink="text2", size=NOTE, wrapped=True)
        self.offers: tuple[Suggestion, ...] = ()
        self.buttons = [_AdviceButton(""), *(_AdviceButton("", Kind.DEFAULT) for _n in range(_OFFERED - 1))]
        self.buttons[0].kind = Kind.PRIMARY
        self.clear = _AdviceButton(_("清空"), Kind.DEFAULT).leads(lambda: self.taken.emit(""))
        self.skip = _AdviceButton(_("跳过此行"), Kind.GHOST).leads(self.skipped)
        for place, button in enumerate(self.buttons):
            button.clicked.connect(lambda _on=False, place=place: self.taken.emit(self.offers[place].value))
        self._lay_out()
        self.hide()

    def _lay_out(self) -> None:
        self.setFixedWidth(_WIDTH)
        title = layouts.row(self.head, margins=(22, 0, 0, 0))
        row = layouts.row(*self.buttons, self.clear, layouts.STRETCH, self.skip, gap=8)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(8)
        layouts.add(column, title, self.words, row)
        shadow = QGraphicsDropShadowEffect(self)  # short-lived, so drawing it in software costs nothing that matters
        shadow.setBlurRadius(28)
        shadow.setOffset(0, 8)
        shadow.setColor(colour("scrim"))
        self.setGraphicsEffect(shadow)

    def set_advice(self, head: str, words: str, offers: Sequence[Suggestion], *, fatal: bool, empty: bool) -> None:
        """Say what is wrong and what may be put there; an empty cell cannot be emptied."""
        self._sign = ("error_circle_filled", "danger_solid") if fatal else ("warning_filled", "warn_solid")
        self.offers = tuple(offers)[:_OFFERED]
        self.head.setText(head)
        self.words.setText(words)
        for place, button in enumerate(self.buttons):
            button.setVisible(place < len(self.offers))
            if place < len(self.offers):
                button.setText(self.offers[place].words)
                button.setToolTip(_("Ctrl+回车") if place == 0 else "")
        self.clear.setVisible(not empty)
        self.setAccessibleName(f"{head}。{words}")
        self.setFixedHeight(self._column.totalHeightForWidth(_WIDTH))

    def take_first(self) -> None:
        """Take the likeliest suggestion, if there is one."""
        if self.isVisible() and self.offers:
            self.taken.emit(self.offers[0].value)

    def stand_by(self, cell: QRect, room: QRect) -> None:
        """Show the card below the cell, or above it where the room ends, inside the room."""
        below = cell.bottom() + _GAP
        top = below if below + self.height() <= room.bottom() else cell.top() - _GAP - self.height()
        left = min(max(cell.left(), room.left()), room.right() - self.width())
        self.move(left, max(top, room.top()))
        self.raise_()
        self.show()

    def _paint(self, painter: QPainter) -> None:
        paint.plate(painter, self.rect(), 8, "raised", "line2")
        name, ink = self._sign
        icons.draw(painter, name, QPointF(14, self.head.geometry().center().y() - 7), 16, ink)


class _AdviceButton(Button):
    """A button that leaves the keyboard with the cell; Ctrl+Enter and the grid's keys do the same acts."""

    def __init__(self, text: str, kind: Kind = Kind.DEFAULT) -> None:
        super().__init__(text, kind)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
