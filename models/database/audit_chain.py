"""The chain of seals over the change log: each act is sealed with the seal before it, so that a later edit shows."""

import hashlib
from collections.abc import Iterable
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from models.database.storage import pieces
from models.entities.audit import CHANGE, CHANGE_SET
from models.progress import SILENT, Progress
from models.words import _

# change set, entity, record, before and after as they are kept; the event it was done for, where there is one
Line = tuple[int, str, int, str | None, str | None] | tuple[int, str, int, str | None, str | None, int]


def line_of(cells: tuple[Any, ...]) -> Line:
    """A line of the log as it is sealed: those without a cause are sealed as before there were any."""
    return cells if cells[5] is not None else cells[:5]


class Digest:
    """Runs over the changes of one act as they are written, in their order."""

    def __init__(self, lines: Iterable[Line] = ()) -> None:
        self._running = hashlib.sha256()
        for some in pieces(lines, 1000):
            self.add(some)

    def add(self, lines: Iterable[Line]) -> None:
        """Take in changes."""
        self._running.update("".join(map(repr, lines)).encode())

    def seal(  # noqa: PLR0913, PLR0917 - all that is sealed
        self, before: str, number: int, name: str, user: str, time: str, wording: str | None = None
    ) -> str:
        """The seal of the act, 64 hexadecimal digits; `before` is the seal of the act before it, empty for the first."""
        line = f"{before}|{number}|{name}{wording or ''}|{user}|{time}|{self._running.hexdigest()}"
        return hashlib.sha256(line.encode()).hexdigest()


def seal_before(connection: sa.Connection, number: int) -> str:
    """The seal of the act before this one; empty for the first."""
    return connection.execute(sa.select(CHANGE_SET.c.hash).where(CHANGE_SET.c.id == number - 1)).scalar() or ""


def last_seal(connection: sa.Connection) -> str:
    """The seal with which the log ends: as long as it is the same, no record was written."""
    return connection.execute(sa.select(CHANGE_SET.c.hash).order_by(CHANGE_SET.c.id.desc()).limit(1)).scalar() or ""


def broken(connection: sa.Connection, progress: Progress = SILENT) -> int | None:
    """The number of the first act whose record is not what was sealed, or that is missing; None when all are whole."""
    columns = (
        CHANGE.c.change_set_id,
        CHANGE.c.entity,
        CHANGE.c.record_id,
        CHANGE.c.before,
        CHANGE.c.after,
        CHANGE.c.cause,
    )
    statement = sa.select(*columns).order_by(CHANGE.c.change_set_id, CHANGE.c.id)
    lines = connection.execution_options(yield_per=2000).execute(statement)
    changes = groupby((line_of(tuple(line)) for line in lines), key=lambda line: line[0])
    acts = connection.execute(sa.select(CHANGE_SET).order_by(CHANGE_SET.c.id)).all()
    before = ""
    for number, act in enumerate(acts, start=1):
        progress.note(_("核对操作记录"), number, len(acts))
        of, own = next(changes, (None, ()))
        if (act.id, of) != (number, number):
            return number
        if Digest(own).seal(before, number, act.name, act.user, act.time, act.wording) != act.hash:
            return number
        before = act.hash
    return len(acts) + 1 if next(changes, None) is not None else None
