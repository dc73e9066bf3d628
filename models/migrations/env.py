"""What Alembic runs for every command: our connection, our rendering of types, tables rebuilt where SQLite must."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from alembic.autogenerate.rewriter import Rewriter
from alembic.operations.ops import CreateForeignKeyOp, DowngradeOps, MigrationScript
from alembic.runtime.migration import MigrationContext
from sqlalchemy.types import TypeDecorator


def plain_type(kind: str, thing: Any, _context: AutogenContext) -> str | Literal[False]:
    """Write our own column types as the SQL types they are stored as: a step must outlive the models of its day."""
    if kind == "type" and isinstance(thing, TypeDecorator):
        return f"sa.{thing.impl!r}"
    return False


def revised(context: MigrationContext, revision: Any, scripts: list[MigrationScript]) -> None:
    """Correct what autogenerate proposes; leave out the way back, since the file of before is kept as a backup."""
    for script in scripts:
        script.downgrade_ops = DowngradeOps([])
    _names(context, revision, scripts)


_names = Rewriter()


@_names.rewrites(CreateForeignKeyOp)
def _named(_context: MigrationContext, _revision: Any, op: CreateForeignKeyOp) -> CreateForeignKeyOp:
    """Name a foreign key after its column: a table cannot be rebuilt with a constraint that has no name."""
    op.constraint_name = op.constraint_name or f"fk_{op.source_table}_{op.local_cols[0]}"
    return op


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=context.config.attributes["metadata"],
    render_item=plain_type,
    process_revision_directives=revised,
    render_as_batch=True,
    compare_type=True,
    transactional_ddl=True,
)
context.run_migrations()
