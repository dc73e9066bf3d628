"""Masked numbers are searched as a whole only: what was indexed of their parts goes; the program fills the search anew."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    """Apply the step."""
    connection = op.get_bind()
    names = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE VIRTUAL TABLE%'"
    for name in connection.execute(sa.text(names)).scalars().all():
        op.drop_table(name)
