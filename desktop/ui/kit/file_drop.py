"""Files dropped on the window, or on a part of it: workbooks for an import, others for the record they are dropped on."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from desktop.exchange.workbook import ENDINGS


def workbooks(data: QMimeData) -> tuple[Path, ...]:
    """The workbooks among what is dragged, or was copied."""
    paths = (Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile())
    return tuple(path for path in paths if path.suffix.lower() in ENDINGS)


def local_files(data: QMimeData) -> tuple[Path, ...]:
    """The files among what is dragged, whatever they are."""
    return tuple(Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile())


def no_workbooks(data: QMimeData) -> tuple[Path, ...]:
    """The files among what is dragged, unless there are workbooks, which are for an import."""
    return () if workbooks(data) else local_files(data)


class FileDrop(QObject):
    """Watches a widget: `dropped` with the paths let go over it, `hover_changed` with whether some are carried over it.

    `wanted` picks them out of what is dragged.
    """

    dropped = Signal(tuple)
    hover_changed = Signal(bool)

    def __init__(self, widget: QWidget, wanted: Callable[[QMimeData], tuple[Path, ...]] = workbooks) -> None:
        super().__init__(widget)
        self._wanted = wanted
        widget.setAcceptDrops(True)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Accept what is wanted; whatever else is dragged goes on to where it was going."""
        if event.type() == QEvent.Type.DragLeave:
            self.hover_changed.emit(False)
        elif event.type() == QEvent.Type.DragEnter and isinstance(event, QDragEnterEvent):
            if self._wanted(event.mimeData()):
                event.acceptProposedAction()
                self.hover_changed.emit(True)
                return True
        elif event.type() == QEvent.Type.Drop and isinstance(event, QDropEvent):
            self.hover_changed.emit(False)
            found = self._wanted(event.mimeData())
            if found:
                event.acceptProposedAction()
                self.dropped.emit(found)
                return True
        return False
