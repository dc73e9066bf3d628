"""The apprentices of a programme under their tab: the table, and what is done with those ticked."""

from collections.abc import Collection

from desktop.ui.kit import layouts
from desktop.ui.kit.context import AppContext
from desktop.ui.kit.controls import Button, Kind
from desktop.ui.kit.suggestions import Suggestion
from desktop.ui.record.act_menu import choose_act
from desktop.ui.record.act_panel import open_act
from desktop.ui.record.apprentice_table import LearnerTable
from desktop.ui.record.related_tabs import TickableSheet
from desktop.ui.record.tick_table import TickBar
from models.acts.apprentices import ASSESS
from models.acts.catalogue import doing
from models.database.query import Query
from models.entities.apprenticeships import Apprentice
from models.schema.codes import table
from models.statistics.apprenticeship_views import ProgrammeView
from models.statistics.figure_queries import one_by_one
from models.words import _


def known_stage(view: ProgrammeView) -> dict[str, Suggestion]:
    """The stage that is assessed next, ready to be typed over."""
    code = table("assessment-kind").get(view.next_stage or "")
    return {"kind": Suggestion(code.code, code.label)} if code is not None else {}


class LearnerBar(TickBar):
    """What is done with apprentices that are ticked."""

    def __init__(self) -> None:
        self.assess = Button(ASSESS.title, Kind.GHOST, icon="add")
        self.act = Button(_("{doing}…").format(doing=doing("apprentice")), Kind.GHOST, icon="arrow_swap")
        self.print = Button(_("打印胸卡"), Kind.GHOST, icon="print")
        self.open = Button(_("在列表中打开"), Kind.GHOST, icon="table")
        super().__init__(self.assess, self.act, self.print, self.open)


class LearnerList(TickableSheet):
    """The table with its bar."""

    entity = Apprentice

    def __init__(self, place: AppContext, view: ProgrammeView) -> None:
        super().__init__()
        self._place = place
        self.table = LearnerTable(view.learners, view.row.values["kind"], view.day)
        self._bar = LearnerBar()
        layouts.row((self.table, 1), parent=self, gap=0)
        self.setFocusProxy(self.table)
        self.table.opened.connect(lambda one: place.record(Apprentice, one.id))
        self.table.model_.ticks_changed.connect(self._follow)
        bar, stage = self._bar, known_stage(view)
        bar.clear.clicked.connect(lambda: self.table.tick_all(on=False))
        bar.assess.clicked.connect(lambda: open_act(place, ASSESS, self.ids, stage))
        bar.act.clicked.connect(lambda: choose_act(place, bar.act, Apprentice, self.ids))
        bar.print.clicked.connect(
            lambda: place.page("print", {"report": "badge", "ids": tuple(self.ids), "of": Apprentice.__tablename__})
        )
        bar.open.clicked.connect(lambda: place.list_of(self.query))

    @property
    def bar(self) -> LearnerBar:
        """What is done with those ticked."""
        return self._bar

    @property
    def ids(self) -> list[int]:
        """The apprentices ticked, as they stand in the table."""
        return self.table.model_.ids

    @property
    def query(self) -> Query:
        """The list of those ticked."""
        return one_by_one(Apprentice, self.ids)

    def tick(self, ids: Collection[int]) -> None:
        """See TickableSheet."""
        there = [key for key in map(self.table.model_.key, self.table.model_.people) if key in ids]
        if there:
            self.table.model_.tick(there, on=True)

    def _follow(self) -> None:
        count = len(self.ids)
        self.bar.set_count(count)
        self.chosen.emit(count)
