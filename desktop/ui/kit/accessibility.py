"""What painted widgets are to a screen reader, which knows only those of Qt: a widget says its role in `spoken_as`."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QScrollArea, QWidget

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
