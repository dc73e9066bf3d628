"""What a lock costs: lists, edits, check and backup of a locked file beside the same file without one."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from functools import partial
from pathlib import Path

from models.database import key_slots, locking
from models.database.backup import backup
from models.database.database import Database, open_database
from models.database.query import Query
from models.database.results import read_all
from models.rules.problems import problems
from models.schema.fields import entity_named
from tests.speed.students import fill
from tests.speed.timing import Figure, worked, worked_in_turn

COUNT, EDITS = 20_000, 50
RATIO, RATIO_OF_A_BACKUP = 1.1, 2.0
SECRET = "春风桃李 2026"


def figures(folder: Path) -> Iterator[Figure]:
    """Seconds the processor worked; the floor is the file without a lock."""
    plain, locked = folder / "plain.db", folder / "locked.db"
    if not plain.exists():
        with closing(open_database(plain)) as database:
            fill(database, COUNT)
    shutil.copy(plain, locked)
    key = key_slots.new_key()
    keys = key_slots.with_passphrase(key_slots.new_set(key), key, "王老师", SECRET, date(2026, 9, 1))
    locking.lock(locked, keys, key)
    with closing(open_database(plain)) as one, closing(open_database(locked)) as other:
        for what, work, ratio in _works(folder):
            floor, seconds = worked_in_turn([partial(work, database) for database in (one, other)])
            yield Figure(what, seconds, floor, ratio)
    took, wall = worked(lambda: key_slots.opened_by(keys, SECRET), 3)
    yield Figure("open the lock with a passphrase", took, limit=1.0, wall=wall)


def _works(folder: Path) -> Iterator[tuple[str, Callable[[Database], object], float]]:
    student = entity_named("student")

    def listed(database: Database) -> None:
        with database.reading() as connection:
            list(read_all(connection, Query(student, search="王"), ("name", "id_number")))

    def edited(database: Database) -> None:
        with database.reading() as connection:
            ids = connection.exec_driver_sql(f"SELECT id FROM student LIMIT {EDITS}").scalars().all()
        for key in ids:
            with database.transaction("测速") as tx:
                tx.update(student, key, {"phone": f"139{database.written % 10**8:08d}"})

    def checked(database: Database) -> None:
        list(problems(database))

    def backed_up(database: Database) -> None:
        backup(database.engine, folder / "copy.db", overwrite=True)

    yield f"list of {COUNT} students, locked", listed, RATIO
    yield f"{EDITS} edits, locked", edited, RATIO
    yield "check, locked", checked, RATIO
    yield "backup, locked", backed_up, RATIO_OF_A_BACKUP
