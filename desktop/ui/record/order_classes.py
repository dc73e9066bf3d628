"""Order classes: who is there of those planned, each on its own page."""

from collections.abc import Sequence
from typing import Any

from desktop.screens import first_columns
from desktop.ui.kit.statuses import sign_of
from desktop.ui.record.joining import choose_students
from desktop.ui.record.master_detail import MasterDetailPage, Print
from desktop.ui.record.master_list import MasterRow, Values
from desktop.ui.record.order_class import OrderClassPage
from models.database.query import Condition, Query
from models.entities.order_classes import OrderClass, OrderClassMember
from models.schema.fields import field_map
from models.schema.showing import text_of
from models.words import N_, _, listed

_FORMING, _RUNNING, _SOON = "1", "2", 30  # order-class-status; days before the end of an agreement


class OrderClassesPage(MasterDetailPage):
    """Order classes with their members."""

    entity, part = OrderClass, OrderClassPage
    columns = ("name", "enterprises", "member_count", "planned_size", "status", "mode", "remaining_days")
    chips = ("status", "mode")
    hint = N_("班名、编号、拼音")
    adds = N_("添加学员")

    def describe(self, values: Values) -> MasterRow:
        """Name, sponsors, members of those planned."""
        members, planned, status = values["member_count"] or 0, values["planned_size"], field_map(OrderClass)["status"]
        sign = sign_of(status, values["status"])
        return MasterRow(
            values["name"], listed(values["enterprises"] or ()), f"{members}/{planned}" if planned else f"{members}",
            members, planned, sign.shape if sign else None, text_of(status, values["status"]),
            "warn_solid" if values["status"] == _FORMING else "graphic", _warning(values),
            ends=True,
        )  # fmt: skip

    def prints(self, key: int) -> Sequence[Print]:
        """The roster, and the members as the list shows them."""
        members = Query(OrderClassMember, (Condition("order_class", "=", key),), as_of=self.day)
        columns = tuple(field.name for field in first_columns(OrderClassMember))
        listed: dict[str, Any] = {"query": members, "columns": columns}
        return (_("订单班花名册"), {"report": "order-class-roster", "ids": (key,)}), (_("成员列表"), listed)

    def added(self) -> None:
        """Choose the students who join the class."""
        if self.contents.key is not None and self.day is not None:
            choose_students(self.place, self, self.contents.key, self.title.text(), self.day)


def _warning(values: Values) -> str:
    """What calls for attention, in words; '' for nothing."""
    members, planned, days = values["member_count"] or 0, values["planned_size"], values["remaining_days"]
    if values["status"] not in (_FORMING, _RUNNING):
        return ""
    if planned and members > planned:
        return _("超过计划 {n} 人").format(n=members - planned)
    if days is not None and days < 0:
        return _("协议已过期 {days} 天").format(days=-days)
    return _("协议剩 {days} 天").format(days=days) if days is not None and days <= _SOON else ""
