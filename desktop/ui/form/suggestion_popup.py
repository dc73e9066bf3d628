"""The list under a picker: what matches, and a way on at the end."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QCursor, QFontMetricsF, QMouseEvent
from PySide6.QtWidgets import QListView, QWidget

from desktop.ui.kit import layouts
from desktop.ui.kit.chooser import FOOT, ROW_HEIGHT, ChoiceModel, ChoicePainter, leads_on, offer_at
from desktop.ui.kit.popup import Popup
from desktop.ui.kit.row_list import set_up
from desktop.ui.kit.suggestions import Suggestion
from desktop.ui.kit.theme import BODY, NOTE, font

LEAST, MOST = 300, 480  # width in pixels; wider only where the box is
_SHOWN, _EDGE = 9, 5


def _needed(offers: Sequence[Suggestion]) -> int:
    """How wide the lines that are seen at once want to be."""
    words, facts = QFontMetricsF(font(BODY)), QFontMetricsF(font(NOTE))
    wide = (words.horizontalAdvance(one.text) + facts.horizontalAdvance(one.fact) for one in offers[:_SHOWN])
    return int(max(wide, default=0)) + 68


class SuggestionPopup(Popup):
    """The popup of a picker; `taken` with an offer, `went_on` when the last line was chosen, `all_wanted` for F4."""

    taken = Signal(object)
    went_on = Signal()
    all_wanted = Signal()

    def __init__(self, box: QWidget, name: str, way_on: str = "") -> None:
        super().__init__(box)
        self.model = ChoiceModel()
        self.model.way_on = way_on
        self.view = QListView(self)
        set_up(self.view, ChoicePainter(self.view), name, rows=self.model)
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
        height = lines * ROW_HEIGHT + (FOOT if self.model.way_on else 0) + 2 * _EDGE
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
        elif index.isValid() and leads_on(index):
            self.hide()
            self.went_on.emit()

    def _clicked(self, index: QModelIndex) -> None:
        self.view.setCurrentIndex(index)
        whole = leads_on(index) and self.view.viewport().mapFromGlobal(QCursor.pos()).x() > self.view.width() * 0.6
        if whole:
            self.hide()
            self.all_wanted.emit()
        else:
            self.take()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on the edge is not one on what lies below."""
        event.accept()
