"""The guard at the one door: what the person who signed in writes must be theirs to write, or nothing is written."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from types import TracebackType

import sqlalchemy as sa

from models.access.rights import Right, edit
from models.access.scope import own_records
from models.access.session import Session
from models.database.errors import NotAllowed
from models.database.settings import suggested_day
from models.database.storage import CHUNK, pieces
from models.schema.fields import Entity


class _Unguarded(AbstractContextManager[list[int]]):
    """Nobody signs in: everything may be written, and nothing is asked."""

    def __enter__(self) -> list[int]:
        return []

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None


UNGUARDED = _Unguarded()


class Guard:
    """Judges one act of a person; `permits` are the rights it was written by."""

    def __init__(self, session: Session, connection: sa.Connection) -> None:
        self.session = session
        self.permits: set[str] = set()
        self._connection = connection
        self._open = 0  # rights that were asked for and cover what is written now

    @property
    def sees_part(self) -> bool:
        """Whether what the person sees is not all there is."""
        return any(role.scope for role in self.session.roles)

    def require(self, right: Right) -> None:
        """Raise NotAllowed where the person has not this right."""
        refusal = self.session.refusal(right)
        if refusal:
            raise NotAllowed(refusal)
        self.permits.add(str(right))

    @contextmanager
    def by(self, right: Right | None, entity: type[Entity] | None, ids: Sequence[int]) -> Iterator[list[int]]:
        """As Transaction.by."""
        written: list[int] = []
        asked = right if not self._open else None
        if asked is not None:
            self.require(asked)
            self._check_scope(asked, entity, ids)
        self._open += 1
        try:
            yield written
        finally:
            self._open -= 1
        if asked is not None:
            self._check_scope(asked, entity, written)

    def written(self, entity: type[Entity], ids: Sequence[int]) -> None:
        """Judge what is written past the ways that ask: by the right to edit its register."""
        if not self._open:
            self.require(edit(entity))
            self._check_scope(edit(entity), entity, ids)

    def _check_scope(self, right: Right, entity: type[Entity] | None, ids: Sequence[int]) -> None:
        if entity is not None and ids and self.session.narrowed(right):
            check_own(self._connection, self.session, right, entity, ids)


def check_own(
    connection: sa.Connection, session: Session, right: Right, entity: type[Entity], ids: Sequence[int]
) -> None:
    """Raise NotAllowed where one of the records belongs to no class of the person's own."""
    table = str(entity.__tablename__)
    own = own_records(table, session.staff, suggested_day(connection))
    for some in pieces(ids, CHUNK):
        places = ",".join("?" * len(some))
        statement = f'SELECT count(*) FROM main."{table}" WHERE id IN ({places}) AND id IN ({own})'  # noqa: S608 - our own
        if connection.exec_driver_sql(statement, some).scalar_one() < len(set(some)):
            raise NotAllowed(session.refusal_beyond(right))
