"""The left side of a page beside its list: what is listed, the search, its states as a row of words, the list itself."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.ui.kit import layouts
from desktop.ui.kit.choices import Segmented
from desktop.ui.kit.context import AppContext
from desktop.ui.kit.controls import Button, Hairline, IconButton, Kind, Note, TextBox
from desktop.ui.kit.page_widgets import narrow_line
from desktop.ui.kit.tasks import Debounce
from desktop.ui.kit.theme import NOTE, TITLE, tint
from desktop.ui.list.saved_views import views_here
from desktop.ui.record.master_list import Describe, MasterList, MasterModel
from models.database.query import Condition, Query
from models.database.results import counts_of
from models.schema.fields import Entity
from models.words import _, joined, several

if TYPE_CHECKING:
    from datetime import date

_WORDS, _PAD, _TYPING = 4, 14, 120  # views shown as segments; pixels about their words; milliseconds after a key


class MasterPane(QWidget):
    """`asked` when other records are wanted, `switched` and `record_wanted` for its buttons."""

    asked = Signal()
    switched = Signal()
    record_wanted = Signal()

    def __init__(
        self, place: AppContext, entity: type[Entity], hint: str, describe: Describe, *, grouped: bool = False
    ) -> None:
        super().__init__()
        self._place, self._entity = place, entity
        self.conditions: tuple[Condition, ...] = ()
        self.day: date | None = None  # the day somebody asked for; without one the list takes the usual one
        self.model = MasterModel(describe, self)
        self.list = MasterList(self.model, _("{label}列表").format(label=_(entity.label)), grouped=grouped)
        self._typing = Debounce(_TYPING, self.asked, self)
        tint(self, ground="surface")
        self._make(hint)
        self._lay_out()

    def _make(self, hint: str) -> None:
        label = _(self._entity.label)
        self.count, self.search = Note(), TextBox()
        self.search.setPlaceholderText(hint)
        self.search.setToolTip(hint)
        self.search.setAccessibleName(_("搜索{label}").format(label=label))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(lambda _text: self._typing.start())
        self.table = IconButton("table", _("改为表格，可排序和筛选")).leads(self.switched)
        self.add = IconButton("add", _("新建{label}").format(label=label), "Ctrl+N").leads(self.record_wanted)
        views = views_here(self._place.database, self._entity, self._place.settings)
        self.views = [view for view in views if not view.own][:_WORDS]
        self.states = Segmented([(n, view.name) for n, view in enumerate(self.views)], size=NOTE, pad=_PAD)
        self.states.setAccessibleName(_("状态"))
        self.states.chosen.connect(self._narrow)
        self.states.show_key(0)
        self.more = Note()
        self.clear = Button(_("清除筛选"), Kind.LINK).leads(lambda: self._narrow(0))

    def _lay_out(self) -> None:
        title = narrow_line(several(self._entity.label), TITLE, strong=True)
        head = layouts.row(title, self.count, layouts.STRETCH, self.table, self.add, gap=6, margins=(16, 12, 10, 10))
        self._others = QWidget()
        layouts.row((self.more, 1), self.clear, parent=self._others, margins=(4, 0, 0, 0))
        self._others.hide()
        narrowing = layouts.column(self.search, self.states, self._others, gap=8, margins=(12, 0, 12, 10))
        layouts.column(head, narrowing, Hairline(), (self.list, 1), parent=self, gap=0)
        self.states.setVisible(len(self.views) > 1)  # now that it has a place: before, it would be a window of its own

    @property
    def query(self) -> Query:
        """What is listed."""
        return Query(self._entity, self.conditions, search=self.search.text(), as_of=self.day)

    def take(self, query: Query) -> None:
        """List something else."""
        self.conditions, self.day = query.conditions, query.as_of
        self.search.blockSignals(True)  # the list is taken anew by whoever brings the query
        self.search.setText(query.search)
        self.search.blockSignals(False)
        self._show_conditions()

    def _narrow(self, place: object) -> None:
        assert isinstance(place, int)
        self.conditions = self.views[place].query.conditions
        self._show_conditions()
        self.asked.emit()

    def _show_conditions(self) -> None:
        fitting = [n for n, view in enumerate(self.views) if view.query.conditions == self.conditions]
        self.states.show_key(fitting[0] if fitting else None)
        self.more.setText(_("另有 {count} 个条件").format(count=len(self.conditions)))
        self._others.setVisible(not fitting)

    def set_count(self, count: int, queries: Sequence[Query]) -> None:
        """How many are listed; the words of the states are counted beside, by their queries."""
        self.count.setText(f"{count:,}")
        database = self._place.database
        if len(queries) > 1:
            self._place.tasks.read(
                lambda progress: counts_of(database, queries, progress), self._tell_states, receiver=self
            )

    def _tell_states(self, counts: list[int]) -> None:
        words = [view.name if not n else f"{view.name} {counts[n]:,}" for n, view in enumerate(self.views)]
        self.states.rename(words)
        if self.states.sizeHint().width() > self.width() - 24:  # words of another language may be longer
            self.states.rename([view.name for view in self.views])
        self.states.setToolTip(joined(words))
