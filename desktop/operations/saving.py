"""A record saved as it stands in its draft, and what rules would say of it once it were."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from desktop.drafts.loaded_record import taken
from desktop.drafts.row_drafts import RowEdit
from desktop.operations.done import Done, told
from desktop.screens.children import POSITION, ChildEntity
from models.database import storage
from models.database.database import Database
from models.database.errors import Invalid
from models.database.query import Query
from models.database.results import rows_of
from models.database.settings import suggested_day
from models.database.transaction import Transaction
from models.progress import SILENT, Progress
from models.rules.problems import problems_of
from models.schema.complaints import Complaint
from models.schema.fields import Entity, field_map, fields_of
from models.statistics import Connection
from models.words import N_, worded


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
class Saved(Done):
    """The same, and the record."""

    key: int


def save(database: Database, edit: Edit, progress: Progress = SILENT) -> Saved:
    """Insert or update one record with its rows, as one act; raises Invalid, Conflict, InUse."""
    words = N_("新建{label} {name}") if edit.key is None else N_("修改{label} {name}")
    name = worded(words, label=worded(edit.entity.label), name=edit.name)
    with database.transaction(name, progress) as tx:
        key = _write(tx, edit)
    return Saved(tx.done, told(tx.done), key)


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
            where = tuple((f"{row.path}.{name}", complaint) for name, complaint in error.complaints)
            raise Invalid(error.sentence, complaints=where) from error
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
    values, words = taken(computed, row) if row is not None else ({}, {})
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
