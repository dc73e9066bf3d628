"""By when something wrong with a record has to be mended: before what it is about begins or ends, today while it runs."""

from collections.abc import Iterable
from datetime import date

import sqlalchemy as sa

from models.database import storage
from models.database.query import expression
from models.entities.agreements import Agreement
from models.entities.cooperation import CooperationProject, Matter
from models.entities.order_classes import OrderClass
from models.entities.placements import Placement, PlacementPlan
from models.schema.fields import Entity, field_map

_SPANS: tuple[type[Entity], ...] = (Placement, PlacementPlan)  # while they run, what is wrong is wrong today
_DAYS: dict[type[Entity], tuple[str, ...]] = {
    Agreement: ("effective_until",), OrderClass: ("form_date", "agreement_until", "end_date"), Matter: ("due_date",),
    CooperationProject: ("end_date",),
}  # fmt: skip
_LAST: dict[type[Entity], str] = {Agreement: "effective_until", OrderClass: "end_date"}  # of these


def nearest(connection: sa.Connection, entity: type[Entity], ids: Iterable[int], day: date) -> date | None:
    """The nearest day, from `day` on, by which one of these records has to be right; None where no day presses."""
    names = entity.period if entity in _SPANS else _DAYS.get(entity)
    if not names:
        return None
    table, fields = entity.table(), field_map(entity)
    columns = [expression(entity, fields[name], day) for name in names]
    found: set[date] = set()
    for chunk in storage.pieces(ids, storage.CHUNK):
        for row in connection.execute(sa.select(*columns).where(table.c.id.in_(chunk))):
            if entity in _SPANS:
                due = due_of_span(row[0], row[1], day)
                found.update([due] if due is not None else ())
            else:
                found.update(one for one in row if one is not None and one >= day)
    return min(found, default=None)


def over(connection: sa.Connection, entity: type[Entity], ids: Iterable[int], day: date) -> set[int]:
    """Those of these records whose last day is gone by: what is wrong with them can be put right, but no more in time."""
    last = entity.period[1] if entity in _SPANS and entity.period else _LAST.get(entity)
    if last is None:
        return set()
    table, found = entity.table(), set[int]()
    for chunk in storage.pieces(ids, storage.CHUNK):
        gone = expression(entity, field_map(entity)[last], day) < day
        found.update(connection.execute(sa.select(table.c.id).where(table.c.id.in_(chunk), gone)).scalars())
    return found


def due_of_span(begin: date | None, end: date | None, day: date) -> date | None:
    """The day something has to be right that lasts from `begin` to `end`, both included; None when it is over."""
    if end is not None and end < day:
        return None
    return max(begin, day) if begin is not None else day
