"""Training bases are registers, with what groups tell of a year that nothing computes."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"


def upgrade() -> None:
    """Apply the step."""
    op.create_table(
        "group_year_figure",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("education_group_id", sa.BigInteger(), nullable=False),
        sa.Column("year", sa.BigInteger(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("entered_by", sa.Text(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["education_group_id"], ["education_group.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("group_year_figure", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_group_year_figure_education_group_id"), ["education_group_id"], unique=False
        )

    op.create_table(
        "training_base",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("place_kind", sa.Text(), nullable=False),
        sa.Column("enterprise_id", sa.BigInteger(), nullable=True),
        sa.Column("seats", sa.BigInteger(), nullable=True),
        sa.Column("area", sa.BigInteger(), nullable=True),
        sa.Column("equipment_value", sa.BigInteger(), nullable=True),
        sa.Column("opened_date", sa.Date(), nullable=True),
        sa.Column("closed_date", sa.Date(), nullable=True),
        sa.Column("agreement_id", sa.BigInteger(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["enterprise_id"], ["enterprise.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("training_base", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_training_base_agreement_id"), ["agreement_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_training_base_enterprise_id"), ["enterprise_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_training_base_name"), ["name"], unique=False)

    op.create_table(
        "training_base_major",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("training_base_id", sa.BigInteger(), nullable=False),
        sa.Column("major_id", sa.BigInteger(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["major_id"], ["major.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["training_base_id"], ["training_base.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("training_base_major", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_training_base_major_major_id"), ["major_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_training_base_major_training_base_id"), ["training_base_id"], unique=False)
