"""The manual in the window: its contents, a search through all of it, the page that is read, and the way back."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QListView, QWidget

from desktop.manual import topics
from desktop.manual.book import RECIPES, Topic, contents, find
from desktop.ui.kit import layouts, paint
from desktop.ui.kit.accessibility import shortcut
from desktop.ui.kit.context import AppContext
from desktop.ui.kit.controls import Button, Hairline, IconButton, Kind, TextBox, Title
from desktop.ui.kit.files import save_as
from desktop.ui.kit.overlay import PanelOverlay
from desktop.ui.kit.paint import LEFT
from desktop.ui.kit.row_list import ROW, ItemPainter, RowModel, RowState, set_up
from desktop.ui.kit.row_list import Index as Place
from desktop.ui.kit.tasks import Debounce
from desktop.ui.kit.theme import MICRO, NOTE, SEMIBOLD, colour, font
from desktop.ui.shell.help_search import HelpHit, Index
from desktop.ui.shell.help_text import HelpText
from models.progress import Progress
from models.schema.fields import entity_named
from models.words import N_, _

WIDTH, HEIGHT = 1120, 760
CHINESE_ONLY = N_("这一页只有中文。")
_SIDE, _HEAD, _PAUSE, _TRAIL = 276, 48, 60, 50
_ROW_HIGH, _FOUND_HIGH, _GROUP_HIGH = 30, 46, 32


class HelpRow(NamedTuple):
    """A line of the contents: a heading without a topic; what was found has the words around it."""

    words: str
    topic: str = ""
    note: str = ""


class _Rows(RowModel):
    def words(self, row: HelpRow) -> str:
        return row.words

    def spoken(self, row: HelpRow) -> str:
        return f"{row.words} {row.note}".strip()

    def tip(self, row: HelpRow) -> str:
        return row.note or row.words

    def choosable(self, row: HelpRow) -> bool:
        return bool(row.topic)


class _Painter(ItemPainter):
    def height(self, index: Place) -> int:
        row: HelpRow = index.data(ROW)
        return _FOUND_HIGH if row.note else _ROW_HIGH if row.topic else _GROUP_HIGH

    def _draw(self, painter: QPainter, box: QRectF, index: Place, state: RowState) -> None:
        row: HelpRow = index.data(ROW)
        if not row.topic:
            paint.line(painter, box.adjusted(14, 6, -10, 0), LEFT, row.words, "text3", font(NOTE, SEMIBOLD))
            return
        if state.ground:
            painter.fillRect(box, colour(state.ground))
        if row.note:
            upper, lower = box.adjusted(14, 4, -10, -22), box.adjusted(14, 24, -10, -4)
            paint.line(painter, upper, LEFT, row.words, "text", font())
            paint.line(painter, lower, LEFT, row.note, "text3", font(MICRO))
        else:
            paint.line(painter, box.adjusted(14, -0.5, -10, -0.5), LEFT, row.words, "text", font())


class HelpView(QWidget):
    """Contents or what was found at the left, a page at the right; `left` when a link led to a place in the program."""

    left = Signal()
    parted = Signal(str)  # a window of its own is wanted, at this topic
    indexed = Signal(object)  # what can be searched, to be kept for the next time

    def __init__(self, place: AppContext, index: Index | None = None) -> None:
        super().__init__()
        self._place, self._index = place, index
        self._trail: list[str] = []
        self.topic = ""
        self._pause = Debounce(_PAUSE, self._search, self)
        self.search = TextBox(_("在手册里搜索"), hint=_("在手册里搜索，可用拼音首字母"))
        self.search.textChanged.connect(lambda _text: self._pause.start())
        self.search.returnPressed.connect(self._open_first)
        self.list = QListView()
        self.rows = _Rows()
        set_up(self.list, _Painter(self.list), _("手册目录"), rows=self.rows)
        self.list.selectionModel().currentChanged.connect(self._choose)
        self.text = HelpText()
        self.text.setAccessibleName(_("手册正文"))
        self.text.followed.connect(self.follow)
        self._lay_out()
        self._list_contents()

    def _lay_out(self) -> None:
        self.back = IconButton("arrow_left", _("返回上一页"), "Alt+Left").leads(self.go_back)
        self.pdf = Button(_("存为 PDF"), Kind.GHOST, icon="arrow_download").leads(self.save)
        self.apart = Button(_("在单独的窗口打开"), Kind.GHOST, icon="panel_right")
        self.apart.clicked.connect(lambda: self.parted.emit(self.topic))
        self.heading = Title(_("帮助手册"), 16)
        self.head = layouts.row(
            self.heading, 8, self.back, layouts.STRETCH, self.pdf, self.apart, gap=4, margins=(20, 0, 12, 0)
        )
        head = QWidget()
        head.setFixedHeight(_HEAD)
        head.setLayout(self.head)
        side = QWidget()
        side.setFixedWidth(_SIDE)
        layouts.column(layouts.row(self.search, margins=(12, 12, 12, 8)), (self.list, 1), parent=side, gap=0)
        body = layouts.row(side, Hairline(upright=True), (self.text, 1), gap=0)
        layouts.column(head, Hairline(), (body, 1), parent=self, gap=0)
        self.setFocusProxy(self.search)
        shortcut(self, "Alt+Left", self.go_back)

    # --- contents and search

    def _list_contents(self) -> None:
        rows, group = [], ""
        for topic in contents():
            if topic.listed:
                if topic.group != group:
                    group = topic.group
                    rows.append(HelpRow(_(group)))
                rows.append(HelpRow(topic.title, topic.name))
        self._show(rows)

    def _show(self, rows: Sequence[HelpRow]) -> None:
        self.rows.show_rows(rows)
        self._mark()

    def _mark(self) -> None:
        """Show in the list which topic is read, where it is listed."""
        wanted = self.topic.partition("#")[0]
        place = next(
            (n for n, row in enumerate(self.rows.rows) if row.topic and wanted == row.topic.partition("#")[0]), None
        )
        blocked = self.list.selectionModel().blockSignals(True)
        self.list.setCurrentIndex(QModelIndex() if place is None else self.rows.index(place))
        self.list.selectionModel().blockSignals(blocked)
        self.list.viewport().update()

    def _search(self) -> None:
        text = self.search.text().strip()
        if not text:
            self._list_contents()
        elif self._index is not None:
            self._show_found(text, self._index.find(text))
        elif not self._place.tasks.awaits(self):
            self._place.tasks.read(Index, self._take_index, receiver=self)

    def _take_index(self, made: Index) -> None:
        self._index = made
        self.indexed.emit(made)
        self._search()

    def _show_found(self, text: str, found: Sequence[HelpHit]) -> None:
        rows = [
            HelpRow(_("找到 {count} 处").format(count=len(found)) if found else _("没有找到“{text}”").format(text=text))
        ]
        for one in found:
            place = f"{one.topic.name}#{one.place}" if one.place else one.topic.name
            rows.append(HelpRow(one.topic.title, place, one.words or _group(one.topic)))
        self._show(rows)

    def _open_first(self) -> None:
        self._pause.stop()
        self._search()
        first = next((row for row in self.rows.rows if row.topic), None)
        if first is not None:
            self.open(first.topic)

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            self.open(self.rows.rows[index.row()].topic)

    # --- reading

    def open(self, topic: str) -> None:
        """Show a topic, at the place behind its #; the first recipe where there is none of that name."""
        found = find(topic) or next(iter(contents()))
        wanted = topic if find(topic) is not None else found.name
        if self.topic and wanted != self.topic:
            self._trail = [*self._trail, self.topic][-_TRAIL:]
        self._read(found, wanted)

    def _read(self, found: Topic, wanted: str) -> None:
        self.topic = wanted
        self.text.show_markdown(told(found), wanted.partition("#")[2])
        self.back.setEnabled(bool(self._trail))
        self._mark()

    def go_back(self) -> None:
        """Show the page read before."""
        if self._trail:
            before = self._trail.pop()
            found = find(before)
            if found is not None:
                self._read(found, before)

    def follow(self, link: str) -> None:
        """Go where a link leads: another page, a place in this one, or a place in the program."""
        if link.startswith("#"):
            self.open(self.topic.partition("#")[0] + link)
        elif link.startswith(topics.OPEN):
            self.left.emit()
            go(self._place, link.removeprefix(topics.OPEN))
        else:
            self.open(link)

    # --- the whole on paper

    def save(self) -> None:
        """Ask where the whole manual is to be put, and write it there."""
        target = save_as(self.window(), _("保存手册"), _("双元使用手册"), (".pdf",))
        if target is not None:
            self.save_to(target)

    def save_to(self, target: Path) -> None:
        """Write the whole manual as a PDF."""

        def work(progress: Progress) -> str:
            from desktop.manual.paper import print_manual

            pages = print_manual(target, progress).pages
            return _("手册已存为 {file}，共 {pages} 页").format(file=target.name, pages=pages)

        self._place.tasks.each(work, self._place.say, receiver=self, name=_("生成手册"))


def _group(topic: Topic) -> str:
    return " · ".join(part for part in (_(topic.group), topic.under) if part)


def told(topic: Topic) -> str:
    """The Markdown of a topic; recipes are written in Chinese, which is said in another language."""
    foreign = topic.group == RECIPES and _(CHINESE_ONLY) != CHINESE_ONLY
    return f"> {_(CHINESE_ONLY)}\n\n{topic.text}" if foreign else topic.text


def go(place: AppContext, link: str) -> None:
    """Go to a place in the program: page/KEY, list/TABLE or paper/NAME."""
    kind, _slash, name = link.partition("/")
    if kind == "list":
        from models.database.query import Query

        place.list_of(Query(entity_named(name)))
    elif kind == topics.PAPER:
        place.page("print", {"report": name})
    else:
        place.page(name, {})


class HelpLayer(PanelOverlay):
    """The manual over the window: Escape leads back to exactly where one was."""

    def __init__(self, over: QWidget, view: HelpView) -> None:
        super().__init__(over, view, WIDTH, HEIGHT, to_answer=False)
        self.view = view
        self.dismiss = IconButton("dismiss", _("关闭"), "Esc").leads(self.close_layer)
        view.head.addWidget(self.dismiss)
        view.left.connect(self.close_layer)


class HelpWindow(QWidget):
    """The manual in a window of its own, to be read while one works."""

    def __init__(self, view: HelpView, window: QWidget) -> None:
        super().__init__(window, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("帮助手册"))
        self.view = view
        view.apart.hide()
        layouts.column((view, 1), parent=self, gap=0)
        self.resize(760, 720)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes it."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        super().keyPressEvent(event)
