"""What can follow an act of the change log: its records looked at, the act itself taken back."""

from PySide6.QtCore import QObject

from desktop.operations.done import Done
from desktop.operations.undoing import undo
from desktop.ui.kit.context import AppContext, Further
from models.database.query import Condition, Query
from models.database.touched import TOUCHED, lists_of
from models.database.transaction import ChangeSet
from models.progress import Progress
from models.schema.fields import Entity
from models.words import _


def records_of(entity: type[Entity], change_set_id: int) -> Query:
    """The records of one list that an act touched."""
    return Query(entity, (Condition(TOUCHED.name, "=", change_set_id),))


def see(place: AppContext, change: ChangeSet, receiver: QObject) -> None:
    """Open the list of the records an act touched; of several kinds the one with most."""

    def work(_progress: Progress) -> type[Entity] | None:
        with place.database.reading() as connection:
            return next(iter(lists_of(connection, change.id)), None)

    def done(entity: type[Entity] | None) -> None:
        if entity is None:
            place.say(_("这一步没有改动可以列出的记录"))
        else:
            place.list_of(records_of(entity, change.id))

    place.tasks.read(work, done, receiver=receiver, slot="lists")


def announce(place: AppContext, done: Done, further: Further | None = None) -> None:
    """Say what was done, with the way to take it back and what is offered next; or that there was nothing to write."""
    change = done.change_set
    if change is None:
        place.say(done.sentence)
    else:
        place.announce(done.sentence, lambda: take_back(place, change, place.window), further)


def take_back(place: AppContext, change: ChangeSet, receiver: QObject) -> None:
    """Undo an act, however long ago it was; what was changed since stays, and is said."""
    database = place.database
    place.tasks.write(
        _("撤销：{name}").format(name=change.name),
        lambda progress: undo(database, change.id, progress),
        lambda undone: place.say(undone.sentence),
        receiver=receiver,
    )
