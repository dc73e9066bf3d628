"""Who sits where in the rooms of examinations: what papers of seats and tickets say."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa

from models.database.query import Query
from models.database.results import rows_of
from models.entities.certificates import ExamRegistration, ExamRoom, ExamSession
from models.entities.exam_counts import NOT_COUNTED, title_of
from models.entities.people import Student
from models.schema.fields import entity_named


class Sitter(NamedTuple):
    """A candidate who has a seat; codes as they are stored."""

    registration: int
    room: int
    seat: int
    ticket: str
    student: int | None
    name: str
    gender: str | None
    id_number: str | None
    student_number: str
    school: str
    school_class: str


class HeldSession(NamedTuple):
    """A session with its rooms, by number, and the row of rules its seats were given by."""

    id: int
    row: dict[str, Any]
    certificate: str
    rooms: tuple[tuple[int, dict[str, Any]], ...]
    sitters: tuple[Sitter, ...]


_OF_STUDENT = ("name", "gender", "id_number", "student_number", "school", "school_class")


def held_sessions(connection: sa.Connection, day: date, sessions: Sequence[int] = ()) -> list[HeldSession]:
    """These sessions, or all, in their order, with who is seated: by room and seat, class and school as on the day of it."""
    own, titled = ExamSession.table(), entity_named("certificate").table()
    query = sa.select(own, title_of(day).label("title")).join(titled, titled.c.id == own.c.certificate_id)
    if sessions:
        query = query.where(own.c.id.in_(sessions))
    found = [dict(row) for row in connection.execute(query.order_by(own.c.exam_date, own.c.code)).mappings()]
    keys = [row["id"] for row in found]
    rooms, seated = _rooms(connection, keys), _seated(connection, keys)
    return [
        HeldSession(
            row["id"], row, row["title"], tuple(rooms.get(row["id"], ())),
            tuple(_sitters(connection, seated.get(row["id"], []), row["exam_date"] or day)),
        )
        for row in found
    ]  # fmt: skip


def sessions_of(connection: sa.Connection, rooms: Sequence[int]) -> list[int]:
    """The sessions these rooms are of; all that have rooms where none is named."""
    own = ExamRoom.table().c
    query = sa.select(own.session_id).distinct()
    return list(connection.execute(query.where(own.id.in_(rooms)) if rooms else query).scalars())


def _rooms(connection: sa.Connection, sessions: Sequence[int]) -> dict[int, list[tuple[int, dict[str, Any]]]]:
    own = ExamRoom.table()
    query = sa.select(own).where(own.c.session_id.in_(sessions)).order_by(own.c.number, own.c.id)
    found: dict[int, list[tuple[int, dict[str, Any]]]] = {}
    for row in connection.execute(query).mappings():
        found.setdefault(row["session_id"], []).append((row["id"], dict(row)))
    return found


def _seated(connection: sa.Connection, sessions: Sequence[int]) -> dict[int, list[Any]]:
    own, room = ExamRegistration.table(), ExamRoom.table()
    query = (
        sa.select(own)
        .join(room, room.c.id == own.c.room_id)
        .where(own.c.session_id.in_(sessions), own.c.seat.is_not(None))
        .where(sa.func.coalesce(own.c.status, "").not_in(NOT_COUNTED))
        .order_by(room.c.number, own.c.seat)
    )
    found: dict[int, list[Any]] = {}
    for row in connection.execute(query).mappings():
        found.setdefault(row["session_id"], []).append(row)
    return found


def _sitters(connection: sa.Connection, rows: Sequence[Any], day: date) -> list[Sitter]:
    wanted = sorted({row["student_id"] for row in rows if row["student_id"] is not None})
    known = {row.id: row.values for row in rows_of(connection, Query(Student, as_of=day), wanted, _OF_STUDENT)}
    return [
        Sitter(
            row["id"], row["room_id"], row["seat"], row["ticket_number"] or "", row["student_id"],
            *_person(row, known.get(row["student_id"] or 0)),
        )
        for row in rows
    ]  # fmt: skip


def _person(row: Any, student: Any) -> tuple[str, str | None, str | None, str, str, str]:
    """Name, sex, number of identity, number, school and class of who is registered."""
    if student is None:
        return row["candidate_name"] or "", None, row["candidate_id_number"], "", "", ""
    number, school, room = (student[name] or "" for name in _OF_STUDENT[3:])
    return student["name"], student["gender"], student["id_number"], number, school, room
