"""Writes what a plan says, as one change set that one undo takes back."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from desktop.exchange.columns import columns_of
from desktop.exchange.plan import Action, ImportPlan, New
from models.database.database import Database
from models.database.history import ChangeSet
from models.progress import SILENT, Progress
from models.schema.fields import entity_named
from models.words import _


def apply(database: Database, plan: ImportPlan, progress: Progress = SILENT) -> ChangeSet | None:
    """Write the rows that are not rejected; returns the change set, None when nothing differed.

    Raises Conflict when a record changed since the plan was made, Invalid when another took its number; then nothing
    is written.
    """
    totals = plan.totals()
    count = totals[Action.INSERT] + totals[Action.UPDATE]
    if not count:
        return None
    name = _("导入{label} {count} 条：{file}").format(label=_(plan.entity.label), count=count, file=plan.path.name)
    with database.transaction(name, progress) as tx:
        made: dict[New, int] = {}
        for entity, run in groupby(plan.created.items(), key=lambda item: item[0].entity):
            some = dict(run)  # of one kind, whose references stand before them
            rows = [_with_ids(values, made) for values in some.values()]
            made.update(zip(some, tx.insert_many(entity_named(entity), rows), strict=True))
        inserts = list(plan.rows_with(Action.INSERT))
        known = {
            name: plan.readings[name]
            for name, c in columns_of(plan.entity).items()
            if c.owner is None and name in plan.readings
        }
        keys = tx.insert_many(plan.entity, [_with_ids(row.written, made) for row in inserts], known)
        for row, key in zip(inserts, keys, strict=True):
            row.key = key
        updates = [(row.key, row) for row in plan.rows_with(Action.UPDATE) if row.key is not None]
        tx.update_many(
            plan.entity,
            [(key, _with_ids(row.written, made)) for key, row in updates],
            [row.seen for _k, row in updates],
        )
    return database.last


def _with_ids(values: Mapping[str, Any], made: Mapping[New, int]) -> dict[str, Any]:
    found = dict(values)
    for name, value in values.items():
        kind = value.__class__
        if kind is New:
            found[name] = made[value]
        elif kind is tuple:
            found[name] = tuple(made[part] if part.__class__ is New else part for part in value)
    return found
