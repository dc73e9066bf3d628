"""The list under a picker: what matches with the matching characters underlined, grey facts, and a way on at the end."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QModelIndex, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QCursor, QFontMetricsF, QMouseEvent, QPainter
from PySide6.QtWidgets import QListView, QWidget

from desktop.ui.kit import icons, layouts, paint
from desktop.ui.kit.choices import BOX, paint_box
from desktop.ui.kit.paint import LEFT, RIGHT
from desktop.ui.kit.popup import Popup
from desktop.ui.kit.row_list import ROW, Index, ItemPainter, RowModel, RowState, set_up
from desktop.ui.kit.suggestions import Suggestion
from desktop.ui.kit.theme import BODY, NOTE, colour, font
from models.words import _

LEAST, MOST = 300, 480  # width in pixels; wider only where the box is
_ROW, _FOOT, _SHOWN, _EDGE = 32, 38, 9, 5


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands under the offers and is none: a note, or, if it `leads`, the way on."""

    words: str
    leads: bool = False


class SuggestionModel(RowModel):
    """Offers, or a note that there are none, and after them the way on if there is one.

    `ticked` are those chosen by their keys where several may be, also when another search hides them; else None.
    """

    def __init__(self) -> None:
        super().__init__()
        self.offers: Sequence[Suggestion] = ()
        self.way_on = ""
        self.note = ""
        self.ticked: dict[Any, Suggestion] | None = None

    def turn(self, index: Index) -> None:
        """Tick an offer, or take its tick off."""
        offer = offer_at(index)
        if offer is None or self.ticked is None:
            return
        if offer.key in self.ticked:
            del self.ticked[offer.key]
        else:
            self.ticked[offer.key] = offer
        self.dataChanged.emit(index, index)

    def show(self, offers: Sequence[Suggestion], note: str = "") -> None:
        """Take other offers; `note` is what stands there when there are none."""
        self.offers, self.note = offers, "" if offers else note
        besides = (Beside(self.note), Beside(self.way_on, leads=True))
        self.show_rows([*offers, *(beside for beside in besides if beside.words)])

    def words(self, row: Suggestion | Beside) -> str:
        """See RowModel."""
        return row.words if isinstance(row, Beside) else row.text

    def choosable(self, row: Suggestion | Beside) -> bool:
        """The note cannot be chosen."""
        return row.leads if isinstance(row, Beside) else True

    def tick(self, row: Suggestion | Beside) -> bool | None:
        """See RowModel."""
        return None if self.ticked is None or isinstance(row, Beside) else row.key in self.ticked


def offer_at(index: Index) -> Suggestion | None:
    """The offer on a row; None for the note and the way on."""
    row = index.data(ROW) if index.isValid() else None
    return row if isinstance(row, Suggestion) else None


class SuggestionPainter(ItemPainter):
    """One line of the list."""

    def height(self, index: Index) -> int:
        """One line; the way on is a little higher."""
        return _FOOT if _leads_on(index) else _ROW

    def draw(self, painter: QPainter, box: QRectF, index: Index, state: RowState) -> None:
        """Ground, words, facts."""
        offer = offer_at(index)
        if _leads_on(index):
            painter.fillRect(QRectF(box.x() - 1, box.y() + 2, box.width() + 2, 1), colour("line"))
            box = box.adjusted(0, 5, 0, 0)
        if index.flags() & Qt.ItemFlag.ItemIsEnabled and state.ground:
            paint.frame(painter, box, 5, state.ground)
        if offer is not None:
            state_of_tick = index.data(Qt.ItemDataRole.CheckStateRole)
            left = 9
            if state_of_tick is not None:
                corner = QPointF(box.x() + 9, box.y() + (box.height() - BOX) / 2)
                paint_box(painter, corner, Qt.CheckState(state_of_tick))
                left += BOX + 8
            _paint_offer(painter, box.adjusted(left, 0, -9, 0), offer)
        elif _leads_on(index):
            _paint_way_on(painter, box, str(index.data()))
        else:
            paint.words(painter, box.adjusted(9, -0.5, -9, -0.5), LEFT, str(index.data()), "text3", font(BODY))


def _leads_on(index: Index) -> bool:
    row = index.data(ROW)
    return isinstance(row, Beside) and row.leads


def _paint_way_on(painter: QPainter, rect: QRectF, words: str) -> None:
    icons.draw(painter, "add", rect.topLeft() + QPointF(8, (rect.height() - 16) / 2), 16, "accent_text")
    paint.words(painter, rect.adjusted(30, -1, 0, -1), LEFT, words, "accent_text", font(BODY))
    paint.words(painter, rect.adjusted(0, -0.5, -9, -0.5), RIGHT, _("F4 完整查找"), "text3", font(NOTE))


def _needed(offers: Sequence[Suggestion]) -> int:
    """How wide the lines that are seen at once want to be."""
    words, facts = QFontMetricsF(font(BODY)), QFontMetricsF(font(NOTE))
    wide = (words.horizontalAdvance(one.text) + facts.horizontalAdvance(one.fact) for one in offers[:_SHOWN])
    return int(max(wide, default=0)) + 68


def _paint_offer(painter: QPainter, rect: QRectF, offer: Suggestion) -> None:
    painter.setFont(font(NOTE))
    small = QFontMetricsF(font(NOTE))
    fact = small.elidedText(offer.fact, Qt.TextElideMode.ElideRight, rect.width() * 0.5)
    taken = small.horizontalAdvance(fact) + 16 if fact else 0
    paint.words(painter, rect.translated(0, -0.5), RIGHT, fact, "text3")
    paint.pen(painter, "text", font(BODY))
    metrics = QFontMetricsF(font(BODY))
    words = metrics.elidedText(offer.text, Qt.TextElideMode.ElideRight, rect.width() - taken)
    painter.drawText(rect.translated(0, -0.5), LEFT, words)
    for place in offer.hits:
        if place < len(words) - (words != offer.text):
            left = rect.left() + metrics.horizontalAdvance(offer.text[:place])
            width = metrics.horizontalAdvance(offer.text[place])
            painter.fillRect(QRectF(left, rect.center().y() + 9, width, 2), colour("hit"))


class SuggestionPopup(Popup):
    """The popup of a picker; `taken` with an offer, `went_on` when the last line was chosen, `all_wanted` for F4."""

    taken = Signal(object)
    went_on = Signal()
    all_wanted = Signal()

    def __init__(self, box: QWidget, name: str, way_on: str = "") -> None:
        super().__init__(box)
        self.model = SuggestionModel()
        self.model.way_on = way_on
        self.view = QListView(self)
        self.view.setModel(self.model)
        set_up(self.view, SuggestionPainter(self.view), name)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.clicked.connect(self._clicked)
        layouts.column(self.view, parent=self, margins=_EDGE)

    def offer(self, offers: Sequence[Suggestion], current: object = None, note: str = "") -> None:
        """Show offers, the one whose key is `current` marked, else the first; nothing to show closes it."""
        self.model.show(offers, note)
        if not self.model.rowCount():
            self.hide()
            return
        row = next((n for n, one in enumerate(offers) if one.key == current), 0)
        self.view.setCurrentIndex(self.model.index(row if offers else -1))
        lines = min(len(offers), _SHOWN) + bool(self.model.note)
        height = lines * _ROW + (_FOOT if self.model.way_on else 0) + 2 * _EDGE
        self.open_below(max(self.box.width(), LEAST, min(_needed(offers), MOST)), height)
        self.view.scrollTo(self.model.index(row))

    def count(self) -> int:
        """How many can be chosen."""
        return len(self.model.offers)

    def step(self, by: int) -> None:
        """Move the mark."""
        row = max(0, min(self.model.rowCount() - 1, self.view.currentIndex().row() + by))
        if self.model.note and row == 0:
            row = self.model.rowCount() - 1
        self.view.setCurrentIndex(self.model.index(row))

    def take(self) -> None:
        """Choose what is marked; nothing happens when nothing is."""
        index = self.view.currentIndex()
        offer = offer_at(index)
        if offer is not None:
            self.hide()
            self.taken.emit(offer)
        elif index.isValid() and _leads_on(index):
            self.hide()
            self.went_on.emit()

    def _clicked(self, index: QModelIndex) -> None:
        self.view.setCurrentIndex(index)
        whole = _leads_on(index) and self.view.viewport().mapFromGlobal(QCursor.pos()).x() > self.view.width() * 0.6
        if whole:
            self.hide()
            self.all_wanted.emit()
        else:
            self.take()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on the edge is not one on what lies below."""
        event.accept()
