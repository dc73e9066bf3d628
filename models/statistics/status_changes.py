"""Changes of status in a period by kind, with the persons beside them: 学籍异动情况汇总表 (A9, registers.md §11)."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

import sqlalchemy as sa

from models.entities.people import Student
from models.entities.programmes import Major, SchoolClass
from models.entities.status_changes import DONE, StatusChange
from models.schema.codes import table
from models.schema.sorting import natural_key
from models.statistics.measure import Measured
from models.statistics.placement_records import period_of, period_words
from models.words import _


class Changed(NamedTuple):
    """One event with what the paper says of it; codes as they are stored."""

    id: int
    student: int
    student_number: str | None
    name: str
    gender: str | None
    kind: str
    reason: str | None
    change_date: date
    from_class: str | None
    from_major: str | None
    to_class: str | None
    to_major: str | None
    other_school: str | None
    break_until: date | None
    approval_number: str | None
    remark: str | None


def changes(connection: sa.Connection, first: date, last: date, classes: Sequence[int] = ()) -> list[Changed]:
    """The events that took effect from `first` to `last`, both included, in their order; reversed ones are none.

    `classes` are those somebody left or came into.
    """
    own, student = StatusChange.table(), Student.table()
    old, new = (SchoolClass.table().alias() for _n in range(2))
    was, now = (Major.table().alias() for _n in range(2))
    statement = (
        sa.select(
            own.c.id, student.c.id, student.c.student_number, student.c.name, student.c.gender, own.c.kind, own.c.reason,
            own.c.change_date, old.c.name, was.c.name, new.c.name, now.c.name, own.c.other_school, own.c.break_until,
            own.c.approval_number, own.c.remark,
        )
        .join(student, student.c.id == own.c.student_id)
        .outerjoin(old, old.c.id == own.c.from_class_id)
        .outerjoin(new, new.c.id == own.c.to_class_id)
        .outerjoin(was, was.c.id == sa.func.coalesce(own.c.from_major_id, old.c.major_id))
        .outerjoin(now, now.c.id == sa.func.coalesce(own.c.to_major_id, new.c.major_id))
        .where(own.c.stage == DONE, own.c.change_date.between(first, last))
    )  # fmt: skip
    if classes:
        statement = statement.where(sa.or_(own.c.from_class_id.in_(classes), own.c.to_class_id.in_(classes)))
    found = [Changed(*tuple(row)) for row in connection.execute(statement)]
    return sorted(found, key=lambda one: (one.change_date, natural_key(one.student_number), one.id))


def by_kind(rows: Sequence[Changed]) -> list[tuple[str, list[Changed]]]:
    """The events of each kind that occurs, in the order of the code table."""
    place = {code.code: nth for nth, code in enumerate(table("status-change-kind").codes)}
    kinds = sorted({row.kind for row in rows}, key=lambda kind: place.get(kind, len(place)))
    return [(kind, [row for row in rows if row.kind == kind]) for kind in kinds]


def counted(connection: sa.Connection, day: date) -> Iterator[Measured]:
    """A9: the events of the school year up to the day, by kind and in all."""
    first, last = period_of(day)
    rows, words = changes(connection, first, last), period_words(first, last)
    for kind, some in by_kind(rows):
        numbers = sorted((row.student_number or "" for row in some), key=natural_key)
        yield Measured(f"{words} {table('status-change-kind').name(kind)}", len(some), more={"students": numbers})
    persons = len({row.student for row in rows})
    yield Measured(_("{period} 合计").format(period=words), len(rows), more={"persons": persons})
