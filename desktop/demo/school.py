"""The second sample: one school with one year of life, made as offices do it, by importing its workbooks in order."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from desktop.demo.year import CHAPTERS, year_files
from desktop.exchange.import_steps import judge, read
from desktop.exchange.mapping import gather
from desktop.operations.importing import write
from models.database.database import Database
from models.database.history import change_sets
from models.database.query import Query
from models.database.settings import SAMPLE, sample_on
from models.progress import SILENT, Progress
from models.schema.fields import entity_named
from models.words import _, listed

DAY = date(2026, 8, 31)  # the last of its school year
TOLD = ("student", "school_class", "staff", "enterprise", "order_class", "placement", "status_change")


@dataclass(frozen=True, slots=True)
class SchoolFigures:
    """How many records of each kind the sample school holds, by table, and how many rows of each workbook went in."""

    counts: Mapping[str, int]
    rows: Mapping[str, int]

    def __str__(self) -> str:
        """In one sentence, for people."""
        return listed(f"{_(entity_named(name).label)} {self.counts[name]:,}" for name in TOLD)


def make_school(database: Database, progress: Progress = SILENT) -> SchoolFigures:
    """Import the year into an empty database; what its files hold that is to be rejected stays out, as in an office."""
    database.keep(SAMPLE, sample_on(DAY))
    rows = {}
    for file in year_files():
        progress.note(_(CHAPTERS[file.chapter]))
        found = gather(file.entity, (read(file.path, progress=progress),), {})
        judged = judge(database, file.entity, found, progress=progress)
        write(judged, progress=progress)
        rows[file.path.name] = len(judged.plan.rows) - len(judged.plan.rejected)
    with database.reading() as connection:
        last = change_sets(connection, 1)[0].id
        counts = {name: connection.execute(Query(entity_named(name)).count()).scalar_one() for name in TOLD}
    database.keep(SAMPLE, sample_on(DAY, last))
    return SchoolFigures(counts, rows)
