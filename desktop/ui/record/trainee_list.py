"""The members of an order class under their tab: the table, what is done with those ticked, the pane for changing many."""

from typing import TYPE_CHECKING

from desktop.ui.kit import layouts
from desktop.ui.kit.accessibility import has_keys
from desktop.ui.kit.context import AppContext
from desktop.ui.kit.controls import Button, Hairline, Kind
from desktop.ui.record.act_panel import open_act
from desktop.ui.record.master_detail import as_listed
from desktop.ui.record.related_tabs import TickableSheet
from desktop.ui.record.trainees import TraineeTable
from models.acts.order_class_members import LEAVE
from models.database.query import Condition, Query
from models.entities.order_classes import OrderClassMember
from models.entities.people import Student
from models.statistics.funnel import OrderClassView
from models.words import _

if TYPE_CHECKING:
    from desktop.ui.list.bulk_pane import BulkPane

_PANE = 348


class TraineeList(TickableSheet):
    """The table with its bar; with many to be changed a pane at its right."""

    entity = OrderClassMember

    def __init__(self, place: AppContext, view: OrderClassView) -> None:
        change = Button(_("批量修改"), Kind.GHOST, icon="edit")
        leave = Button(_("退班"), Kind.GHOST, icon="arrow_exit")
        paper = Button(_("打印"), Kind.GHOST, icon="print")
        listed = Button(_("在列表中打开"), Kind.GHOST, icon="table")
        super().__init__(place, TraineeTable(view.trainees, view.day), change, leave, paper, listed)
        self._view = view
        self.pane: BulkPane | None = None
        self._row = layouts.row((self.table, 1), parent=self, gap=0)
        self.table.opened.connect(lambda trainee: place.record(Student, trainee.member.student))
        change.clicked.connect(self.edit)
        leave.clicked.connect(lambda: open_act(place, LEAVE, self.ids))
        paper.clicked.connect(lambda: place.page("print", as_listed(self.query)))
        listed.clicked.connect(lambda: place.list_of(self.query))

    @property
    def query(self) -> Query:
        """The list of those ticked."""
        wanted = set(self.ids)
        students = sorted(t.member.student for t in self.table.model_.rows if t.membership in wanted)
        here = Condition("order_class", "=", self._view.row.id)
        return Query(OrderClassMember, (here, Condition("student", "in", tuple(students))))

    def follow(self) -> None:
        """Show of those ticked what can be changed; of none nothing."""
        super().follow()
        if self.pane is not None and self.ids:
            self.pane.show_records(self.ids, self._view.day)
        elif self.pane is not None:
            self._end()

    def edit(self) -> None:
        """Change fields of those ticked, beside the table."""
        from desktop.ui.list.bulk_pane import BulkPane

        if self.pane is None:
            self.busy = True
            self.pane = BulkPane(self.place, OrderClassMember)
            self.pane.setFixedWidth(_PANE)
            self.pane.closed.connect(self._end)
            self.pane.applied.connect(lambda _cells: self._end())
            layouts.add(self._row, Hairline(upright=True), self.pane)
        self.pane.show_records(self.ids, self._view.day)
        self.pane.setFocus()

    def _end(self) -> None:
        pane, self.pane = self.pane, None
        if pane is not None:
            if has_keys(pane):
                self.table.setFocus()
            for place in (2, 1):
                item = self._row.takeAt(place)
                widget = item.widget() if item is not None else None
                if widget is not None:
                    layouts.let_go(widget)
            self.busy = False
            self.ended.emit()
