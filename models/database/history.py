"""Readings of the change log: what was done, what can be undone, what became of a record, and the way back."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby, islice
from typing import Any

import sqlalchemy as sa

from models import clock
from models.database import checking, storage
from models.database.errors import Conflict, NothingToRedo, NothingToUndo
from models.database.operator import signed
from models.database.query import display_of
from models.database.settings import UNDO_FROM, setting
from models.database.transaction import Change, ChangeSet, Transaction, filled
from models.entities.audit import CHANGE, CHANGE_SET
from models.schema.fields import Entity, entity_named
from models.words import Worded, _, said

DO, UNDO, REDO = "do", "undo", "redo"


def change_sets(connection: sa.Connection, limit: int | None = None, text: str = "") -> list[ChangeSet]:
    """The latest acts first; with `text` only those in whose name or user every word of it stands."""
    query, words = sa.select(CHANGE_SET).order_by(CHANGE_SET.c.id.desc()), text.casefold().split()
    state = _state_of(connection)
    every = (_change_set(row, state) for row in connection.execute(query if words else query.limit(limit)))
    found = (act for act in every if all(word in f"{act.name} {act.user}".casefold() for word in words))
    return list(islice(found, limit))


def _change_set(row: Any, state: dict[int, tuple[str, int]]) -> ChangeSet:
    return ChangeSet(
        row.id, said(row.wording, row.name), signed(row.user), datetime.fromisoformat(row.time), row.kind, row.target, row.change_count,
        undone=row.kind == DO and state[row.id][0] == UNDO,
    )  # fmt: skip


def _state_of(connection: sa.Connection) -> dict[int, tuple[str, int]]:
    """The latest thing that happened to each act: (kind, id of the set that did it)."""
    last = sa.select(sa.func.max(CHANGE_SET.c.id)).group_by(CHANGE_SET.c.target)
    query = sa.select(CHANGE_SET.c.target, CHANGE_SET.c.kind, CHANGE_SET.c.id).where(CHANGE_SET.c.id.in_(last))
    return {row.target: (row.kind, row.id) for row in connection.execute(query)}


def undo_floor(connection: sa.Connection) -> int:
    """The last act before an upgrade that moved what records hold: it and those before can no longer be taken back."""
    return int(setting(connection, UNDO_FROM, 0))


def next_to_undo(connection: sa.Connection) -> int | None:
    """The latest act in effect that can be taken back."""
    floor = undo_floor(connection)
    acts = _state_of(connection).items()
    return max((target for target, (kind, _set) in acts if kind != UNDO and target > floor), default=None)


def next_to_redo(connection: sa.Connection) -> int | None:
    """The act undone last, as long as nothing new was done since."""
    state = _state_of(connection)
    latest = max(state, default=0)
    floor = max(latest, undo_floor(connection))
    undone = [(by, target) for target, (kind, by) in state.items() if kind == UNDO and by > floor]
    return max(undone, default=(0, None))[1]


def check_undo(connection: sa.Connection, change_set_id: int) -> None:
    """Raise NothingToUndo unless that act exists and is in effect."""
    kind, by = _state_of(connection).get(change_set_id, (UNDO, 0))
    if not by:
        raise NothingToUndo(_("没有这一步操作，可以先在变更记录里核对"))
    if kind == UNDO:
        words = _("“{name}”已于 {time} 撤销，不用再撤销")
        time = f"{act_of(connection, by).time.astimezone():%Y-%m-%d %H:%M}"
        raise NothingToUndo(words.format(name=name_of(connection, change_set_id), time=time))
    if change_set_id <= undo_floor(connection):
        words = _("“{name}”是升级以前的操作，不能再撤销，可用当时的备份")
        raise NothingToUndo(words.format(name=name_of(connection, change_set_id)))


def act_of(connection: sa.Connection, change_set_id: int) -> ChangeSet:
    """One act of the log."""
    row = connection.execute(sa.select(CHANGE_SET).where(CHANGE_SET.c.id == change_set_id)).one()
    return _change_set(row, _state_of(connection))


def name_of(connection: sa.Connection, change_set_id: int) -> Worded:
    """What the act was called."""
    query = sa.select(CHANGE_SET.c.wording, CHANGE_SET.c.name).where(CHANGE_SET.c.id == change_set_id)
    return said(*connection.execute(query).one())


def changes_of(connection: sa.Connection, change_set_id: int, *, backwards: bool = False) -> Iterator[Change]:
    """The changes of an act, in the order they were made or against it."""
    order = CHANGE.c.id.desc() if backwards else CHANGE.c.id
    columns = (CHANGE.c.entity, CHANGE.c.record_id, CHANGE.c.before, CHANGE.c.after)
    query = sa.select(*columns).where(CHANGE.c.change_set_id == change_set_id).order_by(order)
    for entity, key, before, after in connection.execute(query):
        yield Change(entity, key, before and json.loads(before), after and json.loads(after))


def changes_to(connection: sa.Connection, entity: type[Entity], key: int) -> list[tuple[ChangeSet, Change]]:
    """What became of one record, the latest first."""
    query = (
        sa.select(CHANGE_SET, CHANGE.c.before, CHANGE.c.after)
        .join(CHANGE, CHANGE.c.change_set_id == CHANGE_SET.c.id)
        .where(CHANGE.c.record_id == key, CHANGE.c.entity == entity.__tablename__)
        .order_by(CHANGE.c.id.desc())
    )
    state = _state_of(connection)
    return [
        (
            _change_set(row, state),
            Change(
                entity.__tablename__, key, row.before and json.loads(row.before), row.after and json.loads(row.after)
            ),
        )
        for row in connection.execute(query)
    ]


def lines_caused(connection: sa.Connection, events: Sequence[int], making: str = "") -> dict[int, list[Change]]:
    """What was written because of events when they took effect, in the order in which it was.

    With `making` that is when they last made a record of that entity: an event that may take effect more than once.
    """
    columns = (
        CHANGE.c.cause,
        CHANGE.c.change_set_id,
        CHANGE.c.entity,
        CHANGE.c.record_id,
        CHANGE.c.before,
        CHANGE.c.after,
    )
    chosen: dict[int, int] = {}  # the act in which it took effect: what took it back later is no part of it
    found: dict[tuple[int, int], list[Change]] = {}
    for chunk in storage.pieces(events, storage.CHUNK):
        query = sa.select(*columns).where(CHANGE.c.cause.in_(chunk)).order_by(CHANGE.c.id)
        for cause, act, entity, key, before, after in connection.execute(query):
            change = Change(entity, key, before and json.loads(before), after and json.loads(after))
            found.setdefault((cause, act), []).append(change)
            if making and entity == making and change.before is None:
                chosen[cause] = act
            elif not making:
                chosen.setdefault(cause, act)
    return {cause: found[cause, act] for cause, act in chosen.items()}


def are_logged(connection: sa.Connection, entity: str, keys: Sequence[int]) -> frozenset[int]:
    """Those of the records whose making the log knows."""
    own = sa.select(CHANGE.c.record_id).where(CHANGE.c.entity == entity, CHANGE.c.before.is_(None))
    chunks = storage.pieces(keys, storage.CHUNK)
    return frozenset(
        key for chunk in chunks for key in connection.execute(own.where(CHANGE.c.record_id.in_(chunk))).scalars()
    )


def nothing(kind: str) -> Exception:
    """The error for an empty stack."""
    if kind == UNDO:
        return NothingToUndo(_("没有可以撤销的操作"))
    return NothingToRedo(_("没有可以重做的操作"))


def play(tx: Transaction, change_set_id: int, *, backwards: bool) -> None:
    """Apply an act again, or take it back; raises Conflict when a record is no longer as the act left it."""
    for (name, deed), run in groupby(
        changes_of(tx.connection, change_set_id, backwards=backwards), key=lambda change: _deed(change, backwards)
    ):
        entity = entity_named(name)
        for piece in storage.pieces(run, 5000):
            tx.progress.note(_("恢复{label}").format(label=_(entity.label)))
            _DEEDS[deed](tx, entity, [_turned(change, backwards) for change in piece])


def _turned(change: Change, backwards: bool) -> Change:
    return Change(change.entity, change.record_id, change.after, change.before) if backwards else change


def _deed(change: Change, backwards: bool) -> tuple[str, str]:
    turned = _turned(change, backwards)
    return change.entity, "insert" if turned.before is None else "delete" if turned.after is None else "update"


def _insert(tx: Transaction, entity: type[Entity], changes: Sequence[Change]) -> None:
    ids = [change.record_id for change in changes]
    standing = storage.rows_by_id(tx.connection, entity, ids)
    if standing:
        raise _conflict(tx, entity, next(iter(standing)))
    rows = [storage.decode(entity, change.after or {}) for change in changes]
    tx.insert_stored(entity, rows, ids)


def _delete(tx: Transaction, entity: type[Entity], changes: Sequence[Change]) -> None:
    ids = [change.record_id for change in changes]
    standing = storage.rows_by_id(tx.connection, entity, ids)
    for change in changes:
        row = standing.get(change.record_id)
        if row is None or filled(row) != {"id": change.record_id, **(change.before or {})}:
            raise _conflict(tx, entity, change.record_id)
    checking.deletable(tx.connection, entity, ids)
    tx.delete_stored(entity, ids, standing)


def _update(tx: Transaction, entity: type[Entity], changes: Sequence[Change]) -> None:
    for some in _each_once(changes):
        standing = storage.rows_by_id(tx.connection, entity, [change.record_id for change in some])
        for change in some:
            row = standing.get(change.record_id)
            if row is None or any(row[name] != value for name, value in (change.before or {}).items()):
                raise _conflict(tx, entity, change.record_id)
        tx.update_rows(entity, [(c.record_id, storage.decode(entity, c.after or {})) for c in some], standing)


def _each_once(changes: Sequence[Change]) -> Iterator[list[Change]]:
    """Runs of changes in which no record changes twice: the second change must see the first."""
    some: dict[int, Change] = {}
    for change in changes:
        if change.record_id in some:
            yield list(some.values())
            some = {}
        some[change.record_id] = change
    if some:
        yield list(some.values())


_DEEDS = {"insert": _insert, "delete": _delete, "update": _update}


def _conflict(tx: Transaction, entity: type[Entity], key: int) -> Conflict:
    """What stands against it, by the names people know: which record, and the act that wrote it last."""
    here = (
        CHANGE.c.entity == entity.__tablename__,
        CHANGE.c.record_id == key,
        CHANGE.c.change_set_id < tx.change_set_id,
    )
    last = tx.connection.execute(sa.select(sa.func.max(CHANGE.c.change_set_id)).where(*here)).scalar_one()
    shown = tx.connection.execute(sa.select(display_of(entity, sa.literal(key), clock.today()))).scalar()
    act = act_of(tx.connection, last)
    sentence = _("{label} {shown} 后来又改过（{time}“{name}”），不能直接撤销或重做；请先撤销后来的修改")
    words = sentence.format(
        label=_(entity.label),
        shown=shown or _("（已删除）"),
        time=f"{act.time.astimezone():%Y-%m-%d %H:%M}",
        name=act.name,
    )
    return Conflict(words, entity=entity.__tablename__, record_id=key, fields=())
