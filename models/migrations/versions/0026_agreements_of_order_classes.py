"""Order classes and contributions refer to their agreement; what they said of one is carried over."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    """Apply the step."""
    for table, column, target in REFERENCES:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column(column, sa.BigInteger(), nullable=True))
            batch_op.create_index(batch_op.f(f"ix_{table}_{column}"), [column], unique=False)
            batch_op.create_foreign_key(f"fk_{table}_{column}", target, [column], ["id"], ondelete="RESTRICT")
    _fill(op.get_bind())
    for table, column in MOVED:
        op.drop_column(table, column)


REFERENCES = (
    ("commitment", "agreement_commitment_id", "agreement_commitment"), ("contribution", "agreement_id", "agreement"),
    ("order_class", "agreement_id", "agreement"),
)  # fmt: skip
MOVED = (
    ("contribution", "agreement_number"), ("order_class", "agreement_number"), ("order_class", "agreement_from"),
    ("order_class", "agreement_until"),
)  # fmt: skip
ORDER_TRAINING, SIGNED, SCHOOL, ENTERPRISE = "02", "3", "1", "2"  # agreement-kind, agreement-stage, party-role
LAST_PLACE = 9  # of the parties of an agreement
TOLD = """
    SELECT id, name, agreement_number, agreement_from, agreement_until, school_id FROM order_class
    WHERE coalesce(agreement_number, agreement_from, agreement_until) IS NOT NULL ORDER BY id
"""


def _fill(connection: sa.Connection) -> None:
    """One agreement for each number that no agreement has yet, with the days its order classes gave it and their parties."""
    classes: dict[str, list[Any]] = defaultdict(list)
    for row in connection.execute(sa.text(TOLD)).all():
        if row.agreement_number is None:
            _note(connection, "order_class", row.id, _days(row))
        else:
            classes[row.agreement_number].append(row)
    known = {number: key for key, number in connection.execute(sa.text("SELECT id, number FROM agreement"))}
    new = [number for number in classes if number not in known]
    known |= dict(zip(new, _ids(connection, len(new)), strict=True))
    for number in new:
        _make(connection, known[number], number, classes[number])
    for number, rows in classes.items():
        _refer(connection, "order_class", [row.id for row in rows], known[number])
        for row in rows:
            _keep_other_days(connection, row, known[number])
    _take_contributions(connection, known)
    connection.execute(sa.text("DROP TABLE IF EXISTS search_agreement"))  # made anew when the file is opened
    _set_floor(connection)


def _make(connection: sa.Connection, key: int, number: str, rows: Sequence[Any]) -> None:
    """The agreement of these order classes: the widest of their periods, their school, then their enterprises."""
    schools = [row.school_id for row in rows if row.school_id is not None]
    _insert(connection, "agreement", {
        "id": key, "number": number, "title": f"{rows[0].name}合作协议", "kind": ORDER_TRAINING, "stage": SIGNED,
        "valid_from": min((row.agreement_from for row in rows if row.agreement_from), default=None),
        "valid_until": max((row.agreement_until for row in rows if row.agreement_until), default=None),
        "school_id": next(iter(schools), None),
    })  # fmt: skip
    own = sa.text("SELECT enterprise_id FROM order_class_enterprise WHERE order_class_id IN :ids ORDER BY id")
    ids = own.bindparams(sa.bindparam("ids", [row.id for row in rows], expanding=True))
    firms = list(dict.fromkeys(connection.execute(ids).scalars()))
    parties = [("school_id", each, SCHOOL) for each in dict.fromkeys(schools)]
    parties += [("enterprise_id", each, ENTERPRISE) for each in firms]
    first = 1 if schools else 2  # the enterprise is the second party also where no school is told
    kept = parties[: LAST_PLACE - first + 1]
    for place, (party, (column, body, role)) in enumerate(zip(_ids(connection, len(kept)), kept, strict=True), first):
        told = {"id": party, "agreement_id": key, "position": place, "role": role, column: body}
        _insert(connection, "agreement_party", told)


def _keep_other_days(connection: sa.Connection, row: Any, agreement: int) -> None:
    """Keep the days an order class gave where the agreement has others."""
    own = connection.execute(
        sa.text("SELECT valid_from, valid_until FROM agreement WHERE id = :id"), {"id": agreement}
    ).one()
    told = zip((row.agreement_from, row.agreement_until), own, strict=True)
    if any(said is not None and said != holds for said, holds in told):
        _note(connection, "order_class", row.id, _days(row))


def _days(row: Any) -> str:
    return f"协议起止：{row.agreement_from or ''} 至 {row.agreement_until or ''}"


def _take_contributions(connection: sa.Connection, known: dict[str, int]) -> None:
    """What was given under an agreement refers to it; a number of none is kept in the remark."""
    text = "SELECT id, agreement_number FROM contribution WHERE agreement_number IS NOT NULL ORDER BY id"
    numbers: dict[str, list[int]] = defaultdict(list)
    for key, number in connection.execute(sa.text(text)).all():
        numbers[number].append(key)
    for number, keys in numbers.items():
        if number in known:
            _refer(connection, "contribution", keys, known[number])
        for key in () if number in known else keys:
            _note(connection, "contribution", key, f"协议号：{number}")


def _refer(connection: sa.Connection, table: str, keys: Iterable[int], agreement: int) -> None:
    text = sa.text(f"UPDATE {table} SET agreement_id = :agreement WHERE id = :id")  # noqa: S608 - names of our own
    connection.execute(text, [{"agreement": agreement, "id": key} for key in keys])


def _insert(connection: sa.Connection, table: str, row: dict[str, Any]) -> None:
    names = ", ".join(row)
    places = ", ".join(f":{name}" for name in row)
    connection.execute(sa.text(f"INSERT INTO {table} ({names}) VALUES ({places})"), row)  # noqa: S608 - as above


def _ids(connection: sa.Connection, count: int) -> list[int]:
    """Ids as the door gives them out: by the number of the installation and its counter."""
    if not count:
        return []
    update = sa.text("UPDATE office SET issued = issued + :count RETURNING installation, issued")
    installation, issued = connection.execute(update, {"count": count}).one()
    last = (int(installation) << 40) + int(issued)
    return list(range(last - count + 1, last + 1))


def _note(connection: sa.Connection, table: str, key: int, words: str) -> None:
    """Keep in the remark what has no other place."""
    text = f"UPDATE {table} SET remark = CASE WHEN remark IS NULL THEN :words ELSE remark || '；' || :words END WHERE id = :id"  # noqa: S608
    connection.execute(sa.text(text), {"words": words, "id": key})


def _set_floor(connection: sa.Connection) -> None:
    """What was done before can no longer be taken back."""
    connection.execute(sa.text("DELETE FROM setting WHERE name = 'undo_from' AND EXISTS (SELECT 1 FROM change_set)"))
    floor = "INSERT INTO setting (name, value) SELECT 'undo_from', max(id) FROM change_set HAVING max(id) IS NOT NULL"
    connection.execute(sa.text(floor))
