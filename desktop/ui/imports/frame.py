"""The head and the foot of the import wizard: what is imported and how far it is, and the ways on."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.ui.chips import Chip
from desktop.ui.controls import Button, Elided, IconButton, Kind, Note, Title
from desktop.ui.imports.parts import Steps
from desktop.ui.theme import GUTTER, tint
from models.words import N_, _

HEAD, FOOT = 52, 52
FILES, COLUMNS, NAMES, REVIEW, LAST = range(5)
_STEPS = (N_("选择文件"), N_("对应列"), N_("统一名称"), N_("核对修正"), N_("导入"))


class Head(QWidget):
    """Title, files, steps, the way out."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(HEAD)
        self.steps = Steps([_(name) for name in _STEPS])
        self.title, self.about = Title("", 18), Elided()
        self.leave = IconButton("dismiss", _("离开导入"))
        tint(self.about, ink="text2")
        row = QHBoxLayout(self)
        row.setContentsMargins(GUTTER, 0, 12, 0)
        row.setSpacing(10)
        row.addWidget(self.title)
        row.addWidget(self.about, 1)
        row.addWidget(self.steps)
        row.addSpacing(6)
        row.addWidget(self.leave)


class Foot(QWidget):
    """That nothing is imported yet, a hint, the buttons."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(FOOT)
        self.state, self.hint = Chip(_("尚未导入"), "warn"), Note(ink="text2")
        self.back, self.errors = Button(_("上一步"), Kind.GHOST), Button(_("导出错误工作簿"), icon="arrow_download")
        self.next = Button("", Kind.PRIMARY)
        row = QHBoxLayout(self)
        row.setContentsMargins(GUTTER, 0, 16, 0)
        row.setSpacing(10)
        row.addWidget(self.state)
        row.addWidget(self.hint, 1)
        for button in (self.back, self.errors, self.next):
            row.addWidget(button)
