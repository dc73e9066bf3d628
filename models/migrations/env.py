"""What Alembic runs for every command: our connection, our rendering of types, tables rebuilt where SQLite must."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from alembic.operations.ops import DowngradeOps, MigrationScript
from sqlalchemy.types import TypeDecorator


def plain_type(kind: str, thing: Any, _context: AutogenContext) -> str | Literal[False]:
    """Write our own column types as the SQL types they are stored as: a step must outlive the models of its day."""
    if kind == "type" and isinstance(thing, TypeDecorator):
        return f"sa.{thing.impl!r}"
    return False


def only_forward(_context: Any, _revision: Any, scripts: list[MigrationScript]) -> None:
    """Leave out the way back: the file of before is kept as a backup, which is the better way back."""
    for script in scripts:
        script.downgrade_ops = DowngradeOps([])


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=context.config.attributes["metadata"],
    render_item=plain_type,
    process_revision_directives=only_forward,
    render_as_batch=True,
    compare_type=True,
    transactional_ddl=True,
)
context.run_migrations()
