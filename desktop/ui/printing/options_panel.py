"""What may be chosen for a paper, read off its declaration: records, day, options, sheet, columns, masked or not."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.reports.job import Listing, PrintJob
from desktop.reports.preview import Proof
from desktop.reports.report import PAPER, SCHOOL, SEPARATE, Report
from desktop.ui.form.editors import DateEditor, Editor, TickEditor, plain_editor
from desktop.ui.kit import layouts
from desktop.ui.kit.choices import Segmented, Switch
from desktop.ui.kit.controls import Button, Hairline, Kind, Label, Note, wrapped
from desktop.ui.kit.menu_field import FieldButton, MenuField
from desktop.ui.kit.page_widgets import TextLine
from desktop.ui.kit.theme import SECTION
from desktop.ui.printing.columns_panel import ColumnsPanel
from models.schema.counting import counted
from models.schema.fields import Field, asked, entity_named, field_map
from models.schema.types import Date, Flag
from models.words import N_, _

LABEL, ROOM = 66, 192  # pixels of a label, and of what is chosen beside it
_GUTTER, _NEAR = 16, 6
_AT_THE_FOOT = (SEPARATE, *PAPER)
_DAY = asked("day", N_("截止日期"), Date(), required=True)


class OptionsPanel(QWidget):
    """Edits a `job`; `changed` when a person chose something else, `scoped` when records are to be chosen.

    `rescoped` when they are to be those of another table; `kept` asks to keep all this under a name, `left` to go back to the list that is printed.
    """

    changed = Signal()
    scoped = Signal()
    rescoped = Signal()
    kept = Signal()
    left = Signal()

    def __init__(self, why: Callable[[str], str | None], has_one_school: Callable[[], bool]) -> None:
        """`why` asks for the reason whole numbers are wanted on a paper of that title; of one school none is narrowed to it."""
        super().__init__()
        self._why, self._has_one_school = why, has_one_school
        self.job: PrintJob | None = None
        self.editors: dict[str, Editor] = {}  # by the name of the option
        self.scope = FieldButton(_("范围")).leads(self.scoped)
        self.columns = ColumnsPanel()
        self._area = layouts.scrolling(QWidget())
        layouts.column(self._area, parent=self)

    def show_job(self, job: PrintJob) -> None:
        """Make the editors of another paper."""
        self.job, self.editors = job, {}
        self.scope.setParent(self)
        inner = QWidget()
        self._column = layouts.column(parent=inner, gap=10, margins=(_GUTTER, 14, _GUTTER, 14))
        self._add_head(job)
        self._add_scope(job)
        self._add_options(job, (option for option in job.subject.options if option not in _AT_THE_FOOT))
        self._add_sheet(job)
        layouts.let_go(self.columns)  # the first has no parent to end with
        self.columns = ColumnsPanel()
        self.columns.changed.connect(lambda headings: self._take(columns=headings))
        for widget in (Hairline(), self.columns, Hairline()):
            self._column.addWidget(widget)
        self._add_options(job, (option for option in job.subject.options if option in _AT_THE_FOOT))
        self._add_masking(job)
        self._column.addStretch(1)
        self._area.setWidget(inner)

    def _add_head(self, job: PrintJob) -> None:
        title = TextLine(job.title, SECTION, strong=True)
        title.setMaximumWidth(title.fontMetrics().horizontalAdvance(job.title) + 2)
        subject = job.subject
        keep = Button(_("存为方案"), Kind.LINK).leads(self.kept)
        keep.setToolTip(_("把报表、范围和选项存成一个方案，下次直接打开"))
        head = layouts.row(
            (title, 1), Note(subject.code) if isinstance(subject, Report) else None, layouts.Stretch(0), keep, gap=8
        )
        layouts.add(self._column, head)
        if isinstance(subject, Report):
            layouts.add(self._column, -4, wrapped(_(subject.purpose)))

    def _add_scope(self, job: PrintJob) -> None:
        subject = job.subject
        if isinstance(subject, Listing):
            words = Label(_("按列表当前的次序和筛选条件打印；要换条件，请回到列表调整。"), "text2", wrapped=True)
            back = Button(_("回到列表"), Kind.LINK).leads(self.left)
            layouts.add(self._column, words, back)
            self.scope.hide()
            self._add_selected(job, subject)
            return
        self.scope.show()
        alone = self._has_one_school()
        offered = [table for table in subject.filters if not alone or table != SCHOOL or table == subject.of]
        if len(offered) > 1:
            tables = MenuField(_("范围按"), [(table, _(entity_named(table).label)) for table in offered])
            tables.show_key(job.table)
            tables.chosen.connect(self._rescope)
            self._row(_("范围按"), tables)
        self._row(_("范围"), self.scope)
        self.day = DateEditor(_DAY)
        self.day.put(job.day)
        self.day.edited.connect(self._take_day)
        self.day.box.editingFinished.connect(self._tidy_day)
        self._row(_DAY.title, self.day)

    def _add_selected(self, job: PrintJob, listing: Listing) -> None:
        if not listing.selected:
            return
        words = _("所选 {count}").format(count=counted(listing.query.entity, len(listing.selected)))
        choice = Segmented(((listing.selected, words), ((), _("整个列表"))))
        choice.setAccessibleName(_("范围"))
        choice.show_key(job.ids)
        choice.chosen.connect(lambda ids: self._take(ids=ids))
        self._row(_("范围"), choice)

    def _add_options(self, job: PrintJob, options: Iterable[Field]) -> None:
        for option in options:
            flag = isinstance(option.type, Flag)
            editor = self.editors[option.name] = TickEditor(option) if flag else plain_editor(option)
            value = job.options.get(option.name, option.default)
            editor.put(None if option.blank and value == option.default else value)  # what is usual is told in grey
            (editor.focusProxy() or editor).setAccessibleDescription(_(option.help))
            editor.setToolTip(_(option.help))
            editor.edited.connect(partial(self._read, option, editor))
            if flag:
                layouts.add(self._column, editor, -4)
            else:
                self._row(option.title, editor)

    def _read(self, option: Field, editor: Editor) -> None:
        """Take what was chosen, unless it is no value."""
        value, complaints = editor.reading()
        wrong = next((complaint for complaint in complaints if complaint.fatal), None)
        editor.complain(wrong.severity if wrong is not None else None)
        editor.setToolTip(wrong.message if wrong is not None else _(option.help))
        if wrong is None:
            self._choose(option.name, value)

    def _take_day(self) -> None:
        assert self.job is not None
        day, complaints = self.day.reading()
        wrong = next((complaint for complaint in complaints if complaint.fatal), None)
        self.day.complain(wrong.severity if wrong is not None else None)
        if wrong is None and day != self.job.day:
            self._take(day=day)

    def _tidy_day(self) -> None:
        """A day that is none is put back."""
        assert self.job is not None
        if self.day.reading()[0] is None:
            self.day.put(self.job.day)
            self.day.complain(None)

    def _add_sheet(self, job: PrintJob) -> None:
        paper = Segmented(
            (("A4", "A4"), ("A3", "A3")), _("纸张"), key=job.sheet, then=lambda key: self._take(paper=key)
        )
        self._turn = Segmented(((False, _("纵向")), (True, _("横向"))))
        self._turn.setAccessibleName(_("纸张方向"))
        self._turn.show_key(job.subject.landscape if job.landscape is None else job.landscape)
        self._turn.chosen.connect(lambda key: self._take(landscape=key))
        if paper.sizeHint().width() + self._turn.sizeHint().width() + _NEAR <= ROOM:
            self._row(_("纸张"), _side_by_side(paper, self._turn))
        else:  # longer words stand below each other
            self._row(_("纸张"), _side_by_side(paper))
            self._row("", _side_by_side(self._turn))

    def show_proof(self, proof: Proof, *, landscape: bool) -> None:
        """Offer the columns of the paper that was made, and say how it lies where nobody chose."""
        self._turn.show_key(landscape)
        if self.job is not None:
            self.columns.offer(proof.columns, self.job.columns, proof.room, masked=not self.job.unmasked)

    def _add_masking(self, job: PrintJob) -> None:
        if not _has_private(job):
            return
        switch = Switch(_("完整证件号和电话"))
        switch.setChecked(job.unmasked)
        switch.toggled.connect(lambda on: self._mask(switch, on=on))
        layouts.add(self._column, 6, switch)
        note = wrapped(_("会留下记录；纸上每页加水印，注明打印人"))
        note.setContentsMargins(38, 0, 0, 0)
        self._column.addSpacing(-6)  # nearer to what it explains
        self._column.addWidget(note)

    def _mask(self, switch: Switch, *, on: bool) -> None:
        """Take the masks off once it is said why, or put them on again."""
        assert self.job is not None
        if on == self.job.unmasked:
            return
        reason = self._why(self.job.title) if on else ""
        if reason is None:
            switch.setChecked(False)
        else:
            self._take(unmasked=on, reason=reason)

    def _row(self, words: str, editor: QWidget) -> None:
        label = Label(words, "text2", wrapped=True)
        label.setFixedWidth(LABEL)
        narrow = editor.sizePolicy().horizontalPolicy() is QSizePolicy.Policy.Fixed
        row = layouts.row(label, (editor, 0 if narrow else 1), layouts.STRETCH if narrow else None, gap=8)
        if narrow:  # it stands where the fields above begin
            row.addStretch(1)
        layouts.add(self._column, row)

    # --- changes

    def _choose(self, name: str, value: object) -> None:
        assert self.job is not None
        self._take(options={**self.job.options, name: value})

    def _take(self, **changes: object) -> None:
        assert self.job is not None
        self.job = replace(self.job, **changes)  # type: ignore[arg-type] # the names are those of the fields
        self.changed.emit()

    def _rescope(self, table: object) -> None:
        """Let the records be those of another table: all of them, until some are chosen."""
        assert self.job is not None
        self.job = replace(self.job, of=str(table), ids=())
        self.rescoped.emit()

    def take_ids(self, ids: tuple[int, ...]) -> None:
        """Print it for other records."""
        self._take(ids=ids)

    def say_scope(self, words: str) -> None:
        """Tell in words which records are chosen."""
        self.scope.say(words)


def _side_by_side(*widgets: QWidget) -> QWidget:
    both = QWidget()
    layouts.row(*widgets, layouts.STRETCH, parent=both, gap=_NEAR)
    return both


def _has_private(job: PrintJob) -> bool:
    """Whether cells of the paper are masked unless asked for."""
    subject = job.subject
    if isinstance(subject, Report):
        return subject.private
    fields = field_map(subject.query.entity)
    return any(fields[name].private for name in subject.columns)
