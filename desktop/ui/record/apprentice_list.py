"""The apprentices of a programme under their tab: the table, and what is done with those ticked."""

from desktop.ui.kit import layouts
from desktop.ui.kit.context import AppContext
from desktop.ui.kit.controls import Button, Kind
from desktop.ui.kit.suggestions import Suggestion
from desktop.ui.record.act_menu import choose_act
from desktop.ui.record.act_panel import open_act
from desktop.ui.record.apprentice_table import LearnerTable
from desktop.ui.record.related_tabs import TickableSheet
from models.acts.apprentices import ASSESS
from models.acts.catalogue import doing
from models.entities.apprenticeships import Apprentice
from models.schema.codes import table
from models.statistics.apprenticeship_views import ProgrammeView
from models.statistics.figure_queries import one_by_one
from models.words import _


def known_stage(view: ProgrammeView) -> dict[str, Suggestion]:
    """The stage that is assessed next, ready to be typed over."""
    code = table("assessment-kind").get(view.next_stage or "")
    return {"kind": Suggestion(code.code, code.label)} if code is not None else {}


class LearnerList(TickableSheet):
    """The table with its bar."""

    entity = Apprentice
    table: LearnerTable

    def __init__(self, place: AppContext, view: ProgrammeView) -> None:
        assess = Button(ASSESS.title, Kind.GHOST, icon="add")
        act = Button(_("{doing}…").format(doing=doing("apprentice")), Kind.GHOST, icon="arrow_swap")
        badge = Button(_("打印胸卡"), Kind.GHOST, icon="print")
        listed = Button(_("在列表中打开"), Kind.GHOST, icon="table")
        table_ = LearnerTable(view.learners, view.row.values["kind"], view.day)
        super().__init__(place, table_, assess, act, badge, listed)
        layouts.row((self.table, 1), parent=self, gap=0)
        self.table.opened.connect(lambda one: place.record(Apprentice, one.id))
        assess.clicked.connect(lambda: open_act(place, ASSESS, self.ids, known_stage(view)))
        act.clicked.connect(lambda: choose_act(place, act, Apprentice, self.ids))
        badge.clicked.connect(
            lambda: place.page("print", {"report": "badge", "ids": tuple(self.ids), "of": Apprentice.__tablename__})
        )
        listed.clicked.connect(lambda: place.list_of(one_by_one(Apprentice, self.ids)))
