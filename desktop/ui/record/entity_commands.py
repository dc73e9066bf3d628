"""What can be done with the ticked records of some entities only: students join an order class, placements begin."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QWidget

from desktop.ui.kit.context import AppContext
from desktop.ui.list.detail_view import ListCommand
from models.schema.fields import Entity
from models.words import _


def commands_for(entity: type[Entity]) -> tuple[ListCommand, ...]:
    """The commands a list has of its own."""
    if entity.__tablename__ != "student":
        return ()
    return (
        ListCommand("people_community", _("加入订单班"), _join),
        ListCommand("briefcase", _("安排实习"), _place),
    )


def _join(place: AppContext, over: QWidget, ids: Sequence[int], day: date) -> None:
    from desktop.ui.record.joining import choose_order_class

    choose_order_class(place, over, ids, day)


def _place(place: AppContext, over: QWidget, ids: Sequence[int], day: date) -> None:
    from desktop.ui.record.placing import arrange

    arrange(place, over, ids, day)
