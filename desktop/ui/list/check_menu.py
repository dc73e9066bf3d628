"""A menu of boxes to tick that stays open while one ticks."""

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QMenu, QWidget, QWidgetAction

_ROWS = 14


class CheckMenu(QMenu):
    """Ticks over (key, words) pairs; `ticked` after every change."""

    ticked = Signal()

    def __init__(self, choices: Iterable[tuple[str, str]], chosen: Iterable[str], parent: QWidget) -> None:
        super().__init__(parent)
        self._list = QListWidget()
        self._list.setFrameShape(QListWidget.Shape.NoFrame)
        self._list.setUniformItemSizes(True)
        wanted = set(chosen)
        for key, words in choices:
            item = QListWidgetItem(words, self._list)
            item.setData(Qt.ItemDataRole.UserRole, key)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if key in wanted else Qt.CheckState.Unchecked)
        height = max(self._list.sizeHintForRow(0), 24)
        self._list.setFixedSize(
            max(self._list.sizeHintForColumn(0) + 48, 200), height * min(self._list.count(), _ROWS) + 4
        )
        self._list.itemChanged.connect(lambda _item: self.ticked.emit())
        action = QWidgetAction(self)
        action.setDefaultWidget(self._list)
        self.addAction(action)

    def chosen(self) -> tuple[str, ...]:
        """The keys ticked, in the order they stand."""
        items = (self._list.item(row) for row in range(self._list.count()))
        return tuple(i.data(Qt.ItemDataRole.UserRole) for i in items if i.checkState() is Qt.CheckState.Checked)

    def tick(self, key: str, *, on: bool) -> None:
        """Tick or clear one of them."""
        for row in range(self._list.count()):
            if self._list.item(row).data(Qt.ItemDataRole.UserRole) == key:
                self._list.item(row).setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)

    def show_chosen(self, keys: Iterable[str]) -> None:
        """Tick exactly these without telling anybody."""
        wanted = set(keys)
        self._list.blockSignals(True)
        for row in range(self._list.count()):
            item = self._list.item(row)
            on = item.data(Qt.ItemDataRole.UserRole) in wanted
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        self._list.blockSignals(False)
