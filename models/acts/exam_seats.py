"""排座: the candidates of a session are given rooms, seats and the numbers of their tickets, and moved by hand (registers §6)."""

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from models.acts import exam_seating
from models.acts.act import Act, ActPaper, Groups, Sizes, Subject, Told
from models.acts.exam_seating import (
    Candidate,
    ExamHall,
    Seat,
    Seating,
    SeatingRules,
    clashes_at,
    seated_in,
    seated_late,
)
from models.acts.exam_sessions import lead_session
from models.acts.numbering import keep_given, numbering
from models.acts.scene import Key, Row, Scene
from models.database import storage
from models.database.policies import thresholds
from models.database.printings import papers_printed
from models.database.query import Query
from models.database.results import rows_of
from models.entities.certificates import ExamRegistration
from models.entities.exam_counts import ABSENT, APPROVED, CANCELLED, CHEATED, PAID, REGISTERED, SAT, SEATED, SENT_BACK
from models.entities.numbers import TICKET_NUMBER
from models.entities.people import Student
from models.schema.codes import table
from models.schema.complaints import Complaint
from models.schema.number_patterns import UnfitError
from models.schema.ticket_patterns import TICKET_PATTERN, ticket
from models.words import N_, _, listed

TICKETS = "exam-ticket"  # the report that is cut into tickets
PLAN = ActPaper("seat-plan", "exam_session")
USUAL = "1"  # of both tables what holds where nothing is said
PATHS = {USUAL: exam_seating.SNAKE, "2": exam_seating.BY_COLUMNS, "3": exam_seating.BY_ROWS}  # seat-path
ORDERS = {USUAL: exam_seating.AT_RANDOM, "2": exam_seating.BY_CLASS, "3": exam_seating.BY_NUMBER}  # seat-order
BY_CLASS, BY_MAJOR, NOT_APART = "1", "2", "9"  # seats-apart
RULES = ("seat_path", "seat_order", "seats_apart", "seat_seed")
DONE = (SAT, ABSENT, CHEATED)
_ROOM_SEATS = "exam.room-capacity"
_NAMED = 12  # who needs a new ticket, by name; more are counted


def rules_of(session: Mapping[str, Any]) -> SeatingRules:
    """The rules of a session, by the columns of its row; where nothing is said to and fro, at random, classmates apart.

    The seed then is the day of the examination, as 20251108.
    """
    seed, apart = session.get("seat_seed"), session.get("seats_apart") or BY_CLASS
    return SeatingRules(
        PATHS[session.get("seat_path") or USUAL],
        ORDERS[session.get("seat_order") or USUAL],
        usual_seed(session) if seed is None else seed,
        classes_apart=apart != NOT_APART,
        majors_apart=apart == BY_MAJOR,
    )


def usual_seed(session: Mapping[str, Any]) -> int:
    """The seed where nobody chose one."""
    return int(f"{session['exam_date']:%Y%m%d}")


def halls_of(rooms: Iterable[tuple[int, Mapping[str, Any]]], usual: int) -> tuple[ExamHall, ...]:
    """Rooms by id and row, by their numbers; `usual` is how many seats one has of which nobody said."""
    ordered = sorted(rooms, key=lambda one: (one[1]["number"], one[0]))
    return tuple(
        ExamHall(key, row.get("capacity") or usual, row.get("rows") or 0, row.get("columns") or 0)
        for key, row in ordered
    )


def usual_capacity(connection: sa.Connection, day: date) -> int:
    """How many seats a room has of which nobody said."""
    return int(thresholds(connection)(_ROOM_SEATS, day))


def candidates_of(
    connection: sa.Connection, registrations: Mapping[int, Mapping[str, Any]], day: date
) -> dict[int, tuple[Candidate, str]]:
    """Who is registered, with the name: class and major as they are on the day, by the rows of the registrations."""
    wanted = sorted({row["student_id"] for row in registrations.values() if row.get("student_id") is not None})
    names = ("name", "student_number", "id_number", "school_class", "major")
    known = {row.id: row.values for row in rows_of(connection, Query(Student, as_of=day), wanted, names)}
    found = {}
    for key, row in registrations.items():
        one = known.get(row.get("student_id") or 0)
        if one is None:
            by = row.get("candidate_id_number") or row.get("candidate_name") or ""
            found[key] = Candidate(key, by), str(row.get("candidate_name") or "")
        else:
            by = one["student_number"] or one["id_number"] or one["name"]
            found[key] = Candidate(key, by, one["school_class"], one["major"]), one["name"]
    return found


@dataclass(slots=True)
class Sitting:
    """One session as it stands in a scene: its rooms, who is registered, and who they are."""

    scene: Scene
    key: Key
    halls: tuple[ExamHall, ...]
    people: Mapping[int, tuple[Candidate, str]]
    printed: bool

    @property
    def session(self) -> Row:
        """Its row."""
        return self.scene.row("exam_session", self.key) or {}

    def registrations(self) -> dict[int, Row]:
        """Those registered, by id."""
        found = self.scene.of("exam_registration", "session_id", self.key)
        return {
            key: self.scene.row("exam_registration", key) or {}
            for key in sorted(k for k in found if isinstance(k, int))
        }

    def seats(self) -> dict[int, Seat]:
        """Who has which seat."""
        rows, known = self.registrations(), {hall.key for hall in self.halls}
        return {k: (r["room_id"], r["seat"]) for k, r in rows.items() if r.get("seat") and r.get("room_id") in known}

    def waiting(self) -> list[int]:
        """Who may be seated and has no seat: who paid, or is approved where nothing is to be paid."""
        seats = self.seats()
        return [key for key, row in self.registrations().items() if key not in seats and self.ready(row)]

    def ready(self, row: Row) -> bool:
        """Whether a registration may be given a seat."""
        status = row.get("status")
        return status in (PAID, SEATED) or (status == APPROVED and self.session.get("fee") == 0)

    def number(self, seat: Seat) -> str:
        """The number of the ticket of a seat; raises UnfitError."""
        own, room = self.session, self.scene.row("exam_room", seat[0]) or {}
        return ticket(
            own.get("ticket_pattern") or TICKET_PATTERN,
            own.get("station_code"),
            own["exam_date"],
            room["number"],
            seat[1],
        )

    def every_seat(self) -> list[Seat]:
        """All seats of all rooms."""
        return [(hall.key, n) for hall in self.halls for n in range(1, hall.capacity + 1)]

    def candidates(self, keys: Iterable[int]) -> list[Candidate]:
        """These, as the seating knows them."""
        return [self.people[key][0] for key in keys]

    def label(self, key: int) -> str:
        """Seat and name of one, as people speak of it."""
        seat = self.seats().get(key)
        return _("{seat} 号{name}").format(seat=seat[1], name=self.people[key][1]) if seat else self.people[key][1]


def sittings(scene: Scene, sessions: Iterable[Key | None]) -> None:
    """Read all that seating looks at, for all sessions at once."""
    wanted = [key for key in dict.fromkeys(sessions) if isinstance(key, int) and ("seats", key) not in scene.worked]
    scene.read("exam_session", "id", wanted)
    scene.read("exam_room", "session_id", wanted)
    scene.read("exam_registration", "session_id", wanted)
    usual = usual_capacity(scene.connection, scene.day) if wanted else 0
    printed = papers_printed(scene.connection, TICKETS) if wanted else frozenset()
    for key in wanted:
        rooms = (
            (k, scene.row("exam_room", k) or {}) for k in scene.of("exam_room", "session_id", key) if isinstance(k, int)
        )
        sitting = Sitting(scene, key, halls_of(rooms, usual), {}, key in printed)
        sitting.people = candidates_of(scene.connection, sitting.registrations(), sitting.session["exam_date"])
        scene.worked["seats", key] = sitting


def sitting_of(scene: Scene, session: Key | None) -> Sitting:
    """What was read of a session."""
    found: Sitting = scene.worked["seats", session]
    return found


class SeatSession(Act):
    """Seats for all who may have one; who comes after others are seated takes the next free seat, and nobody moves."""

    entity = "exam_session"
    group, paper = Groups.EXAMS, PLAN
    sizes = (Sizes("exam_room", "seated"),)
    anew = False  # whether those who are seated are seated again

    def __init__(self, name: str, label: str) -> None:
        super().__init__(name, label, RULES)

    def prepare(self, scene: Scene, subjects: Sequence[Subject]) -> None:
        """The sessions with their rooms and candidates."""
        sittings(scene, (s.key for s in subjects))

    def unfit(self, s: Subject) -> Told | None:
        """Not without rooms, nor with nobody to seat, nor once the examination was held."""
        sitting = sitting_of(s.scene, s.key)
        if not sitting.halls:
            return "code", Complaint("required", _("还没有考场，请先登记考场和座位数"))
        if not self._wanted(sitting):
            words = _("没有要排的考生：已缴费（不收费的批次为审核通过）、还没有座位的才排")
            return "code", Complaint("required", words if not self.anew else _("还没有排过座，请用“排座”"))
        done = Counter(row.get("status") for row in sitting.registrations().values())
        held = sum(done[status] for status in DONE)
        if self.anew and held:
            return "code", Complaint(
                "illegal-transition", _("已有 {count} 人登记了成绩，不能重新编排").format(count=held)
            )
        return None

    def refusal(self, s: Subject) -> Told | None:
        """Nor where there are too few seats, or the number of a ticket cannot be made."""
        told = self.unfit(s)
        if told is not None:
            return told
        sitting = sitting_of(s.scene, s.key)
        if not self.anew and sitting.seats() and self._rules(s) != rules_of(sitting.session):
            return "seat_path", Complaint("conflict", _("已有考生排了座，要改规则请用“重新编排”"))
        try:
            made = self._seating(s)
        except UnfitError as lacking:
            return "code", Complaint("required", str(lacking))
        if made.unseated:
            words = _("座位不够：还有 {count} 人没有座位，请增加考场或座位数")
            return "code", Complaint("out-of-range", words.format(count=len(made.unseated)))
        return None

    def do(self, s: Subject) -> None:
        """Give seats and numbers, and keep the rules they were given by."""
        assert s.key is not None
        sitting, made, session = sitting_of(s.scene, s.key), self._seating(s), s.row()
        before = {key: row.get("ticket_number") for key, row in sitting.registrations().items()}
        if self.anew or not sitting.seats():
            told = {name: s.given.get(name, session.get(name)) for name in RULES}
            told["seat_path"], told["seat_order"] = told["seat_path"] or USUAL, told["seat_order"] or USUAL
            told["seats_apart"] = told["seats_apart"] or BY_CLASS
            told["seat_seed"] = usual_seed(session) if told["seat_seed"] is None else told["seat_seed"]
            s.set("exam_session", s.key, **told)
        seat_all(s, sitting, {**sitting.seats(), **made.seats})
        say_clashes(s, made)
        _say_left_out(s, sitting)
        say_new_tickets(s, sitting, before)

    def _rules(self, s: Subject) -> SeatingRules:
        return rules_of({**s.row(), **{name: s.given[name] for name in RULES if s.given.get(name) is not None}})

    def _wanted(self, sitting: Sitting) -> list[int]:
        return list(sitting.seats()) if self.anew else [*sitting.waiting(), *_unnumbered(sitting)]

    def _seating(self, s: Subject) -> Seating:
        known = s.scene.worked.setdefault((self.name, s.case), None)
        if known is None:
            known = s.scene.worked[self.name, s.case] = self._worked_out(s, sitting_of(s.scene, s.key))
        seating: Seating = known
        return seating

    def _worked_out(self, s: Subject, sitting: Sitting) -> Seating:
        seats, waiting = sitting.seats(), sitting.waiting()
        if seats and not self.anew:
            return seated_late(
                sitting.candidates(waiting), sitting.candidates(seats), sitting.halls, self._rules(s), seats,
                barred_late(s, sitting),
            )  # fmt: skip
        numbers = {seat: sitting.number(seat) for seat in sitting.every_seat()}
        elsewhere = _held_elsewhere(s.scene, s.key, numbers.values())
        barred = [seat for seat, number in numbers.items() if number in elsewhere]
        rows = sitting.registrations()
        fixed = {
            key: seat for key, seat in seats.items() if rows[key].get("is_seat_locked") or not sitting.ready(rows[key])
        }
        return seated_in(
            sitting.candidates({**seats, **dict.fromkeys(waiting)}), sitting.halls, self._rules(s), fixed, barred
        )


class ReseatSession(SeatSession):
    """All who are not locked are seated anew, by these rules; who needs a new ticket is named."""

    anew = True


def _unnumbered(sitting: Sitting) -> list[int]:
    """Who came with a seat, and has no number or is not said to be seated yet."""
    rows = sitting.registrations()
    return [
        k
        for k in sitting.seats()
        if sitting.ready(rows[k]) and (not rows[k].get("ticket_number") or rows[k]["status"] != SEATED)
    ]


def barred_late(s: Subject, sitting: Sitting) -> list[Seat]:
    """The free seats nobody may be given: their numbers were given to somebody before, or are held in another session."""
    numbers, seats = {seat: sitting.number(seat) for seat in sitting.every_seat()}, sitting.seats()
    closed = _held_elsewhere(s.scene, sitting.key, numbers.values())
    closed |= numbering(s.scene, TICKET_NUMBER).given(set(numbers.values()))
    return [seat for seat, number in numbers.items() if number in closed and seat not in seats.values()]


def _held_elsewhere(scene: Scene, session: Key | None, numbers: Iterable[str]) -> frozenset[str]:
    """The numbers that candidates of other sessions have."""
    own, found = ExamRegistration.table().c, set[str]()
    other = sa.or_(own.session_id.is_(None), own.session_id != session)
    for some in storage.pieces(sorted(set(numbers)), storage.CHUNK):
        query = sa.select(own.ticket_number).where(own.ticket_number.in_(some), other)
        found.update(scene.connection.execute(query).scalars())
    return frozenset(found)


def seat_all(s: Subject, sitting: Sitting, seats: Mapping[int, Seat]) -> None:
    """Give these the seats, each with the number of its ticket; numbers that are new are given from now on."""
    rows = sitting.registrations()
    numbers = {key: sitting.number(seat) for key, seat in seats.items() if sitting.ready(rows[key])}
    known = numbering(s.scene, TICKET_NUMBER).given(set(numbers.values()))
    for key in sorted(numbers):
        _give(s, sitting, key, seats[key], known)


def give_seat(s: Subject, sitting: Sitting, key: Key, seat: Seat) -> str:
    """Give one a free seat that nobody had before, and tell the number of the ticket; raises UnfitError."""
    return _give(s, sitting, key, seat, ())


def _give(s: Subject, sitting: Sitting, key: Key, seat: Seat, known: Container[str]) -> str:
    """Give one a seat; a number not `known` to be given is given from now on."""
    (room, place), number = seat, sitting.number(seat)
    s.set("exam_registration", key, room_id=room, seat=place, ticket_number=number, status=SEATED)
    lead_session(s, sitting.key, {"status": SEATED})
    if number not in known:
        keep_given(s, TICKET_NUMBER, number)
    return number


def say_clashes(s: Subject, made: Seating, field: str = "seats_apart") -> None:
    """Say how many of a class, or of a major, sit side by side."""
    if made.clashes:
        s.warn(field, "conflict", _("还有 {count} 处同班相邻").format(count=len(made.clashes)))
    if made.alike:
        s.warn(field, "conflict", _("还有 {count} 处同专业相邻").format(count=len(made.alike)))


def _say_left_out(s: Subject, sitting: Sitting) -> None:
    """Who is registered and gets no seat, by status."""
    seats = sitting.seats()
    left = Counter(
        row.get("status") for key, row in sitting.registrations().items()
        if key not in seats and row.get("status") not in (SENT_BACK, CANCELLED, *DONE)
    )  # fmt: skip
    names = table("registration-status")
    for status, count in sorted((str(status or REGISTERED), count) for status, count in left.items()):
        s.tell(_("{count} 人的状态是“{status}”，没有排").format(count=count, status=names.name(status)))


def say_new_tickets(s: Subject, sitting: Sitting, before: Mapping[int, str | None]) -> None:
    """After tickets were printed: who has another number now and needs a new one."""
    rows = sitting.registrations()
    changed = [key for key, number in before.items() if number and rows[key].get("ticket_number") != number]
    if sitting.printed and changed:
        names = listed(sitting.people[key][1] for key in changed[:_NAMED])
        more = _("等 {count} 人").format(count=len(changed)) if len(changed) > _NAMED else ""
        words = _("准考证已经打印过，{names}{more}的准考证号改变，须重新打印并收回旧证")
        s.warn(
            "ticket_number" if s.act.entity == "exam_registration" else "code",
            "conflict",
            words.format(names=names, more=more),
        )


class OfCandidate(Act):
    """Something done to the seat of one candidate."""

    entity = "exam_registration"
    group = Groups.EXAMS

    def prepare(self, scene: Scene, subjects: Sequence[Subject]) -> None:
        """The sessions they are registered for."""
        sittings(scene, (s.row().get("session_id") for s in subjects))

    def unfit(self, s: Subject) -> Told | None:
        """Only for who has a session, and has not been examined."""
        row = s.row()
        if row.get("session_id") is None:
            return "session", Complaint("required", _("没有考试批次"))
        if row.get("status") in DONE:
            words = _("状态是“{status}”，座位不能再动").format(status=table("registration-status").label(row["status"]))
            return "status", Complaint("illegal-transition", words)
        return None

    def sitting(self, s: Subject) -> Sitting:
        """The session of the subject."""
        return sitting_of(s.scene, s.row()["session_id"])


class MoveSeat(OfCandidate):
    """One candidate goes to another seat; who sits there takes the seat that gets free."""

    def __init__(self) -> None:
        super().__init__("move-seat", N_("换座"), ("room", "seat"), ("room", "seat"))

    def refusal(self, s: Subject) -> Told | None:
        """Not to where there is no seat; without a seat of one's own only to a free one."""
        return self.unfit(s) or self._nowhere(s) or self._taken(s) or self._number(s)

    def _nowhere(self, s: Subject) -> Told | None:
        """Whether there is no such seat."""
        hall = next((hall for hall in self.sitting(s).halls if hall.key == s.given["room"]), None)
        if hall is None:
            return "room", Complaint("conflict", _("这个考场不是这个批次的"))
        if s.given["seat"] > hall.capacity:
            return "seat", Complaint("out-of-range", _("这个考场只有 {count} 个座位").format(count=hall.capacity))
        return None

    def _taken(self, s: Subject) -> Told | None:
        """Whether nobody may be seated there by an exchange."""
        sitting, other = self.sitting(s), self._there(s)
        seated = s.key in sitting.seats()
        if not seated and not sitting.ready(s.row()):
            status = table("registration-status").label(s.row().get("status") or REGISTERED)
            return "status", Complaint("illegal-transition", _("状态是“{status}”，还不能排座").format(status=status))
        if other is None:
            return None
        if not seated:
            words = _("{candidate}坐在这里，请选空座位")
            return "seat", Complaint("duplicate", words.format(candidate=sitting.label(other)))
        if (s.scene.row("exam_registration", other) or {}).get("status") in DONE:
            return "seat", Complaint(
                "illegal-transition", _("{candidate}已经考过").format(candidate=sitting.label(other))
            )
        return None

    def _number(self, s: Subject) -> Told | None:
        """Whether the seat has no number, or one that somebody of another session has."""
        try:
            number = self.sitting(s).number((s.given["room"], s.given["seat"]))
        except UnfitError as lacking:
            return "seat", Complaint("required", str(lacking))
        if _held_elsewhere(s.scene, s.row()["session_id"], [number]):
            return "seat", Complaint("duplicate", _("准考证号 {number} 已是另一批次考生的").format(number=number))
        return None

    def _there(self, s: Subject) -> int | None:
        target = (s.given["room"], s.given["seat"])
        return next((key for key, seat in self.sitting(s).seats().items() if seat == target and key != s.key), None)

    def do(self, s: Subject) -> None:
        """Exchange, and say beside whom of the same class they sit then."""
        assert isinstance(s.key, int)
        sitting, other = self.sitting(s), self._there(s)
        before = {key: row.get("ticket_number") for key, row in sitting.registrations().items()}
        moved = {s.key: (s.given["room"], s.given["seat"])}
        if other is not None:
            moved[other] = sitting.seats()[s.key]
        seat_all(s, sitting, moved)
        seats, everybody = sitting.seats(), sitting.candidates(sitting.registrations())
        for key in moved:
            for beside in clashes_at(everybody, sitting.halls, rules_of(sitting.session), seats, key):
                s.warn("seat", "conflict", clash_words(sitting.people, seats, key, beside))
        say_new_tickets(s, sitting, before)


def clash_words(people: Mapping[int, tuple[Candidate, str]], seats: Mapping[int, Seat], key: int, beside: int) -> str:
    """吴宇航将与 9 号丁佳怡相邻，同为数控1班."""
    one, other = people[key][0], people[beside][0]
    same = one.school_class if one.school_class == other.school_class else one.major
    words = _("{name}将与 {seat} 号{other}相邻，同为{same}")
    return words.format(name=people[key][1], seat=seats[beside][1], other=people[beside][1], same=same)


class LeaveSeat(OfCandidate):
    """One candidate is taken out of the room: back to where a seat is waited for; the number is given to nobody else."""

    def __init__(self) -> None:
        super().__init__("leave-seat", N_("移出考场"))

    def unfit(self, s: Subject) -> Told | None:
        """Only who has a seat."""
        told = super().unfit(s)
        return told or (None if s.row().get("seat") else ("seat", Complaint("required", _("还没有座位"))))

    def do(self, s: Subject) -> None:
        """Take seat, number and lock away."""
        assert isinstance(s.key, int)
        sitting, row = self.sitting(s), s.row()
        free = sitting.session.get("fee") == 0 and not row.get("is_fee_paid")
        before = {s.key: row.get("ticket_number")}
        s.set(
            "exam_registration", s.key, room_id=None, seat=None, ticket_number=None, is_seat_locked=None,
            status=APPROVED if free else PAID,
        )  # fmt: skip
        say_new_tickets(s, sitting, before)


class LockSeat(OfCandidate):
    """One keeps the seat when all others are seated anew; or no more."""

    def __init__(self, name: str, label: str, *, lock: bool) -> None:
        super().__init__(name, label)
        self.lock = lock

    def unfit(self, s: Subject) -> Told | None:
        """Only a seat that is not as it should be already."""
        told = super().unfit(s)
        if told is not None:
            return told
        if self.lock and not s.row().get("seat"):
            return "seat", Complaint("required", _("还没有座位"))
        if bool(s.row().get("is_seat_locked")) == self.lock:
            return "seat", Complaint("duplicate", _("座位已经锁定") if self.lock else _("座位没有锁定"))
        return None

    def do(self, s: Subject) -> None:
        """Lock it, or take the lock off."""
        assert s.key is not None
        s.set("exam_registration", s.key, is_seat_locked=True if self.lock else None)


SEAT = SeatSession("seat", N_("排座"))
RESEAT = ReseatSession("reseat", N_("重新编排"))
MOVE_SEAT, LEAVE_SEAT = MoveSeat(), LeaveSeat()
LOCK_SEAT = LockSeat("lock-seat", N_("锁定座位"), lock=True)
UNLOCK_SEAT = LockSeat("unlock-seat", N_("解除锁定"), lock=False)
SEATING: tuple[Act, ...] = (SEAT, RESEAT, MOVE_SEAT, LEAVE_SEAT, LOCK_SEAT, UNLOCK_SEAT)
