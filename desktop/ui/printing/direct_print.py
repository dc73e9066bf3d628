"""A paper sent to a printer through the dialog of any paper, without a file of it on the disk."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.reports.cups import Sending, available, send
from desktop.reports.document import Document
from desktop.reports.preview import Proof, proof_of
from desktop.ui.kit.errors import trouble_of
from desktop.ui.kit.tasks import Tasks
from desktop.ui.printing.print_dialog import PrintDialog
from desktop.ui.printing.system_dialog import print_by_system


class DirectPrint(QObject):
    """Asks for a printer over a dialog; `printed` with its name, `refused` with why, `file_wanted` where a file is rather."""

    printed = Signal(str)
    refused = Signal(str)
    file_wanted = Signal()

    def __init__(self, paper: Document, title: str, tasks: Tasks, over: QWidget) -> None:
        super().__init__(over)
        self._paper, self._title, self._tasks, self._over = paper, title, tasks, over

    def start(self) -> None:
        """Draw the paper, then ask."""
        self._tasks.read(
            lambda progress: proof_of(self._paper, progress), self._ask, receiver=self, failed=self._refuse
        )

    def _ask(self, proof: Proof) -> None:
        sending = Sending("", self._title, paper="A4")
        if available():
            dialog = PrintDialog(self._tasks, sending, proof.pages, "", self._over)
            dialog.sent.connect(lambda chosen: self._send(proof, chosen))
            dialog.file_wanted.connect(self.file_wanted)
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()
        else:
            self._press = print_by_system(
                self._tasks, proof, sending, self._over, lambda name, _pages: self.printed.emit(name)
            )

    def _send(self, proof: Proof, sending: Sending) -> None:
        self._tasks.each(
            lambda _progress: send(proof.content, sending), lambda _number: self.printed.emit(sending.queue),
            receiver=self, failed=self._refuse,
        )  # fmt: skip

    def _refuse(self, error: Exception) -> None:
        self.refused.emit(trouble_of(error).sentence)
