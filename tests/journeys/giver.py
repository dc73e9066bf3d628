"""Another program with a file to drag: a window that is all handle; its title is what it gives."""

import sys

from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QDrag
from PySide6.QtWidgets import QApplication, QWidget


class Giver(QWidget):
    def __init__(self, path):
        super().__init__()
        self._path = path
        self.setWindowTitle("giver")
        self.setAccessibleName("giver")
        self.setGeometry(10, 700, 120, 120)

    def mouseMoveEvent(self, _event):  # noqa: N802 - Qt's own name
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(self._path)])
        drag = QDrag(self)
        drag.setMimeData(data)
        drag.exec()


def main():
    running = QApplication(sys.argv)
    window = Giver(sys.argv[1])
    window.show()
    running.exec()


if __name__ == "__main__":
    main()
