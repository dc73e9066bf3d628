"""What a list reads beside the window each time it is taken: its ids, its first rows, how many there are in all."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from desktop.ui.grid.filtering import Names, ids_in
from desktop.ui.grid.paging import ListRows
from models.database.database import Database
from models.database.query import Query
from models.database.results import names_of
from models.progress import Progress


@dataclass(frozen=True, slots=True)
class Loaded:
    """`total` counts also what the conditions keep out; `names` are those of records the conditions name."""

    rows: ListRows
    total: int
    names: Names


def load(database: Database, query: Query, columns: Sequence[str], progress: Progress, *, narrowed: bool) -> Loaded:
    """Take a list."""
    rows = ListRows(database, query, columns)
    progress.check()
    if len(rows):
        rows.row(0)  # the first page is read here, so that the first paint waits for nothing
    total = count_of(database, Query(query.entity)) if narrowed else len(rows)
    return Loaded(rows, total, names_in(database, query))


def count_of(database: Database, query: Query) -> int:
    """How many records a query finds."""
    with database.reading() as connection:
        return int(connection.execute(query.count()).one()[0])


def names_in(database: Database, query: Query) -> Names:
    """What the records that conditions name are called."""
    found: dict[tuple[str, int], Any] = {}
    wanted = ids_in(query.conditions, query.entity)
    if wanted:
        with database.reading() as connection:
            for table, ids in wanted.items():
                words = names_of(connection, table, ids)
                found.update({(table, key): text for key, text in words.items()})
    return found
