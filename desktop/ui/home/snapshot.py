"""What the home page shows of a day, read at once."""

from dataclasses import dataclass
from datetime import date

from models.database.database import Database
from models.database.disclosures import COPY, EXPORT, LIST, Disclosure, disclosures
from models.database.history import change_sets
from models.database.printings import Printing, printings
from models.database.settings import is_sample, suggested_day
from models.database.transaction import ChangeSet
from models.progress import Progress
from models.statistics import overview
from models.statistics.overview import Expiry, GroupSize, Headlines
from models.statistics.placing import Placing, placing
from models.statistics.waivers import Waived, holding

CHANGES = 8
_GIVEN = (EXPORT, COPY, LIST)
_LOOKED_AT = 40  # disclosures among which papers and files are looked for


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The figures of `day`; `suggested` is the day one is shown first, today or the sample school's own.

    `papers` were printed or saved; `given` are lists that went out with whole numbers on them.
    """

    day: date
    suggested: date
    sample: bool
    week: int | None
    headlines: Headlines
    expiries: tuple[Expiry, ...]
    waivers: tuple[Waived, ...]
    groups: tuple[GroupSize, ...]
    placing: Placing
    changes: tuple[ChangeSet, ...]
    papers: tuple[Printing, ...]
    given: tuple[Disclosure, ...]


def snapshot(database: Database, day: date | None, progress: Progress, before: Snapshot | None = None) -> Snapshot:
    """Read everything as one state of the file; without a day, of the day one is shown first.

    `before` is what was read last: it is returned itself when nothing was written since and the day is the same.
    """
    with database.reading() as connection:
        suggested = suggested_day(connection)
        at = day or suggested
        changes, papers = tuple(change_sets(connection, CHANGES)), tuple(printings(connection, CHANGES))
        shown = disclosures(connection, limit=_LOOKED_AT)
        given = tuple(each for each in shown if each.way in _GIVEN)[:CHANGES]
        acts = (changes, papers, given)
        if before is not None and (before.day, before.changes, before.papers, before.given) == (at, *acts):
            return before
        progress.check()
        head, soon = overview.headlines(connection, at), tuple(overview.expiring(connection, at))
        waived = tuple(holding(connection, at))
        progress.check()
        groups = tuple(overview.group_sizes(connection, at))
        progress.check()
        sample, week = is_sample(connection), overview.week_of_term(connection, at)
        return Snapshot(at, suggested, sample, week, head, soon, waived, groups, placing(connection, at), *acts)
