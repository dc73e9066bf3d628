"""A process that opens a window, tells when it was usable and how much memory it holds; `tests.speed.window` starts it.

`python -m tests.speed.starting bare` opens an empty Qt window, `… program DATABASE [TABLE]` ours, with a list in it if
one is named. It ends by itself.
"""

import json
import os
import sys
import time
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow

REST = 8000  # milliseconds after which the window is idle: lists are read, figures counted, memory given back


class FirstPaint(QObject):
    """Notes when a main window was painted and the loop of events came round again."""

    def __init__(self, rest: int = 0) -> None:
        super().__init__()
        self._rest, self._found, self._seen = rest, False, False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Find the main window among all objects, then watch it alone: to be asked about every event takes time."""
        if not isinstance(watched, QMainWindow):
            return False
        if not self._found:
            self._found = True
            QApplication.instance().removeEventFilter(self)
            watched.installEventFilter(self)
        if not self._seen and event.type() == QEvent.Type.Paint:
            self._seen = True
            QTimer.singleShot(0, self._usable)
        return False

    def _usable(self) -> None:
        cpu = os.times()
        self._told = {"at": time.time(), "cpu": cpu.user + cpu.system}
        QTimer.singleShot(self._rest, self._end)

    def _end(self) -> None:
        sys.stdout.write(json.dumps(self._told | memory()) + "\n")
        sys.stdout.flush()
        QApplication.exit(0)


def memory() -> dict[str, int]:
    """What this process holds and held at most, in MB."""
    try:
        words = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    except OSError:
        return {}
    return {
        "held": int(words["VmRSS"].split()[0]) // 1024,
        "most": int(words["VmHWM"].split()[0]) // 1024,
    }


def bare() -> None:
    """What Qt itself needs for a window."""
    from PySide6 import QtGui, QtNetwork, QtSvg  # noqa: F401 - what ours imports as well

    app = QApplication(["bare"])
    paint = FirstPaint()
    app.installEventFilter(paint)
    window = QMainWindow()
    window.resize(1366, 768)
    window.show()
    app.exec()


def program(path: Path, table: str) -> None:
    """Our window, exactly as it is started."""
    from desktop import cli

    app = QApplication(["shuangyuan"])
    paint = FirstPaint(REST if table else 0)
    app.installEventFilter(paint)
    if table:
        QTimer.singleShot(0, lambda: _open(table))
    cli.main(["--database", str(path)])


def _open(table: str) -> None:
    from desktop.ui.shell.window import MainWindow
    from models.schema.fields import entity_named

    window = next(each for each in QApplication.topLevelWidgets() if isinstance(each, MainWindow))
    window.show_list(entity_named(table))


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if sys.argv[1] == "bare":
        bare()
    else:
        program(Path(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else "")
