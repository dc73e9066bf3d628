"""What can be done with the ticked records of some entities only: students join an order class, placements begin."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from models.schema.fields import Entity, field_map
from models.words import _

if TYPE_CHECKING:
    from desktop.ui.list.list_page import ListPage

Act = tuple[str, str, Callable[[], None]]  # icon, words, what is done


def unit_of(entity: type[Entity]) -> str:
    """How many are ticked, in words with a place for the number."""
    return _("已选 {count} 人") if "gender" in field_map(entity) else _("已选 {count} 条")


def acts_on(page: "ListPage") -> tuple[Act, ...]:
    """The acts of a list of its own."""
    if page.entity.__tablename__ != "student":
        return ()
    return (
        ("people_community", _("加入订单班"), lambda: _join(page)),
        ("briefcase", _("安排实习"), lambda: _place(page)),
    )


def _join(page: "ListPage") -> None:
    from desktop.ui.record.joining import choose_order_class

    if ids := page.ids():
        choose_order_class(page.place, page, ids, page.query.day)


def _place(page: "ListPage") -> None:
    from desktop.ui.record.placing import arrange

    if ids := page.ids():
        arrange(page.place, page, ids, page.query.day)
