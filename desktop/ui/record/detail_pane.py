"""The pane beside a list: follows the current row, without ever making the list wait for it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.ui.form.history_panel import HistorySheet
from desktop.ui.kit import layouts
from desktop.ui.kit.context import AppContext
from desktop.ui.kit.controls import Hairline, Label, Note
from desktop.ui.kit.file_drop import FileDrop, no_workbooks
from desktop.ui.kit.layouts import Sheet
from desktop.ui.kit.tabs import Tabs
from desktop.ui.kit.tasks import Debounce
from desktop.ui.list.detail_view import DetailView
from desktop.ui.list.relations import Related, related_to
from desktop.ui.record.act_menu import choose_act
from desktop.ui.record.compositions import part_of
from desktop.ui.record.issue_card import mend_by_act
from desktop.ui.record.overview import Overview, overview_of
from desktop.ui.record.record_head import RecordHead
from desktop.ui.record.sheets import FactSheet, OverviewSheet, PartSheet, relation_block
from models.progress import Progress
from models.rules.problems import Problem
from models.schema.fields import Entity
from models.words import _

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_READ = ("overview", "relations", "facts")  # tabs that are filled from here
PAUSE = 60  # milliseconds: of the rows that arrows run over only the last is read


class DetailPane(DetailView):
    """`show_record(entity, id)` as often as one likes; `record_shown` when a record is seen."""

    record_shown = Signal()

    def __init__(self, place: AppContext) -> None:
        super().__init__(place)
        self._stale: set[str] = set()
        self._pause = Debounce(PAUSE, self._read, self)
        self._lay_out()

    def _lay_out(self) -> None:
        self.head = RecordHead()
        self.head.opened.connect(lambda: self.opened.emit(self.key))
        self.tabs = Tabs(38)
        self.tabs.setAccessibleName(_("详情"))
        self.sheets = QStackedWidget()
        self.tabs.currentChanged.connect(self._switch)
        self.head.acted.connect(self._act)
        self.head.printed.connect(lambda arguments: self.place.page("print", arguments))
        self.body = QWidget()
        layouts.column(
            self.head, layouts.column(self.tabs, margins=(10, 0, 0, 0)), Hairline(), (self.sheets, 1),
            parent=self.body, gap=0,
        )  # fmt: skip
        self.nothing = Label(_("选中一条记录，这里显示它的详情"), "text3", wrapped=True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.stack = QStackedWidget(self)
        self.stack.addWidget(self.nothing)
        self.stack.addWidget(self.body)
        layouts.column(self.stack, parent=self)
        FileDrop(self, no_workbooks).dropped.connect(self._keep_files)

    def _keep_files(self, paths: "Sequence[Path]") -> None:
        """Files dropped on a record are kept with it."""
        from desktop.ui.record.attachments import open_attachments

        if self.entity is not None and self.key is not None:
            open_attachments(self.place, self.entity, self.key, paths)

    def _dress(self, entity: type[Entity]) -> None:
        """Make the tabs for records of an entity."""
        self.tabs.blockSignals(True)
        while self.tabs.count():
            self.tabs.removeTab(0)
            self.sheets.removeWidget(self.sheets.widget(0))
        part = part_of(entity)
        own = part.own_tabs() if part is not None else ()
        self.overview = OverviewSheet(part(self.place) if part is not None else None, whole=not own)
        self.facts = FactSheet()
        self.relations = Sheet()
        self.history = HistorySheet(self.place.database, self.place.tasks)
        self.history.record_shown.connect(self.record_shown)
        self.overview.opened.connect(self._mend)
        self.overview.turned.connect(self.turn)
        self.overview.files_wanted.connect(lambda: self._keep_files(()))
        made: list[tuple[str, str, Sheet]] = [("overview", _("概况"), self.overview)]
        made += [(key, words, PartSheet(kind(self.place))) for key, words, kind in own]
        made += [("facts", _("资料"), self.facts)] if own else []
        made += [] if own else [("relations", _("关联"), self.relations)]
        made += [("history", _("历史"), self.history)]
        self.overview.followed.connect(self.record_wanted)
        self.facts.followed.connect(self.record_wanted)
        for key, words, sheet in made:
            self.tabs.add(words, key=key)
            self.sheets.addWidget(sheet)
        self.tabs.blockSignals(False)

    def turn(self, key: str) -> None:
        """Show another tab."""
        self.tabs.setCurrentIndex(max(0, self.tabs.place_of(key)))

    def _act(self) -> None:
        if self.entity is not None and self.key is not None:
            choose_act(self.place, self.head.act, self.entity, (self.key,))

    def _mend(self, issue: Problem) -> None:
        if mend_by_act(self.place, issue):
            return
        if issue.entity is self.entity:
            self.opened.emit(self.key)
        else:
            self.place.form(issue.entity, issue.record_id)

    def show_record(self, entity: type[Entity], key: int | None) -> None:
        """Tell of another record; None for none. Nothing is read while the pane is not seen."""
        if (entity, key) == (self.entity, self.key):
            return
        if entity is not self.entity:
            self._dress(entity)
        self.entity, self.key = entity, key
        self._ask()

    def refresh(self) -> None:
        """Read the record again."""
        self._ask()

    def _ask(self) -> None:
        self._stale = {"overview", *(str(self.tabs.key_at(n)) for n in range(self.tabs.count()))}
        for slot in _READ:
            self.place.tasks.stop(self, slot)
        if self.entity is not None:  # else nothing stands here yet
            self.history.stop()
        if self.key is None:
            self._pause.stop()
            self.stack.setCurrentWidget(self.nothing)
        elif self.isVisible():
            waiting = self._pause.isActive()
            self._pause.start()
            if not waiting:  # the first of a run of keys is shown at once
                self._read()

    def showEvent(self, event: object) -> None:
        """Read what was put off while the pane was hidden."""
        if self.key is not None and self._stale:
            self._read()

    def _switch(self, place: int) -> None:
        self.sheets.setCurrentIndex(place)
        self._read()

    def _read(self) -> None:
        if self.key is None or self.entity is None:
            return
        entity, key, database = self.entity, self.key, self.place.database
        if "overview" in self._stale:
            self._start("overview", lambda _progress: overview_of(database, entity, key), self._show)
        seen = str(self.tabs.key_at(self.tabs.currentIndex()))
        sheet = self.sheets.currentWidget()
        if seen not in self._stale:
            return
        if seen in _READ:
            self._start(seen, lambda progress: related_to(database, entity, key, progress), self._relate)
        elif seen == "history":
            self._stale.discard(seen)
            self.history.show_record(entity, key)
        elif isinstance(sheet, PartSheet):
            self._stale.discard(seen)
            sheet.part.show_record(key)

    def _start(self, place: str, work: Callable[[Progress], Any], done: Callable[[Any], None]) -> None:
        self._stale.discard(place)
        self.place.tasks.read(work, done, receiver=self, slot=place)

    def _show(self, shown: Overview | None) -> None:
        if shown is None:
            self.stack.setCurrentWidget(self.nothing)
            return
        self.head.show_record(shown)
        self.overview.show_record(shown)
        self.facts.show_record(shown)
        self.setAccessibleName(_("{name}的详情").format(name=shown.name))
        self.stack.setCurrentWidget(self.body)
        self.record_shown.emit()

    def _relate(self, found: tuple[Related, ...]) -> None:
        blocks: list[QWidget] = [relation_block(related, self.place) for related in found]
        if self.facts in [self.sheets.widget(n) for n in range(self.sheets.count())]:
            self.facts.relate(blocks)
        else:
            self.relations.fill(blocks or [Note(_("没有别的记录引用它"))])
        self.record_shown.emit()
