"""The line at the foot of the window: what is seen, what is running, which database, its backup, what is saved."""

import time
from datetime import datetime

from PySide6.QtCore import QPointF, QRectF, QSize, QTimer, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from desktop.ui.kit import icons, layouts, paint
from desktop.ui.kit.controls import Button, Kind, Note, ProgressBar
from desktop.ui.kit.page_widgets import TextLine
from desktop.ui.kit.paint import LEFT
from desktop.ui.kit.tasks import Task, Tasks
from desktop.ui.kit.theme import NOTE, font, tint
from desktop.ui.kit.times import remaining, time_words
from models import clock
from models.words import _, joined

HEIGHT = 28
_TICK = 100  # milliseconds between two looks at the running task
_PATIENCE = 3  # ticks before a task is worth telling of


class _Divider(QWidget):
    """A short upright hairline."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(1, 12)
        tint(self, ground="line2")


class SavedSign(paint.Painted, QWidget):
    """Whether everything is in the file: a tick and when, or a ring and how much is not."""

    def __init__(self) -> None:
        super().__init__()
        self.words, self.open = "", 0
        self._when: datetime | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFont(font(NOTE))

    def set_saved(self, when: datetime | None, unsaved: int = 0) -> None:
        """Say when the latest act was written, or how many fields wait for it."""
        self.open, self._when = unsaved, when
        if unsaved:
            self.words = _("{count} 处未保存").format(count=unsaved)
        elif when is None:
            self.words = _("没有改动")
        else:
            today = when.date() == clock.now().astimezone(when.tzinfo).date()
            self.words = _("已保存 {when}").format(when=f"{when:%H:%M}" if today else time_words(when))
        self.setAccessibleName(self.words)
        self.updateGeometry()
        self.update()

    def wait(self, unsaved: int) -> None:
        """Say how many fields are not written, or again when the latest act was."""
        if unsaved != self.open:
            self.set_saved(self._when, unsaved)

    def sizeHint(self) -> QSize:
        """As wide as its words."""
        return QSize(self.fontMetrics().horizontalAdvance(self.words) + 22, 20)

    def _paint(self, painter: QPainter) -> None:
        sign, ink = ("edit", "accent_text") if self.open else ("checkmark_circle", "ok")
        icons.draw(painter, sign, QPointF(0, 2), 16, ink)
        painter.setPen(self.palette().windowText().color())
        painter.drawText(QRectF(20, -0.5, self.width(), self.height()), LEFT, self.words)


class _SmallButton(Button):
    """What can be pressed in the bar."""

    HEIGHT = 24

    def __init__(self, words: str) -> None:
        super().__init__(words, Kind.LINK)
        self.setFont(font(NOTE))


class StatusBar(QWidget):
    """Looks at the running task a few times a second, so that the work never waits for the screen."""

    backup_wanted, record_wanted = Signal(), Signal()

    def __init__(self, tasks: Tasks, database_name: str) -> None:
        super().__init__()
        self._tasks = tasks
        self._ticks = 0
        self._since = 0.0
        self._task: Task | None = None
        self.setFixedHeight(HEIGHT)
        tint(self, ground="window")
        self.left = TextLine("", NOTE, ink="text2")
        self.left.setFixedHeight(HEIGHT)
        self.name, self.steps, self.rest = Note(ink="text"), Note(ink="text2"), Note()
        self.spin = QLabel()
        self.bar = ProgressBar(_("进度"), 110)
        self.cancel = _SmallButton(_("取消")).leads(self._stop)
        self.database, self._sample, self._file_name = Note(database_name, "text2"), False, database_name
        self.unlocked, self._open = Note(_("未加锁")), False
        self.unlocked.setToolTip(_("没有加锁：拿到这台电脑或备份的人都能读到里面的号码"))
        self.unlocked.hide()
        self.backup = _SmallButton(_("尚无备份")).leads(self.backup_wanted)
        self.backup.setToolTip(_("立即备份"))
        self.record = _SmallButton(_("记录 {anchor}").format(anchor=0)).leads(self.record_wanted)
        self.record.setAccessibleName(_("记录号"))
        self.record.setToolTip(_("到哪一步、封印是什么；记在别处可以证明历史没有改过。点开看说明"))
        self.saved = SavedSign()
        self.saved.set_saved(None)
        self._running = (self.spin, self.name, self.bar, self.steps, self.rest, self.cancel)
        self._lay_out()
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK)
        self._timer.timeout.connect(self._look)
        tasks.changed.connect(self._wake)

    def _lay_out(self) -> None:
        row = layouts.row((self.left, 1), parent=self, gap=10, margins=(14, 0, 12, 0))
        for widget in self._running:
            row.addWidget(widget)
            widget.hide()
        layouts.add(row, 6, _Divider(), self.database, self.unlocked, _Divider(), self.record, _Divider(), self.backup)
        layouts.add(row, _Divider(), self.saved)

    def name_file(self, name: str) -> None:
        """Say whose the file is, unless it holds the sample school."""
        self._file_name = name
        self.database.setText(_("演示数据") if self._sample else name)

    def tell_record(self, anchor: str) -> None:
        """Say how far the records go, and the seal they have there."""
        self.record.setText(_("记录 {anchor}").format(anchor=anchor or 0))
        self.record.setAccessibleName(_("记录号"))  # the same on every machine; the seal is told beside it
        self.record.setAccessibleDescription(anchor)
        self.record.updateGeometry()

    def tell_file(self, sample: bool, when: datetime | None, second: str = "", *, overdue: bool = False) -> None:
        """Say whether the file holds the sample school, and when the latest backup of it was made.

        `second` says when one was brought to the second place; it is seen once that is `overdue`.
        """
        self._sample = sample
        self.unlocked.setVisible(self._open and not sample)
        self.name_file(self._file_name)
        self.database.setToolTip(_("全部虚构；可在“设置”里清除") if sample else "")
        made = _("备份 {when}").format(when=time_words(when)) if when else _("尚无备份")
        self.backup.setText(joined((made, second)) if overdue else made)
        self.backup.sign = "warning" if overdue else ""
        self.backup.updateGeometry()
        self.backup.setToolTip(joined((_("立即备份"), second)) if second else _("立即备份"))

    def tell_lock(self, *, locked: bool) -> None:
        """Say quietly that the file has no lock; of a sample nobody minds."""
        self._open = not locked
        self.unlocked.setVisible(self._open and not self._sample)

    def _wake(self) -> None:
        shown = self._tasks.shown
        if shown is not self._task:
            self._task, self._ticks, self._since = shown, 0, time.monotonic()
        if shown is not None and not self._timer.isActive():
            self._timer.start()
        elif shown is None:
            self._timer.stop()
            self._reveal(on=False)

    def _look(self) -> None:
        self._ticks += 1
        task = self._tasks.shown
        if task is None or self._ticks < _PATIENCE:
            return
        name, done, total = task.note
        self.spin.setPixmap(icons.pixmap("arrow_sync", 16, "accent_text", self.devicePixelRatioF()))
        self.name.setText(name)
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self.steps.setText(f"{done:,}/{total:,}" if total else "")
        self.rest.setText(remaining(time.monotonic() - self._since, done, total))
        self._reveal(on=True)

    def _reveal(self, *, on: bool) -> None:
        for widget in self._running:
            widget.setVisible(on)

    def _stop(self) -> None:
        task = self._tasks.shown
        if task is not None:
            task.stop()
            self.name.setText(_("正在取消…"))
