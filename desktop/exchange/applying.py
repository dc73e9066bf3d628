"""Writes what a plan says, as one change set that one undo takes back."""

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from desktop.exchange.plan import Action, ImportPlan, New, step_name
from models.access.rights import IMPORT, on
from models.acts import applying as acts
from models.acts.planning import causes_of
from models.database.database import Database
from models.database.errors import Conflict, Invalid
from models.database.transaction import ChangeSet, Transaction
from models.progress import SILENT, Progress
from models.schema.fields import Entity, entity_named, fields_of
from models.words import _


def apply(database: Database, plan: ImportPlan, progress: Progress = SILENT) -> ChangeSet | None:
    """Write the rows that are not rejected; returns the change set, None when nothing differed.

    What is written is what the door found right when the plan was made. Only when something else was written since is
    it judged again: raises Conflict when that changed a record, or took what a row needs; then nothing is written.
    """
    count = plan.writing
    if not count:
        return None
    try:
        with database.transaction(step_name(plan.entity, count, plan.path), progress) as tx:
            tx.require(on(IMPORT, plan.entity))
            _write(tx, plan)
    except Invalid as refusal:
        sentence = _("核对之后数据库又有改动，没有导入任何内容，请重新核对：{reason}").format(reason=refusal)
        raise Conflict(sentence, entity=plan.entity.__tablename__, record_id=0, fields=()) from refusal
    return tx.done


def _write(tx: Transaction, plan: ImportPlan) -> None:
    """Records the rows need, then changes, then new records: a change may free what a new record takes."""
    made: dict[New, int] = {}
    for entity, run in groupby(plan.created.items(), key=lambda item: item[0].entity):
        some = dict(run)  # of one kind, whose references stand before them
        kind = entity_named(entity)
        rows = _with_ids(kind, some.values(), made)
        made.update(zip(some, tx.insert_many(kind, rows, plan.judged), strict=True))
    updates = list(plan.rows_with(Action.UPDATE))
    written = _with_ids(plan.entity, [row.written for row in updates], made)
    changes = [(row.key, values) for row, values in zip(updates, written, strict=True) if row.key is not None]
    tx.update_many(plan.entity, changes, [row.seen for row in updates], plan.judged)
    if plan.acts is not None:
        ids, events = acts.apply(tx, plan.acts), causes_of(plan.acts)
        for n, row in enumerate(plan.act_rows):
            row.key = ids.get(events[n], row.key) if n in events else row.key
        return
    inserts = list(plan.rows_with(Action.INSERT))
    keys = tx.insert_many(plan.entity, _with_ids(plan.entity, [row.written for row in inserts], made), plan.judged)
    for row, key in zip(inserts, keys, strict=True):
        row.key = key


def _with_ids(entity: type[Entity], rows: Iterable[Mapping[str, Any]], made: Mapping[New, int]) -> list[dict[str, Any]]:
    """The rows with the ids of the records just made."""
    names = [f.name for f in fields_of(entity) if f.to is not None and f.writable]
    found = [dict(row) for row in rows]
    for row in found if made else ():
        for name in names:
            value = row.get(name)
            if value.__class__ is New:
                row[name] = made[value]
            elif value.__class__ is tuple:
                row[name] = tuple(made[part] if part.__class__ is New else part for part in value)
    return found
