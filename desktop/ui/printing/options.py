"""What may be chosen for a paper, read off its declaration: records, day, options, sheet, columns, masked or not."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop.reports.document import Column
from desktop.reports.job import Listing, PrintJob
from desktop.reports.registry import Report
from desktop.ui.choices import CheckBox, Segmented, Switch
from desktop.ui.controls import Button, Elided, Kind, Line, Note
from desktop.ui.printing.fields import DateBox, FieldButton, OptionEditor
from desktop.ui.theme import MEDIUM, SECTION, SEMIBOLD, font, tint
from models.schema.fields import entity_named, field_map
from models.words import _

LABEL = 66  # pixels
_GUTTER = 18


class OptionsPanel(QWidget):
    """Edits a `job`; `changed` when a person chose something else, `scoped` when records are to be chosen."""

    changed = Signal()
    scoped = Signal()
    left = Signal()  # back to the list that is printed

    def __init__(self) -> None:
        super().__init__()
        self.job: PrintJob | None = None
        self.scope = FieldButton(_("范围"))
        self.scope.clicked.connect(self.scoped)
        self._headings: tuple[str, ...] = ()
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QScrollArea.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._area)

    def show_job(self, job: PrintJob) -> None:
        """Make the editors of another paper."""
        self.job, self._headings = job, ()
        self.scope.setParent(self)
        inner = QWidget()
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(_GUTTER, 14, _GUTTER, 14)
        self._column.setSpacing(10)
        self._add_head(job)
        self._add_scope(job)
        if isinstance(job.subject, Report):
            self._add_options(job, job.subject)
        self._add_sheet(job)
        self._add_masking(job)
        self._columns = QVBoxLayout()
        self._columns.setSpacing(4)
        self._column.addLayout(self._columns)
        self._column.addStretch(1)
        self._area.setWidget(inner)

    def _add_head(self, job: PrintJob) -> None:
        title = Elided(job.title)
        title.setFont(font(SECTION, SEMIBOLD))
        head = QHBoxLayout()
        head.addWidget(title, 1)
        if isinstance(job.subject, Report):
            head.addWidget(Note(job.subject.code))
        self._column.addLayout(head)

    def _add_scope(self, job: PrintJob) -> None:
        subject = job.subject
        if isinstance(subject, Listing):
            words = QLabel(_("按列表当前的列、次序和筛选条件打印；要换列或条件，请回到列表调整。"))
            words.setWordWrap(True)
            tint(words, ink="text2")
            back = Button(_("回到列表"), Kind.LINK)
            back.clicked.connect(self.left)
            self._column.addWidget(words)
            self._column.addWidget(back)
            self.scope.hide()
            self._add_selected(job, subject)
            return
        self.scope.show()
        self._row(_("范围"), self.scope)
        day = DateBox(_("截止日期"), job.day)
        day.taken.connect(lambda value: self._take(day=value))
        self._row(_("截止日期"), day)

    def _add_selected(self, job: PrintJob, listing: Listing) -> None:
        if not listing.selected:
            return
        words = _("所选 {count} 条").format(count=f"{len(listing.selected):,}")
        choice = Segmented(((listing.selected, words), ((), _("整个列表"))))
        choice.setAccessibleName(_("范围"))
        choice.show_key(job.ids)
        choice.chosen.connect(lambda ids: self._take(ids=ids))
        self._row(_("范围"), choice)

    def _add_options(self, job: PrintJob, report: Report) -> None:
        for option in report.options:
            editor = OptionEditor(replace(option, default=job.options.get(option.name, option.default)))
            editor.changed.connect(lambda value, name=option.name: self._choose(name, value))
            self._row("" if editor.labelled else _(option.label), editor)
            if option.help:
                self._hint(_(option.help))

    def _add_sheet(self, job: PrintJob) -> None:
        paper = Segmented((("A4", "A4"), ("A3", "A3")))
        paper.setAccessibleName(_("纸张"))
        paper.show_key(job.paper)
        paper.chosen.connect(lambda key: self._take(paper=key))
        self._turn = Segmented(((False, _("纵向")), (True, _("横向"))))
        self._turn.setAccessibleName(_("纸张方向"))
        self._turn.show_key(self._is_landscape(job))
        self._turn.chosen.connect(lambda key: self._take(landscape=key))
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(paper)
        row.addWidget(self._turn)
        row.addStretch(1)
        self._row(_("纸张"), both)

    @staticmethod
    def _is_landscape(job: PrintJob) -> bool | None:
        if job.landscape is None and isinstance(job.subject, Report):
            return job.subject.landscape
        return job.landscape

    def show_landscape(self, *, landscape: bool) -> None:
        """How the paper lies that was made, where nobody chose."""
        self._turn.show_key(landscape)

    def _add_masking(self, job: PrintJob) -> None:
        if not _has_private(job):
            return
        switch = Switch(_("显示完整证件号和电话"))
        switch.setChecked(job.unmasked)
        switch.toggled.connect(lambda on: self._take(unmasked=on))
        self._column.addWidget(switch)
        self._hint(_("纸上每页加水印，注明打印人"), indent=38)

    def _row(self, words: str, editor: QWidget) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        label = QLabel(words)
        label.setFixedWidth(LABEL)
        label.setWordWrap(True)
        tint(label, ink="text2")
        row.addWidget(label)
        row.addWidget(editor, 1)
        self._column.addLayout(row)

    def _hint(self, words: str, indent: int = LABEL + 8) -> None:
        note = Note(words)
        note.setWordWrap(True)
        note.setContentsMargins(indent, 0, 0, 0)
        self._column.addSpacing(-5)  # nearer to what it explains
        self._column.addWidget(note)

    # --- columns

    def show_columns(self, columns: Sequence[Column]) -> None:
        """Offer the columns of the paper; those already offered stay, so that one left out can come back."""
        headings = tuple(dict.fromkeys(column.heading for column in columns))
        if self.job is None or set(headings) <= set(self._headings) or len(headings) < 2:  # noqa: PLR2004 - one always stays
            return
        self._headings = headings if not self.job.left_out else tuple(dict.fromkeys([*headings, *self.job.left_out]))
        self._columns.addSpacing(4)
        self._columns.addWidget(Line())
        head = QHBoxLayout()
        title = QLabel(_("列"))
        title.setFont(font(weight=MEDIUM))
        self._kept = Note()
        every = Button(_("全部列"), Kind.LINK)
        every.clicked.connect(self._keep_all)
        for widget in (title, self._kept):
            head.addWidget(widget)
        head.addStretch(1)
        head.addWidget(every)
        self._columns.addLayout(head)
        grid = QGridLayout()
        grid.setVerticalSpacing(0)
        half = -(-len(self._headings) // 2)
        self._boxes: dict[str, CheckBox] = {}
        for nth, heading in enumerate(self._headings):
            box = CheckBox(heading)
            box.setChecked(heading not in self.job.left_out)
            box.toggled.connect(lambda on, heading=heading: self._keep(heading, on=on))
            self._boxes[heading] = box
            grid.addWidget(box, nth % half, nth // half)
        self._columns.addLayout(grid)
        self._count()

    def _keep(self, heading: str, *, on: bool) -> None:
        assert self.job is not None
        left_out = self.job.left_out - {heading} if on else self.job.left_out | {heading}
        if len(left_out) >= len(self._headings):
            self._boxes[heading].setChecked(True)
            return
        if left_out != self.job.left_out:
            self._take(left_out=frozenset(left_out))
        self._count()

    def _keep_all(self) -> None:
        for box in self._boxes.values():
            box.blockSignals(True)
            box.setChecked(True)
            box.blockSignals(False)
        self._take(left_out=frozenset())
        self._count()

    def _count(self) -> None:
        assert self.job is not None
        total = len(self._headings)
        self._kept.setText(f"{total - len(self.job.left_out)} / {total}")

    # --- changes

    def _choose(self, name: str, value: object) -> None:
        assert self.job is not None
        self._take(options={**self.job.options, name: value})

    def _take(self, **changes: object) -> None:
        assert self.job is not None
        self.job = replace(self.job, **changes)  # type: ignore[arg-type] # the names are those of the fields
        self.changed.emit()

    def take_ids(self, ids: tuple[int, ...]) -> None:
        """Print it for other records."""
        self._take(ids=ids)

    def say_scope(self, words: str) -> None:
        """Tell in words which records are chosen."""
        self.scope.say(words)


def _has_private(job: PrintJob) -> bool:
    """Whether cells of the paper are masked unless asked for."""
    subject = job.subject
    if isinstance(subject, Report):
        return subject.private
    fields = field_map(subject.query.entity)
    return any(fields[name].private for name in subject.columns)


def scope_words(job: PrintJob, names: dict[int, str]) -> str:
    """Which records: the name of one, the count of several, or all of them."""
    assert isinstance(job.subject, Report)
    label = _(entity_named(job.subject.of).label)
    if not job.ids:
        return (
            _("请选择{label}").format(label=label) if job.subject.per_record else _("全部{label}").format(label=label)
        )
    if len(job.ids) == 1:
        return names.get(job.ids[0], _("1 个{label}").format(label=label))
    if len(job.ids) == len(names):
        return _("全部 {count} 个{label}").format(count=len(names), label=label)
    return _("{count} 个{label}").format(count=len(job.ids), label=label)
