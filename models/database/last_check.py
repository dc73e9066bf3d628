"""What the last comparison of the whole file with its records came to, kept in the file, so that it can be read later."""

from dataclasses import asdict, dataclass
from datetime import datetime

import sqlalchemy as sa

from models import clock
from models.database.database import Database
from models.database.integrity import Findings
from models.database.settings import setting

_KEPT = "last_check"


@dataclass(frozen=True, slots=True)
class LastCheck:
    """When it was (ISO, with its zone), how many things were wrong, and the first of them as a sentence; "" for none."""

    time: str
    count: int
    sentence: str

    @property
    def moment(self) -> datetime:
        """When it was."""
        return datetime.fromisoformat(self.time)


def last_check(connection: sa.Connection) -> LastCheck | None:
    """The last one; None before the first."""
    kept = setting(connection, _KEPT)
    return LastCheck(kept["time"], kept["count"], kept["sentence"]) if kept else None


def note_check(database: Database, found: Findings) -> None:
    """Keep what was found; raises ReadOnly, Busy, DiskFull."""
    when = clock.now().isoformat(timespec="seconds")
    database.keep(_KEPT, asdict(LastCheck(when, found.count, found.sentence)))
