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
from models.access.rights import HISTORY, Right, reveal
from models.database import audit_chain, search
from models.database.database import Database
from models.database.engine import writing
from models.database.errors import DatabaseError
from models.database.operator import signed
from models.database.query import TELLING_NOTHING, Query
from models.database.reader import only_own
from models.database.results import displays, ids_of
from models.entities.audit import DISCLOSURE
from models.schema.counting import counted
from models.schema.fields import FIELD_CLASSES, Entity, Field, entity_named, field_map, fields_of
from models.schema.showing import mask_numbers
from models.words import N_, _, listed

_log = logging.getLogger(__name__)
FORM, PREVIEW, PRINT, EXPORT, COPY, LIST = "form", "preview", "print", "export", "copy", "list"
FILE, FILE_SAVED = "file", "file-saved"
REJECTED, TEMPLATE = "rejected", "template"  # the office's own file given back, and one to be filled in
OWN = (REJECTED, TEMPLATE)  # nothing of these comes from the database, so nobody is asked why
WAYS = {
    FORM: N_("在表单里查看"), PREVIEW: N_("预览报表"), PRINT: N_("打印或保存报表"), EXPORT: N_("导出列表"),
    COPY: N_("复制到剪贴板"), LIST: N_("用命令列出"), FILE: N_("查看附件"), FILE_SAVED: N_("另存附件"), REJECTED: N_("退回被拒绝的行"), TEMPLATE: N_("给出空白模板"),
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
        entity = entity_named(self.entity)
        label = _(entity.label)
        if self.record_id is not None:
            return f"{label} {self.shown or self.record_id}"
        return _("{label} {count}").format(label=label, count=counted(entity, self.record_count))


def revealing(  # noqa: PLR0913, PLR0917 - where, how, of what, whose, which and why
    database: Database,
    way: str,
    entity: type[Entity],
    ids: Sequence[int] | int,
    fields: Iterable[str],
    reason: str,
    classes: Iterable[str] | None = None,
) -> Disclosure:
    """The one door: log that these fields of these records are shown in full (specification §1.10); raises ReadOnly, Busy, DiskFull.

    Raises NotAllowed where the person who signed in may not see one of the `classes` of private values whole; where nobody
    names these they are those of the fields, and of what is no field of the entity all there are.

    `way` is one of those above; `ids` that nobody knows may be their number. Call it before the values are shown: what
    cannot be logged is not shown.
    """
    if not reason.strip() and way not in OWN:
        raise ValueError(way)  # whoever shows private values asks why
    names = tuple(fields)
    if database.session is not None and way not in OWN:
        _check_allowed(database, entity, ids, _classes(entity, names) if classes is None else classes)
    known: tuple[int, ...] = () if isinstance(ids, int) or not 1 < len(ids) <= MANY else tuple(ids)
    count, one = (ids, None) if isinstance(ids, int) else (len(ids), ids[0] if len(ids) == 1 else None)
    noted = Disclosure(database.user, clock.now(), way, str(entity.__tablename__), one, count, names, reason, ids=known)
    row = {
        "user": noted.user, "time": noted.time.isoformat(timespec="seconds"), "way": way, "entity": noted.entity,
        "record_id": one, "record_ids": json.dumps(known) if known else None, "record_count": count,
        "fields": " ".join(noted.fields), "reason": reason, "person": database.person,
    }  # fmt: skip
    with writing(database.engine) as connection:
        written = connection.execute(sa.insert(DISCLOSURE).values(row).returning(DISCLOSURE)).one()
        digest = audit_chain.digest_of(written._asdict())
        audit_chain.append(connection, audit_chain.SHOWN, written.id, digest)
    return noted


def _check_allowed(database: Database, entity: type[Entity], ids: Sequence[int] | int, classes: Iterable[str]) -> None:
    for name in dict.fromkeys(classes):
        right = reveal(entity, name)
        database.require(right, ids if not isinstance(ids, int) and right.register == entity.__tablename__ else ())


def _classes(entity: type[Entity], names: Iterable[str]) -> Iterator[str]:
    known = field_map(entity)
    for name in names:
        own = known[name].field_class if name in known else None
        yield from FIELD_CLASSES if name not in known else (own,) if own else ()


def revealing_list(  # noqa: PLR0913, PLR0917 - where, how, which list, of what, why
    database: Database, way: str, query: Query, fields: Iterable[Field], reason: str, limit: int | None = None
) -> None:
    """Log that a list, or the first `limit` of it, is shown with what is private in these fields; nothing if none is."""
    names = [field.name for field in fields if field.private]
    if not names:
        return
    with database.reading() as connection:
        ids = ids_of(connection, query)[:limit]
    if ids:
        revealing(database, way, query.entity, ids, names, reason)


def asked_for(query: Query) -> tuple[Field, ...]:
    """The private fields a list is asked for by their content: whoever tries value after value reads them without seeing one.

    Whether they are filled in tells nothing, and needs no reason; nor does an order that stands by what is shown.
    """
    known = field_map(query.entity)
    names = [c.field for c in query.conditions if c.operator not in TELLING_NOTHING]
    names += [name.removeprefix("-") for name in query.order] if query.whole else []
    own = (known[name] for name in names if name in known and known[name].private)
    return tuple(dict.fromkeys((*own, *_searched_whole(query))))


def _searched_whole(query: Query) -> Iterator[Field]:
    """The fields that a search for the whole number of a card asks, of the records or of what these belong to."""
    if mask_numbers(query.search) != query.search:
        for place in query.searched():
            yield from (f for f in search.searched(place.entity) if f.private == "identity")


def revealing_answer(database: Database, way: str, query: Query, reason: str) -> None:
    """Log that private fields are asked for by their content, also where no record has it; nothing if none is."""
    asked, known = asked_for(query), field_map(query.entity)
    if asked:
        with database.reading() as connection:
            ids = ids_of(connection, query)
        names = dict.fromkeys(f.name if f.name in known else f.title for f in asked)
        classes = [f.field_class for f in asked if f.field_class]
        revealing(database, way, query.entity, ids or 0, names, reason, classes)


def note_own(database: Database, way: str, entity: type[Entity], count: int) -> None:
    """Log that the office was given its own data back (REJECTED) or a file to fill in (TEMPLATE), if it can be logged.

    Nothing of it comes from the database, so that a file nobody can write now is no reason to stop.
    """
    private = [field.name for field in fields_of(entity) if field.private]
    try:
        revealing(database, way, entity, count, private if count else (), "")
    except DatabaseError as error:
        _log.warning("not logged: %s", error)


def disclosures(
    connection: sa.Connection, entity: type[Entity] | None = None, key: int | None = None, limit: int | None = None
) -> list[Disclosure]:
    """What was shown, the latest first; of one record when `entity` and `key` are given.

    A list of which nobody noted whose records it held counts for every record: it may have been among them.
    """
    query = sa.select(DISCLOSURE).order_by(DISCLOSURE.c.id.desc()).limit(limit)
    own = only_own(connection, Right(HISTORY))
    if own is not None:
        query = query.where(DISCLOSURE.c.person == own)
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
