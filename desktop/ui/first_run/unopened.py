"""What is asked when the database a person chose to work with cannot be opened: try again, another place, or leave."""

from pathlib import Path

from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QVBoxLayout

from desktop.ui.controls import Kind, Note, Title
from desktop.ui.files import folder_to_use
from desktop.ui.forms.save_bar import TallButton
from desktop.ui.theme import tint
from models.database.location import NAME
from models.words import _

_WIDTH = 480


class Unopened(QDialog):
    """A window of its own, for there is no other yet; `path` is what to open next, None to leave.

    `anew`: nothing is there, and the person wants an empty database at that place.
    """

    def __init__(self, path: Path, reason: str, *, missing: bool) -> None:
        super().__init__()
        self.path: Path | None = None
        self.anew = False
        self._tried = path
        self.setWindowTitle(_("双元"))
        self.setFixedWidth(_WIDTH)
        self.leave, self.other = TallButton(_("退出程序")), TallButton(_("换一个位置…"))
        self.begin, self.again = TallButton(_("在这里新建")), TallButton(_("重试"), Kind.PRIMARY)
        self.begin.setVisible(missing)
        self.leave.clicked.connect(self.reject)
        self.other.clicked.connect(self._choose)
        self.begin.clicked.connect(lambda: self._take(self._tried, anew=True))
        self.again.clicked.connect(lambda: self._take(self._tried))
        self._lay_out(reason)
        self.again.setFocus()

    def _lay_out(self, reason: str) -> None:
        said, where = QLabel(reason), Note(str(self._tried))
        for words in (said, where):
            words.setWordWrap(True)
        tint(said, ink="text2")
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.leave)
        buttons.addStretch(1)
        for button in (self.other, self.begin, self.again):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(10)
        for widget in (Title(_("打不开数据库"), 16), said, where):
            column.addWidget(widget)
        column.addSpacing(8)
        column.addLayout(buttons)

    def _choose(self) -> None:
        folder = folder_to_use(self, _("数据放在哪里"))
        if folder is not None:
            self._take(folder / NAME)

    def _take(self, path: Path, *, anew: bool = False) -> None:
        self.path, self.anew = path, anew
        self.accept()
