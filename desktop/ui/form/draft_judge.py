"""A draft judged as it would be stored: rules and computed values beside the window, while one types."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.ui.form import record
from desktop.ui.kit.tasks import Task, Tasks
from models.database.database import Database
from models.database.errors import DatabaseError
from models.progress import Progress

_PAUSE = 300  # milliseconds after the last key


class DraftJudge(QObject):
    """Judges what a form would write; `changed` when `judgement` is another. What could not be saved is not judged."""

    changed = Signal()

    def __init__(self, database: Database, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._database, self._tasks = database, tasks
        self.judgement = record.Judgement()
        self._draft: Callable[[], record.Edit | None] = lambda: None
        self._asked: record.Edit | None = None
        self._task: Task | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self._look)

    def ask(self, draft: Callable[[], record.Edit | None]) -> None:
        """Judge this once nobody types any more; it says None while there is nothing to judge."""
        self._draft = draft
        self._pause.start()

    def again(self) -> None:
        """Judge anew what was written meanwhile."""
        self._asked = None

    def _look(self) -> None:
        database, edit = self._database, self._draft()
        if edit is not None and edit == self._asked:
            return
        self._asked = edit
        if self._task is not None:
            self._task.stop()
        if edit is None:
            self._take(record.Judgement())
            return

        def work(progress: Progress) -> record.Judgement:
            try:
                return record.judged(database, edit, progress)
            except DatabaseError:  # it could not be saved as it is: the fields say why, and saving will
                return record.Judgement()

        self._task = self._tasks.read(work, self._take, receiver=self)

    def _take(self, judgement: record.Judgement) -> None:
        self._task = None
        if judgement != self.judgement:
            self.judgement = judgement
            self.changed.emit()
