"""What to do with changes that are not saved when a form is left."""

import enum

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.ui.controls import Kind, Title
from desktop.ui.forms.save_bar import TallButton
from desktop.ui.theme import tint
from models.words import _

WIDTH, HEIGHT = 420, 176
_TITLE = 16


class Leaving(enum.Enum):
    """The three ways out."""

    SAVE = "save"
    DISCARD = "discard"
    STAY = "stay"


class LeavingPanel(QWidget):
    """Asks the person; `decided` with a Leaving. Closing the question means staying."""

    decided = Signal(object)

    def __init__(self, name: str, count: int) -> None:
        super().__init__()
        words = QLabel(_("有 {count} 处修改还没有保存。").format(count=count))
        words.setWordWrap(True)
        tint(words, ink="text2")
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(10)
        title = Title(_("保存对{name}的修改？").format(name=name), _TITLE)
        title.setWordWrap(True)
        column.addWidget(title)
        column.addWidget(words)
        column.addStretch(1)
        row = QHBoxLayout()
        self.discard = TallButton(_("放弃修改"), Kind.GHOST)
        self.stay = TallButton(_("继续编辑"))
        self.save = TallButton(_("保存"), Kind.PRIMARY)
        row.addWidget(self.discard)
        row.addStretch(1)
        for button, way in ((self.discard, Leaving.DISCARD), (self.stay, Leaving.STAY), (self.save, Leaving.SAVE)):
            button.clicked.connect(lambda _on=False, way=way: self.decided.emit(way))
        row.addWidget(self.stay)
        row.addWidget(self.save)
        column.addLayout(row)
        self.setFocusProxy(self.save)
