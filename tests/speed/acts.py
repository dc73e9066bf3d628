"""Acts thought through with 100 000 students in the file: what a change on the layer waits for, beside bare reads of the same."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

from desktop.demo import make_sample
from desktop.ui.record.act_preview import preview
from desktop.ui.record.act_surroundings import offers
from models.acts.act import Act
from models.acts.catalogue import act_named
from models.database import storage
from models.database.database import Database, open_database
from models.database.query import Condition, Query
from models.database.results import count_of, ids_of
from models.database.settings import SAMPLE_DAY
from models.schema.fields import entity_named
from tests.speed import students
from tests.speed.timing import Figure, worked

SIZE, SEED = 100_000, 50  # students in the file; numbers that no student of the sample has
LIMITS = {1: 0.1, 500: 0.5}  # subjects -> seconds
RATIOS = {1: 6, 500: 20}  # subjects -> times the bare reads
GIVEN = {"change_date": SAMPLE_DAY, "break_until": SAMPLE_DAY + timedelta(days=364)}
COUNT = "SELECT count(*) FROM status_period WHERE (until_date IS NULL OR until_date > ?) AND status IN ('01', '05')"


def figures(folder: Path) -> Iterator[Figure]:
    """A suspension of one and of many: rules, counts and every register, after a change and on another day."""
    database = _filled(folder)
    act = act_named("suspend")
    assert act is not None
    placed = Query(
        entity_named("student"), tuple(Condition(n, "filled") for n in ("order_class", "placement_enterprise"))
    )
    with database.reading() as connection:
        busy = list(ids_of(connection, placed))
    for count, limit in LIMITS.items():
        some = busy[:count]

        def look(day: int = 0, some: Sequence[int] = some) -> None:
            preview(database, act, some, GIVEN | {"change_date": SAMPLE_DAY + timedelta(days=day)}, {})

        seconds, passed = worked(look, 7)
        floor, _passed = worked(lambda some=some: _read(database, act, some), 7)  # type: ignore[misc]
        words = f"suspension of {count} with {SIZE} in the file"
        yield Figure(f"{words} / bare reads of its rows", seconds, floor, RATIOS[count], wall=passed)
        yield Figure(f"{words}, after a change", seconds, limit=limit, wall=passed)
        days = iter(range(1, 100))  # each time another, for which nothing was counted yet
        seconds, passed = worked(lambda days=days, look=look: look(next(days)))  # type: ignore[misc]
        yield Figure(f"{words}, on another day", seconds, limit=limit, wall=passed)
    seconds, passed = worked(lambda: offers(database, entity_named("student"), busy[:500]))
    yield Figure("what can be done to 500", seconds, limit=LIMITS[500], wall=passed)
    database.close()


def _filled(folder: Path) -> Database:
    path = folder / "acts.sydb"
    there = path.exists()
    database = open_database(path, installation=7)
    if not there:
        make_sample(database)
        students.fill(database, SIZE - count_of(database, Query(entity_named("student"))), seed=SEED)
    return database


def _read(database: Database, act: Act, some: Sequence[int]) -> None:
    """The rows the act looks at and one count, as bare statements."""
    with database.reading() as connection:
        for entity, column in {act.entity: "id", **act.needs}.items():
            kind = entity_named(entity)
            list(storage.where(connection, kind, column, some, storage.columns_of(kind)))
        connection.exec_driver_sql(COUNT, (SAMPLE_DAY.isoformat(),)).scalar_one()
