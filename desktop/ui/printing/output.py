"""Where paper goes: a file, a folder with one file a record, a printer; what went out is written down."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.reports.cups import Sending, available, queues, send
from desktop.reports.document import Document
from desktop.reports.job import PrintJob, document_of
from desktop.reports.job_json import plain_job
from desktop.reports.per_record_files import render_each
from desktop.reports.preview import Proof, proof_of
from desktop.reports.report import OptionError, render
from desktop.ui.kit.context import AppContext
from desktop.ui.kit.files import folder_to_use, save_as
from desktop.ui.printing.print_dialog import PrintDialog
from models import clock
from models.database.errors import DatabaseError
from models.database.printings import Printing, note_printing
from models.progress import Progress
from models.words import SentenceError, _, clauses

if TYPE_CHECKING:
    from desktop.ui.printing.system_dialog import SystemPrint

_log = logging.getLogger(__name__)
_PRINTER = "printing.printer"  # the printer used last


class Output(QObject):
    """Saves and prints jobs of a workplace; each is made anew, so that its time of printing is right.

    `noted` when what went out was written down; `found` when the usual printer is known.
    """

    noted = Signal()
    found = Signal()

    def __init__(self, place: AppContext, parent: QWidget) -> None:
        super().__init__(parent)
        self._place, self._parent = place, parent
        self._by_system: SystemPrint | None = None
        self.printer = str(place.settings.get(_PRINTER, ""))

    def look_for_printer(self) -> None:
        """Find out which printer is the usual one, where none was used yet."""
        if self.printer or not available():
            return

        def done(names: tuple[str, ...]) -> None:
            if names and not self.printer:
                self.printer = names[0]
                self.found.emit()

        self._place.tasks.read(lambda _progress: queues(), done, receiver=self)

    def _document(self, job: PrintJob) -> Document:
        return document_of(self._place.database, job, clock.now())

    def _note(self, job: PrintJob, scope: str, way: str, target: str, pages: int) -> None:
        """Write down what went out; it is out already, so that a file that cannot be written now is no reason to stop."""
        printing = Printing(job.title, scope, way, target, pages, job.unmasked, plain_job(job))
        try:
            note_printing(self._place.database, printing)
        except DatabaseError as error:
            _log.warning("printing not noted: %s", error)

    def _run(self, name: str, work: Callable[[Progress], str]) -> None:
        """Do it beside the window, and say what came of it."""

        def done(sentence: str) -> None:
            self._place.say(sentence)
            self.noted.emit()

        self._place.tasks.each(work, done, receiver=self._parent, name=name)

    def save(self, job: PrintJob, ending: str, scope: str, pages: int) -> None:
        """Ask where to put it and write it there."""
        target = save_as(self._parent, _("保存{title}").format(title=job.title), job.title, (ending,))
        if target is not None:
            self.save_to(job, target, scope, pages)

    def save_to(self, job: PrintJob, target: Path, scope: str, pages: int) -> None:
        """Write it to a file whose ending says as what."""

        def work(progress: Progress) -> str:
            lost = render(self._document(job), target, progress)
            self._note(job, scope, target.suffix.lower(), target.name, pages)
            return clauses((_("已保存 {file}").format(file=target.name), *lost[:1]))

        self._run(_("保存{title}").format(title=job.title), work)

    def save_each(self, job: PrintJob, ending: str, scope: str, pages: int) -> None:
        """Ask for a folder and put one file a record there."""
        folder = folder_to_use(self._parent, _("选择保存的文件夹"))
        if folder is not None:
            self.save_each_to(job, folder, ending, scope, pages)

    def save_each_to(self, job: PrintJob, folder: Path, ending: str, scope: str, pages: int) -> None:
        """Put one file a record into a folder."""

        def work(progress: Progress) -> str:
            written = render_each(self._place.database, job, folder, ending, progress)
            words = _("{folder}，{count} 个文件").format(folder=folder.name, count=len(written))
            self._note(job, scope, ending, words, pages)
            told = _("已在文件夹“{folder}”中保存 {count} 个文件")
            return told.format(folder=folder.name, count=len(written))

        self._run(_("逐个保存{title}").format(title=job.title), work)

    def print_(self, job: PrintJob, scope: str, pages: int, *, landscape: bool) -> None:
        """Ask for a printer and send it there."""
        sending = Sending("", job.title, paper=job.sheet, landscape=landscape)
        if available():
            dialog = PrintDialog(self._place.tasks, sending, pages, self.printer, self._parent)
            dialog.sent.connect(lambda chosen: self.send(job, chosen, scope))
            dialog.file_wanted.connect(lambda: self.save(job, ".pdf", scope, pages))
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()
        else:
            self._place.tasks.each(
                lambda progress: proof_of(self._document(job), progress),
                lambda proof: self._ask_system(job, proof, sending, scope),
                receiver=self._parent, name=_("生成{title}").format(title=job.title),
            )  # fmt: skip

    def send(self, job: PrintJob, sending: Sending, scope: str) -> None:
        """Put the PDF into the queue as it is."""
        self._place.settings.put(_PRINTER, sending.queue)
        self.printer = sending.queue

        def work(progress: Progress) -> str:
            proof = proof_of(self._document(job), progress)
            send(proof.content, sending)
            pages = sending.count or proof.pages
            self._note(job, scope, "print", sending.queue, pages * sending.copies)
            return _("已送到打印机“{queue}”，{pages} 页").format(queue=sending.queue, pages=pages)

        self._run(_("打印{title}").format(title=job.title), work)

    def _ask_system(self, job: PrintJob, proof: Proof, sending: Sending, scope: str) -> None:
        from desktop.ui.printing.system_dialog import print_by_system

        def done(name: str, pages: int) -> None:
            def work(_progress: Progress) -> str:
                self._note(job, scope, "print", name, pages)
                return _("已送到打印机，{pages} 页").format(pages=pages)

            self._run("", work)

        self._by_system = print_by_system(self._place.tasks, proof, sending, self._parent, done)


def sentence_of(error: Exception) -> str:
    """What to show instead of paper when it could not be made; '' if the window should tell."""
    return str(error) if isinstance(error, OptionError | SentenceError) else ""
