"""The tabs of saved views over the list that is seen: which is on, how many each has, saving and forgetting one."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.ui.kit.context import AppContext
from desktop.ui.kit.dialogs import ask_name
from desktop.ui.list import saved_views
from desktop.ui.shell.navigator import without_order
from desktop.ui.shell.page_head import ListHead
from models.database.results import counts_of
from models.words import _, several

if TYPE_CHECKING:
    from desktop.ui.list.list_page import ListPage
    from models.schema.fields import Entity


class ViewTabs(QObject):
    """Keeps the head of lists and the list that is seen together."""

    def __init__(self, place: AppContext, head: ListHead, parent: QObject) -> None:
        super().__init__(parent)
        self._place, self._head = place, head
        self._page: ListPage | None = None
        self._entity: type[Entity] | None = None
        self._counted = False
        head.view_chosen.connect(self._take)
        head.view_wanted.connect(self.save)
        head.view_forgotten.connect(self._forget)

    def show_page(self, page: "ListPage") -> None:
        """A list is seen, or what it lists has changed."""
        self._page = page
        if self._entity is not page.entity:
            self._renew()
        elif not self._counted:
            self.count()
        self.mark()

    def outdate(self) -> None:
        """Something was written: count anew, at once or when the list is seen again."""
        self._counted = False
        if self._head.isVisible():
            self.count()

    def _renew(self) -> None:
        if self._page is not None:
            self._entity = self._page.entity
            database, settings = self._place.database, self._place.settings
            views = saved_views.views_here(database, self._entity, settings)
            self._head.show_views(several(self._entity.label), views)
            self.count()
            self.mark()

    def mark(self) -> None:
        """Show the view whose conditions the list has now; none fits: offer to save them."""
        if self._page is None or self._entity is not self._page.entity:
            return
        here = without_order(self._page.query)
        places = [number for number, view in enumerate(self._head.views) if without_order(view.query) == here]
        self._head.mark(places[0] if places else -1)

    def count(self) -> None:
        """Count what each view has."""
        self._counted = True
        queries, entity, database = [view.query for view in self._head.views], self._entity, self._place.database

        def done(counts: list[int]) -> None:
            if entity is self._entity:
                self._head.set_counts(counts)

        self._place.tasks.read(lambda progress: counts_of(database, queries, progress), done, receiver=self)

    def _take(self, view: saved_views.SavedView) -> None:
        if self._page is not None:
            self._page.take(view.query, view.columns)
            if view.left_out:
                self._place.warn(_("视图“{name}”{words}").format(name=view.name, words=view.left_out))

    def save(self) -> None:
        """Keep the conditions, order and columns of the list under a name."""
        page = self._page
        if page is None:
            return
        name = ask_name(self._place.window, _("把当前条件存为视图"), _("视图名称"))
        if name:
            saved_views.save(self._place.settings, saved_views.SavedView(name, page.query, page.columns, own=True))
            self._renew()

    def _forget(self, view: saved_views.SavedView) -> None:
        def bring_back() -> None:
            saved_views.save(self._place.settings, view)
            self._renew()

        saved_views.forget(self._place.settings, view)
        self._renew()
        self._place.announce(_("已删除视图“{name}”").format(name=view.name), bring_back)
