"""The form of a record: groups of fields between their list and the checks, saving through the door."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import MappingProxyType

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from desktop.drafts import draft_store
from desktop.drafts.draft import Found
from desktop.drafts.field_groups import form_groups
from desktop.drafts.problems import FormProblem, counts, form_problems, ordered, row_problems
from desktop.manual import topics
from desktop.screens.children import ChildEntity
from desktop.ui.form import duplicates, history_panel, tab_order
from desktop.ui.form.autosave import Autosave
from desktop.ui.form.body import FormBody
from desktop.ui.form.checks_panel import ChecksPanel
from desktop.ui.form.conflict import ConflictDecision
from desktop.ui.form.draft_judge import DraftJudge
from desktop.ui.form.form_head import FormHead, Name
from desktop.ui.form.history_panel import HistoryPanel
from desktop.ui.form.record_before import RecordBefore
from desktop.ui.form.record_editor import RecordEditor
from desktop.ui.form.record_layers import RecordLayers
from desktop.ui.form.row import FieldRow
from desktop.ui.form.rows_table import RowsTable
from desktop.ui.form.save_bar import HEIGHT, Leaving, SaveBar, leaving_question
from desktop.ui.form.section_list import SectionList
from desktop.ui.form.table_cells import TableCells
from desktop.ui.kit import dialogs, layouts
from desktop.ui.kit.accessibility import ENTER, shortcut
from desktop.ui.kit.controls import Button, Hairline, Kind
from desktop.ui.kit.file_drop import FileDrop, no_workbooks
from desktop.ui.kit.settings import Settings
from desktop.ui.kit.suggestions import KnownRecord
from desktop.ui.kit.tasks import Tasks
from desktop.ui.kit.undo_bar import CLEARANCE
from models.acts.catalogue import doing, has_acts
from models.database.database import Database
from models.schema.complaints import Severity
from models.schema.fields import Entity, entity_named
from models.schema.showing import text_of
from models.words import _

RAIL_FROM, ANCHORS_FROM = 1036, 1204  # width of the form in pixels from which there is room beside the fields
PAPER_FROM = 1100  # from which the head names what is printed


class RecordForm(RecordEditor):
    """The whole page: head, groups, checks, save bar; what it can do besides stands in its collaborators.

    `left` when the person is done with the record, `page_wanted` to print it.
    """

    left = Signal()
    page_wanted = Signal(str, object)
    told = Signal()  # name or number of unsaved places are others now
    acts_wanted = Signal(object)  # the button or menu they were asked at
    files_wanted = Signal(object)  # with paths that were dropped on it
    put_aside = Signal(object, object)  # a record is wanted instead; what is typed here is kept as a draft

    def __init__(  # noqa: PLR0913, PLR0917 - whose record, and what a new one begins with
        self, database: Database, tasks: Tasks, entity: type[Entity], key: int | None = None,
        settings: Settings | None = None, given: Mapping[str, int | str] = MappingProxyType({}),
    ) -> None:  # fmt: skip
        super().__init__(database, tasks, entity, key, settings, given)
        self.duplicate_tip = _("打开这一条；没有保存的修改留作草稿")
        self.problems: tuple[FormProblem, ...] = ()
        self._ways: dict[str, Button] = {}  # to the acts that change a field, by its name
        self.verdicts = DraftJudge(self)
        self.layers = RecordLayers(self, database, tasks)
        self.conflict = ConflictDecision(self, self.layers)
        self.autosave = Autosave(self)
        self.before = RecordBefore(self)
        self.tables = {name: RowsTable(rows, database, tasks, self.refusal) for name, rows in self.draft.tables.items()}
        self.cells = TableCells(self, self.tables, self.layers)
        self.head = FormHead(_(entity.label))
        self.bar = SaveBar(self.refusal)
        self.setProperty(CLEARANCE, HEIGHT)
        self.rail = ChecksPanel()
        self._group(entity)
        self._growing = QTimer(self)
        self._growing.timeout.connect(self._grow)
        self._growing.start()
        self._lay_out()
        self._connect()
        self._keys()
        self._acts()
        if key is None:
            self.fill()
            self.autosave.look()
            self.before.begin()
        else:
            self.load()

    def _group(self, entity: type[Entity]) -> None:
        """The fields and tables in their groups, each called what it is at the side."""
        groups = [
            (_(title), self.tables[content.table] if isinstance(content, ChildEntity) else content)
            for title, content in form_groups(entity)
        ]
        self._members = {
            title: (content.child.table,) if isinstance(content, RowsTable) else tuple(f.name for f in content)
            for title, content in groups
        }
        self.anchors = SectionList([title for title, _content in groups])
        self.body = FormBody(groups, self.make_row)

    def help_topic(self) -> str:
        """Its register; the field one is at says where in it."""
        return topics.of_entity(self.entity)

    @property
    def rows(self) -> Mapping[str, FieldRow]:
        """The rows by the name of their field, all of them."""
        while self._growing.isActive():
            self._grow()
        return self._rows

    def _grow(self) -> None:
        grown = self.body.grow()
        for row in grown:
            self.fill_row(row.field.name)
            row.pin(on=row.field.name in self.before.pinned)
        if not grown:
            self._growing.stop()
        self.judge()

    @property
    def title(self) -> Name:
        """What the record is called, at the head."""
        return self.head.name

    def _lay_out(self) -> None:
        self._edge = Hairline(upright=True)
        middle = layouts.row(self.anchors, (self.body, 1), self._edge, self.rail, gap=0)
        layouts.column(
            self.head, Hairline(), self.banner, self.autosave.offer, (middle, 1), Hairline(), self.bar,
            parent=self, gap=0,
        )  # fmt: skip

    def _connect(self) -> None:
        self.head.left.connect(self._go_back)
        self.head.stepped.connect(self.step)
        self.head.history_wanted.connect(self.look_at_history)
        self.head.paper_wanted.connect(lambda name: self.leave(partial(self._print, name)))
        self.anchors.chosen.connect(self.body.go_to)
        self.body.passed.connect(self.anchors.mark)
        self.rail.wanted.connect(self.go_to)
        self.rail.restored.connect(self.restore)
        self.rail.all_restored.connect(self.revert)
        self.bar.discard.clicked.connect(self.revert)
        self.bar.again.clicked.connect(self.save_and_go_on)
        self.bar.keep.clicked.connect(lambda _on=False: self.save())
        self.busy_changed.connect(lambda on: self.bar.busy(on=on))
        self.banner.chosen.connect(self.conflict.look)
        self.conflict.settled.connect(self._show_settled)
        self.conflict.followed.connect(self._retype)
        self.conflict.decided.connect(self.save)
        self.verdicts.changed.connect(self.judge)
        self.autosave.kept.connect(lambda: self.bar.note(self._note()))
        self.autosave.resumed.connect(self._resume)
        self.layers.announced.connect(self.announced)
        self.asked.connect(self.look_further)
        self.loaded.connect(self.autosave.look)
        self.loaded.connect(self._start)
        self.deleted.connect(self.left)

    def _keys(self) -> None:
        reading: tuple[tuple[str, Callable[[], None]], ...] = (
            ("F8", self.next_problem), ("Ctrl+PgUp", partial(self.step, -1)), ("Ctrl+PgDown", partial(self.step, 1)),
        )  # fmt: skip
        editing: tuple[tuple[str, Callable[[], None]], ...] = (
            ("Ctrl+S", self.save), ("Ctrl+Return", self.save_and_go_on), ("Ctrl+Enter", self.save_and_go_on),
            ("Ctrl+D", self.before.copy_field), ("Ctrl+Shift+D", self.before.copy_all), ("Ctrl+Shift+S", self.before.pin),
        )  # fmt: skip
        for keys, act in reading if self.refusal else (*reading, *editing):
            shortcut(self, keys, act)

    def _acts(self) -> None:
        copy, remove = QAction(_("复制为新的一条"), self), QAction(_("删除"), self)
        copy.triggered.connect(lambda: self.leave(self.before.repeat))
        remove.triggered.connect(self.delete)
        act = QAction(_("{doing}…").format(doing=doing(self.entity.__tablename__)), self)
        act.triggered.connect(partial(self._want_acts, self.head.more))
        kept = QAction(_("附件…"), self)
        kept.triggered.connect(lambda: self.files_wanted.emit(()))
        by_hand = () if self.entity.by_act or self.refusal else (copy, remove)
        self._existing = (*((act,) if has_acts(self.entity) else ()), kept, *by_hand)
        FileDrop(self, no_workbooks).dropped.connect(self.files_wanted)
        self.head.offer_papers(self.entity.__tablename__ if self.key is not None else None)

    def _print(self, report: str) -> None:
        self.page_wanted.emit("print", {"report": report, "ids": (self.key,)})

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What stands beside the fields goes where there is no room for it."""
        super().resizeEvent(event)
        self.head.fit(wide=self.width() >= PAPER_FROM)
        self.rail.setVisible(self.width() >= RAIL_FROM)
        self._edge.setVisible(self.width() >= RAIL_FROM)
        self.anchors.setVisible(self.width() >= ANCHORS_FROM and len(self.anchors.items) > 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back to the list; Enter in a field moves on, with Shift back."""
        if event.key() == Qt.Key.Key_Escape:
            self._go_back()
        elif event.key() in ENTER and self.body.isAncestorOf(self.focusWidget() or self):
            self.focusNextPrevChild(not event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes through head, groups, fields, checks and bar as they are read."""
        return tab_order.step(self, (self.head, self.anchors, self.body, self.rail, self.bar), forward)

    def _go_back(self) -> None:
        self.leave(self.left.emit)

    def leave(self, then: Callable[[], None]) -> None:
        """Go on with `then`, after asking about what is not saved."""
        if not self.dirty:
            then()
            return
        asked = leaving_question(self.called(), self.unsaved)
        self.layers.lay(asked, dialogs.WIDTH, dialogs.HEIGHT)

        def decide(way: Leaving) -> None:
            self.layers.close()
            if way is Leaving.SAVE:
                self.save(then)
            elif way is Leaving.DISCARD:
                self.autosave.let_go()
                then()

        asked.decided.connect(decide)

    # --- what stands in the form

    def fill(self) -> None:
        """See FieldsEditor; the tables show the rows of the draft."""
        self._show_tables()
        super().fill()

    def _show_tables(self) -> None:
        for name, table in self.tables.items():
            table.show_rows(self.draft.tables[name])

    def fill_row(self, name: str) -> None:
        """See FieldsEditor; of a field that only acts change the way to them stands under it.

        Under whom an event is about stands the way there.
        """
        super().fill_row(name)
        field = self._rows[name].field
        if self.entity.by_act and field.to is not None and field.naming:
            link = self._way(name, _("打开{name}").format(name=self.draft.shown(name)), partial(self._open_named, name))
            link.setVisible(self.draft.values.get(name) is not None)
        elif field.by_act and has_acts(self.entity) and not self.entity.by_act:
            link = self._way(
                name,
                _("用“{doing}”更改").format(doing=doing(self.entity.__tablename__)),
                lambda: self._want_acts(self._ways[name]),
            )
            link.setVisible(self.key is not None)

    def _way(self, name: str, words: str, on: Callable[[], None]) -> Button:
        """A way on under a field."""
        link = self._ways.get(name)
        if link is None:
            link = self._ways[name] = Button(words, Kind.LINK)
            link.clicked.connect(lambda _on=False: on())
            self._rows[name].add_below(link)
        link.setText(words)
        return link

    def _open_named(self, name: str) -> None:
        to, key = self._rows[name].field.to, self.draft.values.get(name)
        if to is not None and key is not None:
            self.leave(lambda: self.put_aside.emit(entity_named(to), key))

    def showEvent(self, event: QShowEvent) -> None:
        """Whoever opens it can type at once; where it was made nothing could take the focus yet."""
        super().showEvent(event)
        self._start()

    def _start(self) -> None:
        """Put the cursor into the first field that can be filled, unless the person is in one already.

        A field that only acts change is closed in a record that stands: with the keyboard in it no key would do anything.
        """
        focused = self.focusWidget()
        if focused is None or not focused.isEnabled() or not self.body.isAncestorOf(focused):
            self._begin()

    def _begin(self) -> None:
        row = next((row for row in self._rows.values() if row.editor.isEnabled()), None)
        if row is None:
            self.focusNextPrevChild(True)
        else:
            row.take_focus()

    def summarise(self, complaints: Found, changed: frozenset[str]) -> None:
        """Tables, head, list of groups, checks and bar follow the draft."""
        for table in self.tables.values():
            table.judge(final=self._insisted)
        self.autosave.follow()
        self.verdicts.ask()
        unsaved = self.unsaved
        if self.head.name.say(self.called(), unsaved):
            self.told.emit()
        self.head.history.setVisible(self.key is not None)
        self.head.offer(*(self._existing if self.key is not None else ()))
        self.head.show_place(self.key)
        alike = duplicates.duplicate_problems(self.entity, self.duplicates.records)
        told = form_problems(self.draft, complaints, self.verdicts.judgement.complaints)
        self.problems = ordered([*alike, *told, *row_problems(self.draft)], self._members)
        self.rail.set_findings(self.problems, self.draft.differences() if self.key is not None else [])
        marks = counts(self._members, self.problems)
        self.anchors.badge({place: marks.get(title, (0, 0)) for place, title in enumerate(self._members)})
        errors, doubts = (sum(numbers) for numbers in zip(*marks.values(), strict=True)) if marks else (0, 0)
        self.bar.set_counts(errors, doubts, self._standing_against() if errors else 0, self._note())
        self.bar.discard.setVisible(bool(unsaved))
        on = self.head.beside(self.key, 1) is not None
        self.bar.again.setText(_("保存并下一条") if on else _("保存并新建"))
        self.bar.offer_again(on=on or not self.entity.by_act)

    @property
    def foot_words(self) -> str:
        """What is edited, for the line at the foot of the window: 学生：李欣怡 23030101."""
        fields = {f.name: f for f in self.draft.fields}
        numbers = [fields[name] for key in self.entity.keys for name in key if name in fields]
        open_ = [f for f in numbers if not f.private and f.to is None and f.name != self.entity.display]
        told = (text_of(f, self.draft.values.get(f.name)) for f in open_)
        name = self.called()
        words = f"{name} {next((fact for fact in told if fact and fact not in name), '')}".strip()
        return _("{label}：{name}").format(label=_(self.entity.label), name=words)

    def _note(self) -> str:
        if self.refusal:
            return ""
        if self.autosave.refused:
            return _("草稿写不进磁盘，请尽快保存")
        if self.autosave.kept_at:
            return _("草稿 {time} 已自动保存").format(time=self.autosave.kept_at)
        told = any(problem.severity for problem in self.problems)
        return "" if self.dirty or told else _("Ctrl+D 照抄上一条的这一栏，Ctrl+Shift+D 照抄全部")

    def _standing_against(self) -> int:
        """How many of the errors keep the record from being saved."""
        told = {problem.field for problem in self.problems if problem.severity is Severity.ERROR}
        return sum(path in told for path in self.obstacles())

    def _put_back(self, name: str) -> None:
        self.rows[name].put(self.draft.values.get(name), self.draft.words.get(name, ""))

    def restore(self, path: str) -> None:
        """Put one field, or a cell or row of a table, back to what it was."""
        table, mark, name = self.cells.at(path)
        if table is not None:
            table.restore(mark, name)
        else:
            self.draft.restore(path)
            self._put_back(path)
            self.judge()

    def _resume(self, stored: draft_store.StoredDraft) -> None:
        """Let the form stand as it stood when the draft was kept."""
        draft_store.unpack(stored, self.draft)
        for name in stored.own.values.keys() & self.rows.keys():
            self._put_back(name)
        self._retype(stored)

    def _retype(self, stored: draft_store.StoredDraft) -> None:
        """Put back text that is no value yet, and show the tables as they stand."""
        for name, text in stored.own.typed.items():
            if name in self.rows:
                self.rows[name].editor.retype(text)
                self.take_edit(name)
        self._show_tables()
        self.judge()

    def _show_settled(self, mine: Mapping[str, bool]) -> None:
        """Show what was decided on top of what another hand wrote."""
        self._show_tables()
        for name, kept in mine.items():
            if name in self.rows and not kept:
                self._put_back(name)
        self.judge()

    # --- ways to single places

    def look_further(self, path: str, way: str, typed: str) -> None:
        """Look for the record a field refers to among all, or make a `new` one."""
        self.layers.look_further(
            self.draft.field_at(path), way, typed, lambda: self.rows.get(path) or self.cells.cell(path)
        )

    def go_to(self, path: str) -> None:
        """Bring a field, or a cell or row of a table, into view and put the cursor into it."""
        if not self.cells.go_to(path):
            super().go_to(path)
        cell = self.focusWidget()
        if cell is not None and self.body.isAncestorOf(cell):
            QTimer.singleShot(0, cell, lambda: self.body.ensureWidgetVisible(cell, 0, 60))

    def look_at_duplicate(self, known: KnownRecord) -> None:
        """Open the record that is like this one; where no draft can be kept, ask about what is not saved."""
        if self.autosave.keep_now():
            self.put_aside.emit(self.entity, known.offer.key)
        else:
            self.leave(lambda: self.put_aside.emit(self.entity, known.offer.key))

    def next_problem(self) -> None:
        """Go to the problem after the one the cursor is at."""
        if not self.problems:
            return
        names = [problem.field for problem in self.problems]
        focused = self.focusWidget()
        here = self.field_in_hand(focused) or (self.cells.path_of(focused) if focused is not None else "")
        self.go_to(names[(names.index(here) + 1) % len(names)] if here in names else names[0])

    # --- going through the list

    def within(self, ids: Sequence[int]) -> None:
        """The list the record was opened from, to go through it."""
        self.head.within(ids)
        self.judge()

    def step(self, by: int) -> None:
        """Go to the record before or after in the list."""
        key = self.head.beside(self.key, by)
        if key is not None:
            self.leave(partial(self.open, key))

    def open(self, key: int) -> None:
        """Show another record."""
        self.key = key
        self.load()

    # --- saving, and what can be done with the record as a whole

    def refuse(self, error: Exception) -> None:
        """See RecordEditor; a field another hand changed is decided on the spot."""
        super().refuse(error)
        self.conflict.offer(error)

    def save_and_go_on(self) -> None:
        """Save, then the next record of the list, or an empty form of the same kind."""
        following = self.head.beside(self.key, 1)
        if following is not None:
            self.save(partial(self.open, following))
        elif self.entity.by_act:
            self.save()
        else:
            self.save(self._anew)

    def _anew(self) -> None:
        self.before.remember()
        self.key = None
        self.revert()
        self.before.begin()
        self._begin()

    def look_at_history(self) -> None:
        """Lay over the form what became of the record."""
        if self.key is not None:
            panel = HistoryPanel(self.database, self.tasks, (self.entity, self.key), self.called())
            panel.finished.connect(self.layers.close)
            self.layers.lay(panel, history_panel.WIDTH, history_panel.HEIGHT)

    def _want_acts(self, at: QWidget, _on: bool = False) -> None:
        """Acts are done over the form: what was typed stays, on top of what they write."""
        self.acts_wanted.emit(at)

    def refresh(self) -> None:
        """Something was written elsewhere: show it, under what was typed, unless one is in a row of a table."""
        inside = any(strip.is_open for table in self.tables.values() for strip in table.strips.values())
        if self.saving or inside:
            return
        if self.dirty and self.key is not None:
            self.conflict.follow()
        else:
            self.load()
