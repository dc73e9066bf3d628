"""Whose private values were shown, where they were several."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Apply the step; of lists shown before nobody noted whose records they were."""
    with op.batch_alter_table("disclosure", schema=None) as batch_op:
        batch_op.add_column(sa.Column("record_ids", sa.Text(), nullable=True))
