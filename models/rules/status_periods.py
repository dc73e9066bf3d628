"""Periods of status that do not join: days on which a student has none or two, and leavers of whom no last day is known."""

from collections.abc import Collection, Iterator
from itertools import pairwise
from typing import Any

import sqlalchemy as sa

from models.database import storage
from models.entities.measures import LEFT
from models.entities.people import StatusPeriod, Student
from models.schema.complaints import Complaint, warning
from models.words import _

FIELD, LAST_DAY = "status", "graduated_date"


def unknown_end() -> Complaint:
    """What is told of somebody who left nobody knows when."""
    return warning("end-unknown", _("已离校，没有登记离校日期：以前各日也按已离校统计；请填毕业日期，或办理学籍异动"))


def left_sometime(connection: sa.Connection, ids: Collection[int] | None = None) -> Iterator[int]:
    """The students who have left as long as anybody knows."""
    own = StatusPeriod.table().c
    statement = sa.select(own.student_id).where(own.status.in_(LEFT), own.from_date.is_(None)).order_by(own.student_id)
    for chunk in [None] if ids is None else storage.pieces(sorted(ids), storage.CHUNK):
        rows = statement if chunk is None else statement.where(own.student_id.in_(chunk))
        yield from connection.execute(rows).scalars()


def broken(connection: sa.Connection, ids: Collection[int] | None = None) -> Iterator[tuple[int, Complaint]]:
    """Students whose periods leave a gap or overlap, or who have none at all."""
    own, student = StatusPeriod.table().c, Student.table().c
    statement = (
        sa.select(student.id, own.id, own.from_date, own.until_date)
        .select_from(Student.table().outerjoin(StatusPeriod.table(), own.student_id == student.id))
        .order_by(student.id, own.from_date.nulls_first(), own.until_date.nulls_last(), own.id)
    )
    if ids is None:
        # whose single period has neither beginning nor end is right: nearly everybody
        alone = sa.select(own.student_id).group_by(own.student_id)
        open_ended = sa.func.count(own.from_date) + sa.func.count(own.until_date) == 0
        statement = statement.where(student.id.not_in(alone.having(sa.func.count() == 1, open_ended)))
    for chunk in [None] if ids is None else storage.pieces(sorted(ids), storage.CHUNK):
        rows = statement if chunk is None else statement.where(student.id.in_(chunk))
        yield from _judged(connection.execute(rows))


def _judged(rows: Any) -> Iterator[tuple[int, Complaint]]:
    periods: dict[int, list[Any]] = {}
    for row in rows:
        periods.setdefault(row[0], []).append(row)
    for student, own in periods.items():
        if own[0][1] is None:
            yield student, Complaint("status-gap", _("没有登记学籍状态"))
            continue
        for earlier, later in pairwise(own):
            until, since = earlier[3], later[2]
            if until is None or since is None or since < until:
                words = _("学籍状态的起止日期重叠：{day} 起同时有两个状态").format(day=since or until)
                yield student, Complaint("status-overlap", words)
            elif since > until:
                words = _("{begin} 至 {end}（不含当天）没有学籍状态").format(begin=until, end=since)
                yield student, Complaint("status-gap", words)
        if own[-1][3] is not None:
            yield student, Complaint("status-gap", _("{day} 起没有学籍状态").format(day=own[-1][3]))
