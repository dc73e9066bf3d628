"""The second sample: one school with one year of life, made as offices do it, by importing its workbooks in order."""

import csv
import tempfile
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from desktop.exchange.applying import apply
from desktop.exchange.planning import plan
from models.database.database import Database, open_database
from models.database.history import change_sets
from models.database.query import Query
from models.database.recovery import put_in_place
from models.database.settings import SAMPLE, SAMPLE_OFFICE, sample_on
from models.progress import SILENT, Progress
from models.resources import resource
from models.schema.fields import Entity, entities, entity_named
from models.words import N_, _, listed

DAY = date(2026, 8, 31)  # the last of its school year
FOLDER, MANIFEST = ("demo", "school"), "files.csv"
CHAPTERS = {
    "school": N_("学校、校历和教职工"), "enrolment": N_("录取和报到"), "students": N_("班级和学生"),
    "enterprises": N_("企业和岗位"), "agreements": N_("协议和订单班"), "apprentices": N_("学徒"),
    "placements": N_("注册、实习安置和异动"), "supervision": N_("实习管理"), "certificates": N_("证书"),
    "graduates": N_("毕业去向"), "cooperation": N_("校企合作"),
}  # fmt: skip
TOLD = ("student", "school_class", "staff", "enterprise", "order_class", "placement", "status_change")


@dataclass(frozen=True, slots=True)
class YearFile:
    """One workbook of the year: the chapter it belongs to, what it tells of, where it lies."""

    chapter: str
    entity: type[Entity]
    path: Path


@dataclass(frozen=True, slots=True)
class SchoolFigures:
    """How many records of each kind the sample school holds, by table, and how many rows of each workbook went in."""

    counts: Mapping[str, int]
    rows: Mapping[str, int]

    def __str__(self) -> str:
        """In one sentence, for people."""
        return listed(f"{_(entity_named(name).label)} {self.counts[name]:,}" for name in TOLD)


def year_files() -> tuple[YearFile, ...]:
    """The workbooks in the order they are imported; those of kinds of records the program does not keep are left out."""
    known = {entity.__tablename__ for entity in entities()}
    with resource(*FOLDER, MANIFEST).open(encoding="utf-8", newline="") as file:
        return tuple(
            YearFile(row["chapter"], entity_named(row["entity"]), resource(*FOLDER, row["file"]))
            for row in csv.DictReader(file)
            if row["entity"] in known
        )


def steps() -> tuple[str, ...]:
    """The chapters that progress tells of, in the language in use."""
    return tuple(_(CHAPTERS[name]) for name in dict.fromkeys(file.chapter for file in year_files()))


def build_school(path: Path, progress: Progress = SILENT) -> SchoolFigures:
    """Put the sample school at `path`, where nothing or an empty file is that is not open.

    It is made beside and moved there when it is complete: stopped or failed, nothing has changed. Raises Cancelled,
    DatabaseError, OSError.
    """
    with tempfile.TemporaryDirectory(prefix=f".{path.name}.", dir=path.parent) as folder:
        made = Path(folder) / path.name
        with closing(open_database(made, installation=SAMPLE_OFFICE)) as database:
            figures = make_school(database, progress)
        put_in_place(made, path)
    return figures


def make_school(database: Database, progress: Progress = SILENT) -> SchoolFigures:
    """Import the year into an empty database; what its files hold that is to be rejected stays out, as in an office."""
    database.keep(SAMPLE, sample_on(DAY))
    rows = {}
    for file in year_files():
        progress.note(_(CHAPTERS[file.chapter]))
        made = plan(database, file.entity, file.path, progress=progress)
        apply(database, made, progress)
        rows[file.path.name] = len(made.rows) - len(made.rejected)
    with database.reading() as connection:
        last = change_sets(connection, 1)[0].id
        counts = {name: connection.execute(Query(entity_named(name)).count()).scalar_one() for name in TOLD}
    database.keep(SAMPLE, sample_on(DAY, last))
    return SchoolFigures(counts, rows)
