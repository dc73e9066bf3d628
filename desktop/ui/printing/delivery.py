"""Where paper goes: a file, a folder with one file a record, a printer; an unmasked one is logged first."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QWidget

from desktop.reports.document import Document
from desktop.reports.job import PrintJob, document_of
from desktop.reports.preview import Proof, proof_of
from desktop.reports.queues import Sending, available, send
from desktop.reports.registry import OptionError, render
from desktop.reports.separate import render_each
from desktop.ui.files import folder_to_use, save_as
from desktop.ui.printing.sending import QueueDialog
from desktop.ui.workplace import Workplace
from models import clock
from models.database.disclosures import PRINT, disclose
from models.progress import Progress
from models.words import _

if TYPE_CHECKING:
    from desktop.ui.printing.system import PagePress

_PRINTER = "printing.printer"  # the printer used last


class Delivery:
    """Saves and prints jobs of a workplace; each is made anew, so that its time of printing is right."""

    def __init__(self, place: Workplace, parent: QWidget) -> None:
        self._place, self._parent = place, parent
        self._press: PagePress | None = None

    def _document(self, job: PrintJob) -> Document:
        """The paper, made for going out: an unmasked one only once it is logged who let it out."""
        if job.unmasked:
            disclose(self._place.database, PRINT, job.entity, job.ids, (job.title,))
        return document_of(self._place.database, job, clock.now())

    def _fail(self, error: Exception) -> None:
        self._place.report(error)

    def save(self, job: PrintJob, ending: str) -> None:
        """Ask where to put it and write it there."""
        target = save_as(self._parent, _("保存{title}").format(title=job.title), job.title, (ending,))
        if target is not None:
            self.save_to(job, target)

    def save_to(self, job: PrintJob, target: Path) -> None:
        """Write it to a file whose ending says as what."""

        def work(progress: Progress) -> tuple[str, ...]:
            return render(self._document(job), target, progress)

        def done(lost: tuple[str, ...]) -> None:
            self._place.say("；".join((_("已保存 {file}").format(file=target.name), *lost[:1])))

        name = _("保存{title}").format(title=job.title)
        self._place.tasks.read(work, done, receiver=self._parent, name=name, failed=self._fail)

    def save_each(self, job: PrintJob, ending: str) -> None:
        """Ask for a folder and put one file a record there."""
        folder = folder_to_use(self._parent, _("选择保存的文件夹"))
        if folder is not None:
            self.save_each_to(job, folder, ending)

    def save_each_to(self, job: PrintJob, folder: Path, ending: str) -> None:
        """Put one file a record into a folder."""
        database = self._place.database

        def work(progress: Progress) -> tuple[Path, ...]:
            if job.unmasked:
                disclose(database, PRINT, job.entity, job.ids, (job.title,))
            return render_each(database, job, folder, ending, progress)

        def done(written: tuple[Path, ...]) -> None:
            words = _("已在文件夹“{folder}”中保存 {count} 个文件")
            self._place.say(words.format(folder=folder.name, count=len(written)))

        self._place.tasks.read(
            work, done, receiver=self._parent, name=_("逐个保存{title}").format(title=job.title), failed=self._fail
        )  # fmt: skip

    def print_(self, job: PrintJob, pages: int, *, landscape: bool) -> None:
        """Ask for a printer and send it there."""
        sending = Sending("", job.title, paper=job.paper, landscape=landscape)
        if available():
            usual = str(self._place.settings.get(_PRINTER, ""))
            dialog = QueueDialog(self._place.tasks, sending, pages, usual, self._parent)
            dialog.sent.connect(lambda chosen: self.send(job, chosen))
            dialog.saving.connect(lambda: self.save(job, ".pdf"))
            dialog.open()
        else:
            self._proof(job, lambda proof: self._ask_system(job, proof, sending))

    def _proof(self, job: PrintJob, then: Callable[[Proof], None]) -> None:
        self._place.tasks.read(
            lambda progress: proof_of(self._document(job), progress),
            then, receiver=self._parent, name=_("生成{title}").format(title=job.title), failed=self._fail,
        )  # fmt: skip

    def send(self, job: PrintJob, sending: Sending) -> None:
        """Put the PDF into the queue as it is."""
        self._place.settings.put(_PRINTER, sending.queue)

        def work(progress: Progress) -> int:
            proof = proof_of(self._document(job), progress)
            send(proof.content, sending)
            return proof.pages

        def done(pages: int) -> None:
            self._place.say(_("已送到打印机“{queue}”，{pages} 页").format(queue=sending.queue, pages=pages))

        name = _("打印{title}").format(title=job.title)
        self._place.tasks.read(work, done, receiver=self._parent, name=name, failed=self._fail)

    def _ask_system(self, job: PrintJob, proof: Proof, sending: Sending) -> None:
        from desktop.ui.printing.system import PagePress, SystemPrint

        dialog = SystemPrint(proof, sending, self._parent)

        def begin() -> None:
            # kept here: the printer and its painter live until the last page is there
            self._press = PagePress(self._place.tasks, proof, dialog.device, self._parent, done)
            self._press.start()

        def done(pages: int) -> None:
            self._place.say(_("已送到打印机，{pages} 页").format(pages=pages))

        dialog.accepted.connect(begin)
        QDialog.open(dialog)


def sentence_of(error: Exception) -> str:
    """What to show instead of paper when it could not be made; '' if the window should tell."""
    return str(error) if isinstance(error, OptionError) else str(getattr(error, "sentence", ""))
