"""What painted widgets are to a screen reader, which knows only those of Qt, and what keys do to them.

A widget says its role in `spoken_as`.
"""

from collections.abc import Callable
from typing import Any, Self

from PySide6 import QtGui
from PySide6.QtCore import QEvent, QObject, Qt, SignalInstance
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAccessibleInterface, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QAccessibleWidget, QScrollArea, QWidget

from desktop.ui.kit import paint

Role = QAccessible.Role


def _made(_name: str, thing: QObject) -> QAccessibleInterface | None:
    role = getattr(thing, "spoken_as", Role.Pane if isinstance(thing, QScrollArea) else None)
    return QAccessibleWidget(thing, role) if isinstance(thing, QWidget) and isinstance(role, Role) else None


def teach() -> None:
    """Let every widget made from now on be known by its role; once a program."""
    if not _TAUGHT:
        QAccessible.installFactory(_made)
        _TAUGHT.append(True)


_TAUGHT: list[bool] = []


def say_aloud(widget: QWidget, words: str) -> None:
    """Let a screen reader say words that are on a widget; Qt 6.7, which ARM has, knows an alert but no words of it."""
    announcement = getattr(QtGui, "QAccessibleAnnouncementEvent", None)
    if announcement is not None:
        QAccessible.updateAccessibility(announcement(widget, words))
        return
    widget.setAccessibleName(words)
    QAccessible.updateAccessibility(QAccessibleEvent(widget, QAccessible.Event.Alert))


def has_keys(widget: QWidget) -> bool:
    """Whether what is typed into the window goes into a widget or one of its parts."""
    focused = widget.window().focusWidget()
    return focused is not None and (focused is widget or widget.isAncestorOf(focused))


ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def shortcut(within: QWidget, keys: str, act: Callable[[], Any] | SignalInstance) -> None:
    """Let a key do something as long as the keyboard is within a widget."""
    made = QShortcut(QKeySequence(keys), within, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
    made.activated.connect(act)


def keeps(event: QEvent, own: Callable[[QKeyEvent], bool]) -> bool:
    """Whether this is a key that the window would take for a shortcut and the widget that has the keyboard keeps."""
    kept = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and own(event)
    if kept:
        event.accept()
    return kept


class Pressable(paint.Painted, QAbstractButton):
    """A button; Qt lets Enter press one only where the desktop has that custom."""

    def leads(self, to: Callable[..., object] | SignalInstance, *given: object) -> Self:
        """Do this when it is pressed, with what is given."""
        self.clicked.connect((lambda: to(*given)) if given and callable(to) else to)
        return self

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses it, once however long it is held."""
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.NoModifier
        if event.key() in ENTER and plain and self.isEnabled():
            if not event.isAutoRepeat():
                self.click()
        else:
            super().keyPressEvent(event)
