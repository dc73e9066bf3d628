"""Where a window of the program stands: as it was left, else as large as the screen lets it be."""

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtWidgets import QWidget

from desktop.ui.kit.settings import Settings

LEAST, USUAL = QSize(960, 600), QSize(1440, 900)  # pixels below which it does not shrink; at first, where there is room
_FRAME = QSize(16, 48)  # room a window manager takes for its frame and title
_KEPT = "window.geometry"


def restore(window: QWidget, settings: Settings) -> None:
    """Stand where the window stood when it was closed last; the first time whole within the screen."""
    kept = settings.get(_KEPT)
    if isinstance(kept, str) and window.restoreGeometry(QByteArray.fromBase64(kept.encode())):
        return
    window.resize(USUAL.boundedTo(window.screen().availableSize() - _FRAME))


def remember(window: QWidget, settings: Settings) -> None:
    """Keep size and place for the next start."""
    settings.put(_KEPT, bytes(window.saveGeometry().toBase64().data()).decode())


def come_forward(window: QWidget) -> None:
    """Let it be the window in front."""
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()
