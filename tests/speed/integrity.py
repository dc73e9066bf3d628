"""How long it takes to compare a file with what was written to it, beside reading all of its rows and of its log."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from models.database.database import Database, open_database
from models.database.integrity import verify
from models.database.logged_rows import deviations
from models.entities.audit import CHANGE
from models.schema.fields import every_entity
from tests.speed.students import fill
from tests.speed.timing import Figure, worked

SIZES = (10_000, 100_000)
ROWS, BACKUP, WHOLE = (
    6.0,
    14.0,
    30.0,
)  # times the floor: rows against the log; what a backup is judged by; with searches


def figures(folder: Path) -> Iterator[Figure]:
    """Rows against the log, all that a backup is judged by, and the same with the words of searches."""
    for size in SIZES:
        database = _filled(folder, size)
        floor, _passed = worked(lambda database=database: _read(database), 3)  # type: ignore[misc]
        for words, ratio, work in (
            (f"rows against the log, {size} students / reading both", ROWS, _rows),
            (f"what a backup is judged by, {size} students / reading both", BACKUP, _backup),
            (f"all of check but its rules, {size} students / reading both", WHOLE, _whole),
        ):
            seconds, passed = worked(lambda work=work, database=database: work(database), 3)  # type: ignore[misc]
            yield Figure(words, seconds, floor, ratio, wall=passed)
        database.close()


def _filled(folder: Path, size: int) -> Database:
    path = folder / f"integrity-{size}.sydb"
    made = path.exists()
    database = open_database(path)
    if not made:
        fill(database, size)
    return database


def _raw(database: Database, work: Any) -> None:
    with database.reading() as connection:
        work(connection.connection.driver_connection)


def _read(database: Database) -> None:
    def read(raw: Any) -> None:
        for table in (CHANGE.name, *(entity.__tablename__ for entity in every_entity())):
            for _row in raw.execute(f"SELECT * FROM {table}"):
                pass

    _raw(database, read)


def _rows(database: Database) -> None:
    _raw(database, lambda raw: list(deviations(raw)))


def _backup(database: Database) -> None:
    with database.reading() as connection:
        assert verify(connection, searches=False).sound


def _whole(database: Database) -> None:
    with database.reading() as connection:
        assert verify(connection).sound
