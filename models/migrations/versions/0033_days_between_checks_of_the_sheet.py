"""How often the program asks whether the recovery sheet is still there is a parameter."""

import sqlalchemy as sa
from alembic import op

from models.entities.policy import national

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    """Apply the step."""
    connection = op.get_bind()
    statement = sa.text("""
        INSERT INTO policy_parameter (id, key, title, scope, value, unit, severity, valid_from, basis, clause)
        SELECT (SELECT coalesce(max(id), 0) + 1 FROM policy_parameter WHERE id < 1 << 40),
               :key, :title, :scope, :value, :unit, :severity, :valid_from, :basis, :clause
        WHERE NOT EXISTS (SELECT 1 FROM policy_parameter WHERE key = :key)
    """)
    names = ("key", "title", "scope", "unit", "severity", "basis", "clause")
    for row in national():
        if row["key"] == "trust.sheet-check-days":
            told = {name: row.get(name) for name in names}
            value = {"value": str(row["value"]), "valid_from": row["valid_from"].isoformat()}
            connection.execute(statement, told | value)
    connection.execute(sa.text("DROP TABLE IF EXISTS search_policy_parameter"))  # made anew when the file is opened
