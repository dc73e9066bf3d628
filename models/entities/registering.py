"""What other records say of registrations for a term: who had left by then, and the days of the term (registers §2)."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import islice
from typing import Any

import sqlalchemy as sa

from models.entities.measures import LEFT
from models.schema.codes import table
from models.schema.complaints import Complaint, warning
from models.schema.fields import entity_named
from models.words import _

LATE = "2"  # registration-method 补注册
_AROUND = timedelta(days=60)  # a term: registers §2
_CHUNK = 500  # ids asked for at once
Rows = Sequence[Mapping[str, Any]]
Found = Iterator[tuple[int, str, Complaint]]


def left_before(connection: sa.Connection, rows: Rows) -> Found:
    """Who had left the school by the day cannot be registered for a term."""
    own = entity_named("status_period").table().c
    columns = (own.student_id, own.status, own.from_date, own.until_date)
    periods: dict[int, list[tuple[str, date, date]]] = {}
    for student, status, begin, end in _held(
        connection, columns, own.student_id, rows, "student", own.status.in_(LEFT)
    ):
        periods.setdefault(student, []).append((status, begin or date.min, end or date.max))
    for n, row in enumerate(rows):
        day = row.get("registered_date")
        if not isinstance(day, date):
            continue
        for status, begin, end in periods.get(row.get("student", 0), ()):
            if begin <= day < end:
                words = _("{day} 已是{status}，不能注册").format(day=day, status=table("student-status").name(status))
                yield n, "registered_date", Complaint("conflict", words)


def outside_term(connection: sa.Connection, rows: Rows) -> Found:
    """A day far from the term is doubtful; after its deadline one is registered late."""
    own = entity_named("term").table().c
    columns = (own.id, own.start_date, own.end_date, own.register_deadline)
    terms = {key: (begin, end, last) for key, begin, end, last in _held(connection, columns, own.id, rows, "term")}
    for n, row in enumerate(rows):
        day = row.get("registered_date")
        begin, end, last = terms.get(row.get("term", 0), (None, None, None))
        if not isinstance(day, date):
            continue
        if (begin is not None and day < begin - _AROUND) or (end is not None and day > end + _AROUND):
            words = _("{day} 离这个学期太远（{begin} 至 {end}），请核对").format(
                day=day, begin=begin or "", end=end or ""
            )
            yield n, "registered_date", warning("out-of-range", words)
        if last is not None and day > last and row.get("method") not in (None, LATE):
            words = _("{last} 注册截止以后的应是补注册，请核对").format(last=last)
            yield n, "method", warning("conflict", words)


def _held(
    connection: sa.Connection,
    columns: Sequence[sa.ColumnElement[Any]],
    key: sa.ColumnElement[Any],
    rows: Rows,
    name: str,
    *where: sa.ColumnElement[bool],
) -> Iterator[Sequence[Any]]:
    """The rows that those named in a field have, few statements for any number; what is yet to be made has none."""
    wanted: Collection[int] = {value for row in rows if isinstance(value := row.get(name), int)}
    remaining = iter(sorted(wanted))
    while chunk := list(islice(remaining, _CHUNK)):
        yield from connection.execute(sa.select(*columns).where(key.in_(chunk), *where))
