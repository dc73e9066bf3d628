"""The print centre: a catalogue of papers, what may be chosen for one, and the paper itself as it will be printed."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from desktop.reports.job import Listing, PrintJob, document_of
from desktop.reports.preview import Proof, Sheets, proof_of
from desktop.reports.registry import Report, report_named, reports
from desktop.ui.controls import Button, IconButton, Kind, Line, Note, Title
from desktop.ui.printing.catalogue import Catalogue, Subject
from desktop.ui.printing.delivery import Delivery, sentence_of
from desktop.ui.printing.notes import Notes
from desktop.ui.printing.options import OptionsPanel, scope_words
from desktop.ui.printing.paper import PaperView
from desktop.ui.printing.scope import Candidate, ScopePlate, candidates, first_choice
from desktop.ui.printing.strip import PaperStrip
from desktop.ui.theme import GUTTER, TITLE
from desktop.ui.workplace import Workplace
from models import clock
from models.database.query import Query
from models.progress import Progress
from models.schema.fields import entity_named
from models.words import _

if TYPE_CHECKING:
    from desktop.ui.tasks import Task

_RECENT, _KEPT = "printing.recent", 3
_WHOLE_AT_ONCE = 6  # records whose paper is made in the time of a blink
_PAUSE = 30  # milliseconds: several changes in one gesture make one paper


class PrintCentre(QWidget):
    """A page of the window; asks for others through its signals."""

    wanted_list = Signal(object)
    wanted_record = Signal(object, object)
    wanted_page = Signal(str, dict)
    proofed = Signal(bool)  # a paper is there: the whole of it, or only its first record

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.place = workplace
        self.proof: Proof | None = None
        self.whole = False
        self._jobs: dict[str, PrintJob] = {}  # as each report was left
        self._known: dict[str, tuple[Candidate, ...]] = {}
        self._tasks: list[Task] = []
        self.catalogue = Catalogue(reports())
        self.options = OptionsPanel()
        self.notes = Notes()
        self.paper = PaperView(workplace.tasks)
        self.strip = PaperStrip(self.paper)
        self.plate = ScopePlate(workplace.database, workplace.tasks, self)
        self.delivery = Delivery(workplace, self)
        self.count = Note("", "text2")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._make_buttons()
        self._lay_out()
        self._connect()
        self.setFocusProxy(self.catalogue.view)

    # --- how it looks

    def _make_buttons(self) -> None:
        self.excel = Button(_("Excel"), icon="arrow_download")
        self.pdf = Button(_("PDF"), icon="document_pdf")
        self.more = IconButton("more_horizontal", _("更多保存方式"))
        self.print = Button(_("打印"), Kind.PRIMARY, icon="print", keys="Ctrl+P")
        self.excel.setAccessibleName(_("保存为 Excel 工作簿"))
        self.pdf.setAccessibleName(_("保存为 PDF"))
        self._menu = QMenu(self)
        self._each = tuple(self._menu.addAction(words) for words in (_("每条记录一个 PDF…"), _("每条记录一个 Excel…")))
        self._menu.addSeparator()
        self._text = self._menu.addAction(_("保存为纯文本…"))

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(GUTTER, 0, 16, 0)
        head.setSpacing(8)
        head.addWidget(Title(_("打印中心"), TITLE))
        head.addStretch(1)
        head.addWidget(self.count)
        head.addSpacing(6)
        for button in (self.excel, self.pdf, self.more, self.print):
            head.addWidget(button)
        top = QWidget()
        top.setFixedHeight(52)
        top.setLayout(head)
        middle = QVBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.options, 1)
        middle.addWidget(Line())
        middle.addWidget(self.notes)
        chosen = QWidget()
        chosen.setFixedWidth(300)
        middle.setContentsMargins(0, 0, 0, 0)
        chosen.setLayout(middle)
        self.catalogue.setFixedWidth(236)
        right = QVBoxLayout()
        right.setSpacing(0)
        for widget in (self.strip, Line()):
            right.addWidget(widget)
        right.addWidget(self.paper, 1)
        body = QHBoxLayout()
        body.setSpacing(0)
        for part in (self.catalogue, Line(upright=True), chosen, Line(upright=True)):
            body.addWidget(part)
        body.addLayout(right, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(top)
        column.addWidget(Line())
        column.addLayout(body, 1)

    def _connect(self) -> None:
        self.catalogue.chosen.connect(self._open)
        self.options.changed.connect(self._changed)
        self.options.scoped.connect(self._choose_records)
        self.options.left.connect(self._go_back)
        self.plate.chosen.connect(self._take_ids)
        self.notes.followed.connect(self._go_section)
        self._pause.timeout.connect(self._make)
        self.excel.clicked.connect(lambda: self._deliver(".xlsx"))
        self.pdf.clicked.connect(lambda: self._deliver(".pdf"))
        self._text.triggered.connect(lambda: self._deliver(".txt"))
        for action, ending in zip(self._each, (".pdf", ".xlsx"), strict=True):
            action.triggered.connect(lambda _on=False, ending=ending: self._deliver_each(ending))
        self.more.clicked.connect(lambda: self._menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft())))
        self.print.clicked.connect(self.print_now)

    # --- what is printed

    def opened(
        self,
        report: str | None = None,
        ids: Sequence[int] = (),
        query: Query | None = None,
        columns: Sequence[str] = (),
    ) -> None:
        """Show the page: for a report and records, for a list with its columns and selection, or as it was left.

        `ids` of a list's records choose the first report there is for such records; one alone selects nothing of a
        list, because a list always has a current row.
        """
        self._known.clear()
        if query is not None and columns:
            self.catalogue.listing = Listing(query, tuple(columns), tuple(ids) if len(ids) > 1 else ())
        self.catalogue.recent = tuple(self.place.settings.get(_RECENT, ()))
        subject = self._subject(report, ids, query)
        self.catalogue.subject = subject
        self.catalogue.fill()
        if ids and isinstance(subject, Report):
            self._jobs[subject.name] = replace(self._job(subject), ids=tuple(ids))
        self._open(subject)

    def _subject(self, report: str | None, ids: Sequence[int], query: Query | None) -> Subject:
        """What to print."""
        if report is not None:
            return report_named(report)
        listing, every = self.catalogue.listing, reports()
        if query is not None and listing is not None:
            fitting = [r for r in every if r.per_record and ids and r.of == query.entity.__tablename__]
            return fitting[0] if fitting else listing
        recent = (r for name in self.catalogue.recent for r in every if r.name == name)
        return self.catalogue.subject or next(recent, every[0])

    def _job(self, subject: Subject) -> PrintJob:
        kept = self._jobs.get(subject.name) if isinstance(subject, Report) else None
        ids = subject.selected if isinstance(subject, Listing) else ()
        return kept or PrintJob(subject, clock.today(), ids)

    def _open(self, subject: Subject) -> None:
        self.options.show_job(self._job(subject))
        self.paper.set_zoom(self.paper.zoom)
        self.proof, self.whole = None, False
        self._stop()
        self.notes.wait()
        self._say_count()
        if not isinstance(subject, Report):
            self._pause.start()
            return
        database, entity = self.place.database, entity_named(subject.of)
        if subject.of in self._known:
            self._offer(subject)
            return

        def done(found: tuple[Candidate, ...]) -> None:
            self._known[subject.of] = found
            if self.options.job is not None and self.options.job.subject is subject:
                self._offer(subject)

        self.place.tasks.read(
            lambda _progress: candidates(database, entity), done, receiver=self, failed=self.place.report
        )

    def _offer(self, report: Report) -> None:
        """The records are known: choose what one probably wants, if nothing was."""
        job = self.options.job
        assert job is not None
        if report.per_record and not job.ids and report.name not in self._jobs:
            self.options.job = replace(job, ids=first_choice(self._known[report.of]))
        self._say_scope()
        self._changed()

    def _go_back(self) -> None:
        job = self.options.job
        if job is not None and isinstance(job.subject, Listing):
            self.wanted_list.emit(job.subject.query)

    def _say_scope(self) -> None:
        job = self.options.job
        if job is not None and isinstance(job.subject, Report):
            names = {one.id: one.name for one in self._known.get(job.subject.of, ())}
            self.options.say_scope(scope_words(job, names))

    def _choose_records(self) -> None:
        job = self.options.job
        if job is not None and isinstance(job.subject, Report) and job.subject.of in self._known:
            self.plate.prepare(entity_named(job.subject.of), self._known[job.subject.of], job.ids)
            self.plate.open_below(self.options.scope)

    def _take_ids(self, ids: tuple[int, ...]) -> None:
        self.options.take_ids(ids)
        self._say_scope()

    def _changed(self) -> None:
        job = self.options.job
        if job is not None and isinstance(job.subject, Report):
            self._jobs[job.subject.name] = job
        self._pause.start()

    # --- the paper

    def _stop(self) -> None:
        for task in self._tasks:
            task.stop()
        self._tasks.clear()

    def _make(self) -> None:
        """Make the paper: first what its first sheet needs, then the whole."""
        self._stop()
        job = self.options.job
        if job is None:
            return
        self.notes.wait()
        if isinstance(job.subject, Report) and job.separable and not job.ids:
            self._nothing(self._why_nothing(job.subject))
            return
        many = isinstance(job.subject, Listing) or (job.separable and len(job.ids) > _WHOLE_AT_ONCE)
        self._render(job, first=many)

    def _render(self, job: PrintJob, *, first: bool) -> None:
        database = self.place.database

        def work(progress: Progress) -> Proof:
            return proof_of(document_of(database, job, clock.now(), first=first), progress)

        def done(proof: Proof) -> None:
            self._show(proof, whole=not first)
            if first:
                self._render(job, first=False)

        self._tasks.append(self.place.tasks.read(work, done, receiver=self, failed=self._fail))

    def _show(self, proof: Proof, *, whole: bool) -> None:
        sheets = Sheets(proof.content)
        # a person who looks at a later page keeps it in sight until the whole is there
        keep = self.proof is not None and (whole or self.paper.page < len(sheets))
        if whole or keep or self.proof is None:
            self.paper.show_sheets(sheets, keep=keep)
        else:
            sheets.close()
        self.proof, self.whole = proof, whole
        self.strip.show_sections(proof.sections if whole else ())
        self.options.show_columns(proof.columns)
        if sheets.sizes:
            self.options.show_landscape(landscape=sheets.sizes[0][0] > sheets.sizes[0][1])
        if whole:
            self.notes.show_findings(proof.findings)
        self._say_count()
        self.proofed.emit(whole)

    def _why_nothing(self, report: Report) -> str:
        label = _(entity_named(report.of).label)
        if not self._known.get(report.of):
            return _("还没有{label}，新建或导入以后就可以打印").format(label=label)
        return _("还没有选择{label}，请在“范围”中选择").format(label=label)

    def _nothing(self, words: str) -> None:
        self.proof, self.whole = None, False
        self.paper.say(words)
        self.strip.show_sections(())
        self.notes.show_findings(())
        self._say_count()

    def _fail(self, error: Exception) -> None:
        sentence = sentence_of(error)
        self._nothing(sentence or _("这份表没有生成"))
        if not sentence:
            self.place.report(error)

    def _say_count(self) -> None:
        ready = self.whole and self.proof is not None
        pages = f"{self.proof.pages:,}" if ready and self.proof is not None else ""
        self.print.setText(_("打印 {count} 页").format(count=pages) if ready else _("打印"))
        for button in (self.print, self.pdf, self.excel, self.more):
            button.setEnabled(ready)
        job = self.options.job
        for action in self._each:
            action.setEnabled(ready and job is not None and job.separable)
        self.count.setText(self._count_words(pages))

    def _count_words(self, pages: str) -> str:
        job = self.options.job
        if not pages:
            return _("正在排版") if self.proof is not None else ""
        if job is None or not job.separable or not isinstance(job.subject, Report):
            return _("{pages} 页").format(pages=pages)
        label = _(entity_named(job.subject.of).label)
        return _("{count} 个{label}，{pages} 页").format(count=len(job.ids), label=label, pages=pages)

    def _go_section(self, section: int) -> None:
        if self.proof is not None and section < len(self.proof.sections):
            self.paper.go(self.proof.sections[section].page)

    def refresh(self) -> None:
        """Something was written: the paper says what is true now."""
        self._known.clear()
        if self.isVisible() and self.options.job is not None:
            self._open(self.options.job.subject)

    # --- where it goes

    def _ready(self) -> PrintJob | None:
        job = self.options.job if self.whole else None
        if job is not None and isinstance(job.subject, Report):
            recent = [job.subject.name, *(n for n in self.catalogue.recent if n != job.subject.name)][:_KEPT]
            self.place.settings.put(_RECENT, recent)
        return job

    def _deliver(self, ending: str) -> None:
        job = self._ready()
        if job is not None:
            self.delivery.save(job, ending)

    def _deliver_each(self, ending: str) -> None:
        job = self._ready()
        if job is not None:
            self.delivery.save_each(job, ending)

    def print_now(self) -> None:
        """Ask for a printer and print what is seen."""
        job = self._ready()
        if job is not None and self.proof is not None:
            width, height = self.paper.sheets.sizes[0] if self.paper.sheets is not None else (0.0, 1.0)
            self.delivery.print_(job, self.proof.pages, landscape=width > height)

    def event(self, event: QEvent) -> bool:
        """Here the shortcut that leads to this page prints."""
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and event.matches(QKeySequence.StandardKey.Print):
            event.accept()
            return True
        return super().event(event)

    def panes(self) -> tuple[QWidget, ...]:
        """What F6 walks through."""
        return self.catalogue.view, self.options.scope, self.paper

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+P prints."""
        if event.matches(QKeySequence.StandardKey.Print):
            self.print_now()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing is made for nobody."""
        self._stop()
        super().hideEvent(event)
