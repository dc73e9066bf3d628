"""The panels of the home page: what needs attention, charts with their tables, lists with a title."""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QGridLayout,
    QHeaderView,
    QMenu,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from desktop.ui.home.concerns import KINDS, Concern, told
from desktop.ui.home.figure_cards import ConcernCard
from desktop.ui.kit import layouts
from desktop.ui.kit.charts import Chart, ChartMark
from desktop.ui.kit.page_widgets import RecordLink, TextLine, TitledCard, narrow_line
from desktop.ui.kit.paint import RIGHT
from desktop.ui.kit.popup import pop_up
from desktop.ui.kit.tabs import Tabs
from desktop.ui.kit.theme import NOTE, SECTION
from models.database.query import Query
from models.schema.fields import Entity
from models.words import _

CARD, FEW = 240, 6


class HomePanel(QWidget):
    """A title with a grey note, and rows under it."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.title = narrow_line(title, SECTION, strong=True)
        self.title.setMinimumHeight(28)
        self.note = TextLine("", NOTE, ink="text3")
        self.more = RecordLink("")
        self.more.hide()
        self.head = layouts.row(self.title, (self.note, 1), self.more, gap=8)
        self.rows = layouts.column(gap=0)
        self.column = layouts.column(self.head, self.rows, parent=self, gap=6)

    def offer_more(self, words: str) -> None:
        """Offer the rest, or nothing."""
        self.more.setText(words)
        self.more.setAccessibleName(words)
        self.more.setToolTip("")
        self.more.setVisible(bool(words))

    def fill(self, rows: Sequence[QWidget], empty: str) -> None:
        """Put these rows in place of those before; without any, say why."""
        layouts.clear(self.rows)
        for row in rows or [TextLine(empty, ink="text3")]:
            self.rows.addWidget(row)


class Attention(QWidget):
    """Cards of what needs attention, the first six, by severity; `begun` with the concern to deal with.

    `wanted` when the checks shall be made now, `all_wanted` when the page with all of it is wanted.
    """

    begun = Signal(object)
    wanted = Signal()
    all_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.concerns: tuple[Concern, ...] = ()
        self.cards: list[ConcernCard] = []
        self._day = date.min
        self._columns = 0
        self.title = narrow_line(_("待处理"), SECTION, strong=True)
        self.note = TextLine("", ink="text3")
        self.tabs = Tabs(28)
        self.tabs.setAccessibleName(_("待处理的种类"))
        for name in (_("全部"), *(_(words) for words in KINDS.values())):
            self.tabs.add(name)
        self.tabs.currentChanged.connect(lambda _place: self._lay_out(self._columns))
        self.more = RecordLink("").leads(self.all_wanted)
        self.look = RecordLink(_("现在检查")).leads(self.wanted)
        head = layouts.row(gap=8)
        for widget, stretch in ((self.title, 0), (self.note, 1), (self.look, 0), (self.more, 0), (self.tabs, 0)):
            head.addWidget(widget, stretch)
        self._grid = QGridLayout()
        self._grid.setSpacing(12)
        layouts.column(head, self._grid, parent=self, gap=8)
        self.wait()

    def wait(self) -> None:
        """Say that the checks are running."""
        self.note.setText(_("正在检查…"))
        for widget in (self.tabs, self.more, self.look):
            widget.hide()

    def offer(self) -> None:
        """Leave it to the person to begin the checks."""
        self.wait()
        self.note.setText(_("记录很多，检查需要一些时间"))
        self.look.show()

    def set_concerns(self, concerns: Sequence[Concern], day: date) -> None:
        """Show what was found as of a day."""
        self.concerns, self._day = tuple(concerns), day
        self.note.setText(told(concerns))
        self.tabs.setVisible(bool(concerns))
        for place in range(len(KINDS) + 1):
            self.tabs.set_count(place, len(self._of(place)))
        self._lay_out(self._columns or 3)

    def _of(self, place: int) -> list[Concern]:
        kind = [None, *KINDS][place]
        return [concern for concern in self.concerns if kind in (None, concern.kind)]

    def _lay_out(self, columns: int) -> None:
        self._columns = columns
        layouts.clear(self._grid)
        self.cards = []
        wanted = self._of(self.tabs.currentIndex())
        for nth, concern in enumerate(wanted[:FEW]):
            card = ConcernCard(concern, self._day).leads(self.begun.emit, concern)
            self._grid.addWidget(card, *divmod(nth, columns))
            self.cards.append(card)
        if not wanted:
            self._grid.addWidget(TextLine(_("检查过了，没有发现问题"), ink="text3"), 0, 0)
        for column in range(4):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        self.more.setVisible(len(wanted) > FEW)
        self.more.setText(_("全部 {count} 种").format(count=len(wanted)))
        self.more.setAccessibleName(self.more.text())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many cards in a row as have room."""
        super().resizeEvent(event)
        columns = max(1, min(3, self.width() // CARD))
        if columns != self._columns and self.concerns:
            self._lay_out(columns)
        self._columns = columns


class ChartCard(TitledCard):
    """A chart in a card; the same numbers as a table behind it, by the link at the right."""

    def __init__(self, chart: Chart, headings: tuple[str, ...]) -> None:
        super().__init__(chart.name)
        self.chart = chart
        self.table = QTableWidget(0, len(headings))
        self.table.setHorizontalHeaderLabels(headings)
        self.table.setAccessibleName(_("{name}，表格").format(name=chart.name))
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setShowGrid(False)
        self.table.setFrameShape(QTableWidget.Shape.NoFrame)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(26)
        self.table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.table.cellActivated.connect(lambda row, _column: chart.opened.emit(chart.marks[row].query))
        self._stack = layouts.stack(chart, self.table)
        self.column.addWidget(self._stack, 1)
        self.turn = RecordLink(_("表格")).leads(self._turn)
        self.head.addWidget(self.turn)

    def set_marks(self, marks: Sequence[ChartMark], note: str) -> None:
        """Show these values in both."""
        self.chart.set_marks(marks)
        self.note.setText(note)
        self.table.setRowCount(len(marks))
        for row, mark in enumerate(marks):
            self.table.setItem(row, 0, QTableWidgetItem(mark.full))
            for column, words in enumerate(self._numbers(mark), 1):
                right = QTableWidgetItem(words)
                right.setTextAlignment(RIGHT)
                self.table.setItem(row, column, right)
        for column in range(1, self.table.columnCount()):
            self.table.resizeColumnToContents(column)

    def _numbers(self, mark: ChartMark) -> tuple[str, ...]:
        plan = "—" if mark.plan is None else f"{mark.plan:,}"
        return (mark.words, plan)[: self.table.columnCount() - 1]

    def _turn(self) -> None:
        behind = self._stack.currentWidget() is self.chart
        self._stack.setCurrentWidget(self.table if behind else self.chart)
        self.turn.setText(_("图") if behind else _("表格"))
        self.turn.setAccessibleName(self.turn.text())


def open_concern(
    concern: Concern,
    at: QWidget,
    to_list: Callable[[Query], None],
    to_record: Callable[[type[Entity], int], None],
    to_page: Callable[[str, dict[str, object]], None],
) -> None:
    """Go to the records of a concern; of several missing fields the person chooses one, under the card."""
    if concern.parts:
        menu = menu_of(concern, at, lambda part: open_concern(part, at, to_list, to_record, to_page))
        pop_up(menu, at.mapToGlobal(QPoint(0, at.height())))
    elif concern.query is not None:
        to_list(concern.query)
    elif concern.first is not None:
        to_record(*concern.first)
    elif concern.page:
        to_page(concern.page, {})


def menu_of(concern: Concern, at: QWidget, follow: Callable[[Concern], None]) -> QMenu:
    """The missing fields, each with how many records lack it."""
    menu = QMenu(at)
    for part in concern.parts:
        words = _("{title}（{count} 条）").format(title=part.title, count=f"{part.count:,}")
        act = menu.addAction(words.replace("&", "&&"))
        act.setToolTip(part.rule)
        act.triggered.connect(lambda _on=False, part=part: follow(part))
    return menu
