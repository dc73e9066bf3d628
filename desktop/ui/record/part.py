"""A composed part of a record's page: read beside the window, built anew for every record it tells of."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.ui.kit import layouts
from desktop.ui.kit.accessibility import has_keys
from desktop.ui.kit.context import AppContext
from desktop.ui.kit.controls import wrapped
from desktop.ui.kit.page_widgets import FactLabel, FigureLink, RecordLink
from desktop.ui.kit.theme import GUTTER
from desktop.ui.list.record_issues import issues_of
from desktop.ui.record.issue_card import IssueCard, mend_by_act
from desktop.ui.record.related_tabs import NONE, RelatedTab, RelatedTabs, past
from models.database.errors import NotAllowed
from models.database.settings import suggested_day
from models.progress import Progress
from models.rules.problems import Problem
from models.schema.fields import Entity, field_map
from models.schema.showing import text_of

if TYPE_CHECKING:
    from models.database.query import Query
    from models.database.results import Row
    from models.statistics import Connection

Reading = Callable[["Connection", int, date], Any]


class Part(QWidget):
    """Contents of a detail pane or page; `record_shown` when what was asked for is seen.

    A subclass says what is read of a record (a function of connection, id and day that returns None when the record is
    gone) and builds a body from it. `show_record(id)` shows a record, `show_record(None)` nothing; it may be called as fast as keys
    repeat, for only the last one asked for is built.
    """

    record_shown = Signal()
    turned = Signal(str)  # another tab of the detail pane is wanted
    ended = Signal()  # what was filled in here is done with
    reading: Reading
    judged: type[Entity] | None = None  # of a page: whose records it shows, so that it can say what is wrong with one
    footer = ""  # what the status bar says of the record, where this is a page

    def __init__(self, workplace: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.place = workplace
        self.day: date | None = None
        self.key: int | None = None
        self.body: QWidget | None = None
        self._issues: tuple[Problem, ...] = ()
        self._matter = ""  # the tab that is seen
        self._seen: int | None = None  # the record whose body stands there
        self._column = layouts.column(parent=self)

    @classmethod
    def own_tabs(cls) -> "Sequence[tuple[str, str, type[Part]]]":
        """Tabs of the detail pane beside it: (key, words, part).

        Where there are any, all that is filled in has a tab of its own too, and the overview is what this part makes of it.
        """
        return ()

    def show_record(self, key: int | None, day: date | None = None) -> None:
        """Show a record as of a day; without one as of today, or the sample school's own day."""
        self.place.tasks.stop(self)
        self.key, self.day = key, day
        if key is None:
            self.footer = ""
            self._swap(None)
            return
        database, reading, judged = self.place.database, self.reading, self.judged

        def work(_progress: Progress) -> tuple[Any, tuple[Problem, ...]]:
            with database.reading() as connection:
                view = reading(connection, key, day or suggested_day(connection))
            return view, issues_of(database, judged, [key]).get(key, ()) if judged is not None else ()

        self.place.tasks.read(work, self._take, receiver=self, failed=self._fail)

    def _fail(self, error: Exception) -> None:
        """What the person at work may not see says so in its place; everything else goes to the window."""
        if not isinstance(error, NotAllowed):
            self.place.report(error)
            return
        body = QWidget()
        layouts.column(wrapped(str(error), "text2"), layouts.STRETCH, parent=body, margins=(GUTTER, 16, GUTTER, 16))
        self._swap(body)
        self.record_shown.emit()

    @property
    def busy(self) -> bool:
        """Whether something is being filled in here that another reading would take away."""
        tabs = self._tabs()
        return tabs is not None and tabs.busy

    @property
    def at_hand(self) -> tuple[type[Entity], tuple[int, ...]] | None:
        """The records ticked here, of what belongs to the one that is seen; None of none."""
        tabs = self._tabs()
        return tabs.at_hand if tabs is not None else None

    def _tabs(self) -> RelatedTabs | None:
        return self.body.findChild(RelatedTabs) if self.body is not None else None

    def refresh(self) -> None:
        """Read the record again."""
        self.show_record(self.key, self.day)

    def _take(self, taken: tuple[Any, tuple[Problem, ...]]) -> None:
        view, self._issues = taken
        self._swap(None if view is None else self.build(view))
        self._seen = self.key
        self.record_shown.emit()

    def _swap(self, body: QWidget | None) -> None:
        keys = self.body is not None and has_keys(self.body)
        if self.body is not None:
            self._column.removeWidget(self.body)
            layouts.let_go(self.body)
        self.body = body
        if body is not None:
            self._column.addWidget(body)
        tabs = self._tabs()
        if keys and tabs is not None:
            tabs.sheets.currentWidget().setFocus()

    def build(self, view: Any) -> QWidget:
        """The contents for what was read."""
        raise NotImplementedError

    # --- what bodies are made of

    def door(self, number: str, note: str, query: "Query | None", size: int = 24, tone: str = "text") -> FigureLink:
        """A number that opens its list."""
        made = FigureLink(size)
        made.set_figure(number, note, query, tone)
        return made.leads(self.place.list_of, query)

    def link(self, entity: type[Entity], key: int | None, shown: str, *, strong: bool = False) -> RecordLink:
        """The name of a record that opens it; plain words when it is not known which."""
        made = RecordLink(shown or "—", strong=strong)
        made.open(enabled=key is not None)
        return made.leads(self.place.record, entity, key)

    def reference(self, entity: type[Entity], values: Mapping[str, Any], name: str) -> RecordLink:
        """The record a field refers to."""
        return self.link(entity, values[f"{name}_id"], values[name] or "")

    def references(self, entity: type[Entity], values: Mapping[str, Any], name: str) -> list[RecordLink]:
        """The records a field refers to."""
        found = zip(values[f"{name}_id"] or (), values[name] or (), strict=True)
        return [self.link(entity, key, shown) for key, shown in found]

    def fact(self, entity: type[Entity], row: "Row", name: str) -> FactLabel:
        """A field of a record with its label."""
        return FactLabel(field_map(entity)[name].title, shown(entity, row, name))


class RecordPart(Part):
    """A record of `entity`: cards beside a list; on a page of its own (`whole`) also its facts, and tabs with what belongs to it."""

    entity: ClassVar[type[Entity]]
    gap: ClassVar[int] = 12  # pixels between the cards beside a list

    def __init__(self, workplace: AppContext, parent: QWidget | None = None, *, whole: bool = False) -> None:
        super().__init__(workplace, parent)
        self.whole = whole
        self.judged = self.entity if whole else None

    def cards(self, view: Any) -> Sequence[QWidget]:
        """What is told of the record, under each other."""
        raise NotImplementedError

    def facts(self, view: Any) -> QWidget:
        """What stands above the cards on the page."""
        raise NotImplementedError

    def above(self, view: Any) -> Sequence[QWidget]:
        """What stands above the tabs on the page."""
        return self.facts(view), *self.cards(view)

    def matters(self, view: Any) -> Sequence[RelatedTab]:
        """The tabs of what belongs to it, but for its history."""
        raise NotImplementedError

    def footed(self, view: Any) -> str:
        """What the status bar says of it."""
        raise NotImplementedError

    def build(self, view: Any) -> QWidget:
        """The page, or the cards alone."""
        return self.on_page(view, self.tabs(view)) if self.whole else self.beside(view)

    def beside(self, view: Any) -> QWidget:
        """The cards under each other."""
        body = QWidget()
        layouts.column(*self.cards(view), layouts.STRETCH, parent=body, gap=self.gap)
        return body

    def on_page(self, view: Any, tabs: RelatedTabs) -> QWidget:
        """What is wrong, facts and cards above each other; below them, from edge to edge, what belongs to the record."""
        self.footer = self.footed(view)
        body = QWidget()
        upper = layouts.column(gap=14, margins=(GUTTER, 0, GUTTER, 0))
        if self._issues:
            card = IssueCard(self._issues, self.entity)
            card.opened.connect(self._mend)
            upper.addWidget(card)
        layouts.add(upper, *self.above(view))
        layouts.column(upper, (tabs, 1), parent=body, gap=12, margins=(0, 2, 0, 0))
        return body

    def _mend(self, issue: Problem) -> None:
        if not mend_by_act(self.place, issue):
            self.place.form(issue.entity, issue.record_id)

    def tabs(self, view: Any) -> RelatedTabs:
        """The tabs, of which the one stays seen that was seen of the record before; of the same record ticks stay, too."""
        assert self.key is not None
        former = self._tabs() if self._seen == self.key else None
        matters = (*self.matters(view), past(self.place, self.entity, self.key))
        tabs = RelatedTabs(self.place, matters, self._matter, former.ticked if former is not None else NONE)
        tabs.turned.connect(self._keep_matter)
        tabs.ended.connect(self.ended)
        return tabs

    def _keep_matter(self, key: str) -> None:
        self._matter = key


def shown(entity: type[Entity], row: "Row", name: str) -> str:
    """A field of a record as people read it, masked where it is private."""
    return text_of(field_map(entity)[name], row.values[name], masked=True)
