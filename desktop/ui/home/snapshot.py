"""What the home page shows of a day, read at once."""

from dataclasses import dataclass
from datetime import date

from models.database.database import Database
from models.database.history import ChangeSet, change_sets
from models.database.office import is_sample
from models.progress import Progress
from models.statistics import overview
from models.statistics.overview import Expiry, GroupSize, Headlines, Month

CHANGES = 6


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The figures of `day`; `suggested` is the day one is shown first, today or the sample school's own."""

    day: date
    suggested: date
    sample: bool
    week: int | None
    headlines: Headlines
    expiries: tuple[Expiry, ...]
    groups: tuple[GroupSize, ...]
    months: tuple[Month, ...]
    changes: tuple[ChangeSet, ...]


def snapshot(database: Database, day: date | None, progress: Progress) -> Snapshot:
    """Read everything as one state of the file; without a day, of the day one is shown first."""
    with database.reading() as connection:
        suggested = overview.suggested_day(connection)
        at = day or suggested
        progress.check()
        return Snapshot(
            at,
            suggested,
            is_sample(connection),
            overview.week_of_term(connection, at),
            overview.headlines(connection, at),
            tuple(overview.expiring(connection, at)),
            tuple(overview.group_sizes(connection, at)),
            tuple(overview.months(connection, at)),
            tuple(change_sets(connection, CHANGES)),
        )
