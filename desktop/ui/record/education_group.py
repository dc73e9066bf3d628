"""An education group: members by kind and role, 家次 and 家数, order classes, the groups under it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from desktop.ui.kit import layouts
from desktop.ui.kit.charts import BarChart, ChartMark
from desktop.ui.kit.controls import wrapped
from desktop.ui.kit.page_widgets import FactLabel, FigureStrip, TitledCard, TwoLineRow
from desktop.ui.record.master_detail import MasterDetailPage, Print, as_listed
from desktop.ui.record.master_list import MasterRow, Values
from desktop.ui.record.part import RecordPart
from desktop.ui.record.related_tabs import RelatedTab, figure_tab
from models.database.query import Condition, Query
from models.entities.groups import EducationGroup, GroupMember
from models.schema.fields import field_map
from models.schema.showing import text_of
from models.schema.types import Code
from models.statistics.group_views import GroupView, group_view
from models.words import N_, _, listed

if TYPE_CHECKING:
    from models.statistics.overview import Share

_FACTS = ("status", "founded_date", "secretariat", "contact_name", "contact_phone")
_FACT, _CARD, _FIGURE, _ROWS = 120, 280, 100, 12


class GroupPart(RecordPart):
    """The composed contents of an education group."""

    entity, gap = EducationGroup, 16
    reading = staticmethod(group_view)

    def cards(self, view: GroupView) -> Sequence[QWidget]:
        """Figures and members; the groups below where there is no tab of them."""
        kinds = self._shares(_("成员类别"), "member_kind", view.kinds)
        charts = FigureStrip(_CARD, kinds, self._shares(_("成员身份"), "role", view.roles))
        return (self._figures(view), charts, *((self._below(view),) if view.below and not self.whole else ()))

    def facts(self, view: GroupView) -> QWidget:
        """See RecordPart."""
        facts = (self.fact(EducationGroup, view.row, name) for name in _FACTS)
        return FigureStrip(_FACT, (FactLabel(_("牵头单位"), listed(view.leads)), 2), *facts, ruled=True)

    def _figures(self, view: GroupView) -> QWidget:
        scope = _("含下级集团") if view.below else ""
        card = TitledCard(_("规模"), scope)
        doors = (
            (view.members.count, _("个成员单位"), view.members.query),
            (view.memberships.count, _("企业家次"), view.memberships.query),
            (view.bodies, _("企业家数"), view.bodies_list),
            (view.order_classes.count, _("个订单班"), view.order_classes.query),
            (view.order_class_members.count, _("名学员"), view.order_class_members.query),
        )
        made = (self.door(f"{count:,}", words, query if count else None) for count, words, query in doors)
        card.column.addWidget(FigureStrip(_FIGURE, *made))
        if view.memberships.count != view.bodies:
            words = _("家次按集团计，家数按企业计：同一企业参加几个集团，计几家次、一家")
            card.column.addWidget(wrapped(words))
        return card

    def _shares(self, title: str, name: str, shares: "Sequence[Share]") -> QWidget:
        card = TitledCard(title, _("点开看名单"))
        chart = BarChart(title)
        field = field_map(GroupMember)[name]
        marks = []
        for share in sorted(shares, key=lambda share: -share.figure.count):
            found = field.type.codes.get(share.code or "") if isinstance(field.type, Code) else None
            words = found.told() if found is not None else text_of(field, share.code) or _("未填")
            count = f"{share.figure.count:,}"
            marks.append(ChartMark(words, words, share.figure.count, count, share.figure.query))
        chart.set_marks(marks)
        chart.opened.connect(self.place.list_of)
        layouts.add(card.column, chart, layouts.STRETCH)
        return card

    def _below(self, view: GroupView) -> QWidget:
        card = TitledCard(_("下级集团"), f"{len(view.below)}")
        for key, name, figure in view.below:
            row = TwoLineRow(name, "", _("{n} 个成员").format(n=figure.count))
            card.column.addWidget(row.leads(self.place.record, EducationGroup, key))
        return card

    def footed(self, view: GroupView) -> str:
        """See RecordPart."""
        return _("成员单位 {members} 个·企业 {memberships} 家次，{bodies} 家·订单班 {classes} 个").format(
            members=view.members.count, memberships=view.memberships.count, bodies=view.bodies,
            classes=view.order_classes.count,
        )  # fmt: skip

    def matters(self, view: GroupView) -> Sequence[RelatedTab]:
        """See RecordPart."""
        below = Query(EducationGroup, (Condition("parent", "=", view.row.id),), as_of=view.day)
        return (
            figure_tab("members", _("成员单位"), view.members,
                       ("member_name", "member_kind", "role", "join_date", "representative", "title", "phone"),
                   _("还没有成员")),
            figure_tab("classes", "", view.order_classes,
                       ("name", "enterprises", "mode", "member_count", "planned_size", "day_status", "end_date"),
                   _("还没有订单班")),
            *([RelatedTab("below", _("下级集团"), len(view.below), below, ("name", "kind", "member_count"))]
              if view.below else []),
            figure_tab("meetings", _("理事会会议"), view.meetings, ("year", "meeting_count", "remark"), _("还没有登记会议")),
            figure_tab("told", _("年度指标"), view.told, ("year", "item", "value", "evidence", "entered_by"), _("还没有填报年度指标")),
        )  # fmt: skip


class GroupsPage(MasterDetailPage):
    """Education groups."""

    entity, part = EducationGroup, GroupPart
    columns = ("name", "kind", "level", "member_count", "enterprise_count")
    chips = ("kind", "level")
    hint = N_("集团名称、拼音")

    def describe(self, values: Values) -> MasterRow:
        """Name, kind, members."""
        note = text_of(field_map(EducationGroup)["kind"], values["kind"])
        return MasterRow(values["name"], note, _("{n} 个成员").format(n=values["member_count"] or 0))

    def prints(self, key: int) -> Sequence[Print]:
        """Its figures of the year, its order classes, and its members."""
        members = Query(GroupMember, (Condition("education_group", "=", key),), as_of=self.day)
        classes = {"report": "order-class-list", "ids": (key,)}
        figures = {"report": "group-statistics", "ids": (key,)}
        return (_("职教集团年度统计表"), figures), (_("订单班一览表"), classes), (_("成员单位名单"), as_listed(members))
