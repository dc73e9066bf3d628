"""The step in which an import is looked over and put right: figures, grid, kinds of problems."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QMenu, QWidget

from desktop.exchange.columns import columns_of
from desktop.exchange.corrections import Cells, Draft, Mends, RowKey, key_of, stands_everywhere
from desktop.exchange.events import EventEffects
from desktop.exchange.mapping import shown
from desktop.exchange.plan import ImportPlan
from desktop.exchange.review import (
    Fate,
    Fix,
    Judged,
    Mended,
    ReviewFilter,
    ReviewProblem,
    Tally,
    columns,
    has_trouble,
    judge_again,
    positions,
    stand_in,
    touched,
    troubles,
)
from desktop.exchange.suggesting import kind_of, suggestions
from desktop.ui.imports.cell_advice import CellAdvice
from desktop.ui.imports.find_bar import FindBar, holding
from desktop.ui.imports.problem_list import ProblemList
from desktop.ui.imports.review_model import POSITION_ROLE, ReviewModel, is_left_out
from desktop.ui.imports.review_table import ReviewTable, Went
from desktop.ui.imports.wizard_widgets import EmptyState, FateCards
from desktop.ui.kit import layouts
from desktop.ui.kit.accessibility import keeps
from desktop.ui.kit.choices import Switch
from desktop.ui.kit.context import AppContext
from desktop.ui.kit.controls import Button, Hairline, Kind, Label, Note
from desktop.ui.kit.popup import pop_up
from desktop.ui.kit.tasks import CancelWatch
from desktop.ui.kit.theme import GUTTER, MEDIUM
from desktop.ui.record.act_effects import EffectPart
from desktop.ui.record.outcome_lines import OutcomeLine
from models.progress import Progress
from models.schema.showing import mask_numbers
from models.words import _

if TYPE_CHECKING:
    from models.acts.act import Question

_PANEL, _PANEL_NARROW, _NARROW = 284, 248, 1150


class Review(QWidget):
    """`changed` whenever rows got another fate, or are being judged; `plan` and `mended` are what would be imported now."""

    changed = Signal()

    def __init__(self, place: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place = place
        self.draft: Draft | None = None
        self.plan: ImportPlan | None = None
        self.mended = Mended()
        self.view = ReviewFilter()
        self.tally = Tally(dict.fromkeys(Fate, 0), 0, frozenset())
        self.problems: tuple[ReviewProblem, ...] = ()
        self._pending: set[int] = set()
        self._asked: tuple[Question, ...] = ()  # as it was judged last
        self._stops = CancelWatch(place.tasks, self)
        self.model = ReviewModel()
        self.table = ReviewTable(self.model)
        self.nothing = EmptyState()
        self.list = ProblemList()
        self.figures = FateCards()
        self.effects = EffectPart("arrow_sync", _("会做什么"))
        self.open = EffectPart("question_circle", _("由您定"))
        self.only_rows, self.only_columns = Switch(_("只看有问题的行")), Switch(_("只看有问题的列"))
        self.count, self.seen = Label(weight=MEDIUM), Note(ink="text2")
        self.finding = Button(_("查找替换"), Kind.GHOST, icon="arrow_swap", keys="Ctrl+H")
        self.undo = Button(_("撤销"), Kind.GHOST, icon="arrow_undo")
        self.find_bar = FindBar(self._count_text)
        self._lay_out()
        self.advice = CellAdvice(self)
        self._connect()

    def _lay_out(self) -> None:
        tools = layouts.row(
            self.only_rows, self.only_columns, layouts.STRETCH, layouts.row(self.count, self.seen, gap=4), Hairline(upright=True, length=16),
            self.finding, self.undo,
            gap=12, margins=(0, 0, GUTTER, 0),
        )  # fmt: skip
        self.stack = layouts.stack(self.table, self.nothing)
        body = layouts.row((self.stack, 1), Hairline(upright=True), self.list, gap=0)
        asked = layouts.column(self.effects, self.open, gap=2, margins=(0, 0, GUTTER, 10))
        layouts.column(
            self.figures, 14, asked, tools, 8, self.find_bar, (body, 1), parent=self, gap=0, margins=(GUTTER, 14, 0, 0),
        )  # fmt: skip

    def _connect(self) -> None:
        self.figures.chosen.connect(lambda fate: self.look(self.view.with_fate(fate)))
        self.only_rows.clicked.connect(
            lambda on: self.look(replace(self.view, bad_rows=on, fate=None if on else self.view.fate, problem=None))
        )
        self.only_columns.clicked.connect(lambda on: self.look(replace(self.view, bad_columns=on)))
        self.list.chosen.connect(self._look_at)
        self.list.fixed.connect(self._mend_all)
        self.list.forgotten.connect(lambda word: self.mend(self.mended.now.without_word(word)))
        self.model.mended.connect(self._mend_cell)
        self.table.cell_opened.connect(self._advise)
        self.table.left.connect(lambda: None if self.table.writing else self.advice.hide())
        self.table.undo_asked.connect(self.take_back)
        self.table.went_on.connect(self.list.follow)
        self.table.first_asked.connect(self.advice.take_first)
        self.advice.taken.connect(self.table.put)
        self.advice.skipped.connect(self._skip_current)
        self.undo.clicked.connect(self.take_back)
        self.finding.clicked.connect(self.find_bar.open)
        self.find_bar.replaced.connect(self._replace_text)
        for grid in (self.table.fixed, self.table.rest):
            grid.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            grid.customContextMenuRequested.connect(lambda at, grid=grid: self._menu(grid.viewport().mapToGlobal(at)))
            grid.verticalScrollBar().valueChanged.connect(lambda _v: self.advice.hide())

    # --- what is looked at

    def start(self, draft: Draft, plan: ImportPlan, mends: Mends, judged: Judged) -> None:
        """Look over another plan; what was mended stays. `judged` is its `first_look`."""
        self.draft, self.plan = draft, replace(plan, rows=[*plan.rows])  # rows mended here stay here
        self._pending.clear()
        self._place.tasks.stop(self)
        if mends != self.mended.now:
            self.mended.take(mends)
        self.list.follow(Went.ON)
        self.mended.take_as_judged()
        self._asked = judged.asked
        self._show_open()
        self._show_effects(judged.effects)
        self._take_figures(judged)
        bad = bool(self.tally.troubled)
        self.look(ReviewFilter(bad_rows=bad, bad_columns=bad))
        self.table.begin()

    def _show_open(self) -> None:
        """Ask what the file leaves open, with what was decided last."""
        answers = self.mended.now.answers
        asked = [replace(one, about="", chosen=answers.get(one.name, one.default)) for one in self._asked]
        self.open.setVisible(bool(asked))
        self.open.say(_("由您定"), ())
        self.open.ask(asked, lambda name, choice: self.mend(self.mended.now.with_answer(name, choice)))

    def _show_effects(self, effects: EventEffects | None) -> None:
        """Say what the events of the file do, as they were planned last."""
        self.effects.setVisible(effects is not None)
        if effects is not None:
            self.effects.say(_("会做什么"), [OutcomeLine("", effects.done, more=effects.changed)])

    def look(self, view: ReviewFilter) -> None:
        """Show other rows or columns."""
        if self.plan is None or self.draft is None:
            return
        self.view = view
        self.advice.hide()
        seen = positions(self.plan, view, self.tally)
        self.model.show(self.plan, self.draft.given, self.mended.now, columns(self.plan, view, seen), seen)
        self.figures.mark(view.fate)
        self.only_rows.setChecked(view.bad_rows)
        self.only_columns.setChecked(view.bad_columns)
        self.stack.setCurrentWidget(self.table if seen else self.nothing)
        self._tell_list()
        self._tell_seen()
        self.find_bar.look()

    def _tell_seen(self) -> None:
        assert self.plan is not None
        rows, names = len(self.model.positions), len(self.model.names) - 1
        words = _("/ {rows} 行，{shown} / {columns} 列")
        total = len(self.plan.columns)
        self.count.setText(f"{rows:,}")
        self.seen.setText(words.format(rows=f"{len(self.plan.rows):,}", shown=names, columns=total))
        self.nothing.set_reason(
            clean=not any(self.counts[fate] for fate in (Fate.REJECT, Fate.DOUBT)) or self.view.bad_rows
        )

    def _tell_list(self) -> None:
        assert self.plan is not None
        words = {word: meant or "" for word, meant in self.mended.now.words.items()}
        self.list.set_problems(self.plan.entity, self.problems, words, self.view.problem)
        bad: dict[str, tuple[int, int]] = {}
        for problem in self.problems:
            name = stand_in(self.plan, problem.column)
            fatal, doubtful = bad.get(name, (0, 0))
            bad[name] = (fatal + problem.rows, doubtful) if problem.fatal else (fatal, doubtful + problem.rows)
        self.model.count(bad)
        self.undo.setEnabled(bool(self.mended.before))

    def _look_at(self, problem: ReviewProblem | None) -> None:
        seen = None if problem is None else (problem.column, problem.fatal)
        self.look(ReviewFilter(problem=seen, bad_columns=self.view.bad_columns))

    def _take_figures(self, judged: Judged) -> None:
        self.tally, self.problems = judged.tally, judged.problems
        assert self.plan is not None
        self.figures.set_tally(judged.tally, _(self.plan.entity.label))
        self.changed.emit()

    @property
    def counts(self) -> Mapping[Fate, int]:
        """The figures of the cards."""
        return self.tally.counts

    # --- mending

    def mend(self, mends: Mends) -> None:
        """Go on to another state of mending; the rows it touches are judged again beside the window."""
        self._move(self.mended.now, mends)
        self.mended.take(mends)
        self._show_open()
        self._judge()

    def take_back(self) -> None:
        """Take the last step of mending back."""
        if self.mended.before:
            left = self.mended.back()
            self._move(left, self.mended.now)
            self._show_open()
            self._judge()

    def _move(self, one: Mends, other: Mends) -> None:
        assert self.draft is not None
        self._pending.update(touched(self.draft, one, other))

    def _judge(self) -> None:
        """Judge what is pending with what is decided by now; what was asked before is ended, and its answer dropped."""
        self.undo.setEnabled(bool(self.mended.before))
        if self.draft is None or self.plan is None:
            return
        draft, plan, mends, known = self.draft, self.plan, self.mended.now, self.tally
        wanted = frozenset(self._pending)

        def work(progress: Progress) -> Judged:
            return judge_again(draft, plan, known, mends, wanted, progress)

        def failed(error: Exception) -> None:
            self._give_up()
            self._place.tasks.troubled.emit(error)

        def done(judged: Judged) -> None:
            self._take(judged, mends)

        name = _("核对") if draft.asking else ""  # all rows: that takes as long as at first
        task = self._place.tasks.read(work, done, receiver=self, name=name, failed=failed)
        self._stops.watch(task, self._give_up)
        self.changed.emit()

    @property
    def planning(self) -> bool:
        """Whether it is not known yet what would be written: what events do with another answer."""
        return self.draft is not None and self.draft.asking and self._place.tasks.awaits(self)

    def _give_up(self) -> None:
        """Go back to what was judged last, where what came after it was stopped or went wrong."""
        if self.draft is None or self._place.tasks.awaits(self):
            return  # it gave way to another answer
        self.mended.give_up()
        self._pending.clear()
        self._show_open()
        self.model.refresh(self.mended.now, {}, [])
        self._tell_list()
        self.changed.emit()

    def _take(self, judged: Judged, mends: Mends) -> None:
        assert self.plan is not None
        for position, row in judged.rows.items():
            self.plan.rows[position] = row
        self._pending.clear()
        self.mended.take_as_judged()
        self._asked = judged.asked  # mending may have opened others
        self._show_open()
        self._show_effects(judged.effects)
        self._take_figures(judged)
        bad = [n for n, row in judged.rows.items() if has_trouble(row)]
        fresh = {stand_in(self.plan, e.field) for n in bad for e in troubles(self.plan.rows[n])} - set(self.model.names)
        if fresh - {""}:
            self._widen(fresh)
        self.model.refresh(mends, judged.rows, bad)
        if self.model.positions:
            self.stack.setCurrentWidget(self.table)
        self._tell_list()
        self._tell_seen()

    def _widen(self, fresh: Iterable[str]) -> None:
        """Show columns besides those seen, because something turned out to be wrong in them."""
        assert self.plan is not None
        assert self.draft is not None
        wanted = {*self.model.names[self.model.fixed :], *fresh}
        names = [name for name in self.plan.columns if name in wanted]
        current = self.table.fixed.currentIndex()
        row = current.row()
        name = self.model.names[current.column()] if current.isValid() else ""
        self.model.show(self.plan, self.draft.given, self.mended.now, names, self.model.positions)
        if row >= 0 and name in self.model.names:
            self.table.fixed.setCurrentIndex(self.model.index(row, self.model.names.index(name)))

    def _key(self, position: int) -> RowKey:
        assert self.plan is not None
        return key_of(self.plan.rows[position])

    def _mend_cell(self, position: int, column: str, text: str) -> None:
        self.mend(self.mended.now.with_cells({(self._key(position), column): text or None}))

    def _mend_all(self, problem: ReviewProblem, fix: Fix) -> None:
        assert self.plan is not None
        column = problem.column
        mends = self.mended.now
        cells: Cells = {}
        everywhere = stands_everywhere(columns_of(self.plan.entity)[column].field)
        for position, value in fix.values:
            if everywhere and position not in fix.of_rows:
                mends = mends.with_word((column, shown(self.plan.rows[position].raw.get(column))), value)
            else:
                cells[self._key(position), column] = value
        self.mend(mends.with_cells(cells))

    def _skip_current(self) -> None:
        index = self.table.fixed.currentIndex()
        self.table.put(None)
        self._leave_out(index)

    def _leave_out(self, index: QModelIndex) -> None:
        """Leave the row out, or take it in again."""
        row = self.model.row_at(index)
        now = self.mended.now
        self.mend(now.with_row_in(key_of(row)) if key_of(row) in now.rows_out else now.with_row_out(key_of(row)))

    def _advise(self, index: QModelIndex) -> None:
        """Say what is wrong with the cell being written in."""
        assert self.plan is not None
        found = self.model.complaint(index)
        if found is None:
            self.advice.hide()
            return
        error, fatal = found
        row, name = self.model.row_at(index), self.model.names[index.column()]
        label = columns_of(self.plan.entity)[name].label
        where = _("第 {row} 行。{message}").format(row=row.number, message=mask_numbers(error.message))
        head = _("{label}{kind}").format(label=label, kind=kind_of(error))
        offers = suggestions(self.plan.entity, row, name)
        self.advice.set_advice(head, where, offers, fatal=fatal, empty=not shown(row.raw.get(name)))
        cell = self.table.place_of(index)
        cell.moveTopLeft(self.table.mapTo(self, cell.topLeft()))
        self.advice.stand_by(cell, self.rect().adjusted(0, 0, 0, -8))

    def _menu(self, at: QPoint) -> None:
        index = self.table.fixed.currentIndex()
        if not index.isValid() or self.plan is None:
            return
        row = self.model.row_at(index)
        menu = QMenu(self)
        writing = menu.addAction(_("改写单元格"))
        writing.setEnabled(bool(self.model.names[index.column()]))
        writing.triggered.connect(lambda: self.table.go_to(index.row(), index.column()))
        out = QAction(_("恢复这一行") if is_left_out(row) else _("跳过此行"), menu)
        out.setEnabled(not is_left_out(row) or key_of(row) in self.mended.now.rows_out)
        out.triggered.connect(lambda: self._leave_out(index))
        menu.addAction(out)
        pop_up(menu, at)

    # --- find and replace

    def _holding(self, text: str) -> dict[tuple[int, str], str]:
        names = [name for name in self.model.names if name]
        return {} if self.plan is None else holding(self.plan, names, text)

    def _count_text(self, text: str) -> int:
        return len(self._holding(text))

    def _replace_text(self, find: str, other: str) -> None:
        found = self._holding(find)
        cells = {(self._key(n), name): raw.replace(find, other) or None for (n, name), raw in found.items()}
        self.mend(self.mended.now.with_cells(cells))
        self.find_bar.hide()

    @property
    def position(self) -> int | None:
        """The position in the plan of the current row."""
        index = self.table.fixed.currentIndex()
        return index.data(POSITION_ROLE) if index.isValid() else None

    def _act_of(self, event: QKeyEvent) -> Callable[[], None] | None:
        """What a key does anywhere in this step."""
        if event.key() == Qt.Key.Key_F8:
            return self.table.go_on
        control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        return self.find_bar.open if control and event.key() == Qt.Key.Key_H else None

    def event(self, event: QEvent) -> bool:
        """F8 and Ctrl+H are not the window's here."""
        return keeps(event, lambda key: self._act_of(key) is not None) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F8 writes in the next cell with a problem, Ctrl+H finds and replaces."""
        act = self._act_of(event)
        if act is not None:
            act()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: object) -> None:
        """Narrow the panel in a narrow window."""
        self.list.setFixedWidth(_PANEL if self.width() >= _NARROW else _PANEL_NARROW)
