"""The rows acts look at, read in bulk, and what becomes of them while acts are thought through: nothing is written."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from models.database import storage
from models.database.checking import filled_in
from models.database.erasing import of_erased
from models.schema.fields import Entity, entity_named, fields_of

if TYPE_CHECKING:
    from models.database.transaction import Change


@dataclass(frozen=True, slots=True)
class Made:
    """A record that applying a plan will make."""

    entity: str
    number: int


Key = int | Made
Row = dict[str, Any]  # values by column


@dataclass(frozen=True, slots=True)
class Effect:
    """What one case does to one record: rows by column, None where there is none; an update holds what differs.

    `cause` is the event it happens because of; `wave` counts the cases before this one that touched what it touches.
    """

    entity: str
    record: Key
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    case: int
    cause: Key | None
    wave: int


class Scene:
    """Rows as they stand, and as they will when the cases so far are done; each case sees what those before it did."""

    def __init__(self, connection: sa.Connection, day: date) -> None:
        self.connection, self.day = connection, day
        self._rows: dict[str, dict[Key, Row | None]] = {}
        self._index: dict[tuple[str, str], dict[Any, dict[Key, None]]] = {}
        self._touched: dict[tuple[int, str, Key], tuple[Row | None, Key | None]] = {}
        self._ordered: dict[str, dict[tuple[str, Key], list[Key]]] = {}  # until a row of the entity is touched
        self._made = 0
        self._erased: dict[str, frozenset[int]] = {}
        self.known: dict[str, Any] = {}  # what an act found out for all its subjects at once, by its name
        self.lines: Mapping[int, Sequence[Change]] = {}  # what was written because of events, where an act looks at it
        self.taking: frozenset[Key] = frozenset()  # the subjects all together, where an act looks at them
        self.logged: frozenset[int] = frozenset()  # the events whose making the log knows
        self.worked: dict[Any, Any] = {}  # what acts work out for all cases together, by keys of their own

    def erased(self, entity: str) -> frozenset[int]:
        """The records of an entity in which a person was erased."""
        known = self._erased.get(entity)
        if known is None:
            known = self._erased[entity] = of_erased(self.connection, entity)
        return known

    def read(self, entity: str, column: str, values: Iterable[Any]) -> None:
        """Read the rows whose column is one of these values, if they have not been."""
        index = self._index.setdefault((entity, column), {})
        wanted = [value for value in dict.fromkeys(values) if isinstance(value, int) and value not in index]
        if not wanted:
            return
        kind, rows = entity_named(entity), self._rows.setdefault(entity, {})
        self._ordered.pop(entity, None)
        index.update((value, {}) for value in wanted)
        names = storage.columns_of(kind)
        place = names.index(column)
        for cells in storage.where(self.connection, kind, column, wanted, names):
            index[cells[place]][cells[0]] = None
            rows.setdefault(cells[0], storage.decode(kind, dict(zip(names, cells, strict=True))))

    def row(self, entity: str, key: Key | None) -> Row | None:
        """A row that was read or made, as it stands now; None where there is none."""
        return None if key is None else self._rows.get(entity, {}).get(key)

    def of(self, entity: str, column: str, owner: Key) -> list[Key]:
        """The rows of an owner, the earliest first; not to be changed."""
        known = self._ordered.setdefault(entity, {})
        found = known.get((column, owner))
        if found is None:
            found = known[column, owner] = self._sorted(entity, self._index.get((entity, column), {}).get(owner, ()))
        return found

    def _sorted(self, entity: str, keys: Iterable[Key]) -> list[Key]:
        rows, period = self._rows.get(entity, {}), entity_named(entity).period
        found = [(key, row) for key in keys if (row := rows.get(key))]
        if period and len(found) > 1:
            found.sort(key=lambda one: one[1].get(period[0]) or date.min)
        return [key for key, _row in found]

    def set(self, case: int, entity: str, key: Key, cause: Key | None, **values: Any) -> None:
        """Set columns of a row."""
        row = self._rows[entity][key]
        assert row is not None, f"{entity} {key} is no more"
        differing = {name: value for name, value in values.items() if row.get(name) != value}
        if differing:
            self._note(case, entity, key, cause)
            self._rows[entity][key] = {**row, **differing}
            self._ordered.pop(entity, None)

    def make(self, case: int, entity: str, cause: Key | None, values: Mapping[str, Any]) -> Made:
        """Make a row of values by column, completed as the door completes a new record."""
        kind, self._made = entity_named(entity), self._made + 1
        key = Made(entity, self._made)
        names, columns, _referring = _columns(kind)
        given = {names[column]: value for column, value in values.items() if value is not None}
        full = filled_in(kind, given, self.day)
        self._put(case, entity, key, cause, {columns[n]: v for n, v in full.items() if n in columns})
        return key

    def put_back(self, case: int, entity: str, key: int, cause: Key | None, row: Mapping[str, Any]) -> None:
        """Let a row come back under its id."""
        self._put(case, entity, key, cause, dict(row))

    def _put(self, case: int, entity: str, key: Key, cause: Key | None, row: Row) -> None:
        self._note(case, entity, key, cause)
        empty = dict.fromkeys(storage.columns_of(entity_named(entity))[1:])
        self._rows.setdefault(entity, {})[key] = {**empty, **row}
        for column in _columns(entity_named(entity))[2]:
            if row.get(column) is not None:
                self._index.setdefault((entity, column), {}).setdefault(row[column], {})[key] = None
        self._ordered.pop(entity, None)

    def drop(self, case: int, entity: str, key: Key, cause: Key | None) -> None:
        """Take a row away."""
        self._note(case, entity, key, cause)
        self._rows[entity][key] = None
        self._ordered.pop(entity, None)

    def _note(self, case: int, entity: str, key: Key, cause: Key | None) -> None:
        row = self._rows.get(entity, {}).get(key)
        self._touched.setdefault((case, entity, key), (None if row is None else dict(row), cause))

    def forget(self, case: int) -> None:
        """Let every row stand as it stood before a case."""
        for place in [place for place in self._touched if place[0] == case]:
            _case, entity, key = place
            self._rows[entity][key], _cause = self._touched.pop(place)
            self._ordered.pop(entity, None)

    def effects(self) -> tuple[Effect, ...]:
        """What every case did, in their order; what the second of two does to a record stays an effect of its own."""
        after: dict[tuple[str, Key], Row | None] = {
            (entity, key): row for entity, rows in self._rows.items() for key, row in rows.items()
        }
        found = []
        for (case, entity, key), (before, cause) in reversed(self._touched.items()):
            found.append((case, entity, key, before, after[entity, key], cause))
            after[entity, key] = before
        made = []
        last: dict[tuple[str, Key], int] = {}  # the wave in which a record was touched last
        for case, some in groupby(reversed(found), key=lambda one: one[0]):
            own = list(some)
            wave = 1 + max((last.get((entity, key), -1) for _case, entity, key, *_rest in own), default=-1)
            for _case, entity, key, old, new, cause in own:
                last[entity, key] = wave
                effect = _effect(entity_named(entity), key, old, new, case, cause, wave)
                made.extend([] if effect is None else [effect])
        return tuple(made)


@cache
def _columns(entity: type[Entity]) -> tuple[dict[str, str], dict[str, str], tuple[str, ...]]:
    """The fields by column, the columns by field, and the columns that refer to records."""
    stored = [f for f in fields_of(entity) if f.stored]
    names = {f.column: f.name for f in stored}
    return names, {name: column for column, name in names.items()}, tuple(f.column for f in stored if f.to is not None)


def _effect(  # noqa: PLR0913, PLR0917 - the parts of an effect
    entity: type[Entity], key: Key, old: Row | None, new: Row | None, case: int, cause: Key | None, wave: int
) -> Effect | None:
    name = entity.__tablename__
    if old is not None and new is not None:
        differing = [column for column in {**old, **new} if old.get(column) != new.get(column)]
        if not differing:
            return None
        before = {column: old.get(column) for column in differing}
        return Effect(name, key, before, {column: new.get(column) for column in differing}, case, cause, wave)
    if old is None and new is None:
        return None
    return Effect(name, key, old and _filled(old), new and _filled(new), case, cause, wave)


def _filled(row: Row) -> Row:
    return {name: value for name, value in row.items() if value is not None and name != "id"}
