"""The one door: everything that is written is checked, logged, indexed and undoable, or it is not written at all."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import repeat
from json.encoder import encode_basestring
from typing import Any, Protocol

import sqlalchemy as sa

from models.access.rights import Right, edit
from models.database import checking, child_rows, moving, recognising, search, storage, succeeding
from models.database.audit_chain import Digest, line_of, seal_before
from models.database.errors import Conflict
from models.database.guard import UNGUARDED, Guard
from models.database.settings import suggested_day
from models.entities.audit import CHANGE, ERASED
from models.progress import Progress
from models.schema.child_values import owned, staying
from models.schema.fields import Entity, Field, entity_named, field_map, fields_of
from models.words import _, listed

States = Sequence[Mapping[str, Any]]
FLUSH = 5000  # changes kept in memory before they are written to the log


@dataclass(frozen=True, slots=True)
class Change:
    """One record before and after, as stored columns; None where there was, or is, no record.

    An update holds only the columns that differ.
    """

    entity: str
    record_id: int
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """One act of a person: its name, who and when, how many records (as `Transaction.count` says).

    It is `undone` when it is not in effect any more; `signed` when the user had signed in, and is not only said to be.
    """

    id: int
    name: str
    user: str
    time: datetime
    kind: str
    target: int
    change_count: int
    undone: bool = False
    touched: frozenset[str] = frozenset()  # tables, known only for the set that was just written
    signed: bool = False

    @property
    def who(self) -> str:
        """Who did it, as lists say it: proved by a passphrase, or only said."""
        return _("{name}（凭口令）").format(name=self.user) if self.signed else self.user


class Erasure(Protocol):
    """What lets go of persons in the log, once the records are written (models.database.erasing)."""

    def redact(self, connection: sa.Connection, act: int) -> Digest:
        """Take them out of everything that was written of them; returns the digest of the lines that are left of `act`."""

    def seal(self, connection: sa.Connection, act: int) -> None:
        """Seal what is left, once the act is sealed itself."""


class Transaction:
    """Writing that becomes one change set, `done` once it is kept; made by Database.transaction, never by hand."""

    def __init__(  # noqa: PLR0913, PLR0917 - what an act needs
        self,
        connection: sa.Connection,
        change_set_id: int,
        issue: "Issue",
        progress: Progress,
        day: date | None = None,
        guard: Guard | None = None,
    ) -> None:
        self.connection = connection
        self.change_set_id = change_set_id
        self.progress = progress
        self.records: dict[type[Entity], set[int]] = {}  # that were written, by entity
        self.done: ChangeSet | None = None  # None while it is written, and where nothing differed
        self.erasure: Erasure | None = None  # of persons, who go from all that was ever written of them as well
        self._issue, self._day, self._guard = issue, day, guard
        self._causes: Mapping[tuple[str, int], int] = {}
        self._pending: list[tuple[Any, ...]] = []
        self._digest = Digest()

    @cached_property
    def day(self) -> date:
        """The day from which a link counts that is written without a date of its own: the office's, or the one given."""
        return self._day or suggested_day(self.connection)

    @property
    def count(self) -> int:
        """How many records were written, as people count them."""
        return count_of(self.records)

    @cached_property
    def before(self) -> str:
        """The seal of the act before this one, with which the log ends while this one is written."""
        return seal_before(self.connection, self.change_set_id)

    def insert(self, entity: type[Entity], values: Mapping[str, Any]) -> int:
        """Insert one record (values by field name, references as ids) and return its id; raises Invalid."""
        return self.insert_many(entity, [values])[0]

    def insert_many(
        self, entity: type[Entity], rows: Sequence[Mapping[str, Any]], judged: str | None = None
    ) -> list[int]:
        """Insert records and their parts; returns their ids in order; raises Invalid before anything is written.

        Rows that checking.wrong found right over the log that ends with the seal `judged` are not judged again while it
        still ends there.
        """
        checking.made_by_hand(entity)
        with self.by(edit(entity), entity) as written:
            ids = self._insert_many(entity, rows, judged)
            written.extend(ids)
        return ids

    def _insert_many(self, entity: type[Entity], rows: Sequence[Mapping[str, Any]], judged: str | None) -> list[int]:
        if not self._is_judged(judged):
            rows = checking.completed(self.connection, entity, rows, self.day)
            checking.insertable(self.connection, entity, rows)
        names = {f.name: f.column for f in fields_of(entity) if f.stored}
        rows = succeeding.ended_together(entity, rows)
        over = list(succeeding.ended(self.connection, entity, rows))
        if over and entity.period is not None:
            present = storage.rows_by_id(self.connection, entity, [key for key, _n, _day in over])
            self.update_rows(entity, [(key, {entity.period[1]: day}) for key, _n, day in over], present)
        own = [{names[k]: v for k, v in row.items() if v is not None and k in names} for row in rows]
        ids = self._insert(entity, own)
        child_rows.insert(self, entity, ids, rows)
        moving.move(self, entity, ids)
        moving.tell(self, entity, ids)
        return ids

    def update(
        self, entity: type[Entity], key: int, values: Mapping[str, Any], expected: Mapping[str, Any] | None = None
    ) -> None:
        """Set fields of one record.

        `expected` is what the person saw in these fields; raises Conflict when another hand changed one of them since,
        Invalid when the record would not be right.
        """
        self.update_many(entity, [(key, values)], [expected or {}])

    def update_many(
        self,
        entity: type[Entity],
        changes: Sequence[tuple[int, Mapping[str, Any]]],
        expected: Sequence[Mapping[str, Any]] = (),
        judged: str | None = None,
    ) -> None:
        """Set fields of many records; nothing is written when one of them cannot be. `judged` as in insert_many."""
        with self.by(edit(entity), entity, [key for key, _values in changes]) as written:
            self._update_many(entity, changes, expected, judged)
            written.extend(key for key, _values in changes)

    def _update_many(
        self,
        entity: type[Entity],
        changes: Sequence[tuple[int, Mapping[str, Any]]],
        expected: Sequence[Mapping[str, Any]],
        judged: str | None,
    ) -> None:
        present = storage.rows_by_id(self.connection, entity, [key for key, _values in changes])
        changes = recognising.anew(self.connection, entity, changes, present)
        for (key, _values), seen in zip(changes, expected, strict=False):
            _unchanged(self, entity, key, present.get(key), seen)
        checking.changeable(entity, changes)
        self._check_not_erased(entity, [key for key, _values in changes])
        names = {f.name: f.column for f in fields_of(entity) if f.stored}
        if not self._is_judged(judged):
            checking.updatable(self.connection, entity, changes, present)
        stored = [(key, {names[k]: v for k, v in values.items() if k in names}) for key, values in changes]
        self.update_rows(entity, stored, present)
        for key, values in changes:
            child_rows.update(self, entity, key, values)
        moving.move(self, entity, [key for key, _values in changes])
        moving.tell(self, entity, [key for key, _values in changes])

    def _check_not_erased(self, entity: type[Entity], keys: Collection[int]) -> None:
        """Raise Conflict for a record in which a person was erased: nothing is entered into it again."""
        own = sa.select(ERASED.c.record_id).where(ERASED.c.entity == entity.__tablename__)
        for chunk in storage.pieces(keys if self._erased else (), storage.CHUNK):
            key = self.connection.execute(own.where(ERASED.c.record_id.in_(chunk)).limit(1)).scalar()
            if key is not None:
                words = _("这条{label}记录里的人已注销并清除，不能再改").format(label=_(entity.label))
                raise Conflict(words, entity=entity.__tablename__, record_id=key, fields=())

    @cached_property
    def _erased(self) -> bool:
        return self.connection.execute(sa.select(ERASED.c.act).limit(1)).first() is not None

    def delete(self, entity: type[Entity], ids: int | Iterable[int]) -> None:
        """Delete records with their parts; raises InUse, naming who still refers to them."""
        keys = [ids] if isinstance(ids, int) else list(ids)
        checking.made_by_hand(entity)
        with self.by(edit(entity), entity, keys):
            checking.deletable(self.connection, entity, keys)
            for part, back in (one for one in owned(entity) if one not in staying(entity)):
                self.delete_stored(part, [row[0] for row in storage.where(self.connection, part, back, keys, ("id",))])
            self.delete_stored(entity, keys)

    def _is_judged(self, judged: str | None) -> bool:
        """Whether rows were judged over the log as it ends now, by somebody who sees all they are compared with."""
        return judged == self.before and (self._guard is None or not self._guard.sees_part)

    def by(
        self, right: Right | None, entity: type[Entity] | None = None, ids: Sequence[int] = ()
    ) -> AbstractContextManager[list[int]]:
        """Write something by a right, which is asked for once: what follows from it is written by the same right.

        `ids` are the records it is done to; what is put into the list given belongs to the person's scope afterwards, too.
        None: who wrote something takes it back. Raises NotAllowed before anything is written; does nothing where nobody signs in.
        """
        return UNGUARDED if self._guard is None else self._guard.by(right, entity, ids)

    def require(self, right: Right) -> None:
        """Raise NotAllowed where whoever writes has not this right besides."""
        if self._guard is not None:
            self._guard.require(right)

    def issue(self, count: int) -> list[int]:
        """Ids for so many records to be made."""
        return self._issue(count) if count else []

    @contextmanager
    def because(self, causes: Mapping[tuple[str, int], int]) -> Iterator[None]:
        """Note of what is written meanwhile to which event it belongs, by (entity, record)."""
        before, self._causes = self._causes, causes
        try:
            yield
        finally:
            self._causes = before

    def insert_stored(
        self,
        entity: type[Entity],
        rows: Sequence[Mapping[str, Any]],
        ids: Sequence[int] | None = None,
        *,
        fresh: bool = False,
    ) -> list[int]:
        """Insert rows given by column; `ids` when records come back, or were issued before (`fresh`)."""
        return self._insert(entity, [filled(row) for row in rows], ids, fresh=fresh)

    def _insert(
        self,
        entity: type[Entity],
        rows: Sequence[storage.Raw],
        ids: Sequence[int] | None = None,
        *,
        fresh: bool = False,
    ) -> list[int]:
        """The same of rows that hold nothing but values, and are nobody else's: they become what is stored."""
        keys = list(ids) if ids is not None else self._issue(len(rows))
        for start in range(0, len(rows), FLUSH):
            self.progress.note(_("写入{label}").format(label=_(entity.label)), start, len(rows))
            piece, numbers = rows[start : start + FLUSH], keys[start : start + FLUSH]
            storage.encode_all(entity, piece)
            storage.insert(self.connection, entity, numbers, piece)
            search.put(self.connection, entity, list(zip(numbers, piece, strict=True)), new=ids is None or fresh)
            self._log(entity, numbers, None, piece)
        return keys

    def update_stored(self, entity: type[Entity], key: int, values: Mapping[str, Any]) -> None:
        """Set columns of one row."""
        self.update_rows(entity, [(key, values)], storage.rows_by_id(self.connection, entity, [key]))

    def update_rows(
        self, entity: type[Entity], rows: Sequence[tuple[int, Mapping[str, Any]]], present: Mapping[int, storage.Raw]
    ) -> None:
        """Set columns of rows, each once; `present` are these rows as they stand."""
        indexed = {f.column for f in search.searched(entity)}
        differing: list[tuple[int, storage.Raw]] = []
        reindexed, before = [], []
        for key, values in rows:
            coded, old = storage.encode(entity, values), present[key]
            changed = {name: value for name, value in coded.items() if old[name] != value}
            if not changed:
                continue
            differing.append((key, changed))
            before.append({name: old[name] for name in changed})
            if not indexed.isdisjoint(changed):
                reindexed.append((key, {**old, **changed}))
        storage.update(self.connection, entity, differing)
        self._log(entity, [key for key, _changed in differing], before, [changed for _key, changed in differing])
        search.put(self.connection, entity, reindexed)

    def delete_stored(
        self, entity: type[Entity], ids: Sequence[int], standing: Mapping[int, storage.Raw] | None = None
    ) -> None:
        """Delete rows by id; `standing` are these rows where they have been read already."""
        if not ids:
            return
        for part, back in staying(entity):
            self._unlink(part, back, entity, ids)
        if standing is None:
            standing = storage.rows_by_id(self.connection, entity, ids)
        self._log(entity, list(standing), [_without_id(row) for row in standing.values()], None)
        storage.delete(self.connection, entity, ids)
        search.drop(self.connection, entity, ids)

    def _unlink(self, entity: type[Entity], back: str, owner: type[Entity], ids: Sequence[int]) -> None:
        """Let rows that stay refer to records no more that go, because of what these go for."""
        whose = dict(storage.where(self.connection, entity, back, ids, ("id", back)))
        if not whose:
            return
        causes = {(entity.__tablename__, row): self._causes.get((owner.__tablename__, of)) for row, of in whose.items()}
        known = self._causes
        self._causes = {**known, **{place: cause for place, cause in causes.items() if cause is not None}}
        self.update_rows(
            entity, [(row, {back: None}) for row in whose], storage.rows_by_id(self.connection, entity, list(whose))
        )
        self._causes = known

    def _log(self, entity: type[Entity], keys: Sequence[int], before: States | None, after: States | None) -> None:
        """Take note of what became of records; no states before are those of new ones, none after of deleted ones."""
        if not keys:
            return
        if self._guard is not None:
            self._guard.written(entity, keys)
        acts, names = repeat(self.change_set_id), repeat(entity.__tablename__)
        states = (repeat(None) if some is None else _jsons(some) for some in (before, after))
        causes = map(self._causes.get, zip(names, keys, strict=False)) if self._causes else repeat(None)
        self._pending += zip(acts, names, keys, *states, causes, strict=False)  # what is the same for all has no end
        self.records.setdefault(entity, set()).update(keys)
        if len(self._pending) >= FLUSH:
            self._flush()

    def _flush(self) -> None:
        if self._pending:
            self._digest.add(map(line_of, self._pending))
            statement = f"INSERT INTO {CHANGE.name} (change_set_id, entity, record_id, before, after, cause) VALUES (?,?,?,?,?,?)"  # noqa: S608
            self.connection.exec_driver_sql(statement, self._pending)
            self._pending = []

    def close(self) -> Digest:
        """Write what is left of the log and return the digest of all changes."""
        self._flush()
        return self._digest


def count_of(records: Mapping[type[Entity], Collection[Any]]) -> int:
    """How many records these are, as people count them.

    What the program keeps beside a record (`internal`) counts only where there is nothing else.
    """
    own = [keys for entity, keys in records.items() if not entity.internal]
    return sum(map(len, own or records.values()))


class Issue:
    """Gives out ids: installation number and counter in 63 bits, so that two offices never give the same one."""

    BITS = 40  # of the counter: a million million records an installation

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def __call__(self, count: int) -> list[int]:
        """The next `count` ids."""
        row = self._connection.exec_driver_sql(
            "UPDATE office SET issued = issued + ? RETURNING installation, issued", (count,)
        ).one()
        last = (row[0] << self.BITS) + row[1]
        return list(range(last - count + 1, last + 1))


def filled(row: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a row that hold anything, which is how the log keeps a whole record."""
    return {name: value for name, value in row.items() if value is not None}


def _without_id(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value is not None and name != "id"}


_encode_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


def _jsons(states: States) -> list[str]:
    """Each of the states as JSON; those with the same columns are put into words together, column by column."""
    alike: dict[tuple[str, ...], list[int]] = {}
    for place, state in enumerate(states):
        alike.setdefault(tuple(state), []).append(place)
    found = ["{}"] * len(states)
    for names, places in alike.items():
        heads = (_encode_json(name).replace("%", "%%") for name in names)
        whole = "{" + ",".join(f"{head}:%s" for head in heads) + "}"
        columns = zip(*(states[place].values() for place in places), strict=True)
        cells = zip(*map(_spelt, columns), strict=True)
        for place, text in zip(places, map(whole.__mod__, cells), strict=bool(names)):
            found[place] = text
    return found


def _spelt(column: Sequence[Any]) -> Iterable[str]:
    """The values of a column as JSON has them."""
    kinds = set(map(type, column))
    if kinds == {str}:
        return map(encode_basestring, column)
    return map(repr if kinds == {int} else _encode_json, column)


def _unchanged(
    tx: Transaction, entity: type[Entity], key: int, present: storage.Raw | None, seen: Mapping[str, Any]
) -> None:
    """Raise Conflict when the record is gone or a field is no longer what the person saw."""
    fields = field_map(entity)
    if present is None:
        raise Conflict(
            _("这条{label}记录已被删除，无法保存").format(label=_(entity.label)),
            entity=entity.__tablename__, record_id=key, fields=(),
        )  # fmt: skip
    stored = storage.encode(entity, {fields[k].column: v for k, v in seen.items() if fields[k].stored})
    changed = tuple(f.name for f in fields_of(entity) if f.column in stored and stored[f.column] != present[f.column])
    elsewhere = child_rows.present(tx, entity, key, [name for name in seen if fields[name].via])
    changed += tuple(name for name, value in elsewhere.items() if not _alike(fields[name], seen[name], value))
    if changed:
        words = listed(fields[name].title for name in changed)
        raise Conflict(
            _("{label}的{words}已被别处改过，请先看最新内容再保存").format(label=_(entity.label), words=words),
            entity=entity.__tablename__, record_id=key, fields=changed,
        )  # fmt: skip


def _alike(field: Field, seen: Any, present: Any) -> bool:
    """Whether a value that lives elsewhere is still what the person saw."""
    if field.many:
        return set(seen or ()) == set(present)
    assert field.via is not None
    return bool(storage.encode(entity_named(field.via.entity), {field.via.column: seen})[field.via.column] == present)
