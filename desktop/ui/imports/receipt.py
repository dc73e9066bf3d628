"""The last step: the import as it runs, and the receipt of what it did."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.ui.kit import icons, layouts, paint
from desktop.ui.kit.cards import Card
from desktop.ui.kit.controls import Banner, Button, Kind, Note, ProgressBar, Title
from desktop.ui.kit.page_widgets import TextLine
from desktop.ui.kit.tasks import Task
from desktop.ui.kit.theme import FIGURE, SEMIBOLD, colour, font
from models.words import _, joined, listed

_WIDTH = 560
_TICK = 100  # milliseconds between two looks at the task
_CIRCLE = 64


@dataclass(frozen=True, slots=True)
class ImportDone:
    """What an import did: figures as (words, count), and the change set that undoes it."""

    head: str
    file: str
    figures: tuple[tuple[str, int], ...]
    besides: tuple[tuple[str, int], ...]
    change_set: int | None
    rejected: int


class Running(Card):
    """How far the import is; `stopped` when the person does not want it any more."""

    stopped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedWidth(_WIDTH)
        self.head, self.note, self.count = Title("", 14), TextLine(ink="text2"), Note()
        self.bar = ProgressBar(_("导入进度"))
        self.cancel = Button(_("取消")).leads(self.stopped)
        row = layouts.row((self.note, 1), self.count)
        foot = layouts.row((Note(_("取消后不会留下任何一行")), 1), self.cancel)
        layouts.add(self.column, self.head, row, self.bar, 4, foot)
        self._task: Task | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK)
        self._timer.timeout.connect(self._look)

    def follow(self, head: str, task: Task) -> None:
        """Show a task until `rest`."""
        self.head.setText(head)
        self._task = task
        self.cancel.setEnabled(True)
        self._look()
        self._timer.start()

    def rest(self) -> None:
        """Look no more."""
        self._timer.stop()
        self._task = None

    def _look(self) -> None:
        if self._task is None:
            return
        name, done, total = self._task.note
        self.note.setText(name)
        self.count.setText(f"{done:,} / {total:,}" if total else "")
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        if self._task.progress.stopped:
            self.cancel.setEnabled(False)
            self.note.setText(_("正在取消…"))


class _ReceiptSign(paint.Painted, QWidget):
    """The tick in its circle."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(_CIRCLE, _CIRCLE)
        self.undone = False

    def _paint(self, painter: QPainter) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("sunken" if self.undone else "ok_soft"))
        painter.drawEllipse(QRectF(self.rect()))
        name, ink = ("arrow_undo", "text2") if self.undone else ("checkmark_circle", "ok")
        size = 16 if self.undone else 32
        icons.draw(painter, name, QPointF((_CIRCLE - size) / 2, (_CIRCLE - size) / 2), size, ink)


class Figures(paint.Painted, QWidget):
    """Counts in a row, each with its words."""

    def __init__(self) -> None:
        super().__init__()
        self.figures: tuple[tuple[str, int], ...] = ()
        self.setFixedHeight(64)

    def set_figures(self, figures: tuple[tuple[str, int], ...]) -> None:
        """Show other counts."""
        self.figures = figures
        self.setAccessibleName(joined(f"{words} {count:,}" for words, count in figures))
        self.update()

    def _paint(self, painter: QPainter) -> None:
        width = self.width() / max(len(self.figures), 1)
        for place, (words, count) in enumerate(self.figures):
            paint.pen(painter, "text" if count else "text3", font(FIGURE - 4, SEMIBOLD))
            painter.drawText(QRectF(place * width, 0, width, 38), Qt.AlignmentFlag.AlignCenter, f"{count:,}")
            paint.pen(painter, "text2", font())
            painter.drawText(QRectF(place * width, 38, width, 22), Qt.AlignmentFlag.AlignCenter, words)


class Receipt(Card):
    """What was done: `seen` to look at the records, `undone` to take it back, `given_back` for rejected rows, `file_wanted` for another one."""

    seen = Signal()
    undone = Signal()
    given_back = Signal()
    file_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedWidth(_WIDTH)
        self.sign, self.head, self.file = _ReceiptSign(), Title("", 16), Note(ink="text2")
        self.figures, self.besides, self.banner = Figures(), Note(ink="text2"), Banner()
        self.look, self.undo = Button(_("查看记录"), Kind.PRIMARY), Button(_("撤销导入"), icon="arrow_undo")
        self.errors = Button(_("导出错误工作簿"), icon="arrow_download")
        self.more = Button(_("再导入一份"), Kind.GHOST)
        for button, signal in (
            (self.look, self.seen), (self.undo, self.undone), (self.errors, self.given_back), (self.more, self.file_wanted),
        ):  # fmt: skip
            button.clicked.connect(signal)
        self._lay_out()

    def _lay_out(self) -> None:
        self.column.setContentsMargins(24, 24, 24, 20)
        self.column.setSpacing(10)
        middle = Qt.AlignmentFlag.AlignHCenter
        layouts.add(
            self.column, (self.sign, 0, middle), (self.head, 0, middle), (self.file, 0, middle), 6, self.figures,
            (self.besides, 0, middle), self.banner, 8,
        )  # fmt: skip
        row = layouts.row(self.more, layouts.STRETCH, self.errors, self.undo, self.look, gap=8)
        layouts.add(self.column, row)

    def show_import(self, done: ImportDone) -> None:
        """Show what was done."""
        self.sign.undone = False
        self.sign.update()
        self.head.setText(done.head)
        self.file.setText(done.file)
        self.figures.set_figures(done.figures)
        made = listed(f"{words} {count:,}" for words, count in done.besides)
        self.besides.setText(_("另新建：{made}").format(made=made))
        self.besides.setVisible(bool(made))
        self.errors.setVisible(bool(done.rejected))
        self.look.show()
        self.undo.setVisible(done.change_set is not None)
        self.undo.setEnabled(True)
        self.banner.hide()
        self.setFixedWidth(max(_WIDTH, self.column.sizeHint().width()))

    def tell_undone(self, head: str, sentence: str) -> None:
        """The import was taken back: nothing of it is left to be looked at or to be taken back."""
        self.sign.undone = True
        self.sign.update()
        self.head.setText(head)
        for button in (self.undo, self.look):
            button.hide()
        self.banner.say(sentence, tone="ok")


class LastStep(QWidget):
    """The running import, then its receipt, in the middle of the page."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.running, self.receipt = Running(), Receipt()
        self.stack = QStackedWidget()
        for card in (self.running, self.receipt):
            page = QWidget()
            layouts.column(
                layouts.Stretch(2), (card, 0, Qt.AlignmentFlag.AlignHCenter), layouts.Stretch(3),
                parent=page, margins=layouts.STYLE,
            )  # fmt: skip
            self.stack.addWidget(page)
        layouts.column(self.stack, parent=self)

    def follow(self, head: str, task: Task) -> None:
        """Show the running import."""
        self.running.follow(head, task)
        self.stack.setCurrentIndex(0)

    def show_import(self, done: ImportDone) -> None:
        """Show the receipt."""
        self.running.rest()
        self.receipt.show_import(done)
        self.stack.setCurrentIndex(1)
