"""What a list reads beside the window each time it is taken: first what is seen of it, then which records are in it."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from desktop.ui.list.filtering import Names, ids_in
from desktop.ui.list.page_cache import ListRows
from models.database.database import Database
from models.database.query import Query
from models.database.results import head_of, names_of
from models.progress import Progress


@dataclass(frozen=True, slots=True)
class Viewport:
    """What is seen of the list that is taken anew: its first and last row, and the record that is the current one."""

    first: int = 0
    last: int = 0
    current: int | None = None


@dataclass(frozen=True, slots=True)
class ListResult:
    """`total` counts also what the conditions keep out; `names` are those of records the conditions name.

    Of a long list `rows` may be only the first ones at first: then `whole` is false, and `count` is how many there
    will be, None while nobody knows.
    """

    rows: ListRows
    total: int
    names: Names
    count: int | None
    whole: bool = True


def load(  # noqa: PLR0913 - what a list is, and what is known and seen of it
    database: Database,
    query: Query,
    columns: Sequence[str],
    progress: Progress,
    *,
    total: Callable[[], int],
    sight: Viewport | None = None,
) -> ListResult:
    """Take a list, counting with `total` what there is in all; without `sight` of it the first rows come before the others, where that is quicker."""
    head = head_of(database, query, progress) if sight is None else None
    rows = ListRows(database, query, columns, head.ids if head is not None else None, progress)
    _read_what_is_seen(rows, sight or Viewport())
    every, plain = total(), not (query.conditional or query.search.strip())
    count = len(rows) if head is None else every if plain else head.hits
    return ListResult(rows, every, names_in(database, query), count, head is None)


def _read_what_is_seen(rows: ListRows, sight: Viewport) -> None:
    """Read the pages the first paint needs, so that it waits for nothing."""
    places = [sight.first, sight.last]
    if sight.current is not None:
        with suppress(ValueError):
            places.append(rows.ids.index(sight.current))
    for place in places:
        if place < len(rows):
            rows.row(place)


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
