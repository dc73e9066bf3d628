"""For whom a connection reads: what a list may show of the history and of registers hangs on that."""

import sqlalchemy as sa

from models.access.rights import Right
from models.access.session import Session
from models.database.engine import READER
from models.database.errors import NotAllowed


def reader_of(connection: sa.Connection) -> Session | None:
    """The person a connection reads for; None where nobody signs in, and for what keeps the file sound."""
    session: Session | None = connection.get_execution_options().get(READER)
    return session


def check_reader(connection: sa.Connection, right: Right) -> Session | None:
    """Raise NotAllowed where the person a connection reads for has not a right; who it is."""
    session = reader_of(connection)
    if session is not None and (refusal := session.refusal(right)):
        raise NotAllowed(refusal)
    return session


def only_own(connection: sa.Connection, right: Right) -> int | None:
    """The user whose own acts alone are shown, because a right to all of them is missing; None: all are."""
    session = reader_of(connection)
    return session.user if session is not None and not session.may(right) else None
