"""What other records say of registrations for a term: who had left by then, and the days of the term (registers §2)."""

from collections.abc import Iterator
from datetime import date, timedelta

from models.entities.measures import LEFT
from models.schema.beside import Beside, Peers, Seen
from models.schema.codes import table
from models.schema.complaints import Complaint, warning
from models.words import _

IN_PERSON, LATE = "1", "2"  # registration-method 报到注册, 补注册
AROUND = timedelta(days=60)  # a term: registers §2
Found = Iterator[tuple[str, Complaint]]


def gone(status: str, day: date) -> Complaint:
    """What is said of one who had left the school by the day of registration."""
    words = _("{day} 已是{status}，不能注册").format(day=day, status=table("student-status").label(status))
    return Complaint("conflict", words)


def doubts_of_day(
    day: date, method: str | None, begin: date | None, end: date | None, last: date | None
) -> Iterator[tuple[str, Complaint]]:
    """What is doubtful about a day of registration beside the first, the last day and the deadline of its term."""
    if (begin is not None and day < begin - AROUND) or (end is not None and day > end + AROUND):
        words = _("{day} 离这个学期太远（{begin} 至 {end}），请核对").format(day=day, begin=begin or "", end=end or "")
        yield "registered_date", warning("out-of-range", words)
    if last is not None and day > last and method not in (None, LATE):
        yield "method", warning("conflict", _("{last} 注册截止以后的应是补注册，请核对").format(last=last))


def _left_before(seen: Seen) -> Found:
    """Who had left the school by the day cannot be registered for a term."""
    day = seen.row.get("registered_date")
    for period in seen.peers if isinstance(day, date) else ():
        begin, end = period["from_date"] or date.min, period["until_date"] or date.max
        if period["status"] in LEFT and begin <= day < end:  # type: ignore[operator] # a day, else there are no peers
            yield "registered_date", gone(period["status"], day)  # type: ignore[arg-type] # as above


def _outside_term(seen: Seen) -> Found:
    """A day far from the term is doubtful; after its deadline one is registered late."""
    day = seen.row.get("registered_date")
    if isinstance(day, date):
        yield from doubts_of_day(day, seen.row.get("method"), *(seen.behind[path] for path in _DAYS))


_DAYS = ("term.start_date", "term.end_date", "term.register_deadline")
LEFT_BEFORE = Beside(_left_before, peers=Peers("status_period", ("student",), ("status", "from_date", "until_date")))
OUTSIDE_TERM = Beside(_outside_term, _DAYS)
