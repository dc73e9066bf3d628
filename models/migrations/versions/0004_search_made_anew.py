"""Search made anew: its words are freed of more than before; the program fills what is missing when it opens the file."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Apply the step."""
    connection = op.get_bind()
    names = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE VIRTUAL TABLE%'"
    for name in connection.execute(sa.text(names)).scalars().all():
        op.drop_table(name)
