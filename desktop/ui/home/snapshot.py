"""What the home page shows of a day, read at once."""

from dataclasses import dataclass
from datetime import date

from models.database.database import Database
from models.database.disclosures import FORM, Disclosure, disclosures
from models.database.history import ChangeSet, change_sets
from models.database.office import is_sample
from models.progress import Progress
from models.statistics import overview
from models.statistics.overview import Expiry, GroupSize, Headlines
from models.statistics.placing import Placing, placing

CHANGES = 8
_LOOKED_AT = 40  # disclosures among which papers and files are looked for


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The figures of `day`; `suggested` is the day one is shown first, today or the sample school's own.

    `given` are papers and files with whole numbers that were given out.
    """

    day: date
    suggested: date
    sample: bool
    week: int | None
    headlines: Headlines
    expiries: tuple[Expiry, ...]
    groups: tuple[GroupSize, ...]
    placing: Placing
    changes: tuple[ChangeSet, ...]
    given: tuple[Disclosure, ...]


def snapshot(database: Database, day: date | None, progress: Progress, before: Snapshot | None = None) -> Snapshot:
    """Read everything as one state of the file; without a day, of the day one is shown first.

    `before` is what was read last: it is returned itself when nothing was written since and the day is the same.
    """
    with database.reading() as connection:
        suggested = overview.suggested_day(connection)
        at = day or suggested
        changes, given = tuple(change_sets(connection, CHANGES)), tuple(disclosures(connection, limit=_LOOKED_AT))
        papers = tuple(each for each in given if each.way != FORM)[:CHANGES]
        if before is not None and (before.day, before.changes, before.given) == (at, changes, papers):
            return before
        progress.check()
        head, soon = overview.headlines(connection, at), tuple(overview.expiring(connection, at))
        progress.check()
        groups = tuple(overview.group_sizes(connection, at))
        progress.check()
        sample, week = is_sample(connection), overview.week_of_term(connection, at)
        return Snapshot(at, suggested, sample, week, head, soon, groups, placing(connection, at), changes, papers)
