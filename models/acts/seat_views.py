"""The rooms of a session as one looks at them while seats are given: who sits where, what is to be seen to."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import sqlalchemy as sa

from models.acts.exam_seating import Candidate, ExamHall, Pair, Seat, SeatingRules, clashes_at, clashes_of
from models.acts.exam_seats import DONE, Sitting, clash_words, rules_of, sittings
from models.acts.scene import Scene
from models.database.attachments import photos_of
from models.database.results import displays
from models.entities.certificates import ExamSession
from models.entities.people import Student
from models.entities.rules import RESIDENT_CARD
from models.schema import checks
from models.schema.fields import entity_named
from models.words import _

_YEAR = re.compile(r"^\d{4}级")  # before the name of a class, left out where there is little room
_LAST = 4  # digits of a student's number


@dataclass(frozen=True, slots=True)
class SeatedPerson:
    """A candidate: name, class without its year, last digits of the number, and what is wrong with the papers."""

    key: int
    name: str
    school_class: str
    digits: str
    locked: bool
    held: bool  # examined already
    ticket: str
    photo: bool
    identity: bool  # whether the number of identity is right


@dataclass(frozen=True)
class SeatView:
    """A session with its rooms, who has a seat and who waits for one."""

    session: int
    row: Mapping[str, Any]
    title: str
    halls: tuple[ExamHall, ...]
    rooms: Mapping[int, Mapping[str, Any]]
    people: Mapping[int, SeatedPerson]
    known: Mapping[int, tuple[Candidate, str]] = field(repr=False)
    seats: Mapping[int, Seat] = field(repr=False)
    waiting: tuple[int, ...] = ()
    printed: bool = False

    @property
    def rules(self) -> SeatingRules:
        """The rules seats were given by."""
        return rules_of(self.row)

    @cached_property
    def at(self) -> Mapping[Seat, int]:
        """Who sits on a seat."""
        return {seat: key for key, seat in self.seats.items()}

    @cached_property
    def clashes(self) -> tuple[Pair, ...]:
        """Neighbours that the rules want apart."""
        return clashes_of([one for one, _name in self.known.values()], self.halls, self.rules, self.seats)

    def seated_in(self, room: int) -> int:
        """How many sit in a room."""
        return sum(1 for hall, _seat in self.seats.values() if hall == room)

    def place(self, room: int) -> str:
        """What a room is called."""
        row = self.rooms[room]
        return str(row["name"] or _("第 {number} 考场").format(number=row["number"]))

    def unattended(self) -> tuple[int, ...]:
        """Rooms with candidates and nobody to watch over them."""
        return tuple(
            hall.key for hall in self.halls if not self.rooms[hall.key]["invigilators"] and self.seated_in(hall.key)
        )

    def without_photo(self) -> tuple[int, ...]:
        """Who has a seat and no photo."""
        return tuple(key for key in self._in_order() if not self.people[key].photo)

    def doubtful(self) -> tuple[int, ...]:
        """Who has a seat and a number of identity that is wrong."""
        return tuple(key for key in self._in_order() if not self.people[key].identity)

    def locked(self) -> tuple[int, ...]:
        """Whose seat is locked."""
        return tuple(key for key in self._in_order() if self.people[key].locked)

    def movable(self) -> tuple[int, ...]:
        """Who is seated anew when that is asked for."""
        return tuple(key for key in self._in_order() if not self.people[key].locked and not self.people[key].held)

    def _in_order(self) -> list[int]:
        order = {hall.key: nth for nth, hall in enumerate(self.halls)}
        return sorted(self.seats, key=lambda key: (order[self.seats[key][0]], self.seats[key][1]))

    def foreseen(self, key: int, seat: Seat) -> tuple[dict[int, Seat], tuple[tuple[int, int], ...]]:
        """Where people sit once one took that seat, and of those who moved each with a neighbour that should not be there."""
        then = dict(self.seats)
        other = self.at.get(seat)
        moved = [key]
        if other is not None and other != key and key in then:
            then[other] = then[key]
            moved.append(other)
        then[key] = seat
        everybody = [one for one, _name in self.known.values()]
        found = [(one, beside) for one in moved for beside in clashes_at(everybody, self.halls, self.rules, then, one)]
        return then, tuple(found)

    def told(self, key: int, seat: Seat) -> tuple[str, frozenset[int]]:
        """What dropping somebody on a seat would come to, in a sentence, and who would sit beside a classmate."""
        then, found = self.foreseen(key, seat)
        words = "；".join(clash_words(self.known, then, *pair) for pair in found)
        return words, frozenset(beside for _one, beside in found)


def nearest_session(connection: sa.Connection, day: date) -> int | None:
    """The session that comes next, else the one held last; None where there is none."""
    own = ExamSession.table().c
    order = (own.exam_date < day, sa.case((own.exam_date >= day, own.exam_date)), own.exam_date.desc(), own.id)
    found: int | None = connection.execute(sa.select(own.id).order_by(*order).limit(1)).scalar()
    return found


def seat_view(connection: sa.Connection, session: int, day: date) -> SeatView | None:
    """The session as it stands; None where there is none."""
    scene = Scene(connection, day)
    sittings(scene, [session])
    sitting: Sitting = scene.worked["seats", session]
    if not sitting.session:
        return None
    rows = sitting.registrations()
    shown = displays(connection, ExamSession, [session]).get(session, "")
    rooms = {hall.key: scene.row("exam_room", hall.key) or {} for hall in sitting.halls}
    certificate = displays(connection, entity_named("certificate"), [sitting.session["certificate_id"]])
    return SeatView(
        session, sitting.session | {"code": shown}, next(iter(certificate.values()), ""), sitting.halls, rooms,
        _people(connection, sitting, rows), sitting.people, sitting.seats(), tuple(sitting.waiting()), sitting.printed,
    )  # fmt: skip


def _people(
    connection: sa.Connection, sitting: Sitting, rows: Mapping[int, Mapping[str, Any]]
) -> dict[int, SeatedPerson]:
    students = [row["student_id"] for row in rows.values() if row.get("student_id") is not None]
    photos, numbers = photos_of(connection, "student", students), _numbers(connection, students)
    found = {}
    for key, row in rows.items():
        candidate, name = sitting.people[key]
        identity = numbers.get(row.get("student_id") or 0) or row.get("candidate_id_number")
        found[key] = SeatedPerson(
            key, name, _YEAR.sub("", candidate.school_class or ""),
            candidate.known_by[-_LAST:] if row.get("student_id") is not None else "",
            bool(row.get("is_seat_locked")), row.get("status") in DONE, row.get("ticket_number") or "",
            row.get("student_id") in photos, not identity or not any(c.fatal for c in checks.identity_number(identity)),
        )  # fmt: skip
    return found


def _numbers(connection: sa.Connection, students: Sequence[int]) -> dict[int, str | None]:
    """Numbers of identity, those of a resident card alone: others have no check digit."""
    own = Student.table().c
    query = sa.select(own.id, own.id_number).where(
        own.id.in_(students), sa.func.coalesce(own.id_type, RESIDENT_CARD) == RESIDENT_CARD
    )
    return {row.id: row.id_number for row in connection.execute(query)}
