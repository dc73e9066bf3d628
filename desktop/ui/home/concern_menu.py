"""The way from a concern to its records: their list, one of them, or the choice of what is missing."""

from collections.abc import Callable

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from desktop.ui.home.concerns import Concern
from models.database.query import Query
from models.schema.fields import Entity
from models.words import _


def open_concern(
    concern: Concern, at: QWidget, to_list: Callable[[Query], None], to_record: Callable[[type[Entity], int], None]
) -> None:
    """Go to the records of a concern; of several missing fields the person chooses one, under the card."""
    if concern.parts:
        menu = menu_of(concern, at, to_list, to_record)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at.mapToGlobal(QPoint(0, at.height())))
    elif concern.query is not None:
        to_list(concern.query)
    elif concern.first is not None:
        to_record(*concern.first)


def menu_of(
    concern: Concern, at: QWidget, to_list: Callable[[Query], None], to_record: Callable[[type[Entity], int], None]
) -> QMenu:
    """The missing fields, each with how many records lack it."""
    menu = QMenu(at)
    for part in concern.parts:
        words = _("{title}（{count} 条）").format(title=part.title, count=f"{part.count:,}")
        act = menu.addAction(words.replace("&", "&&"))
        act.setToolTip(part.rule)
        act.triggered.connect(lambda _on=False, part=part: open_concern(part, at, to_list, to_record))
    return menu
