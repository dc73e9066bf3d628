"""An order class: sponsors, agreement, places, the funnel, promises and the members."""

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.chips import Shape
from desktop.ui.pages.funnel_chart import FunnelChart, Gauge, Step
from desktop.ui.pages.parts import Part, shown
from desktop.ui.pages.pieces import Fact, LoadBar, Strip, TitledCard, TwoLines, Words
from desktop.ui.pages.shapes import StateLine
from desktop.ui.pages.trainees import TraineeTable
from desktop.ui.theme import NOTE
from models.entities.enterprises import Enterprise
from models.entities.groups import EducationGroup
from models.entities.order_classes import Commitment, OrderClass
from models.entities.people import Student
from models.schema.fields import field_map
from models.schema.showing import text_of
from models.statistics.funnel import Funnel, OrderClassView, Promise, order_class_view
from models.words import _

if TYPE_CHECKING:
    from models.statistics.doors import Figure

_FACT, _CARD = 160, 210


class OrderClassPart(Part):
    """The composed contents of an order class, beside a list that shows its fields anyway."""

    reading = staticmethod(order_class_view)
    whole = False  # whether it stands alone, and so shows facts and members too

    def build(self, view: OrderClassView) -> QWidget:
        """Facts, cards, members."""
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        if self.whole:
            column.addWidget(self._facts(view))
        column.addWidget(self._cards(view))
        if self.whole:
            column.addWidget(self._members(view), 1)
        return body

    def _facts(self, view: OrderClassView) -> QWidget:
        values = view.row.values
        firms = [
            self.link(Enterprise, key, name)
            for key, name in zip(values["enterprises_id"] or (), values["enterprises"] or (), strict=True)
        ]
        group = self.link(EducationGroup, values["education_group_id"], values["education_group"] or "")
        people = [shown(OrderClass, view.row, name) or "—" for name in ("teacher", "enterprise_contact")]
        strip = Strip(_FACT, 16)
        strip.add(Fact(field_map(OrderClass)["enterprises"].title, "", *firms), 3)
        strip.add(Fact(_("职教集团"), "", group), 3)
        strip.add(Fact(_("订单协议"), _agreement(view)), 3)
        strip.add(Fact(_("培养起止"), self._period(view)), 2)
        strip.add(Fact(_("校方与企业负责人"), " / ".join(people)), 2)
        return strip

    def _period(self, view: OrderClassView) -> str:
        dates = [view.row.values[name] for name in ("form_date", "end_date")]
        return _("{begin} 至 {end}").format(
            begin=f"{dates[0]:%Y-%m}" if dates[0] else "—", end=f"{dates[1]:%Y-%m}" if dates[1] else "—"
        )

    def _cards(self, view: OrderClassView) -> QWidget:
        strip = Strip(_CARD)
        strip.add(self._places(view), 4)
        strip.add(self._funnel(view.funnel, view), 9)
        strip.add(self._promises(view), 6)
        return strip

    def _places(self, view: OrderClassView) -> QWidget:
        card = TitledCard(_("名额"))
        gauge = Gauge(view.funnel.present.count, view.funnel.planned)
        gauge.clicked.connect(lambda: self.place.list_of(view.funnel.present.query))
        card.column.addWidget(gauge)
        card.column.addStretch(1)
        for load in view.loads[:2]:
            bar = LoadBar(
                _("接收上限"), load.whole.interns.count, load.whole.limit,
                _("{name}：职工总数的 10%（实习管理规定第十条）").format(name=load.whole.name),
            )  # fmt: skip
            bar.clicked.connect(lambda _on=False, query=load.whole.interns.query: self.place.list_of(query))
            card.column.addWidget(bar)
        return card

    def _funnel(self, funnel: Funnel, view: OrderClassView) -> QWidget:
        card = TitledCard(_("培养漏斗"), _("留任按 {days} 天回访").format(days=funnel.stayed_after))
        ended = view.row.values["end_date"] is not None and view.row.values["end_date"] <= view.day
        began = funnel.hired.count > 0 or ended
        card.column.addWidget(
            FunnelChart(
                (
                    Step(_("计划"), funnel.planned or 0, self.door(_number(funnel.planned), "", None, 20)),
                    self._step(_("入班"), funnel.joined),
                    self._step(_("在班"), funnel.present),
                    self._step(_("实习"), funnel.placed),
                    self._step(_("录用"), funnel.hired, reached=began),
                    self._step(_("留任"), funnel.stayed, reached=began),
                )
            ),
            1,
        )
        return card

    def _step(self, name: str, figure: "Figure", *, reached: bool = True) -> Step:
        query = figure.query if figure.count else None
        door = self.door(f"{figure.count:,}", "", query, 20, "text" if reached else "disabled")
        door.setAccessibleName(_("{name} {count} 人").format(name=name, count=figure.count))
        return Step(name, figure.count, door, reached)

    def _promises(self, view: OrderClassView) -> QWidget:
        kept = sum(promise.met is True for promise in view.promises)
        card = TitledCard(_("企业承诺"), _("{kept}/{all} 达成").format(kept=kept, all=len(view.promises)))
        for promise in view.promises:
            card.column.addWidget(_promise_line(promise))
        if not view.promises:
            card.column.addWidget(Words(_("还没有登记企业承诺"), NOTE, ink="text3"))
        card.column.addStretch(1)
        courses = TwoLines(_("企业课程"), "", _("{n} 门，{hours} 学时").format(n=view.courses.count, hours=view.hours))
        courses.open(enabled=view.courses.count > 0)
        courses.clicked.connect(lambda: self.place.list_of(view.courses.query))
        card.column.addWidget(courses)
        return card

    def _members(self, view: OrderClassView) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(
            self.door(f"{view.funnel.present.count:,}", _members_note(view), view.funnel.present.query, 16)
        )
        table = TraineeTable(view.trainees, view.day)
        table.activated.connect(lambda _index: self._open(table))
        column.addWidget(table, 1)
        return holder

    def _open(self, table: TraineeTable) -> None:
        if table.current is not None:
            self.place.record(Student, table.current.member.student)


class OrderClassPage(OrderClassPart):
    """An order class with its facts and members, alone on a page."""

    whole = True


def _members_note(view: OrderClassView) -> str:
    there = [trainee.member for trainee in view.trainees if trainee.member.is_open(view.day)]
    sexes = [sum(member.gender == code for member in there) for code in ("1", "2")]
    return _("名学员在班：男 {male}，女 {female}").format(male=sexes[0], female=sexes[1])


def _agreement(view: OrderClassView) -> str:
    number, days = view.row.values["agreement_number"], view.row.values["remaining_days"]
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
