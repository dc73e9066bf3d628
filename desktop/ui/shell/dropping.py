"""Workbooks dropped anywhere on the window begin an import."""

from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from desktop.exchange.workbook import ENDINGS


def workbooks(data: QMimeData) -> tuple[Path, ...]:
    """The workbooks among what is dragged."""
    paths = (Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile())
    return tuple(path for path in paths if path.suffix.lower() in ENDINGS)


class Drops(QObject):
    """Watches a window; `dropped` with the paths."""

    dropped = Signal(tuple)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Accept workbooks; whatever else is dragged goes on to where it was going."""
        if event.type() == QEvent.Type.DragEnter and isinstance(event, QDragEnterEvent):
            if workbooks(event.mimeData()):
                event.acceptProposedAction()
                return True
        elif event.type() == QEvent.Type.Drop and isinstance(event, QDropEvent):
            found = workbooks(event.mimeData())
            if found:
                event.acceptProposedAction()
                self.dropped.emit(found)
                return True
        return False
