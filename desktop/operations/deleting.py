"""Records deleted, with what belongs to them alone."""

from collections.abc import Sequence

from desktop.operations.done import Done, told
from models.database.database import Database
from models.progress import SILENT, Progress
from models.schema.counting import counted
from models.schema.fields import Entity
from models.words import N_, worded


def delete(
    database: Database, entity: type[Entity], ids: Sequence[int], name: str = "", progress: Progress = SILENT
) -> Done:
    """Delete records as one step; the log calls a single one by its `name`, others by how many they are.

    Raises InUse, which says who still refers to them, Invalid where only acts delete, Conflict when one is no more.
    """
    words = N_("删除{label} {name}") if name else N_("删除{label} {count}")
    label = worded(entity.label)
    act = worded(words, label=label, name=name) if name else worded(words, label=label, count=counted(entity, len(ids)))
    with database.transaction(act, progress) as tx:
        tx.delete(entity, ids)
    return Done(tx.done, told(tx.done))
