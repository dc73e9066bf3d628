"""A composed page beside the narrow list of its like: order classes, enterprises, education groups."""

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.ui.chips import Chip
from desktop.ui.controls import Button, IconButton, Kind, Note, TextBox, Title
from desktop.ui.controls import Line as Hairline
from desktop.ui.pages.enterprise import EnterprisePage
from desktop.ui.pages.group import GroupPage
from desktop.ui.pages.neighbours import Line, NeighbourList, NeighbourModel, Values
from desktop.ui.pages.order_class import OrderClassPage
from desktop.ui.pages.pieces import Words
from desktop.ui.theme import GUTTER, TITLE, tint
from desktop.ui.workplace import Workplace
from models.database.query import Query
from models.database.results import ResultSet
from models.entities.enterprises import Enterprise
from models.entities.groups import EducationGroup
from models.entities.order_classes import OrderClass
from models.progress import Progress
from models.schema.fields import Entity, field_map
from models.schema.showing import text_of
from models.statistics.overview import suggested_day
from models.words import N_, _

if TYPE_CHECKING:
    from desktop.ui.pages.parts import Part
    from desktop.ui.tasks import Task

_WIDE, _NARROW, _BREAK = 268, 240, 1180  # of the list; from this width of the page on it is the wider one
_PAUSE, _TYPING = 60, 120  # milliseconds: of rows that arrows run over only the last is read; between key and search


class BesidePage(QWidget):
    """`opened(id=…)` shows a record; a subclass names the entity, the page and what a line of the list says."""

    entity: ClassVar[type[Entity]]
    part: "ClassVar[type[Part]]"
    columns: ClassVar[tuple[str, ...]]
    chips: ClassVar[tuple[str, ...]] = ()
    report: ClassVar[str] = ""
    hint: ClassVar[str]

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.place = workplace
        self.day: date | None = None
        self._wanted: int | None = None
        self._task: Task | None = None
        self.model = NeighbourModel(self.describe, self)
        self.list = NeighbourList(self.model, _("{label}列表").format(label=_(self.entity.label)))
        self.contents = type(self).part(workplace)
        self._pause, self._typing = self._timer(_PAUSE, self._tell), self._timer(_TYPING, self.refresh)
        self._make()
        self._lay_out()
        self.setFocusProxy(self.list)
        self.list.selectionModel().currentChanged.connect(lambda *_rows: self._pause.start())
        self.search.textChanged.connect(lambda _text: self._typing.start())

    def describe(self, values: Values) -> Line:
        """What a record of the list says in two lines."""
        raise NotImplementedError

    def _timer(self, pause: int, then: object) -> QTimer:
        made = QTimer(self)
        made.setSingleShot(True)
        made.setInterval(pause)
        made.timeout.connect(then)
        return made

    def _make(self) -> None:
        self.count, self.search = Note(), TextBox()
        self.search.setPlaceholderText(_(self.hint))
        self.search.setAccessibleName(_("搜索{label}").format(label=_(self.entity.label)))
        self.search.setClearButtonEnabled(True)
        self.title = Words("", TITLE, strong=True)
        self.title.setSizePolicy(self.title.sizePolicy().Policy.Maximum, self.title.sizePolicy().Policy.Fixed)
        self.marks = [Chip("") for _name in self.chips]
        self.up = IconButton("chevron_up", _("上一条"), "Alt+Up")
        self.down = IconButton("chevron_down", _("下一条"), "Alt+Down")
        self.up.setShortcut("Alt+Up")
        self.down.setShortcut("Alt+Down")
        self.table = IconButton("table", _("以表格显示"))
        self.table.clicked.connect(lambda: self.place.list_of(Query(self.entity, search=self.search.text())))
        self.edit = Button(_("编辑"), Kind.GHOST, icon="edit")
        self.print_ = Button(_("打印"), Kind.DEFAULT, icon="print")
        self.up.clicked.connect(lambda: self._step(-1))
        self.down.clicked.connect(lambda: self._step(1))
        self.edit.clicked.connect(lambda: self.place.record(self.entity, self.contents.key))
        self.print_.clicked.connect(self._print)
        self.print_.setVisible(bool(self.report))

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._left())
        row.addWidget(Hairline(upright=True))
        row.addWidget(self._right(), 1)

    def _left(self) -> QWidget:
        self._side = QWidget()
        self._side.setFixedWidth(_WIDE)
        tint(self._side, ground="surface")
        column = QVBoxLayout(self._side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(16, 14, 12, 8)
        head.setSpacing(8)
        head.addWidget(Title(_(self.entity.label), TITLE))
        head.addWidget(self.count)
        head.addStretch(1)
        head.addWidget(self.table)
        column.addLayout(head)
        search = QHBoxLayout()
        search.setContentsMargins(12, 0, 12, 10)
        search.addWidget(self.search)
        column.addLayout(search)
        column.addWidget(Hairline())
        column.addWidget(self.list, 1)
        return self._side

    def _right(self) -> QWidget:
        holder = QWidget()
        tint(holder, ground="surface")
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(GUTTER, 11, GUTTER, 9)
        head.setSpacing(8)
        head.addWidget(self.title)
        for chip in self.marks:
            head.addWidget(chip)
        head.addStretch(1)
        for button in (self.up, self.down, self.edit, self.print_):
            head.addWidget(button)
        column.addLayout(head)
        body = QWidget()
        inner = QVBoxLayout(body)
        inner.setContentsMargins(GUTTER, 4, GUTTER, 12)
        inner.addWidget(self.contents)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(body)
        tint(body, ground="surface")
        column.addWidget(area, 1)
        return holder

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the list what the window can spare."""
        super().resizeEvent(event)
        self._side.setFixedWidth(_WIDE if self.width() >= _BREAK else _NARROW)

    def panes(self) -> list[QWidget]:
        """What F6 walks through."""
        return [self.search, self.list, self.contents]

    # --- reading

    def opened(self, id: int | None = None, day: date | None = None) -> None:  # noqa: A002 - the word of the interface
        """Show the list, and of it a record."""
        self.day, self._wanted = day, id if id is not None else self.contents.key
        self.refresh()

    def refresh(self) -> None:
        """Take the list anew; the record that was seen stays seen."""
        if self._task is not None:
            self._task.stop()
        database, entity, columns, day, text = (
            self.place.database, self.entity, self.columns, self.day, self.search.text(),
        )  # fmt: skip
        if self._wanted is None:
            self._wanted = self.contents.key

        def work(_progress: Progress) -> tuple[ResultSet, date]:
            with database.reading() as connection:
                at = day or suggested_day(connection)
            return ResultSet(database, Query(entity, search=text, as_of=at), columns), at

        self._task = self.place.tasks.read(work, self._take, receiver=self, failed=self.place.report)

    def _take(self, taken: tuple[ResultSet, date]) -> None:
        results, _day = taken
        self.model.take(results)
        self.count.setText(f"{len(results):,}")
        row = self.model.row_of(self._wanted) if self._wanted is not None else 0
        self._wanted = None
        self.list.setCurrentIndex(self.model.index(max(row, 0)))
        self._pause.stop()
        self._tell()

    def _tell(self) -> None:
        row = self.list.currentIndex().row()
        key = self.model.key(row)
        line = self.model.line(row) if key is not None else None
        self.title.setText(line.title if line is not None else _("没有符合条件的记录"))
        self.title.updateGeometry()
        self._mark(row if key is not None else -1)
        for button in (self.edit, self.print_):
            button.setEnabled(key is not None)
        self.up.setEnabled(row > 0)
        self.down.setEnabled(0 <= row < self.model.rowCount() - 1)
        self.contents.tell(key, self.day)

    def _mark(self, row: int) -> None:
        found = self.model.results.row(row) if self.model.results is not None and row >= 0 else None
        fields = field_map(self.entity)
        for chip, name in zip(self.marks, self.chips, strict=True):
            words = text_of(fields[name], found.values[name]) if found is not None else ""
            chip.say(words, "teal" if name == self.chips[0] else "plain")
            chip.setVisible(bool(words))

    def _step(self, by: int) -> None:
        self.list.setCurrentIndex(self.model.index(self.list.currentIndex().row() + by))

    def _print(self) -> None:
        if self.contents.key is not None:
            self.place.page("print", {"report": self.report, "ids": (self.contents.key,)})


class OrderClassesPage(BesidePage):
    """Order classes: who is there of those planned."""

    entity, part, report = OrderClass, OrderClassPage, "order-class-roster"
    columns = ("name", "enterprises", "member_count", "planned_size", "status", "mode")
    chips = ("status", "mode")
    hint = N_("班名、编号、拼音")

    def describe(self, values: Values) -> Line:
        """Name, sponsors, members of those planned."""
        members, planned = values["member_count"] or 0, values["planned_size"]
        right = f"{members}/{planned}" if planned else f"{members}"
        return Line(values["name"], "、".join(values["enterprises"] or ()), right, members, planned)


class EnterprisesPage(BesidePage):
    """Enterprises: interns of those the regulation generally allows."""

    entity, part = Enterprise, EnterprisePage
    columns = ("name", "industry", "intern_count", "staff_total", "cooperation_level", "size")
    chips = ("cooperation_level", "size")
    hint = N_("企业名称、信用代码、拼音")

    def describe(self, values: Values) -> Line:
        """Name, industry, interns of the limit."""
        interns, staff = values["intern_count"] or 0, values["staff_total"]
        limit = None if staff is None else staff // 10
        right = f"{interns}/{limit}" if limit is not None and interns else f"{interns}" if interns else ""
        note = text_of(field_map(Enterprise)["industry"], values["industry"])
        return Line(values["name"], note, right, interns, limit if interns else None)


class GroupsPage(BesidePage):
    """Education groups with their members."""

    entity, part = EducationGroup, GroupPage
    columns = ("name", "kind", "level", "member_count", "enterprise_count")
    chips = ("kind", "level")
    hint = N_("集团名称、拼音")

    def describe(self, values: Values) -> Line:
        """Name, kind, members."""
        note = text_of(field_map(EducationGroup)["kind"], values["kind"])
        return Line(values["name"], note, _("{n} 个成员").format(n=values["member_count"] or 0))
