"""Printing through the system's own dialog, page by page as pictures; for computers without CUPS."""

from collections.abc import Callable

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

from desktop.reports.cups import Sending
from desktop.reports.preview import POINTS_PER_INCH, Picture, Proof, Sheets
from desktop.ui.kit.tasks import Tasks
from models.words import _

DOTS = 300  # an inch, for printers that take pictures


class PagePress:
    """Paints a PDF page by page on a printer that takes pictures: a page is drawn in a task, painted when it is there."""

    def __init__(
        self, tasks: Tasks, proof: Proof, printer: QPrinter, receiver: QWidget, done: Callable[[int], None]
    ) -> None:
        self._tasks, self._printer, self._receiver, self._done = tasks, printer, receiver, done
        self._sheets = Sheets(proof.content)
        first, last = printer.fromPage() or 1, printer.toPage() or len(self._sheets)
        self._pages = list(range(first - 1, min(last, len(self._sheets))))
        self._painter = QPainter(printer)
        self._count = 0

    def start(self) -> None:
        """Draw the next page, or end the job."""
        if not self._pages or not self._painter.isActive():
            self._painter.end()
            self._sheets.close()
            self._done(self._count)
            return
        page, scale = self._pages.pop(0), DOTS / POINTS_PER_INCH
        name = _("打印第 {page} 页").format(page=page + 1)
        self._tasks.each(
            lambda _progress: self._sheets.draw(page, scale), self._paint, receiver=self._receiver, name=name
        )

    def _paint(self, picture: Picture | None) -> None:
        if picture is not None:
            if self._count:
                self._printer.newPage()
            image = QImage(picture.pixels, picture.width, picture.height, picture.stride, QImage.Format.Format_RGB32)
            dots = self._printer.resolution() / DOTS
            self._painter.drawImage(QRectF(0, 0, picture.width * dots, picture.height * dots), image)
            self._count += 1
        self.start()


class SystemPrint(QPrintDialog):
    """The system's own dialog over a printer that is set for the paper; once accepted, give `device` to a PagePress."""

    def __init__(self, proof: Proof, sending: Sending, parent: QWidget) -> None:
        self.press: PagePress | None = None
        self.device = QPrinter(QPrinter.PrinterMode.HighResolution)
        self.device.setDocName(sending.title)
        self.device.setResolution(DOTS)
        self.device.setFullPage(True)
        size = QPageSize.PageSizeId.A3 if sending.paper == "A3" else QPageSize.PageSizeId.A4
        self.device.setPageSize(QPageSize(size))
        upright, across = QPageLayout.Orientation.Portrait, QPageLayout.Orientation.Landscape
        self.device.setPageOrientation(across if sending.landscape else upright)
        super().__init__(self.device, parent)
        self.setMinMax(1, proof.pages)
        self.setFromTo(1, proof.pages)


def print_by_system(
    tasks: Tasks, proof: Proof, sending: Sending, parent: QWidget, done: Callable[[str, int], None]
) -> SystemPrint:
    """Open the system's dialog and print what is accepted there; `done` with the printer and how many pages. Keep what is given."""
    dialog = SystemPrint(proof, sending, parent)

    def begin() -> None:
        # kept there: the printer and its painter live until the last page is there
        dialog.press = PagePress(tasks, proof, dialog.device, parent, lambda n: done(dialog.device.printerName(), n))
        dialog.press.start()

    dialog.accepted.connect(begin)
    QDialog.open(dialog)
    return dialog
