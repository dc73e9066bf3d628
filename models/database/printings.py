"""What the office printed, and the schemes it prints by: kept beside the data, apart from the history that undo walks."""

import secrets
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from typing import Any, TypeVar

import sqlalchemy as sa

from models import clock
from models.database import audit_chain
from models.database.audit_chain import KEPT_PRINTINGS, PRINTING, digest_of
from models.database.database import Database
from models.database.engine import writing
from models.database.settings import kept_under, put_setting, settings_under
from models.entities.audit import SETTING

_SCHEME = "scheme/"


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
    row = asdict(printing) | {"user": database.user, "time": _now(), "salt": secrets.token_hex(16)}
    with writing(database.engine) as connection:
        number = time.time_ns()
        put_setting(connection, name := f"{PRINTING}{number:020d}", row)
        value = connection.execute(sa.select(SETTING.c.value).where(SETTING.c.name == name)).scalar_one()
        audit_chain.append(connection, audit_chain.PRINTED, number, digest_of({"value": value}))
        kept = (
            sa.select(SETTING.c.name)
            .where(settings_under(PRINTING))
            .order_by(SETTING.c.name.desc())
            .limit(1)
            .offset(KEPT_PRINTINGS)
        )
        oldest = connection.execute(kept).scalar()
        if oldest is not None:
            connection.execute(sa.delete(SETTING).where(settings_under(PRINTING), SETTING.c.name <= oldest))


def printings(connection: sa.Connection, limit: int = 200) -> list[Printing]:
    """What was printed, the latest first."""
    return [_made(Printing, row) for row in kept_under(connection, PRINTING, latest=limit)]


def count_printings(connection: sa.Connection) -> int:
    """How many printings are known."""
    return int(
        connection.execute(sa.select(sa.func.count()).select_from(SETTING).where(settings_under(PRINTING))).scalar_one()
    )


def papers_printed(connection: sa.Connection, report: str) -> frozenset[int]:
    """The records a report went out for, as far as printings are kept."""
    jobs = (row.get("job") or {} for row in kept_under(connection, PRINTING))
    return frozenset(key for job in jobs if job.get("report") == report for key in job.get("ids", ()))


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
    return [_made(Scheme, row) for row in kept_under(connection, _SCHEME)]


def _made(kind: type[_Kept], row: Mapping[str, Any]) -> _Kept:
    """What was written down, by this version of the program or another."""
    known = {one.name for one in fields(kind)}
    return kind(**{name: value for name, value in row.items() if name in known})


def _now() -> str:
    return clock.now().isoformat(timespec="seconds")
