"""Typing narrows a list, arrows move in it, Enter takes or ticks: the rows of every such list, how they look, the keys."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter
from PySide6.QtWidgets import QLineEdit, QListView

from desktop.ui.kit import icons, paint
from desktop.ui.kit.accessibility import ENTER
from desktop.ui.kit.choices import BOX, paint_box
from desktop.ui.kit.controls import TextBox
from desktop.ui.kit.paint import LEFT, RIGHT
from desktop.ui.kit.row_list import ROW, Index, ItemPainter, RowModel, RowState, set_up
from desktop.ui.kit.suggestions import Suggestion
from desktop.ui.kit.tasks import Debounce
from desktop.ui.kit.theme import BODY, NOTE, colour, font
from models.words import _

ROW_HEIGHT, FOOT = 32, 38
STEPS = {
    Qt.Key.Key_Down.value: 1, Qt.Key.Key_Up.value: -1, Qt.Key.Key_PageDown.value: 10, Qt.Key.Key_PageUp.value: -10,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands under the offers and is none: a note, or, if it `leads`, the way on."""

    words: str
    leads: bool = False


class ChoiceModel(RowModel):
    """Offers, or a note that there are none, and after them the way on if there is one.

    `ticked` are those chosen by their keys where several may be, also when another search hides them; else None.
    """

    def __init__(self) -> None:
        super().__init__()
        self.offers: Sequence[Suggestion] = ()
        self.way_on = ""
        self.note = ""
        self.ticked: dict[Any, Suggestion] | None = None

    def tick_these(self, offers: Sequence[Suggestion], *, on: bool) -> None:
        """Tick offers, or take their ticks off."""
        assert self.ticked is not None
        for offer in offers:
            if on:
                self.ticked[offer.key] = offer
            else:
                self.ticked.pop(offer.key, None)
        if self.rows:
            self.dataChanged.emit(self.index(0), self.index(len(self.rows) - 1))

    def show(self, offers: Sequence[Suggestion], note: str = "") -> None:
        """Take other offers; `note` is what stands there when there are none."""
        self.offers, self.note = offers, "" if offers else note
        besides = (Beside(self.note), Beside(self.way_on, leads=True))
        self.show_rows([*offers, *(beside for beside in besides if beside.words)])

    def words(self, row: Suggestion | Beside) -> str:
        """See RowModel."""
        return row.words if isinstance(row, Beside) else row.text

    def tip(self, row: Suggestion | Beside) -> str:
        """The whole of words that may be cut."""
        return self.words(row)

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


class ChoicePainter(ItemPainter):
    """One line of the list, `row` pixels high; the current one is seen where the list has the keys, or is `led` from a box."""

    def __init__(self, parent: QListView, row: int = ROW_HEIGHT) -> None:
        super().__init__(parent)
        self.led = True
        self._row = row

    def height(self, index: Index) -> int:
        """One line; the way on is a little higher."""
        return FOOT if leads_on(index) else self._row

    def _draw(self, painter: QPainter, box: QRectF, index: Index, state: RowState) -> None:
        offer = offer_at(index)
        if leads_on(index):
            painter.fillRect(QRectF(box.x() - 1, box.y() + 2, box.width() + 2, 1), colour("line"))
            box = box.adjusted(0, 5, 0, 0)
        current = state.selected and (self.led or state.focused)
        if index.flags() & Qt.ItemFlag.ItemIsEnabled and (current or state.pointed):
            paint.frame(painter, box, 5, "select" if current else "hover")
        if offer is not None:
            state_of_tick = index.data(Qt.ItemDataRole.CheckStateRole)
            left = 9
            if state_of_tick is not None:
                corner = QPointF(box.x() + 9, box.y() + (box.height() - BOX) / 2)
                paint_box(painter, corner, Qt.CheckState(state_of_tick))
                left += BOX + 8
            _paint_offer(painter, box.adjusted(left, 0, -9, 0), offer)
        elif leads_on(index):
            _paint_way_on(painter, box, str(index.data()))
        else:
            paint.words(painter, box.adjusted(9, -0.5, -9, -0.5), LEFT, str(index.data()), "text3", font(BODY))


def leads_on(index: Index) -> bool:
    """Whether a row is the way on."""
    row = index.data(ROW)
    return isinstance(row, Beside) and row.leads


def _paint_way_on(painter: QPainter, rect: QRectF, words: str) -> None:
    icons.draw(painter, "add", rect.topLeft() + QPointF(8, (rect.height() - 16) / 2), 16, "accent_text")
    paint.words(painter, rect.adjusted(30, -1, 0, -1), LEFT, words, "accent_text", font(BODY))
    paint.words(painter, rect.adjusted(0, -0.5, -9, -0.5), RIGHT, _("F4 完整查找"), "text3", font(NOTE))


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


class _View(QListView):
    """The list, when the keys are in it: Space and Enter tick or take."""

    def __init__(self, chooser: "Chooser") -> None:
        super().__init__()
        self._chooser = chooser

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows are left to the list."""
        if event.key() in (*ENTER, Qt.Key.Key_Space):
            self._chooser.enter()
        else:
            super().keyPressEvent(event)


class Narrower(QObject):
    """Typing in a `box` narrows the rows of a `view`, arrows move in it, Enter takes.

    Whoever lays them out answers `asked`, what is looked for, by giving the `model` other rows; `taken` with one of them.
    """

    asked = Signal(str)
    taken = Signal(object)

    def __init__(
        self, parent: QObject, box: QLineEdit, view: QListView, *, pause: int = 0, around: bool = False
    ) -> None:
        """`pause` in milliseconds after the last key; `around`: beyond the last row comes the first."""
        super().__init__(parent)
        model = view.model()
        assert isinstance(model, RowModel)
        self.box, self.view, self.model, self._around = box, view, model, around
        box.installEventFilter(self)
        box.textEdited.connect(self._typed)
        self._pause = Debounce(pause, self.look, self)

    def _typed(self, text: str) -> None:
        if self._pause.interval():
            self._pause.start()
        else:
            self.look()

    def look(self) -> None:
        """Ask for what fits the text."""
        self._pause.stop()
        self.asked.emit(self.box.text().strip())

    def step(self, by: int, start: int | None = None) -> None:
        """Go so many rows on from the current one, or from `start`; what cannot be chosen is stepped over."""
        model, count = self.model, self.model.rowCount()
        row = self.view.currentIndex().row() if start is None else start
        way = 1 if by > 0 else -1
        places = (
            [(row + way * n) % count if self._around else row + way * n for n in range(1, count + 1)] if count else []
        )
        fit = [place for place in places if 0 <= place < count and model.choosable(model.rows[place])]
        if fit:
            self.view.setCurrentIndex(model.index(fit[min(abs(by), len(fit)) - 1]))

    def enter(self) -> None:
        """Take the current row."""
        self.take(self.view.currentIndex())

    def take(self, index: QModelIndex) -> None:
        """Take a row, if it can be chosen."""
        if index.isValid() and self.model.choosable(row := self.model.rows[index.row()]):
            self.taken.emit(row)

    def key(self, event: QKeyEvent) -> bool:
        """The keys of the box: whether one belongs to the list."""
        if event.key() in STEPS:
            self.step(STEPS[event.key()])
        elif event.key() in ENTER:
            self.enter()
        else:
            return False
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See `key`."""
        if watched is not self.box or event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        return self.key(event)


class Chooser(Narrower):
    """Offers narrowed by typing; `show` answers `asked`.

    `taken` with an offer; where `model.ticked` is a mapping `ticked` after a tick was turned, and `entered` when Enter did it.
    """

    model: ChoiceModel
    ticked = Signal(object)
    entered = Signal()

    def __init__(self, parent: QObject, *, pause: int = 0, row: int = ROW_HEIGHT, eager: bool = True) -> None:
        """`eager`: Enter belongs to the list before anything was typed; `pause` in milliseconds after the last key."""
        self._eager = eager
        self._entered = False  # before what was looked for was there
        self.looking = False
        self.note = ""  # what stands there when nothing was found
        view, model = _View(self), ChoiceModel()
        view.setModel(model)
        super().__init__(parent, TextBox(), view, pause=pause)
        self.view.setUniformItemSizes(True)
        self.painter = ChoicePainter(self.view, row)
        self.painter.led = eager
        self.view.clicked.connect(self._clicked)

    def name(self, box: str, view: str) -> None:
        """What a screen reader says of them."""
        self.box.setAccessibleName(box)
        set_up(self.view, self.painter, view)

    def _typed(self, text: str) -> None:
        self.looking = True
        self._lead(on=self._eager or bool(text.strip()))
        super()._typed(text)

    def look(self) -> None:
        """Ask for what fits the text."""
        self.looking = True
        self._lead(on=self._eager or bool(self.box.text().strip()))
        super().look()

    def show(self, offers: Sequence[Suggestion]) -> None:
        """List what was found and mark the first, of what was typed the first not ticked; Enter pressed before takes it."""
        self.looking = False
        self.model.show(offers, self.note)
        ticked = self.model.ticked or {}
        typed = bool(self.box.text().strip())
        free = (place for place, offer in enumerate(offers) if not typed or offer.key not in ticked)
        self.view.setCurrentIndex(self.model.index(next(free, 0) if offers else -1))
        if self._entered:
            self.enter()

    def _lead(self, *, on: bool) -> None:
        self.painter.led = on
        self.view.viewport().update()

    def enter(self) -> None:
        """Tick or take the current row, once what was typed is found."""
        self._entered = self.looking
        if not self.looking and self.turn(self.view.currentIndex()) and self.model.ticked is not None:
            self.entered.emit()

    def turn(self, index: QModelIndex) -> bool:
        """Take an offer, or tick it, or take its tick off; False where there is none."""
        offer = offer_at(index)
        if offer is None:
            return False
        if self.model.ticked is None:
            self.taken.emit(offer)
        else:
            self.model.tick_these([offer], on=offer.key not in self.model.ticked)
            self.ticked.emit(offer)
        return True

    def _clicked(self, index: QModelIndex) -> None:
        if self.model.ticked is not None:
            self.turn(index)

    def key(self, event: QKeyEvent) -> bool:
        """See Narrower; Enter is the list's own once it is led, and Ctrl+Enter never."""
        if event.key() in STEPS:
            self._lead(on=True)
        elif not self.painter.led or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return False
        return super().key(event)
