"""The one question that is asked before something that cannot be undone: a word has to be typed."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QWidget

from desktop.ui.kit import layouts
from desktop.ui.kit.controls import Kind, TallButton, TextBox, Title
from desktop.ui.kit.overlay import Overlay
from desktop.ui.kit.theme import tint
from models.words import _

_WIDTH, _TOP = 420, 160


class TypedConfirm(Overlay):
    """`agreed` once `word` was typed and the button pressed; the safe way out comes first."""

    agreed = Signal()

    def __init__(self, parent: QWidget, question: str, lost: str, word: str, doing: str) -> None:
        super().__init__(parent, _WIDTH, _TOP)
        self.word = word
        self.box = TextBox()
        self.box.setAccessibleName(_("输入“{word}”").format(word=word))
        self.box.setPlaceholderText(self.box.accessibleName())
        self.stay, self.do = TallButton(_("取消")), TallButton(doing, Kind.DANGER)
        self.do.setEnabled(False)
        title, said = Title(question, 16), QLabel(lost)
        title.setWordWrap(True)
        said.setWordWrap(True)
        tint(said, ink="text2")
        buttons = layouts.row(layouts.STRETCH, self.stay, self.do)
        self.panel.column.setContentsMargins(24, 20, 24, 20)
        self.panel.column.setSpacing(10)
        layouts.add(self.panel.column, title, said, self.box, 6, buttons)
        self.panel.setAccessibleName(question)
        self.box.textChanged.connect(lambda text: self.do.setEnabled(text.strip() == word))
        self.box.returnPressed.connect(self.do.click)
        self.stay.clicked.connect(self.close_layer)
        self.do.clicked.connect(self._agree)
        self.closed.connect(self.deleteLater)

    def wanted_height(self) -> int:
        """As high as the words need at this width."""
        layout = self.panel.column
        return layout.heightForWidth(_WIDTH) if layout.hasHeightForWidth() else layout.sizeHint().height()

    def begin(self) -> None:
        """Ask."""
        self.open()
        self.box.setFocus()

    def _agree(self) -> None:
        self.close_layer()
        self.agreed.emit()
