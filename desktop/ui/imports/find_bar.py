"""Finding a piece of text in the cells that are seen, and putting another in its place."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop.exchange.mapping import shown
from desktop.exchange.plan import ImportPlan
from desktop.ui.kit import layouts
from desktop.ui.kit.controls import Button, IconButton, Note, TextBox
from models.words import _


def holding(plan: ImportPlan, names: Sequence[str], text: str) -> dict[tuple[int, str], str]:
    """The cells of these columns that hold a text: (position, column) -> what they say."""
    return {
        (n, name): raw
        for n, row in enumerate(plan.rows)
        for name in names
        if text and text in (raw := shown(row.raw.get(name)))
    }


class FindBar(QWidget):
    """`replaced` with (find, replacement); `count` tells how many cells hold a text."""

    replaced = Signal(str, str)

    def __init__(self, count: Callable[[str], int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count = count
        self.find_box, self.other = TextBox(), TextBox()
        self.find_box.setPlaceholderText(_("查找"))
        self.find_box.setAccessibleName(_("查找"))
        self.other.setPlaceholderText(_("替换为"))
        self.other.setAccessibleName(_("替换为"))
        self.found = Note()
        self.act = Button(_("全部替换")).leads(self._replace)
        self.close_ = IconButton("dismiss", _("关闭查找替换"), "Esc").leads(self.hide)
        self.find_box.textChanged.connect(self.look)
        self.find_box.returnPressed.connect(self.other.setFocus)
        self.other.returnPressed.connect(self._replace)
        row = layouts.row(parent=self, gap=8, margins=(0, 0, 0, 8))
        for box in (self.find_box, self.other):
            box.setMaximumWidth(220)
            row.addWidget(box)
        layouts.add(row, self.act, self.found, layouts.STRETCH, self.close_)
        self.hide()

    def open(self) -> None:
        """Show the bar and write in it."""
        self.show()
        self.find_box.setFocus()
        self.find_box.selectAll()
        self.look()

    def look(self) -> None:
        """Count again."""
        text = self.find_box.text()
        count = self._count(text) if text else 0
        self.act.setEnabled(bool(count))
        self.found.setText(_("所见的列中有 {count} 处").format(count=f"{count:,}") if text else "")

    def _replace(self) -> None:
        if self.act.isEnabled():
            self.replaced.emit(self.find_box.text(), self.other.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)
