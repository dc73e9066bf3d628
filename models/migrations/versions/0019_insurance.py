"""Policies and whom they cover are registers; what placements and batches said of them is carried over."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Apply the step."""
    op.create_table(
        "insurance_policy",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("insurer", sa.Text(), nullable=True),
        sa.Column("policyholder", sa.Text(), nullable=True),
        sa.Column("insured_from", sa.Date(), nullable=True),
        sa.Column("insured_until", sa.Date(), nullable=True),
        sa.Column("premium", sa.BigInteger(), nullable=True),
        sa.Column("premium_per_person", sa.BigInteger(), nullable=True),
        sa.Column("payer", sa.Text(), nullable=True),
        sa.Column("limit_per_person", sa.BigInteger(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("insurance_policy", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_insurance_policy_number"), ["number"], unique=False)

    op.create_table(
        "insured_person",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("policy_id", sa.BigInteger(), nullable=True),
        sa.Column("student_id", sa.BigInteger(), nullable=False),
        sa.Column("placement_id", sa.BigInteger(), nullable=True),
        sa.Column("insured_from", sa.Date(), nullable=True),
        sa.Column("insured_until", sa.Date(), nullable=True),
        sa.Column("premium", sa.BigInteger(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["placement_id"], ["placement.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["policy_id"], ["insurance_policy.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["student_id"], ["student.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("insured_person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_insured_person_placement_id"), ["placement_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_insured_person_policy_id"), ["policy_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_insured_person_student_id"), ["student_id"], unique=False)

    with op.batch_alter_table("placement_plan", schema=None) as batch_op:
        batch_op.add_column(sa.Column("policy_id", sa.BigInteger(), nullable=True))
        batch_op.create_index(batch_op.f("ix_placement_plan_policy_id"), ["policy_id"], unique=False)
        batch_op.create_foreign_key(
            "fk_placement_plan_policy_id", "insurance_policy", ["policy_id"], ["id"], ondelete="RESTRICT"
        )
    _fill(op.get_bind())
    for table, columns in (("placement", MOVED), ("placement_plan", MOVED[:2])):
        for column in columns:
            op.drop_column(table, column)


MOVED = ("insurer", "policy_number", "insured_from", "insured_until")
TOLD = """
    SELECT p.id, p.student_id, COALESCE(p.policy_number, b.policy_number), COALESCE(p.insurer, b.insurer), p.insurer,
           p.insured_from, p.insured_until
    FROM placement AS p LEFT JOIN placement_plan AS b ON b.id = p.plan_id
    WHERE COALESCE(p.policy_number, b.policy_number, p.insurer, p.insured_from, p.insured_until) IS NOT NULL
    ORDER BY p.id
"""


def _fill(connection: sa.Connection) -> None:
    """One policy for each number, with the days its placements gave it; one insured person for each placement with any."""
    told = connection.execute(sa.text(TOLD)).all()
    plans = connection.execute(sa.text("SELECT id, policy_number, insurer FROM placement_plan")).all()
    insurers: dict[str, Counter[str]] = defaultdict(Counter)
    days: dict[str, list[list[str]]] = defaultdict(lambda: [[], []])
    for _key, _student, number, insurer, _own, begin, end in told:
        if number is not None:
            _count(insurers[number], insurer)
            days[number][0] += [begin] if begin else []
            days[number][1] += [end] if end else []
    for _key, number, insurer in plans:
        if number is not None:
            _count(insurers[number], insurer)
    ids = _ids(connection, len(insurers))
    policies = dict(zip(insurers, ids, strict=True))
    usual = {number: min(votes, key=lambda name: (-votes[name], name)) for number, votes in insurers.items() if votes}
    _insert(connection, "insurance_policy", ("id", "number", "kind", "insurer", "insured_from", "insured_until"), (
        (key, number, "1", usual.get(number), min(days[number][0], default=None), max(days[number][1], default=None))
        for number, key in policies.items()
    ))  # fmt: skip
    covered = [row for row in told if row[2] is not None or row[5] is not None or row[6] is not None]
    _insert(connection, "insured_person", ("id", "policy_id", "student_id", "placement_id", "insured_from", "insured_until"), (
        (key, policies.get(row[2]), row[1], row[0], row[5], row[6])
        for key, row in zip(_ids(connection, len(covered)), covered, strict=True)
    ))  # fmt: skip
    for key, number in ((key, number) for key, number, _insurer in plans if number is not None):
        connection.execute(
            sa.text("UPDATE placement_plan SET policy_id = :policy WHERE id = :id"),
            {"policy": policies[number], "id": key},
        )
    other = [("placement", row[0], row[4]) for row in told if row[4] is not None and usual.get(row[2]) != row[4]]
    other += [("placement_plan", key, name) for key, number, name in plans if name and usual.get(number) != name]
    for table, key, insurer in other:
        _note(connection, table, key, f"保险公司：{insurer}")
    _set_floor(connection)


def _count(votes: Counter[str], insurer: str | None) -> None:
    if insurer is not None:
        votes[insurer] += 1


def _ids(connection: sa.Connection, count: int) -> list[int]:
    """Ids as the door gives them out: by the number of the installation and its counter."""
    if not count:
        return []
    update = sa.text("UPDATE office SET issued = issued + :count RETURNING installation, issued")
    installation, issued = connection.execute(update, {"count": count}).one()
    last = (int(installation) << 40) + int(issued)
    return list(range(last - count + 1, last + 1))


def _insert(connection: sa.Connection, table: str, columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> None:
    places = ",".join("?" * len(columns))
    values = list(rows)
    if values:
        connection.exec_driver_sql(f"INSERT INTO {table} ({','.join(columns)}) VALUES ({places})", values)  # noqa: S608


def _note(connection: sa.Connection, table: str, key: int, words: str) -> None:
    """Keep in the remark what has no other place."""
    text = f"UPDATE {table} SET remark = CASE WHEN remark IS NULL THEN :words ELSE remark || '；' || :words END WHERE id = :id"  # noqa: S608
    connection.execute(sa.text(text), {"words": words, "id": key})


def _set_floor(connection: sa.Connection) -> None:
    """What was done before can no longer be taken back."""
    connection.execute(sa.text("DELETE FROM setting WHERE name = 'undo_from' AND EXISTS (SELECT 1 FROM change_set)"))
    floor = "INSERT INTO setting (name, value) SELECT 'undo_from', max(id) FROM change_set HAVING max(id) IS NOT NULL"
    connection.execute(sa.text(floor))
