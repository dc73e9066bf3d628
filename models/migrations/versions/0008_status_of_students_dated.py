"""The status of a student is kept by periods; what was done before can no longer be taken back."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

LEFT = "('03', '07', '08', '09', '10', '11', '14')"  # statuses that end one's studies, of which a last day may be known


def upgrade() -> None:
    """Apply the step: one period without beginning, two where the day is known on which somebody left."""
    op.create_table(
        "status_period",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("student_id", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("from_date", sa.Date(), nullable=True),
        sa.Column("until_date", sa.Date(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["student_id"], ["student.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("status_period", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_status_period_student_id"), ["student_id"], unique=False)
    _fill()
    op.drop_column("student", "status")


def _fill() -> None:
    """Ids are given out as the door does: by the number of the installation and its counter."""
    connection = op.get_bind()
    known = f"status IN {LEFT} AND graduated_date IS NOT NULL"
    periods = f"""
        SELECT id AS student, 0 AS place, '01' AS status, NULL AS since, graduated_date AS until FROM student WHERE {known}
        UNION ALL
        SELECT id, 1, status, CASE WHEN {known} THEN graduated_date END, NULL FROM student WHERE status IS NOT NULL
    """  # noqa: S608 - names of our own
    numbered = f"""
        INSERT INTO status_period (id, student_id, status, from_date, until_date)
        SELECT (office.installation << 40) + office.issued + row_number() OVER (ORDER BY student, place),
               student, status, since, until
        FROM ({periods}), office
    """  # noqa: S608 - names of our own
    connection.execute(sa.text(numbered))
    connection.execute(sa.text("UPDATE office SET issued = issued + (SELECT count(*) FROM status_period)"))
    floor = "INSERT INTO setting (name, value) SELECT 'undo_from', max(id) FROM change_set HAVING max(id) IS NOT NULL"
    connection.execute(sa.text(floor))
