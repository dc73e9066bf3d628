"""Values that live in rows of another entity: how writing a field becomes rows inserted, closed or deleted there."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from operator import itemgetter
from types import MappingProxyType
from typing import Any, Protocol

import sqlalchemy as sa

from models.database import body_lookup, inheriting, storage
from models.schema.child_values import Part, parts_of
from models.schema.fields import NAMED, Entity, Via, entity_named, field_map


class Writer(Protocol):
    """What writes the rows: a transaction."""

    @property
    def connection(self) -> sa.Connection:
        """Where it reads what stands."""

    @property
    def day(self) -> date:
        """The day from which a link counts that is written without a date of its own."""

    def insert_stored(self, entity: type[Entity], rows: Sequence[Mapping[str, Any]]) -> list[int]:
        """Insert rows given by column."""

    def update_stored(self, entity: type[Entity], key: int, values: Mapping[str, Any]) -> None:
        """Set columns of one row."""

    def delete_stored(self, entity: type[Entity], ids: Sequence[int]) -> None:
        """Delete rows by id."""


def insert(tx: Writer, entity: type[Entity], ids: Sequence[int], rows: Sequence[Mapping[str, Any]]) -> None:
    """Write the parts of records just inserted."""
    known = set().union(*rows)
    for part in parts_of(entity):
        columns = {f.name: f.via.column for f in part.fields if f.via and f.name in known}
        if not columns:
            continue
        given = [(key, row, values) for key, row in zip(ids, rows, strict=True) if (values := _given(columns, row))]
        children = [child for key, row, values in given for child in _children(part.via, key, values, row)]
        if children and part.via.body:
            children = body_lookup.as_rows(tx.connection, part.entity, children)
        if children:
            tx.insert_stored(part.entity, _with_inherited(tx, part.entity, children))


def _with_inherited(tx: Writer, entity: type[Entity], rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows by column with what they take from the record they refer to, as the door completes one made by itself."""
    if entity.inherited is None:
        return list(rows)
    names = {f.column: f.name for f in field_map(entity).values() if f.stored}
    columns = {name: column for column, name in names.items()}
    asked = [{names[column]: value for column, value in row.items()} for row in rows]
    given = inheriting.lacking(tx.connection, entity, asked, {})
    return [
        {**{columns[name]: value for name, value in taken.items()}, **row}
        for row, (_asked, taken) in zip(rows, given, strict=True)
    ]


def _given(columns: Mapping[str, str], row: Mapping[str, Any]) -> dict[str, Any]:
    return {column: row[name] for name, column in columns.items() if row.get(name) is not None}


def _children(
    via: Via, owner: int, values: Mapping[str, Any], row: Mapping[str, Any] = MappingProxyType({})
) -> Iterable[dict[str, Any]]:
    base = {via.back: owner, **via.fixed, **via.start, **_copied(via, row)}
    if via.begins and row.get(via.begins) is not None:
        base[_period_of(via)[0]] = row[via.begins]
    if via.many:
        return [{**base, via.column: key} for key in values[via.column]]
    if via.since is not None and values[via.column] in via.since.values and row.get(via.since.field) is not None:
        begin, end = _period_of(via)
        day = row[via.since.field]
        return [{**base, via.column: via.since.before, end: day}, {**base, **values, begin: day}]
    return [{**base, **values}]


def _copied(via: Via, row: Mapping[str, Any]) -> dict[str, Any]:
    return {column: row[name] for column, name in via.copies.items() if row.get(name) is not None}


def _period_of(via: Via) -> tuple[str, str]:
    period = entity_named(via.entity).period
    assert period is not None, f"{via.entity} has no period"
    return period


def update(tx: Writer, entity: type[Entity], key: int, values: Mapping[str, Any]) -> None:
    """Write the parts of one record of which fields are given; None empties a field."""
    for part in parts_of(entity):
        given = {f.via.column: values[f.name] for f in part.fields if f.via and f.name in values}
        given |= {column: values[name] for column, name in part.via.copies.items() if name in values}
        if given and part.via.body:
            _update_body(tx, part, key, given[part.via.column])
        elif given:
            _WRITERS[(part.via.many, part.via.dated)](tx, part, key, given)
        if part.via.since is not None and part.via.since.field in values:
            _move_first(tx, part, key, values[part.via.since.field])


def _move_first(tx: Writer, part: Part, key: int, day: date | None) -> None:
    """Let the first value begin on the day that is now known, or known better; what was closed or opened later stays."""
    via, (begin, end) = part.via, _period_of(part.via)
    assert via.since is not None
    rows = sorted(rows_of(tx.connection, part, key), key=lambda row: row[begin] or "")
    earlier, last = rows[:-1], rows[-1] if rows else None
    known = len(earlier) == 1 and earlier[0][begin] is None and earlier[0][via.column] == via.since.before
    if (
        last is None
        or last[via.since.event] is not None
        or last[via.column] not in via.since.values
        or last[end] is not None
        or (earlier and not known)
    ):
        return
    if day is None:
        tx.delete_stored(part.entity, [row["id"] for row in earlier])
    elif earlier:
        tx.update_stored(part.entity, earlier[0]["id"], {end: day})
    tx.update_stored(part.entity, last["id"], {begin: day})
    if day is not None and not earlier:
        tx.insert_stored(part.entity, [{via.back: key, **via.fixed, via.column: via.since.before, end: day}])


def _update_many(tx: Writer, part: Part, key: int, given: Mapping[str, Any]) -> None:
    present = {row["id"]: row[part.via.column] for row in rows_of(tx.connection, part, key)}
    wanted = set(given[part.via.column] or ())
    tx.delete_stored(part.entity, [child for child, value in present.items() if value not in wanted])
    new = [value for value in given[part.via.column] or () if value not in present.values()]
    tx.insert_stored(part.entity, list(_children(part.via, key, {part.via.column: new})))


def _update_dated(tx: Writer, part: Part, key: int, given: Mapping[str, Any]) -> None:
    """Close the row that counts on the day and open a new one, so that the lists of days before stay as they were.

    The new one counts until the old one would have, or until the next begins.
    """
    assert part.entity.period is not None
    begin, end = part.entity.period
    rows, day = rows_of(tx.connection, part, key), tx.day.isoformat()
    standing = [row for row in rows if _counts(part.entity, row, tx.day)]
    if [row[part.via.column] for row in standing] == [given[part.via.column]]:
        return
    tx.delete_stored(part.entity, [row["id"] for row in standing if row[begin] == day])
    for row in standing:
        if row[begin] != day:
            tx.update_stored(part.entity, row["id"], {end: tx.day})
    if given[part.via.column] is not None:
        later = [row[name] for row in rows for name in (begin, end) if row[name] is not None and row[name] > day]
        until = date.fromisoformat(min(later)) if later else None
        tx.insert_stored(part.entity, [{part.via.back: key, begin: tx.day, end: until, **part.via.fixed, **given}])


def _counts(entity: type[Entity], row: storage.Raw, day: date) -> bool:
    """What derive.open_on asks of the table, of one row."""
    assert entity.period is not None
    begin, end = (row[name] for name in entity.period)
    on = day.isoformat()
    return (begin is None or begin <= on) and (end is None or (end >= on if entity.period_inclusive else end > on))


def _update_single(tx: Writer, part: Part, key: int, given: Mapping[str, Any]) -> None:
    """Write the one row, of several the latest, which is the one that is shown; one that says nothing any more goes."""
    own = {f.via.column for f in part.fields if f.via}
    standing = sorted(rows_of(tx.connection, part, key), key=itemgetter("id"))
    if standing:
        row = {**standing[-1], **given}
        said = row.keys() - {"id", part.via.back, *part.via.fixed, *part.via.start, *part.via.copies}
        if part.via.stays and all(row[name] is None for name in said):
            tx.delete_stored(part.entity, [row["id"]])
        else:
            tx.update_stored(part.entity, row["id"], given)
    elif any(given.get(name) is not None for name in own):
        owner = _owner_says(tx, part, key)
        tx.insert_stored(part.entity, _with_inherited(tx, part.entity, list(_children(part.via, key, given, owner))))


def _update_body(tx: Writer, part: Part, key: int, name: str | None) -> None:
    """Put right which body stands there on the day: who steps in or out later does so by an event of its own."""
    standing = [row for row in rows_of(tx.connection, part, key) if _counts(part.entity, row, tx.day)]
    if name is None:
        tx.delete_stored(part.entity, [row["id"] for row in standing])
        return
    (told,) = body_lookup.as_rows(tx.connection, part.entity, [{part.via.back: key, **part.via.fixed, NAMED: name}])
    if standing:
        tx.update_stored(part.entity, standing[-1]["id"], told)
    else:
        tx.insert_stored(part.entity, [told])


def _owner_says(tx: Writer, part: Part, key: int) -> dict[str, Any]:
    """What our record says of the columns its row copies."""
    if not part.via.copies:
        return {}
    owner = part.owner
    names = {name: field_map(owner)[name].column for name in part.via.copies.values()}
    row = storage.decode(owner, storage.rows_by_id(tx.connection, owner, [key])[key])
    return {name: row[column] for name, column in names.items()}


_WRITERS = {
    (True, False): _update_many,
    (False, True): _update_dated,
    (False, False): _update_single,
}  # by (many, dated)


def present(tx: Writer, entity: type[Entity], key: int, names: Iterable[str]) -> dict[str, Any]:
    """What fields that live elsewhere hold on the day, as stored; of several references the set of their ids."""
    wanted, found = set(names), dict[str, Any]()
    for part in parts_of(entity):
        fields = [f for f in part.fields if f.name in wanted]
        rows = rows_of(tx.connection, part, key) if fields else []
        if part.via.dated:
            rows = [row for row in rows if _counts(part.entity, row, tx.day)]
        for f in fields:
            assert f.via is not None
            cells = body_lookup.names(tx.connection, part, rows) if f.via.body else [row[f.via.column] for row in rows]
            found[f.name] = set(cells) if part.via.many else cells[-1] if cells else None
    return found


def rows_of(connection: sa.Connection, part: Part, key: int) -> list[storage.Raw]:
    """The stored rows of one part of one record."""
    names = storage.columns_of(part.entity)
    found = storage.where(connection, part.entity, part.via.back, [key], names)
    rows = [dict(zip(names, row, strict=True)) for row in found]
    return [row for row in rows if all(row[name] == value for name, value in part.via.fixed.items())]
