"""The panel seen while something is made or brought back: its steps, how far it is, and a way to stop it."""

import time
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from desktop.ui.kit import layouts, paint
from desktop.ui.kit.chips import Shape, paint_shape
from desktop.ui.kit.controls import Note, ProgressBar, TallButton, Title
from desktop.ui.kit.paint import LEFT
from desktop.ui.kit.theme import MEDIUM, colour, font
from desktop.ui.kit.times import remaining
from models.progress import SILENT, Progress
from models.words import _, joined

_TICK = 100  # milliseconds between two looks at the work


class PanelProgress(Progress):
    """The progress of a task, with its steps told apart from what goes on within each; stops when the task stops."""

    def __init__(self, steps: Sequence[str]) -> None:
        super().__init__(self._heard)
        self.steps = tuple(steps)
        self.task: Progress = SILENT
        self.at = 0
        self.within: tuple[str, int, int] = ("", 0, 0)

    def check(self) -> None:
        """See Progress."""
        self.task.check()

    def _heard(self, name: str, done: int, total: int) -> None:
        if name in self.steps:
            self.at = self.steps.index(name)
            self.within = ("", 0, 0)
        else:
            self.within = (name, done, total)


class StepLine(paint.Painted, QWidget):
    """One step: done, going on, or still to come."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.words, self.state = words, "todo"
        self.setFixedHeight(28)
        self.set_state("todo")

    def set_state(self, state: str) -> None:
        """Show how it stands: todo, now or done."""
        self.state = state
        told = {"todo": _("未开始"), "now": _("进行中"), "done": _("已完成")}[state]
        self.setAccessibleName(joined((self.words, told)))
        self.update()

    def _paint(self, painter: QPainter) -> None:
        shape = {"todo": Shape.TODO, "now": Shape.ACTIVE, "done": Shape.DONE}[self.state]
        paint_shape(painter, shape, QPointF(0, 6))
        painter.setFont(font(weight=MEDIUM) if self.state == "now" else font())
        painter.setPen(colour("text" if self.state == "now" else "text2" if self.state == "done" else "text3"))
        painter.drawText(QRectF(28, -0.5, self.width() - 28, self.height()), LEFT, self.words)


class ProgressPanel(QWidget):
    """`stopped` when the person wants it to end."""

    stopped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.title = Title("", 24)
        self.lines: list[StepLine] = []
        self._steps = layouts.column(gap=0)
        self.bar = ProgressBar(_("进度"))
        self.detail, self.rest = Note(ink="text2"), Note()
        self.rest.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.cancel = TallButton(_("取消")).leads(self._stop)
        self._watched: PanelProgress | None = None
        self._since = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK)
        self._timer.timeout.connect(self.look)
        self._lay_out()

    def _lay_out(self) -> None:
        layouts.column(
            layouts.Stretch(2), self.title, 8, self._steps, 8, self.bar,
            layouts.row(self.detail, layouts.STRETCH, self.rest), 8, layouts.row(self.cancel, layouts.STRETCH),
            layouts.Stretch(3),
            parent=self, gap=10,
        )  # fmt: skip

    def begin(self, title: str, watched: PanelProgress) -> None:
        """Follow a piece of work."""
        self.title.setText(title)
        for line in self.lines:
            layouts.let_go(line)
        self.lines = [StepLine(words) for words in watched.steps]
        for line in self.lines:
            self._steps.addWidget(line)
        self._watched, self._since = watched, time.monotonic()
        self.cancel.setEnabled(True)
        self.cancel.setText(_("取消"))
        self.cancel.setFocus()
        self.look()
        self._timer.start()

    def end(self) -> None:
        """Follow it no longer."""
        self._timer.stop()
        self._watched = None

    def look(self) -> None:
        """Show how far it is."""
        seen = self._watched
        if seen is None:
            return
        for nth, line in enumerate(self.lines):
            line.set_state("done" if nth < seen.at else "now" if nth == seen.at else "todo")
        name, done, total = seen.within
        share = done / total if total else 0.0
        whole = 1000 * max(1, len(seen.steps))
        reached = int(1000 * (seen.at + share))
        self.bar.setRange(0, whole)
        self.bar.setValue(reached)
        count = f"{done:,}/{total:,}" if total else ""
        self.detail.setText(f"{name}  {count}".strip())
        self.rest.setText(remaining(time.monotonic() - self._since, reached, whole))

    def _stop(self) -> None:
        self.cancel.setEnabled(False)
        self.cancel.setText(_("正在取消…"))
        self.stopped.emit()
