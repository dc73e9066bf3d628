"""Which topic of the manual a widget is about, read off what is seen; and the mark that opens it."""

from typing import Protocol, runtime_checkable

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from desktop.ui.kit.controls import IconButton
from models.words import _


@runtime_checkable
class Helper(Protocol):
    """A window that can open the manual."""

    def show_help(self, topic: str = "") -> None:
        """Open it at a topic, or at the one of what has the keyboard."""


def topic_at(widget: QWidget | None) -> str:
    """The topic of a widget or of the nearest around it that has one (`help_topic`); '' where none has.

    What lies within may name a place alone (`#name`): whatever is around it says in which topic.
    """
    place = ""
    while widget is not None:
        told = getattr(widget, "help_topic", None)
        if told is not None:
            topic = str(told())
            if topic and not topic.startswith("#"):
                return topic if "#" in topic else topic + place
            place = place or topic
        widget = widget.parentWidget()
    return ""


def open_help(at: QWidget, topic: str = "") -> None:
    """Open the manual over the window of a widget: at a topic, or at the one of the widget."""
    window = at.window()
    while window is not None and not isinstance(window, Helper):
        above = window.parentWidget()
        window = above.window() if above is not None else None  # type: ignore[assignment] # a dialog stands over a window
    if isinstance(window, Helper):
        window.show_help(topic or topic_at(at))


class HelpButton(IconButton):
    """A question mark beside what the manual explains; `title` is what it explains."""

    HEIGHT = 24

    def __init__(self, topic: str, title: str) -> None:
        super().__init__("question_circle", _("{title}的说明").format(title=title), "F1")
        self.topic = topic
        self.clicked.connect(lambda: open_help(self))

    def help_topic(self) -> str:
        """What it opens."""
        return self.topic

    def sizeHint(self) -> QSize:
        """Smaller than a button that acts."""
        return QSize(self.HEIGHT, self.HEIGHT)
