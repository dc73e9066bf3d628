"""The head of a list: its name, its saved views as tabs, and at the right the acts one came for."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QPainter, QResizeEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from desktop.ui.kit import icons, layouts, paint
from desktop.ui.kit.controls import Button, IconButton, Kind, Title
from desktop.ui.kit.popup import pop_up
from desktop.ui.kit.tabs import Tabs
from desktop.ui.kit.theme import GUTTER, TITLE, colour, tint
from desktop.ui.list.saved_views import SavedView
from desktop.ui.shell.actions import said
from models.words import _

HEIGHT = 52
_LONGEST = 26  # characters of an act's name before it is cut; the whole stands in the tooltip


class ActionButton(Button):
    """A button that is always what its action is, in shorter `words` if given."""

    def __init__(self, action: QAction, kind: Kind = Kind.GHOST, icon: str = "", words: str = "") -> None:
        super().__init__(action.text(), kind, icon=icon)
        self._action, self._words = action, words
        self.bare = False  # the icon alone, where words have no room
        self.clicked.connect(action.trigger)
        action.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        words = self._action.text().removesuffix("…")
        short = self._words or words
        self._short = short if len(short) <= _LONGEST else short[: _LONGEST - 1] + "…"
        self.setText("" if self.bare else self._short)
        self.setAccessibleName(words)  # the whole, also where it is cut
        keys = said(self._action.shortcut())
        self.setToolTip(f"{words}  {keys}" if keys else words)
        self.setEnabled(self._action.isEnabled())
        self.update()

    def strip(self, *, bare: bool) -> None:
        """Be the icon alone, or with its words."""
        if self.bare is not bare:
            self.bare = bare
            self._follow()

    @property
    def need(self) -> int:
        """The pixels its words would add to the icon."""
        return self.fontMetrics().horizontalAdvance(self._short) + 14  # a square of 28 becomes 22 + words + 2 × 10


class _Head(paint.Painted, QWidget):
    """A line parts it from the page below."""

    def _paint(self, painter: QPainter) -> None:
        painter.fillRect(0, self.height() - 1, self.width(), 1, colour("line"))


class ListHead(_Head):
    """`view_chosen` with a View, `view_wanted` when the list as it is shall become one, `view_forgotten` with one."""

    view_chosen = Signal(object)
    view_wanted = Signal()
    view_forgotten = Signal(object)

    def __init__(
        self, primary: QAction, ghosts: tuple[tuple[QAction, str, str], ...], more: QMenu, way: QAction
    ) -> None:
        super().__init__()
        self.setFixedHeight(HEIGHT)
        tint(self, ground="surface")
        self.views: tuple[SavedView, ...] = ()
        self.title = Title("", TITLE)
        self.tabs = Tabs(HEIGHT)
        self.tabs.setAccessibleName(_("视图"))
        self.tabs.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.tabs.tabBarClicked.connect(self._choose)
        self.tabs.currentChanged.connect(lambda _place: None)
        self.tabs.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.tabs.customContextMenuRequested.connect(self._offer)
        self.save = IconButton("add", _("把当前条件存为视图")).leads(self.view_wanted)
        self.primary = ActionButton(primary, Kind.PRIMARY, "add")
        self.more = IconButton("more_horizontal", _("更多操作"))
        self.more.clicked.connect(lambda: more.popup(self.more.mapToGlobal(QPoint(0, self.more.height()))))
        self.way = IconButton("panel_left", _("改为列表加页面"), said(way.shortcut())).leads(way.trigger)
        self.ghosts = [ActionButton(action, Kind.GHOST, icon, words) for action, icon, words in ghosts]
        self._lay_out()

    def _lay_out(self) -> None:
        row = layouts.row(
            self.title, 10, self.tabs, self.save, layouts.STRETCH, *self.ghosts,
            parent=self, gap=4, margins=(GUTTER, 0, GUTTER - 4, 0),
        )  # fmt: skip
        self._row = row
        layouts.add(row, self.way, self.more, 4, self.primary)

    def show_views(self, label: str, views: tuple[SavedView, ...]) -> None:
        """Show a list's name and its views."""
        self.title.setText(label)
        self.views = views
        self.tabs.blockSignals(True)
        while self.tabs.count():
            self.tabs.removeTab(0)
        for view in views:
            self.tabs.add(view.name)
        self.tabs.setCurrentIndex(0)
        self.tabs.blockSignals(False)
        self.tabs.update()

    def set_counts(self, counts: list[int]) -> None:
        """Show how many records each view has."""
        if len(counts) == self.tabs.count():
            for place, count in enumerate(counts):
                self.tabs.set_count(place, count)
            self._share()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Views go before the words of the acts."""
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        """Let the acts be icons alone where the views would not have room beside their words."""
        others = [self.title, self.tabs, self.save, self.way, self.more, self.primary]
        taken = sum(widget.sizeHint().width() + self._row.spacing() for widget in others if not widget.isHidden())
        bare = sum(button.HEIGHT + self._row.spacing() for button in self.ghosts)
        free = self.width() - 2 * GUTTER - 14 - taken - bare
        words = sum(button.need for button in self.ghosts)
        for button in self.ghosts:
            button.strip(bare=free < words)

    def mark(self, place: int) -> None:
        """Show which view is seen."""
        self.tabs.setCurrentIndex(place)

    def _choose(self, place: int) -> None:
        if 0 <= place < len(self.views):
            self.view_chosen.emit(self.views[place])

    def _offer(self, at: QPoint) -> None:
        place = self.tabs.tabAt(at)
        if not 0 <= place < len(self.views) or not self.views[place].own:
            return
        view = self.views[place]
        menu = QMenu(self)
        action = menu.addAction(icons.icon("delete"), _("删除视图“{name}”").format(name=view.name))
        action.triggered.connect(lambda: self.view_forgotten.emit(view))
        pop_up(menu, self.tabs.mapToGlobal(at))

    def step_back(self, *, back: bool) -> None:
        """Leave the one filled button of the screen to the page."""
        self.primary.kind = Kind.DEFAULT if back else Kind.PRIMARY
        self.primary.update()


class PageTop(_Head):
    """The head of a page that is no list: its title at the left; more goes into `row`."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setFixedHeight(HEIGHT)
        tint(self, ground="surface")
        self.row = layouts.row(Title(title, TITLE), parent=self, gap=12, margins=(GUTTER, 0, GUTTER, 0))
