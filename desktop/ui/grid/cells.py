"""How one cell of a list is painted: text, the words a search found, and the glyph or tint of a state."""

from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from desktop.ui.chips import HEIGHT as CHIP
from desktop.ui.chips import chip_width, paint_chip, paint_shape
from desktop.ui.grid.head import PADDING
from desktop.ui.grid.hits import hit
from desktop.ui.grid.model import ListModel
from desktop.ui.grid.statuses import sign_of
from desktop.ui.theme import MEDIUM, colour, font

if TYPE_CHECKING:
    from desktop.ui.grid.table import ListTable

_EMPTY = "—"
_ENDING = ("school_class", "order_class")  # records whose names differ at their ends
_CUT = 8000  # texts whose cut form is remembered: measuring them is half the work of a scroll
Index = QModelIndex | QPersistentModelIndex


class CellPainter(QStyledItemDelegate):
    """Paints cells straight from the tokens; no style is asked for each of them."""

    def __init__(self, table: "ListTable", model: ListModel) -> None:
        super().__init__(table)
        self._table, self._model = table, model
        self._plain, self._strong = font(), font(weight=MEDIUM)
        metrics = {False: QFontMetrics(self._plain), True: QFontMetrics(self._strong)}

        @lru_cache(maxsize=_CUT)
        def cut(text: str, width: int, strong: bool, middle: bool) -> str:
            how = Qt.TextElideMode.ElideMiddle if middle else Qt.TextElideMode.ElideRight
            return metrics[strong].elidedText(text, how, width)

        self._cut = cut

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground, hairline and contents."""
        rect: QRect = option.rect  # type: ignore[attr-defined] # the stubs leave out a style option's members
        row, column = index.row(), index.column()
        painter.fillRect(rect, self._table.ground_of(row))
        if self._model.is_fresh(row, column):
            painter.fillRect(rect, colour("select2" if self._table.currentIndex().row() == row else "accent_soft"))
            painter.fillRect(rect.left(), rect.top(), 2, rect.height(), colour("graphic"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, colour("line"))
        space = rect.adjusted(PADDING, -1, -PADDING, -1)
        text = self._model.text(row, column)
        field = self._model.fields[column]
        sign = sign_of(field, self._model.value(row, column)) if text else None
        if sign is not None and sign.tone:
            width = min(chip_width(text), space.width())
            at = QRectF(space.left(), rect.top() + (rect.height() - 1 - CHIP) / 2, width, CHIP)
            paint_chip(painter, at, text, sign.tone)
            return
        if sign is not None:
            paint_shape(painter, sign.shape, QPointF(space.left(), rect.top() + (rect.height() - 17) / 2))
            space.setLeft(space.left() + 21)
        self._write(painter, space, text, column, quiet=sign is not None)

    def _write(self, painter: QPainter, space: QRect, text: str, column: int, *, quiet: bool) -> None:
        strong = self._model.fields[column].name == self._model.display
        painter.setFont(self._strong if strong else self._plain)
        painter.setPen(colour("text2" if quiet else "text") if text else colour("disabled"))
        align = self._model.align(column)
        middle = self._model.fields[column].to in _ENDING
        shown = self._cut(text or _EMPTY, space.width(), strong, middle)
        painter.drawText(space, align, shown)
        if self._model.search and align & Qt.AlignmentFlag.AlignLeft and self._model.fields[column].search:
            self._underline(painter, space, text, shown)

    def _underline(self, painter: QPainter, space: QRect, text: str, shown: str) -> None:
        found = hit(text, self._model.search)
        if found is None or shown[: found[1]] != text[: found[1]]:
            return
        metrics = painter.fontMetrics()
        start = metrics.horizontalAdvance(text[: found[0]])
        width = metrics.horizontalAdvance(text[found[0] : found[1]])
        bottom = space.center().y() + metrics.height() // 2 - 1
        painter.fillRect(space.left() + start, bottom, width, 2, colour("hit"))
