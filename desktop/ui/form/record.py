"""One record read for a form, and written back through the door."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from desktop.ui.form.draft import read_off
from desktop.ui.form.row_drafts import LoadedRow, RowEdit
from desktop.ui.kit.child_entities import POSITION, ChildEntity, children_of
from models.database import storage
from models.database.database import Database
from models.database.errors import Conflict, Invalid
from models.database.history import changes_to
from models.database.query import Condition, Query
from models.database.results import Row, displays, ids_of, read_all, rows_of
from models.database.settings import own_unit, suggested_day
from models.database.transaction import Transaction
from models.entities.schools import School
from models.progress import Progress
from models.rules.problems import problems_of
from models.schema.complaints import Complaint
from models.schema.fields import Entity, Field, field_map, fields_of
from models.statistics import Connection
from models.words import N_, _, worded


@dataclass(frozen=True, slots=True)
class LoadedRecord:
    """Values by field name, references as ids, what the references read like, and the rows of each table."""

    values: Mapping[str, Any]
    words: Mapping[str, Any]
    rows: Mapping[str, tuple[LoadedRow, ...]] = field(default_factory=dict)
    automatic: frozenset[str] = frozenset()  # values that can be read off the others


def load(database: Database, entity: type[Entity], key: int) -> LoadedRecord:
    """Read a record; raises Conflict when it is no more."""
    with database.reading() as connection:
        query = Query(entity, as_of=suggested_day(connection))
        row = next(iter(rows_of(connection, query, [key])), None)
        found = {
            child.table: tuple(
                LoadedRow(one.id, *_taken(child.fields, one))
                for one in read_all(connection, _rows_query(child, key), [f.name for f in child.fields])
            )
            for child in children_of(entity)
        }
    if row is None:
        sentence = _("这条{label}记录已被删除，请返回列表").format(label=_(entity.label))
        raise Conflict(sentence, entity=entity.__tablename__, record_id=key, fields=())
    values, words = _taken(fields_of(entity), row)
    return LoadedRecord(values, words, found, frozenset(read_off(entity, values)))


def beginning(database: Database, fields: Iterable[Field]) -> LoadedRecord:
    """What a new record begins with: it belongs to the office's own school."""
    names = [field.name for field in fields if field.own_unit]
    with database.reading() as connection:
        key = own_unit(connection) if names else None
        words = displays(connection, School, [key]) if key is not None else {}
    return (
        LoadedRecord(dict.fromkeys(names, key), dict.fromkeys(names, words[key]))
        if key is not None
        else LoadedRecord({}, {})
    )


def _rows_query(child: ChildEntity, owner: int) -> Query:
    return Query(child.entity, (Condition(child.back, "=", owner),))


def _taken(fields: Iterable[Field], row: Row) -> tuple[dict[str, Any], dict[str, Any]]:
    """The values of a row with references as ids, and the words of these."""
    values, words = {}, {}
    for one in fields:
        shown = row.values[one.name]
        if one.to is not None:
            words[one.name] = shown if one.many else str("" if shown is None else shown)
            shown = row.values[f"{one.name}_id"] or None
        values[one.name] = shown
    return values, words


@dataclass(frozen=True, slots=True)
class CurrentRecord:
    """A record as it stands now, and who changed it last: a name and a time of day."""

    loaded: LoadedRecord
    by: str


def present(database: Database, entity: type[Entity], key: int) -> CurrentRecord:
    """Read a record together with its latest change; raises Conflict when it is no more."""
    with database.reading() as connection:
        acts = changes_to(connection, entity, key)
    last = acts[0][0] if acts else None
    by = _("{user} {time}").format(user=last.user, time=f"{last.time:%H:%M}") if last else _("另一处")
    return CurrentRecord(load(database, entity, key), by)


@dataclass(frozen=True, slots=True)
class Edit:
    """What a form wants written: `key` is None for a new record, `expected` is what the person saw in these fields."""

    entity: type[Entity]
    key: int | None
    name: str
    values: Mapping[str, Any]
    expected: Mapping[str, Any]
    rows: tuple[RowEdit, ...] = ()


@dataclass(frozen=True, slots=True)
class SavedRecord:
    """What was written: the record, and the act that can be taken back; None when there was nothing to write."""

    key: int
    act: int | None
    name: str


def save(database: Database, edit: Edit, progress: Progress) -> SavedRecord:
    """Insert or update one record with its rows, as one act; raises Invalid, Conflict, InUse."""
    words = N_("新建{label} {name}") if edit.key is None else N_("修改{label} {name}")
    name = worded(words, label=worded(edit.entity.label), name=edit.name)
    with database.transaction(name, progress) as tx:
        key = _write(tx, edit)
    return SavedRecord(key, tx.done.id if tx.done is not None else None, name)


def _write(tx: Transaction, edit: Edit) -> int:
    if edit.key is None:
        key = tx.insert(edit.entity, edit.values)
    else:
        tx.update(edit.entity, edit.key, edit.values, edit.expected)
        key = edit.key
    for row in edit.rows:
        try:
            _write_row(tx, key, row)
        except Invalid as error:  # say of which row the fields are
            told = tuple((f"{row.path}.{name}", complaint) for name, complaint in error.complaints)
            raise Invalid(error.sentence, complaints=told) from error
    for child in dict.fromkeys(row.child for row in edit.rows if row.child.ordered):
        _number(tx, key, child)
    return key


@dataclass(frozen=True, slots=True)
class Judgement:
    """What rules say of a record, and the values that follow from its others, with the words of references."""

    complaints: tuple[tuple[str, Complaint], ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    words: Mapping[str, Any] = field(default_factory=dict)


def judged(database: Database, edit: Edit, progress: Progress) -> Judgement:
    """What would be said of the record once it were saved; raises what saving it would raise. Nothing is kept."""
    if edit.key is not None and not edit.values and not edit.rows:
        with database.reading(progress) as connection:
            return _judgement(connection, edit.entity, edit.key)
    with database.trying(progress) as tx:
        return _judgement(tx.connection, edit.entity, _write(tx, edit))


def _judgement(connection: Connection, entity: type[Entity], key: int) -> Judgement:
    day = suggested_day(connection)
    told = [each for each in problems_of(connection, entity, [key], day) if not each.lacking]
    computed = [f for f in fields_of(entity) if not f.writable]
    row = next(iter(rows_of(connection, Query(entity, as_of=day), [key], [f.name for f in computed])), None)
    values, words = _taken(computed, row) if row is not None else ({}, {})
    return Judgement(tuple((each.field.name, each.complaint) for each in told), values, words)


def _write_row(tx: Transaction, owner: int, row: RowEdit) -> None:
    entity = row.child.entity
    if row.key is None:
        given = {row.child.back: owner, **row.values}
        if row.child.ordered:
            given[POSITION] = len(_standing(tx, owner, row.child)) + 1
        tx.insert(entity, given)
    elif not row.gone:
        tx.update(entity, row.key, row.values, row.expected)
    elif storage.rows_by_id(tx.connection, entity, [row.key]):  # what another hand deleted too is gone as it should be
        tx.update(entity, row.key, {}, row.expected)  # raises when another hand changed it
        tx.delete(entity, row.key)


def _standing(tx: Transaction, owner: int, child: ChildEntity) -> list[tuple[int, int]]:
    """(position, id) of the rows of a record, in order."""
    back = field_map(child.entity)[child.back].column
    return sorted(storage.where(tx.connection, child.entity, back, [owner], (POSITION, "id")))


def _number(tx: Transaction, owner: int, child: ChildEntity) -> None:
    """Let positions count from one without gaps: the first is the one lists and sheets show."""
    for place, (position, key) in enumerate(_standing(tx, owner, child), 1):
        if position != place:
            tx.update(child.entity, key, {POSITION: place})


def delete(database: Database, entity: type[Entity], key: int, name: str, progress: Progress) -> SavedRecord:
    """Delete one record with its parts; raises InUse, Conflict."""
    act = worded(N_("删除{label} {name}"), label=worded(entity.label), name=name)
    with database.transaction(act, progress) as tx:
        tx.delete(entity, key)
    assert tx.done is not None
    return SavedRecord(key, tx.done.id, act)


def newest(database: Database, entity: type[Entity], but: int | None) -> LoadedRecord | None:
    """The record made last, from which a new one is filled in; ids grow with time."""
    with database.reading() as connection:
        key = max((found for found in ids_of(connection, Query(entity)) if found != but), default=None)
    return None if key is None else load(database, entity, key)
