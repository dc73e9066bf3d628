"""What was done last, as the log of a database has it."""

from models.database import history
from models.database.database import Database
from models.database.transaction import ChangeSet


def last_act(database: Database) -> ChangeSet:
    with database.reading() as connection:
        return history.change_sets(connection, 1)[0]
