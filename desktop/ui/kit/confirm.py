"""A question laid over the window: what it is about, what would be lost, and the ways on."""

from collections.abc import Hashable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from desktop.ui.kit import layouts
from desktop.ui.kit.controls import Kind, TallButton, Title
from desktop.ui.kit.overlay import PanelOverlay, open_overlay
from desktop.ui.kit.theme import tint

WIDTH, HEIGHT = 420, 176
Way = tuple[Hashable, str, Kind]  # what is decided, the words of its button, and how much it stands out


class Confirm(QWidget):
    """Asks; `decided` with the way taken. The first way stands apart at the left, the last has the keyboard."""

    decided = Signal(object)

    def __init__(self, title: str, words: str, ways: Sequence[Way]) -> None:
        super().__init__()
        asked, told = Title(title, 16), QLabel(words)
        for label in (asked, told):
            label.setWordWrap(True)
        tint(told, ink="text2")
        row = QHBoxLayout()
        self.buttons = {way: TallButton(said, kind) for way, said, kind in ways}
        for place, (way, button) in enumerate(self.buttons.items()):
            button.clicked.connect(lambda _on=False, way=way: self.decided.emit(way))
            layouts.add(row, button, layouts.STRETCH if place == 0 else None)
        layouts.column(asked, told, layouts.STRETCH, row, parent=self, gap=10, margins=(24, 20, 24, 16))
        self.setFocusProxy(button)

    def ask(self, over: QWidget) -> PanelOverlay:
        """Lay it over the window; it goes when a way is taken, and Escape takes none."""
        layer = open_overlay(over, self, WIDTH, HEIGHT)
        self.decided.connect(layer.close_layer)
        return layer
