"""The list of an entity: filter strip, table, detail pane, and what stands there when it is empty."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QItemSelectionRange, QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.ui.kit import layouts
from desktop.ui.kit.accessibility import shortcut
from desktop.ui.kit.context import AppContext
from desktop.ui.kit.controls import Banner, Hairline, Note
from desktop.ui.kit.dialogs import ask_reason
from desktop.ui.kit.errors import trouble_of
from desktop.ui.kit.popup import pop_up
from desktop.ui.list.clipboard import copy_rows
from desktop.ui.list.detail_view import DetailView, ListCommand
from desktop.ui.list.empty_list import EmptyList
from desktop.ui.list.filter_bar import FilterBar
from desktop.ui.list.filtering import Filter
from desktop.ui.list.issue_marks import IssueMarks
from desktop.ui.list.list_columns import ListColumns, columns_of, layout_of, one_school
from desktop.ui.list.list_loader import ListLoader
from desktop.ui.list.list_result import ListResult, Viewport
from desktop.ui.list.menus import CommandMenu, MenuCommand, same_as
from desktop.ui.list.model import ListModel
from desktop.ui.list.page_cache import Prefetcher
from desktop.ui.list.selection_bar import SelectionBar, unit_of
from desktop.ui.list.split_view import SplitView
from desktop.ui.list.summary import words_of
from desktop.ui.list.table import ROW_HEIGHTS, ListTable
from models.database.query import Query
from models.schema.counting import counted
from models.schema.fields import Entity, Field, field_map
from models.words import _

if TYPE_CHECKING:
    from array import array
    from datetime import date

    from desktop.ui.list.bulk_pane import BulkPane

KEPT = 1000  # selected records that stay selected when the list is taken anew


class ListPage(QWidget):
    """Everything that derives from an entity's fields; what is written elsewhere arrives through `refresh`."""

    opened = Signal(object)  # an id: it has 63 bits, and an int of Qt 32
    created = Signal()
    imported = Signal()
    templated = Signal()
    exported = Signal()
    whole_exported = Signal()
    printed = Signal()
    deleted = Signal()
    selected = Signal()
    loaded = Signal()

    def __init__(
        self,
        place: AppContext,
        entity: type[Entity],
        detail: Callable[[AppContext], DetailView] = DetailView,
        commands: Sequence[ListCommand] = (),
    ) -> None:
        super().__init__()
        self.entity, self.place, self._database, self._tasks = entity, place, place.database, place.tasks
        self.order: tuple[str, ...] = ()
        self.usual_day: date | None = None  # of derived values, where nobody asked for a day
        self.valued_day: date | None = None  # the same, where the list is not of that day
        self._sought: int | None = None  # the record to go to once the list is there
        self.total = 0
        self.count: int | None = 0  # how many are listed; None while only the first are known
        self._tally: tuple[tuple[str, int], ...] = ()
        self._fresh: frozenset[tuple[int, str]] = frozenset()
        self.model = ListModel()
        self.marks = IssueMarks(place.database, place.tasks, entity)
        self.model.issues = self.marks.of
        layout = layout_of(self.place.settings, entity, one_school=one_school(self.place.database))
        self.filters = FilterBar(entity, columns_of(layout, entity), self.place)
        self._own, self._by_hand = tuple(commands), not entity.by_act
        self.selection = SelectionBar(
            [(c.icon, c.words, self._bound(c)) for c in commands if not c.single], unit_of(entity)
        )
        for button in (self.selection.edit, self.selection.delete):
            button.setVisible(self._by_hand)
        self.banner = Banner()
        self.table = ListTable(self.model)
        self.layout_ = ListColumns(self.place, entity, self.table, self.filters)
        self.empty = EmptyList()
        self.detail = detail(place)
        self.bulk: BulkPane | None = None
        self.footer = Note()
        self._lay_out()
        self._connect()
        self._follow_density("density")

    def _bound(self, command: ListCommand) -> Callable[[], None]:
        return lambda: command.act(self.place, self, ids, self.query.day) if (ids := self.ids()) else None

    def _lay_out(self) -> None:
        self.table.setAccessibleName(_("{label}列表").format(label=_(self.entity.label)))
        self._stack = layouts.stack(self.table, self.empty)
        self.strip = QStackedWidget()
        for strip in (self.filters, self.selection):
            self.strip.addWidget(strip)
        self.panes = SplitView(self._stack, self.detail, self.place.settings, self.entity.__tablename__)
        self._edge = Hairline()
        layouts.column(self.strip, self.banner, self._edge, (self.panes, 1), parent=self, gap=0)
        self._fit_strip()

    def _connect(self) -> None:
        filters, table = self.filters, self.table
        filters.changed.connect(self.reload)
        filters.flow.grown.connect(self._fit_strip)
        filters.search.left.connect(table.setFocus)
        filters.pane.setChecked(self.panes.wanted)
        filters.pane_toggled.connect(self.panes.want)
        shortcut(self, "Ctrl+\\", filters.pane.toggle)
        table.ordered.connect(self._order_by)
        table.opened.connect(self._open)
        table.chosen.connect(self._count)
        table.typed.connect(self._search_for)
        table.copied.connect(self.copy)
        table.selectionModel().currentRowChanged.connect(lambda *_rows: self._follow())
        table.customContextMenuRequested.connect(self._offer)
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        table.head.customContextMenuRequested.connect(self._offer_column)
        self.layout_.changed.connect(self.reload)
        self.marks.changed.connect(table.repaint_rows)
        taking = self.taking = ListLoader(self._database, self._tasks)
        taking.list_loaded.connect(self._show)
        taking.completed.connect(self._complete)
        taking.divided.connect(self._divide)
        taking.failed.connect(self._fail)
        self.ahead = Prefetcher(self._tasks, lambda: self.model.results, table.seen_rows)
        self.ahead.arrived.connect(table.repaint_rows)
        self.model.missed = self.ahead.soon
        table.bar.valueChanged.connect(lambda _row: self.ahead.look())
        self.place.settings.changed.connect(self._follow_density)
        self._connect_acts()

    def _connect_acts(self) -> None:
        bar, empty, detail = self.selection, self.empty, self.detail
        bar.all_wanted.connect(self.table.selectAll)
        bar.cleared.connect(self.table.untick)
        bar.edited.connect(self.edit_many)
        bar.copied.connect(self.copy)
        bar.printed.connect(self.printed)
        bar.exported.connect(self.exported)
        bar.deleted.connect(self.deleted)
        empty.begin.clicked.connect(self.created)
        empty.bring.clicked.connect(self.imported)
        empty.template.clicked.connect(self.templated)
        empty.clear.clicked.connect(self.filters.clear)
        empty.wider.clicked.connect(self.filters.search_all)
        detail.opened.connect(self.opened)
        detail.list_wanted.connect(self.place.list_of)
        detail.record_wanted.connect(self.place.record)

    # --- what is listed

    @property
    def query(self) -> Query:
        """What the page lists now; reports and exports take the same."""
        filters = self.filters
        return Query(
            self.entity,
            filters.conditions,
            self.order,
            filters.search.text(),
            filters.day or self.usual_day,
            valued_on=self.valued_day,
        )

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the fields on screen, in the order they stand there."""
        return self.layout_.names

    def take(self, query: Query, columns: Sequence[str] = ()) -> None:
        """List something else: conditions, search, order and day of a query, and if given these columns."""
        self.order = query.order
        self.filters.take(query.conditions, query.search, query.as_of)
        if columns:
            self.layout_.use(columns)
        self.reload()

    def reload(self) -> None:
        """Take the list anew in a task; a result that came too late is dropped."""
        shown = self.model.results
        again = shown is not None and shown.query == self.query
        current = self._sought if self._sought is not None else self._current_id()
        sight = Viewport(*self.table.seen_rows(), current) if again or self._sought is not None else None
        self.taking.begin(self.query, self.columns, sight=sight)

    def _show(self, loaded: ListResult) -> None:
        results, self.total, self.count = loaded.rows, loaded.total, loaded.count
        keep = self.ids() if self.table.chosen_count <= KEPT else []
        ticking, current = self.table.ticking, self._current_id()
        across = self.table.horizontalScrollBar().value()
        fresh = self.model.results is None or [f.name for f in self.model.fields] != list(results.columns)
        self.marks.show(results.ids)
        self.model.fresh, self._fresh = self._fresh, frozenset()
        blocked = self.table.head.blockSignals(fresh)
        self.model.show(results, [field_map(self.entity)[name] for name in results.columns])
        if fresh:
            self.table.put_in_place()
            self.table.fit_columns(self.layout_.widths)
        self.table.head.blockSignals(blocked)
        self.filters.known(loaded.names)
        self.banner.hide()
        self._mark_order()
        self.choose(keep, current)
        self._go_to_sought()
        self.table.ticking = ticking and bool(keep)
        self.table.horizontalScrollBar().setValue(across)
        self._tell_empty(len(results))
        self._tally = ()
        self._count()
        self._follow()
        self.ahead.look()
        self.loaded.emit()

    def _complete(self, ids: "array[int]") -> None:
        """The list goes on after the rows that are seen."""
        every = self.table.chosen_count == self.model.rowCount()
        if not self.model.complete(ids):
            self.reload()
            return
        self.count = len(ids)
        if every:
            self.table.selectAll()
        self._go_to_sought()
        self._count()
        self.loaded.emit()

    def seek(self, key: int) -> None:
        """Let this record be the current one when the list is taken next, or say that it is not in it."""
        self._sought = key

    def _go_to_sought(self) -> None:
        """Go to the record that was sought, now that the whole list is known."""
        key, self._sought = self._sought, None
        if key is None or key == self._current_id():
            return
        if self.model.rows_of([key]):
            self.choose([], key)
        else:
            self.banner.say(_("刚才的记录不符合这里的条件，所以没有列出"), good=True)

    def _tell_empty(self, count: int) -> None:
        self.empty.explain(
            self.entity, narrowed=self.filters.narrowed and self.total > 0, by_hand=self._by_hand,
            part=self.filters.searching_part,
        )  # fmt: skip
        self._stack.setCurrentWidget(self.table if count else self.empty)
        self.panes.allow(bool(count))
        for part in (self.strip, self._edge):
            part.setVisible(bool(count) or (self.filters.narrowed and self.total > 0))

    def _divide(self, parts: tuple[tuple[str, int], ...]) -> None:
        """How the list divides is known now."""
        self._tally = parts
        self._count()
        self.table.viewport().update()

    def _fail(self, error: BaseException) -> None:
        self.banner.say(trouble_of(error).sentence)

    def _count(self) -> None:
        count, chosen = self.count, self.table.chosen_count
        self.filters.set_count(count, self.total)
        self.selection.set_count(chosen, count or self.model.rowCount())
        self.strip.setCurrentWidget(self.selection if self.table.bulk else self.filters)
        self._fit_strip()
        words = words_of(self.entity, count, self._tally)
        self.footer.setText(
            words if not chosen else _("{words}·已选 {chosen}").format(words=words, chosen=f"{chosen:,}")
        )
        if self.bulk is not None:
            if self.table.bulk:
                self.bulk.show_records(self.ids(), self.query.day)
            else:
                self.end_bulk()
        self.selected.emit()

    def _fit_strip(self) -> None:
        """The strip is as high as the lines of chips."""
        height = self.selection.height() if self.table.bulk else self.filters.wanted_height
        self.strip.setFixedHeight(height)

    @property
    def is_empty(self) -> bool:
        """Whether the page explains why there is nothing instead of listing."""
        return self._stack.currentWidget() is self.empty

    # --- choosing

    def ids(self) -> list[int]:
        """The ids of the selected records."""
        return self.model.ids_in(self.table.selectionModel().selection())

    def _current_id(self) -> int | None:
        row = self.table.currentIndex().row()
        results = self.model.results
        return results.ids[row] if results is not None and 0 <= row < len(results) else None

    def choose(self, ids: list[int], current: int | None = None) -> None:
        """Select records, if they are in the list, and go to `current`, else to the first of them."""
        rows = self.model.rows_of(ids)
        here = self.model.rows_of([current] if current is not None else []) or rows
        chooser = self.table.selectionModel()
        if rows:
            last = self.model.columnCount() - 1
            selection = QItemSelection()
            for row in rows:
                selection.append(QItemSelectionRange(self.model.index(row, 0), self.model.index(row, last)))
            chooser.select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        if here:
            self.table.go_to(here[0])
            self.table.scrollTo(self.model.index(here[0], 0))
        elif self.model.rowCount() and self.panes.isVisible():
            self.table.go_to(0)

    def _follow(self) -> None:
        """Let the detail pane tell of the current row."""
        self.detail.show_record(self.entity, self._current_id())

    def _open(self, row: int) -> None:
        if self.model.results is not None:
            self.opened.emit(self.model.results.ids[row])

    def _search_for(self, text: str) -> None:
        search = self.filters.search
        if not self.table.bulk and search.isVisibleTo(self):
            search.setFocus()
            search.setText(text)

    # --- acts

    def has_private(self) -> bool:
        """Whether a column that is seen is masked."""
        return any(self.model.fields[column].private for column in self.table.seen_columns())

    def copy_whole(self) -> None:
        """Put them there with whole numbers, and say why."""
        reason = ask_reason(
            self.place.window, self.place.settings, _("复制{what}（完整号码）").format(what=_(self.entity.label))
        )
        if reason is not None:
            self.copy(unmasked=reason)

    def copy(self, *, unmasked: str | None = None) -> None:
        """Put the selected rows, or the current one, on the clipboard; `unmasked` is why with whole numbers."""
        current = self._current_id()
        ids = self.ids() or ([] if current is None else [current])
        if not ids:
            return
        fields = [self.model.fields[column] for column in self.table.seen_columns()]
        copy_rows(self.place, self, self.query, ids, fields, unmasked=unmasked)

    def edit_many(self) -> None:
        """Change fields of the selected records, beside the list."""
        from desktop.ui.list.bulk_pane import BulkPane

        if self.bulk is None:
            self.bulk = BulkPane(self.place, self.entity)
            self.bulk.closed.connect(self.end_bulk)
            self.bulk.applied.connect(self._applied)
            self.panes.put_over(self.bulk)
        self.bulk.show_records(self.ids(), self.query.day)
        self.bulk.setFocus()

    def end_bulk(self) -> None:
        """Back to the details of one record."""
        bulk, self.bulk = self.bulk, None
        if bulk is not None:
            self.panes.take_off(bulk)
            layouts.let_go(bulk)

    def _applied(self, cells: frozenset[tuple[int, str]]) -> None:
        self._fresh = cells
        self.end_bulk()
        self.refresh()

    def _offer(self, at: QPoint) -> None:
        index = self.table.indexAt(at)
        if not index.isValid() or self.model.results is None:
            return
        if not self.table.is_selected(index.row()):
            self.table.selectRow(index.row())
        pop_up(self.row_menu(index.row(), index.column()), self.table.viewport().mapToGlobal(at))

    def row_menu(self, row: int, column: int) -> CommandMenu:
        """The acts for the selected rows, and for the cell that was clicked."""
        assert self.model.results is not None
        key = self.model.results.ids[row]
        ids = self.ids() or [key]
        first = [
            MenuCommand("open", _("打开"), lambda: self.opened.emit(key), "Enter"),
            MenuCommand("copy", _("复制"), self.copy, "Ctrl+C"),
            *self._cell_commands(row, column),
        ]
        own = [MenuCommand(c.icon, c.words, self._bound(c)) for c in self._own if not c.single or len(ids) == 1]
        menu = CommandMenu((first, own, self._set_commands(len(ids)), self._delete_commands(len(ids))), self)
        menu.add_related(self.entity, ids, self.place.list_of)
        return menu

    def _cell_commands(self, row: int, column: int) -> list[MenuCommand]:
        found, text = same_as(self.model, row, column), self.model.text(row, column)
        if found is None:
            return []
        words = _("只看{label}：{value}").format(label=found.field.title, value=text or _("为空"))
        return [MenuCommand("filter", words, lambda: self.filters.put(found))]

    def _set_commands(self, count: int) -> list[MenuCommand]:
        made = (
            [MenuCommand("edit", _("批量修改 {count}").format(count=counted(self.entity, count)), self.edit_many)]
            if count > 1 and self._by_hand
            else []
        )
        made.append(MenuCommand("print", _("打印"), self.printed.emit))
        made.append(MenuCommand("arrow_export_ltr", _("导出"), self.exported.emit))
        if self.has_private():
            made.append(MenuCommand("copy", _("复制（完整号码）…"), self.copy_whole))
            made.append(MenuCommand("arrow_export_ltr", _("导出（完整号码）…"), self.whole_exported.emit))
        return made

    def _delete_commands(self, count: int) -> list[MenuCommand]:
        if not self._by_hand:
            return []
        words = _("删除") if count == 1 else _("删除 {count}").format(count=counted(self.entity, count))
        return [MenuCommand("delete", words, self.deleted.emit, "Del")]

    def _offer_column(self, at: QPoint) -> None:
        section = self.table.head.logicalIndexAt(at)
        if section >= 0:
            pop_up(self.column_menu(self.model.fields[section]), self.table.head.mapToGlobal(at))

    def column_menu(self, field: Field) -> CommandMenu:
        """Order, filter and hide one column."""
        order = [
            MenuCommand("arrow_up", _("升序排列"), lambda: self.order_by(field.name)),
            MenuCommand("arrow_down", _("降序排列"), lambda: self.order_by(f"-{field.name}")),
        ]
        narrow = MenuCommand(
            "filter", _("按{label}筛选").format(label=field.title), lambda: self.filters.open_filter(Filter(field, ()))
        )
        hide = MenuCommand(
            "eye_off",
            _("隐藏此列"),
            lambda: self.filters.checklist.tick(field.name, on=False),
            on=len(self.columns) > 1,
        )
        return CommandMenu(([] if field.many else order, [narrow, hide]), self)

    # --- order

    def _order_by(self, section: int) -> None:
        field = self.model.fields[section]
        if not field.many:
            self.order_by(f"-{field.name}" if self.order == (field.name,) else field.name)

    def order_by(self, name: str) -> None:
        """Sort by a field, `-` in front for descending."""
        self.order = (name,)
        self.reload()

    def _mark_order(self) -> None:
        head = self.table.head
        names = [f.name for f in self.model.fields]
        first = self.order[0] if self.order else ""
        plain = first.removeprefix("-")
        head.setSortIndicatorShown(plain in names)
        if plain in names:
            direction = Qt.SortOrder.DescendingOrder if first.startswith("-") else Qt.SortOrder.AscendingOrder
            head.setSortIndicator(names.index(plain), direction)

    def _follow_density(self, key: str) -> None:
        if key == "density":
            self.table.set_row_height(ROW_HEIGHTS[self.place.settings.get("density")])

    def refresh(self) -> None:
        """Something was written: read what is looked at again, and take the list anew."""
        self.outdate()
        self.ahead.look()
        self.reload()

    def outdate(self) -> None:
        """Something was written: what was read before it is not shown again."""
        self.model.forget()
        self.detail.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the detail pane be narrower in a narrow window."""
        super().resizeEvent(event)
        self.panes.fit(self.window().width())
        self.layout_.fit(self.window().width())
