"""Undo and redo as actions that say what they will take back or do again; what is old or large is asked about first."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QKeySequence

from desktop.ui.kit.tasks import Tasks
from models import clock
from models.database import history, settings
from models.database.database import Database
from models.database.transaction import ChangeSet
from models.progress import Progress
from models.words import _

if TYPE_CHECKING:
    from collections.abc import Callable

LARGE = 300  # records of an act that no single key takes back


@dataclass(frozen=True, slots=True)
class UndoRedo:
    """The acts that undo and redo would touch; None where there is none."""

    undo: ChangeSet | None
    redo: ChangeSet | None


def acts_of(database: Database) -> UndoRedo:
    """Read them off the log. The sample school is never undone: it is cleared as a whole."""
    with database.reading() as connection:
        undo, redo = history.next_to_undo(connection), history.next_to_redo(connection)
        if settings.made_sample(connection, undo):
            undo = None
        found = [None if key is None else history.act_of(connection, key) for key in (undo, redo)]
    return UndoRedo(*found)


def is_grave(act: ChangeSet) -> bool:
    """Whether an act is so large or so long ago that one key could take back what nobody thinks of."""
    return act.change_count > LARGE or act.time.astimezone().date() < clock.now().date()


@dataclass(frozen=True, slots=True)
class Asked:
    """An act that is not taken back before somebody says so."""

    act: ChangeSet


class UndoHistory(QObject):
    """Two actions kept up to date with the log; `failed` with what stood against it.

    `doubted` with a grave act and the deed that takes it back all the same. `before` is asked first: it takes back what
    is offered in view, by name, and returns whether there was such an offer.
    """

    failed = Signal(object)
    done = Signal(object)
    doubted = Signal(object, object)

    def __init__(self, database: Database, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._database, self._tasks = database, tasks
        self.before: Callable[[], bool] = lambda: False
        self.undo = QAction(_("撤销"), self)
        self.undo.setShortcut(QKeySequence.StandardKey.Undo)
        self.undo.triggered.connect(self._undo)
        self.redo = QAction(_("重做"), self)
        self.redo.setShortcuts([QKeySequence("Ctrl+Y"), QKeySequence("Ctrl+Shift+Z")])
        self.redo.triggered.connect(self._redo)
        self._tell(UndoRedo(None, None))

    def refresh(self) -> None:
        """Look into the log again."""
        self._tasks.read(lambda _progress: acts_of(self._database), self._tell, receiver=self)

    def _tell(self, acts: UndoRedo) -> None:
        self.undo.setEnabled(acts.undo is not None)
        self.redo.setEnabled(acts.redo is not None)
        self.undo.setText(_("撤销：{name}").format(name=acts.undo.name) if acts.undo else _("撤销"))
        self.redo.setText(_("重做：{name}").format(name=acts.redo.name) if acts.redo else _("重做"))

    def _undo(self) -> None:
        if self.before():
            return
        database = self._database

        def work(progress: Progress) -> ChangeSet | Asked:
            act = acts_of(database).undo  # as the log is by now: another undo may have been under way
            if act is None:
                raise history.nothing(history.UNDO)
            if is_grave(act):
                return Asked(act)
            return database.undo(act.id, progress)

        self._tasks.write(self.undo.text(), work, self._done, receiver=self, failed=self.failed.emit)

    def _take_back(self, act: ChangeSet) -> None:
        words = _("撤销：{name}").format(name=act.name)
        self._tasks.write(
            words, lambda progress: self._database.undo(act.id, progress), self._done, receiver=self,
            failed=self.failed.emit,
        )  # fmt: skip

    def _redo(self) -> None:
        def work(progress: Progress) -> ChangeSet:
            return self._database.redo(progress)

        self._tasks.write(self.redo.text(), work, self._done, receiver=self, failed=self.failed.emit)

    def _done(self, found: ChangeSet | Asked) -> None:
        if isinstance(found, Asked):
            self.doubted.emit(found.act, lambda: self._take_back(found.act))
        else:
            self.done.emit(found)
