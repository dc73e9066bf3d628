"""Schemes and printings between the file and the print centre: read, saved under a name, renamed, deleted."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from desktop.reports.job import PrintJob
from desktop.reports.job_json import conditions_left_out, plain_job, read_job
from desktop.ui.kit.context import AppContext
from desktop.ui.kit.dialogs import ask_name
from desktop.ui.printing.record_picker import Candidate
from desktop.ui.printing.saved_table import PrintingsPage, SchemesPage
from models.database.printings import Printing, Scheme, count_printings, forget_scheme, printings, save_scheme, schemes
from models.progress import Progress
from models.words import _


class SchemeStore(QObject):
    """Keeps the pages of schemes and records true; `counted` with how many there are of each, `opened` with a job.

    The second of `opened` is the year whose records are wanted, or None: those the job names.
    """

    counted = Signal(int, int)
    opened = Signal(object, object)

    def __init__(self, place: AppContext, parent: QObject) -> None:
        super().__init__(parent)
        self._place = place
        self.schemes, self.records = SchemesPage(), PrintingsPage()
        self.schemes.scheme_wanted.connect(self.open_again)
        self.schemes.renaming_wanted.connect(self._rename)
        self.schemes.deleting_wanted.connect(self._delete)
        self.records.printing_wanted.connect(self.open_again)

    def refresh(self) -> None:
        """Read both again."""
        database = self._place.database

        def work(_progress: Progress) -> tuple[tuple[Scheme, ...], tuple[Printing, ...], int]:
            with database.reading() as connection:
                return tuple(schemes(connection)), tuple(printings(connection)), count_printings(connection)

        def done(found: tuple[tuple[Scheme, ...], tuple[Printing, ...], int]) -> None:
            self.schemes.show_found(found[0])
            self.records.show_found(found[1])
            self.counted.emit(len(found[0]), found[2])

        self._place.tasks.read(work, done, receiver=self)

    def _write(self, name: str, act: Callable[[], None], then: Callable[[], None]) -> None:
        def done(_none: None) -> None:
            self.refresh()
            then()

        self._place.tasks.write(name, lambda _progress: act(), done, receiver=self)

    def save(self, job: PrintJob, scope: str, among: Iterable[Candidate], start: str = "") -> None:
        """Ask for a name and keep the job under it."""
        name = ask_name(self._place.window, _("存为方案"), _("方案名称"), start or job.title)
        if name:
            self.save_as(name, job, scope, among)

    def save_as(self, name: str, job: PrintJob, scope: str, among: Iterable[Candidate]) -> None:
        """Keep the job under a name; whole numbers are asked for each time anew, so that they are not kept."""
        content = plain_job(replace(job, unmasked=False, reason="")) | {"year": year_of(job, among)}
        scheme = Scheme(name, job.title, scope, content)
        database = self._place.database
        said = _("已存为方案“{name}”，在“方案”中打开").format(name=name)
        self._write(_("存为方案"), lambda: save_scheme(database, scheme), lambda: self._place.say(said))

    def _rename(self, scheme: Scheme) -> None:
        name = ask_name(self._place.window, _("方案改名"), _("方案名称"), scheme.name)
        if name and name != scheme.name:
            self.rename(scheme, name)

    def rename(self, scheme: Scheme, name: str) -> None:
        """Call a scheme something else."""
        database, renamed = self._place.database, replace(scheme, name=name)

        def back() -> None:
            self._write(_("方案改名"), lambda: save_scheme(database, scheme, instead=name), lambda: None)

        def say() -> None:
            words = _("方案“{old}”已改名为“{new}”").format(old=scheme.name, new=name)
            self._place.announce(words, back)

        self._write(_("方案改名"), lambda: save_scheme(database, renamed, instead=scheme.name), say)

    def _delete(self, scheme: Scheme) -> None:
        database = self._place.database

        def back() -> None:
            self._write(_("恢复方案"), lambda: save_scheme(database, scheme), lambda: None)

        def say() -> None:
            self._place.announce(_("已删除方案“{name}”").format(name=scheme.name), back)

        self._write(_("删除方案"), lambda: forget_scheme(database, scheme.name), say)

    def open_named(self, name: str) -> None:
        """Open the scheme of that name, if there still is one."""
        with self._place.database.reading() as connection:
            found = next((scheme for scheme in schemes(connection) if scheme.name == name), None)
        if found is not None:
            self.open_again(found)
        else:
            self._place.warn(_("没有名为“{name}”的方案，可能已被删除").format(name=name))

    def open_again(self, kept: Scheme | Printing) -> None:
        """Open a kept job as it was."""
        job = read_job(kept.job)
        if job is None:
            self._place.warn(_("“{title}”不能按原样重新打开，请在“报表”中重新选择").format(title=kept.title))
            return
        left_out = conditions_left_out(kept.job)
        if left_out:
            self._place.warn(_("“{title}”{words}").format(title=kept.title, words=left_out))
        self.opened.emit(job, kept.job.get("year"))


def year_of(job: PrintJob, among: Iterable[Candidate]) -> int | None:
    """The year all of whose records the job is for; next time its new classes belong to it too."""
    wanted, known = set(job.ids), {one.id: one.year for one in among}
    years = {known.get(key) for key in wanted}
    year = next(iter(years)) if len(years) == 1 else None
    whole = year is not None and wanted == {key for key, of in known.items() if of == year}
    return year if whole else None
