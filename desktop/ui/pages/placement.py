"""A placement: where and how long, the papers it needs, pay and hours against the regulation, who guides."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.chips import Shape
from desktop.ui.pages.parts import Part, shown
from desktop.ui.pages.period import PeriodBar
from desktop.ui.pages.pieces import Fact, Strip, TitledCard
from desktop.ui.pages.shapes import StateLine
from models.entities.enterprises import Enterprise
from models.entities.people import Student
from models.entities.placements import Placement
from models.schema.fields import field_map
from models.schema.types import Money
from models.statistics.individuals import SIGNATURES, PlacementView, placement_view
from models.words import _

_CARD, _FACT = 280, 130
_HOURS, _WEEK, _YOUNGEST = 8, 40, 16  # R-INT-09 (article 17), R-INT-02 (article 16)
_MONEY = Money()


class PlacementPart(Part):
    """The composed contents of a placement."""

    reading = staticmethod(placement_view)

    def build(self, view: PlacementView) -> QWidget:
        """Place and period, papers, conditions."""
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self._where(view))
        strip = Strip(_CARD)
        strip.add(_papers(view))
        strip.add(_conditions(view))
        column.addWidget(strip)
        column.addStretch(1)
        return body

    def _where(self, view: PlacementView) -> QWidget:
        values = view.row.values
        card = TitledCard(_("实习"), shown(Placement, view.row, "status"))
        strip = Strip(_FACT, 16)
        strip.add(Fact(_("学生"), "", self.link(Student, values["student_id"], values["student"] or "")))
        firm = self.link(Enterprise, values["enterprise_id"], values["enterprise"] or "")
        strip.add(Fact(_("实习单位"), "", firm), 2)
        for name in ("post", "tutor", "mentor_name"):
            strip.add(self.fact(Placement, view.row, name))
        card.column.addWidget(strip)
        if values["start_date"] and values["end_date"]:
            card.column.addWidget(PeriodBar(values["start_date"], values["end_date"], view.day))
        return card


def _line(label: str, value: str, *, good: bool | None) -> StateLine:
    """A line that is met, not met, or not known."""
    shape = {True: Shape.DONE, False: Shape.STOP, None: Shape.TODO}[good]
    return StateLine(shape, label, value or _("未登记"))


def _papers(view: PlacementView) -> QWidget:
    fields, values = field_map(Placement), view.row.values
    missing = len(view.unsigned)
    signed = len(SIGNATURES) - missing
    card = TitledCard(_("手续"), _("上岗前应办齐"))
    number = values["agreement_number"]
    card.column.addWidget(_line(fields["agreement_number"].title, number or "", good=True if number else None))
    for name in SIGNATURES:
        when = values[name]
        card.column.addWidget(_line(fields[name].title, when.isoformat() if when else "", good=True if when else None))
    for name in ("consent_date", "safety_training_date"):
        when, begin = values[name], values["start_date"]
        good = None if when is None else begin is None or when <= begin
        card.column.addWidget(_line(fields[name].title, when.isoformat() if when else "", good=good))
    card.column.addWidget(_line(_("实习责任险"), _cover(view), good=view.covered))
    card.note.setText(_("四方已签 {signed} 方").format(signed=signed))
    card.column.addStretch(1)
    return card


def _cover(view: PlacementView) -> str:
    until = view.row.values["insured_until"]
    if view.policy is None:
        return ""
    if until is None:
        return view.policy
    return _("{policy}，至 {day}").format(policy=view.policy, day=until.isoformat())


def _conditions(view: PlacementView) -> QWidget:
    values = view.row.values
    card = TitledCard(_("条件"), _("对照实习管理规定"))
    least = view.wage.lowest()
    pay = values["pay"]
    base = _("报酬（元/月），应不低于 {least}").format(least=_MONEY.show(least)) if least else _("报酬（元/月）")
    good = None if pay is None or least is None else pay >= least
    card.column.addWidget(_line(base, _MONEY.show(pay), good=good))
    limits = (("daily_hours", _("每日工时，不超过 8"), _HOURS), ("weekly_hours", _("每周工时，不超过 40"), _WEEK))
    for name, label, most in limits:
        hours = values[name]
        good = None if hours is None else hours <= most
        card.column.addWidget(_line(label, shown(Placement, view.row, name), good=good))
    age = "" if view.age is None else _("{age} 周岁").format(age=view.age)
    old = None if view.age is None else view.age >= _YOUNGEST
    card.column.addWidget(_line(_("开始时年满 16 周岁"), age, good=old))
    match = shown(Placement, view.row, "match_level")
    card.column.addWidget(_line(_("专业对口"), match, good=None if not match else view.matched))
    for name in ("tutor", "mentor_name"):
        value = shown(Placement, view.row, name)
        card.column.addWidget(_line(field_map(Placement)[name].title, value, good=True if value else None))
    card.column.addStretch(1)
    return card
