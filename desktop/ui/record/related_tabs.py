"""What belongs to the record of a page, kind by kind under tabs: read when its tab is looked at."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView, QStackedWidget, QWidget

from desktop.ui.form.history_panel import HistorySheet
from desktop.ui.kit import layouts, paint
from desktop.ui.kit.context import AppContext
from desktop.ui.kit.controls import Button, Hairline, Note
from desktop.ui.kit.page_widgets import RecordLink
from desktop.ui.kit.tabs import Tabs
from desktop.ui.kit.theme import GUTTER, colour, tint
from desktop.ui.list.model import ListModel
from desktop.ui.list.page_cache import ListRows
from desktop.ui.list.table import ListTable
from desktop.ui.list.table_head import PADDING
from desktop.ui.record.tick_table import TickBar, TickTable
from models.database.query import Query
from models.progress import Progress
from models.schema.fields import Entity, field_map
from models.statistics.figure_queries import Figure
from models.words import _, several

STRIP, _LEAST = 44, 180  # heights
_INSET = GUTTER - PADDING
Ticked = Mapping[str, Collection[int]]  # by tab the ids of the records ticked there
NONE: Ticked = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class RelatedTab:
    """One tab: its words, how many there are, and the list behind it; `make` where it is shown otherwise.

    `columns` are those of the list; `nothing` is what is said when it is empty.
    """

    key: str
    words: str
    count: int | None = None
    query: Query | None = None
    columns: Sequence[str] = ()
    nothing: str = ""
    make: Callable[[], QWidget] | None = None

    @property
    def title(self) -> str:
        """Its words; without any what the records of its list are called."""
        return self.words or (several(self.query.entity.label) if self.query is not None else "")


class FilledSheet(QWidget):
    """Contents in which something is filled in: `busy` while it is, `ended` when that is over."""

    ended = Signal()
    busy = False

    def is_busy(self) -> bool:
        """Whether something is being filled in that another reading would take away."""
        return self.busy


class TickableSheet(FilledSheet):
    """A table whose records of `entity` can be ticked: while some are, its `bar` stands where the tabs stand.

    It is busy while those ticked are being changed.
    """

    chosen = Signal(int)  # how many are ticked
    entity: ClassVar[type[Entity]]

    def __init__(self, place: AppContext, table: TickTable, *buttons: Button) -> None:
        super().__init__()
        self.place, self.table, self.bar = place, table, TickBar(*buttons)
        self.setFocusProxy(table)
        table.model_.ticks_changed.connect(self.follow)
        self.bar.clear.clicked.connect(lambda: table.tick_all(on=False))

    @property
    def ids(self) -> list[int]:
        """The records ticked, as they stand in the table."""
        return self.table.model_.ids

    def tick(self, ids: Collection[int]) -> None:
        """Tick those of these records that are still there."""
        there = [key for key in map(self.table.model_.key, self.table.model_.rows) if key in ids]
        if there:
            self.table.model_.tick(there, on=True)

    def follow(self) -> None:
        """Say how many are ticked."""
        self.bar.set_count(len(self.ids))
        self.chosen.emit(len(self.ids))


class RelatedTabs(QWidget):
    """Tabs with their contents, made when first seen; `turned` with the key of a tab.

    `corner` is room at the right of the tabs for what belongs to the one that is seen. `ticked` tells by tab which records
    were ticked when the same was read before.
    """

    turned = Signal(str)
    ended = Signal()  # what was filled in under one of them is done with

    def __init__(
        self, place: AppContext, matters: Sequence[RelatedTab], current: str = "", ticked: Ticked = NONE
    ) -> None:
        super().__init__()
        self._place, self.matters = place, tuple(matters)
        self._made: dict[str, QWidget] = {}
        self._ticked = ticked
        self.tabs = Tabs(STRIP)
        self.tabs.setAccessibleName(_("相关记录"))
        for matter in matters:
            self.tabs.add(matter.title, matter.count, matter.key)
        self.strip, self.sheets = QStackedWidget(), QStackedWidget()
        self.strip.setFixedHeight(STRIP)
        self.sheets.setMinimumHeight(_LEAST)
        self.corner = layouts.row(gap=10)
        self.all = RecordLink(_("在列表中打开")).leads(self._open_all)
        self._lay_out()
        self.tabs.setCurrentIndex(max(0, self.tabs.place_of(current)))
        self._turn(self.tabs.currentIndex())
        self.tabs.currentChanged.connect(self._turn)

    def _lay_out(self) -> None:
        self._words = QWidget()
        layouts.row(
            self.tabs, layouts.STRETCH, self.corner, self.all, parent=self._words, margins=(GUTTER - 10, 0, GUTTER, 0)
        )
        self.strip.addWidget(self._words)
        layouts.column(self.strip, Hairline(), (self.sheets, 1), parent=self, gap=0)

    @property
    def matter(self) -> RelatedTab:
        """What is seen."""
        return self.matters[self.tabs.currentIndex()]

    def sheet(self, key: str) -> QWidget | None:
        """The contents of a tab; None before it was seen."""
        return self._made.get(key)

    def _turn(self, place: int) -> None:
        matter = self.matters[place]
        if matter.key not in self._made:
            self._made[matter.key] = self._make(matter)
            self._welcome(self._made[matter.key], matter.key)
        self.sheets.setCurrentWidget(self._made[matter.key])
        self.sheets.setMinimumHeight(max(_LEAST, self._made[matter.key].minimumSizeHint().height()))
        self.all.setVisible(matter.query is not None)
        for widget in layouts.widgets(self.corner):
            widget.setVisible(widget.property("of") == matter.key)
        self.turned.emit(matter.key)

    def _welcome(self, sheet: QWidget, key: str) -> None:
        self.sheets.addWidget(sheet)
        if isinstance(sheet, FilledSheet):
            sheet.ended.connect(self.ended)
        if isinstance(sheet, TickableSheet):
            self.strip.addWidget(sheet.bar)
            sheet.chosen.connect(lambda count: self.strip.setCurrentWidget(sheet.bar if count else self._words))
            sheet.tick(self._ticked.get(key, ()))

    @property
    def ticked(self) -> Ticked:
        """Which records are ticked, by tab."""
        seen = {key: tuple(sheet.ids) for key, sheet in self._made.items() if isinstance(sheet, TickableSheet)}
        return {**self._ticked, **seen}

    @property
    def at_hand(self) -> tuple[type[Entity], tuple[int, ...]] | None:
        """The records ticked under the tab that is seen; None of none."""
        sheet = self._made.get(self.matter.key)
        return (sheet.entity, tuple(sheet.ids)) if isinstance(sheet, TickableSheet) and sheet.ids else None

    @property
    def busy(self) -> bool:
        """Whether something is being filled in."""
        return any(sheet.is_busy() for sheet in self._made.values() if isinstance(sheet, FilledSheet))

    def _make(self, matter: RelatedTab) -> QWidget:
        if matter.make is not None:
            return matter.make()
        assert matter.query is not None, f"{matter.key} has nothing to show"
        return Listing(self._place, matter.query, matter.columns, matter.nothing)

    def put(self, widget: QWidget, key: str) -> None:
        """Show something at the right of the tabs while the tab of `key` is seen."""
        widget.setProperty("of", key)
        self.corner.addWidget(widget)
        widget.setVisible(self.matter.key == key)

    def _open_all(self) -> None:
        if self.matter.query is not None:
            self._place.list_of(self.matter.query)


class Listing(paint.Painted, QWidget):
    """A list of records that are only looked at here; double click or Enter opens one."""

    def __init__(self, place: AppContext, query: Query, columns: Sequence[str], nothing: str) -> None:
        super().__init__()
        self.model = ListModel()
        self.table = ListTable(self.model)
        self._fitted: dict[str, int] = {}  # widths of columns nobody has changed
        self.table.setAccessibleName(_("{label}列表").format(label=_(query.entity.label)))
        self.table.verticalHeader().hide()
        self.table.corner.hide()
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.head.setSectionsClickable(False)
        self.table.opened.connect(lambda row: place.record(query.entity, self._key(row)))
        self.table.resized.connect(self._fit_again)
        self._nothing = Note(nothing)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._nothing.setContentsMargins(GUTTER, 24, GUTTER, 0)
        self._nothing.hide()
        layouts.column((self.table, 1), (self._nothing, 1), parent=self, margins=(_INSET, 0, 0, 0))
        tint(self, ground="surface")
        database = place.database

        def work(_progress: Progress) -> ListRows:
            rows = ListRows(database, replace(query, valued_on=query.valued_on or database.day()), columns)
            if len(rows):
                rows.row(0)  # read here, so that the first paint waits for nothing
            return rows

        place.tasks.read(work, self._show, receiver=self)

    def _fit(self) -> None:
        self.table.fit_columns()
        self._fitted = self.table.widths()

    def _fit_again(self) -> None:
        """Let the columns have the room there is: what is listed may be known before that is."""
        if self.table.widths() == self._fitted:
            self._fit()

    def _paint(self, painter: QPainter) -> None:
        """Draw the ground of the head also left of the table, whose words stand where all others begin."""
        if self.table.isVisible():
            painter.fillRect(0, 0, _INSET, self.table.head.height(), colour("header"))
            painter.fillRect(0, self.table.head.height() - 1, _INSET, 1, colour("line2"))

    def _key(self, row: int) -> int | None:
        return self.model.results.ids[row] if self.model.results is not None else None

    def _show(self, rows: ListRows) -> None:
        fields = field_map(rows.query.entity)
        self.model.show(rows, [fields[name] for name in rows.columns])
        self._fit()
        self.table.setVisible(len(rows) > 0)
        self._nothing.setVisible(not len(rows))


def figure_tab(key: str, words: str, figure: Figure, columns: Sequence[str], nothing: str = "") -> RelatedTab:
    """The tab of a figure: how many, and the list behind it."""
    return RelatedTab(key, words, figure.count, figure.query, columns, nothing)


def past(place: AppContext, entity: type[Entity], key: int) -> RelatedTab:
    """The tab with what became of the record."""

    def make() -> HistorySheet:
        sheet = HistorySheet(place.database, place.tasks)
        sheet.show_record(entity, key)
        return sheet

    return RelatedTab("history", _("历史"), make=make)
