"""An activity of school and enterprises: what it came to, the enterprises and students that took part, what was raised there."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from desktop.ui.kit import layouts
from desktop.ui.kit.controls import wrapped
from desktop.ui.kit.page_widgets import FactLabel, FigureStrip, TitledCard
from desktop.ui.record.master_detail import MasterDetailPage, Print
from desktop.ui.record.master_list import MasterRow, Values
from desktop.ui.record.part import RecordPart
from desktop.ui.record.related_tabs import RelatedTab, figure_tab
from models.database.query import Query
from models.entities.cooperation import Activity
from models.entities.cooperation_terms import COUNTED
from models.schema.fields import field_map
from models.schema.showing import text_of
from models.statistics.cooperation import ActivityView, activity_view, latest_first
from models.words import N_, _, joined

if TYPE_CHECKING:
    from array import array

    from models.statistics import Connection

_FACT, _FIGURE = 150, 160
_FIELDS = field_map(Activity)
_FACTS = ("kind", "start_date", "place", "host", "budget")


class ActivityPart(RecordPart):
    """The composed contents of an activity."""

    entity = Activity
    reading = staticmethod(activity_view)

    def facts(self, view: ActivityView) -> QWidget:
        """Which kind, when, where, by whom, at what cost."""
        staff = FactLabel(_FIELDS["staff"].title, view.row.values["staff"] or "")
        return FigureStrip(_FACT, *(self.fact(Activity, view.row, name) for name in _FACTS), staff, ruled=True)

    def cards(self, view: ActivityView) -> Sequence[QWidget]:
        """What it came to, and what people say of it."""
        card = TitledCard(_("成效"), self._of_students(view))
        card.column.addWidget(FigureStrip(_FIGURE, *self._figures(view)))
        if view.held.typed:
            card.column.addWidget(wrapped(_("灰字是填报的，没有登记参会企业或学生；登记以后按记录合计"), "text3"))
        said = view.row.values["result"]
        layouts.add(card.column, wrapped(said, "text2") if said else None, layouts.STRETCH)
        return (card,)

    def _figures(self, view: ActivityView) -> Iterator[QWidget]:
        lists = {"enterprise_count": view.enterprises, "student_count": view.came if view.came.count else view.students}
        for name in COUNTED:
            figure, typed = view.held.figures[name], name in view.held.typed
            query = lists[name].query if name in lists and figure and not typed else None  # sums are of no list
            number = "—" if figure is None else f"{figure:,}"
            yield self.door(number, _FIELDS[name].title, query, tone="text3" if typed or figure is None else "text")

    @staticmethod
    def _of_students(view: ActivityView) -> str:
        if not view.students.count:
            return ""
        words = _("名单 {listed} 人，签到 {came} 人") if view.came.count else _("名单 {listed} 人，没有登记签到")
        return words.format(listed=view.students.count, came=view.came.count)

    def footed(self, view: ActivityView) -> str:
        """See RecordPart."""
        words = _("参会企业 {firms} 家·学生 {students} 人·事项 {matters} 件")
        return words.format(firms=view.enterprises.count, students=view.students.count, matters=view.matters.count)

    def matters(self, view: ActivityView) -> Sequence[RelatedTab]:
        """Who took part, and what was raised."""
        return (
            figure_tab("enterprises", "", view.enterprises,
                       ("enterprise", "post_count", "headcount", "resumes", "interviews", "offers", "signed"),
                   _("还没有登记参会企业：在企业列表勾选后办理“参会”，或导入")),
            figure_tab("students", "", view.students, ("student", "signed_in", "intention_enterprise", "is_signed"),
                   _("还没有登记学生：在学生列表勾选后办理“参加活动”，或导入签到表")),
            figure_tab("matters", _("提出的事项"), view.matters,
                       ("title", "raised_by", "assigned_to", "due_date", "answered_date", "status", "is_overdue"),
                   _("没有在这次会上提出的事项")),
        )  # fmt: skip


class ActivitiesPage(MasterDetailPage):
    """Activities with who took part and what came of it."""

    entity, part = Activity, ActivityPart
    columns = ("title", "kind", "start_date", "place", "enterprise_count", "student_count", "signed")
    chips = ("kind",)
    hint = N_("活动名称、拼音")

    @staticmethod
    def arranged(connection: "Connection", query: Query) -> "array[int]":
        """See MasterDetailPage."""
        return latest_first(connection, query)

    def describe(self, values: Values) -> MasterRow:
        """Title, day and kind, how many enterprises."""
        note = joined((str(values["start_date"] or ""), text_of(_FIELDS["kind"], values["kind"])))
        count = values["enterprise_count"]
        return MasterRow(values["title"], note, "" if count is None else _("{count} 家").format(count=f"{count:,}"))

    def prints(self, key: int) -> Sequence[Print]:
        """What it came to, and what was raised there."""
        of = {"ids": (key,), "of": Activity.__tablename__}
        return (
            (_("对接活动情况统计"), {"report": "activity-statistics"} | of),
            (_("联席会议事项办理情况表"), {"report": "matter-list"} | of),
        )
