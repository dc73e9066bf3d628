"""Lists of 10 000 and of a million students: ids in order, a page, a search, an edit of one field."""

import time
from array import array
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from models.database.database import Database, open_database
from models.database.engine import connect
from models.database.query import Query
from models.database.results import ResultSet
from models.schema.fields import entity_named
from tests.speed import students
from tests.speed.timing import Figure, best

SMALL, LARGE = 10_000, 1_000_000
COLUMNS = (
    "name", "student_number", "gender", "birth_date", "age", "id_number", "school_class", "major", "school", "status",
    "ethnicity", "political_status", "phone",
)  # fmt: skip
# two characters (a whole name, a given name), initials, the tail of a number
SEARCHES = ("张伟", "王伟", "宇轩", "zw", "wyx", "0421")
# one character, or the syllable, of a common surname: more than is asked for, told for comparison
COMMON = ("王", "wang")
PAGE = 0.015  # seconds, by the specification
FIRST_ROWS = 0.050
FLAT = 3  # times as long with a hundred times the records
RAW = "SELECT id FROM student ORDER BY student_number, id"


def filled(folder: Path, size: int) -> Database:
    """A database of so many students, made when the folder has none."""
    path = folder / f"students-{size}.sydb"
    there = path.exists()
    database = open_database(path, installation=7)
    if not there:
        start = time.perf_counter()
        students.fill(database, size)
        print(f"  {size} students written through the door in {time.perf_counter() - start:.1f} s")  # noqa: T201 - told
    return database


def figures(folder: Path) -> Iterator[Figure]:
    """The million by its floors and limits, and the flatness of what must not grow."""
    small, large = filled(folder, SMALL), filled(folder, LARGE)
    path = folder / f"students-{LARGE}.sydb"
    query = Query(entity_named("student"))
    yield Figure(
        "ids of 1 000 000 in order / the raw select",
        best(lambda: ResultSet(large, query, COLUMNS), 3), raw_select(path), 2,
    )  # fmt: skip
    lists = {size: ResultSet(database, query, COLUMNS) for size, database in ((SMALL, small), (LARGE, large))}
    yield Figure("a page of 200 rows in the middle of 1 000 000", _page(lists[LARGE], LARGE // 2), limit=PAGE)
    for text in SEARCHES:
        seconds, hits = _search(large, text)
        yield Figure(f"search {text} in 1 000 000 to all {hits} hits in order", seconds, limit=FIRST_ROWS)
    for text in COMMON:  # the window shows the first rows before all are known: see `window`, which has the limit
        seconds, hits = _search(large, text)
        yield Figure(f"search {text} in 1 000 000 to all {hits} hits in order", seconds)
    yield Figure("first page, 1 000 000 / 10 000", _page(lists[LARGE], 0), _page(lists[SMALL], 0), FLAT)
    one = "20200000005"  # a number one student has in both
    yield Figure("search for one student, 1 000 000 / 10 000", _search(large, one)[0], _search(small, one)[0], FLAT)
    yield Figure("edit one field, 1 000 000 / 10 000", _edit(large, lists[LARGE]), _edit(small, lists[SMALL]), FLAT)
    small.close()
    large.close()


def raw_select(path: Path) -> float:
    """The same statement on a bare connection, its ids kept in the same way."""
    raw = connect(path)
    raw.execute("PRAGMA cache_size = -32000")
    seconds = best(lambda: array("q", (row[0] for row in raw.execute(RAW).fetchall())), 3)
    raw.close()
    return seconds


def _page(found: ResultSet, position: int) -> float:
    def read() -> None:
        found.forget()
        assert found.row(position) is not None

    return best(read, 7)


def _search(database: Database, text: str) -> tuple[float, int]:
    """(seconds from the text to the first rows, hits)."""
    query = Query(entity_named("student"), search=text)
    hits: list[int] = []

    def look() -> None:
        found = ResultSet(database, query, COLUMNS)
        assert found.row(0) is not None
        hits.append(len(found))

    return best(look, 5), hits[0]


def _edit(database: Database, found: ResultSet) -> float:
    student, number = entity_named("student"), count()

    def change() -> None:
        with database.transaction("测速") as tx:
            tx.update(student, found.ids[len(found) // 2], {"phone": f"1380000{next(number):04d}"})

    return best(change, 9)
