"""What one is about to print: a form with its records and options, or the list one sees; one place makes the document."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Literal

from desktop.reports.document import Document
from desktop.reports.list_print import list_document
from desktop.reports.registry import PAPER, Option, Report, make, on_paper
from models.database.database import Database
from models.database.query import Query
from models.schema.fields import Entity, entity_named
from models.words import _

Paper = Literal["A4", "A3"]
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
    def options(self) -> tuple[Option, ...]:
        """What may be chosen for it."""
        return PAPER

    @property
    def landscape(self) -> bool | None:
        """How it lies when nobody chose: as its columns need it."""
        return None


@dataclass(frozen=True, slots=True)
class PrintJob:
    """Everything that decides a paper.

    `ids` of a list are records of it, none are all of them. `landscape` None is what the form says; `columns` are
    headings in the order wanted, None the usual ones.
    """

    subject: Report | Listing
    day: date
    ids: tuple[int, ...] = ()
    unmasked: bool = False
    options: Mapping[str, Any] = field(default_factory=dict)
    paper: Paper = "A4"
    landscape: bool | None = None
    columns: tuple[str, ...] | None = None

    @property
    def title(self) -> str:
        """What the paper is called."""
        return _(self.subject.title)

    @property
    def entity(self) -> type[Entity]:
        """What `ids` are ids of."""
        return entity_named(self.subject.of) if isinstance(self.subject, Report) else self.subject.query.entity

    @property
    def separable(self) -> bool:
        """Whether it has one section a record, each of which may be a file of its own."""
        return isinstance(self.subject, Report) and self.subject.per_record


def leading(job: PrintJob) -> PrintJob:
    """The job for the first record only: what the first sheet shows; the job itself where records are a filter."""
    return replace(job, ids=job.ids[:1]) if job.separable else job


def document_of(database: Database, job: PrintJob, printed_at: datetime, *, first: bool = False) -> Document:
    """The paper, to be rendered once; with `first` only as much of it as the first sheet needs.

    Raises OptionError, and while it is rendered TooLongToPrint.
    """
    subject = job.subject
    if isinstance(subject, Report):
        made = make(
            database, subject, (leading(job) if first else job).ids, as_of=job.day, unmasked=job.unmasked,
            options=job.options, printed_by=database.user, printed_at=printed_at,
        )  # fmt: skip
    else:
        made = list_document(
            database, subject.query, subject.columns, ids=job.ids, unmasked=job.unmasked, printed_by=database.user,
            printed_at=printed_at, limit=FIRST_ROWS if first else None,
        )  # fmt: skip
        made = on_paper(made, job.options)
    landscape = made.landscape if job.landscape is None else job.landscape
    return replace(made, paper=job.paper, landscape=landscape, columns=job.columns)
