"""What to do with an import that is not written yet when the window is closed or other files are dropped."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.ui.controls import Kind, Title
from desktop.ui.forms.save_bar import TallButton
from desktop.ui.layer import lay_over
from desktop.ui.theme import tint
from models.words import _

_WIDTH, _HEIGHT = 420, 164


class LeavingImport(QWidget):
    """Asks the person; `given_up` when what was put right may go. Closing the question means staying."""

    given_up = Signal()

    def __init__(self, file: str, count: int) -> None:
        super().__init__()
        words = QLabel(_("已改正和决定的 {count} 处还没有导入，放弃后不会保留。").format(count=f"{count:,}"))
        words.setWordWrap(True)
        tint(words, ink="text2")
        title = Title(_("放弃导入 {file}？").format(file=file), 16)
        title.setWordWrap(True)
        self.discard, self.stay = TallButton(_("放弃导入"), Kind.GHOST), TallButton(_("继续核对"), Kind.PRIMARY)
        row = QHBoxLayout()
        row.addWidget(self.discard)
        row.addStretch(1)
        row.addWidget(self.stay)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(10)
        column.addWidget(title)
        column.addWidget(words)
        column.addStretch(1)
        column.addLayout(row)
        self.setFocusProxy(self.stay)


def ask(over: QWidget, file: str, count: int) -> LeavingImport:
    """Lay the question over the wizard."""
    panel = LeavingImport(file, count)
    layer = lay_over(over, panel, _WIDTH, _HEIGHT)
    for button in (panel.discard, panel.stay):
        button.clicked.connect(layer.close_layer)
    panel.discard.clicked.connect(panel.given_up)
    return panel
