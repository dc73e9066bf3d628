"""What a file itself still tells is put right: single records from the log, by an act of its own; indexes made anew."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from models.access.rights import RESTORE, Right
from models.database import search, storage
from models.database.database import Database
from models.database.engine import writing
from models.database.integrity import Finding, Findings
from models.database.logged_rows import ADDED, CHANGED, MISSING, Deviation
from models.database.transaction import ChangeSet, Transaction
from models.progress import SILENT, Progress
from models.schema.fields import Entity, entity_named
from models.words import N_, worded

_TABLES = {table.name: place for place, table in enumerate(Entity.metadata.sorted_tables)}


@dataclass(frozen=True, slots=True)
class Mended:
    """What was put right: the act that wrote records as the log has them, and how many indexes were made anew."""

    change_set: ChangeSet | None
    indexes: int


def mend(database: Database, findings: Findings, progress: Progress = SILENT) -> Mended:
    """Put right what of the findings can be from the file itself.

    Records are written by an ordinary act: the log says who did it and what stood there, and it can be undone, should what
    stood there have been right. Raises InUse, Conflict and what writing raises, and then no record has changed.
    """
    database.require(Right(RESTORE))
    mendable = [finding for finding in findings.found if finding.mendable]
    with writing(database.engine) as connection:
        indexes = _make_indexes(connection, mendable)
    rows = [finding.deviation for finding in mendable if finding.deviation is not None]
    if not rows:
        return Mended(None, indexes)
    act = worded(N_("按操作记录修复 {count} 条记录"), count=len(rows))
    with database.transaction(act, progress) as tx, tx.by(Right(RESTORE)):
        _write(tx, rows)
    return Mended(tx.done, indexes)


def _make_indexes(connection: sa.Connection, mendable: Iterable[Finding]) -> int:
    count = 0
    for finding in mendable:
        if finding.searched is not None:
            search.make_anew(connection, finding.searched)
        elif finding.index:
            connection.exec_driver_sql(f'REINDEX "{finding.index}"')
        elif finding.missing_index:
            _create_index(connection, finding.missing_index)
        else:
            continue
        count += 1
    return count


def _create_index(connection: sa.Connection, name: str) -> None:
    own = (index for table in Entity.metadata.tables.values() for index in table.indexes if index.name == name)
    for index in own:
        index.create(connection)


def _write(tx: Transaction, rows: Sequence[Deviation]) -> None:
    """Records come back before those that refer to them, and go after."""
    tx.connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    ordered = sorted(rows, key=lambda row: _TABLES[row.table])
    for row in ordered:
        entity = entity_named(row.table)
        if row.kind == MISSING:
            tx.insert_stored(entity, [storage.decode(entity, row.logged)], [row.record])
        elif row.kind == CHANGED:
            values = storage.decode(entity, {name: row.logged.get(name) for name in row.columns})
            tx.update_rows(entity, [(row.record, values)], {row.record: _standing(entity, row)})
    for row in reversed(ordered):
        if row.kind == ADDED:
            tx.delete_stored(
                entity_named(row.table), [row.record], {row.record: _standing(entity_named(row.table), row)}
            )


def _standing(entity: type[Entity], row: Deviation) -> storage.Raw:
    """The row as it stands, in text that can be kept where it is none any more."""
    kept = {name: row.kept.get(name) for name in storage.columns_of(entity)}
    told = {n: v.encode("utf-8", "replace").decode() if isinstance(v, str) else v for n, v in kept.items()}
    return {**told, "id": row.record}
