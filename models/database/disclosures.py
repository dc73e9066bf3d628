"""Who was shown private values that are masked otherwise: written beside the change log, for changing nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from models import clock
from models.database.database import Database
from models.database.engine import writing
from models.entities.audit import DISCLOSURE
from models.schema.fields import Entity

FORM, PRINT, EXPORT = "form", "print", "export"


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One time private fields were shown in full; `record_id` is None when it was several records at once."""

    user: str
    time: datetime
    way: str
    entity: str
    record_id: int | None
    record_count: int
    fields: tuple[str, ...]


def disclose(
    database: Database, way: str, entity: type[Entity], ids: Sequence[int], fields: Iterable[str]
) -> Disclosure:
    """Log that these fields of these records are shown in full (specification §1.10); raises ReadOnly, Busy, DiskFull.

    `way` is FORM, PRINT or EXPORT. Call it before the values are shown: what cannot be logged is not shown.
    """
    now = clock.now()
    one = ids[0] if len(ids) == 1 else None
    noted = Disclosure(database.user, now, way, str(entity.__tablename__), one, len(ids), tuple(fields))
    row = {
        "user": noted.user, "time": now.isoformat(timespec="seconds"), "way": way, "entity": noted.entity,
        "record_id": one, "record_count": len(ids), "fields": " ".join(noted.fields),
    }  # fmt: skip
    with writing(database.engine) as connection:
        connection.execute(sa.insert(DISCLOSURE).values(row))
    return noted


def disclosures(
    connection: sa.Connection, entity: type[Entity] | None = None, key: int | None = None, limit: int | None = None
) -> list[Disclosure]:
    """What was shown, the latest first; of one record when `entity` and `key` are given."""
    query = sa.select(DISCLOSURE).order_by(DISCLOSURE.c.id.desc()).limit(limit)
    if entity is not None:
        query = query.where(DISCLOSURE.c.entity == entity.__tablename__)
    if key is not None:
        query = query.where(DISCLOSURE.c.record_id == key)
    return [
        Disclosure(
            row.user, datetime.fromisoformat(row.time), row.way, row.entity, row.record_id, row.record_count,
            tuple(row.fields.split()),
        )
        for row in connection.execute(query)
    ]  # fmt: skip
