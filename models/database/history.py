"""Readings of the change log: what was done, what can be undone, what became of a record, and the way back."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby, islice
from typing import Any

import sqlalchemy as sa

from models import clock
from models.access.rights import HISTORY, Right
from models.access.rights import UNDO as UNDO_OTHERS
from models.database import checking, storage
from models.database.audit_chain import FOLDED
from models.database.errors import Conflict, NothingToRedo, NothingToUndo
from models.database.logged_rows import is_as_logged
from models.database.operator import signed
from models.database.query import display_of
from models.database.reader import only_own
from models.database.settings import UNDO_FROM, setting
from models.database.transaction import Change, ChangeSet, Transaction, filled
from models.entities.audit import CHANGE, CHANGE_SET, ERASED
from models.schema.fields import Entity, entity_named
from models.words import Worded, _, said

DO, UNDO, REDO = "do", "undo", "redo"
ACCESS = "access"  # who may what was changed, which is never taken back: a person once disabled stays so until somebody says otherwise


def change_sets(connection: sa.Connection, limit: int | None = None, text: str = "") -> list[ChangeSet]:
    """The latest acts first; with `text` only those in whose name or user every word of it stands.

    Who may not see the whole history sees the own acts.
    """
    query, words = sa.select(CHANGE_SET).order_by(CHANGE_SET.c.id.desc()), text.casefold().split()
    own = only_own(connection, Right(HISTORY))
    query = query if own is None else query.where(CHANGE_SET.c.person == own)
    state = _state_of(connection)
    every = (_change_set(row, state) for row in connection.execute(query if words else query.limit(limit)))
    found = (act for act in every if all(word in f"{act.name} {act.user}".casefold() for word in words))
    return list(islice(found, limit))


def _change_set(row: Any, state: dict[int, tuple[str, int]]) -> ChangeSet:
    return ChangeSet(
        row.id, said(row.wording, row.name), signed(row.user), datetime.fromisoformat(row.time), row.kind, row.target, row.change_count,
        undone=row.kind == DO and state[row.id][0] == UNDO, signed=row.person is not None,
    )  # fmt: skip


def _state_of(connection: sa.Connection) -> dict[int, tuple[str, int]]:
    """The latest thing that happened to each act: (kind, id of the set that did it)."""
    last = sa.select(sa.func.max(CHANGE_SET.c.id)).group_by(CHANGE_SET.c.target)
    query = sa.select(CHANGE_SET.c.target, CHANGE_SET.c.kind, CHANGE_SET.c.id).where(CHANGE_SET.c.id.in_(last))
    return {row.target: (row.kind, row.id) for row in connection.execute(query)}


def undo_floor(connection: sa.Connection) -> int:
    """The last act before an upgrade that moved what records hold: it and those before can no longer be taken back."""
    return int(setting(connection, UNDO_FROM, 0))


def of_erased_persons(connection: sa.Connection) -> frozenset[int]:
    """The acts that wrote records in which a person was erased since: they stay as they are."""
    if connection.execute(sa.select(ERASED.c.act).limit(1)).first() is None:
        return frozenset()
    same = sa.and_(CHANGE.c.record_id == ERASED.c.record_id, CHANGE.c.entity == ERASED.c.entity)
    acts = sa.select(CHANGE.c.change_set_id).select_from(ERASED.join(CHANGE, same)).distinct()
    return frozenset(connection.execute(acts).scalars())


def next_to_undo(connection: sa.Connection) -> int | None:
    """The latest act in effect that can be taken back: of who may not take back others' the latest own one."""
    floor, mine = undo_floor(connection), _own_acts(connection)
    acts = (target for target, (kind, _set) in _state_of(connection).items() if kind in (DO, REDO) and target > floor)
    lasting = of_erased_persons(connection)
    return max((target for target in acts if target not in lasting and (mine is None or target in mine)), default=None)


def _own_acts(connection: sa.Connection) -> frozenset[int] | None:
    """The acts of the person a connection reads for, where these alone may be taken back; None: all may."""
    own = only_own(connection, Right(UNDO_OTHERS))
    if own is None:
        return None
    return frozenset(connection.execute(sa.select(CHANGE_SET.c.id).where(CHANGE_SET.c.person == own)).scalars())


def next_to_redo(connection: sa.Connection) -> int | None:
    """The act undone last, as long as nothing new was done since."""
    state = _state_of(connection)
    latest = max(state, default=0)
    floor = max(latest, undo_floor(connection))
    mine, lasting = _own_acts(connection), of_erased_persons(connection)
    undone = [
        (by, target)
        for target, (kind, by) in state.items()
        if kind == UNDO and by > floor and target not in lasting and (mine is None or target in mine)
    ]
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
    if kind == ACCESS:
        words = _("“{name}”改的是使用者和权限，不能撤销；请由管理员按现在的需要另改")
        raise NothingToUndo(words.format(name=name_of(connection, change_set_id)))
    fold = setting(connection, FOLDED)
    if fold is not None and change_set_id <= fold["act"]:
        words = _("“{name}”是较早的操作，它改动前的内容已经折叠，不能再撤销")
        raise NothingToUndo(words.format(name=name_of(connection, change_set_id)))
    if change_set_id in of_erased_persons(connection):
        words = _("“{name}”涉及已注销并清除的人，不能撤销；其他人的内容请直接修改")
        raise NothingToUndo(words.format(name=name_of(connection, change_set_id)))
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


def right_of(connection: sa.Connection, change_set_id: int) -> Any:
    """By whom (`person`, `user`) and by which rights (`permit`) an act was done, or done again last."""
    columns = (CHANGE_SET.c.person, CHANGE_SET.c.user, CHANGE_SET.c.permit)
    return connection.execute(sa.select(*columns).where(CHANGE_SET.c.id == change_set_id)).one()


def entities_of(connection: sa.Connection, change_set_id: int) -> list[type[Entity]]:
    """The kinds of records an act touched."""
    own = sa.select(CHANGE.c.entity).where(CHANGE.c.change_set_id == change_set_id).distinct()
    return [entity_named(name) for name in connection.execute(own).scalars()]


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


def last_set(connection: sa.Connection, entity: type[Entity], key: int, columns: Sequence[str]) -> dict[str, ChangeSet]:
    """By column the act in effect that last gave it the value it has; columns of which the log knows none are left out."""
    found: dict[str, ChangeSet] = {}
    for act, change in changes_to(connection, entity, key):
        if act.kind == DO and not act.undone:
            for column in columns:
                if column in (change.after or {}):
                    found.setdefault(column, act)
    return found


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
    for (name, kind), run in groupby(
        changes_of(tx.connection, change_set_id, backwards=backwards), key=lambda change: _kind(change, backwards)
    ):
        entity = entity_named(name)
        for piece in storage.pieces(run, 5000):
            tx.progress.note(_("恢复{label}").format(label=_(entity.label)))
            _WRITERS[kind](tx, entity, [_turned(change, backwards) for change in piece])


def _turned(change: Change, backwards: bool) -> Change:
    return Change(change.entity, change.record_id, change.after, change.before) if backwards else change


def _kind(change: Change, backwards: bool) -> tuple[str, str]:
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


_WRITERS = {"insert": _insert, "delete": _delete, "update": _update}


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
    raw: Any = tx.connection.connection.driver_connection
    if is_as_logged(raw, entity.__tablename__, key, tx.change_set_id):
        sentence = _("{label} {shown} 后来又改过（{time}“{name}”），不能直接撤销或重做；请先撤销后来的修改")
    else:
        sentence = _(
            "{label} {shown} 与操作记录不符，像是在程序之外改过（操作记录里最后一次是 {time}“{name}”），不能撤销或重做；"
            "请先核对：“设置”里按“现在检查”，或用命令 check"
        )
    words = sentence.format(
        label=_(entity.label),
        shown=shown or _("（已删除）"),
        time=f"{act.time.astimezone():%Y-%m-%d %H:%M}",
        name=act.name,
    )
    return Conflict(words, entity=entity.__tablename__, record_id=key, fields=())
