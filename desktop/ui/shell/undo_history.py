"""Undo and redo as actions that say what they will take back or do again; what is old or large is asked about first."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QKeySequence

from desktop.keys import ACTS
from desktop.operations import undoing
from desktop.operations.done import Done
from desktop.operations.undoing import UndoRedo, acts_of, is_grave
from desktop.ui.kit.tasks import Tasks
from models.database import history
from models.database.database import Database
from models.database.transaction import ChangeSet
from models.progress import Progress
from models.words import _

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Asked:
    """An act that is not taken back before somebody says so."""

    act: ChangeSet


class UndoHistory(QObject):
    """Two actions kept up to date with the log; `failed` with what stood against it.

    `doubted` with a grave act and the call that takes it back all the same. `before` is asked first: it takes back what
    is offered in view, by name, and returns whether there was such an offer.
    """

    failed = Signal(object)
    done = Signal(object)
    doubted = Signal(object, object)

    def __init__(self, database: Database, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._database, self._tasks = database, tasks
        self.before: Callable[[], bool] = lambda: False
        self.undo = QAction(_(ACTS["undo"].words), self)
        self.undo.setShortcuts([QKeySequence(key) for key in ACTS["undo"].keys])
        self.undo.triggered.connect(self._undo)
        self.redo = QAction(_(ACTS["redo"].words), self)
        self.redo.setShortcuts([QKeySequence(key) for key in ACTS["redo"].keys])
        self.redo.triggered.connect(self._redo)
        self._show(UndoRedo(None, None))

    def refresh(self) -> None:
        """Look into the log again."""
        self._tasks.read(lambda _progress: acts_of(self._database), self._show, receiver=self)

    def _show(self, acts: UndoRedo) -> None:
        self.undo.setEnabled(acts.undo is not None)
        self.redo.setEnabled(acts.redo is not None)
        self.undo.setText(_("撤销：{name}").format(name=acts.undo.name) if acts.undo else _("撤销"))
        self.redo.setText(_("重做：{name}").format(name=acts.redo.name) if acts.redo else _("重做"))

    def _undo(self) -> None:
        if self.before():
            return
        database = self._database

        def work(progress: Progress) -> Done | Asked:
            act = acts_of(database).undo  # as the log is by now: another undo may have been under way
            if act is None:
                raise history.nothing(history.UNDO)
            if is_grave(act):
                return Asked(act)
            return undoing.undo(database, act.id, progress)

        self._tasks.write(self.undo.text(), work, self._done, receiver=self, failed=self.failed.emit)

    def _take_back(self, act: ChangeSet) -> None:
        words = _("撤销：{name}").format(name=act.name)
        self._tasks.write(
            words, lambda progress: undoing.undo(self._database, act.id, progress), self._done, receiver=self,
            failed=self.failed.emit,
        )  # fmt: skip

    def _redo(self) -> None:
        self._tasks.write(
            self.redo.text(), lambda progress: undoing.redo(self._database, progress), self._done, receiver=self,
            failed=self.failed.emit,
        )  # fmt: skip

    def _done(self, found: Done | Asked) -> None:
        if isinstance(found, Asked):
            self.doubted.emit(found.act, lambda: self._take_back(found.act))
        else:
            self.done.emit(found)
