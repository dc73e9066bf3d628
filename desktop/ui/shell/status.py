"""The line at the foot of the window: what is seen, what is running, which database."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from desktop.ui.controls import Button, Kind, Note
from desktop.ui.tasks import Tasks
from desktop.ui.theme import tint
from models.words import _

HEIGHT = 28
_TICK = 100  # milliseconds between two looks at the running task
_PATIENCE = 3  # ticks before a task is worth telling of


class StatusBar(QWidget):
    """Looks at the running task a few times a second, so that the work never waits for the screen."""

    def __init__(self, tasks: Tasks, database_name: str) -> None:
        super().__init__()
        self._tasks = tasks
        self._ticks = 0
        self.setFixedHeight(HEIGHT)
        tint(self, ground="window")
        self.left, self.name, self.steps = Note(ink="text2"), Note(ink="text"), Note()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(110)
        self.bar.setAccessibleName(_("进度"))
        self.cancel = Button(_("取消"), Kind.LINK)
        self.cancel.setFixedHeight(24)
        self.cancel.clicked.connect(self._stop)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 0, 14, 0)
        row.setSpacing(10)
        row.addWidget(self.left)
        row.addStretch(1)
        for widget in (self.name, self.bar, self.steps, self.cancel):
            row.addWidget(widget)
            widget.hide()
        row.addWidget(Note(database_name))
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK)
        self._timer.timeout.connect(self._look)
        tasks.changed.connect(self._wake)

    def _wake(self) -> None:
        if self._tasks.shown is not None and not self._timer.isActive():
            self._ticks = 0
            self._timer.start()
        elif self._tasks.shown is None:
            self._timer.stop()
            self._reveal(on=False)

    def _look(self) -> None:
        self._ticks += 1
        task = self._tasks.shown
        if task is None or self._ticks < _PATIENCE:
            return
        name, done, total = task.note
        self.name.setText(name)
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self.steps.setText(f"{done:,} / {total:,}" if total else "")
        self._reveal(on=True)

    def _reveal(self, *, on: bool) -> None:
        for widget in (self.name, self.bar, self.steps, self.cancel):
            widget.setVisible(on)

    def _stop(self) -> None:
        task = self._tasks.shown
        if task is not None:
            task.stop()
            self.name.setText(_("正在取消…"))
