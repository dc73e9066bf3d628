"""How long a break from school usually lasts is policy."""

import sqlalchemy as sa
from alembic import op

from models.entities.policy import national

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """Put what the program ships of it into files that do not have it; ids are below that of the first installation."""
    connection = op.get_bind()
    statement = sa.text("""
        INSERT INTO policy_parameter (id, key, title, scope, value, unit, severity, valid_from, basis)
        SELECT (SELECT coalesce(max(id), 0) + 1 FROM policy_parameter WHERE id < 1 << 40),
               :key, :title, :scope, :value, :unit, :severity, :valid_from, :basis
        WHERE NOT EXISTS (SELECT 1 FROM policy_parameter WHERE key = :key)
    """)
    for row in national():
        if row["key"].startswith("break."):
            told = {name: row.get(name) for name in ("key", "title", "scope", "unit", "severity", "basis")}
            value, begin = int(row["value"].scaleb(4)), row["valid_from"].isoformat()
            connection.execute(statement, told | {"value": value, "valid_from": begin})
    connection.execute(sa.text("DROP TABLE IF EXISTS search_policy_parameter"))  # made anew when the file is opened
