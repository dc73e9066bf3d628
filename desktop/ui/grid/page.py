"""The list of an entity: head, filter strip, table, and what stands there when it is empty."""

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QItemSelectionRange, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.ui.controls import Banner, Button, Kind, Line, Note, Title
from desktop.ui.errors import trouble_of
from desktop.ui.grid.filters import FilterBar
from desktop.ui.grid.model import ListModel, selected_count
from desktop.ui.grid.table import ListTable
from desktop.ui.screens import first_columns
from desktop.ui.tasks import Task, Tasks
from desktop.ui.theme import GUTTER, SECTION, TITLE
from models.database.database import Database
from models.database.query import Query
from models.database.results import ResultSet
from models.progress import Progress
from models.schema.fields import Entity, field_map, fields_of
from models.words import _

KEPT = 1000  # selected records that stay selected when the list is taken anew


class EmptyList(QWidget):
    """Why there is nothing to see, and what to do next."""

    def __init__(self) -> None:
        super().__init__()
        self.reason, self.advice = Title("", SECTION), Note()
        self.begin, self.bring, self.clear = (
            Button(_("新建"), Kind.PRIMARY),
            Button(_("从表格导入…")),
            Button(_("清除搜索")),
        )
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addStretch(2)
        for words in (self.reason, self.advice):
            column.addWidget(words, 0, Qt.AlignmentFlag.AlignHCenter)
        row = QHBoxLayout()
        row.addStretch(1)
        for button in (self.bring, self.begin, self.clear):
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(3)

    def explain(self, label: str, *, narrowed: bool, importable: bool) -> None:
        """Say which emptiness it is."""
        if narrowed:
            self.reason.setText(_("没有符合条件的{label}").format(label=label))
            self.advice.setText(_("换一个词，或清除搜索和日期条件"))
        else:
            self.reason.setText(_("还没有{label}").format(label=label))
            self.advice.setText(
                _("从现有的表格导入，或先新建一条") if importable else _("先新建一条，以后都在这里查看和修改")
            )
        self.begin.setText(_("新建{label}").format(label=label))
        self.begin.setVisible(not narrowed)
        self.bring.setVisible(importable and not narrowed)
        self.clear.setVisible(narrowed)


class ListPage(QWidget):
    """Everything that derives from an entity's fields; what is written elsewhere arrives through `refresh`."""

    opened = Signal(object)  # an id: it has 63 bits, and an int of Qt 32
    created = Signal()
    imported = Signal()
    selected = Signal()
    loaded = Signal()

    def __init__(self, database: Database, tasks: Tasks, entity: type[Entity]) -> None:
        super().__init__()
        self.entity, self._database, self._tasks = entity, database, tasks
        self.order: tuple[str, ...] = ()
        self.total = 0
        self._task: Task | None = None
        self.model = ListModel()
        self.filters = FilterBar(entity, first_columns(entity))
        self.banner = Banner()
        self.table = ListTable(self.model)
        self.empty = EmptyList()
        self._stack = QStackedWidget()
        self.footer = Note()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.table.setAccessibleName(_("{label}列表").format(label=_(self.entity.label)))
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(GUTTER, 10, GUTTER, 2)
        head.addWidget(Title(_(self.entity.label), TITLE))
        head.addStretch(1)
        column.addLayout(head)
        column.addWidget(self.filters)
        column.addWidget(self.banner)
        column.addWidget(Line())
        column.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.filters.changed.connect(self.reload)
        self.filters.chosen.connect(self.reload)
        self.table.ordered.connect(self._order_by)
        self.table.opened.connect(self._open)
        self.table.selectionModel().selectionChanged.connect(lambda *_ranges: self._count())
        self.empty.begin.clicked.connect(self.created)
        self.empty.bring.clicked.connect(self.imported)
        self.empty.clear.clicked.connect(self.filters.clear)

    @property
    def query(self) -> Query:
        """What the page lists now; reports and exports take the same."""
        return Query(self.entity, (), self.order, self.filters.search.text(), self.filters.day)

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the fields on screen, in the order they were ticked or first stood."""
        chosen = self.filters.checklist.chosen()
        first = [f.name for f in first_columns(self.entity) if f.name in chosen]
        return tuple(dict.fromkeys([*first, *chosen])) or (fields_of(self.entity)[0].name,)

    def reload(self) -> None:
        """Take the list anew in a task; a result that came too late is dropped."""
        if self._task is not None:
            self._task.stop()
        query, columns, narrowed = self.query, self.columns, self.filters.narrowed
        database = self._database

        def work(progress: Progress) -> tuple[ResultSet, int]:
            results = ResultSet(database, query, columns)
            progress.check()
            if len(results):
                results.row(0)  # the first page is read here, so that the first paint waits for nothing
            return results, count_of(database, Query(query.entity)) if narrowed else len(results)

        self._task = self._tasks.read(work, self._show, receiver=self, failed=self._fail)

    def _show(self, loaded: tuple[ResultSet, int]) -> None:
        results, self.total = loaded
        keep = self.ids() if selected_count(self.table.selectionModel().selection()) <= KEPT else []
        across = self.table.horizontalScrollBar().value()
        fresh = self.model.results is None or [f.name for f in self.model.fields] != list(results.columns)
        fields = field_map(self.entity)
        self.model.show(results, [fields[name] for name in results.columns])
        if fresh:
            self.table.fit_columns()
        self.banner.hide()
        self._mark_order()
        self.choose(keep)
        self.table.horizontalScrollBar().setValue(across)
        self.empty.explain(_(self.entity.label), narrowed=self.filters.narrowed, importable=self.entity.importable)
        self._stack.setCurrentWidget(self.table if len(results) else self.empty)
        self._count()
        self.loaded.emit()

    def _fail(self, error: Exception) -> None:
        self.banner.say(trouble_of(error).sentence)

    def _count(self) -> None:
        count, chosen = self.model.rowCount(), selected_count(self.table.selectionModel().selection())
        shown = f"{count:,} / {self.total:,}" if self.filters.narrowed else f"{count:,}"
        words = _("共 {count} 条").format(count=shown)
        self.filters.count.setText(words)
        self.footer.setText(
            words if not chosen else _("{words}，已选 {chosen} 条").format(words=words, chosen=f"{chosen:,}")
        )
        self.selected.emit()

    @property
    def is_empty(self) -> bool:
        """Whether the page explains why there is nothing instead of listing."""
        return self._stack.currentWidget() is self.empty

    def ids(self) -> list[int]:
        """The ids of the selected records."""
        return self.model.ids_in(self.table.selectionModel().selection())

    def choose(self, ids: list[int]) -> None:
        """Select records, if they are in the list, and show the first of them."""
        rows = self.model.rows_of(ids)
        if not rows:
            return
        last = self.model.columnCount() - 1
        selection = QItemSelection()
        for row in rows:
            selection.append(QItemSelectionRange(self.model.index(row, 0), self.model.index(row, last)))
        chooser = self.table.selectionModel()
        chooser.setCurrentIndex(self.model.index(rows[0], 0), QItemSelectionModel.SelectionFlag.NoUpdate)
        chooser.select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.table.scrollTo(self.model.index(rows[0], 0))

    def _open(self, row: int) -> None:
        if self.model.results is not None:
            self.opened.emit(self.model.results.ids[row])

    def _order_by(self, section: int) -> None:
        field = self.model.fields[section]
        if field.many:
            return
        self.order = (f"-{field.name}",) if self.order == (field.name,) else (field.name,)
        self.reload()

    def _mark_order(self) -> None:
        head = self.table.horizontalHeader()
        names = [f.name for f in self.model.fields]
        plain = self.order[0].removeprefix("-") if self.order else ""
        head.setSortIndicatorShown(plain in names)
        if plain in names:
            down = self.order[0].startswith("-")
            direction = Qt.SortOrder.DescendingOrder if down else Qt.SortOrder.AscendingOrder
            head.setSortIndicator(names.index(plain), direction)

    def refresh(self) -> None:
        """Something was written: read what is looked at again, and take the list anew."""
        self.model.forget()
        self.reload()


def count_of(database: Database, query: Query) -> int:
    """How many records a query finds."""
    with database.reading() as connection:
        return int(connection.execute(query.count()).one()[0])
