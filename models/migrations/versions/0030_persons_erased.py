"""Acts bear a salt, records of erased persons are known, and what was sealed of them is sealed as it is left."""

import sqlalchemy as sa
from alembic import op

from models.entities.policy import national

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    """Apply the step."""
    op.add_column("change_set", sa.Column("salt", sa.Text(), nullable=True))
    op.create_table(
        "erased",
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("record_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("act", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("entity", "record_id", name=op.f("pk_erased")),
    )
    op.create_index(op.f("ix_erased_act"), "erased", ["act"])
    op.create_table(
        "resealed",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("record", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("act", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "record", "act", name=op.f("pk_resealed")),
    )
    _add_parameters(op.get_bind())


def _add_parameters(connection: sa.Connection) -> None:
    """Put the rules and retention periods of erasing into files that are there."""
    statement = sa.text("""
        INSERT INTO policy_parameter (id, key, title, scope, value, unit, severity, valid_from, basis, clause)
        SELECT (SELECT coalesce(max(id), 0) + 1 FROM policy_parameter WHERE id < 1 << 40),
               :key, :title, :scope, :value, :unit, :severity, :valid_from, :basis, :clause
        WHERE NOT EXISTS (SELECT 1 FROM policy_parameter WHERE key = :key)
    """)
    names = ("key", "title", "scope", "value", "unit", "severity", "basis", "clause")
    for row in national():
        if row["key"].startswith("R-ERASE"):
            told = {name: row.get(name) for name in names}  # none of them has a value yet
            connection.execute(statement, {**told, "valid_from": row["valid_from"].isoformat()})
    connection.execute(sa.text("DROP TABLE IF EXISTS search_policy_parameter"))  # made anew when the file is opened
