"""Import of a workbook with all its checks, and its undo, beside the bare reading and writing of the same data.

All in seconds that processors worked, for us or for the child that reads: what else runs on the machine is not measured.
Every run imports other students, so that none finds what the one before has remembered of names and numbers.
"""

import gc
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from python_calamine import CalamineWorkbook

from desktop.exchange.applying import apply
from desktop.exchange.plan import Action
from models.database.database import open_database
from models.database.engine import connect, open_engine, writing
from models.schema.fields import entity_named
from tests.imported import plan
from tests.speed import workbooks
from tests.speed.timing import Figure

GAP = "reading in a child is a tenth of it, judging two fifths, writing with log and index half, 4 x the floor alone"
MOST, MOST_UNDO = 4, 3  # times the floor
TABLES = (
    "major",
    "school_class",
    "student",
    "class_membership",
    "status_period",
)  # what the workbook fills, what is referred to first


@dataclass(frozen=True)
class Times:
    """Seconds of one import: reading in the child, judging, writing, taking it back; those that passed till it was in."""

    read: float
    planned: float
    applied: float
    undone: float
    passed: float
    bare_read: float
    bare_insert: float

    @property
    def imported(self) -> float:
        """From the file to the commit."""
        return self.read + self.planned + self.applied

    @property
    def floor(self) -> float:
        """The bare reading and writing of the same."""
        return self.bare_read + self.bare_insert


def measure(folder: Path, count: int, times: int) -> Times:
    """The run in the middle of several by how many times its own floor it took; the machine is not equally quick in all."""
    warm = _sheet(folder, 500, 99)
    _import(folder / f"warm-{count}.sydb", folder / f"bare-warm-{count}.sydb", warm, 500)
    runs = [
        _import(folder / f"import-{count}-{n}.sydb", folder / f"bare-{count}-{n}.sydb", _sheet(folder, count, n), count)
        for n in range(1, times + 1)
    ]
    return sorted(runs, key=lambda run: run.imported / run.floor)[times // 2]


def _sheet(folder: Path, count: int, seed: int) -> Path:
    sheet = folder / f"students-{count}-{seed}.xlsx"
    if not sheet.exists():
        workbooks.write(sheet, count, seed)
    return sheet


def _worked(of: int) -> float:
    used = resource.getrusage(of)
    return used.ru_utime + used.ru_stime


def _timed(work: Callable[[], Any]) -> tuple[Any, float, float]:
    """What the work gives, and the seconds it took here and in children that have ended."""
    gc.collect()
    here, there = _worked(resource.RUSAGE_SELF), _worked(resource.RUSAGE_CHILDREN)
    found = work()
    return found, _worked(resource.RUSAGE_SELF) - here, _worked(resource.RUSAGE_CHILDREN) - there


def _import(path: Path, bare: Path, sheet: Path, count: int) -> Times:
    database, begun = open_database(path, installation=7), time.perf_counter()
    made, planned, read = _timed(lambda: plan(database, entity_named("student"), sheet))
    applied = _timed(lambda: apply(database, made))[1]
    passed = time.perf_counter() - begun
    totals = made.totals()
    assert totals[Action.INSERT] == count, totals
    _keep_rows(database.engine, path)
    undone = _timed(database.undo)[1]
    database.close()
    return Times(read, planned, applied, undone, passed, _timed(lambda: _read_bare(sheet))[1], _insert_bare(path, bare))


def _keep_rows(engine: sa.Engine, path: Path) -> None:
    """Set the imported rows aside, for the floor to insert the very same."""
    with engine.connect() as connection:
        _kept[path] = {name: _filled(connection, name) for name in TABLES}


Rows = tuple[tuple[str, ...], list[tuple[Any, ...]]]
_kept: dict[Path, dict[str, Rows]] = {}


def _filled(connection: sa.Connection, table: str) -> Rows:
    """The columns of a table that hold anything, and its rows."""
    result = connection.exec_driver_sql(f"SELECT * FROM {table}")
    names, rows = tuple(result.keys()), [tuple(row) for row in result]
    used = [place for place in range(len(names)) if any(row[place] is not None for row in rows)]
    return tuple(names[place] for place in used), [tuple(row[place] for place in used) for row in rows]


def _insert_bare(path: Path, target: Path) -> float:
    """Seconds for executemany of the rows just imported, committed with our pragmas, in an empty file of our schema."""
    open_database(target).close()
    engine, kept = open_engine(target), _kept.pop(path)
    start = _worked(resource.RUSAGE_SELF)
    with writing(engine) as connection:
        for table in TABLES:
            names, rows = kept[table]
            places = ",".join("?" * len(names))
            statement = f"INSERT INTO {table} ({','.join(names)}) VALUES ({places})"
            connection.exec_driver_sql(statement, rows)
    taken = _worked(resource.RUSAGE_SELF) - start
    engine.dispose()
    with connect(target) as raw:
        assert raw.execute("SELECT count(*) FROM student").fetchone()[0] == len(kept["student"][1])
    return taken


def _read_bare(sheet: Path) -> list[list[Any]]:
    return CalamineWorkbook.from_path(str(sheet)).get_sheet_by_index(0).to_python()


def figures(folder: Path) -> list[Figure]:
    """The import of 10 000 students, its undo, and both with 50 000."""
    small, large = measure(folder, 10_000, 5), measure(folder, 50_000, 1)
    insert = small.bare_insert
    print(  # noqa: T201 - the parts of the next figures
        f"  child {small.read:.3f} s, plan {small.planned:.3f} s, apply {small.applied:.3f} s, undo {small.undone:.3f} s; "
        f"calamine {small.bare_read:.3f} s, bare insert {insert:.3f} s: undo is {small.undone / insert:.1f} x that"
    )
    words = "import 10 000 students / calamine + executemany"
    return [
        Figure(words, small.imported, small.floor, MOST, gap=GAP, wall=small.passed),
        Figure("undo of that import / its writing", small.undone, small.applied, MOST_UNDO),
        Figure("import a student, of 50 000 / of 10 000", large.imported / 50_000, small.imported / 10_000, 1.5),
        Figure("undo a student, of 50 000 / of 10 000", large.undone / 50_000, small.undone / 10_000, 1.5),
    ]
