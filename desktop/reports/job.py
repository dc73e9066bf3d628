"""What one is about to print: a form with its records and options, or the list one sees; one place makes the document."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from desktop.reports.document import Block, Document, PageBreak, Paper, Table
from desktop.reports.list_print import list_document
from desktop.reports.report import PAPER, Report, make, on_paper
from desktop.reports.revealing import revealed
from models.database.database import Database
from models.database.disclosures import PRINT
from models.database.query import Query
from models.schema.fields import Entity, Field, entity_named
from models.words import _

FIRST_ROWS = 60  # of a list: more than stand on its first sheet


@dataclass(frozen=True, slots=True)
class Listing:
    """A list as it is seen: its query, the names of its columns, and the records selected in it."""

    query: Query
    columns: tuple[str, ...]
    selected: tuple[int, ...] = ()

    @property
    def title(self) -> str:
        """What the paper is called."""
        return _("{label}列表").format(label=_(self.query.entity.label))

    @property
    def options(self) -> tuple[Field, ...]:
        """What may be chosen for it."""
        return PAPER

    @property
    def landscape(self) -> bool | None:
        """How it lies when nobody chose: as its columns need it."""
        return None

    @property
    def paper(self) -> Paper:
        """The sheet when nobody chose."""
        return "A4"


@dataclass(frozen=True, slots=True)
class PrintJob:
    """Everything that decides a paper.

    `unmasked` asks for whole numbers, `reason` says why. `ids` of a list are records of it, none are all of them; those of a form are of the table `of`, '' the usual one. `paper` and `landscape` None are what the form says; `columns` are
    headings in the order wanted, None the usual ones.
    """

    subject: Report | Listing
    day: date
    ids: tuple[int, ...] = ()
    of: str = ""
    unmasked: bool = False
    options: Mapping[str, Any] = field(default_factory=dict)
    paper: Paper | None = None
    landscape: bool | None = None
    columns: tuple[str, ...] | None = None
    reason: str = ""

    @property
    def title(self) -> str:
        """What the paper is called."""
        return _(self.subject.title)

    @property
    def entity(self) -> type[Entity]:
        """What `ids` are ids of."""
        return entity_named(self.table)

    @property
    def table(self) -> str:
        """The table of that."""
        subject = self.subject
        return (self.of or subject.of) if isinstance(subject, Report) else subject.query.entity.__tablename__

    @property
    def sheet(self) -> Paper:
        """The sheet it is printed on."""
        return self.paper or self.subject.paper

    @property
    def separable(self) -> bool:
        """Whether it has one section a record, each of which may be a file of its own."""
        return isinstance(self.subject, Report) and self.subject.per_record


def leading(job: PrintJob) -> PrintJob:
    """The job for the first record only: what the first sheet shows; the job itself where records are a filter."""
    return replace(job, ids=job.ids[:1]) if job.separable else job


def beginning(blocks: Iterable[Block]) -> Iterator[Block]:
    """As much of a document as its first sheet needs: the first rows of its first table."""
    for nth, block in enumerate(blocks):
        if nth and isinstance(block, PageBreak):
            return
        if isinstance(block, Table) and len(block.rows) > FIRST_ROWS:
            yield replace(block, rows=block.rows[:FIRST_ROWS])
            return
        yield block


def document_of(
    database: Database, job: PrintJob, printed_at: datetime, *, way: str | None = PRINT, first: bool = False
) -> Document:
    """The paper, to be rendered once; with `first` only as much of it as the first sheet needs.

    Where whole numbers stand on it, it is logged before it is handed out; `way` is how it is shown, None as before.
    Raises OptionError, and TooLongToPrint here or while it is rendered.
    """
    return dressed(made_of(database, job, printed_at, way=way, first=first), job)


def said(job: PrintJob) -> PrintJob:
    """The job as far as it decides what the paper says, not how it looks: equal ones need not be read again."""
    own = {option.name for option in PAPER}
    options = {name: value for name, value in job.options.items() if name not in own}
    return replace(job, options=options, paper=None, landscape=None, columns=None)


def dressed(document: Document, job: PrintJob) -> Document:
    """What a job's paper says on the sheet, with the columns and marks that were chosen."""
    landscape = document.landscape if job.landscape is None else job.landscape
    return replace(on_paper(document, job.options), paper=job.sheet, landscape=landscape, columns=job.columns)


def made_of(
    database: Database, job: PrintJob, printed_at: datetime, *, way: str | None = PRINT, first: bool = False
) -> Document:
    """What the paper says, to be read once; the sheet is as the form has it. See document_of."""
    made = _made_of(database, job, printed_at, first=first)
    return made if way is None else revealed(database, made, way, job.entity, job.reason)


def _made_of(database: Database, job: PrintJob, printed_at: datetime, *, first: bool) -> Document:
    subject = job.subject
    if isinstance(subject, Report):
        return make(
            database, subject, (leading(job) if first else job).ids, as_of=job.day, of=job.of, unmasked=job.unmasked,
            options=job.options, printed_by=database.operator, printed_at=printed_at,
        )  # fmt: skip
    return list_document(
        database, subject.query, subject.columns, ids=job.ids, unmasked=job.unmasked, printed_by=database.operator,
        printed_at=printed_at, limit=FIRST_ROWS if first else None,
    )  # fmt: skip
