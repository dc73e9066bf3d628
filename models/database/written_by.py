"""Which version of the program gave a file its shape: kept in the file, so that an older program can name it."""

import re
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlcipher3 import dbapi2

from models import migrations
from models.database import errors
from models.database.engine import AS_IT_STANDS, connect
from models.database.settings import put_setting, setting
from models.version import program_version
from models.words import _

WRITTEN_BY = "written_by"  # key of the settings; files made before it was kept have none
_VERSION = re.compile(r'"?([0-9]{1,5}(?:\.[0-9]{1,5}){1,3})"?')


@dataclass(frozen=True, slots=True)
class Shape:
    """How many steps a file has gone, and the version of the program that took it there, "" where none was kept."""

    generation: int
    program: str = ""

    @property
    def words(self) -> str:
        """Both in a few words."""
        if not self.program:
            return _("第 {number} 代").format(number=self.generation)
        return _("第 {number} 代，由双元 {version} 建立或升级").format(number=self.generation, version=self.program)


def note(connection: sa.Connection) -> None:
    """Keep that this version gave the file its shape."""
    put_setting(connection, WRITTEN_BY, program_version())


def shape_of(connection: sa.Connection) -> Shape:
    """The shape of an open file."""
    generation = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    return Shape(int(generation), _read(setting(connection, WRITTEN_BY)))


def version_in(path: Path, key: bytes | None) -> str:
    """What a file says of it that this program cannot read further, for it is newer; "" where it says nothing known."""
    try:
        with errors.translated_files(), closing(connect(path, key=key, mode=AS_IT_STANDS)) as raw:
            row = raw.execute("SELECT value FROM setting WHERE name = ?", (WRITTEN_BY,)).fetchone()
    except (errors.DatabaseError, dbapi2.Error):
        return ""
    return _read(row[0]) if row else ""


def _read(value: Any) -> str:
    """A version and nothing else, whatever stands in the file."""
    found = _VERSION.fullmatch(value) if isinstance(value, str) else None
    return found[1] if found else ""


def own_shape() -> Shape:
    """The shape this version gives."""
    return Shape(migrations.generation(), program_version())
