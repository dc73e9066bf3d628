"""Where lists, pages and forms are shown: one at a time, each kept as it was left, with a way back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.screens.pages import page_named
from desktop.ui.kit import layouts
from desktop.ui.kit.change_sets import announce
from desktop.ui.kit.context import AppContext
from desktop.ui.list import saved_views
from desktop.ui.record.compositions import commands_for, has_page, page_of
from desktop.ui.shell.pages import MAKERS
from models.database.query import Query
from models.schema.fields import Entity
from models.words import _, several

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from desktop.ui.form.form import RecordForm
    from desktop.ui.kit.page import Page
    from desktop.ui.list.list_page import ListPage
    from desktop.ui.record.master_detail import MasterDetailPage

_TRAIL = 50  # places remembered
_Page = TypeVar("_Page", bound=QWidget)


@dataclass(frozen=True, slots=True)
class Location:
    """A place one can come back to: a list, records beside their like (`key` is the one seen), or a page of screens.pages."""

    entity: type[Entity] | None = None
    page: str = ""
    beside: bool = False
    key: int | None = None


class Navigator(QStackedWidget):
    """`moved` whenever something else is seen or it changed; `…_made` with every list and page that is new.

    What they are made of is imported with the first of them: the window is there sooner without.
    """

    moved = Signal()
    list_made = Signal(object)
    beside_made = Signal(object)
    page_made = Signal(str, object)  # its key, the page

    def __init__(self, place: AppContext) -> None:
        super().__init__()
        self.place = place
        self.lists: dict[str, ListPage] = {}
        self.besides: dict[str, MasterDetailPage] = {}
        self.pages: dict[str, Page] = {}
        self.form: RecordForm | None = None
        self.spot: Location | None = None
        self._trail: list[Location] = []
        self._origin: Location | None = None
        self._saved: int | None = None  # the record the form wrote last

    @property
    def list_page(self) -> "ListPage | None":
        """The list that is seen, or that of the records whose form is seen."""
        if (shown := self._shown(self.lists)) is not None:
            return shown
        return self.lists.get(self.form.entity.__tablename__) if self.form is not None else None

    @property
    def beside(self) -> "MasterDetailPage | None":
        """The records beside their like that are seen."""
        return self._shown(self.besides)

    def _shown(self, pages: dict[str, _Page]) -> _Page | None:
        """Which of these is seen."""
        shown = self.currentWidget()
        return next((page for page in pages.values() if page is shown), None)

    @property
    def entity(self) -> type[Entity] | None:
        """What the records that are seen are."""
        if self.form is not None:
            return self.form.entity
        return self.spot.entity if self.spot is not None else None

    @property
    def title(self) -> str:
        """What is seen, in a few words."""
        if self.form is not None:
            return _(self.form.entity.label)
        if self.spot is None:
            return ""
        entity = self.spot.entity
        return several(entity.label) if entity is not None else _(page_named(self.spot.page).title)

    @property
    def footing(self) -> str:
        """What the status bar says of what is seen."""
        shown, beside = self._shown(self.lists), self.beside
        if shown is not None:
            words, day = shown.footer.text(), shown.usual_day if shown.filters.day is None else None
            return _("{words}·截至 {day}").format(words=words, day=day) if day is not None and words else words
        if beside is not None:
            return beside.footer
        told = self.form or self._shown(self.pages)
        return told.foot_words if told is not None else ""

    # --- going

    def leave(self, then: Callable[[], None]) -> None:
        """Ask about an unsaved form, then go on."""
        if self.form is None:
            then()
        else:
            self.form.leave(then)

    def holds(self, then: Callable[[], None]) -> bool:
        """Whether closing the window would lose something: then it is asked about before `then`."""
        if self.form is not None and self.form.dirty:
            self.form.leave(then)
            return True
        for key, page in self.pages.items():
            if page.unfinished:
                self.go_page(key)
                page.leave(then)
                return True
        return False

    def go_list(self, entity: type[Entity], query: Query | None = None) -> None:
        """Show the records of an entity as they were looked at last; with a query as a table under its conditions."""
        if query is None and self._looked_at_beside(entity):
            self.go_beside(entity)
        else:
            self.go_table(entity, query)

    def go_table(self, entity: type[Entity], query: Query | None = None) -> None:
        """Show the list of an entity as it was left, or with the conditions of a query."""
        leaving = self.form is not None
        self.close_form()
        new = entity.__tablename__ not in self.lists
        page = self._list(entity)
        page.usual_day = saved_views.usual_day(self.place.database, entity)
        page.valued_day = saved_views.valued_day(self.place.database, entity)
        if new and query is None:
            query = saved_views.views_here(self.place.database, entity, self.place.settings)[0].query
        self._note(Location(entity))
        self.setCurrentWidget(page)
        if query is None and leaving:  # once the form is gone: a thread that reads would hold up its many widgets
            QTimer.singleShot(0, page, page.reload)
        elif query is None:
            page.reload()
        else:
            page.take(query)
        page.table.setFocus()
        self.moved.emit()

    def _looked_at_beside(self, entity: type[Entity]) -> bool:
        return has_page(entity) and bool(self.place.settings.get(_way(entity), True))

    def go_beside(self, entity: type[Entity], key: int | None = None, query: Query | None = None) -> None:
        """Show a record, or the one seen last, on its own page beside its like."""
        self.close_form()
        name = entity.__tablename__
        page = self.besides.get(name)
        if page is None:
            kind = page_of(entity)
            assert kind is not None, name
            page = self.besides[name] = kind(self.place)
            self.addWidget(page)
            self.beside_made.emit(page)
        if query is not None:
            page.take(query)
        self._note(Location(entity, beside=True, key=key))
        self.setCurrentWidget(page)
        page.opened(id=key)
        page.setFocus()
        self.moved.emit()

    def switch(self) -> None:
        """From the table to records beside their like or back, with the same conditions; remembered by entity."""
        table, beside = self.list_page, self.beside
        if beside is not None:
            self.place.settings.put(_way(beside.entity), False)
            self.go_list(beside.entity, beside.query)
        elif table is not None and has_page(table.entity):
            self.place.settings.put(_way(table.entity), True)
            self.go_beside(table.entity, table.detail.key, table.query)

    def _list(self, entity: type[Entity]) -> "ListPage":
        page = self.lists.get(entity.__tablename__)
        if page is None:
            from desktop.ui.list.list_page import ListPage
            from desktop.ui.record.detail_pane import DetailPane

            page = ListPage(self.place, entity, DetailPane, commands_for(entity))
            self.lists[entity.__tablename__] = page
            page.loaded.connect(self._place_form)
            self.addWidget(page)
            self.list_made.emit(page)
        return page

    def go_page(self, key: str, arguments: dict[str, Any] | None = None) -> None:
        """Show a page of screens.pages, telling it what it is opened for."""
        self.close_form()
        page = self.pages.get(key)
        if page is None:
            page = MAKERS[key](self.place)
            self.pages[key] = page
            self.addWidget(page)
            page.list_wanted.connect(self.place.list_of)
            page.record_wanted.connect(self.place.record)
            page.page_wanted.connect(self.place.page)
            page.foot_changed.connect(self.moved)
            self.page_made.emit(key, page)
        self._note(Location(page=key))
        self.setCurrentWidget(page)
        page.opened(**(arguments or {}))
        page.setAccessibleName(page.accessibleName() or self.title)
        focused = self.window().focusWidget()
        if focused is None or not page.isAncestorOf(focused):  # else the page itself knew who needs it
            page.setFocus()
        self.moved.emit()

    def go_record(self, entity: type[Entity], key: int | None) -> None:
        """Show a record where it is looked at: on its own page if it has one, else in its form."""
        if key is not None and has_page(entity):
            self.go_beside(entity, key)
        else:
            self.go_form(entity, key)

    def go_form(
        self, entity: type[Entity], key: int | None, given: Mapping[str, int | str] = MappingProxyType({})
    ) -> None:
        """Show the form of a record; None for a new one, which refers to what is `given`. Leaving it leads back to what was seen before."""
        origin = self.here
        self.close_form()
        self._list(entity)  # acts on the form are those of its list
        from desktop.ui.form.form import RecordForm  # the window is there sooner without

        self.form = RecordForm(self.place.database, self.place.tasks, entity, key, self.place.settings, given)
        self._origin, self._saved = origin, None
        self.form.saved.connect(self._note_saved)
        self.form.left.connect(self._back_from_form)
        self.form.announced.connect(partial(announce, self.place))
        self.form.told.connect(self.moved)
        self.form.put_aside.connect(self._put_aside)
        self.form.acts_wanted.connect(self._offer_acts)
        self.form.files_wanted.connect(self._open_files)
        self.form.page_wanted.connect(self.place.page)
        self._place_form()
        self.addWidget(self.form)
        self.setCurrentWidget(self.form)
        self.moved.emit()

    def _offer_acts(self, at: QWidget) -> None:
        """The acts the record of the form may be put to."""
        from desktop.ui.record.act_menu import choose_act

        if self.form is not None and self.form.key is not None:
            choose_act(self.place, at, self.form.entity, (self.form.key,))

    def _open_files(self, paths: "Sequence[Path]") -> None:
        """The files of the record of the form, with those that were dropped on it."""
        from desktop.ui.record.attachments import open_attachments

        if self.form is not None and self.form.key is not None:
            open_attachments(self.place, self.form.entity, self.form.key, paths)

    @property
    def at_hand(self) -> "tuple[type[Entity] | None, tuple[int, ...]]":
        """The records an act would be done to: that of the form, the ticked ones, or the one that is looked at."""
        if self.form is not None:
            return self.form.entity, (self.form.key,) if self.form.key is not None else ()
        if self.beside is not None:
            own = (self.beside.key,) if self.beside.key is not None else ()
            return self.beside.contents.at_hand or (self.beside.entity, own)
        page = self.list_page
        if page is None:
            return None, ()
        return page.entity, tuple(page.ids()) or ((page.detail.key,) if page.detail.key is not None else ())

    def _back_from_form(self) -> None:
        """Show what was seen before the form, and of it the record the form was about."""
        origin, form = self._origin, self.form
        assert form is not None
        key = form.key if form.key is not None else self._saved
        if origin is not None and origin.entity is form.entity and key is not None:
            if origin.beside:
                origin = replace(origin, key=key)
            else:
                self._list(form.entity).seek(key)
        if origin is not None:
            self.go(origin)
        else:
            self.go_list(form.entity)

    def _place_form(self) -> None:
        """Tell the form which records stand before and after its own, where it was opened from a list of its like."""
        origin, form = self._origin, self.form
        if form is None or origin is None or origin.entity is not form.entity:
            return
        name = form.entity.__tablename__
        results = (self.besides[name] if origin.beside else self.lists[name]).model.results
        if results is not None:
            form.within(results.ids)

    def _put_aside(self, entity: type[Entity], key: int) -> None:
        """Show another record instead of the form, whose draft is kept and offered where it was begun."""
        unsaved = self.form is not None and self.form.dirty
        self.go_record(entity, key)
        if unsaved:
            self.place.say(_("没有保存的修改已留作草稿，再打开那张表时可以继续"))

    def _note_saved(self, key: int | None) -> None:
        self._saved = key

    def close_form(self) -> None:
        """Put the form away, unsaved changes and all."""
        if self.form is not None:
            self.removeWidget(self.form)
            layouts.let_go(self.form)
            self.form = None

    # --- back

    @property
    def here(self) -> Location | None:
        """What is seen, with the record that is seen of it by now."""
        if self.spot is None or not self.spot.beside or self.spot.entity is None:
            return self.spot
        return replace(self.spot, key=self.besides[self.spot.entity.__tablename__].key)

    def _note(self, spot: Location) -> None:
        here = self.here
        if here is not None and here != spot and not (spot.beside and spot.key is None and here.entity is spot.entity):
            self._trail = [*self._trail, here][-_TRAIL:]
        self.spot = spot

    @property
    def can_go_back(self) -> bool:
        """Whether something was seen before this."""
        return self.form is not None or bool(self._trail)

    def back(self) -> None:
        """Show what was seen before, after asking about an unsaved form."""
        if self.form is not None:
            self.leave(self._back_from_form)
        elif self._trail:
            spot = self._trail.pop()
            self.spot = None
            self.go(spot)

    def go(self, spot: Location) -> None:
        """Show such a place."""
        if spot.entity is not None and spot.beside:
            self.go_beside(spot.entity, spot.key)
        elif spot.entity is not None:
            self.go_table(spot.entity)
        else:
            self.go_page(spot.page)

    # --- while it is seen

    def news(self) -> None:
        """Something was written: what is seen is read again now, everything else before it is seen again.

        Pages read whenever they are opened; a list keeps its rows and the record beside it, which are dropped here.
        """
        for page in self.lists.values():
            page.outdate()
        if self.form is not None and self._origin == Location(self.form.entity):
            self.lists[self.form.entity.__tablename__].reload()
        self.refresh()

    def refresh(self) -> None:
        """Read what is seen again."""
        shown = self.form or self.beside or self._shown(self.lists) or self._shown(self.pages)
        if shown is not None:
            shown.refresh()

    def panes(self) -> list[QWidget]:
        """What F6 walks through in what is seen, in order."""
        listed = self._shown(self.lists)
        if listed is not None:
            return [listed.strip, listed.table, listed.detail]
        if self.form is not None:
            return [self.form]
        parted = self.beside or self._shown(self.pages)
        return list(parted.panes()) if parted is not None else []


def _way(entity: type[Entity]) -> str:
    return f"beside.{entity.__tablename__}"


def without_order(query: Query) -> Query:
    """A query as far as it decides what is listed."""
    return replace(query, order=())
