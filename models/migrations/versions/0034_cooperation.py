"""Course standards, activities with who took part, matters of joint meetings and projects are registers."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    """Apply the step."""
    op.create_table(
        "activity",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("sub_kind", sa.Text(), nullable=True),
        sa.Column("start_date", sa.Date(), nullable=False),
        sa.Column("end_date", sa.Date(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("host", sa.Text(), nullable=True),
        sa.Column("budget", sa.BigInteger(), nullable=True),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("reported_enterprise_count", sa.BigInteger(), nullable=True),
        sa.Column("reported_post_count", sa.BigInteger(), nullable=True),
        sa.Column("reported_headcount", sa.BigInteger(), nullable=True),
        sa.Column("reported_student_count", sa.BigInteger(), nullable=True),
        sa.Column("reported_resumes", sa.BigInteger(), nullable=True),
        sa.Column("reported_interviews", sa.BigInteger(), nullable=True),
        sa.Column("reported_offers", sa.BigInteger(), nullable=True),
        sa.Column("reported_signed", sa.BigInteger(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_activity_staff_id"), ["staff_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_activity_title"), ["title"], unique=False)

    op.create_table(
        "activity_enterprise",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("activity_id", sa.BigInteger(), nullable=False),
        sa.Column("enterprise_id", sa.BigInteger(), nullable=False),
        sa.Column("post_count", sa.BigInteger(), nullable=True),
        sa.Column("headcount", sa.BigInteger(), nullable=True),
        sa.Column("salary_low", sa.BigInteger(), nullable=True),
        sa.Column("salary_high", sa.BigInteger(), nullable=True),
        sa.Column("resumes", sa.BigInteger(), nullable=True),
        sa.Column("interviews", sa.BigInteger(), nullable=True),
        sa.Column("offers", sa.BigInteger(), nullable=True),
        sa.Column("signed", sa.BigInteger(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["enterprise_id"], ["enterprise.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("activity_enterprise", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_activity_enterprise_activity_id"), ["activity_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_activity_enterprise_enterprise_id"), ["enterprise_id"], unique=False)

    op.create_table(
        "cooperation_project",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("partners", sa.Text(), nullable=True),
        sa.Column("leader_id", sa.BigInteger(), nullable=True),
        sa.Column("agreement_id", sa.BigInteger(), nullable=True),
        sa.Column("major_id", sa.BigInteger(), nullable=True),
        sa.Column("start_date", sa.Date(), nullable=False),
        sa.Column("end_date", sa.Date(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("received", sa.BigInteger(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("is_transformed", sa.Boolean(), nullable=True),
        sa.Column("transformed_amount", sa.BigInteger(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["leader_id"], ["staff.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["major_id"], ["major.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("cooperation_project", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cooperation_project_agreement_id"), ["agreement_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_cooperation_project_leader_id"), ["leader_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_cooperation_project_major_id"), ["major_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_cooperation_project_name"), ["name"], unique=False)
        batch_op.create_index(batch_op.f("ix_cooperation_project_number"), ["number"], unique=False)

    op.create_table(
        "course_standard",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("major_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("year", sa.BigInteger(), nullable=True),
        sa.Column("hours", sa.BigInteger(), nullable=True),
        sa.Column("theory_hours", sa.BigInteger(), nullable=True),
        sa.Column("practice_hours", sa.BigInteger(), nullable=True),
        sa.Column("credits", sa.BigInteger(), nullable=True),
        sa.Column("lead_author", sa.Text(), nullable=True),
        sa.Column("lead_side", sa.Text(), nullable=True),
        sa.Column("occupation_standard", sa.Text(), nullable=True),
        sa.Column("certificate_standard", sa.Text(), nullable=True),
        sa.Column("modules", sa.Text(), nullable=True),
        sa.Column("approved_date", sa.Date(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["major_id"], ["major.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("course_standard", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_course_standard_code"), ["code"], unique=False)
        batch_op.create_index(batch_op.f("ix_course_standard_major_id"), ["major_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_course_standard_name"), ["name"], unique=False)

    op.create_table(
        "matter",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("activity_id", sa.BigInteger(), nullable=True),
        sa.Column("raised_by", sa.Text(), nullable=False),
        sa.Column("enterprise_id", sa.BigInteger(), nullable=True),
        sa.Column("raised_date", sa.Date(), nullable=False),
        sa.Column("assigned_to", sa.Text(), nullable=True),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column("due_date", sa.Date(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_date", sa.Date(), nullable=True),
        sa.Column("satisfaction", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["enterprise_id"], ["enterprise.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("matter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_matter_activity_id"), ["activity_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_matter_enterprise_id"), ["enterprise_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_matter_number"), ["number"], unique=False)
        batch_op.create_index(batch_op.f("ix_matter_staff_id"), ["staff_id"], unique=False)

    op.create_table(
        "activity_student",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("activity_id", sa.BigInteger(), nullable=False),
        sa.Column("student_id", sa.BigInteger(), nullable=False),
        sa.Column("signed_in", sa.Boolean(), nullable=True),
        sa.Column("intention_enterprise_id", sa.BigInteger(), nullable=True),
        sa.Column("is_signed", sa.Boolean(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["intention_enterprise_id"], ["enterprise.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["student_id"], ["student.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("activity_student", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_activity_student_activity_id"), ["activity_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_activity_student_intention_enterprise_id"), ["intention_enterprise_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_activity_student_student_id"), ["student_id"], unique=False)

    op.create_table(
        "cooperation_project_enterprise",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("cooperation_project_id", sa.BigInteger(), nullable=False),
        sa.Column("enterprise_id", sa.BigInteger(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["cooperation_project_id"], ["cooperation_project.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["enterprise_id"], ["enterprise.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("cooperation_project_enterprise", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_cooperation_project_enterprise_cooperation_project_id"),
            ["cooperation_project_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_cooperation_project_enterprise_enterprise_id"), ["enterprise_id"], unique=False
        )

    op.create_table(
        "course_standard_enterprise",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("course_standard_id", sa.BigInteger(), nullable=False),
        sa.Column("enterprise_id", sa.BigInteger(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["course_standard_id"], ["course_standard.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["enterprise_id"], ["enterprise.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("course_standard_enterprise", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_course_standard_enterprise_course_standard_id"), ["course_standard_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_course_standard_enterprise_enterprise_id"), ["enterprise_id"], unique=False
        )
