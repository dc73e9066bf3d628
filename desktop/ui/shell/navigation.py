"""The navigation: pages, sections with every entity, and how many records each has; wide, or a rail of icons."""

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QBoxLayout, QButtonGroup, QScrollArea, QVBoxLayout, QWidget

from desktop.screens.catalogue import screen_of
from desktop.screens.navigation import SELDOM, sections
from desktop.screens.pages import PAGES, Page, page_named
from desktop.ui.kit import layouts
from desktop.ui.kit.brand import Brand
from desktop.ui.kit.controls import Hairline, IconButton
from desktop.ui.kit.settings import Settings
from desktop.ui.kit.theme import tint
from desktop.ui.shell.navigation_items import (
    RAIL,
    NavigationItem,
    NavigationMore,
    NavigationSection,
    OperatorButton,
    PaletteDoor,
)
from models.schema.fields import Entity, fields_of
from models.words import _, several

WIDE, NARROWER, WIDEST = 208, 196, 236
_RAIL_BELOW, _NARROWER_BELOW, _LOW_BELOW = 1320, 1400, 800  # pixels of the window
_TALL, _LOW = 30, 28
_MARGIN = 8


class Navigation(QWidget):
    """`chosen` with the entity, `page_chosen` with the key of a page, `palette_wanted`, `help_wanted`; arrows move in it.

    `seen` are the tables the person at work may see; None: all.
    """

    chosen = Signal(object)
    page_chosen = Signal(str)
    palette_wanted = Signal()
    help_wanted = Signal()

    def __init__(
        self, settings: Settings, user: str = "", database: str = "", seen: frozenset[str] | None = None
    ) -> None:
        super().__init__()
        self._settings, self._seen = settings, seen
        self.items: dict[str, NavigationItem] = {}  # by table
        self.pages: dict[str, NavigationItem] = {}  # by key
        self._heads: list[NavigationSection] = []
        self._more: dict[NavigationMore, list[NavigationItem]] = {}
        self._group = QButtonGroup(self)
        self.rail, self._room = False, QSize(1440, 900)
        self._marked: NavigationItem | None = None
        self._brand, self._door, self._who = Brand(), PaletteDoor(), OperatorButton(user, database)
        self._fold = IconButton("panel_left", _("收起导航")).leads(self._toggle)
        self._door.clicked.connect(self.palette_wanted)
        self.help = IconButton("info", _("帮助")).leads(self.help_wanted)
        self._lay_out()
        tint(self, ground="window")
        self.fit(self._room)
        settings.changed.connect(self._follow)

    def sign(self, user: str, database: str) -> None:
        """Say who works here, and in which file."""
        self._who.set_operator(user, database)

    def _follow(self, key: str) -> None:
        if key == "navigation":
            self.fit(self.window().size())

    def _lay_out(self) -> None:
        self._top = layouts.row((self._brand, 1), self._fold, gap=0, margins=(_MARGIN, 0, _MARGIN + 2, 0))
        foot = layouts.column(gap=0, margins=(_MARGIN, 4, _MARGIN, 0))
        for page in PAGES:
            if page.place == "foot":
                foot.addWidget(self._add_page(page))
        self._foot = layouts.row((self._who, 1), self.help, gap=0)
        layouts.add(foot, 5, Hairline(), self._foot)
        layouts.column(
            self._top, layouts.column(self._door, margins=(_MARGIN, 6, _MARGIN, 6)), (self._scroll(), 1), foot,
            parent=self, gap=0, margins=(0, 10, 0, 0),
        )  # fmt: skip

    def _scroll(self) -> QScrollArea:
        body = QWidget()
        tint(body, ground="window")
        column = layouts.column(parent=body, gap=0, margins=(_MARGIN, 0, _MARGIN, 4))
        for page in PAGES:
            if page.place == "top":
                column.addWidget(self._add_page(page))
        for title, entities in sections():
            known = [one for one in entities if self._seen is None or one.__tablename__ in self._seen]
            if known:
                self._add_section(column, _(title), known)
        column.addStretch(1)
        area = layouts.scrolling(body)
        area.setMinimumHeight(60)
        tint(area, ground="window")
        self._area = area
        return area

    def _add_section(self, column: QVBoxLayout, title: str, entities: list[type[Entity]]) -> None:
        seldom = [entity for entity in entities if entity.__tablename__ in SELDOM]
        head = self._head(title, keeps_back=bool(seldom))
        column.addWidget(head)
        for entity in entities:
            if entity not in seldom:
                column.addWidget(self._add(entity))
        kept = [self._add(entity) for entity in seldom]
        for item in kept:
            column.addWidget(item)
        if (more := head.more) is not None:
            self._more[more] = kept
            more.toggled.connect(lambda on, more=more: self._open(more, on=on))
            more.clicked.connect(lambda _on=False, head=head, kept=kept: self._unfold(head, kept))
            more.setChecked(title in self._settings.get("navigation.open", []))
            self._open(more, on=more.isChecked())

    def _head(self, title: str, *, keeps_back: bool = False) -> NavigationSection:
        head = NavigationSection(title, keeps_back=keeps_back)
        self._heads.append(head)
        return head

    def _add(self, entity: type[Entity]) -> NavigationItem:
        table = entity.__tablename__
        item = NavigationItem(table, several(entity.label), screen_of(entity).icon, entity)
        item.clicked.connect(lambda: self.chosen.emit(entity))
        self._group.addButton(item)
        self.items[table] = item
        return item

    def _add_page(self, page: Page) -> NavigationItem:
        item = NavigationItem(page.key, _(page.title), page.icon).leads(lambda: self.page_chosen.emit(page.key))
        item.warns = page.key == "problems"
        self._group.addButton(item)
        self.pages[page.key] = item
        return item

    def _open(self, more: NavigationMore, *, on: bool) -> None:
        for item in self._more[more]:
            item.setVisible(on or item.isChecked())
        opened = [each.title for each in self._more if each.isChecked()]
        self._settings.put("navigation.open", opened)

    def _unfold(self, head: NavigationSection, kept: list[NavigationItem]) -> None:
        """Show what was kept back where it can be seen: below the fold nobody notices that it came."""
        self.fit(self._room)
        if (layout := self._area.widget().layout()) is not None:
            layout.activate()  # so that every place stands where it belongs
        for widget in (kept[-1], head):
            if not widget.isHidden():
                QTimer.singleShot(0, widget, lambda widget=widget: self._area.ensureWidgetVisible(widget, 0, 4))

    # --- width

    def fit(self, window: QSize) -> None:
        """Be as wide as the window and the person's choice allow."""
        choice = self._settings.get("navigation")
        low = window.height() < _LOW_BELOW
        self._room = window
        self._narrow(rail=choice == "rail" or (choice == "auto" and window.width() < _RAIL_BELOW), low=low)
        wide = NARROWER if window.width() < _NARROWER_BELOW else WIDE
        self.setFixedWidth(RAIL if self.rail else max(wide, min(self._needed(), WIDEST)))
        height = _LOW if low else _TALL
        for item in self.all_items():
            item.setFixedHeight(height)

    def _needed(self) -> int:
        """The width at which nothing that is seen is cut: words are longer in some languages."""
        bar = self._area.verticalScrollBar().sizeHint().width()
        parts = [item.need for item in self.seen_items()] + [head.need for head in self._heads]
        return max(parts) + 2 * _MARGIN + bar

    def _narrow(self, *, rail: bool, low: bool) -> None:
        self.rail = rail
        for head in self._heads:
            head.narrow(rail=rail, low=low)
        for item in self.all_items():
            item.narrow(rail=rail)
        self._brand.rail = self._door.rail = self._who.rail = rail
        self._foot.setDirection(QBoxLayout.Direction.TopToBottom if rail else QBoxLayout.Direction.LeftToRight)
        self._foot.setAlignment(self.help, Qt.AlignmentFlag.AlignCenter)
        self._foot.setContentsMargins(0, 0, 0, 8 if rail else 0)
        self.update()
        bars = Qt.ScrollBarPolicy.ScrollBarAlwaysOff if rail else Qt.ScrollBarPolicy.ScrollBarAsNeeded
        self._area.setVerticalScrollBarPolicy(bars)
        self._brand.setVisible(not rail)
        self._top.setContentsMargins(*((14, 0, 14, 0) if rail else (_MARGIN, 0, _MARGIN + 2, 0)))
        self._fold.say(_("展开导航") if rail else _("收起导航"))

    def _toggle(self) -> None:
        self._settings.put("navigation", "wide" if self.rail else "rail")

    # --- what is shown

    def all_items(self) -> list[NavigationItem]:
        """Every place, from top to foot."""
        tops = [self.pages[page.key] for page in PAGES if page.place == "top"]
        rest = [self.pages[page.key] for page in PAGES if page.place == "foot"]
        return [*tops, *self.items.values(), *rest]

    def seen_items(self) -> list[NavigationItem]:
        """The places that are not kept back."""
        return [item for item in self.all_items() if not item.isHidden()]

    def mark(self, entity: type[Entity]) -> None:
        """Show which list is seen; one that has no place of its own stands with the students it is about."""
        about = next((f.to for f in fields_of(entity) if f.to in self.items), None) if entity.by_act else None
        self._mark(self.items.get(about or entity.__tablename__, self.pages["home"]))

    def mark_page(self, key: str) -> None:
        """Show which page is seen, or the records it is part of."""
        of = self.items.get(page_named(key).of)
        self._mark(of if of is not None else self.pages.get(key, self.pages["home"]))

    def _mark(self, item: NavigationItem) -> None:
        if item is self._marked and item.isChecked():  # every move in a list asks; all of it was painted anew
            return
        self._marked = item
        item.setChecked(True)
        for each in self.all_items():  # one stop of the keyboard; arrows go on from it
            each.setFocusPolicy(Qt.FocusPolicy.TabFocus if each is item else Qt.FocusPolicy.ClickFocus)
        for more in self._more:
            self._open(more, on=more.isChecked())
        self.fit(self._room)
        if item.key in self.items:  # later, once the item stands where it belongs
            QTimer.singleShot(0, item, lambda: self._area.ensureWidgetVisible(item, 0, 4))

    def set_counts(self, counts: Mapping[str, int]) -> None:
        """Show how many records there are, by table."""
        for name, count in counts.items():
            self.items[name].set_count(count)
        self.fit(self._room)

    def warn(self, count: int | None) -> None:
        """Show how many problems wait; None while nobody knows."""
        self.pages["problems"].set_count(count)
        self.fit(self._room)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down go to the neighbour and open it."""
        steps = {Qt.Key.Key_Down.value: 1, Qt.Key.Key_Up.value: -1}
        step = steps.get(event.key())
        items = self.seen_items()
        at = next((n for n, item in enumerate(items) if item.hasFocus()), None)
        if step is None or at is None or not 0 <= at + step < len(items):
            super().keyPressEvent(event)
            return
        items[at + step].setFocus()
        items[at + step].click()
