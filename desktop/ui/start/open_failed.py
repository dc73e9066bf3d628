"""What is asked when a database cannot be opened: bring a backup back, try again, another place, or leave."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QButtonGroup, QDialog, QLabel, QRadioButton, QVBoxLayout

from desktop.ui.kit import layouts
from desktop.ui.kit.controls import Kind, Note, TallButton, Title
from desktop.ui.kit.files import folder_to_use
from desktop.ui.kit.theme import tint
from desktop.ui.kit.times import time_words
from models.database.backup import BackupInfo
from models.database.location import NAME
from models.words import _, joined

_WIDTH, _OFFERED = 560, 5
_KILOBYTE = 1 << 10


class OpenFailed(QDialog):
    """A window of its own, for there is no other yet; `path` is what to open next, None to leave.

    `anew`: nothing is there, and the person wants an empty database at that place. `source`: the backup that shall take
    the place of the file first.
    """

    def __init__(
        self, path: Path, reason: str, *, missing: bool, movable: bool = True, backups: Sequence[BackupInfo] = ()
    ) -> None:
        super().__init__()
        self.path: Path | None = None
        self.anew = False
        self.source: Path | None = None
        self._tried = path
        self.setWindowTitle(_("双元"))
        self.setMinimumWidth(_WIDTH)
        self.leave, self.other = TallButton(_("退出程序")), TallButton(_("换一个位置…"))
        self.begin, self.again = TallButton(_("在这里新建")), TallButton(_("重试"))
        self.restore = TallButton(_("用选中的备份恢复"), Kind.PRIMARY)
        self.choices = [(self._choice(info), info) for info in backups[:_OFFERED]]
        if not self.choices:
            self.again = TallButton(_("重试"), Kind.PRIMARY)
        self.other.setVisible(movable)
        self.begin.setVisible(missing)
        self.restore.setVisible(bool(self.choices))
        self.leave.clicked.connect(self.reject)
        self.other.clicked.connect(self._choose)
        self.begin.clicked.connect(lambda: self._take(self._tried, anew=True))
        self.again.clicked.connect(lambda: self._take(self._tried))
        self.restore.clicked.connect(self._bring_back)
        self._lay_out(reason)
        (self.restore if self.choices else self.again).setFocus()

    def _choice(self, info: BackupInfo) -> QRadioButton:
        acts = _("第 {act} 步操作之后").format(act=f"{info.act:,}") if info.act > 0 else ""
        size = f"{max(1, info.size // _KILOBYTE):,} KB"
        made = QRadioButton(joined(part for part in (time_words(info.time), acts, size) if part))
        made.setToolTip(info.path.name)
        return made

    def _lay_out(self, reason: str) -> None:
        said, where = QLabel(reason), Note(str(self._tried))
        for words in (said, where):
            words.setWordWrap(True)
        tint(said, ink="text2")
        buttons = layouts.row(self.leave, layouts.STRETCH, self.other, self.begin, self.again, self.restore, gap=8)
        column = layouts.column(
            Title(_("打不开数据库"), 16), said, where, parent=self, gap=10, margins=(24, 20, 24, 20)
        )
        if self.choices:
            self._add_choices(column)
        layouts.add(column, 8, buttons)

    def _add_choices(self, column: QVBoxLayout) -> None:
        layouts.add(column, 4, QLabel(_("旁边的备份，最近的在前：")))
        group = QButtonGroup(self)
        for choice, _info in self.choices:
            group.addButton(choice)
            column.addWidget(choice)
        self.choices[0][0].setChecked(True)
        column.addWidget(Note(_("恢复前先核对备份；现在的文件若有内容，会留在备份文件夹里")))

    def _choose(self) -> None:
        folder = folder_to_use(self, _("数据放在哪里"))
        if folder is not None:
            self._take(folder / NAME)

    def _bring_back(self) -> None:
        self.source = next(info.path for choice, info in self.choices if choice.isChecked())
        self._take(self._tried)

    def _take(self, path: Path, *, anew: bool = False) -> None:
        self.path, self.anew = path, anew
        self.accept()
