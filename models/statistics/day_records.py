"""What was written down on a day: acts with their seals, showings of whole values, printings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from models.database.audit_chain import SHORT
from models.database.disclosures import Disclosure, found_disclosures
from models.database.history import change_sets
from models.database.printings import printings
from models.entities.audit import CHANGE_SET


@dataclass(frozen=True, slots=True)
class DayAct:
    """An act as it stands on the sheet of its day; `seal` is the beginning of its seal, `time` that of the wall."""

    number: int
    time: datetime
    user: str
    name: str
    count: int
    seal: str


def day_acts(connection: sa.Connection, day: date) -> Sequence[DayAct]:
    """The acts of a day, the earliest first."""
    seals = {
        row.id: row.hash for row in connection.execute(sa.select(CHANGE_SET.c.id, CHANGE_SET.c.hash).where(_on(day)))
    }
    acts = [act for act in change_sets(connection) if act.id in seals] if seals else []
    return [
        DayAct(act.id, act.time.astimezone(), act.user, act.name, act.change_count, seals[act.id][:SHORT])
        for act in reversed(acts)
    ]


def _on(day: date) -> sa.ColumnElement[bool]:
    return sa.func.date(CHANGE_SET.c.time, "localtime") == day.isoformat()


def day_showings(connection: sa.Connection, day: date) -> Sequence[Disclosure]:
    """The showings of whole values on a day, the earliest first."""
    return [one for one in reversed(found_disclosures(connection)) if one.time.astimezone().date() == day]


def printings_on(connection: sa.Connection, day: date) -> int:
    """How many papers went out on a day, as far as printings are kept."""
    return sum(one.moment.astimezone().date() == day for one in printings(connection, limit=1_000))
