"""Apprenticeship is a register; an apprentice may be insured without being a student; what policy sets of it comes along."""

import sqlalchemy as sa
from alembic import op

from models.entities.policy import national

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    """Apply the step."""
    op.create_table(
        "mentor",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("enterprise_id", sa.BigInteger(), nullable=False),
        sa.Column("gender", sa.Text(), nullable=True),
        sa.Column("birth_month", sa.Text(), nullable=True),
        sa.Column("id_number", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("post", sa.Text(), nullable=True),
        sa.Column("work_years", sa.BigInteger(), nullable=True),
        sa.Column("education", sa.Text(), nullable=True),
        sa.Column("skill_level", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("certificates", sa.Text(), nullable=True),
        sa.Column("is_lead", sa.Boolean(), nullable=True),
        sa.Column("max_apprentices", sa.BigInteger(), nullable=True),
        sa.Column("appointed_from", sa.Date(), nullable=True),
        sa.Column("appointed_until", sa.Date(), nullable=True),
        sa.Column("allowance", sa.BigInteger(), nullable=True),
        sa.Column("training_date", sa.Date(), nullable=True),
        sa.Column("grade", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["enterprise_id"], ["enterprise.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("mentor", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mentor_enterprise_id"), ["enterprise_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mentor_id_number"), ["id_number"], unique=False)
        batch_op.create_index(batch_op.f("ix_mentor_name"), ["name"], unique=False)

    op.create_table(
        "apprenticeship_programme",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("school_id", sa.BigInteger(), nullable=True),
        sa.Column("training_body", sa.Text(), nullable=True),
        sa.Column("agreement_id", sa.BigInteger(), nullable=True),
        sa.Column("major_id", sa.BigInteger(), nullable=True),
        sa.Column("occupation", sa.Text(), nullable=True),
        sa.Column("target_level", sa.Text(), nullable=True),
        sa.Column("planned_size", sa.BigInteger(), nullable=True),
        sa.Column("start_date", sa.Date(), nullable=True),
        sa.Column("end_date", sa.Date(), nullable=True),
        sa.Column("filed_months", sa.BigInteger(), nullable=True),
        sa.Column("filing_number", sa.Text(), nullable=True),
        sa.Column("filed_date", sa.Date(), nullable=True),
        sa.Column("assessment_scheme", sa.Text(), nullable=True),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["major_id"], ["major.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("apprenticeship_programme", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_apprenticeship_programme_agreement_id"), ["agreement_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_apprenticeship_programme_code"), ["code"], unique=False)
        batch_op.create_index(batch_op.f("ix_apprenticeship_programme_major_id"), ["major_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_apprenticeship_programme_name"), ["name"], unique=False)
        batch_op.create_index(batch_op.f("ix_apprenticeship_programme_school_id"), ["school_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_apprenticeship_programme_staff_id"), ["staff_id"], unique=False)

    op.create_table(
        "apprentice",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("programme_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("identity", sa.Text(), nullable=True),
        sa.Column("student_id", sa.BigInteger(), nullable=True),
        sa.Column("employee_name", sa.Text(), nullable=True),
        sa.Column("employee_gender", sa.Text(), nullable=True),
        sa.Column("employee_id_number", sa.Text(), nullable=True),
        sa.Column("employee_phone", sa.Text(), nullable=True),
        sa.Column("education", sa.Text(), nullable=True),
        sa.Column("hukou_region", sa.Text(), nullable=True),
        sa.Column("enterprise_id", sa.BigInteger(), nullable=True),
        sa.Column("post", sa.Text(), nullable=True),
        sa.Column("workshop", sa.Text(), nullable=True),
        sa.Column("agreement_number", sa.Text(), nullable=True),
        sa.Column("signed_date", sa.Date(), nullable=True),
        sa.Column("is_guardian_signed", sa.Boolean(), nullable=True),
        sa.Column("contract_from", sa.Date(), nullable=True),
        sa.Column("contract_until", sa.Date(), nullable=True),
        sa.Column("contract_kind", sa.Text(), nullable=True),
        sa.Column("social_insurance_from", sa.Text(), nullable=True),
        sa.Column("start_date", sa.Date(), nullable=True),
        sa.Column("end_date", sa.Date(), nullable=True),
        sa.Column("tutor_id", sa.BigInteger(), nullable=True),
        sa.Column("allowance", sa.BigInteger(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("outcome_date", sa.Date(), nullable=True),
        sa.Column("award_level", sa.Text(), nullable=True),
        sa.Column("award_number", sa.Text(), nullable=True),
        sa.Column("award_date", sa.Date(), nullable=True),
        sa.Column("is_subsidised_before", sa.Boolean(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["enterprise_id"], ["enterprise.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["programme_id"], ["apprenticeship_programme.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["student_id"], ["student.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["tutor_id"], ["staff.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("apprentice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_apprentice_employee_id_number"), ["employee_id_number"], unique=False)
        batch_op.create_index(batch_op.f("ix_apprentice_enterprise_id"), ["enterprise_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_apprentice_number"), ["number"], unique=False)
        batch_op.create_index(batch_op.f("ix_apprentice_programme_id"), ["programme_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_apprentice_student_id"), ["student_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_apprentice_tutor_id"), ["tutor_id"], unique=False)

    op.create_table(
        "programme_enterprise",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("programme_id", sa.BigInteger(), nullable=False),
        sa.Column("enterprise_id", sa.BigInteger(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["enterprise_id"], ["enterprise.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["programme_id"], ["apprenticeship_programme.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("programme_enterprise", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_programme_enterprise_enterprise_id"), ["enterprise_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_programme_enterprise_programme_id"), ["programme_id"], unique=False)

    op.create_table(
        "standard_document",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("programme_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("version", sa.Text(), nullable=True),
        sa.Column("approved_date", sa.Date(), nullable=True),
        sa.Column("made_by", sa.Text(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["programme_id"], ["apprenticeship_programme.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("standard_document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_standard_document_programme_id"), ["programme_id"], unique=False)

    op.create_table(
        "subsidy_claim",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("programme_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("applied_date", sa.Date(), nullable=False),
        sa.Column("headcount", sa.BigInteger(), nullable=True),
        sa.Column("applied_amount", sa.BigInteger(), nullable=True),
        sa.Column("published_from", sa.Date(), nullable=True),
        sa.Column("published_until", sa.Date(), nullable=True),
        sa.Column("approved_date", sa.Date(), nullable=True),
        sa.Column("approved_amount", sa.BigInteger(), nullable=True),
        sa.Column("paid_date", sa.Date(), nullable=True),
        sa.Column("paid_amount", sa.BigInteger(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["programme_id"], ["apprenticeship_programme.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("subsidy_claim", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_subsidy_claim_programme_id"), ["programme_id"], unique=False)

    op.create_table(
        "assessment",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("apprentice_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("assessed_date", sa.Date(), nullable=True),
        sa.Column("theory_score", sa.BigInteger(), nullable=True),
        sa.Column("practice_score", sa.BigInteger(), nullable=True),
        sa.Column("attitude_score", sa.BigInteger(), nullable=True),
        sa.Column("enterprise_score", sa.BigInteger(), nullable=True),
        sa.Column("school_score", sa.BigInteger(), nullable=True),
        sa.Column("assessor_enterprise", sa.Text(), nullable=True),
        sa.Column("assessor_school", sa.Text(), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["apprentice_id"], ["apprentice.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("assessment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assessment_apprentice_id"), ["apprentice_id"], unique=False)

    op.create_table(
        "mentor_pairing",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("mentor_id", sa.BigInteger(), nullable=False),
        sa.Column("apprentice_id", sa.BigInteger(), nullable=False),
        sa.Column("from_date", sa.Date(), nullable=True),
        sa.Column("until_date", sa.Date(), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.Column("is_signed", sa.Boolean(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["apprentice_id"], ["apprentice.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["mentor_id"], ["mentor.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("mentor_pairing", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mentor_pairing_apprentice_id"), ["apprentice_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mentor_pairing_mentor_id"), ["mentor_id"], unique=False)

    op.create_table(
        "rotation",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("apprentice_id", sa.BigInteger(), nullable=False),
        sa.Column("post", sa.Text(), nullable=True),
        sa.Column("workshop", sa.Text(), nullable=True),
        sa.Column("start_date", sa.Date(), nullable=True),
        sa.Column("end_date", sa.Date(), nullable=True),
        sa.Column("mentor_id", sa.BigInteger(), nullable=True),
        sa.Column("task", sa.Text(), nullable=True),
        sa.Column("score", sa.BigInteger(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["apprentice_id"], ["apprentice.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["mentor_id"], ["mentor.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("rotation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rotation_apprentice_id"), ["apprentice_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_rotation_mentor_id"), ["mentor_id"], unique=False)

    with op.batch_alter_table("insured_person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("apprentice_id", sa.BigInteger(), nullable=True))
        batch_op.alter_column("student_id", existing_type=sa.BIGINT(), nullable=True)
        batch_op.create_index(batch_op.f("ix_insured_person_apprentice_id"), ["apprentice_id"], unique=False)
        batch_op.create_foreign_key(
            "fk_insured_person_apprentice_id", "apprentice", ["apprentice_id"], ["id"], ondelete="RESTRICT"
        )
    _add_policy(op.get_bind())


NEW = ("mentor.", "assessment.", "apprenticeship.", "subsidy.")


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
    connection.execute(sa.text("DROP TABLE IF EXISTS search_policy_parameter"))  # made anew when the file is opened
