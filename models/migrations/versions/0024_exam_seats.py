"""A session keeps the rules its candidates were seated by, a registration whether its seat is locked."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    """Apply the step."""
    for name in ("seat_path", "seat_order", "seats_apart"):
        op.add_column("exam_session", sa.Column(name, sa.Text(), nullable=True))
    op.add_column("exam_session", sa.Column("seat_seed", sa.BigInteger(), nullable=True))
    op.add_column("exam_registration", sa.Column("is_seat_locked", sa.Boolean(), nullable=True))
