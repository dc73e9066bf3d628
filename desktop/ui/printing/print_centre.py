"""The print centre: a catalogue of papers, what may be chosen for one, and the paper itself as it will be printed."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.manual import topics
from desktop.reports.catalogue import report_named, reports
from desktop.reports.job import Listing, PrintJob
from desktop.reports.preflight import Finding
from desktop.reports.preview import Proof, Sheets
from desktop.reports.report import Report
from desktop.ui.kit import layouts
from desktop.ui.kit.accessibility import keeps, shortcut
from desktop.ui.kit.context import AppContext
from desktop.ui.kit.controls import Hairline
from desktop.ui.kit.dialogs import ask_reason
from desktop.ui.kit.page import Page
from desktop.ui.kit.page_view import Fit, PageView
from desktop.ui.printing.centre_head import FORMS, RECORDS, SCHEMES, CentreHead
from desktop.ui.printing.findings_panel import FindingsPanel
from desktop.ui.printing.jobs import Jobs
from desktop.ui.printing.options_panel import OptionsPanel
from desktop.ui.printing.output import Output, sentence_of
from desktop.ui.printing.preview_builder import PreviewBuilder
from desktop.ui.printing.preview_toolbar import PreviewToolbar
from desktop.ui.printing.record_picker import Candidate, RecordPicker, candidates
from desktop.ui.printing.report_catalogue import ReportCatalogue, Subject
from desktop.ui.printing.scheme_store import SchemeStore
from models.database.printings import Printing
from models.database.query import Condition, Query
from models.database.touched import ONE_BY_ONE
from models.schema.fields import entity_named
from models.words import _, several

_RECENT, _KEPT = "printing.recent", 3


class PrintCentre(Page):
    """A page of the window; asks for others through its signals."""

    proofed = Signal(bool)  # a paper is there: the whole of it, or only its first record

    def __init__(self, workplace: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.place = workplace
        self.proof: Proof | None = None
        self.whole = False
        self.jobs = Jobs(workplace)
        self.catalogue = ReportCatalogue(reports())
        self.options = OptionsPanel(
            lambda title: ask_reason(
                workplace.window, workplace.settings, _("{title}（完整号码）").format(title=title)
            ),
            self.jobs.has_one_school,
        )
        self.notes = FindingsPanel()
        self.paper = PageView(workplace.tasks)
        self.strip = PreviewToolbar(self.paper)
        self.plate = RecordPicker(workplace.database, workplace.tasks, self)
        self.delivery = Output(workplace, self)
        self.maker = PreviewBuilder(workplace.database, workplace.tasks, self)
        self.keeper = SchemeStore(workplace, self)
        self.head = CentreHead()
        self.print, self.pdf, self.excel = self.head.print, self.head.pdf, self.head.excel
        self._lay_out()
        self._connect()
        self.setFocusProxy(self.catalogue.view)

    def help_topic(self) -> str:
        """The paper that is seen; the page where it is a list or nothing yet."""
        job = self.options.job
        if job is not None and isinstance(job.subject, Report):
            return topics.of_paper(job.subject.name)
        return topics.of_page("print")

    # --- how it looks

    def _lay_out(self) -> None:
        self.body = QStackedWidget()
        for page in (self._forms(), self.keeper.schemes, self.keeper.records):
            self.body.addWidget(page)
        layouts.column(self.head, Hairline(), (self.body, 1), parent=self, gap=0)

    def _forms(self) -> QWidget:
        chosen = QWidget()
        chosen.setFixedWidth(308)
        layouts.column((self.options, 1), Hairline(), self.notes, parent=chosen, gap=0)
        self.catalogue.setFixedWidth(236)
        page = QWidget()
        layouts.row(
            self.catalogue, Hairline(upright=True), chosen, Hairline(upright=True),
            (layouts.column(self.strip, Hairline(), (self.paper, 1), gap=0), 1),
            parent=page, gap=0,
        )  # fmt: skip
        return page

    def _connect(self) -> None:
        self.head.tabs.currentChanged.connect(self._turn)
        self.catalogue.chosen.connect(self._open)
        self.options.changed.connect(self._changed)
        self.options.scoped.connect(self._choose_records)
        self.options.rescoped.connect(self._open_anew)
        self.options.left.connect(self._go_back)
        self.options.kept.connect(self._keep)
        self.plate.chosen.connect(self._take_ids)
        self.notes.followed.connect(self._follow)
        self.maker.paper_asked.connect(self.notes.wait)
        self.maker.made.connect(self._show)
        self.maker.failed.connect(self._fail)
        self.keeper.counted.connect(self._tell_counts)
        self.keeper.opened.connect(self._open_kept)
        self.delivery.noted.connect(self.keeper.refresh)
        self.delivery.found.connect(self._say_count)
        self.excel.clicked.connect(lambda: self._deliver(".xlsx"))
        self.pdf.clicked.connect(lambda: self._deliver(".pdf"))
        self.head.text.triggered.connect(lambda: self._deliver(".txt"))
        for action, ending in zip(self.head.each, (".pdf", ".xlsx"), strict=True):
            action.triggered.connect(lambda _on=False, ending=ending: self._deliver_each(ending))
        self.print.clicked.connect(self.print_now)
        for keys, act in (
            ("Ctrl++", lambda: self.paper.step_zoom(1)), ("Ctrl+=", lambda: self.paper.step_zoom(1)),
            ("Ctrl+-", lambda: self.paper.step_zoom(-1)), ("Ctrl+0", lambda: self.paper.set_zoom(Fit.PAGE)),
        ):  # fmt: skip
            shortcut(self, keys, act)

    def _turn(self, place: int) -> None:
        self.body.setCurrentIndex(place)
        self.head.show_outlets(on=place == FORMS)
        self.setFocusProxy((self.catalogue.view, self.keeper.schemes.table, self.keeper.records.table)[place])
        if place != FORMS:
            self.keeper.refresh()

    def _tell_counts(self, schemes: int, records: int) -> None:
        for place, count in ((FORMS, len(reports())), (SCHEMES, schemes), (RECORDS, records)):
            self.head.tabs.set_count(place, count)

    # --- what is printed

    def opened(  # noqa: PLR0913, PLR0917 - one for each way to come here
        self,
        report: str | None = None,
        ids: Sequence[int] = (),
        query: Query | None = None,
        columns: Sequence[str] = (),
        scheme: str | None = None,
        again: Printing | None = None,
        of: str = "",
    ) -> None:
        """Show the page: for a report and records, a list with its columns and selection, a scheme, or as it was left.

        `again` opens what was printed once. `of` is the table of the records where a form takes several.

        `ids` of a list's records choose the first report there is for such records; one alone selects nothing of a
        list, because a list always has a current row.
        """
        self.jobs.forget()
        self.maker.forget()
        self.keeper.refresh()
        self.delivery.look_for_printer()
        if scheme is not None:
            self.keeper.open_named(scheme)
            return
        if again is not None:
            self.keeper.open_again(again)
            return
        if query is not None and columns:
            self.catalogue.listing = Listing(query, tuple(columns), tuple(ids) if len(ids) > 1 else ())
        subject = self._subject(report, ids, query)
        if ids and isinstance(subject, Report):
            self.jobs.put(replace(self.jobs.of(subject), ids=tuple(ids), of=of))
        self._choose(subject)

    def _choose(self, subject: Subject) -> None:
        self.head.tabs.setCurrentIndex(FORMS)
        self.catalogue.recent = tuple(self.place.settings.get(_RECENT, ()))
        self.catalogue.subject = subject
        self.catalogue.fill()
        self._open(subject)

    def _open_kept(self, job: PrintJob, year: int | None) -> None:
        if isinstance(job.subject, Listing):
            self.catalogue.listing = job.subject
        self.jobs.put_kept(job, year)
        self._choose(job.subject)

    def _subject(self, report: str | None, ids: Sequence[int], query: Query | None) -> Subject:
        """What to print."""
        if report is not None:
            return report_named(report)
        listing, every = self.catalogue.listing, reports()
        if query is not None and listing is not None:
            table = query.entity.__tablename__
            return next((r for r in every if ids and r.per_record and r.tells == table), listing)
        recent = (r for name in self.place.settings.get(_RECENT, ()) for r in every if r.name == name)
        return self.catalogue.subject or next(recent, every[0])

    def _open(self, subject: Subject) -> None:
        self.options.show_job(self.jobs.of(subject))
        self.proof, self.whole = None, False
        self.maker.stop()
        self.notes.wait()
        self._say_count()
        if not isinstance(subject, Report):
            self._changed()
            return
        job = self.jobs.of(subject)
        database, entity, table = self.place.database, job.entity, job.table
        if table in self.jobs.known:
            self._offer()
            return

        def done(found: tuple[Candidate, ...]) -> None:
            self.jobs.known[table] = found
            if self.options.job is not None and (self.options.job.subject, self.options.job.table) == (subject, table):
                self._offer()

        self.place.tasks.read(lambda _progress: candidates(database, entity), done, receiver=self)

    def _open_anew(self) -> None:
        """Other records are to be chosen among."""
        if self.options.job is not None:
            self.jobs.put(self.options.job)
            self._open(self.options.job.subject)

    def _offer(self) -> None:
        if self.options.job is not None:
            self.options.job = self.jobs.complete(self.options.job)
            self._say_scope()
            self._changed()

    def _go_back(self) -> None:
        job = self.options.job
        if job is not None and isinstance(job.subject, Listing):
            self.list_wanted.emit(job.subject.query)

    def _say_scope(self) -> None:
        if self.options.job is not None:
            self.options.say_scope(self.jobs.scope(self.options.job))

    def _choose_records(self) -> None:
        job = self.options.job
        if job is not None and isinstance(job.subject, Report) and job.table in self.jobs.known:
            self.plate.prepare(job.entity, self.jobs.known[job.table], job.ids)
            self.plate.open_below(self.options.scope)

    def _take_ids(self, ids: tuple[int, ...]) -> None:
        self.options.take_ids(ids)
        self._say_scope()

    def _keep(self) -> None:
        job = self.options.job
        if job is not None:
            self.keeper.save(job, self.jobs.scope(job), self.jobs.candidates(job))

    def _changed(self) -> None:
        job = self.options.job
        if job is None:
            return
        self.jobs.put(job)
        if isinstance(job.subject, Report) and job.separable and not job.ids:
            self.maker.stop()
            self._nothing(self._why_nothing(job.subject))
        else:
            self.maker.want(job)

    # --- the paper

    def _show(self, proof: Proof, whole: bool) -> None:
        sheets = Sheets(proof.content)
        # a person who looks at a later page keeps it in sight until the whole is there
        keep = self.proof is not None and (whole or self.paper.page < len(sheets))
        if whole or keep or self.proof is None:
            self.paper.show_sheets(sheets, keep=keep)
        self.proof, self.whole = proof, whole
        self.strip.show_sections(proof.sections if whole else ())
        if sheets.sizes:
            self.options.show_proof(proof, landscape=sheets.sizes[0][0] > sheets.sizes[0][1])
        if self.paper.sheets is not sheets:
            sheets.close()
        if whole:
            self.notes.show_findings(proof.findings)
        self._say_count()
        self.proofed.emit(whole)

    def _why_nothing(self, report: Report) -> str:
        label = _(entity_named(report.of).label)
        if not self.jobs.known.get(report.of):
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
        job = self.options.job
        pages = f"{self.proof.pages:,}" if self.whole and self.proof is not None else ""
        words = _("正在排版") if not pages and self.proof is not None else _("{pages} 页").format(pages=pages)
        if job is not None and job.separable and isinstance(job.subject, Report) and pages:
            label = several(job.entity.label)
            words = _("{count} 个{label}，{pages} 页").format(count=len(job.ids), label=label, pages=pages)
        self.head.set_state(
            words if self.proof is not None else "", pages, ready=bool(pages),
            separable=job is not None and job.separable,
        )  # fmt: skip
        took = _("预览与打印一致，首页 {first} 秒，全部 {whole} 秒").format(
            first=f"{self.maker.first_after:.1f}", whole=f"{self.maker.whole_after:.1f}"
        )
        printer = self.delivery.printer
        known = _("打印机：{name}").format(name=printer) if printer else ""
        self.foot_words = "　".join(part for part in (took if pages else "", known) if part)
        self.foot_changed.emit()

    def _follow(self, finding: Finding) -> None:
        """Open the records a finding is about; where they are not known, the page it is seen on."""
        if finding.records and finding.of:
            self.list_wanted.emit(Query(entity_named(finding.of), (Condition(ONE_BY_ONE, "in", finding.records),)))
        elif self.proof is not None and finding.section is not None and finding.section < len(self.proof.sections):
            self.paper.go(self.proof.sections[finding.section].page)

    def refresh(self) -> None:
        """Something was written: the paper says what is true now."""
        self.jobs.forget()
        self.maker.forget()
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
        if job is not None and self.proof is not None:
            self.delivery.save(job, ending, self.jobs.scope(job), self.proof.pages)

    def _deliver_each(self, ending: str) -> None:
        job = self._ready()
        if job is not None and self.proof is not None:
            self.delivery.save_each(job, ending, self.jobs.scope(job), self.proof.pages)

    def print_now(self) -> None:
        """Ask for a printer and print what is seen."""
        job = self._ready()
        if job is not None and self.proof is not None:
            width, height = self.paper.sheets.sizes[0] if self.paper.sheets is not None else (0.0, 1.0)
            self.delivery.print_(job, self.jobs.scope(job), self.proof.pages, landscape=width > height)

    def event(self, event: QEvent) -> bool:
        """Here the shortcut that leads to this page prints."""
        return keeps(event, lambda key: key.matches(QKeySequence.StandardKey.Print)) or super().event(event)

    def panes(self) -> tuple[QWidget, ...]:
        """What F6 walks through."""
        if self.body.currentIndex() == FORMS:
            return self.catalogue.view, self.options.scope, self.paper
        return self.head.tabs, (self.keeper.schemes, self.keeper.records)[self.body.currentIndex() - 1].table

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+P prints."""
        if event.matches(QKeySequence.StandardKey.Print):
            self.print_now()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing is made for nobody."""
        self.maker.stop()
        super().hideEvent(event)
