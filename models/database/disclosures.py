"""Who was shown private values that are masked otherwise: written beside the change log, for changing nothing."""

import json
import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Any

import sqlalchemy as sa

from models import clock
from models.database.database import Database
from models.database.engine import writing
from models.database.errors import DatabaseError
from models.database.operator import signed
from models.database.query import Query
from models.database.results import displays, ids_of
from models.entities.audit import DISCLOSURE
from models.schema.fields import Entity, Field, entity_named, field_map, fields_of
from models.words import N_, _, listed

_log = logging.getLogger(__name__)
FORM, PREVIEW, PRINT, EXPORT, COPY, LIST = "form", "preview", "print", "export", "copy", "list"
REJECTED, TEMPLATE = "rejected", "template"  # the office's own file given back, and one to be filled in
OWN = (REJECTED, TEMPLATE)  # nothing of these comes from the database, so nobody is asked why
WAYS = {
    FORM: N_("在表单里查看"), PREVIEW: N_("预览报表"), PRINT: N_("打印或保存报表"), EXPORT: N_("导出列表"),
    COPY: N_("复制到剪贴板"), LIST: N_("用命令列出"), REJECTED: N_("退回被拒绝的行"), TEMPLATE: N_("给出空白模板"),
}  # fmt: skip
MANY = 50_000  # records up to which it is noted whose values they were


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One time private fields were shown in full, and why; `record_id` is None when it was several records at once.

    `shown` is what that one record is called, where it was asked for; `ids` are those of several, as far as noted.
    """

    user: str
    time: datetime
    way: str
    entity: str
    record_id: int | None
    record_count: int
    fields: tuple[str, ...]
    reason: str = ""
    shown: str = ""
    ids: tuple[int, ...] = ()

    @property
    def titles(self) -> str:
        """What was shown, as people call it: fields, and of a paper its title and columns."""
        known = field_map(entity_named(self.entity))
        return listed(known[name].title if name in known else name for name in self.fields)

    @property
    def whose(self) -> str:
        """Of what it was: the record by its name, or how many of which kind."""
        label = _(entity_named(self.entity).label)
        if self.record_id is not None:
            return f"{label} {self.shown or self.record_id}"
        return _("{label} {count} 条").format(label=label, count=f"{self.record_count:,}")


def disclose(  # noqa: PLR0913, PLR0917 - where, how, of what, whose, which and why
    database: Database,
    way: str,
    entity: type[Entity],
    ids: Sequence[int] | int,
    fields: Iterable[str],
    reason: str,
) -> Disclosure:
    """Log that these fields of these records are shown in full (specification §1.10); raises ReadOnly, Busy, DiskFull.

    `way` is one of those above; `ids` that nobody knows may be their number. Call it before the values are shown: what
    cannot be logged is not shown.
    """
    if not reason.strip() and way not in OWN:
        raise ValueError(way)  # whoever shows private values asks why
    known: tuple[int, ...] = () if isinstance(ids, int) or not 1 < len(ids) <= MANY else tuple(ids)
    count, one = (ids, None) if isinstance(ids, int) else (len(ids), ids[0] if len(ids) == 1 else None)
    noted = Disclosure(
        database.user, clock.now(), way, str(entity.__tablename__), one, count, tuple(fields), reason, ids=known
    )
    row = {
        "user": noted.user, "time": noted.time.isoformat(timespec="seconds"), "way": way, "entity": noted.entity,
        "record_id": one, "record_ids": json.dumps(known) if known else None, "record_count": count,
        "fields": " ".join(noted.fields), "reason": reason,
    }  # fmt: skip
    with writing(database.engine) as connection:
        connection.execute(sa.insert(DISCLOSURE).values(row))
    return noted


def disclose_list(  # noqa: PLR0913, PLR0917 - where, how, which list, of what, why
    database: Database, way: str, query: Query, fields: Iterable[Field], reason: str, limit: int | None = None
) -> None:
    """Log that a list, or the first `limit` of it, is shown with what is private in these fields; nothing if none is."""
    names = [field.name for field in fields if field.private]
    if not names:
        return
    with database.reading() as connection:
        ids = ids_of(connection, query)[:limit]
    if ids:
        disclose(database, way, query.entity, ids, names, reason)


def note_own(database: Database, way: str, entity: type[Entity], count: int) -> None:
    """Log that the office was given its own data back (REJECTED) or a file to fill in (TEMPLATE), if it can be logged.

    Nothing of it comes from the database, so that a file nobody can write now is no reason to stop.
    """
    private = [field.name for field in fields_of(entity) if field.private]
    try:
        disclose(database, way, entity, count, private if count else (), "")
    except DatabaseError as error:
        _log.warning("not logged: %s", error)


def disclosures(
    connection: sa.Connection, entity: type[Entity] | None = None, key: int | None = None, limit: int | None = None
) -> list[Disclosure]:
    """What was shown, the latest first; of one record when `entity` and `key` are given.

    A list of which nobody noted whose records it held counts for every record: it may have been among them.
    """
    query = sa.select(DISCLOSURE).order_by(DISCLOSURE.c.id.desc()).limit(limit)
    if entity is not None:
        query = query.where(DISCLOSURE.c.entity == entity.__tablename__)
    if key is not None:
        query = query.where(sa.or_(DISCLOSURE.c.record_id == key, _among(key), _unknown()))
    return [_disclosure(row) for row in connection.execute(query)]


def _among(key: int) -> sa.ColumnElement[bool]:
    each = sa.func.json_each(DISCLOSURE.c.record_ids).table_valued("value")
    return sa.exists(sa.select(1).select_from(each).where(each.c.value == key))


def _unknown() -> sa.ColumnElement[bool]:
    none = sa.and_(DISCLOSURE.c.record_id.is_(None), DISCLOSURE.c.record_ids.is_(None))
    return sa.and_(none, DISCLOSURE.c.way.not_in(OWN), DISCLOSURE.c.record_count > 0)


def _disclosure(row: Any) -> Disclosure:
    return Disclosure(
        signed(row.user), datetime.fromisoformat(row.time), row.way, row.entity, row.record_id, row.record_count,
        tuple(row.fields.split()), row.reason, ids=tuple(json.loads(row.record_ids or "[]")),
    )  # fmt: skip


def found_disclosures(connection: sa.Connection, text: str = "", limit: int | None = None) -> list[Disclosure]:
    """What was shown, by name and the latest first; with `text` only where every word of it is said, or of whom.

    A word may be who looked, why, how, which field, or anything a record shown is found by in its own list.
    """
    every = disclosures(connection, limit=None if text.strip() else limit)
    return list(islice(_matching(connection, _named(connection, every), text), limit))


def _named(connection: sa.Connection, found: Sequence[Disclosure]) -> list[Disclosure]:
    wanted: dict[str, set[int]] = {}
    for each in found:
        if each.record_id is not None:
            wanted.setdefault(each.entity, set()).add(each.record_id)
    names = {table: displays(connection, entity_named(table), ids) for table, ids in wanted.items()}
    return [
        each if each.record_id is None else replace(each, shown=names[each.entity].get(each.record_id, ""))
        for each in found
    ]


def _matching(connection: sa.Connection, found: Iterable[Disclosure], text: str) -> Iterator[Disclosure]:
    words, of = text.casefold().split(), dict[str, frozenset[int]]()
    for each in found:
        said = " ".join((each.user, each.reason, each.whose, each.titles, _(WAYS.get(each.way, each.way)))).casefold()
        if all(word in said for word in words):
            yield each
            continue
        if each.entity not in of:
            of[each.entity] = frozenset(ids_of(connection, Query(entity_named(each.entity), search=text)))
        if of[each.entity].intersection(each.ids if each.record_id is None else (each.record_id,)):
            yield each
