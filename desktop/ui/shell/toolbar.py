"""The strip of words under the menu: the acts used all day."""

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.ui.controls import Button, Kind
from desktop.ui.theme import tint

_LONGEST = 26  # characters of an act's name before it is cut; the whole stands in the tooltip


class ActionButton(Button):
    """A button that is always what its action is."""

    def __init__(self, action: QAction, kind: Kind = Kind.GHOST) -> None:
        super().__init__(action.text(), kind)
        self._action = action
        self.clicked.connect(action.trigger)
        action.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        words = self._action.text()
        self.setText(words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…")
        self.setAccessibleName(words)  # the whole, also where it is cut
        keys = self._action.shortcut().toString()
        self.setToolTip(f"{words}  {keys}" if keys else words)
        self.setEnabled(self._action.isEnabled())
        self.update()


class Toolbar(QWidget):
    """Buttons in a row; the first is what one came for."""

    def __init__(self, primary: QAction, *others: QAction) -> None:
        super().__init__()
        tint(self, ground="surface")
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 6, 14, 6)
        row.setSpacing(4)
        self.primary = ActionButton(primary, Kind.PRIMARY)
        row.addWidget(self.primary)
        for action in others:
            row.addWidget(ActionButton(action))
        row.addStretch(1)

    def step_back(self, *, back: bool) -> None:
        """Leave the one filled button of the screen to the page."""
        self.primary.kind = Kind.DEFAULT if back else Kind.PRIMARY
        self.primary.update()
