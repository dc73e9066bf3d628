"""What is doubtful about records beside others, for the preview of an import and for the list of problems alike."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from models.database import beside, inheriting, storage, succeeding
from models.database.checking import Found, Row, is_open, meet, overlapping, overlaps
from models.database.query import expression
from models.database.results import displays
from models.schema.complaints import Complaint, warning
from models.schema.derive import open_on
from models.schema.fields import Entity, Field, entity_named, field_map, fields_of
from models.schema.showing import text_of
from models.words import _

PIECE = 2000  # records looked at together


def doubts(  # noqa: PLR0913, PLR0917 - rows with their records, and what they stand beside
    connection: sa.Connection,
    entity: type[Entity],
    rows: Sequence[Row],
    keys: Sequence[int | None],
    day: date,
    made: Mapping[Any, Row] = MappingProxyType({}),
    *,
    kept: bool = False,
) -> Iterator[Found]:
    """What a person should look at: positions in the rows, fields, warnings. `keys` are the records they are, if any.

    Of records that are `kept` also what would keep them out today, because another record has changed since.
    """
    for once in entity.once:
        for n, name in overlaps(connection, entity, rows, keys, once):
            yield n, name, warning("conflict", _(once.message))
    yield from _differing(connection, entity, rows, keys, day, made)
    yield from _without(connection, entity, keys, day)
    if not kept:
        fresh = [n for n, key in enumerate(keys) if key is None]
        for _key, n, on in succeeding.ended(connection, entity, [rows[n] for n in fresh]):
            words = _("原来的{label}到 {day} 为止").format(label=_(entity.label), day=on.isoformat())
            yield fresh[n], (entity.period or ("",))[0], warning("succeeds", words)
    else:
        yield from overlapping(connection, entity, rows, keys)
    yield from (one for one in beside.judged(connection, entity, rows, keys, day) if kept or not one[2].fatal)


def of_rows(entity: type[Entity], link: type[Entity], rows: Sequence[Row], day: date) -> Iterator[str]:
    """The same of all rows of `link` that refer to one record, as they stand in a form and before they are kept."""
    for needed in (needed for needed in entity.needed if needed.entity == link.__tablename__):
        if not any(_holds(row, needed.where) and is_open(link, row, day) for row in rows):
            yield _(needed.message)
    for once in (
        once for once in link.once if all(field_map(link)[name].to == entity.__tablename__ for name in once.names)
    ):
        if meet(link, [row for row in rows if _holds(row, once.where)]):
            yield _(once.message)


def _holds(row: Row, where: Mapping[str, Any]) -> bool:
    return all(row.get(name) == value for name, value in where.items())


def of_kept(
    connection: sa.Connection, entity: type[Entity], ids: Sequence[int] | None, day: date
) -> Iterator[tuple[int, str, Complaint]]:
    """The same of records that are kept, all of the entity or these: (record, field, warning)."""
    names = {name for once in entity.once for name in (*once.names, *once.where, *(entity.period or ()))}
    names |= {name for names in entity.exclusive for name in (*names, *(entity.period or ()))}
    names |= set(entity.inherited.fields) if entity.inherited is not None else set()
    if not names and not entity.needed and not entity.beside:
        return
    wanted = [f for f in fields_of(entity) if f.name in names and f.stored]
    table = entity.table()
    statement = sa.select(table.c.id, *(table.c[f.column] for f in wanted)).order_by(table.c.id)
    chunks = [None] if ids is None else storage.pieces(sorted(ids), storage.CHUNK)
    every = (row for chunk in chunks for row in connection.execute(
        statement if chunk is None else statement.where(table.c.id.in_(chunk))))  # fmt: skip
    for piece in storage.pieces(every, PIECE):
        keys = [row[0] for row in piece]
        rows = [{f.name: cell for f, cell in zip(wanted, row[1:], strict=True) if cell is not None} for row in piece]
        found = doubts(connection, entity, rows, keys, day, kept=True)
        yield from ((keys[n], name, complaint) for n, name, complaint in found)


def _differing(  # noqa: PLR0913, PLR0917 - as doubts()
    connection: sa.Connection,
    entity: type[Entity],
    rows: Sequence[Row],
    keys: Sequence[int | None],
    day: date,
    made: Mapping[Any, Row],
) -> Iterator[Found]:
    """Where a record says something else than the one it takes its values from."""
    source = inheriting.source(entity)
    if source is None or entity.inherited is None or not entity.inherited.doubted:
        return
    fields, name = field_map(entity), entity.inherited.reference
    standing = _references(
        connection, entity, name, [k for k, row in zip(keys, rows, strict=True) if name not in row], day
    )
    rows = [row if name in row else {**row, name: standing.get(key)} for row, key in zip(rows, keys, strict=True)]
    for n, given in enumerate(inheriting.given_by(connection, entity, rows, made)):
        for field, value in given.items():
            own = rows[n].get(field)
            if own is None or own == value or own.__class__ is not value.__class__:
                continue  # what is yet to be made is told where it is made
            shown = _shown(connection, fields[field], value, made)
            message = _("与{source}的{field}“{shown}”不一致，请核对")
            words = message.format(source=_(source.label), field=fields[field].title, shown=shown)
            yield n, field, warning("conflict", words)


def _shown(connection: sa.Connection, field: Field, value: Any, made: Mapping[Any, Row]) -> str:
    """A value in words; of a record yet to be made what it will be called."""
    if field.to is None:
        return text_of(field, value)
    target = entity_named(field.to)
    return str(made[value][target.display]) if value in made else displays(connection, target, [value])[value]


def _references(
    connection: sa.Connection, entity: type[Entity], name: str, keys: Sequence[int | None], day: date
) -> dict[int | None, Any]:
    """Whom records refer to on a day."""
    if not any(key is not None for key in keys):
        return {}  # as of every new record, and to put the question takes longer than a row
    column, own = expression(entity, field_map(entity)[name], day), entity.table().c.id
    found: dict[int | None, Any] = {}
    for chunk in storage.pieces([key for key in keys if key is not None], storage.CHUNK):
        found.update((key, value) for key, value in connection.execute(sa.select(own, column).where(own.in_(chunk))))
    return found


def _without(connection: sa.Connection, entity: type[Entity], keys: Sequence[int | None], day: date) -> Iterator[Found]:
    """Records nobody refers back to as somebody should: a group without its lead body."""
    places = {key: n for n, key in enumerate(keys) if key is not None}
    for needed in entity.needed:
        link = entity_named(needed.entity)
        table = link.table()
        back = table.c[field_map(link)[needed.back].column]
        held = [table.c[name] == value for name, value in needed.where.items()]
        held += [open_on(link, day)] if link.period is not None else []
        having: set[Any] = set()
        for chunk in storage.pieces(list(places), storage.CHUNK):
            statement = sa.select(back).where(back.in_(chunk), *held)
            having.update(connection.execute(statement).scalars())
        for key in places.keys() - having:
            yield places[key], entity.display, warning("missing", _(needed.message))
