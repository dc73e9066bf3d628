"""Writes what a plan says, as one change set that one undo takes back."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from desktop.exchange.plan import Action, ImportPlan, New
from models.database.database import Database
from models.database.errors import Conflict, Invalid
from models.database.history import ChangeSet
from models.database.transaction import Transaction
from models.progress import SILENT, Progress
from models.schema.fields import entity_named
from models.words import _


def apply(database: Database, plan: ImportPlan, progress: Progress = SILENT) -> ChangeSet | None:
    """Write the rows that are not rejected; returns the change set, None when nothing differed.

    What is written is what the door found right when the plan was made. Only when something else was written since is
    it judged again: raises Conflict when that changed a record, or took what a row needs; then nothing is written.
    """
    totals = plan.totals()
    count = totals[Action.INSERT] + totals[Action.UPDATE]
    if not count:
        return None
    name = _("导入{label} {count} 条：{file}").format(label=_(plan.entity.label), count=count, file=plan.path.name)
    try:
        with database.transaction(name, progress) as tx:
            _write(tx, plan)
    except Invalid as refusal:
        sentence = _("核对之后数据库又有改动，没有导入任何内容，请重新核对：{reason}").format(reason=refusal)
        raise Conflict(sentence, entity=plan.entity.__tablename__, record_id=0, fields=()) from refusal
    return database.last


def _write(tx: Transaction, plan: ImportPlan) -> None:
    """Records the rows need, then changes, then new records: a change may free what a new record takes."""
    made: dict[New, int] = {}
    for entity, run in groupby(plan.created.items(), key=lambda item: item[0].entity):
        some = dict(run)  # of one kind, whose references stand before them
        rows = [_with_ids(values, made) for values in some.values()]
        made.update(zip(some, tx.insert_many(entity_named(entity), rows, plan.judged), strict=True))
    updates = [(row.key, row) for row in plan.rows_with(Action.UPDATE) if row.key is not None]
    changes = [(key, _with_ids(row.written, made)) for key, row in updates]
    tx.update_many(plan.entity, changes, [row.seen for _key, row in updates], plan.judged)
    inserts = list(plan.rows_with(Action.INSERT))
    keys = tx.insert_many(plan.entity, [_with_ids(row.written, made) for row in inserts], plan.judged)
    for row, key in zip(inserts, keys, strict=True):
        row.key = key


def _with_ids(values: Mapping[str, Any], made: Mapping[New, int]) -> dict[str, Any]:
    found = dict(values)
    for name, value in values.items():
        kind = value.__class__
        if kind is New:
            found[name] = made[value]
        elif kind is tuple:
            found[name] = tuple(made[part] if part.__class__ is New else part for part in value)
    return found
