"""How the rows of a list are painted: texts, the words a search found, and the glyph or tint of a state."""

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter

from desktop.ui.kit.chips import HEIGHT as CHIP
from desktop.ui.kit.chips import chip_width, paint_chip, paint_shape
from desktop.ui.kit.statuses import sign_of
from desktop.ui.kit.text_match import hit
from desktop.ui.kit.theme import MEDIUM, colour, font
from desktop.ui.list.model import ListModel
from desktop.ui.list.table_head import PADDING
from models.database.results import Row

if TYPE_CHECKING:
    from desktop.ui.list.table_state import TableState

_EMPTY = "—"
_CUT = 8000  # texts whose cut form is remembered: measuring them is half the work of a scroll


class Place(NamedTuple):
    """A column on screen; `room` is the width of what is written in it."""

    column: int
    left: int
    width: int
    room: int


class RowPainter:
    """Paints rows straight from the tokens, each in one go; neither the style nor Qt's model is asked for each cell."""

    def __init__(self, table: "TableState", model: ListModel) -> None:
        self._table, self._model = table, model
        self._plain, self._strong = font(), font(weight=MEDIUM)
        self._metrics = {False: QFontMetrics(self._plain), True: QFontMetrics(self._strong)}

        @lru_cache(maxsize=_CUT)
        def cut(text: str, width: int, strong: bool, middle: bool) -> tuple[str, int]:
            how = Qt.TextElideMode.ElideMiddle if middle else Qt.TextElideMode.ElideRight
            shown = self._metrics[strong].elidedText(text, how, width)
            return shown, self._metrics[strong].horizontalAdvance(shown)

        self._cut = cut

    def paint(self, painter: QPainter, row: int, top: int, height: int, places: Sequence[Place]) -> None:
        """Ground, hairline and contents of the columns at `places`."""
        left, right = places[0].left, places[-1].left + places[-1].width
        painter.fillRect(left, top, right - left, height, self._table.ground_of(row))
        painter.fillRect(left, top + height - 1, right - left, 1, colour("line"))
        if not self._model.is_here(row):
            for place in places:
                _hold_place(painter, row, top, height, place)
            return
        record = self._model.record(row)
        for place in places:
            if self._model.fresh and self._model.is_fresh(row, place.column):
                self._mark_fresh(painter, row, top, height, place)
            self._cell(painter, record, place, top, height)

    def _mark_fresh(self, painter: QPainter, row: int, top: int, height: int, place: Place) -> None:
        """A cell that was just changed."""
        current = self._table.currentIndex().row() == row
        painter.fillRect(place.left, top, place.width, height - 1, colour("select2" if current else "accent_soft"))
        painter.fillRect(place.left, top, 2, height - 1, colour("graphic"))

    def _cell(self, painter: QPainter, record: Row | None, place: Place, top: int, height: int) -> None:
        column, left, width = place.column, place.left + PADDING, place.room
        text = self._model.text_in(record, column)
        field = self._model.fields[column]
        sign = sign_of(field, record.values[field.name]) if text and record is not None else None
        if sign is not None and sign.tone:
            at = QRectF(left, top + (height - 1 - CHIP) / 2, min(chip_width(text), width), CHIP)
            paint_chip(painter, at, text, sign.tone)
            return
        if sign is not None:
            paint_shape(painter, sign.shape, QPointF(left, top + (height - 17) / 2))
            left, width = left + 21, width - 21
        self._write(painter, QRect(left, top - 1, width, height), text, column, quiet=sign is not None)

    def _write(self, painter: QPainter, space: QRect, text: str, column: int, *, quiet: bool) -> None:
        strong = self._model.fields[column].name == self._model.display
        painter.setFont(self._strong if strong else self._plain)
        painter.setPen(colour("text2" if quiet else "text") if text else colour("disabled"))
        to_right = self._model.to_right[column]
        shown, length = self._cut(text or _EMPTY, space.width(), strong, self._model.told_by_end[column])
        metrics = self._metrics[strong]
        base = space.top() + (space.height() - metrics.height()) // 2 + metrics.ascent()
        painter.drawText(space.left() + (space.width() - length if to_right else 0), base, shown)
        if self._model.search and not to_right and self._model.fields[column].search:
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


def _hold_place(painter: QPainter, row: int, top: int, height: int, place: Place) -> None:
    """A pale bar where a text will be, of differing lengths as texts are."""
    width = place.room * (5 + row * 7 % 4) // 10
    painter.fillRect(place.left + PADDING, top + height // 2 - 5, width, 8, colour("hover"))
