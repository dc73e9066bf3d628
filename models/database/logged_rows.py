"""Every row beside what the change log says of it: the log is folded in one pass, and the rows are read along with it."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from models.entities.audit import BASELINE, CHANGE
from models.progress import SILENT, Progress
from models.schema.fields import every_entity
from models.words import _

CHANGED, MISSING, ADDED, UNREADABLE = "changed", "missing", "added", "unreadable"
State = dict[str, Any]
_EVERY = 5000  # records between two looks at the progress


@dataclass(frozen=True, slots=True)
class Deviation:
    """A record that is not what the log says: CHANGED in `columns`, MISSING, ADDED past the log, or UNREADABLE in the log.

    `kept` is the row and `logged` what the log makes of it, as stored columns without empty ones; `act` wrote it last, 0
    where the log knows no act.
    """

    table: str
    record: int
    kind: str
    kept: Mapping[str, Any]
    logged: Mapping[str, Any]
    act: int = 0

    @property
    def columns(self) -> tuple[str, ...]:
        """Of a CHANGED record the columns that differ, by name."""
        if self.kind != CHANGED:
            return ()
        return tuple(sorted(name for name in {**self.kept, **self.logged} if self._differs(name)))

    def _differs(self, name: str) -> bool:
        return bool(self.kept.get(name) != self.logged.get(name))


def columns_of_tables(raw: Any) -> dict[str, list[str]]:
    """The tables of a file with their columns."""
    found: dict[str, list[str]] = {}
    listed = "SELECT m.name, p.name FROM sqlite_master AS m, pragma_table_info(m.name) AS p WHERE m.type = 'table'"
    for table, column in raw.execute(listed):
        found.setdefault(table, []).append(column)
    return found


def _logged_columns(raw: Any) -> dict[str, tuple[str, ...]]:
    """The columns of each table of records that the file has, id first; nothing for a file without a log."""
    found = columns_of_tables(raw)
    if CHANGE.name not in found:
        return {}
    known = [entity.__tablename__ for entity in every_entity()]
    return {name: ("id", *(c for c in found[name] if c != "id")) for name in known if "id" in found.get(name, ())}


def has_baseline(raw: Any) -> bool:
    """Whether the file keeps what upgrades wrote past the log; older files did not."""
    return raw.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (BASELINE.name,)).fetchone() is not None


def deviations(raw: Any, progress: Progress = SILENT) -> Iterator[Deviation]:
    """The records that are not what the log says, by table; `raw` is a driver connection that sees one state.

    Former columns, which an upgrade took away, are left out; what an upgrade wrote is in the baseline.
    """
    tables = _logged_columns(raw)
    if not tables:
        return
    rows = {name: _Rows(raw, name, columns) for name, columns in tables.items()}
    baseline = _baseline(raw)
    total = raw.execute(f"SELECT count(*) FROM {CHANGE.name}").fetchone()[0]  # noqa: S608 - our own name
    for count, line in enumerate(_folded(raw, tables, baseline)):
        if count % _EVERY == 0:
            progress.note(_("核对记录与操作记录"), count, total)
        yield from rows[line.table].up_to(line)
    for name in tables:
        yield from rows[name].rest()


def is_as_logged(raw: Any, table: str, record: int, before: int) -> bool:
    """Whether a record is what the log says of it up to the act before `before`: nothing wrote it past the program."""
    columns = _logged_columns(raw)[table]
    query = (
        f"SELECT entity, change_set_id, before IS NULL, after FROM {CHANGE.name}"  # noqa: S608 - our own name
        " WHERE entity = ? AND record_id = ? AND change_set_id < ? ORDER BY id"
    )
    lines = raw.execute(query, (table, record, before)).fetchall()
    quoted = ", ".join(f'"{name}"' for name in columns)
    row = raw.execute(f'SELECT {quoted} FROM "{table}" WHERE id = ?', (record,)).fetchone()  # noqa: S608 - as above
    folded = _fold(record, lines, _baseline(raw).get(record, ()), frozenset([table]))
    return all(_deviation(told, columns, row) is None for told in folded or [_Folded(table, record)])


@dataclass(slots=True)
class _Folded:
    """What the log says of one record: `state` is None where there is none, `made` whether the log knows its making."""

    table: str
    record: int
    state: State | None = None
    made: bool = False
    readable: bool = True
    act: int = 0

    def take(self, act: int, made: Any, after: str | None) -> None:
        """Go on by one line."""
        self.act = act
        if after is None:
            self.state, self.made = None, True
            return
        try:
            told = json.loads(after)
        except ValueError:
            self.readable = False
            return
        if made:
            self.state, self.made = told, True
        else:
            self.state = {**(self.state or {}), **told}


class _Rows:
    """The rows of one table in order of their ids, read along with the log."""

    def __init__(self, raw: Any, table: str, columns: tuple[str, ...]) -> None:
        self._table, self._columns = table, columns
        quoted = ", ".join(f'"{name}"' for name in columns)
        self._rows = raw.execute(f'SELECT {quoted} FROM "{table}" ORDER BY id')  # noqa: S608 - names of our own
        self._next = self._rows.fetchone()

    def up_to(self, told: _Folded) -> Iterator[Deviation]:
        """The rows before the record the log has come to, which the log does not know, and what is wrong with that one."""
        while self._next is not None and self._next[0] < told.record:
            yield self._added()
        row = None
        if self._next is not None and self._next[0] == told.record:
            row, self._next = self._next, self._rows.fetchone()
        found = _deviation(told, self._columns, row)
        if found is not None:
            yield found

    def rest(self) -> Iterator[Deviation]:
        """The rows behind the last record of the log."""
        while self._next is not None:
            yield self._added()

    def _added(self) -> Deviation:
        row, self._next = self._next, self._rows.fetchone()
        kept = {name: value for name, value in zip(self._columns, row, strict=True) if value is not None}
        return Deviation(self._table, kept.pop("id"), ADDED, kept, {})


def _deviation(told: _Folded, columns: tuple[str, ...], row: tuple[Any, ...] | None) -> Deviation | None:
    """What is wrong with the row of a record, None where it is as it was told."""
    kept = {} if row is None else {n: v for n, v in zip(columns, row, strict=True) if v is not None}
    kept.pop("id", None)
    if row is not None and told.made and told.readable and kept == told.state:
        return None
    logged = {name: v for name, v in (told.state or {}).items() if v is not None and name in columns}
    kind = _kind(told, there=row is not None, alike=kept == logged)
    return Deviation(told.table, told.record, kind, kept, logged, told.act) if kind else None


def _kind(told: _Folded, *, there: bool, alike: bool) -> str:
    if not told.readable:
        return UNREADABLE
    if told.state is None or not told.made:
        return ADDED if there else MISSING if not told.made else ""
    return (CHANGED if not alike else "") if there else MISSING


def _folded(
    raw: Any, tables: Iterable[str], baseline: Mapping[int, list[tuple[Any, ...]]], until: int | None = None
) -> Iterator[_Folded]:
    """Each record the log or the baseline knows, in order of ids; those of several tables may have the same."""
    waiting = sorted(baseline, reverse=True)
    known = frozenset(tables)
    for record, lines in _by_record(raw, until):
        while waiting and waiting[-1] < record:
            yield from _fold(waiting[-1], [], baseline[waiting.pop()], known)
        own = baseline[waiting.pop()] if waiting and waiting[-1] == record else ()
        yield from _fold(record, lines, own, known)
    for record in reversed(waiting):
        yield from _fold(record, [], baseline[record], known)


def folded_until(raw: Any, act: int) -> Iterator[_Folded]:
    """What the log and the baseline say of each record up to an act."""
    early = {record: [line for line in lines if line[1] <= act] for record, lines in _baseline(raw).items()}
    tables = [str(entity.__tablename__) for entity in every_entity()]
    yield from _folded(raw, tables, {record: lines for record, lines in early.items() if lines}, act)


def _by_record(raw: Any, until: int | None = None) -> Iterator[tuple[int, list[tuple[Any, ...]]]]:
    """The lines of the log: (table, act, whether it made the record, what it wrote)."""
    upto = "" if until is None else f" WHERE change_set_id <= {until:d}"
    query = f"SELECT record_id, entity, change_set_id, before IS NULL, after FROM {CHANGE.name}{upto} ORDER BY record_id, id"  # noqa: S608
    record, lines = None, list[tuple[Any, ...]]()
    for key, *line in raw.execute(query):
        if key != record:
            if record is not None:
                yield record, lines
            record, lines = key, []
        lines.append(tuple(line))
    if record is not None:
        yield record, lines


def _fold(
    record: int, lines: Iterable[tuple[Any, ...]], baseline: Iterable[tuple[Any, ...]], known: frozenset[str]
) -> list[_Folded]:
    found: dict[str, _Folded] = {}
    waiting = list(baseline)
    ordered = (
        lines if not waiting else sorted([*lines, *waiting], key=lambda line: line[1])
    )  # stable: an upgrade follows
    for table, act, made, after in ordered:
        if table in known:
            if table not in found:
                found[table] = _Folded(table, record)
            found[table].take(act, made, after)
    return list(found.values())


def numbers_upgrades(raw: Any) -> bool:
    """Whether the baseline says which upgrade wrote what; in older files it says only after which act."""
    return BASELINE.c.upgrade.name in columns_of_tables(raw).get(BASELINE.name, ())


def _baseline(raw: Any) -> dict[int, list[tuple[Any, ...]]]:
    """What upgrades wrote past the log, by record: (table, last act before, whether it made the record, what it wrote)."""
    found: dict[int, list[tuple[Any, ...]]] = {}
    if not has_baseline(raw):
        return found
    order = BASELINE.c.upgrade.name if numbers_upgrades(raw) else BASELINE.c.act.name
    query = f"SELECT record_id, entity, act, made, after FROM {BASELINE.name} ORDER BY {order}"  # noqa: S608 - our own name
    for record, *line in raw.execute(query):
        found.setdefault(record, []).append(tuple(line))
    return found
