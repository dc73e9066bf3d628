"""The list under a picker: what matches with the matching characters underlined, grey facts, and a way on at the end."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QCursor, QFontMetricsF, QMouseEvent, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop.ui.kit import icons, layouts, paint
from desktop.ui.kit.choices import BOX, paint_box
from desktop.ui.kit.popup import Popup
from desktop.ui.kit.suggestions import Suggestion
from desktop.ui.kit.theme import BODY, NOTE, colour, font
from models.words import _

LEAST, MOST = 300, 480  # width in pixels; wider only where the box is
_ROW, _FOOT, _SHOWN, _EDGE = 32, 38, 9, 5
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
Index = QModelIndex | QPersistentModelIndex


class SuggestionModel(QAbstractListModel):
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
        offer = index.data(Qt.ItemDataRole.UserRole) if index.isValid() else None
        if offer is None or self.ticked is None:
            return
        if offer.key in self.ticked:
            del self.ticked[offer.key]
        else:
            self.ticked[offer.key] = offer
        self.dataChanged.emit(index, index)

    def show(self, offers: Sequence[Suggestion], note: str = "") -> None:
        """Take other offers; `note` is what stands there when there are none."""
        self.beginResetModel()
        self.offers = offers
        self.note = "" if offers else note
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """See Qt."""
        return 0 if parent.isValid() else len(self.offers) + bool(self.note) + bool(self.way_on)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The words, and the offer itself; None for the note and the way on."""
        if not index.isValid():
            return None
        offer = self.offers[index.row()] if index.row() < len(self.offers) else None
        if role == Qt.ItemDataRole.UserRole:
            return offer
        if role == Qt.ItemDataRole.DisplayRole:
            return offer.text if offer else self.note if self.note and index.row() == 0 else self.way_on
        if role == Qt.ItemDataRole.CheckStateRole and offer is not None and self.ticked is not None:
            return Qt.CheckState.Checked if offer.key in self.ticked else Qt.CheckState.Unchecked
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """The note cannot be chosen."""
        return Qt.ItemFlag.NoItemFlags if self.note and index.row() == 0 else super().flags(index)


class SuggestionPainter(QStyledItemDelegate):
    """One line of the list."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """One line; the way on is a little higher."""
        return QSize(0, _FOOT if _leads_on(index) else _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground, words, facts."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect: QRect = option.rect  # type: ignore[attr-defined] # a field of the option that the stubs do not know
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined] # as above
        offer = index.data(Qt.ItemDataRole.UserRole)
        if _leads_on(index):
            painter.fillRect(rect.x() - 1, rect.y() + 2, rect.width() + 2, 1, colour("line"))
            rect = rect.adjusted(0, 5, 0, 0)
        able = index.flags() & Qt.ItemFlag.ItemIsEnabled
        marked, over = state & QStyle.StateFlag.State_Selected, state & QStyle.StateFlag.State_MouseOver
        if able and (marked or over):
            paint.frame(painter, QRectF(rect), 5, "select" if marked else "hover")
        if offer is not None:
            state_of_tick = index.data(Qt.ItemDataRole.CheckStateRole)
            left = 9
            if state_of_tick is not None:
                paint_box(
                    painter, QPointF(rect.x() + 9, rect.y() + (rect.height() - BOX) / 2), Qt.CheckState(state_of_tick)
                )
                left += BOX + 8
            _paint_offer(painter, QRectF(rect).adjusted(left, 0, -9, 0), offer)
        elif _leads_on(index):
            _paint_way_on(painter, QRectF(rect), str(index.data()))
        else:
            paint.pen(painter, "text3", font(BODY))
            painter.drawText(QRectF(rect).adjusted(9, -0.5, -9, -0.5), _LEFT, str(index.data()))
        painter.restore()


def _leads_on(index: Index) -> bool:
    enabled = bool(index.flags() & Qt.ItemFlag.ItemIsEnabled)
    return enabled and index.data(Qt.ItemDataRole.UserRole) is None


def _paint_way_on(painter: QPainter, rect: QRectF, words: str) -> None:
    icons.draw(painter, "add", rect.topLeft() + QPointF(8, (rect.height() - 16) / 2), 16, "accent_text")
    paint.words(painter, rect.adjusted(30, -1, 0, -1), _LEFT, words, "accent_text", font(BODY))
    paint.words(painter, rect.adjusted(0, -0.5, -9, -0.5), _RIGHT, _("F4 完整查找"), "text3", font(NOTE))


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
    paint.words(painter, rect.translated(0, -0.5), _RIGHT, fact, "text3")
    paint.pen(painter, "text", font(BODY))
    metrics = QFontMetricsF(font(BODY))
    words = metrics.elidedText(offer.text, Qt.TextElideMode.ElideRight, rect.width() - taken)
    painter.drawText(rect.translated(0, -0.5), _LEFT, words)
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
        self.view.setItemDelegate(SuggestionPainter(self.view))
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setFrameShape(QListView.Shape.NoFrame)
        self.view.setMouseTracking(True)
        self.view.viewport().setAutoFillBackground(False)
        self.view.setAccessibleName(name)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
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
        offer = index.data(Qt.ItemDataRole.UserRole) if index.isValid() else None
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
