"""The strip above a list: search, conditions as chips, how many are left, columns and detail pane."""

from collections.abc import Callable, Sequence
from datetime import date
from itertools import pairwise

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.screens.columns import dated
from desktop.ui.kit import layouts
from desktop.ui.kit.chips import FILTER_HEIGHT, FilterChip
from desktop.ui.kit.context import AppContext
from desktop.ui.kit.controls import Button, Hairline, IconButton, Kind, Label
from desktop.ui.kit.theme import GUTTER, MEDIUM
from desktop.ui.list.check_menu import CheckMenu
from desktop.ui.list.filter_popup import FilterPopup
from desktop.ui.list.filtering import Filter, Names, filters_of, words_of
from desktop.ui.list.search_box import SearchBox, looked_into, placeholder
from desktop.ui.list.summary import number_of
from models.database.query import Condition
from models.database.touched import ONE_BY_ONE, TOUCHED
from models.schema.counting import counted, counting_word
from models.schema.fields import Entity, Field, fields_of
from models.words import _

HEIGHT = 44
_LINE, _EDGE, _GAP = 28, 8, 8


class ChipFlow(QWidget):
    """Chips in as many lines as they need; `grown` when the number of lines changed."""

    grown = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.chips: list[QWidget] = []
        self.setFixedHeight(_LINE)

    def show_chips(self, chips: Sequence[QWidget]) -> None:
        """Show these and let go of the others."""
        for chip in self.chips:
            if chip not in chips:
                layouts.let_go(chip)
        self.chips = list(chips)
        for chip in self.chips:
            chip.setParent(self)
            chip.show()
        self.arrange()

    def arrange(self) -> None:
        """Put every chip where there is room."""
        x = y = 0
        for chip in self.chips:
            size = chip.sizeHint()
            if x and x + size.width() > self.width():
                x, y = 0, y + FILTER_HEIGHT + 6
            chip.setGeometry(QRect(x, y + (_LINE - FILTER_HEIGHT) // 2, min(size.width(), self.width()), FILTER_HEIGHT))
            x += size.width() + _GAP
        if self.height() != y + _LINE:
            self.setFixedHeight(y + _LINE)
            self.grown.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange anew."""
        super().resizeEvent(event)
        self.arrange()


class FilterBar(QWidget):
    """`changed` when the list must be taken anew, `chosen` when other columns are wanted, `pane_toggled` for the detail pane."""

    changed = Signal()
    chosen = Signal()
    reset = Signal()
    pane_toggled = Signal(bool)

    def __init__(self, entity: type[Entity], columns: tuple[Field, ...], place: AppContext) -> None:
        super().__init__()
        self.entity, self._place = entity, place
        self.filters: tuple[Filter, ...] = ()
        self.names: Names = {}
        self.day: date | None = None
        self._popup: FilterPopup | None = None
        self.search = SearchBox(placeholder(entity))
        self.search.searched.connect(lambda _text: self._alter())
        self.flow = ChipFlow()
        self.add = FilterChip(_("筛选"), adding=True).leads(self.open_fields)
        self.add.setAccessibleName(_("添加筛选条件"))
        self.count, self.total = Label(weight=MEDIUM), Label(ink="text3")
        self.clearing = Button(_("清除筛选"), Kind.LINK).leads(self.clear)
        self.checklist = self._column_list(columns)
        self.columns = IconButton("table_settings", _("显示哪些列")).leads(self._open_columns)
        self.pane = IconButton("panel_right", _("详情"), "Ctrl+\\")
        self.pane.setCheckable(True)
        self.pane.toggled.connect(self.pane_toggled)
        self._lay_out()
        self._arrange()

    def _column_list(self, columns: tuple[Field, ...]) -> CheckMenu:
        shown = [f.name for f in columns]
        rest = [f for f in fields_of(self.entity) if f.name not in shown]
        made = CheckMenu([(f.name, f.title) for f in (*columns, *rest)], shown, self)
        made.addSeparator()
        made.addAction(_("恢复默认的列")).triggered.connect(self.reset)
        made.ticked.connect(self.chosen)
        return made

    def _lay_out(self) -> None:
        top = Qt.AlignmentFlag.AlignTop
        for words in (self.count, self.total):
            words.setFixedHeight(_LINE)
        gap = QWidget()
        gap.setFixedSize(9, _LINE)
        line = Hairline(upright=True)
        line.setParent(gap)
        line.setGeometry(4, 6, 1, _LINE - 12)
        rest = [(widget, 0, top) for widget in (self.count, self.total, self.clearing, gap, self.columns, self.pane)]
        layouts.row(
            (self.search, 2, top), (self.flow, 5, top), *rest,
            parent=self, gap=6, margins=(GUTTER, _EDGE, 14, _EDGE),
        )  # fmt: skip
        self.search.setVisible(looked_into(self.entity) is not None)  # in its place: alone it would be a window

    @property
    def wanted_height(self) -> int:
        """As high as the lines of chips."""
        return self.flow.height() + 2 * _EDGE

    # --- what is asked for

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Every condition of every chip."""
        return tuple(condition for found in self.filters for condition in found.conditions)

    @property
    def narrowed(self) -> bool:
        """Whether anything keeps records out of the list."""
        return bool(self.search.text().strip() or self.filters) or self.day is not None

    def take(self, conditions: Sequence[Condition], search: str = "", day: date | None = None) -> None:
        """Ask for something else without telling anybody; `known` gives the words of records later."""
        self.filters = filters_of(self.entity, conditions)
        self.day = day
        self.search.put(search)
        self._arrange()

    def known(self, names: Names) -> None:
        """The words of records that conditions name."""
        self.names = names
        self._arrange()

    def take_day(self, day: date | None) -> None:
        """Take the list for a day, or for every record."""
        self.day = day
        self._alter()

    def put(self, found: Filter) -> None:
        """Set the conditions of one field; without any they are taken away."""
        others = [each for each in self.filters if each.field.name != found.field.name]
        place = next((n for n, each in enumerate(self.filters) if each.field.name == found.field.name), len(others))
        if found.conditions:
            others.insert(place, found)
        if tuple(others) != self.filters:
            self.filters = tuple(others)
            self._alter()

    @property
    def searching_part(self) -> bool:
        """Whether words are looked for among some of the records only."""
        return bool(self.search.text().strip()) and (bool(self.filters) or self.day is not None)

    def search_all(self) -> None:
        """Look for the same words among all records."""
        self.take((), self.search.text())
        self.changed.emit()

    def clear(self) -> None:
        """Let every record in again."""
        self.take(())
        self.changed.emit()

    def _alter(self) -> None:
        self._arrange()
        self.changed.emit()

    def set_count(self, count: int | None, total: int) -> None:
        """How many records are listed, of how many; None while it is not known."""
        self.count.setText(number_of(count))
        self.count.setAccessibleName(_("共 {count}").format(count=counted(self.entity, number_of(count))))
        self.total.setText(f"/ {total:,}" if self.narrowed else counting_word(self.entity))

    # --- chips

    def _arrange(self) -> None:
        chips: list[QWidget] = []
        if self.day is not None:
            chips.append(self._chip(self.day.isoformat(), _("截至"), self.open_fields, lambda: self.take_day(None)))
        self.flow.show_chips([*chips, *(self._chip_of(found) for found in self.filters), self.add])
        for before, after in pairwise((self.search, *self.flow.chips)):  # those made later would come last
            QWidget.setTabOrder(before, after)
        self.clearing.setVisible(self.narrowed)

    def _chip_of(self, found: Filter) -> FilterChip:
        words = words_of(found, self.names)
        return self._chip(
            words, found.field.title, lambda: self.open_filter(found), lambda: self.put(Filter(found.field, ()))
        )

    def _chip(self, words: str, label: str, act: Callable[[], None], remove: object) -> FilterChip:
        chip = FilterChip(words, label).leads(act)
        chip.removed.connect(remove)
        return chip

    def _made_popup(self) -> FilterPopup:
        popup = FilterPopup(self._place, self)
        popup.changed.connect(self.put)
        popup.dated.connect(self.take_day)
        popup.dated.connect(popup.close)
        self._popup = popup
        return popup

    def open_fields(self) -> None:
        """Begin another condition."""
        self._made_popup().open_fields(self.entity, dated=dated(self.entity), at=self.add)

    def open_filter(self, found: Filter) -> None:
        """Change a condition, or begin one of this field; what an act touched is no question of values."""
        if found.field is TOUCHED or found.field.name == ONE_BY_ONE:
            return
        present = next((each for each in self.filters if each.field.name == found.field.name), found)
        places = [each.field.name for each in self.filters]
        before = 1 if self.day is not None else 0
        at = self.flow.chips[places.index(found.field.name) + before] if found.field.name in places else self.add
        self._made_popup().open_filter(present, at=at)

    def _open_columns(self) -> None:
        size = self.checklist.sizeHint()
        corner = self.columns.mapToGlobal(QPoint(self.columns.width() - size.width(), self.columns.height() + 4))
        self.checklist.popup(corner)

    def changeEvent(self, event: QEvent) -> None:
        """Measure chips anew when the font is another."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.flow.arrange()
