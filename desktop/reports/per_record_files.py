"""One file a record: each class's roster by itself, named after it, in a folder."""

from dataclasses import replace
from pathlib import Path

from desktop.reports.job import PrintJob, document_of
from desktop.reports.report import Report, render
from models import clock
from models.database.database import Database
from models.database.results import displays
from models.progress import SILENT, Progress
from models.words import _

_FORBIDDEN = str.maketrans('\\/:*?"<>|', "_________")


def render_each(
    database: Database, job: PrintJob, folder: Path, ending: str, progress: Progress = SILENT
) -> tuple[Path, ...]:
    """Write the job's records to files `<title> <record>.<ending>` (.pdf, .xlsx, .txt) in the folder.

    Files of the same name are replaced; two records of one name get a number. Raises Cancelled between files, OSError.
    """
    assert isinstance(job.subject, Report)
    with database.reading() as connection:
        names = displays(connection, job.entity, job.ids)
    written, now = list[Path](), clock.now()
    for nth, key in enumerate(job.ids):
        progress.note(names.get(key, ""), nth, len(job.ids))
        target = _free(folder, _("{title} {name}").format(title=job.title, name=names.get(key, key)), ending, written)
        render(document_of(database, replace(job, ids=(key,)), now), target)
        written.append(target)
    return tuple(written)


def _free(folder: Path, name: str, ending: str, taken: list[Path]) -> Path:
    stem, nth = name.translate(_FORBIDDEN), 1
    target = folder / f"{stem}{ending}"
    while target in taken:
        nth += 1
        target = folder / f"{stem} {nth}{ending}"
    return target
