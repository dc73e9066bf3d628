"""Which backups are worth keeping: the older, the fewer; counted in those that are there, so that no clock ends them."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

LATEST = 10  # are kept in any case
HOURS, AT_MOST = 24, 48  # all of so many hours before the newest, but no more than that: a clock may stand still
RUNGS = (("%Y-%m-%d", 14), ("%G-%V", 8), ("%Y-%m", 24))  # the last of each day, week and month, and of how many


def worth_keeping(newest: Sequence[datetime]) -> frozenset[datetime]:
    """Of the times of backups, newest first (by their acts, whatever the times say), those of backups to keep.

    Days, weeks and months without a backup do not count: after the summer holidays, or with a clock gone wrong, nothing
    vanishes at once.
    """
    kept = [*newest[:LATEST], *_of_a_day(newest)]
    for span, count in RUNGS:
        last: dict[str, datetime] = {}
        for time in newest:
            last.setdefault(time.strftime(span), time)
        kept += list(last.values())[:count]
    return frozenset(kept)


def _of_a_day(newest: Sequence[datetime]) -> list[datetime]:
    day = timedelta(hours=HOURS)
    return [time for time in newest[:AT_MOST] if timedelta(0) <= newest[0] - time < day]


def kept_at_most(newest: Sequence[datetime]) -> Mapping[datetime, datetime]:
    """Until when each of these backups is kept at most, while others are made day by day.

    Counted from its own time: what is the last of its month stays for two years, of its week for eight weeks, else for a
    fortnight. A newer one of the same month may take its place earlier.
    """
    found: dict[datetime, datetime] = {}
    spans = {"%Y-%m-%d": timedelta(days=1), "%G-%V": timedelta(weeks=1), "%Y-%m": timedelta(days=31)}
    for span, count in RUNGS:
        last: dict[str, datetime] = {}
        for time in newest:
            last.setdefault(time.strftime(span), time)
        found.update({time: time + spans[span] * count for time in last.values()})
    shortest = timedelta(days=RUNGS[0][1])
    return {time: found.get(time, time + shortest) for time in newest}
