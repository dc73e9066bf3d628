"""Import of a workbook with all its checks, and its undo, beside the bare reading and writing of the same data."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from python_calamine import CalamineWorkbook

from desktop.exchange.applying import apply
from desktop.exchange.plan import Action
from desktop.exchange.planning import plan
from models.database.database import open_database
from models.database.engine import connect, open_engine, writing
from models.schema.fields import entity_named
from tests.speed import workbooks
from tests.speed.timing import Figure, best

GAP = "the child process that reads, the log and the search index alone take about the bound; each check comes on top"
MOST, MOST_UNDO = 4, 3  # times the floor
TABLES = ("major", "school_class", "student", "class_membership")  # what the workbook fills, what is referred to first


@dataclass(frozen=True)
class Times:
    """Seconds of one import: judging, writing, taking it back."""

    planned: float
    applied: float
    undone: float

    @property
    def imported(self) -> float:
        """From the file to the commit."""
        return self.planned + self.applied


def measure(folder: Path, count: int, times: int) -> tuple[Times, float, float]:
    """(the import and its undo, reading the bare cells, inserting the bare rows), each the best of several runs."""
    sheet = folder / f"students-{count}.xlsx"
    if not sheet.exists():
        workbooks.write(sheet, count)
    runs, bare = [], []
    for number in range(times):
        path = folder / f"import-{count}-{number}.sydb"
        runs.append(_import(path, sheet, count))
        bare.append(_insert_bare(path, folder / f"bare-{count}-{number}.sydb"))
    quickest = Times(
        min(run.planned for run in runs), min(run.applied for run in runs), min(run.undone for run in runs)
    )
    return quickest, best(lambda: _read_bare(sheet), times), min(bare)


def _import(path: Path, sheet: Path, count: int) -> Times:
    database = open_database(path, installation=7)
    marks = [time.perf_counter()]
    made = plan(database, entity_named("student"), sheet)
    marks.append(time.perf_counter())
    apply(database, made)
    marks.append(time.perf_counter())
    totals = made.totals()
    assert totals[Action.INSERT] == count, totals
    _keep_rows(database.engine, path)
    marks.append(time.perf_counter())
    database.undo()
    marks.append(time.perf_counter())
    database.close()
    return Times(marks[1] - marks[0], marks[2] - marks[1], marks[4] - marks[3])


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
    start = time.perf_counter()
    with writing(engine) as connection:
        for table in TABLES:
            names, rows = kept[table]
            places = ",".join("?" * len(names))
            statement = f"INSERT INTO {table} ({','.join(names)}) VALUES ({places})"
            connection.exec_driver_sql(statement, rows)
    taken = time.perf_counter() - start
    engine.dispose()
    with connect(target) as raw:
        assert raw.execute("SELECT count(*) FROM student").fetchone()[0] == len(kept["student"][1])
    return taken


def _read_bare(sheet: Path) -> list[list[Any]]:
    return CalamineWorkbook.from_path(str(sheet)).get_sheet_by_index(0).to_python()


def figures(folder: Path) -> list[Figure]:
    """The import of 10 000 students, its undo, and both with 50 000."""
    small, read, insert = measure(folder, 10_000, 5)
    large, _read, _insert = measure(folder, 50_000, 2)
    print(  # noqa: T201 - the parts of the next figures
        f"  plan {small.planned:.3f} s, apply {small.applied:.3f} s, undo {small.undone:.3f} s; "
        f"calamine {read:.3f} s, bare insert {insert:.3f} s: undo is {small.undone / insert:.1f} x the bare insert"
    )
    return [
        Figure("import 10 000 students / calamine + executemany", small.imported, read + insert, MOST, gap=GAP),
        Figure("undo of that import / its writing", small.undone, small.applied, MOST_UNDO),
        Figure("import a student, of 50 000 / of 10 000", large.imported / 50_000, small.imported / 10_000, 1.5),
        Figure("undo a student, of 50 000 / of 10 000", large.undone / 50_000, small.undone / 10_000, 1.5),
    ]
