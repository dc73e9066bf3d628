"""Opening a lock: a passphrase or the groups of a recovery sheet, with a wait after several wrong ones."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from desktop.operations.locking import Attempts
from desktop.ui.kit import layouts
from desktop.ui.kit.controls import Kind, Label, TallButton, TextBox, Title, wrapped
from desktop.ui.kit.dialogs import agreed
from desktop.ui.kit.help import Dialog
from models.database import key_files, remembered_keys
from models.database.errors import DatabaseError
from models.schema.complaints import Severity
from models.words import _, listed

_WIDTH = 520
_SECOND = 1000  # milliseconds
Try = Callable[[Attempts, str], object]


class Asking(NamedTuple):
    """The words of a panel: its title, what helps who has forgotten, and the two buttons."""

    title: str
    hint: str
    leave: str
    accept: str


class SecretPanel(QWidget):
    """Asks for a secret until `attempt` takes it, then `opened`; `left` when the person gives up.

    `attempt` raises DatabaseError or OSError, whose sentence is shown; `above` stands over the box.
    """

    opened = Signal()
    left = Signal()

    def __init__(self, words: Asking, above: Sequence[QWidget], box: TextBox, attempt: Try) -> None:
        super().__init__()
        self._attempt, self._attempts, self._rest, self._accept = attempt, Attempts(), 0.0, words.accept
        self.box = box
        self.box.setEchoMode(QLineEdit.EchoMode.Password)
        self.shown = TallButton(_("显示"), Kind.GHOST)
        self.shown.setCheckable(True)
        self.shown.toggled.connect(self._show)
        self.said = Label(ink="danger", wrapped=True)
        self.leave = TallButton(words.leave, Kind.GHOST).leads(self.left)
        self.open = TallButton(words.accept, Kind.PRIMARY).leads(self._try)
        self.box.returnPressed.connect(self.open.click)
        self._timer = QTimer(self)
        self._timer.setInterval(_SECOND)
        self._timer.timeout.connect(self._wait)
        layouts.column(
            Title(words.title, 16), *above, layouts.row((self.box, 1), self.shown, gap=8), self.said, wrapped(words.hint),
            layouts.STRETCH, layouts.row(self.leave, layouts.STRETCH, self.open),
            parent=self, gap=10, margins=(24, 20, 24, 20),
        )  # fmt: skip
        self.setFocusProxy(self.box)

    def _show(self, on: bool) -> None:
        self.box.setEchoMode(QLineEdit.EchoMode.Normal if on else QLineEdit.EchoMode.Password)

    def _try(self) -> None:
        if not self.box.text().strip() or self._timer.isActive():
            return
        try:
            self._attempt(self._attempts, self.box.text())
        except (DatabaseError, OSError) as error:
            self.complain(error.sentence if isinstance(error, DatabaseError) else str(error))
            self._begin_to_wait()
            return
        self.box.clear()
        self.said.clear()
        self.box.complain(None)
        self.opened.emit()

    def complain(self, sentence: str) -> None:
        """Say why it is not open; a dialog grows by the lines it takes, over a window there is room for them."""
        self.box.complain(Severity.ERROR)
        self.box.selectAll()
        self.said.setText(sentence)
        layouts.make_room(self)

    def _begin_to_wait(self) -> None:
        self._rest = self._attempts.pause
        if self._rest > 0:
            self._timer.start()
            self._tell_rest()

    def _wait(self) -> None:
        self._rest -= 1
        if self._rest <= 0:
            self._timer.stop()
        self._tell_rest()

    def _tell_rest(self) -> None:
        waiting = self._rest > 0
        self.open.setEnabled(not waiting)
        self.open.setText(_("{count} 秒后再试").format(count=int(self._rest)) if waiting else self._accept)


class UnlockPanel(SecretPanel):
    """Asks for what opens a locked file."""

    def __init__(self, path: Path, leave: str) -> None:
        persons = [name for keys in key_files.slots_for(path) for name in keys.persons]
        box = TextBox(_("口令或恢复纸"), hint=_("口令，或恢复纸上的八组字符"))
        who = _("能打开的人：{names}").format(names=listed(persons)) if persons else ""
        hint = _("忘了口令？输入恢复纸上的字符，或请另一位有口令的人来打开；数据不会因为输错而丢失")
        words = Asking(_("请输入口令"), hint, leave, _("打开"))
        above = wrapped(_("“{name}”已加锁").format(name=path.name), "text2"), wrapped(who)
        super().__init__(words, above, box, lambda attempts, typed: attempts.unlock(path, typed))


class UnlockDialog(Dialog):
    """The same as a window of its own, where there is no other yet, or a backup wants its own secret."""

    RECIPE = "lock"

    def __init__(self, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._path = path
        self.setWindowTitle(_("双元"))
        self.setMinimumWidth(_WIDTH)
        self.panel = UnlockPanel(path, _("取消") if parent is not None else _("退出程序"))
        self.kept = QCheckBox(_("在这台电脑上记住，下次不用输入"))
        self.kept.setVisible(remembered_keys.available())
        layouts.column(self.panel, layouts.row(self.kept, margins=(24, 0, 24, 12)), parent=self, gap=0)
        self.panel.opened.connect(self._keep)
        self.panel.left.connect(self.reject)
        self.panel.box.setFocus()

    def _keep(self) -> None:
        if self.kept.isChecked():
            remembered_keys.keep(self._path)
        self.accept()


def unlocked(path: Path, parent: QWidget | None = None) -> bool:
    """Whether a file needs no secret, or the person gave it."""
    if not path.is_file() or not key_files.waits(path):
        return True
    return remembered_keys.recall(path) or agreed(UnlockDialog(path, parent))
