"""Judges rows beside other records, many at a time: what stands behind their references, and their peers."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

import sqlalchemy as sa

from models.database import storage
from models.database.policies import thresholds
from models.schema.beside import Peers, Seen
from models.schema.complaints import Complaint
from models.schema.fields import Entity, entity_named, field_map, fields_of

Row = Mapping[str, Any]
Found = tuple[int, str, Complaint]
Path = tuple[str, ...]


def judged(
    connection: sa.Connection, entity: type[Entity], rows: Sequence[Row], keys: Sequence[int | None], day: date
) -> Iterator[Found]:
    """(position in the rows, field, complaint) of every check beside other records; `keys` are the records they are.

    A row of a record that is there may hold only what is to be changed.
    """
    if not entity.beside or not rows:
        return
    whole, limit = _completed(connection, entity, rows, keys), _Limits(connection)
    for one in entity.beside:
        behind = _behind(connection, entity, [tuple(path.split(".")) for path in one.behind], whole)
        peers = _peers(connection, entity, one.peers, whole, keys)
        for n, row in enumerate(whole):
            seen = Seen(row, behind[n], peers[n], day, limit)
            yield from ((n, name, complaint) for name, complaint in one.check(seen))


class _Limits:
    """Thresholds of policy, read when the first is asked for."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    @cached_property
    def of(self) -> Callable[[str, date], Decimal]:
        """The number of a key on a day."""
        return thresholds(self._connection)

    def __call__(self, key: str, day: date) -> Decimal:
        """The number of a key on a day."""
        return self.of(key, day)


def _completed(
    connection: sa.Connection, entity: type[Entity], rows: Sequence[Row], keys: Sequence[int | None]
) -> list[Row]:
    """The rows with what their records hold besides."""
    standing = _values(connection, entity, [key for key in keys if key is not None])
    return [{**standing.get(key, {}), **row} if key is not None else row for row, key in zip(rows, keys, strict=True)]


def _values(connection: sa.Connection, entity: type[Entity], ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Records by id, values by field, references as ids."""
    names = {f.column: f.name for f in fields_of(entity) if f.stored}
    raw = storage.rows_by_id(connection, entity, ids) if ids else {}
    return {
        key: {names[column]: value for column, value in storage.decode(entity, row).items() if column in names}
        for key, row in raw.items()
    }


def _behind(
    connection: sa.Connection, entity: type[Entity], paths: Sequence[Path], rows: Sequence[Row]
) -> list[dict[str, Any]]:
    """What stands at the end of each path for each row, by the path as it is written; None where it breaks off."""
    found: list[dict[str, Any]] = [{} for _row in rows]
    for head in dict.fromkeys(path[0] for path in paths):
        inner = [path[1:] for path in paths if path[0] == head]
        target = entity_named(field_map(entity)[head].to or "")
        ids = list(dict.fromkeys(key for row in rows if isinstance(key := row.get(head), int)))
        known = _values(connection, target, ids)
        ends = {key: {path[0]: known[key].get(path[0]) for path in inner if len(path) == 1} for key in known}
        longer = [path for path in inner if len(path) > 1]
        if longer:
            order = list(known)
            for key, more in zip(order, _behind(connection, target, longer, [known[k] for k in order]), strict=True):
                ends[key] |= more
        for own, row in zip(found, rows, strict=True):
            told = ends.get(row.get(head, 0), {})
            own.update({".".join((head, *path)): told.get(".".join(path)) for path in inner})
    return found


def _peers(
    connection: sa.Connection,
    entity: type[Entity],
    peers: Peers | None,
    rows: Sequence[Row],
    keys: Sequence[int | None],
) -> list[tuple[Row, ...]]:
    """The peers of each row: records of the file, and of the same kind those that are to be written with it."""
    if peers is None:
        return [()] * len(rows)
    own = [tuple(row.get(name) for name in peers.same) for row in rows]
    wanted = {same for same in own if None not in same}
    together: dict[Any, list[tuple[int | None, Row]]] = {}
    alike = peers.entity == entity.__tablename__
    for same, values in _standing(connection, peers, wanted, set(keys) if alike else set()):
        together.setdefault(same, []).append((None, values))
    for n, row in enumerate(rows if alike else ()):
        together.setdefault(own[n], []).append((n, {name: row.get(name) for name in peers.fields}))
    return [
        tuple(values for place, values in together.get(same, ()) if place != n) if same in wanted else ()
        for n, same in enumerate(own)
    ]


def _standing(
    connection: sa.Connection, peers: Peers, wanted: Iterable[tuple[Any, ...]], without: set[int | None]
) -> Iterator[tuple[tuple[Any, ...], Row]]:
    """The peers the file has, but for those that are to be changed: what they hold in common, their fields."""
    other = entity_named(peers.entity)
    columns = [field_map(other)[name].column for name in (*peers.same, *peers.fields)]
    firsts = dict.fromkeys(same[0] for same in wanted if isinstance(same[0], int))
    unique, kept = list(dict.fromkeys(("id", *columns))), set(wanted)
    for cells in storage.where(connection, other, columns[0], firsts, unique):
        row = storage.decode(other, dict(zip(unique, cells, strict=True)))
        same = tuple(row[column] for column in columns[: len(peers.same)])
        if same in kept and row["id"] not in without:
            yield same, dict(zip(peers.fields, (row[column] for column in columns[len(peers.same) :]), strict=True))
