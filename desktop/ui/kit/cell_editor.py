"""Cells of a table written in place: a line over the cell, which keys lead on from."""

from collections.abc import Mapping
from typing import ClassVar

from PySide6.QtCore import QAbstractItemModel, QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QLineEdit, QWidget
from PySide6.QtWidgets import QStyleOptionViewItem as Option

from desktop.ui.kit.controls import TextBox
from desktop.ui.kit.row_list import Index, ItemPainter

TYPED = (
    QAbstractItemView.EditTrigger.DoubleClicked
    | QAbstractItemView.EditTrigger.EditKeyPressed
    | QAbstractItemView.EditTrigger.AnyKeyPressed
)
"""Typing, F2 and a double click begin to write in a cell."""
_FILLED = "filled"  # property of a line that shows what was kept when it opened


class CellEditor(ItemPainter):
    """Draws cells and edits them; `moved` with rows down and cells on, which a key leads to."""

    moved = Signal(int, int)
    ways: ClassVar[Mapping[int, tuple[int, int]]] = {
        Qt.Key.Key_Tab: (0, 1), Qt.Key.Key_Backtab: (0, -1), Qt.Key.Key_Return: (1, 0), Qt.Key.Key_Enter: (1, 0),
        Qt.Key.Key_Down: (1, 0), Qt.Key.Key_Up: (-1, 0),
    }  # fmt: skip

    def createEditor(self, parent: QWidget, option: Option, index: Index) -> QLineEdit:
        """A line that fills the cell."""
        return TextBox(parent=parent)

    def updateEditorGeometry(self, editor: QWidget, option: Option, index: Index) -> None:
        """Over the whole cell."""
        rect: QRect = option.rect  # type: ignore[attr-defined] # PySide's stub leaves the members of the option out
        editor.setFixedHeight(rect.height())
        editor.setGeometry(rect)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """What is kept, when the line opens; reading again while somebody types changes nothing in it."""
        if isinstance(editor, QLineEdit) and not editor.property(_FILLED):
            editor.setProperty(_FILLED, True)
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole)))
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Hand in what was typed."""
        assert isinstance(editor, QLineEdit)
        model.setData(index, editor.text())

    def close(self, editor: QWidget) -> None:
        """Hand in what was typed, and be done with it."""
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)

    def leave(self, editor: QWidget, rows: int, cells: int) -> None:
        """A key leads to another cell."""
        self.close(editor)
        self.moved.emit(rows, cells)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Tab leads on and back, Enter and the arrows up and down."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and isinstance(editor, QWidget):
            way = self.ways.get(event.key())
            if way is not None and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.leave(editor, *way)
                return True
        return super().eventFilter(editor, event)
