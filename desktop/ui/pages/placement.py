"""A placement: where and how long, the papers it needs, pay and hours against the regulation, who guides."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.chips import Shape
from desktop.ui.pages.parts import Part, shown
from desktop.ui.pages.period import PeriodBar
from desktop.ui.pages.pieces import Fact, Strip, TitledCard, Words
from desktop.ui.pages.shapes import StateLine
from desktop.ui.theme import NOTE
from models.entities.enterprises import Enterprise
from models.entities.people import Student
from models.entities.placements import Placement
from models.rules.regulation import Rule, verdicts
from models.schema.complaints import Severity
from models.schema.fields import field_map
from models.schema.types import Money
from models.statistics.individuals import SIGNATURES, PlacementView, placement_view
from models.words import N_, _, listed

if TYPE_CHECKING:
    from models.statistics import Connection

_CARD, _FACT = 280, 130
SHARES = N_("第十条")
# articles of the regulation in their order, and what each is about
SUBJECTS = {
    N_("第六条"): N_("单位的安全记录"), N_("第八条"): N_("专业对口"), SHARES: N_("接收人数比例"),
    N_("第十一条"): N_("实习期限"), N_("第十二条"): N_("知情同意"), N_("第十四条"): N_("三方协议"),
    N_("第十六条"): N_("年级、年龄与禁忌"), N_("第十七条"): N_("工时、夜班与高危"), N_("第十八条"): N_("实习报酬"),
    "": N_("跨省备案与责任险"),
}  # fmt: skip
_HOURS, _WEEK, _YOUNGEST = 8, 40, 16  # R-INT-09 (article 17), R-INT-02 (article 16)
_MONEY = Money()


class CheckedPlacement(NamedTuple):
    """A placement, and whether it keeps each rule; None where rules are not asked of it."""

    view: PlacementView
    verdicts: tuple[tuple[Rule, bool | None], ...] | None


def placement_checked(connection: "Connection", key: int, day: date) -> CheckedPlacement | None:
    """The placement as of `day`; None when it does not exist."""
    view = placement_view(connection, key, day)
    return None if view is None else CheckedPlacement(view, verdicts(connection, key))


class PlacementPart(Part):
    """The composed contents of a placement."""

    reading = staticmethod(placement_checked)

    def build(self, checked: CheckedPlacement) -> QWidget:
        """Place and period, the regulation article by article, papers, conditions."""
        view = checked.view
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self._where(view))
        strip = Strip(_CARD)
        strip.add(_articles(checked))
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


def _articles(checked: CheckedPlacement) -> QWidget:
    """One line an article: how many of its rules are kept, broken, or cannot be judged."""
    card = TitledCard(_("对照实习管理规定"), _("教职成〔2021〕4号"))
    if checked.verdicts is None:
        card.column.addWidget(Words(_("已结束的实习和认识实习不核对"), NOTE, ink="text3"))
        card.column.addStretch(1)
        return card
    kept: dict[str, list[tuple[Rule, bool | None]]] = {}
    for rule, good in checked.verdicts:
        kept.setdefault(rule.article, []).append((rule, good))
    for article, subject in SUBJECTS.items():
        if article == SHARES:
            card.column.addWidget(_shares(checked.view))
        elif article in kept:
            card.column.addWidget(_article(article, subject, kept[article]))
    card.column.addStretch(1)
    return card


def _article(article: str, subject: str, rules: Sequence[tuple[Rule, bool | None]]) -> StateLine:
    broken = [rule for rule, good in rules if good is False]
    unknown = [rule for rule, good in rules if good is None]
    if any(rule.severity is Severity.ERROR for rule in broken):
        shape, words = Shape.STOP, _("{count} 条不符").format(count=len(broken))
    elif broken:
        shape, words = Shape.WAIT, _("{count} 条请核对").format(count=len(broken))
    elif unknown:
        shape, words = Shape.TODO, _("{count} 条缺资料").format(count=len(unknown))
    else:
        shape, words = Shape.DONE, _("{count} 条符合").format(count=len(rules))
    line = StateLine(shape, f"{_(article)} {_(subject)}".strip(), words)
    line.setToolTip("\n".join([_(rule.words) for rule in broken] or [line.toolTip()]))
    return line


def _shares(view: PlacementView) -> StateLine:
    """Article 10: interns of all staff, and of those in the same post."""
    load, post = view.load, view.row.values["post_id"]
    known = [] if load is None else [load.whole, *(one for one in load.posts if one.id == post)]
    over = [one for one in known if one.over]
    label = f"{_(SHARES)} {_(SUBJECTS[SHARES])}"
    if over:
        words = listed(f"{one.interns.count} / {one.limit}" for one in over)
        return StateLine(Shape.STOP, label, _("超过上限 {words}").format(words=words))
    if not known or any(one.limit is None for one in known):
        return StateLine(Shape.TODO, label, _("职工数未填"))
    return StateLine(Shape.DONE, label, _("未超 {words}").format(words=listed(f"{one.percent}%" for one in known)))


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
    card = TitledCard(_("条件"), _("登记的内容"))
    least = view.wage.lowest()
    pay = values["pay"]
    base = _("报酬（元/月），应不低于 {least}").format(least=_MONEY.show(least)) if least else _("报酬（元/月）")
    good = None if pay is None or least is None else pay >= least
    card.column.addWidget(_line(base, _MONEY.show(pay), good=good))
    limits = (
        ("daily_hours", _("每日工时，不超过 8（第十七条）"), _HOURS),
        ("weekly_hours", _("每周工时，不超过 40（第十七条）"), _WEEK),
    )
    for name, label, most in limits:
        hours = values[name]
        good = None if hours is None else hours <= most
        card.column.addWidget(_line(label, shown(Placement, view.row, name), good=good))
    age = "" if view.age is None else _("{age} 周岁").format(age=view.age)
    old = None if view.age is None else view.age >= _YOUNGEST
    card.column.addWidget(_line(_("开始时年满 16 周岁（第十六条）"), age, good=old))
    match = shown(Placement, view.row, "match_level")
    card.column.addWidget(_line(_("专业对口"), match, good=None if not match else view.matched))
    for name in ("tutor", "mentor_name"):
        value = shown(Placement, view.row, name)
        card.column.addWidget(_line(field_map(Placement)[name].title, value, good=True if value else None))
    card.column.addStretch(1)
    return card
