"""What upgrades wrote past the change log is told apart by the upgrade, and sealed in the chain like everything else."""

import hashlib
import json
from collections.abc import Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    """Apply the step."""
    op.create_table(
        "baseline_numbered",
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("record_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("upgrade", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("act", sa.Integer(), nullable=False),
        sa.Column("made", sa.Integer(), nullable=False),
        sa.Column("after", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("entity", "record_id", "upgrade", name=op.f("pk_baseline")),
    )
    op.execute(NUMBERED)
    op.drop_table("baseline")
    op.rename_table("baseline_numbered", "baseline")
    _seal(op.get_bind())


# Those of before are known by the act they came after; none of them wrote twice after the same.
NUMBERED = """
    INSERT INTO baseline_numbered (entity, record_id, "upgrade", act, made, "after")
    SELECT entity, record_id, DENSE_RANK() OVER (ORDER BY act), act, made, "after" FROM baseline
"""


def _seal(connection: sa.Connection) -> None:
    """Seal what each upgrade wrote, as models.database.audit_chain did it when this step was written."""
    found = connection.execute(sa.text('SELECT * FROM baseline ORDER BY "upgrade"')).mappings().all()
    last = connection.execute(sa.text("SELECT id, hash FROM seal ORDER BY id DESC LIMIT 1")).first()
    number, before = (last.id, last.hash) if last is not None else (0, "")
    for upgrade, rows in groupby(found, key=itemgetter("upgrade")):
        digest = _digest({"rows": sorted(_digest(dict(row)) for row in rows)})
        number += 1
        before = _hash(f"{before}|{number}|upgraded|{upgrade}|{digest}")
        row = {"i": number, "r": upgrade, "d": digest, "h": before}
        added = "INSERT INTO seal (id, kind, record, digest, keyed, hash) VALUES (:i, 'upgraded', :r, :d, 0, :h)"
        connection.execute(sa.text(added), row)


def _digest(row: Mapping[str, Any]) -> str:
    told = {name: value for name, value in row.items() if value is not None}
    return _hash(json.dumps(told, ensure_ascii=False, sort_keys=True))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
