"""Making the paper of a job beside the window: first what its first sheet needs, then the whole."""

import time

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.reports.job import Listing, PrintJob, document_of
from desktop.reports.preview import Proof, proof_of
from desktop.ui.tasks import Task, Tasks
from models import clock
from models.database.database import Database
from models.progress import Progress

_WHOLE_AT_ONCE = 6  # records whose paper is made in the time of a blink
_PAUSE = 30  # milliseconds: several changes in one gesture make one paper


class PaperMaker(QObject):
    """`began` when paper is wanted; `made` with a proof and whether it is the whole; `failed` with what went wrong."""

    began = Signal()
    made = Signal(object, bool)
    failed = Signal(object)

    def __init__(self, database: Database, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._database, self._tasks = database, tasks
        self._job: PrintJob | None = None
        self._running: list[Task] = []
        self._since = 0.0
        self.seconds = 0.0  # that the latest whole paper took
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self._begin)

    @property
    def waiting(self) -> bool:
        """Whether paper is wanted that nobody makes yet."""
        return self._pause.isActive()

    def want(self, job: PrintJob) -> None:
        """Make this paper soon; another one wanted before is forgotten."""
        self._job = job
        self._pause.start()

    def stop(self) -> None:
        """Make nothing."""
        self._pause.stop()
        for task in self._running:
            task.stop()
        self._running.clear()

    def _begin(self) -> None:
        self.stop()
        job = self._job
        if job is not None:
            self.began.emit()
            self._since = time.perf_counter()
            many = isinstance(job.subject, Listing) or (job.separable and len(job.ids) > _WHOLE_AT_ONCE)
            self._render(job, first=many)

    def _render(self, job: PrintJob, *, first: bool) -> None:
        database = self._database

        def work(progress: Progress) -> Proof:
            return proof_of(document_of(database, job, clock.now(), first=first), progress)

        def done(proof: Proof) -> None:
            self.seconds = time.perf_counter() - self._since
            self.made.emit(proof, not first)
            if first:
                self._render(job, first=False)

        self._running.append(self._tasks.read(work, done, receiver=self, failed=self.failed.emit))
