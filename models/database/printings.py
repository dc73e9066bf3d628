"""What the office printed, and the schemes it prints by: kept beside the data, apart from the history that undo walks."""

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from typing import Any, TypeVar

import sqlalchemy as sa

from models import clock
from models.database.database import Database
from models.database.engine import writing
from models.database.settings import put_setting
from models.entities.audit import SETTING

KEPT = 1_000  # printings; older ones are forgotten
_PRINTING, _SCHEME = "printing/", "scheme/"


@dataclass(frozen=True, slots=True)
class Printing:
    """One paper that went out: `way` is print, or the ending of the file; `job` is how to make it again."""

    title: str
    scope: str
    way: str
    target: str
    pages: int
    unmasked: bool
    job: Mapping[str, Any] = field(default_factory=dict)
    user: str = ""
    time: str = ""

    @property
    def moment(self) -> datetime:
        """When it was."""
        return datetime.fromisoformat(self.time)


@dataclass(frozen=True, slots=True)
class Scheme:
    """A paper one comes back to, under a name: `job` is what was chosen for it."""

    name: str
    title: str
    scope: str
    job: Mapping[str, Any]
    user: str = ""
    time: str = ""


_Kept = TypeVar("_Kept", Printing, Scheme)


def note_printing(database: Database, printing: Printing) -> None:
    """Write down that a paper went out; raises the errors of writing."""
    row = asdict(printing) | {"user": database.user, "time": _now()}
    with writing(database.engine) as connection:
        put_setting(connection, f"{_PRINTING}{time.time_ns():020d}", row)
        kept = sa.select(SETTING.c.name).where(_own(_PRINTING)).order_by(SETTING.c.name.desc()).limit(1).offset(KEPT)
        oldest = connection.execute(kept).scalar()
        if oldest is not None:
            connection.execute(sa.delete(SETTING).where(_own(_PRINTING), SETTING.c.name <= oldest))


def printings(connection: sa.Connection, limit: int = 200) -> list[Printing]:
    """What was printed, the latest first."""
    return [_made(Printing, row) for row in _rows(connection, _PRINTING, latest=limit)]


def count_printings(connection: sa.Connection) -> int:
    """How many printings are known."""
    return int(connection.execute(sa.select(sa.func.count()).select_from(SETTING).where(_own(_PRINTING))).scalar_one())


def save_scheme(database: Database, scheme: Scheme, *, instead: str = "") -> None:
    """Keep a scheme, in the place of one of the same name, and of the one called `instead`; raises the errors of writing."""
    row = asdict(scheme) | {"user": scheme.user or database.user, "time": scheme.time or _now()}
    with writing(database.engine) as connection:
        put_setting(connection, _SCHEME + (instead or scheme.name), None)
        put_setting(connection, _SCHEME + scheme.name, row)


def forget_scheme(database: Database, name: str) -> None:
    """Keep a scheme no longer; raises the errors of writing."""
    database.keep(_SCHEME + name, None)


def schemes(connection: sa.Connection) -> list[Scheme]:
    """The schemes of the office by name."""
    return [_made(Scheme, row) for row in _rows(connection, _SCHEME)]


def _made(kind: type[_Kept], row: Mapping[str, Any]) -> _Kept:
    """What was written down, by this version of the program or another."""
    known = {one.name for one in fields(kind)}
    return kind(**{name: value for name, value in row.items() if name in known})


def _now() -> str:
    return clock.now().isoformat(timespec="seconds")


def _own(prefix: str) -> sa.ColumnElement[bool]:
    return SETTING.c.name.startswith(prefix, autoescape=True)


def _rows(connection: sa.Connection, prefix: str, latest: int | None = None) -> Iterator[dict[str, Any]]:
    order = SETTING.c.name if latest is None else SETTING.c.name.desc()
    found = connection.execute(sa.select(SETTING.c.value).where(_own(prefix)).order_by(order).limit(latest))
    for value in found.scalars():
        yield json.loads(value)
