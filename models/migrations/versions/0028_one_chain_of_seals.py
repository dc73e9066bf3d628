"""One chain of seals over acts, showings of whole values and printings; what a former version sealed is noted and sealed anew."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import UTC
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from alembic import op

from models import clock

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    """Apply the step."""
    op.create_table(
        "seal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("record", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("keyed", sa.Boolean(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seal")),
    )
    op.create_index("ix_seal_kind_record", "seal", ["kind", "record"], unique=True)
    _seal(op.get_bind())


CHANGES = """
    SELECT change_set_id, entity, record_id, "before", "after", cause FROM change ORDER BY change_set_id, id
"""


def _seal(connection: sa.Connection) -> None:
    """Seal what is there, acts first; then the note of where the chain of the former version ended and whether it was whole."""
    found = list(_written(connection))
    if not found:
        return
    note = _note(connection)
    value = json.dumps(note, ensure_ascii=False)
    connection.execute(sa.text("INSERT INTO setting (name, value) VALUES ('chain', :value)"), {"value": value})
    before, rows = "", []
    for number, (kind, record, digest) in enumerate([*found, ("begun", note["act"], _digest(note))], start=1):
        before = _hash(f"{before}|{number}|{kind}|{record}|{digest}")
        rows.append({"i": number, "k": kind, "r": record, "d": digest, "h": before})
    added = "INSERT INTO seal (id, kind, record, digest, keyed, hash) VALUES (:i, :k, :r, :d, 0, :h)"
    connection.execute(sa.text(added), rows)


def _written(connection: sa.Connection) -> Iterator[tuple[str, int, str]]:
    """The kind, id and digest of all there is, as models.database.audit_chain made them when this step was written."""
    lines = {of: _lines(own) for of, own in groupby(connection.execute(sa.text(CHANGES)), key=lambda line: line[0])}
    for act in connection.execute(sa.text("SELECT * FROM change_set ORDER BY id")).mappings():
        yield "act", act["id"], _digest({**act, "changes": lines.get(act["id"], _hash(""))})
    for shown in connection.execute(sa.text("SELECT * FROM disclosure ORDER BY id")).mappings():
        yield "shown", shown["id"], _digest(dict(shown))
    papers = "SELECT name, value FROM setting WHERE name LIKE 'printing/%' ORDER BY name"
    for name, value in connection.execute(sa.text(papers)):
        yield "printed", int(name.removeprefix("printing/")), _digest({"value": value})


def _note(connection: sa.Connection) -> dict[str, Any]:
    last, seal, broken = 0, "", 0
    lines = {of: _lines(own) for of, own in groupby(connection.execute(sa.text(CHANGES)), key=lambda line: line[0])}
    for number, act in enumerate(connection.execute(sa.text("SELECT * FROM change_set ORDER BY id")).mappings(), 1):
        told = f"{seal}|{number}|{act['name']}{act['wording'] or ''}|{act['user']}|{act['time']}|{lines.get(act['id'])}"
        if not broken and (act["id"] != number or _hash(told) != act["hash"]):
            broken = number
        last, seal = act["id"], act["hash"]
    return {
        "act": last,
        "seal": seal,
        "broken": broken,
        "time": clock.now().astimezone(UTC).isoformat(timespec="seconds"),
    }


def _lines(lines: Any) -> str:
    """The digest of the changes of an act; those without a cause are written as before there were any."""
    running = hashlib.sha256()
    for line in lines:
        running.update(repr(tuple(line) if line[5] is not None else tuple(line)[:5]).encode())
    return running.hexdigest()


def _digest(row: Mapping[str, Any]) -> str:
    told = {name: value for name, value in row.items() if value is not None}
    return _hash(json.dumps(told, ensure_ascii=False, sort_keys=True))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
