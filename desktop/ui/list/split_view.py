"""A list and what stands beside it: how wide, and whether it is wanted, is remembered by screen."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSplitter, QSplitterHandle, QStackedWidget, QWidget

from desktop.ui.kit import layouts, paint
from desktop.ui.kit.accessibility import has_keys
from desktop.ui.kit.settings import Settings
from desktop.ui.kit.theme import colour

WIDE, NARROW, NARROW_WINDOW = 372, 348, 1400
LEAST = 300


class _Handle(paint.Painted, QSplitterHandle):
    """A hairline one can take hold of."""

    def _paint(self, painter: QPainter) -> None:
        painter.fillRect(self.rect(), colour("accent" if self.underMouse() else "line"))


class SplitView(QSplitter):
    """The list at the left, the pane at the right when it is wanted and the list has something to show."""

    def __init__(self, main: QStackedWidget, side: QWidget, settings: Settings, screen: str) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._settings, self._screen = settings, screen
        self._main, self._allowed = main, True
        self._sides = layouts.stack(side)
        self._sides.setMinimumWidth(LEAST)
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        self.addWidget(main)
        self.addWidget(self._sides)
        self.setStretchFactor(0, 1)
        self.setStretchFactor(1, 0)
        self.splitterMoved.connect(self._keep)
        self._reveal()

    def createHandle(self) -> QSplitterHandle:
        """A painted one."""
        return _Handle(self.orientation(), self)

    @property
    def wanted(self) -> bool:
        """Whether the person wants the pane."""
        return bool(self._settings.get(f"pane.{self._screen}", True))

    def want(self, on: bool) -> None:
        """Show or hide the pane from now on."""
        self._settings.put(f"pane.{self._screen}", on)
        self._reveal()

    def allow(self, on: bool) -> None:
        """Whether there is anything the pane could tell of."""
        self._allowed = on
        self._reveal()

    def _reveal(self) -> None:
        self._sides.setVisible(self._allowed and (self.wanted or self._sides.count() > 1))

    def put_over(self, pane: QWidget) -> None:
        """Show another pane in the place of the first, also when that was hidden."""
        self._sides.addWidget(pane)
        self._sides.setCurrentWidget(pane)
        self._reveal()

    def take_off(self, pane: QWidget) -> None:
        """Show the first one again; the keys go to the list if they were in the other."""
        if has_keys(pane):
            self._main.currentWidget().setFocus()
        self._sides.removeWidget(pane)
        self._reveal()

    def fit(self, window_width: int) -> None:
        """Give the pane the width it was left with, else the usual one for so wide a window."""
        usual = WIDE if window_width >= NARROW_WINDOW else NARROW
        kept = self._settings.get(f"pane-width.{self._screen}")
        side = max(LEAST, kept if isinstance(kept, int) else usual)
        self.setSizes([max(self.width() - side - 1, 1), side])

    def _keep(self, *_place: int) -> None:
        self._settings.put(f"pane-width.{self._screen}", self._sides.width())
