"""A record on its own page, and at the left the narrow list of its like: order classes, enterprises, education groups."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from desktop.screens.columns import first_columns
from desktop.ui.kit import icons, layouts
from desktop.ui.kit.chips import Chip
from desktop.ui.kit.context import AppContext
from desktop.ui.kit.controls import Button, Hairline, IconButton, Kind
from desktop.ui.kit.file_drop import FileDrop, no_workbooks
from desktop.ui.kit.layouts import scrolling
from desktop.ui.kit.page_widgets import narrow_line
from desktop.ui.kit.popup import pop_up
from desktop.ui.kit.statuses import sign_of, tone_of
from desktop.ui.kit.tasks import Debounce
from desktop.ui.kit.theme import GUTTER, TITLE, tint
from desktop.ui.list.empty_list import EmptyList
from desktop.ui.record.master_list import MasterModel, MasterRow, Values
from desktop.ui.record.master_pane import MasterPane
from models.acts.catalogue import act_named
from models.database.query import Query
from models.database.results import ResultSet, counts_of
from models.database.settings import suggested_day
from models.progress import Progress
from models.schema.fields import Entity, field_map
from models.schema.showing import text_of
from models.statistics import Connection
from models.words import _

if TYPE_CHECKING:
    from array import array
    from pathlib import Path

    from desktop.ui.record.part import RecordPart
    from models.acts.act import Act

_WIDE, _NARROW, _BREAK = 268, 240, 1180  # of the list; from this width of the page on it is the wider one
_PAUSE = 60  # milliseconds: of rows that arrows run over only the last is read
Print = tuple[str, dict[str, Any]]  # what it is called, and what the print centre is opened with


def as_listed(query: Query) -> dict[str, Any]:
    """What the print centre is opened with for records as their list shows them."""
    return {"query": query, "columns": tuple(field.name for field in first_columns(query.entity))}


class MasterDetailPage(QWidget):
    """`opened(id=…)` shows a record; a subclass names the entity, the page and what a line of the list says.

    `switched` when the table is wanted instead, `told` when a record is seen; `footer` is what the status bar says then.
    """

    entity: ClassVar[type[Entity]]
    part: "ClassVar[type[RecordPart]]"
    columns: ClassVar[tuple[str, ...]]
    chips: ClassVar[tuple[str, ...]] = ()
    hint: ClassVar[str]
    adds: ClassVar[str] = ""  # what the primary button is called
    offers: ClassVar[tuple[str, ...]] = ()  # acts that have a button of their own, each shown where `possible`
    begins: ClassVar[str] = ""  # the act of these that Ctrl+N does to the record that is seen, instead of a new record
    in_force: ClassVar[bool] = True  # whether the list holds only what is in force on the day
    order: ClassVar[tuple[str, ...]] = ()  # of the list, whose lines then say under what they are listed
    switched = Signal()
    told = Signal()

    def __init__(self, workplace: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.place = workplace
        self.day: date | None = None  # the day the list was taken for
        self.beside: Any = None  # what `besides` read with the list
        self._there = True  # whether there is any record at all
        self._wanted: int | None = None
        self.side = MasterPane(workplace, self.entity, _(self.hint), self.describe, grouped=bool(self.order))
        if self.begins:
            self.side.add.say(self.side.add.accessibleName())  # its key does something else here
        self.list, self.search = self.side.list, self.side.search
        self.contents = self.part(workplace, whole=True)
        self._pause = Debounce(_PAUSE, self._show_current, self)
        self._make()
        self._lay_out()
        self.setFocusProxy(self.list)
        self.list.selectionModel().currentChanged.connect(lambda *_rows: self._pause.start())
        self.list.activated.connect(lambda _index: self.edit.click())
        self.side.asked.connect(self.refresh)
        self.side.switched.connect(self.switched)
        self.side.record_wanted.connect(lambda: self.place.form(self.entity, None))
        self.contents.record_shown.connect(self.told)
        self.contents.ended.connect(self.refresh)

    # --- what a subclass says

    def describe(self, values: Values) -> MasterRow:
        """What a record of the list says in two lines."""
        raise NotImplementedError

    @staticmethod
    def besides(_connection: Connection, _day: date) -> Any:
        """What the lines of the list need besides the values of their records; read with the list, in the background."""
        return None

    @staticmethod
    def arranged(_connection: Connection, _query: Query) -> "array[int] | None":
        """The records of the list in an order of the page's own; None where they stand as in every list."""
        return None

    def prints(self, key: int) -> Sequence[Print]:
        """What can be printed of a record."""
        return ()

    @staticmethod
    def possible(_act: "Act", _values: Values) -> bool:
        """Whether an act that has a button can be done to a record of the list, as far as its values tell."""
        return True

    def added(self) -> None:
        """The primary button was pressed."""

    # --- what it is made of

    @property
    def model(self) -> MasterModel:
        """The records of the list."""
        return self.side.model

    @property
    def key(self) -> int | None:
        """The record that is seen, or is about to be."""
        return self._wanted if self._wanted is not None else self.contents.key

    @property
    def query(self) -> Query:
        """What the list holds."""
        return self.side.query

    @property
    def footer(self) -> str:
        """What the status bar says of the record."""
        return self.contents.footer

    def _make(self) -> None:
        self.title = narrow_line("", TITLE, strong=True)
        self.marks = [Chip("") for _name in self.chips]
        self.up = IconButton("chevron_up", _("上一条"), "Alt+Up").leads(lambda: self._step(-1))
        self.down = IconButton("chevron_down", _("下一条"), "Alt+Down").leads(lambda: self._step(1))
        self.up.setShortcut("Alt+Up")
        self.down.setShortcut("Alt+Down")
        self.edit = Button(_("编辑"), Kind.GHOST, icon="edit")
        self.files = IconButton("document", _("附件…")).leads(self._open_files)
        self.print_ = Button(_("打印"), Kind.DEFAULT, icon="print").leads(self._print)
        self.add = Button(_(self.adds), Kind.PRIMARY, icon="add").leads(self.added)
        self.acts = [self._act_button(name, primary=name != self.begins) for name in self.offers]
        self.edit.clicked.connect(lambda: self.place.form(self.entity, self.contents.key))
        FileDrop(self, no_workbooks).dropped.connect(self._open_files)

    def _act_button(self, name: str, *, primary: bool) -> Button:
        """A button that does an act to the record that is seen."""
        act = act_named(name)
        assert act is not None, name
        button = Button(act.title, Kind.PRIMARY if primary else Kind.DEFAULT, icon="arrow_swap" if primary else "add")
        if name == self.begins:
            button.setToolTip(f"{act.title}  Ctrl+N")
        button.clicked.connect(lambda: self._act(act))
        return button

    def _act(self, act: "Act") -> None:
        from desktop.ui.record.act_panel import open_act

        if self.contents.key is not None:
            open_act(self.place, act, [self.contents.key])

    def begin(self) -> bool:
        """Do what Ctrl+N does here to the record that is seen; whether it does anything."""
        act = act_named(self.begins)
        if act is None or self.contents.key is None:
            return False
        self._act(act)
        return True

    def _open_files(self, paths: "Sequence[Path] | bool" = ()) -> None:
        """The files of the record, with those that were dropped on its page."""
        from desktop.ui.record.attachments import open_attachments

        if self.contents.key is not None:
            open_attachments(self.place, self.entity, self.contents.key, () if isinstance(paths, bool) else paths)

    def _lay_out(self) -> None:
        layouts.row(self.side, Hairline(upright=True), (self._right(), 1), parent=self, gap=0)

    def _head_row(self) -> QHBoxLayout:
        line = Hairline(upright=True, length=16)
        return layouts.row(
            self.title, *self.marks, layouts.STRETCH, self.up, self.down, line, self.edit, self.files, self.print_, self.add, *self.acts,
            gap=8, margins=(GUTTER, 12, GUTTER, 8),
        )  # fmt: skip

    def _right(self) -> QWidget:
        holder = QWidget()
        tint(holder, ground="surface")
        body = QWidget()
        layouts.column(self.contents, parent=body)
        self._area = scrolling(body)
        tint(body, ground="surface")
        self._head = self._head_row()
        self._stack = layouts.stack(self._area, self._empty_page())
        layouts.column(self._head, (self._stack, 1), parent=holder, gap=0)
        return holder

    def _empty_page(self) -> EmptyList:
        """What stands there while there is no record: the ways to the first."""
        self.empty, entity = EmptyList(), self.entity
        self.empty.explain(entity, by_hand=not entity.by_act)
        self.empty.template.hide()  # the import offers it
        self.empty.begin.clicked.connect(lambda: self.place.form(entity, None))
        self.empty.bring.clicked.connect(lambda: self.place.page("import", {"entity": entity}))
        return self.empty

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the list what the window can spare."""
        super().resizeEvent(event)
        self.side.setFixedWidth(_WIDE if self.width() >= _BREAK else _NARROW)
        self._fit_head()

    def _fit_head(self) -> None:
        """Where the name of the record would be cut, buttons that an icon tells as well give up their words."""
        told = (self.edit,) if self.print_.opens else (self.edit, self.print_)
        for button in told:
            button.setText(button.accessibleName())
            button.setToolTip("")
        if self._head.sizeHint().width() > self.width() - self.side.width():
            for button in told:
                button.setToolTip(button.accessibleName())
                button.setText("")

    def panes(self) -> list[QWidget]:
        """What F6 walks through."""
        return [self.search, self.list, self.contents]

    # --- reading

    def take(self, query: Query) -> None:
        """List the records of a query; `opened` shows them."""
        self.side.take(query)

    def opened(self, id: int | None = None) -> None:  # noqa: A002 - the word of the interface
        """Show the list, and of it a record."""
        self._wanted = id if id is not None else self.contents.key
        self.refresh()

    def refresh(self) -> None:
        """Take the list anew; the record that was seen stays seen. Not while something is being filled in there."""
        if self.contents.busy and self._wanted in (None, self.contents.key):
            return
        database, query, columns = self.place.database, self.query, self.columns
        if self._wanted is None:
            self._wanted = self.contents.key

        def work(_progress: Progress) -> tuple[ResultSet, date, Any, bool]:
            with database.reading() as connection:
                day = query.as_of or suggested_day(connection)
                beside = self.besides(connection, day)
                wanted = replace(self.dated(query, day), order=self.order)
                ids = self.arranged(connection, wanted)
            results = ResultSet(database, wanted, columns, ids)
            return results, day, beside, bool(len(results)) or counts_of(database, [Query(query.entity)]) != [0]

        self.place.tasks.read(work, self._take, receiver=self)

    def dated(self, query: Query, day: date) -> Query:
        """A list of the page as of a day: where also what is over is looked at, its figures are still those of the day."""
        return replace(query, as_of=day) if self.in_force else replace(query, valued_on=day)

    def _take(self, taken: tuple[ResultSet, date, Any, bool]) -> None:
        results, day, self.beside, self._there = taken
        self.day = day
        wanted, self._wanted = self._wanted, None
        if wanted is not None and wanted not in results.ids and self.query != Query(self.entity):
            gone = wanted != self.contents.key  # asked for from elsewhere: what keeps it out of the list has to go
            if gone:
                self._wanted = wanted
                self.side.take(Query(self.entity))
                self.refresh()
                return
        self.model.take(results)
        self.side.set_count(len(results), [self.dated(view.query, day) for view in self.side.views])
        row = self.model.row_of(wanted) if wanted is not None else 0
        self.list.setCurrentIndex(self.model.index(max(row, 0)))
        self._pause.stop()
        self._show_current()

    def _show_current(self) -> None:
        row = self.list.currentIndex().row()
        key = self.model.key(row)
        line = self.model.line(row) if key is not None else None
        self.title.setText(line.title if line is not None else _("没有符合条件的记录") if self._there else "")
        self._stack.setCurrentWidget(self._area if self._there else self.empty)
        self.title.updateGeometry()
        self._mark(row if key is not None else -1)
        for button in (self.edit, self.print_, self.add, *self.acts):
            button.setEnabled(key is not None)
        prints = self.prints(key) if key is not None else ()
        self.print_.opens = len(prints) > 1
        self.print_.updateGeometry()
        self.print_.setVisible(key is None or bool(prints))
        self.add.setVisible(bool(self.adds))
        self._offer(row if key is not None else -1)
        self._fit_head()
        self.up.setEnabled(row > 0)
        self.down.setEnabled(0 <= row < self.model.rowCount() - 1)
        self.contents.show_record(key, self.day)

    def _values(self, row: int) -> Values | None:
        """What the list knows of a record; None where there is none."""
        found = self.model.results.row(row) if self.model.results is not None and row >= 0 else None
        return found.values if found is not None else None

    def _offer(self, row: int) -> None:
        values = self._values(row)
        for name, button in zip(self.offers, self.acts, strict=True):
            act = act_named(name)
            button.setVisible(act is not None and values is not None and self.possible(act, values))

    def _mark(self, row: int) -> None:
        found = self._values(row)
        fields = field_map(self.entity)
        for chip, name in zip(self.marks, self.chips, strict=True):
            value = found[name] if found is not None else None
            words = text_of(fields[name], value) if found is not None else ""
            sign = sign_of(fields[name], value)
            chip.say(words, tone_of(sign) if sign else "teal" if name == self.chips[0] else "plain")
            chip.setVisible(bool(words))

    def _step(self, by: int) -> None:
        self.list.setCurrentIndex(self.model.index(self.list.currentIndex().row() + by))

    def _print(self) -> None:
        prints = self.prints(self.contents.key) if self.contents.key is not None else ()
        if len(prints) == 1:
            self.place.page("print", prints[0][1])
            return
        menu = QMenu(self)
        for words, arguments in prints:
            action = menu.addAction(icons.icon("print"), words)
            action.triggered.connect(lambda _on=False, arguments=arguments: self.place.page("print", arguments))
        pop_up(menu, self.print_.mapToGlobal(QPoint(0, self.print_.height())))
