"""The jobs of the print centre as they were left, the records there are for each, and the day they begin with."""

from dataclasses import replace
from datetime import date

from desktop.reports.job import Listing, PrintJob
from desktop.reports.report import Report
from desktop.ui.kit.context import AppContext
from desktop.ui.printing.record_picker import Candidate, first_choice, scope_words
from desktop.ui.printing.report_catalogue import Subject
from models.database.settings import has_one_school, suggested_day
from models.schema.counting import counted
from models.words import _


class Jobs:
    """`known` are the records of each table a paper can be printed for."""

    def __init__(self, place: AppContext) -> None:
        self._place = place
        self.known: dict[str, tuple[Candidate, ...]] = {}
        self._left: dict[str, PrintJob] = {}  # by report
        self._listed: PrintJob | None = None  # for a list, which has no name of its own
        self._year: int | None = None  # whose records a scheme wants, until they are known
        self._suggested: date | None = None

    def forget(self) -> None:
        """What was read of the file may be otherwise now."""
        self.known.clear()
        self._suggested = None

    def of(self, subject: Subject) -> PrintJob:
        """The job for a form or list: as it was left, or a new one."""
        if isinstance(subject, Report):
            return self._left.get(subject.name) or PrintJob(subject, self.day())
        listed = self._listed
        if listed is not None and listed.subject is subject:
            return listed
        return PrintJob(subject, self.day(), subject.selected)

    def day(self) -> date:
        """The day papers are made for when nobody chose another: that of the home page."""
        if self._place.working_day.chosen is not None:
            return self._place.working_day.chosen
        if self._suggested is None:
            with self._place.database.reading() as connection:
                self._suggested = suggested_day(connection)
        return self._suggested

    def has_one_school(self) -> bool:
        """Whether the file has one school only, to which nothing need be narrowed."""
        with self._place.database.reading() as connection:
            return has_one_school(connection)

    def put(self, job: PrintJob) -> None:
        """Remember a job as it is now."""
        if isinstance(job.subject, Report):
            self._left[job.subject.name] = job
        else:
            self._listed = job

    def put_kept(self, job: PrintJob, year: int | None) -> None:
        """Take a scheme or a printing; with a year, the records of that year there are by now."""
        self._year = year
        self.put(job)

    def complete(self, job: PrintJob) -> PrintJob:
        """The records are known: choose what one probably wants, if nothing was; those that are gone fall away."""
        if not isinstance(job.subject, Report):
            return job
        known = self.known[job.table]
        there = {one.id for one in known}
        ids = tuple(key for key in job.ids if key in there)
        if self._year is not None:
            ids, self._year = tuple(one.id for one in known if one.year == self._year), None
        if job.separable and not ids and job.subject.name not in self._left:
            ids = first_choice(known)
        return replace(job, ids=ids)

    def candidates(self, job: PrintJob) -> tuple[Candidate, ...]:
        """The records the job can be for."""
        return self.known.get(job.table, ()) if isinstance(job.subject, Report) else ()

    def scope(self, job: PrintJob) -> str:
        """Which records it is for, in words."""
        if isinstance(job.subject, Listing):
            return (
                _("所选 {count}").format(count=counted(job.subject.query.entity, len(job.ids)))
                if job.ids
                else _("整个列表")
            )
        return scope_words(job, self.candidates(job))
