"""What the papers of graduates list: employers (F4), support (F5), follow-ups with what is known of each (F6)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

import sqlalchemy as sa

from models.database import storage
from models.entities.destinations import JobSupport
from models.entities.schools import Staff
from models.statistics.destinations import Figures, Leaver


def employers(people: Iterable[Leaver]) -> list[tuple[str, Figures]]:
    """The graduates by who employs them, the enterprise or else the name; most first, those of no name last."""
    found: dict[tuple[bool, str], list[Leaver]] = {}
    for one in people:
        key = (True, str(one.enterprise)) if one.enterprise is not None else (False, one.unit_name or "")
        found.setdefault(key, []).append(one)
    named = [(own[0].unit_name or "", Figures(own)) for own in found.values()]
    return sorted(named, key=lambda one: (not one[0], -one[1].graduates, one[0]))


class Support(NamedTuple):
    """One thing that was done to help a graduate."""

    kind: str
    day: date
    mode: str | None
    detail: str | None
    result: str | None
    staff: str | None


@dataclass
class Supports:
    """What was done for one graduate: how often in each way, and the last time."""

    counts: dict[str, int] = field(default_factory=dict)
    last: Support | None = None


def supports(connection: sa.Connection, students: Sequence[int], day: date) -> dict[int, Supports]:
    """What was done by the day for these students; an entry for each."""
    found = {key: Supports() for key in students}
    own, staff = JobSupport.table(), Staff.table()
    query = (
        sa.select(
            own.c.student_id, own.c.kind, own.c.support_date, own.c.mode, own.c.detail, own.c.result, staff.c.name
        )
        .select_from(own.outerjoin(staff, staff.c.id == own.c.staff_id))
        .where(own.c.support_date <= day)
        .order_by(own.c.support_date, own.c.id)
    )
    for chunk in storage.pieces(sorted(found), storage.CHUNK):
        for key, *said in connection.execute(query.where(own.c.student_id.in_(chunk))):
            entry = found[key]
            entry.last = Support(*said)
            entry.counts[entry.last.kind] = entry.counts.get(entry.last.kind, 0) + 1
    return found
