"""What the window shows whole in the place of a list: where a page leads, and what the window asks of it."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget


class Page(QWidget):
    """One of screens.pages; what a page does not say of itself holds as it stands here.

    The window makes it when it is first wanted and keeps it: `opened` comes each time it is shown, `refresh` whenever
    something was written while it is seen.
    """

    list_wanted = Signal(object)  # a Query
    record_wanted = Signal(object, object)  # a kind of record and an id, None for a new one
    page_wanted = Signal(str, dict)  # the key of another page, and what that is `opened` for
    foot_changed = Signal()  # `foot_words` are others now

    foot_words = ""  # what the status bar says of it

    def opened(self, *_given: Any, **_named: Any) -> None:
        """It is shown, for what is given."""

    def refresh(self) -> None:
        """Read again: something was written."""

    def panes(self) -> Sequence[QWidget]:
        """What F6 walks through, in order."""
        return [self]

    @property
    def unfinished(self) -> int:
        """How many things a person did in it that are written nowhere."""
        return 0

    def leave(self, then: Callable[[], None]) -> None:
        """Go on with `then`, after asking about what is unfinished."""
        then()
