"""The steps by which a database file came to its present shape: one module a step, applied in order of number."""

import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

if TYPE_CHECKING:  # alembic takes a quarter of a second to import, and most starts need none of it
    from alembic.config import Config

VERSIONS = Path(__file__).resolve().parent / "versions"
_STEP = re.compile(r"\d{4}_\w+\.pyc?")


def generation(versions: Path = VERSIONS) -> int:
    """How many steps there are: what `PRAGMA user_version` of an up-to-date file says."""
    return sum(1 for name in os.listdir(versions) if _STEP.fullmatch(name))  # noqa: PTH208 - asked at every opening


def configuration(
    connection: sa.Connection | None = None, *, versions: Path = VERSIONS, metadata: sa.MetaData | None = None
) -> "Config":
    """Alembic's settings; `connection` is what steps run on, `metadata` what a file is compared with."""
    from alembic.config import Config

    # its own default is what stood for the output when Alembic was first imported, which may be closed by now
    config = Config(stdout=sys.stdout, attributes={"connection": connection, "metadata": metadata})
    for name, value in (
        ("script_location", str(VERSIONS.parent)),
        ("version_locations", str(versions)),
        ("path_separator", "newline"),
        ("file_template", "%(rev)s_%(slug)s"),
    ):
        config.set_main_option(name, value.replace("%", "%%"))
    return config


def migrate(connection: sa.Connection, versions: Path = VERSIONS) -> None:
    """Apply the steps the file lacks, in the transaction of the connection, and note the new generation in the file.

    Foreign keys must be off: rebuilding a table would otherwise delete its children.
    """
    from alembic import command

    command.upgrade(configuration(connection, versions=versions), "head")
    connection.exec_driver_sql(f"PRAGMA user_version = {generation(versions)}")


def may_shrink(versions: Path = VERSIONS, *, after: int) -> frozenset[str]:
    """The tables from which the steps after generation `after` take rows; a step names them in MAY_SHRINK."""
    from alembic.script import ScriptDirectory

    steps = ScriptDirectory.from_config(configuration(versions=versions)).walk_revisions()
    return frozenset(
        name for step in steps if int(step.revision) > after for name in getattr(step.module, "MAY_SHRINK", ())
    )
