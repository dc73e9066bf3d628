"""Columns that scroll: room for more than the window holds."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget


def scrolling(body: QWidget, name: str = "") -> QScrollArea:
    """`body` in a pane without a frame: one that is called something is a stop of the keyboard.

    The others follow the widgets in them and go up and down only.
    """
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    if name:
        area.setAccessibleName(name)
    else:
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(body)
    return area


class Sheet(QScrollArea):
    """A tab's contents: a column that scrolls inside the pane."""

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumHeight(60)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._body = QWidget()
        self.setWidget(self._body)
        self._column = QVBoxLayout(self._body)
        self._column.setContentsMargins(20, 14, 16, 20)
        self._column.setSpacing(0)

    def fill(self, widgets: list[QWidget]) -> None:
        """Show these under each other; those shown before are let go of unless they are among them."""
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None and widget not in widgets:
                widget.hide()
                widget.deleteLater()
        for widget in widgets:
            self._column.addWidget(widget)
            widget.show()
        self._column.addStretch(1)
        self.verticalScrollBar().setValue(0)
