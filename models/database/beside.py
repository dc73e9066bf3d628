"""Judges rows beside other records, many at a time: what stands behind their references, and their peers."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

import sqlalchemy as sa

from models.database import storage
from models.database.policies import thresholds
from models.database.settings import suggested_day
from models.schema.beside import Peers, Seen
from models.schema.complaints import Complaint
from models.schema.fields import Entity, entity_named, field_map, fields_of, versioned

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


def take_usual(connection: sa.Connection, entity: type[Entity], rows: Sequence[dict[str, Any]], day: date) -> None:
    """Give new rows the number that policy sets where they have none, see UsualByPolicy; none where policy sets none."""
    usual = entity.usual
    asked = [row for row in rows if usual is not None and row.get(usual.field) is None]
    if usual is None or not asked:
        return
    limit = _Limits(connection)
    for row, behind in zip(asked, _behind(connection, entity, [tuple(usual.path.split("."))], asked), strict=True):
        when = row.get(usual.dated) or day
        with suppress(KeyError):  # policy says nothing of this one
            row[usual.field] = limit(f"{usual.key}.{behind[usual.path]}", when)


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
        _reckon(connection, target, {path[0] for path in inner}, known)
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


def _reckon(
    connection: sa.Connection, entity: type[Entity], names: Iterable[str], known: Mapping[int, dict[str, Any]]
) -> None:
    """Add what records say of themselves without keeping it (whether an examination is passed), as of the office's day."""
    fields, own, day = field_map(entity), entity.table(), suggested_day(connection)
    asked = {name: made(day) for name in sorted(names) if (made := fields[name].expression) is not None}
    for chunk in storage.pieces(list(known) if asked else [], storage.CHUNK):
        for key, *values in connection.execute(sa.select(own.c.id, *asked.values()).where(own.c.id.in_(chunk))):
            known[key] |= dict(zip(asked, values, strict=True))


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
    said = [tuple(row.get(name) for name in peers.own) for row in rows]
    kin = _versions(connection, entity, peers, said)
    own = [tuple(kin.get(value, value) for value in same) for same in said]
    wanted = {same for same in own if None not in same}
    together: dict[Any, list[tuple[int | None, Row]]] = {}
    alike = peers.entity == entity.__tablename__
    for same, values in _standing(connection, peers, wanted, kin, set(keys) if alike else set()):
        together.setdefault(same, []).append((None, values))
    for n, row in enumerate(rows if alike else ()):
        together.setdefault(own[n], []).append((n, {name: row.get(name) for name in peers.fields}))
    return [
        tuple(values for place, values in together.get(same, ()) if _is_peer(peers, place, n)) if same in wanted else ()
        for n, same in enumerate(own)
    ]


def _versions(
    connection: sa.Connection, entity: type[Entity], peers: Peers, said: Sequence[tuple[Any, ...]]
) -> dict[Any, int]:
    """All versions of what rows refer to (the standards of a certificate), each with the one that stands for them all."""
    found: dict[Any, int] = {}
    for place, name in enumerate(peers.own):
        field = field_map(entity)[name]
        names = versioned(entity_named(field.to)) if field.to is not None else ()
        if not names:
            continue
        meant, other = (entity_named(field.to or "").table().alias() for _n in range(2))
        same = sa.and_(*(meant.c[column] == other.c[column] for column in names))
        first = sa.func.min(meant.c.id).over(partition_by=other.c.id)
        joined = sa.select(other.c.id, first).select_from(meant.join(other, same)).distinct()
        asked = dict.fromkeys(one[place] for one in said if isinstance(one[place], int))
        for piece in storage.pieces(asked, storage.CHUNK):
            kept = sa.select(other.c.id).select_from(meant.join(other, same)).where(meant.c.id.in_(piece))
            found.update((key, one) for key, one in connection.execute(joined.where(other.c.id.in_(kept))))
    return found


def _is_peer(peers: Peers, place: int | None, n: int) -> bool:
    """Whether the row at a place among those written together, or one of the file, is a peer of the row `n`."""
    return place is None or (place < n if peers.ahead else place != n)


def _standing(
    connection: sa.Connection,
    peers: Peers,
    wanted: Iterable[tuple[Any, ...]],
    kin: Mapping[Any, int],
    without: set[int | None],
) -> Iterator[tuple[tuple[Any, ...], Row]]:
    """The peers the file has, but for those that are to be changed: what they hold in common, their fields."""
    other, kept = entity_named(peers.entity), set(wanted)
    fields = [field_map(other)[name] for name in peers.fields]
    columns = [field_map(other)[name].column for name in peers.theirs] + [f.column for f in fields if f.stored]
    firsts = dict.fromkeys(same[0] for same in wanted if isinstance(same[0], int | str))
    firsts |= dict.fromkeys(key for key, one in kin.items() if one in firsts)
    unique, found = list(dict.fromkeys(("id", *columns))), list[dict[str, Any]]()
    for cells in storage.where(connection, other, columns[0], firsts, unique):
        row = storage.decode(other, dict(zip(unique, cells, strict=True)))
        if _same(row, columns[: len(peers.same)], kin) in kept and row["id"] not in without:
            found.append(row)
    reckoned: dict[int, dict[str, Any]] = {row["id"]: {} for row in found}
    _reckon(connection, other, peers.fields, reckoned)
    for row in found:
        told = {f.name: row[f.column] for f in fields if f.stored} | reckoned[row["id"]]
        yield _same(row, columns[: len(peers.same)], kin), told


def _same(row: Row, columns: Sequence[str], kin: Mapping[Any, int]) -> tuple[Any, ...]:
    """What a record holds in common with its peers, of versions the one that stands for all."""
    return tuple(kin.get(row[column], row[column]) for column in columns)
