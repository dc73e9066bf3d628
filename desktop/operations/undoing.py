"""Steps taken back and done again: which come next, which are asked about first, which never are."""

from dataclasses import dataclass

from desktop.operations.done import Done, told
from models import clock
from models.database import history, settings
from models.database.database import Database
from models.database.errors import NothingToUndo
from models.database.transaction import ChangeSet
from models.progress import SILENT, Progress
from models.words import _

LARGE = 300  # records of an act that no single key takes back


@dataclass(frozen=True, slots=True)
class UndoRedo:
    """The acts that undo and redo would touch; None where there is none."""

    undo: ChangeSet | None
    redo: ChangeSet | None


def acts_of(database: Database) -> UndoRedo:
    """Read them off the log. The sample school is never undone: it is cleared as a whole."""
    with database.reading() as connection:
        undo, redo = history.next_to_undo(connection), history.next_to_redo(connection)
        if settings.made_sample(connection, undo):
            undo = None
        found = [None if key is None else history.act_of(connection, key) for key in (undo, redo)]
    return UndoRedo(*found)


def is_grave(act: ChangeSet) -> bool:
    """Whether an act is so large or so long ago that one key could take back what nobody thinks of."""
    return act.change_count > LARGE or act.time.astimezone().date() < clock.now().date()


def undo(database: Database, change_set_id: int | None = None, progress: Progress = SILENT) -> Done:
    """Take back the latest step, or the one named however long ago it was; what was changed since stays.

    Raises NothingToUndo (also for what made the sample school), Conflict when a record is no longer as the step left
    it, InUse when another refers to it by now.
    """
    with database.reading() as connection:
        number = history.next_to_undo(connection) if change_set_id is None else change_set_id
        if settings.made_sample(connection, number):
            raise NothingToUndo(_("演示数据不逐步撤销；不再需要时，在设置里选“清除演示数据”"))
    written = database.undo(number, progress)
    return Done(written, told(written))


def redo(database: Database, progress: Progress = SILENT) -> Done:
    """Do again what was undone last; raises NothingToRedo, Conflict."""
    written = database.redo(progress)
    return Done(written, told(written))
