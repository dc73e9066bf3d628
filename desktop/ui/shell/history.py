"""Undo and redo as actions that say what they will take back or do again."""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QKeySequence

from desktop.ui.tasks import Tasks
from models.database import history
from models.database.database import Database
from models.database.history import ChangeSet
from models.progress import Progress
from models.words import _


@dataclass(frozen=True, slots=True)
class Acts:
    """The names of the acts that undo and redo would touch; None where there is none."""

    undo: str | None
    redo: str | None


def acts_of(database: Database) -> Acts:
    """Read the names off the log."""
    with database.reading() as connection:
        found = (history.next_to_undo(connection), history.next_to_redo(connection))
        names = [None if key is None else history.name_of(connection, key) for key in found]
    return Acts(*names)


class History(QObject):
    """Two actions kept up to date with the log; `failed` with what stood against it."""

    failed = Signal(object)
    done = Signal(str)

    def __init__(self, database: Database, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._database, self._tasks = database, tasks
        self.undo = QAction(_("撤销"), self)
        self.undo.setShortcut(QKeySequence.StandardKey.Undo)
        self.undo.triggered.connect(self._undo)
        self.redo = QAction(_("重做"), self)
        self.redo.setShortcuts([QKeySequence("Ctrl+Y"), QKeySequence("Ctrl+Shift+Z")])
        self.redo.triggered.connect(self._redo)
        self._tell(Acts(None, None))

    def refresh(self) -> None:
        """Look into the log again."""
        self._tasks.read(lambda _progress: acts_of(self._database), self._tell, receiver=self)

    def _tell(self, acts: Acts) -> None:
        self.undo.setEnabled(acts.undo is not None)
        self.redo.setEnabled(acts.redo is not None)
        self.undo.setText(_("撤销：{name}").format(name=acts.undo) if acts.undo else _("撤销"))
        self.redo.setText(_("重做：{name}").format(name=acts.redo) if acts.redo else _("重做"))

    def _undo(self) -> None:
        def work(progress: Progress) -> ChangeSet:
            return self._database.undo(progress=progress)

        self._tasks.write(self.undo.text(), work, self._done, receiver=self, failed=self.failed.emit)

    def _redo(self) -> None:
        def work(progress: Progress) -> ChangeSet:
            return self._database.redo(progress)

        self._tasks.write(self.redo.text(), work, self._done, receiver=self, failed=self.failed.emit)

    def _done(self, change_set: ChangeSet) -> None:
        self.done.emit(change_set.name)
