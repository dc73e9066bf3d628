"""What policy sets is a register: it begins with the values of the whole country that the program ships."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

from models.entities.policy import national

revision = "0012"
down_revision = "0011"

COLUMNS = ("key", "title", "scope", "value", "unit", "severity", "valid_from", "valid_until", "basis", "clause")


def upgrade() -> None:
    """Apply the step."""
    parameters = op.create_table(
        "policy_parameter",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("severity", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.Column("clause", sa.Text(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("policy_parameter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_policy_parameter_key"), ["key"], unique=False)
    op.bulk_insert(parameters, [_stored(number, row) for number, row in enumerate(national(), 1)])


def _stored(number: int, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row as columns hold it; ids below that of the first installation are nobody else's."""
    given = {column: row.get(column) for column in COLUMNS}
    value = given["value"]
    return {"id": number, **given, "value": None if value is None else int(value.scaleb(4))}
