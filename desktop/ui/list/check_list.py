"""A short list of boxes to tick, painted as the boxes everywhere."""

from collections.abc import Iterable, Mapping
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from desktop.ui.kit import paint
from desktop.ui.kit.choices import BOX, paint_box
from desktop.ui.kit.paint import LEFT
from desktop.ui.kit.row_list import Index, ItemPainter, RowState, set_up

_ROW = 28
_KEY = Qt.ItemDataRole.UserRole


class CheckList(QListWidget):
    """`ticked` with key, words and whether it is on now; a click anywhere in a row or Space ticks it.

    `led` is whether a box beside it has the keys: then the current row is seen all the same.
    """

    ticked = Signal(object, str, bool)

    def __init__(self) -> None:
        super().__init__()
        self.led = False
        set_up(self, LinePainter(self), "", ground=True)
        self.setUniformItemSizes(True)
        self.itemClicked.connect(self._turn)

    def offer(self, choices: Iterable[tuple[Any, str]], chosen: Mapping[Any, object]) -> None:
        """List choices, those of `chosen` ticked."""
        self.clear()
        for key, words in choices:
            item = QListWidgetItem(words, self)
            item.setData(_KEY, key)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            item.setToolTip(words)
        self.mark(chosen)
        first = (row for row in range(self.count()) if self.item(row).data(_KEY) not in chosen)
        self.setCurrentRow(next(first, 0))

    def step(self, by: int) -> None:
        """Go up or down, not beyond the ends."""
        self.setCurrentRow(min(max(self.currentRow() + by, 0), self.count() - 1))

    def turn(self) -> None:
        """Tick the current row, or take its tick off."""
        if self.currentItem() is not None:
            self._turn(self.currentItem())

    def mark(self, chosen: Mapping[Any, object]) -> None:
        """Tick exactly these."""
        for row in range(self.count()):
            item = self.item(row)
            on = item.data(_KEY) in chosen
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)

    def _turn(self, item: QListWidgetItem) -> None:
        on = item.checkState() is not Qt.CheckState.Checked
        item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        self.ticked.emit(item.data(_KEY), item.text(), on)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space and Enter tick."""
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentItem() is not None:
            self.turn()
        else:
            super().keyPressEvent(event)


class LinePainter(ItemPainter):
    """Words, and before them a box where the row can be ticked."""

    def __init__(self, parent: QListWidget, *, boxes: bool = True) -> None:
        super().__init__(parent)
        self._list, self._boxes = parent, boxes

    def height(self, index: Index) -> int:
        """One height."""
        return _ROW

    def draw(self, painter: QPainter, box: QRectF, index: Index, state: RowState) -> None:
        """Ground, box, words."""
        led = not self._boxes or (isinstance(self._list, CheckList) and self._list.led)
        current = state.selected and (state.focused or led)
        if state.pointed or current:
            paint.frame(painter, box, 4, "select" if current else "hover")
        left = 10
        if self._boxes:
            left = BOX + 14
            checked = Qt.CheckState(index.data(Qt.ItemDataRole.CheckStateRole) or 0)
            paint_box(painter, QPointF(box.left() + 6, box.top() + (box.height() - BOX) / 2), checked)
        paint.line(painter, box.adjusted(left, -1, -6, -1), LEFT, index.data() or "", "text")
