"""An order class: sponsors, agreement, places, the funnel, promises and the members."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from desktop.ui.kit import layouts
from desktop.ui.kit.chips import Shape
from desktop.ui.kit.controls import Button, Kind, Note
from desktop.ui.kit.page_widgets import FactLabel, FigureStrip, LoadBar, TitledCard, TwoLineRow
from desktop.ui.kit.statuses import sign_of
from desktop.ui.record.funnel_chart import FunnelChart, FunnelStep, Gauge
from desktop.ui.record.joining import choose_students
from desktop.ui.record.master_detail import MasterDetailPage, Print, as_listed
from desktop.ui.record.master_list import MasterRow, Values
from desktop.ui.record.part import RecordPart, shown
from desktop.ui.record.related_tabs import RelatedTab, RelatedTabs, figure_tab
from desktop.ui.record.state_line import StateLine
from desktop.ui.record.trainees import TraineeList, fate
from models.database.query import Condition, Query
from models.entities.agreements import Agreement
from models.entities.enterprises import Enterprise
from models.entities.groups import EducationGroup
from models.entities.measures import FORMING, RUNNING
from models.entities.order_classes import Commitment, OrderClass, OrderClassMember
from models.schema.fields import field_map
from models.schema.showing import text_of
from models.statistics.capacity import shown_percent
from models.statistics.funnel import Funnel, OrderClassView, Promise, order_class_view
from models.words import N_, _, joined, listed

if TYPE_CHECKING:
    from models.statistics.figure_queries import Figure

_FACT, _CARD = 140, 210


class OrderClassPart(RecordPart):
    """The composed contents of an order class."""

    entity = OrderClass
    reading = staticmethod(order_class_view)

    def facts(self, view: OrderClassView) -> QWidget:
        """Sponsors, group, agreement, period, who is responsible."""
        values = view.row.values
        people = [shown(OrderClass, view.row, name) or "—" for name in ("teacher", "enterprise_contact")]
        firms = field_map(OrderClass)["enterprises"].title
        agreed = self.link(Agreement, values["agreement_id"], _agreement(view))
        return FigureStrip(
            _FACT, (FactLabel(firms, "", *self.references(Enterprise, values, "enterprises")), 4),
            (FactLabel(_("职教集团"), "", self.reference(EducationGroup, values, "education_group")), 4),
            (FactLabel(_("订单协议"), "", agreed), 5), (FactLabel(_("培养起止"), self._period(view)), 3),
            (FactLabel(_("校方与企业负责人"), " / ".join(people)), 3), ruled=True,
        )  # fmt: skip

    def _period(self, view: OrderClassView) -> str:
        dates = [view.row.values[name] for name in ("form_date", "end_date")]
        return _("{begin} 至 {end}").format(
            begin=f"{dates[0]:%Y-%m}" if dates[0] else "—", end=f"{dates[1]:%Y-%m}" if dates[1] else "—"
        )

    def cards(self, view: OrderClassView) -> Sequence[QWidget]:
        """Places, funnel and promises side by side."""
        funnel = self._funnel(view.funnel, view)
        return (FigureStrip(_CARD, (self._places(view), 4), (funnel, 9), (self._promises(view), 6)),)

    def _places(self, view: OrderClassView) -> QWidget:
        card = TitledCard(_("名额"))
        gauge = Gauge(view.funnel.present.count, view.funnel.planned)
        layouts.add(card.column, gauge.leads(self.place.list_of, view.funnel.present.query), layouts.STRETCH)
        for load in view.loads[:2]:
            bar = LoadBar(
                _("接收上限"), load.whole.interns.count, load.whole.limit,
                _("{name}：职工总数的 {percent}%（实习管理规定第十条）").format(
                    name=load.whole.name, percent=shown_percent(load.whole.percent)
                ),
            ).leads(self.place.list_of, load.whole.interns.query)  # fmt: skip
            card.column.addWidget(bar)
        return card

    def _funnel(self, funnel: Funnel, view: OrderClassView) -> QWidget:
        stayed = self._observed(funnel)
        last = view.before[1] if view.before is not None else None
        words = _("横线为上届，{stayed}").format(stayed=stayed) if last is not None else stayed
        card = TitledCard(_("培养漏斗"), words)
        if view.before is not None:
            card.note.setToolTip(view.before[0])
        ended = view.row.values["end_date"] is not None and view.row.values["end_date"] <= view.day
        began = funnel.hired.count > 0 or ended
        card.column.addWidget(
            FunnelChart(
                (
                    FunnelStep(_("计划"), funnel.planned or 0, self.door(_number(funnel.planned), "", None, 20)),
                    self._step(_("入班"), funnel.joined, last and last.joined),
                    self._step(_("在班"), funnel.present, last and last.present),
                    self._step(_("实习"), funnel.placed, last and last.placed),
                    self._step(_("录用"), funnel.hired, last and last.hired, reached=began),
                    self._stayed(funnel, last, reached=began),
                )
            ),
            1,
        )
        return card

    @staticmethod
    def _observed(funnel: Funnel) -> str:
        """Of whom one can know whether they stayed."""
        rest = funnel.hired.count - funnel.observable.count
        if not rest:
            return _("留任按 {days} 天回访").format(days=funnel.stayed_after)
        words = _("留任按 {days} 天回访，{rest} 人未到期")
        return words.format(days=funnel.stayed_after, rest=rest)

    def _stayed(self, funnel: Funnel, last: Funnel | None, *, reached: bool) -> FunnelStep:
        """Who stayed, of those of whom one can know; a dash while that is nobody."""
        before = last.stayed.count if last is not None and last.observable.count else None
        if not funnel.observable.count:
            door = self.door("—", "", None, 20, "disabled")
            door.setAccessibleName(_("留任：还没有人到期"))
            return FunnelStep(_("留任"), 0, door, reached=False, before=before, known=False)
        step = self._step(_("留任"), funnel.stayed, last and last.stayed, reached=reached)
        return replace(step, before=before, of=funnel.observable.count)

    def _step(self, name: str, figure: "Figure", last: "Figure | None", *, reached: bool = True) -> FunnelStep:
        query = figure.query if figure.count else None
        door = self.door(f"{figure.count:,}", "", query, 20, "text" if reached else "disabled")
        door.setAccessibleName(_("{name} {count} 人").format(name=name, count=figure.count))
        return FunnelStep(name, figure.count, door, reached, last.count if last is not None else None)

    def _promises(self, view: OrderClassView) -> QWidget:
        kept = sum(promise.met is True for promise in view.promises)
        card = TitledCard(_("企业承诺"), _("{kept}/{all} 达成").format(kept=kept, all=len(view.promises)))
        for promise in view.promises:
            card.column.addWidget(_promise_line(promise))
        card.end(view.promises, _("还没有登记企业承诺"))
        courses = TwoLineRow(
            _("企业课程"), "", _("{n} 门，{hours} 学时").format(n=view.courses.count, hours=view.hours)
        )
        courses.open(enabled=view.courses.count > 0)
        card.column.addWidget(courses.leads(self.place.list_of, view.courses.query))
        return card

    def tabs(self, view: OrderClassView) -> RelatedTabs:
        """Beside the members of how many nobody knows what became of them."""
        tabs, unverified = super().tabs(view), view.unverified
        if unverified.count:
            words = _("{count} 人去向待核实").format(count=unverified.count)
            tabs.put(Note(words, "warn"), "members")
            tabs.put(Button(_("逐个核实"), Kind.LINK).leads(self.place.list_of, unverified.query), "members")
        return tabs

    def matters(self, view: OrderClassView) -> Sequence[RelatedTab]:
        """See RecordPart."""
        return (
            RelatedTab("members", _("学员"), view.listed.count, view.listed.query, make=lambda: TraineeList(self.place, view)),
            figure_tab("courses", "", view.courses, ("name", "hours", "lecturer", "place"), _("还没有登记企业课程")),
            figure_tab("promises", "", view.promised,
                       ("item", "unit", "target", "actual", "due_date", "evidence"), _("还没有登记企业承诺")),
            figure_tab("left", _("中途退出"), view.left,
                       ("student", "join_date", "leave_date", "leave_reason", "remark"), _("没有人中途退出")),
        )  # fmt: skip

    def footed(self, view: OrderClassView) -> str:
        """`学员 48：男 39，女 9·已录用 41，在岗实习 3`."""
        sexes = [sum(trainee.member.gender == code for trainee in view.trainees) for code in ("1", "2")]
        fates = Counter(fate(trainee)[0] for trainee in view.trainees)
        words = _("学员 {count}：男 {male}，女 {female}").format(
            count=len(view.trainees), male=sexes[0], female=sexes[1]
        )
        became = joined(f"{name} {count:,}" for name, count in fates.most_common())
        return f"{words}·{became}" if became else words


def _agreement(view: OrderClassView) -> str:
    number, days = view.row.values["agreement"], view.row.values["remaining_days"]
    if number is None or days is None:
        return number or ""
    if days < 0:
        return _("{number}（已过期 {days} 天）").format(number=number, days=-days)
    return _("{number}（剩 {days} 天）").format(number=number, days=days)


def _promise_line(promise: Promise) -> QWidget:
    fields = field_map(Commitment)
    name = text_of(fields["item"], promise.item)
    label = f"{name}（{promise.unit}）" if promise.unit else name
    target = text_of(fields["target"], promise.target)
    actual = text_of(fields["actual"], promise.actual)
    shape = {True: Shape.DONE, False: Shape.STOP, None: Shape.TODO}[promise.met]
    return StateLine(shape, label, actual or _("未登记"), f"/ {target}" if target else "")


def _number(value: Any) -> str:
    return "—" if value is None else f"{value:,}"


_SOON = 30  # days before the end of an agreement


class OrderClassesPage(MasterDetailPage):
    """Order classes with their members."""

    entity, part = OrderClass, OrderClassPart
    columns = ("name", "enterprises", "member_count", "planned_size", "day_status", "mode", "remaining_days")
    chips = ("day_status", "mode")
    hint = N_("班名、编号、拼音")
    adds = N_("添加学员")

    def describe(self, values: Values) -> MasterRow:
        """Name, sponsors, members of those planned."""
        members, planned, status = (
            values["member_count"] or 0,
            values["planned_size"],
            field_map(OrderClass)["day_status"],
        )
        sign = sign_of(status, values["day_status"])
        return MasterRow(
            values["name"], listed(values["enterprises"] or ()), f"{members}/{planned}" if planned else f"{members}",
            members, planned, sign.shape if sign else None, text_of(status, values["day_status"]),
            "warn_solid" if values["day_status"] == FORMING else "graphic", _warning(values),
            ends=True,
        )  # fmt: skip

    def prints(self, key: int) -> Sequence[Print]:
        """The roster, and the members as the list shows them."""
        members = Query(OrderClassMember, (Condition("order_class", "=", key),), as_of=self.day)
        roster = {"report": "order-class-roster", "ids": (key,)}
        return (_("订单班花名册"), roster), (_("成员列表"), as_listed(members))

    def added(self) -> None:
        """Choose the students who join the class."""
        if self.contents.key is not None and self.day is not None:
            choose_students(self.place, self, self.contents.key, self.title.text(), self.day)


def _warning(values: Values) -> str:
    """What calls for attention, in words; '' for nothing."""
    members, planned, days = values["member_count"] or 0, values["planned_size"], values["remaining_days"]
    if values["day_status"] not in (FORMING, RUNNING):
        return ""
    if planned and members > planned:
        return _("超过计划 {n} 人").format(n=members - planned)
    if days is not None and days < 0:
        return _("协议已过期 {days} 天").format(days=-days)
    return _("协议剩 {days} 天").format(days=days) if days is not None and days <= _SOON else ""
