"""What a list knows of its rows beside their contents: which are chosen or ticked, which one is pointed at."""

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QTableView, QWidget

from desktop.ui.kit.theme import colour
from desktop.ui.list.model import ListModel, selected_count

Flags = QItemSelectionModel.SelectionFlag


class TableState(QTableView):
    """Rows are chosen as everywhere (click, Shift, Ctrl, arrows), or ticked: box or Space; then a plain click ticks nothing.

    `bulk` tells that what is chosen was meant as a set; `chosen` after every change of it.
    """

    chosen = Signal()

    def __init__(self, model: ListModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._list = model
        self.ticking = self._bulk = False
        self.hovered = -1
        self._anchor = 0

    @property
    def chosen_count(self) -> int:
        """How many rows are chosen."""
        return selected_count(self.selectionModel().selection())

    @property
    def bulk(self) -> bool:
        """Whether the rows chosen were meant as a set."""
        return self._bulk

    def is_selected(self, row: int) -> bool:
        """Whether a row is chosen."""
        return self.selectionModel().isSelected(self._list.index(row, 0))

    def tick(self, row: int, together: bool = False) -> None:
        """Turn the box of a row; `together` gives every row from the last one ticked its state."""
        chooser = self.selectionModel()
        self.go_to(row)
        if not self.bulk:
            chooser.clearSelection()
        self.ticking = True
        if together:
            on = self.is_selected(self._anchor)
            self._choose(min(row, self._anchor), max(row, self._anchor), Flags.Select if on else Flags.Deselect)
        else:
            self._anchor = row
            self._choose(row, row, Flags.Toggle)
        self._follow()

    def _choose(self, first: int, last: int, flag: QItemSelectionModel.SelectionFlag) -> None:
        span = QItemSelection(self._list.index(first, 0), self._list.index(last, 0))
        self.selectionModel().select(span, flag | Flags.Rows)

    def go_to(self, row: int) -> None:
        """Make a row the current one without choosing it."""
        self.selectionModel().setCurrentIndex(self._list.index(row, 0), Flags.NoUpdate)

    def selectAll(self) -> None:
        """Every row, as one range."""
        rows = self._list.rowCount()
        if rows:
            self.ticking = True
            self._choose(0, rows - 1, Flags.ClearAndSelect)

    def untick(self) -> None:
        """Choose nothing but the current row."""
        self.ticking = False
        row = self.currentIndex().row()
        if row >= 0:
            self._choose(row, row, Flags.ClearAndSelect)
        else:
            self.clearSelection()
        self._follow()

    def _follow(self, *_ranges: object) -> None:
        count, before = self.chosen_count, self._bulk
        self.ticking = self.ticking and count > 0
        self._bulk = count > 1 or self.ticking
        if before or self._bulk:  # one chosen row is the current one, and that repaints itself
            self.repaint_choice()
        self.chosen.emit()

    def _reset(self) -> None:
        self.ticking, self._bulk, self._anchor, self.hovered = False, False, 0, -1

    def selectionCommand(
        self, index: QModelIndex | QPersistentModelIndex, event: QEvent | None = None
    ) -> QItemSelectionModel.SelectionFlag:
        """While boxes are ticked, going to a row does not choose it; Shift and Ctrl still do."""
        held = event.modifiers() if isinstance(event, (QMouseEvent, QKeyEvent)) else Qt.KeyboardModifier.NoModifier
        if self.ticking and not held & (Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier):
            return Flags.NoUpdate
        return super().selectionCommand(index, event)

    def ground_of(self, row: int) -> QColor:
        """The ground a row is painted on."""
        if row == self.currentIndex().row():
            return colour("select")
        if self.bulk and self.is_selected(row):
            return colour("tick")
        return colour("hover" if row == self.hovered else "surface")

    def point_at(self, row: int) -> None:
        """The pointer is over another row; -1 for none."""
        if row != self.hovered:
            before, self.hovered = self.hovered, row
            for each in (before, row):
                if each >= 0:
                    self.repaint_row(each)

    # --- what a table does about it

    def repaint_choice(self) -> None:
        """Other rows are chosen."""
        raise NotImplementedError

    def repaint_row(self, row: int) -> None:
        """Another ground, or a box where there was none."""
        raise NotImplementedError
