"""The head and the foot of the import wizard: what is imported and how far it is, and the ways on."""

from PySide6.QtCore import QEvent, QPointF, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.ui.imports.wizard_widgets import WizardSteps
from desktop.ui.kit import layouts
from desktop.ui.kit.chips import Chip
from desktop.ui.kit.controls import Button, Hairline, IconButton, Kind, Note, Title
from desktop.ui.kit.page_widgets import TextLine
from desktop.ui.kit.theme import GUTTER
from models.words import N_, _

HEAD, FOOT = 52, 52
_SAME = 8  # pixels within which the pointer has not moved
FILES, COLUMNS, NAMES, REVIEW, LAST = range(5)
_STEPS = (N_("选择文件"), N_("对应列"), N_("统一名称"), N_("核对修正"), N_("导入"))


class WizardHead(QWidget):
    """Title, files, steps, the way out."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(HEAD)
        self.steps = WizardSteps([_(name) for name in _STEPS])
        self.title, self.about = Title("", 18), TextLine(ink="text2")
        self.leave = IconButton("dismiss", _("离开导入"))
        layouts.row(
            self.title, (self.about, 1), self.steps, 6, self.leave, parent=self, gap=10, margins=(GUTTER, 0, 12, 0)
        )


class NextButton(Button):
    """The way on. Where the next press would write, it takes none on the spot of the last one: that was meant for this step.

    `held` when it let such a press pass.
    """

    held = Signal()

    def __init__(self) -> None:
        super().__init__("", Kind.PRIMARY)
        self.setMouseTracking(True)
        self._pressed: QPointF | None = None
        self._guarded = False

    def guard(self, *, on: bool) -> None:
        """From now on the button writes (or does not)."""
        self._guarded = on

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take a press, unless the pointer has not moved since it was pressed for something else."""
        if self._guarded and self._is_where_it_was(event):
            self.held.emit()
            event.accept()
            return
        self._pressed = event.globalPosition()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The pointer went elsewhere: the next press is meant."""
        if not self._is_where_it_was(event):
            self._pressed = None
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Likewise."""
        self._pressed = None
        super().leaveEvent(event)

    def _is_where_it_was(self, event: QMouseEvent) -> bool:
        return self._pressed is not None and (event.globalPosition() - self._pressed).manhattanLength() < _SAME


class WizardFoot(QWidget):
    """That nothing is imported yet, a hint, the buttons."""

    def __init__(self) -> None:
        super().__init__()
        self.state, self.hint = Chip(_("尚未导入"), "warn"), Note(ink="text2")
        self.back, self.errors = Button(_("上一步"), Kind.GHOST), Button(_("导出错误工作簿"), icon="arrow_download")
        self.next = NextButton()
        self.next.held.connect(lambda: self.hint.setText(_("先看过再写入：把指针移开一点再按")))
        row = QHBoxLayout()
        layouts.column(Hairline(), (row, 1), parent=self, gap=0)
        self.setFixedHeight(FOOT + 1)
        row.setContentsMargins(GUTTER, 0, 16, 0)
        row.setSpacing(10)
        layouts.add(row, self.state, (self.hint, 1), self.back, self.errors, self.next)
