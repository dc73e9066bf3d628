"""Writing an import beside the window, the receipt of it, and what can be done afterwards."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from desktop.exchange.corrections import Mends
from desktop.exchange.import_steps import Reviewed
from desktop.exchange.plan import Action, ImportPlan
from desktop.operations import importing
from desktop.operations.importing import Imported
from desktop.operations.undoing import undo
from desktop.ui.imports.receipt import ImportDone, LastStep
from desktop.ui.kit.context import AppContext
from desktop.ui.kit.files import save_as
from desktop.ui.kit.tasks import CancelWatch
from models.database.history import REDO, UNDO
from models.database.transaction import ChangeSet
from models.progress import Progress
from models.schema.fields import entity_named
from models.words import _

if TYPE_CHECKING:
    from desktop.ui.kit.tasks import Task


class Writing(QObject):
    """One import at a time: `done` with the mends it was written with; `failed` with an exception, or None if stopped."""

    done = Signal(object)
    failed = Signal(object)
    _news = Signal(object)

    def __init__(self, place: AppContext, last: LastStep) -> None:
        super().__init__(last)
        self._place, self._last = place, last
        self._task: Task | None = None
        self.written: tuple[Imported, Mends] | None = None
        last.running.stopped.connect(self._stop)
        last.receipt.undone.connect(self._undo)
        self._stops = CancelWatch(place.tasks, self)
        # the listener is called in the thread that wrote; the signal brings the news to this one
        self._news.connect(self._follow, Qt.ConnectionType.QueuedConnection)
        place.database.subscribe(self._hear)

    def _hear(self, written: ChangeSet) -> None:
        if isValid(self):
            self._news.emit(written)

    @property
    def busy(self) -> bool:
        """Whether an import is being written."""
        return self._task is not None

    @property
    def change_set(self) -> int | None:
        """The step that was written."""
        step = self.written[0].change_set if self.written is not None else None
        return step.id if step is not None else None

    def begin(self, reviewed: Reviewed, mends: Mends, expected: dict[str, int]) -> None:
        """Write what was reviewed as one change set; `expected` are the totals the person looked over."""

        def done(imported: Imported) -> None:
            self._task = None
            self.written = (imported, mends)
            self._last.show_import(_receipt_of(imported))
            self.done.emit(mends)

        def failed(error: Exception) -> None:
            self._end(error)

        count = expected[Action.INSERT] + expected[Action.UPDATE]
        self._task = self._place.tasks.write(
            _("导入 {file}").format(file=reviewed.plan.path.name),
            lambda progress: importing.write(reviewed, mends, expected, progress),
            done,
            receiver=self,
            failed=failed,
        )
        self._stops.watch(self._task, lambda: self._end(None))
        self._last.follow(_("正在导入 {count} 行").format(count=f"{count:,}"), self._task)

    def _end(self, reason: Exception | None) -> None:
        self._task = None
        self._last.running.rest()
        self.failed.emit(reason)

    def _stop(self) -> None:
        if self._task is not None:
            self._task.stop()

    def _follow(self, written: ChangeSet) -> None:
        """Let the receipt say what became of the import, wherever it was taken back or made again."""
        if self.written is None or self.change_set is None or written.target != self.change_set:
            return
        if written.kind == UNDO:
            words = _("记录恢复到导入之前；用“重做”可以再次导入")
            self._last.receipt.tell_undone(_("已撤销：{file}").format(file=self.written[0].plan.path.name), words)
        elif written.kind == REDO:
            self._last.show_import(_receipt_of(self.written[0]))

    def _undo(self) -> None:
        number, receipt = self.change_set, self._last.receipt
        if number is None:
            return
        receipt.undo.setEnabled(False)

        def failed(error: Exception) -> None:
            receipt.undo.setEnabled(True)
            self._place.report(error)

        database = self._place.database
        self._place.tasks.write(
            _("撤销导入"), lambda progress: undo(database, number, progress), lambda _undone: None, receiver=self,
            failed=failed,
        )  # fmt: skip


def _receipt_of(imported: Imported) -> ImportDone:
    plan, totals = imported.plan, imported.plan.totals()
    figures = (
        (_("新增"), totals[Action.INSERT]),
        (_("修改"), totals[Action.UPDATE]),
        (_("不变"), totals[Action.UNCHANGED]),
        (_("跳过"), totals[Action.REJECT]),
    )
    besides = tuple((_(entity_named(name).label), n) for name, n in imported.besides.items())
    step = imported.change_set.id if imported.change_set is not None else None
    return ImportDone(imported.sentence, plan.path.name, figures, besides, step, totals[Action.REJECT])


def give_back(place: AppContext, window: QWidget, plan: ImportPlan, mends: Mends, say: Callable[[str], None]) -> None:
    """Write the rejected rows of a plan, as they were mended so far, into a workbook the person names."""
    name = _("{name}（被拒绝的行）").format(name=plan.path.stem)
    target = save_as(window, _("导出错误工作簿"), name, (".xlsx",))
    if target is None:
        return

    def work(_progress: Progress) -> str:
        return importing.give_back(place.database, plan, mends, target)

    place.tasks.each(work, say, receiver=window, name=_("导出错误工作簿"))
