"""A placement: where and how long, the papers it needs, pay and hours against the regulation, who guides."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtWidgets import QWidget

from desktop.manual import topics
from desktop.ui.kit import layouts
from desktop.ui.kit.chips import Shape
from desktop.ui.kit.controls import Note, wrapped
from desktop.ui.kit.help import HelpButton
from desktop.ui.kit.page_widgets import FactLabel, FigureStrip, TextLine, TitledCard
from desktop.ui.kit.theme import NOTE
from desktop.ui.record.part import Part, shown
from desktop.ui.record.placement_records import KeptRecords, record_cards, records_of_placement, side_by_side
from desktop.ui.record.state_line import StateLine, period_of
from models.entities.enterprises import Enterprise
from models.entities.people import Student
from models.entities.placements import Placement
from models.rules.kept_findings import OVER
from models.rules.regulation import verdicts, worst
from models.rules.rule import Finding, Verdict
from models.rules.subjects import SUBJECTS
from models.schema.fields import field_map
from models.schema.types import Money
from models.statistics.individuals import SIGNATURES, PlacementView, placement_view
from models.statistics.waivers import Waived, waivers_around
from models.words import _, listed

if TYPE_CHECKING:
    from models.statistics import Connection

_CARD, _FACT = 280, 130
_SHAPES = {Verdict.KEPT: Shape.DONE, Verdict.BROKEN: Shape.STOP, Verdict.LACKING: Shape.TODO}
_MONEY = Money()


class CheckedPlacement(NamedTuple):
    """A placement, what every rule says of it (None where rules are not asked of it), what is kept of it, and exceptions."""

    view: PlacementView
    verdicts: tuple[Finding, ...] | None
    records: tuple[KeptRecords, ...] = ()
    waived: tuple[Waived, ...] = ()

    def on(self, number: str, *fields: str) -> Finding | None:
        """What a rule says, of these fields only where any are named; None where it was not asked or is not recorded."""
        found = [
            one for one in self.verdicts or ()
            if one.rule.number == number and (not fields or one.rule.field in fields) and one.known
        ]  # fmt: skip
        return worst(found) if found else None


def placement_checked(connection: "Connection", key: int, day: date) -> CheckedPlacement | None:
    """The placement as of `day`; None when it does not exist."""
    view = placement_view(connection, key, day)
    if view is None:
        return None
    records = records_of_placement(connection, view.row, day)
    return CheckedPlacement(
        view, verdicts(connection, key, day), records, waivers_around(connection, [key]).get(key, ())
    )


class PlacementPart(Part):
    """The composed contents of a placement."""

    reading = staticmethod(placement_checked)

    def build(self, checked: CheckedPlacement) -> QWidget:
        """Place and period, papers, conditions, the regulation rule by rule."""
        view = checked.view
        body = QWidget()
        strip = FigureStrip(_CARD, _papers(checked), _conditions(checked))
        kept = [side_by_side(record_cards(self.place, checked.records))] if checked.records else []
        layouts.column(self._where(view), strip, *kept, _rules(checked), layouts.STRETCH, parent=body, gap=12)
        return body

    def _where(self, view: PlacementView) -> QWidget:
        values = view.row.values
        card = TitledCard(_("实习"), shown(Placement, view.row, "status"))
        strip = FigureStrip(
            _FACT, FactLabel(_("学生"), "", self.reference(Student, values, "student")),
            (FactLabel(_("实习单位"), "", self.reference(Enterprise, values, "enterprise")), 2),
            *(self.fact(Placement, view.row, name) for name in ("post", "tutor", "mentor_name")), gap=16,
        )  # fmt: skip
        layouts.add(card.column, strip, period_of(values, view.day))
        return card


def _line(label: str, value: str, said: Finding | None) -> StateLine:
    """A line of what is recorded, with the verdict of the rule that looks at it; without one only whether it is there."""
    shape = _shape(said) if said is not None else Shape.DONE if value else Shape.TODO
    line = StateLine(shape, label, value or _("未登记"))
    if said is not None and said.verdict is not Verdict.KEPT:
        line.setToolTip(_("{verdict}：{title}").format(verdict=said.verdict.word, title=said.title))
    return line


def _shape(said: Finding) -> Shape:
    """The sign of a verdict: what is forbidden stops, other breaches warn; each has an outline of its own."""
    if said.verdict is Verdict.BROKEN and not said.forbids:
        return Shape.WAIT
    return _SHAPES[said.verdict]


def _rules(checked: CheckedPlacement) -> QWidget:
    """Every rule with its verdict in a word, its article, and what is wrong or missing: breaches first, then gaps."""
    found = checked.verdicts
    card = TitledCard(_("对照实习管理规定"), "")
    if found is None:
        layouts.add(card.column, TextLine(_("认识实习不核对"), NOTE, ink="text3"), *_passed(checked, checked.waived))
        return card
    numbers: dict[str, list[Finding]] = {}
    for each in found:
        if each.known:
            numbers.setdefault(each.rule.number, []).append(each)
    said = sorted(numbers.values(), key=lambda some: _ORDER.index(worst(some).verdict))
    counts = Counter(worst(some).verdict for some in said)
    told = listed(f"{verdict.word} {counts[verdict]}" for verdict in _ORDER if counts[verdict])
    documents = listed(dict.fromkeys(each.rule.document for each in found if each.known))
    card.note.setText(told)
    when = _judged_when(checked.view, found)
    if when:
        card.column.addWidget(wrapped(when, "text2"))
    for some in said:
        own = [one for one in checked.waived if one.rule == some[0].rule.number]
        layouts.add(card.column, _rule(checked, some, own))
    layouts.add(card.column, *_passed(checked, [one for one in checked.waived if one.rule not in numbers]))
    unknown = [_(SUBJECTS[each.rule.number]) for each in found if not each.known]
    if unknown:
        words = _("当时规定未收录 {count} 条：{subjects}").format(count=len(unknown), subjects=listed(unknown))
        card.column.addWidget(wrapped(words, "text2"))
    if documents:
        card.column.addWidget(wrapped(_("依据：{documents}").format(documents=documents), "text2"))
    return card


def _judged_when(view: PlacementView, found: Sequence[Finding]) -> str:
    """Of a placement that is over whether this is what was kept of its end, and since when."""
    values = view.row.values
    if values["status"] not in OVER or values["end_date"] is None or values["end_date"] > view.day:
        return ""
    days = {each.kept_on for each in found if each.kept_on is not None}
    if not days:
        return _("结束时没有留存结论，下面按现有登记核对。")
    return _("结束时的结论，{day} 留存，以后规定、标准改动不影响它。").format(day=min(days).isoformat())


_ORDER = (Verdict.BROKEN, Verdict.LACKING, Verdict.KEPT)


def _rule(checked: CheckedPlacement, some: Sequence[Finding], waived: Sequence[Waived]) -> QWidget:
    """One rule: what it is about, its verdict and article in a line; below it, in words, what is wrong, missing or let pass."""
    one = worst(some)
    verdict = one.verdict.word
    if one.verdict is Verdict.BROKEN:
        passed = one.waived if one.kept_on is not None else any(each.holds(checked.view.day) for each in waived)
        words = _("{verdict}（{severity}，准许例外）") if passed else _("{verdict}（{severity}）")
        verdict = words.format(verdict=verdict, severity=one.severity.word)
    body = QWidget()
    title = _(SUBJECTS.get(one.rule.number, one.rule.number))
    line = StateLine(_shape(one), title, verdict, _(one.rule.article))
    helped = HelpButton(topics.of_rule(one.rule.number), title)
    column = layouts.column(layouts.row((line, 1), helped, gap=2), parent=body, gap=0)
    titles = {each.title: 0 for each in some if each.verdict is one.verdict and one.verdict is not Verdict.KEPT}
    if titles:
        told = wrapped("\n".join(titles), "text2")
        told.setContentsMargins(24, 0, 0, 4)
        column.addWidget(told)
    layouts.add(column, *_passed(checked, waived))
    return body


def _passed(checked: CheckedPlacement, waived: Sequence[Waived]) -> list[Note]:
    """Every exception with its rule, who let the breach pass, why, and until when; of one that has ended that too."""
    said = []
    for one in waived:
        over = one.until is not None and one.until < checked.view.day
        words = _("{rule} 例外（已到期）：{words}") if over else _("{rule} 例外：{words}")
        said.append(wrapped(words.format(rule=one.rule, words=one.words), "text2"))
        said[-1].setContentsMargins(24, 0, 0, 4)
    return said


def _papers(checked: CheckedPlacement) -> QWidget:
    view = checked.view
    fields, values = field_map(Placement), view.row.values
    missing = len(view.unsigned)
    signed = len(SIGNATURES) - missing
    card = TitledCard(_("手续"), _("上岗前应办齐"))
    number = values["agreement_number"]
    agreement = checked.on("R-INT-15")
    card.column.addWidget(_line(fields["agreement_number"].title, number or "", agreement))
    for name in SIGNATURES:
        when = values[name]
        card.column.addWidget(_line(fields[name].title, when.isoformat() if when else "", None))
    for name, rule in (("consent_date", "R-INT-14"), ("safety_training_date", "R-INT-24")):
        when = values[name]
        said = checked.on(rule, name)
        card.column.addWidget(_line(fields[name].title, when.isoformat() if when else "", said))
    card.column.addWidget(_line(_("实习责任险"), _cover(view), checked.on("R-INT-21")))
    card.note.setText(_("四方已签 {signed} 方").format(signed=signed))
    return card.end()


def _cover(view: PlacementView) -> str:
    until = view.insured_until
    if view.policy is None:
        return ""
    if until is None:
        return view.policy
    return _("{policy}，至 {day}").format(policy=view.policy, day=until.isoformat())


def _conditions(checked: CheckedPlacement) -> QWidget:
    view = checked.view
    values = view.row.values
    card = TitledCard(_("条件"), _("登记的内容"))
    least = view.wage.lowest()
    base = _("报酬（元/月），应不低于 {least}").format(least=_MONEY.show(least)) if least else _("报酬（元/月）")
    card.column.addWidget(_line(base, _MONEY.show(values["pay"]), checked.on("R-INT-16", "pay")))
    for name in ("daily_hours", "weekly_hours"):
        value = shown(Placement, view.row, name)
        card.column.addWidget(_line(field_map(Placement)[name].title, value, checked.on("R-INT-09", name)))
    age = "" if view.age is None else _("{age} 周岁").format(age=view.age)
    layouts.add(
        card.column, _line(_("开始时的年龄"), age, checked.on("R-INT-02")),
        _line(_("专业对口"), shown(Placement, view.row, "match_level"), checked.on("R-INT-12")),
    )  # fmt: skip
    for name in ("tutor", "mentor_name"):
        value = shown(Placement, view.row, name)
        card.column.addWidget(_line(field_map(Placement)[name].title, value, checked.on("R-INT-18", name)))
    layouts.add(card.column, _line(_("实习生／上限"), _shares(view), checked.on("R-INT-10")), layouts.STRETCH)
    return card


def _shares(view: PlacementView) -> str:
    """Interns of the enterprise and of the post against the most article 10 lets in."""
    load, post = view.load, view.row.values["post_id"]
    known = [] if load is None else [load.whole, *(one for one in load.posts if one.id == post)]
    return listed(f"{one.interns.count} / {one.limit}" for one in known if one.limit is not None)
