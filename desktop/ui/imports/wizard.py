"""The import wizard: files, columns, names, looking over and mending, writing; nothing is written before it is confirmed."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.exchange import import_steps
from desktop.exchange.corrections import Mends
from desktop.exchange.mapping_memory import Remembered
from desktop.exchange.refusal import Refused
from desktop.exchange.review import Fate, Mended
from desktop.operations.importing import Changed
from desktop.ui.imports import wizard_texts
from desktop.ui.imports.columns_step import ColumnsStep
from desktop.ui.imports.given_files import GivenFiles
from desktop.ui.imports.mapping_memory import memory_of
from desktop.ui.imports.names_step import NamesStep
from desktop.ui.imports.receipt import LastStep
from desktop.ui.imports.review import Review
from desktop.ui.imports.source_step import SourceStep
from desktop.ui.imports.wizard_frame import COLUMNS, FILES, LAST, NAMES, REVIEW, WizardFoot, WizardHead
from desktop.ui.imports.wizard_texts import GIVEN_UP, give_up_question
from desktop.ui.imports.writing import Writing, give_back
from desktop.ui.kit import layouts
from desktop.ui.kit.change_sets import records_of
from desktop.ui.kit.context import AppContext
from desktop.ui.kit.controls import Banner, Hairline
from desktop.ui.kit.file_drop import FileDrop
from desktop.ui.kit.page import Page
from desktop.ui.kit.tasks import CancelWatch
from desktop.ui.list.list_columns import layout_of
from models.database.query import Query
from models.progress import Progress
from models.schema.fields import Entity, entity_named
from models.words import _, clauses

T = TypeVar("T")


class ImportWizard(Page):
    """A page. `opened` takes files and a kind of record; what was begun stays until other files are opened."""

    def __init__(self, place: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place = place
        self.entity: type[Entity] | None = None
        self.given = GivenFiles(place, self)
        self.layout_: import_steps.SheetLayout | None = None
        self.sheets: frozenset[str] | None = None
        self.reviewed: import_steps.Reviewed | None = None
        self.mends = self.recalled = Mends()
        self._stops = CancelWatch(place.tasks, self)
        FileDrop(self).dropped.connect(self._drop)
        self.head, self.foot = WizardHead(), WizardFoot()
        self.steps = self.head.steps
        self.back, self.errors, self.next = self.foot.back, self.foot.errors, self.foot.next
        self.banner = Banner()
        self.source, self.columns = SourceStep(place), ColumnsStep()
        self.names, self.review, self.last = NamesStep(place), Review(place), LastStep()
        self.writing = Writing(place, self.last)
        self.stack = QStackedWidget()
        self._lay_out()
        self._connect()
        self._go(FILES)

    def _lay_out(self) -> None:
        for step in (self.source, self.columns, self.names, self.review, self.last):
            self.stack.addWidget(step)
        layouts.column(self.head, Hairline(), self.banner, (self.stack, 1), self.foot, parent=self, gap=0)

    def _connect(self) -> None:
        self.given.changed.connect(self._follow_files)
        self.source.added.connect(self.add_files)
        self.source.pasted.connect(self.paste)
        self.source.removed.connect(self.given.remove)
        self.source.entity_chosen.connect(self._choose_entity)
        self.columns.choices_changed.connect(self._choose_columns)
        self.columns.sheets_changed.connect(self._choose_sheets)
        self.columns.first_row_said.connect(self._find_columns)
        self.names.decided.connect(self._decide_names)
        self.review.changed.connect(self._refresh)
        self.steps.step_wanted.connect(self._go)
        self.head.leave.clicked.connect(self._leave)
        self.back.clicked.connect(self._go_back)
        self.next.clicked.connect(self.go_on)
        self.errors.clicked.connect(self._give_back)
        self.writing.done.connect(self._written)
        self.writing.failed.connect(self._not_written)
        receipt = self.last.receipt
        receipt.seen.connect(self._show_records)
        receipt.given_back.connect(self._give_back)
        receipt.file_wanted.connect(self.restart)

    # --- coming and going

    def opened(
        self, files: Iterable[Path | str] = (), entity: type[Entity] | str | None = None, *, clipboard: bool = False
    ) -> None:
        """The page is shown: with files, or the clipboard, an import of these begins, else what was begun goes on."""
        if isinstance(entity, str):
            entity = entity_named(entity)
        paths = tuple(Path(file) for file in files)
        if self.busy:
            return
        if clipboard:
            self._open_clipboard(entity)
        elif paths:
            self.leave(lambda: self._open(paths, entity))
        else:
            other = entity is not None and entity is not self.entity and not self.given.files
            self._open((), entity, anew=other or self.steps.at == LAST)

    def _open(self, paths: Iterable[Path], entity: type[Entity] | None, *, anew: bool = True) -> None:
        if anew:
            self.restart()
        if entity is not None and not self.given.files:
            self.entity = entity
        self.add_files(paths)

    def _open_clipboard(self, entity: type[Entity] | None) -> None:
        """From a list a new import of its kind begins; here the block is one more of those that are chosen."""

        def begin() -> None:
            self._open((), entity)
            self.paste()

        if entity is not None:
            self.leave(begin)
        else:
            self.paste()

    def restart(self) -> None:
        """Begin anew with no file; the kind of record stays."""
        self.given.clear()
        self.layout_ = self.sheets = self.reviewed = None
        self.writing.written = None
        self.mends = Mends()
        self.review.mended = Mended()
        self._go(FILES)

    @property
    def remembered(self) -> Remembered:
        """What was decided in earlier imports, as it is now: it can be forgotten in the settings."""
        return memory_of(self._place.settings)

    @property
    def busy(self) -> bool:
        """Whether an import is being written."""
        return self.writing.busy

    @property
    def unfinished(self) -> int:
        """How many things a person put right or decided that no import has written."""
        if self.entity is None or self.steps.at == LAST:
            return 0
        now = self.review.mended.now if self.steps.at == REVIEW else self.mends
        return wizard_texts.decided(now, self.recalled.words)

    def leave(self, then: Callable[[], None]) -> None:
        """Go on with `then`, after asking about what would be lost."""
        if not self.unfinished:
            then()
        else:
            question = give_up_question(self.given.files[0].path.name, self.unfinished)
            question.decided.connect(lambda way: self.restart() if way == GIVEN_UP else None)
            question.decided.connect(lambda way: then() if way == GIVEN_UP else None)
            question.ask(self)

    def _leave(self) -> None:
        if self.entity is not None:
            self.list_wanted.emit(Query(self.entity))

    def _show_records(self) -> None:
        """The list of exactly the records that were written; of all where none was."""
        entity, act = self.entity, self.writing.change_set
        if entity is not None:
            self.list_wanted.emit(records_of(entity, act) if act is not None else Query(entity))

    def _drop(self, paths: tuple[Path, ...]) -> None:
        """Files dropped on a later step begin a new import."""
        if self.steps.at == FILES:
            self.add_files(paths)
        elif not self.busy:
            self.leave(lambda: self._open(paths, None))

    # --- step 1: files

    def add_files(self, paths: Iterable[Path]) -> None:
        """Read files beside the window; each is listed at once."""
        self.given.add(paths)

    def paste(self) -> None:
        """Read what the clipboard holds, in the first step; a later one belongs to what was begun."""
        if self.steps.at == LAST and not self.busy:
            self.restart()
        if self.steps.at == FILES:
            self.given.paste(QGuiApplication.clipboard().mimeData())
        elif not self.busy:
            self.banner.say(_("这次导入还没有完成；要粘贴新的内容，请先按“上一步”回到第 1 步"), tone="accent")

    def _follow_files(self) -> None:
        """Other files: what they are is told by them, if nobody said so."""
        self.layout_ = self.reviewed = None
        self.entity = self.entity or self.given.likely
        self._refresh()

    def _choose_entity(self, entity: type[Entity]) -> None:
        if entity is not self.entity:
            self.entity, self.layout_, self.reviewed, self.mends = entity, None, None, Mends()
        self._refresh()

    # --- going on

    def go_on(self) -> None:
        """What the primary button of each step does."""
        {
            FILES: self._find_columns, COLUMNS: self._judge, NAMES: self._look_over, REVIEW: self._write,
        }[self.steps.at]()  # fmt: skip

    def _go_back(self) -> None:
        at = self.steps.at - 1
        if at == NAMES and (self.reviewed is None or not self.reviewed.asks):
            at = COLUMNS
        self._go(at)

    def _go(self, step: int) -> None:
        self.banner.hide()
        if step < REVIEW:
            self.mends = self.review.mended.now if self.steps.at == REVIEW else self.mends
        if step == NAMES and self.reviewed is not None:
            self.names.set_names(self.reviewed.plan.entity, self.reviewed.names, self.mends, self.reviewed.persons)
        self.steps.go(step, locked=step == LAST)
        self.next.guard(on=step == REVIEW)
        self.stack.setCurrentIndex(step)
        self._refresh()
        (self.source.zone, self.next, self.names.table, self.review.table, self.last.running.cancel)[step].setFocus()

    def _work(self, name: str, work: Callable[[Progress], T], done: Callable[[T], None]) -> None:
        """Work beside the window that leads to the next step."""
        self.next.setEnabled(False)

        def failed(error: Exception) -> None:
            self._refresh()
            if isinstance(error, Refused):
                self.banner.say(error.sentence, tone="danger")
            else:
                self._place.report(error)

        task = self._place.tasks.read(work, done, receiver=self, name=name, failed=failed, painted=True)
        self._stops.watch(task, self._refresh)

    def _find_columns(self, first_row: bool | None = None) -> None:
        """Find tables and columns; `first_row` is what was said about the first row of a pasted block."""
        entity, sources, remembered = self.entity, self.given.sources, self.remembered
        if entity is None or not sources:
            return
        database, usual = self._place.database, layout_of(self._place.settings, entity).names

        def work(_progress: Progress) -> tuple[import_steps.SheetLayout, Mends]:
            layout = import_steps.lay_out(entity, sources, remembered, usual, first_row)
            return layout, import_steps.recall(database, entity, remembered)

        def done(found: tuple[import_steps.SheetLayout, Mends]) -> None:
            layout, self.mends = found
            self.layout_, self.sheets, self.recalled = layout, None, self.mends
            self._show_columns()
            self._go(COLUMNS)
            if layout.clear and first_row is None:
                self._judge()

        self._work(_("查找表头"), work, done)

    # --- step 2: columns

    def _show_columns(self) -> None:
        layout = self.layout_
        assert layout is not None
        read = self.sheets if self.sheets is not None else frozenset(name for name, _rows in layout.sheets)
        self.columns.set_sheet_layout(layout, read)

    def _choose_columns(self, choices: dict[str, str]) -> None:
        layout = self.layout_
        assert layout is not None

        def done(other: import_steps.SheetLayout) -> None:
            self.layout_, self.reviewed = other, None
            self._show_columns()
            self._refresh()

        self._work("", lambda _p: import_steps.lay_out_again(layout, choices), done)

    def _choose_sheets(self, sheets: frozenset[str]) -> None:
        self.sheets, self.reviewed = sheets, None
        self._refresh()

    def _judge(self) -> None:
        layout, sheets, mends, database = self.layout_, self.sheets, self.mends, self._place.database
        if layout is None or layout.gathered is None:
            return
        import_steps.remember(layout, self.remembered)

        def done(reviewed: import_steps.Reviewed) -> None:
            self.reviewed, self.mends = reviewed, reviewed.mends
            for word in mends.words.keys() - reviewed.mends.words.keys():  # means nothing here, and stays for others
                self.recalled = self.recalled.without_word(word)
            if reviewed.is_open(reviewed.mends):
                self._go(NAMES)
            else:
                self._show_review(reviewed)

        name = _("核对 {file}").format(file=layout.gathered.workbook.path.name)
        self._work(name, lambda progress: import_steps.review(database, layout, sheets, mends, progress), done)

    # --- step 3: names

    def _decide_names(self, mends: Mends) -> None:
        self.mends = mends
        self._refresh()

    def _look_over(self) -> None:
        """Judge with the names as they were decided."""
        assert self.reviewed is not None
        reviewed, mends = self.reviewed, self.mends
        if mends == reviewed.mends:
            self._show_review(reviewed)
        else:
            self._work(
                _("核对"), lambda progress: import_steps.review_again(reviewed, mends, progress), self._show_review
            )

    def _show_review(self, reviewed: import_steps.Reviewed) -> None:
        self.reviewed = reviewed
        self.review.start(reviewed.draft, reviewed.plan, reviewed.mends, reviewed.judged)
        self._go(REVIEW)
        if reviewed.plan.notes:
            self.banner.say(clauses(reviewed.plan.notes), tone="accent")

    # --- step 4 and 5: writing

    def _write(self) -> None:
        assert self.reviewed is not None
        assert self.review.plan is not None
        self.writing.begin(self.reviewed, self.review.mended.now, self.review.plan.totals())
        self._go(LAST)

    def _written(self, mends: Mends) -> None:
        assert self.entity is not None
        words = {word: meant for word, meant in mends.words.items() if meant}
        self.remembered.keep_words(self.entity, words, self.recalled.words)
        self._go(LAST)

    def _not_written(self, reason: object) -> None:
        """Nothing was written: show the rows as they are judged now, or go back to them."""
        self._go(REVIEW)
        if isinstance(reason, Changed):
            self._show_again(reason)
            return
        if isinstance(reason, Exception):
            self._place.report(reason)
        else:
            self.banner.say(_("已取消导入，没有写入任何内容"), tone="accent")

    def _show_again(self, changed: Changed) -> None:
        """Show how the rows are judged now."""
        assert self.reviewed is not None
        reviewed, mends = self.reviewed, self.review.mended.now

        def done(now: import_steps.Reviewed) -> None:
            self._show_review(now)
            self.banner.say(changed.sentence, tone="warn")

        self._work("", lambda _progress: import_steps.looked_over(reviewed, changed.plan, mends), done)

    def _give_back(self) -> None:
        """Write the rejected rows, as they were mended so far, into a workbook."""
        plan, mends = self.review.plan, self.review.mended.now
        if self.writing.written is not None:
            plan, mends = self.writing.written[0].plan, self.writing.written[1]
        if plan is not None:
            give_back(self._place, self, plan, mends, lambda words: self.banner.say(words, tone="ok"))

    def _refresh(self) -> None:
        """Title, foot and buttons of the step that is seen."""
        at = self.steps.at
        label = _(self.entity.label) if self.entity else ""
        self.head.title.setText(_("导入{label}").format(label=label))
        self.head.about.setText(wizard_texts.about(self.layout_, self.sheets, len(self.given.files)))
        if at == FILES:
            self.source.set_files(self.entity, self.given.files)
        self.foot.setVisible(at != LAST)
        self.back.setVisible(FILES < at < LAST)
        rejected = self.review.counts[Fate.REJECT]
        self.errors.setVisible(at == REVIEW and rejected > 0)
        self.foot.hint.setText(wizard_texts.hint(at, self.reviewed, self.mends))
        count = wizard_texts.importable(self.review.counts)
        self.next.setText(wizard_texts.import_words(count, rejected) if at == REVIEW else _("下一步"))
        self.next.setEnabled(self._ready(at))

    def _ready(self, at: int) -> bool:
        """Whether there is a way on."""
        if at == FILES:
            return bool(self.given.sources) and self.entity is not None and not self.given.reading
        if at == COLUMNS:
            found = self.layout_ is not None and self.layout_.gathered is not None
            return found and (self.sheets is None or bool(self.sheets))
        known = not self.review.planning and wizard_texts.importable(self.review.counts) > 0
        return at == NAMES or (at == REVIEW and known)
