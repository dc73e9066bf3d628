"""Which topic of the manual a widget is about, read off what is seen; and the mark that opens it."""

from typing import Protocol, runtime_checkable

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QToolTip, QWidget

from desktop.manual.topics import of_recipe
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


def open_help(at: QWidget) -> bool:
    """Open the manual over the window of a widget, at its topic; whether there is a window that can."""
    window = at.window()
    while window is not None and not isinstance(window, Helper):
        above = window.parentWidget()
        window = above.window() if above is not None else None  # type: ignore[assignment] # a dialog stands over a window
    if isinstance(window, Helper):
        window.show_help(topic_at(at))
    return isinstance(window, Helper)


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


class Dialog(QDialog):
    """A window that waits for an answer: keys of the window below do not reach it, so it hears F1 by itself.

    Opens the manual at `RECIPE`, else at what is seen below it; before a database is open it says why it cannot.
    """

    RECIPE = ""

    def help_topic(self) -> str:
        """What it is about."""
        return of_recipe(self.RECIPE) if self.RECIPE else ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F1, and what Qt does with the other keys."""
        if event.key() != Qt.Key.Key_F1 or event.modifiers():
            super().keyPressEvent(event)
        elif not open_help(self):
            words = _("打开数据库并登录以后，按 F1 看帮助手册")
            QToolTip.showText(self.mapToGlobal(QPoint(24, self.height() - 24)), words, self)
