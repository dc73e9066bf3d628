"""Education groups with their members, each on its own page."""

from collections.abc import Sequence

from desktop.screens import first_columns
from desktop.ui.record.education_group import GroupPage
from desktop.ui.record.master_detail import MasterDetailPage, Print
from desktop.ui.record.master_list import MasterRow, Values
from models.database.query import Condition, Query
from models.entities.groups import EducationGroup, GroupMember
from models.schema.fields import field_map
from models.schema.showing import text_of
from models.words import N_, _


class GroupsPage(MasterDetailPage):
    """Education groups."""

    entity, part = EducationGroup, GroupPage
    columns = ("name", "kind", "level", "member_count", "enterprise_count")
    chips = ("kind", "level")
    hint = N_("集团名称、拼音")

    def describe(self, values: Values) -> MasterRow:
        """Name, kind, members."""
        note = text_of(field_map(EducationGroup)["kind"], values["kind"])
        return MasterRow(values["name"], note, _("{n} 个成员").format(n=values["member_count"] or 0))

    def prints(self, key: int) -> Sequence[Print]:
        """The order classes of the group, and its members."""
        members = Query(GroupMember, (Condition("education_group", "=", key),), as_of=self.day)
        columns = tuple(field.name for field in first_columns(GroupMember))
        return (
            (_("订单班一览表"), {"report": "order-class-list", "ids": (key,)}),
            (_("成员单位名单"), {"query": members, "columns": columns}),
        )
