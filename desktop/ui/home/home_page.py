"""The home page: headline figures that open their list, what needs attention, what ends soon, what was done last."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget
from shiboken6 import isValid

from desktop.ui.home.activity_rows import ActRow, ChangeRow, ExpiryRow, GivenRow, PaperRow
from desktop.ui.home.concerns import Concern, concerns
from desktop.ui.home.figure_cards import FigureCard
from desktop.ui.home.first_week_panel import FirstWeekPanel, read_week
from desktop.ui.home.home_head import GUTTER, HomeHead
from desktop.ui.home.panels import Attention, ChartCard, HomePanel, open_concern
from desktop.ui.home.placing_card import PlacingCard
from desktop.ui.home.problem_monitor import ProblemMonitor
from desktop.ui.home.snapshot import CHANGES, Snapshot, snapshot
from desktop.ui.kit import layouts
from desktop.ui.kit.accessibility import shortcut
from desktop.ui.kit.change_sets import see, take_back
from desktop.ui.kit.charts import BarChart, ChartMark, short_names
from desktop.ui.kit.context import AppContext
from desktop.ui.kit.controls import Hairline
from desktop.ui.kit.layouts import scrolling
from desktop.ui.kit.page import Page
from desktop.ui.kit.page_widgets import FigureLink, FigureStrip, FlatButton, TwoLineRow
from desktop.ui.kit.tasks import Debounce
from desktop.ui.kit.theme import tint
from desktop.ui.list.empty_list import EmptyList
from models.database.errors import DatabaseError
from models.database.printings import Printing
from models.database.transaction import ChangeSet
from models.entities.people import Student
from models.progress import Progress
from models.rules.problems import Problem, problems
from models.schema.codes import table
from models.schema.fields import entity_named
from models.statistics.figure_queries import Figure
from models.statistics.first_week import PUT_OFF, with_put_off
from models.statistics.measure import MEMBERS, REGISTERED, WORKING
from models.statistics.overview import HORIZON, Headlines, Share
from models.statistics.waivers import Waived
from models.words import _, joined

_SIDE, _SOON_ROWS = 304, 5
_ROSTER = "class-roster"  # the report the head begins
_LARGE = 24  # pixels of the headline figures
_FEW = 30_000  # students up to whom records are checked without being asked
_NEWS = 400  # milliseconds between a write and reading again, so that a series of writes is read once


B = TypeVar("B", bound=FlatButton)


class HomePage(Page):
    """Reads itself when it is opened and, while it is seen, after every write."""

    _written = Signal()

    def __init__(self, workplace: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.place = workplace
        self.day: date | None = None
        self.shown: Snapshot | None = None
        self._checked: tuple[int, date, int] | None = None
        self.watch: ProblemMonitor | None = None
        self._make()
        self._lay_out()
        self._news = Debounce(_NEWS, self._look_again, self)
        # the listener is called in the thread that wrote; the signal brings the news to this one
        self._written.connect(self._news.start, Qt.ConnectionType.QueuedConnection)
        workplace.database.subscribe(self._hear)

    def _hear(self, _change: ChangeSet) -> None:
        if isValid(self):
            self._written.emit()

    def _make(self) -> None:
        self.head = HomeHead(self.place.database.may)
        self.day_button = self.head.day
        self.day_button.chosen.connect(self._choose_day)
        self.head.imported.connect(lambda: self.page_wanted.emit("import", {}))
        self.head.printed.connect(lambda: self.page_wanted.emit("print", {"report": _ROSTER}))
        self.head.created.connect(lambda entity: self.record_wanted.emit(entity, None))
        self.nothing = EmptyList()
        self.nothing.begin.clicked.connect(lambda: self.record_wanted.emit(Student, None))
        self.nothing.bring.clicked.connect(lambda: self.page_wanted.emit("import", {}))
        self._make_panels()
        shortcut(self, "F8", self._begin_next)

    def _make_panels(self) -> None:
        self.cards = (
            FigureCard(_("职教集团"), "organization"),
            FigureCard(_("合作企业"), "building_factory", "teal_mid"),
            FigureCard(_("订单班"), "people_community", measure=MEMBERS),
            FigureCard(_("在籍学生"), "hat_graduation", measure=REGISTERED),
            FigureCard(_("岗位实习"), "briefcase", "teal_mid", measure=WORKING),
        )
        self.week = FirstWeekPanel()
        self.week.page_wanted.connect(lambda key: self.page_wanted.emit(key, {}))
        self.week.put_off.connect(self._put_off)
        self.attention = Attention()
        self.attention.begun.connect(self._begin)
        self.attention.wanted.connect(self._look)
        self.attention.all_wanted.connect(lambda: self.page_wanted.emit("problems", {}))
        self.placements = PlacingCard()
        self.placements.opened.connect(self._go)
        self.groups = ChartCard(BarChart(_("订单班人数"), _("还没有订单班学员")), (_("职教集团"), _("人数和班数")))
        for card in (self.placements, self.groups):
            card.chart.opened.connect(self._go)
        self.expiries, self.changes = HomePanel(_("即将到期")), HomePanel(_("最近变更"))
        self.waivers = HomePanel(_("例外"))
        self.changes.more.clicked.connect(lambda: self.page_wanted.emit("changes", {}))
        self.expiries.more.clicked.connect(self._show_all_expiries)
        self.waivers.more.clicked.connect(self._show_all_waivers)

    def _lay_out(self) -> None:
        area = scrolling(self._body())
        layouts.column(self.head, Hairline(), (area, 1), parent=self, gap=0)

    def _body(self) -> QWidget:
        body = QWidget()
        tint(body, ground="surface")
        self._figures = figures = QHBoxLayout()
        figures.setSpacing(12)
        for card in self.cards:
            figures.addWidget(card, 1)
        charts = FigureStrip(300, self.placements, self.groups, gap=24)
        side = QWidget()
        side.setFixedWidth(_SIDE)
        layouts.column(self.expiries, self.waivers, self.changes, layouts.STRETCH, parent=side, gap=24)
        self.told = QWidget()
        layouts.row(
            (layouts.column(self.attention, (charts, 1), gap=20), 1), (side, 0, Qt.AlignmentFlag.AlignTop),
            parent=self.told, gap=24,
        )  # fmt: skip
        layouts.column(
            self.week, figures, (self.told, 1), (self.nothing, 1), parent=body, gap=20, margins=(GUTTER, 16, GUTTER, 16)
        )
        self.nothing.hide()
        return body

    # --- reading

    def opened(self, **arguments: Any) -> None:
        """Read again; `day` takes the figures for another day."""
        self.day = arguments.get("day", self.day)
        self.refresh()

    def refresh(self) -> None:
        """Read the figures, and check the records when anything was written since the last time."""
        database, day, before = self.place.database, self.day, self.shown
        self._read("figures", lambda progress: snapshot(database, day, progress, before), self._show)
        self._read("week", lambda progress: read_week(self.place, progress), self.week.show_week)

    def _read(self, slot: str, work: Any, done: Any, name: str = "") -> None:
        self.place.tasks.read(work, done, receiver=self, slot=slot, name=name)

    def _put_off(self, key: str) -> None:
        """Leave a thing of the first week out, or all of it."""
        database = self.place.database
        try:
            with database.reading() as connection:
                keys = with_put_off(connection, key)
            database.keep(PUT_OFF, keys)
        except DatabaseError as error:
            self.place.report(error)
        self.refresh()

    def _look_again(self) -> None:
        if self.isVisible():
            self.refresh()

    def _choose_day(self, day: date) -> None:
        self.place.working_day.chosen = day
        self.day = day
        self.refresh()

    def _show(self, seen: Snapshot) -> None:
        if seen is not self.shown:
            self.shown = seen
            note = _("示例学校的数据截至这一天") if seen.sample and seen.day == seen.suggested else ""
            self.head.set_day(seen.day, seen.week, note)
            self._show_figures(seen)
            self._show_charts(seen)
            self._show_expiries(seen, _SOON_ROWS)
            self._show_waivers(seen, _SOON_ROWS)
            self._show_acts(seen)
            self._invite(begun=bool(seen.changes))
        self._check(seen)

    def _invite(self, *, begun: bool) -> None:
        """Before the first record there is nothing to tell of: say how to come to one."""
        self.nothing.explain(Student)
        self.nothing.reason.setText(_("还没有任何记录"))
        self.nothing.template.hide()
        self.nothing.setVisible(not begun)
        self.told.setVisible(begun)
        self.head.step_back(back=not begun)

    def _show_expiries(self, seen: Snapshot, most: int) -> None:
        rows = [self._opening(ExpiryRow(expiry), expiry.figure.query) for expiry in seen.expiries[:most]]
        count = len(seen.expiries)
        self.expiries.note.setText(_("{days} 天内 {count} 项").format(days=HORIZON, count=count))
        self.expiries.offer_more(_("全部 {count} 项").format(count=count) if count > most else "")
        self.expiries.fill(rows, _("{days} 天内没有到期的事项").format(days=HORIZON))

    def _show_waivers(self, seen: Snapshot, most: int) -> None:
        """The breaches somebody let pass, while they hold; nothing where there are none."""
        rows = [self._waiver_row(each) for each in seen.waivers[:most]]
        count = len(seen.waivers)
        self.waivers.note.setText(_("有效的 {count} 项").format(count=count))
        self.waivers.offer_more(_("全部 {count} 项").format(count=count) if count > most else "")
        self.waivers.fill(rows, "")
        self.waivers.setVisible(bool(rows))

    def _waiver_row(self, one: Waived) -> TwoLineRow:
        entity = entity_named(one.entity)
        until = _("有效至 {day}").format(day=one.until.isoformat()) if one.until is not None else ""
        return TwoLineRow(
            _("{rule} {record}").format(rule=one.rule, record=one.shown),
            joined((one.person, one.reason, until)),
        ).leads(lambda: self.record_wanted.emit(entity, one.record))

    def _show_all_waivers(self) -> None:
        if self.shown is not None:
            self._show_waivers(self.shown, len(self.shown.waivers))

    def _show_all_expiries(self) -> None:
        if self.shown is not None:
            self._show_expiries(self.shown, len(self.shown.expiries))

    def _show_acts(self, seen: Snapshot) -> None:
        """What was changed and what was given out, the latest first."""
        acts: list[tuple[datetime, ActRow]] = [(each.time, self._act_row(each)) for each in seen.changes]
        acts += [(each.moment, PaperRow(each, self._print_again)) for each in seen.papers]
        acts += [(each.time, GivenRow(each)) for each in seen.given]
        acts.sort(key=lambda act: act[0], reverse=True)
        self.changes.fill([row for _time, row in acts[:CHANGES]], _("还没有改动"))
        self.changes.offer_more(_("全部") if seen.changes else "")

    def attend(self, watch: ProblemMonitor) -> None:
        """Show what the window's watch finds, from now on."""
        self.watch = watch
        watch.found.connect(lambda: self._check(self.shown) if self.shown is not None else None)

    def _check(self, seen: Snapshot) -> None:
        """Look for problems, or take those the window's own watch has found."""
        watch = self.watch
        if watch is None:
            self._weigh(seen, None)
        elif watch.problems is not None:
            self._weigh(seen, watch.problems if watch.day in (None, seen.day) else None)
        elif sum(share.figure.count for share in seen.headlines.students) <= _FEW:
            watch.look(named=True)
        else:
            self.attention.offer()

    def _look(self) -> None:
        self.attention.wait()
        if self.watch is not None:
            self.watch.look(named=True)

    def _weigh(self, seen: Snapshot, known: Sequence[Problem] | None) -> None:
        state = (seen.changes[0].id if seen.changes else 0, seen.day, id(known))
        if state == self._checked:
            return
        self.attention.wait()
        database, day = self.place.database, seen.day

        def work(progress: Progress) -> tuple[Concern, ...]:
            return concerns(database, problems(database, progress, day) if known is None else known, progress, day)

        def done(found: tuple[Concern, ...]) -> None:
            self._checked = state
            self.attention.set_concerns(found, day)

        self._read("checks", work, done, _("检查数据") if known is None else "")

    # --- showing

    def _show_figures(self, seen: Snapshot) -> None:
        figures = seen.headlines
        doors = (
            self._shares(figures.group_kinds, "group-kind"),
            [
                self._door(figures.enterprises, _("家")),
                *([] if figures.memberships is None else [self._door(figures.memberships, _("家次"), 16)]),
            ],
            self._order_classes(figures),
            self._shares(figures.students, "school-level"),
            [self._door(figures.placements, _("人在岗"))],
        )
        for place, (card, shown) in enumerate(zip(self.cards, doors, strict=True)):
            card.show_doors(shown)
            self._figures.setStretch(place, card.sizeHint().width())  # each a share after what it has to say

    def _order_classes(self, figures: Headlines) -> list[FigureLink]:
        """Classes and people; memberships too where somebody is in two classes."""
        people, members = figures.order_class_people, figures.order_class_members
        doors = [self._door(figures.order_classes, _("班")), self._door(people, _("人"), 16)]
        return doors if people.count == members.count else [*doors, self._door(members, _("人次"), 16)]

    def _shares(self, shares: Sequence[Share], codes: str) -> list[FigureLink]:
        """A figure each; they stand side by side and are never added."""
        size = _LARGE if len(shares) == 1 else 20 if len(shares) == 2 else 16  # noqa: PLR2004 - what fits into a card
        return [self._door(share.figure, _code(codes, share), size) for share in shares] or [FigureLink(_LARGE)]

    def _show_charts(self, seen: Snapshot) -> None:
        words = _("{people} 人·{classes} 班")
        short = short_names([size.name or _("未归集团") for size in seen.groups])
        self.groups.set_marks(
            [
                ChartMark(
                    name, size.name or _("未归集团"), size.members.count,
                    words.format(people=f"{size.members.count:,}", classes=size.classes.count), size.members.query,
                )
                for name, size in zip(short, seen.groups, strict=True)
            ],
            _("按职教集团，共 {count} 个").format(count=sum(size.id is not None for size in seen.groups)),
        )  # fmt: skip
        self.placements.show_placing(seen.placing)

    def _door(self, figure: Figure, note: str, size: int = _LARGE) -> FigureLink:
        made = FigureLink(size, line=_LARGE)
        made.set_figure(f"{figure.count:,}", note, figure.query)
        return self._opening(made, figure.query)

    def _opening(self, button: B, query: object) -> B:
        button.clicked.connect(lambda: self._go(query))
        return button

    # --- going on

    def _go(self, query: object) -> None:
        if query is not None:
            self.list_wanted.emit(query)

    def _begin(self, concern: Concern) -> None:
        card = next((card for card in self.attention.cards if card.concern is concern), self.attention)
        open_concern(concern, card, self.list_wanted.emit, self.record_wanted.emit, self.page_wanted.emit)

    def _begin_next(self) -> None:
        """Deal with the problem that has the keyboard or the pointer, else with the first."""
        cards = self.attention.cards
        chosen = next((card for card in cards if card.hasFocus() or card.pointed), cards[0] if cards else None)
        if chosen is not None:
            self._begin(chosen.concern)

    def _print_again(self, printing: Printing) -> None:
        self.page_wanted.emit("print", {"again": printing})

    def _act_row(self, act: ChangeSet) -> ChangeRow:
        return ChangeRow(
            act, lambda change: take_back(self.place, change, self), lambda change: see(self.place, change, self)
        )


def _code(codes: str, share: Share) -> str:
    """The name of a share's code, in short."""
    found = table(codes).get(share.code) if share.code is not None else None
    return _("未填") if found is None else found.told(found.brief)
