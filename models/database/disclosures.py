"""Who was shown private values that are masked otherwise: written beside the change log, for changing nothing."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from models import clock
from models.database.database import Database
from models.database.engine import writing
from models.database.errors import DatabaseError
from models.database.query import Query
from models.entities.audit import DISCLOSURE
from models.schema.fields import Entity, Field, fields_of

_log = logging.getLogger(__name__)
FORM, PREVIEW, PRINT, EXPORT, COPY, LIST = "form", "preview", "print", "export", "copy", "list"
REJECTED, TEMPLATE = "rejected", "template"  # the office's own file given back, and one to be filled in


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One time private fields were shown in full, and why; `record_id` is None when it was several records at once."""

    user: str
    time: datetime
    way: str
    entity: str
    record_id: int | None
    record_count: int
    fields: tuple[str, ...]
    reason: str = ""


def disclose(  # noqa: PLR0913, PLR0917 - where, how, of what, whose, which and why
    database: Database,
    way: str,
    entity: type[Entity],
    ids: Sequence[int] | int,
    fields: Iterable[str],
    reason: str = "",
) -> Disclosure:
    """Log that these fields of these records are shown in full (specification §1.10); raises ReadOnly, Busy, DiskFull.

    `way` is one of those above; `ids` of more records than are held at once may be their number. Call it before the
    values are shown: what cannot be logged is not shown.
    """
    now = clock.now()
    count, one = (ids, None) if isinstance(ids, int) else (len(ids), ids[0] if len(ids) == 1 else None)
    noted = Disclosure(database.user, now, way, str(entity.__tablename__), one, count, tuple(fields), reason)
    row = {
        "user": noted.user, "time": now.isoformat(timespec="seconds"), "way": way, "entity": noted.entity,
        "record_id": one, "record_count": count, "fields": " ".join(noted.fields), "reason": reason,
    }  # fmt: skip
    with writing(database.engine) as connection:
        connection.execute(sa.insert(DISCLOSURE).values(row))
    return noted


def disclose_list(  # noqa: PLR0913, PLR0917 - where, how, which list, of what, why
    database: Database, way: str, query: Query, fields: Iterable[Field], reason: str, limit: int | None = None
) -> None:
    """Log that a list, or the first `limit` of it, is shown with what is private in these fields; nothing if none is."""
    names = [field.name for field in fields if field.private]
    with database.reading() as connection:
        count = int(connection.execute(query.count()).scalar_one()) if names else 0
    if count := count if limit is None else min(count, limit):
        disclose(database, way, query.entity, count, names, reason)


def note_own(database: Database, way: str, entity: type[Entity], count: int) -> None:
    """Log that the office was given its own data back (REJECTED) or a file to fill in (TEMPLATE), if it can be logged.

    Nothing of it comes from the database, so that a file nobody can write now is no reason to stop.
    """
    private = [field.name for field in fields_of(entity) if field.private]
    try:
        disclose(database, way, entity, count, private if count else ())
    except DatabaseError as error:
        _log.warning("not logged: %s", error)


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
            tuple(row.fields.split()), row.reason,
        )
        for row in connection.execute(query)
    ]  # fmt: skip
