"""A batch of placements: the eight things to be done beforehand with what speaks for each, and how many are where."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from desktop.ui.kit import layouts
from desktop.ui.kit.chips import Shape
from desktop.ui.kit.controls import Button, Kind, wrapped
from desktop.ui.kit.page_widgets import FactLabel, FigureStrip, LoadBar, TitledCard, TwoLineRow
from desktop.ui.record.master_detail import MasterDetailPage, Print
from desktop.ui.record.master_list import MasterRow, Values
from desktop.ui.record.part import RecordPart, shown
from desktop.ui.record.related_tabs import RelatedTab, figure_tab
from desktop.ui.record.state_line import StateLine
from models.entities.placements import PlacementPlan
from models.schema.codes import table
from models.schema.fields import field_map
from models.schema.showing import text_of
from models.statistics.plan_views import LIGHTS, Light, PlanView, plan_view
from models.words import N_, _, joined

_CARD, _FACT, _INDENT = 230, 140, 24
_FIELDS = field_map(PlacementPlan)
_COLUMNS = ("student", "enterprise", "post", "status", "start_date", "end_date", "tutor", "agreement_number")
_NEEDED = {"placement": N_("{have}/{whole} 人有凭据"), "enterprise": N_("{have}/{whole} 家有凭据")}
_LACKING = {"placement": N_("缺 {count} 人"), "enterprise": N_("缺 {count} 家")}


class PlacementPlanPart(RecordPart):
    """The composed contents of a batch."""

    entity = PlacementPlan
    reading = staticmethod(plan_view)

    def cards(self, view: PlanView) -> Sequence[QWidget]:
        """The eight; who is where."""
        return self._lights(view), FigureStrip(_CARD, (self._placing(view), 2), (self._states(view), 3))

    def facts(self, view: PlanView) -> QWidget:
        """School, for whom, when, who answers for it, filing."""
        names = ("kind", "grade_year", "majors", "lead_teacher", "filing_number")
        facts = [self.fact(PlacementPlan, view.row, name) for name in names]
        words = _("{begin} 至 {end}").format(begin=view.row.values["start_date"], end=view.row.values["end_date"])
        return FigureStrip(_FACT, *facts[:3], (FactLabel(_("起止"), words), 2), *facts[3:], ruled=True)

    def footed(self, view: PlanView) -> str:
        """See RecordPart."""
        return _("安置记录 {count}，在岗 {working}").format(count=view.every.count, working=view.working.count)

    def matters(self, view: PlanView) -> Sequence[RelatedTab]:
        """See RecordPart."""
        return (figure_tab("placements", "", view.every, _COLUMNS, _("还没有安排学生")),)

    # --- the eight

    def _lights(self, view: PlanView) -> QWidget:
        done = sum(light.day is not None and not light.late for light in view.lights)
        late = sum(light.late for light in view.lights)
        words = _("{done}/{all} 办齐").format(done=done, all=len(view.lights))
        card = TitledCard(
            _("八个事先"), joined((words, _("{count} 项晚于开始日期").format(count=late))) if late else words
        )
        halves = view.lights[: len(view.lights) // 2], view.lights[len(view.lights) // 2 :]
        columns = [QWidget(), QWidget()]
        for column, half in zip(columns, halves, strict=True):
            layouts.column(*(self._light(view, light) for light in half), parent=column, gap=8)
        layouts.add(card.column, FigureStrip(_CARD, *columns, gap=28))
        return card

    def _light(self, view: PlanView, light: Light) -> QWidget:
        """What it is, the day; below it what speaks for it, and who lacks that."""
        body, first = QWidget(), view.row.values["start_date"]
        shape = Shape.TODO if light.day is None else Shape.WAIT if light.late else Shape.DONE
        value = light.day.isoformat() if light.day is not None else _("未登记")
        base = _("晚于 {day}").format(day=first) if light.late else ""
        note = wrapped(joined((self._evidence(view, light), _answering(light))), "text2")
        layouts.column(
            StateLine(shape, _FIELDS[light.name].title, value, base),
            layouts.row((note, 1), *self._lacking(light), gap=8, margins=(_INDENT, 0, 0, 0)), parent=body, gap=0,
        )  # fmt: skip
        return body

    def _evidence(self, view: PlanView, light: Light) -> str:
        if light.of:
            if not light.whole:
                return _("还没有安排学生")
            return _(_NEEDED[light.of]).format(have=light.whole - light.missing, whole=light.whole)
        papers = [shown(PlacementPlan, view.row, name) for name in light.papers]
        return joined(papers) or _("没有登记文件")

    def _lacking(self, light: Light) -> Sequence[QWidget]:
        """The way to those who lack evidence."""
        if not light.missing or not light.of:
            return ()
        button = Button(_(_LACKING[light.of]).format(count=f"{light.missing:,}"), Kind.LINK)
        button.setEnabled(light.query is not None)
        return (button.leads(self.place.list_of, light.query),)

    # --- who is where

    def _placing(self, view: PlanView) -> QWidget:
        last = view.day == view.row.values["end_date"]
        words = _("批次最后一天 {day}") if last else _("截至 {day}")
        card = TitledCard(_("安置"), words.format(day=view.day))
        bar = LoadBar(_("在岗"), view.working.count, view.expected, _("应实习 {count} 人").format(count=view.expected))
        bar.leads(self.place.list_of, view.working.query)
        missing = TwoLineRow(_("未安置"), "", _("{count} 人").format(count=f"{view.unplaced:,}"))
        missing.open(enabled=view.unplaced_list is not None)
        missing.leads(self.place.list_of, view.unplaced_list)
        layouts.add(card.column, bar, missing, layouts.STRETCH)
        return card

    def _states(self, view: PlanView) -> QWidget:
        card = TitledCard(_("安置记录"), _("共 {count} 条").format(count=f"{view.every.count:,}"))
        label = table("placement-status").label
        doors = (self.door(f"{figure.count:,}", label(code), figure.query, 20) for code, figure in view.states)
        layouts.add(card.column, FigureStrip(70, *doors, gap=8), layouts.STRETCH)
        return card


def _answering(light: Light) -> str:
    """Who entered the day and so stands behind it, and when."""
    act = light.entered
    words = _("{who} {day} 登记")
    return words.format(who=act.user, day=act.time.astimezone().date()) if act is not None else ""


class PlacementPlansPage(MasterDetailPage):
    """Batches with what was done beforehand."""

    entity, part = PlacementPlan, PlacementPlanPart
    columns = ("name", "grade_year", "start_date", "end_date", "status", "kind", "placement_count", *LIGHTS)
    chips = ("status", "kind")
    hint = N_("批次名称、拼音")
    in_force = False  # what is to be done beforehand is looked at before a batch begins

    def describe(self, values: Values) -> MasterRow:
        """Name, period, how many of the eight are done."""
        done = sum(values[name] is not None for name in LIGHTS)
        begin, end = values["start_date"], values["end_date"]
        begun, over = (f"{day:%Y-%m}" if day else "—" for day in (begin, end))
        span = _("{begin} 至 {end}").format(begin=begun, end=over)
        status = text_of(_FIELDS["status"], values["status"])
        lacking = _("八个事先缺 {count} 项").format(count=len(LIGHTS) - done) if done < len(LIGHTS) else ""
        return MasterRow(
            values["name"], span, f"{done}/{len(LIGHTS)}", done, len(LIGHTS), None, status, "graphic",
            lacking if self.day is not None and begin is not None and begin <= self.day else "",
        )  # fmt: skip

    def prints(self, key: int) -> Sequence[Print]:
        """The list of placements, who is not placed, and the filing."""
        return tuple(
            (_(words), {"report": name, "ids": (key,)})
            for words, name in (
                (N_("岗位实习安置一览表"), "placement-list"), (N_("未安置·异常名单"), "unplaced-list"),
                (N_("岗位实习备案表"), "placement-filing"),
            )
        )  # fmt: skip
