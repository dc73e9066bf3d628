"""Destinations of graduates are registers, with follow-ups and job support; what policy sets of them comes along."""

import sqlalchemy as sa
from alembic import op

from models.entities.policy import national

revision = "0035"
down_revision = "0034"


def upgrade() -> None:
    """Apply the step."""
    op.create_table(
        "graduate_destination",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("student_id", sa.BigInteger(), nullable=False),
        sa.Column("graduation_year", sa.BigInteger(), nullable=False),
        sa.Column("from_date", sa.Date(), nullable=False),
        sa.Column("until_date", sa.Date(), nullable=True),
        sa.Column("destination", sa.Text(), nullable=True),
        sa.Column("higher_destination", sa.Text(), nullable=True),
        sa.Column("enterprise_id", sa.BigInteger(), nullable=True),
        sa.Column("unit_name", sa.Text(), nullable=True),
        sa.Column("unit_credit_code", sa.Text(), nullable=True),
        sa.Column("unit_nature", sa.Text(), nullable=True),
        sa.Column("unit_industry", sa.Text(), nullable=True),
        sa.Column("unit_region", sa.Text(), nullable=True),
        sa.Column("sector", sa.Text(), nullable=True),
        sa.Column("post", sa.Text(), nullable=True),
        sa.Column("match_level", sa.Text(), nullable=True),
        sa.Column("match_reason", sa.Text(), nullable=True),
        sa.Column("start_date", sa.Date(), nullable=True),
        sa.Column("salary", sa.BigInteger(), nullable=True),
        sa.Column("contract_kind", sa.Text(), nullable=True),
        sa.Column("contract_until", sa.Date(), nullable=True),
        sa.Column("social_insurance", sa.Text(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("satisfaction", sa.Text(), nullable=True),
        sa.Column("further_school", sa.Text(), nullable=True),
        sa.Column("further_major", sa.Text(), nullable=True),
        sa.Column("further_way", sa.Text(), nullable=True),
        sa.Column("enlist_date", sa.Date(), nullable=True),
        sa.Column("licence_number", sa.Text(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("verified_by_id", sa.BigInteger(), nullable=True),
        sa.Column("verified_date", sa.Date(), nullable=True),
        sa.Column("verify_result", sa.Text(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["enterprise_id"], ["enterprise.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["student_id"], ["student.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["verified_by_id"], ["staff.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("graduate_destination", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_graduate_destination_enterprise_id"), ["enterprise_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_graduate_destination_student_id"), ["student_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_graduate_destination_verified_by_id"), ["verified_by_id"], unique=False)

    op.create_table(
        "job_support",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("student_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("support_date", sa.Date(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["student_id"], ["student.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("job_support", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_job_support_staff_id"), ["staff_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_job_support_student_id"), ["student_id"], unique=False)

    op.create_table(
        "destination_follow_up",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("destination_id", sa.BigInteger(), nullable=False),
        sa.Column("interval", sa.Text(), nullable=False),
        sa.Column("contact_date", sa.Date(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=True),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("current_unit", sa.Text(), nullable=True),
        sa.Column("salary", sa.BigInteger(), nullable=True),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column("satisfaction", sa.Text(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["destination_id"], ["graduate_destination.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("destination_follow_up", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_destination_follow_up_destination_id"), ["destination_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_destination_follow_up_staff_id"), ["staff_id"], unique=False)
    _add_policy(op.get_bind())


NEW = ("destination.", "job-support.")
_MISPUT = "trust.sheet-check-days"  # the step before wrote it as it stands, not in the unit of the column


def _add_policy(connection: sa.Connection) -> None:
    """Put what the program ships of it into files that do not have it; ids are below that of the first installation."""
    statement = sa.text("""
        INSERT INTO policy_parameter (id, key, title, scope, value, unit, severity, valid_from, basis, clause)
        SELECT (SELECT coalesce(max(id), 0) + 1 FROM policy_parameter WHERE id < 1 << 40),
               :key, :title, :scope, :value, :unit, :severity, :valid_from, :basis, :clause
        WHERE NOT EXISTS (SELECT 1 FROM policy_parameter WHERE key = :key)
    """)
    for row in national():
        if row["key"].startswith(NEW):
            told = {name: row.get(name) for name in ("key", "title", "scope", "unit", "severity", "basis", "clause")}
            value, begin = int(row["value"].scaleb(4)), row["valid_from"].isoformat()
            connection.execute(statement, told | {"value": value, "valid_from": begin})
    mend = sa.text("UPDATE policy_parameter SET value = value * 10000 WHERE key = :key AND value BETWEEN 1 AND 9999")
    connection.execute(mend, {"key": _MISPUT})
    connection.execute(sa.text("DROP TABLE IF EXISTS search_policy_parameter"))  # made anew when the file is opened
