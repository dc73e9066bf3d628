"""Making the paper of a job beside the window: first what its first sheet needs, then the whole."""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from desktop.reports.document import Document
from desktop.reports.job import Listing, PrintJob, beginning, document_of, dressed, made_of, said
from desktop.reports.preview import Proof, proof_of
from desktop.ui.kit.tasks import Debounce, Tasks
from models import clock
from models.database.database import Database
from models.database.disclosures import PREVIEW
from models.progress import Progress

T = TypeVar("T")
_WHOLE_AT_ONCE = 6  # records whose paper is made in the time of a blink
_PAUSE = 30  # milliseconds: several changes in one gesture make one paper


class PreviewBuilder(QObject):
    """`paper_asked` when paper is wanted; `made` with a proof and whether it is the whole; `failed` with what went wrong."""

    paper_asked = Signal()
    made = Signal(object, bool)
    failed = Signal(object)

    def __init__(self, database: Database, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._database, self._tasks = database, tasks
        self._job: PrintJob | None = None
        self._kept: tuple[PrintJob, Document] | None = None
        self._shown: list[PrintJob] = []  # with whole numbers, and logged
        self._since = 0.0
        self.first_after = self.whole_after = 0.0  # seconds from the change to the first sheet, and to the whole
        self._pause = Debounce(_PAUSE, self._begin, self)

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
        self._tasks.stop(self)

    def _begin(self) -> None:
        self.stop()
        job = self._job
        if job is None:
            return
        self.paper_asked.emit()
        self._since, self.first_after = time.perf_counter(), 0.0
        long = isinstance(job.subject, Listing) and not self._is_read(job)
        if long or (job.separable and len(job.ids) > _WHOLE_AT_ONCE):
            self._run(
                lambda progress: proof_of(self._document(job, first=True), progress),
                lambda proof: self._go_on(proof, job),
            )
        elif job.separable:
            self._make_whole(job)
        else:
            self._make_from_one(job)

    def _go_on(self, proof: Proof, job: PrintJob) -> None:
        self._emit_made(proof, whole=False)
        self._make_whole(job)

    def _make_whole(self, job: PrintJob) -> None:
        def document() -> Document:
            return self._document(job) if job.separable else dressed(self._read(job), job)

        self._run(lambda progress: proof_of(document(), progress), lambda proof: self._emit_made(proof, whole=True))

    def _document(self, job: PrintJob, *, first: bool = False) -> Document:
        """The paper; the same words on another sheet are not shown another time."""
        known = said(job) in self._shown
        made = document_of(self._database, job, clock.now(), way=None if known else PREVIEW, first=first)
        if job.unmasked and not known and not first:
            self._shown.append(said(job))
        return made

    # --- what was read stays: another sheet, order of columns or mark needs no other words

    def forget(self) -> None:
        """What was read may be otherwise now."""
        self._kept = None
        self._shown.clear()

    def _is_read(self, job: PrintJob) -> bool:
        return self._kept is not None and self._kept[0] == said(job)

    def _read(self, job: PrintJob) -> Document:
        kept, now = self._kept, clock.now()
        if kept is not None and kept[0] == said(job):
            return replace(kept[1], printed_at=now)
        made = made_of(self._database, job, now, way=PREVIEW)
        document = replace(made, blocks=tuple(made.blocks))
        self._kept = said(job), document
        return document

    def _make_from_one(self, job: PrintJob) -> None:
        """Where records are a filter the file is read once, for the first sheet and for the whole."""

        def work(progress: Progress) -> tuple[Proof, Document | None]:
            made = dressed(self._read(job), job)
            blocks = tuple(made.blocks)
            first = tuple(beginning(blocks))
            return proof_of(replace(made, blocks=first), progress), None if first == blocks else made

        def done(found: tuple[Proof, Document | None]) -> None:
            proof, document = found
            self._emit_made(proof, whole=document is None)
            if document is not None:
                self._run(
                    lambda progress: proof_of(document, progress), lambda proof: self._emit_made(proof, whole=True)
                )

        self._run(work, done)

    def _run(self, work: Callable[[Progress], T], done: Callable[[T], None]) -> None:
        self._tasks.read(work, done, receiver=self, failed=self.failed.emit)

    def _emit_made(self, proof: Proof, *, whole: bool) -> None:
        taken = time.perf_counter() - self._since
        self.first_after = self.first_after or taken
        if whole:
            self.whole_after = taken
        self.made.emit(proof, whole)
