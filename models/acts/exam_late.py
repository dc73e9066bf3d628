"""补报名: somebody comes after seats were given, and sits on the next free one; nobody else moves (registers §6)."""

from collections.abc import Sequence
from dataclasses import replace

from models.acts.act import Act, Groups, Subject, Told
from models.acts.exam_registrations import REGISTER_EXAM
from models.acts.exam_seating import Candidate, Seat, Seating, seated_late
from models.acts.exam_seats import (
    PLAN,
    Sitting,
    barred_late,
    candidates_of,
    give_seat,
    rules_of,
    say_clashes,
    sitting_of,
    sittings,
)
from models.acts.scene import Key, Scene
from models.entities.certificates import ExamRegistration
from models.entities.exam_counts import PAID
from models.schema.complaints import Complaint
from models.schema.fields import field_map
from models.schema.number_patterns import UnfitError
from models.words import N_, _

_FIELDS = field_map(ExamRegistration)
_NEWCOMER = 0  # stands for the registration that is not made yet: ids begin at 1


class LateRegistration(Act):
    """One more student for a session that has seats: registered, and seated where nothing is left to be paid."""

    entity = "exam_session"
    group, paper = Groups.EXAMS, PLAN
    supplies = "exam_registration"
    own = (
        replace(_FIELDS["student"], required=True),
        replace(_FIELDS["is_fee_paid"], default=True, help=N_("没有缴费的只报名，缴费后办理“排座”即坐下一个空位")),
        _FIELDS["remark"],
    )

    def __init__(self) -> None:
        super().__init__("late-registration", N_("补报名"), required=("student",))

    def prepare(self, scene: Scene, subjects: Sequence[Subject]) -> None:
        """The sessions as they sit, and what registering looks at."""
        sittings(scene, (s.key for s in subjects))
        inner = [self._registering(s) for s in subjects if s.given.get("student") is not None]
        students = [s.key for s in inner]
        scene.read("student", "id", students)
        for entity, column in REGISTER_EXAM.needs.items():
            scene.read(entity, column, students)
        REGISTER_EXAM.prepare(scene, inner)

    def _registering(self, s: Subject) -> Subject:
        """The same as the registration of the student."""
        given = {**s.given, "session": s.key}
        found = Subject(s.scene, REGISTER_EXAM, s.case, given.pop("student"), given, s.answers)
        found.warnings, found.notes = s.warnings, s.notes
        return found

    def unfit(self, s: Subject) -> Told | None:
        """Only where seats were given."""
        if sitting_of(s.scene, s.key).seats():
            return None
        return "code", Complaint("illegal-transition", _("还没有排座，请在学生上办理“报名”"))

    def refusal(self, s: Subject) -> Told | None:
        """Nor twice, nor where no seat is free; after the examination too, for whom the body has a result of."""
        told = self.unfit(s) or REGISTER_EXAM.twice(self._registering(s)) or REGISTER_EXAM.unfit(self._registering(s))
        if told is not None or not self._sits(s):
            return told
        try:
            made = self._seating(s)
        except UnfitError as lacking:
            return "code", Complaint("required", str(lacking))
        return None if made.seats else ("code", Complaint("out-of-range", _("没有空座位，请增加考场或座位数")))

    @staticmethod
    def _sits(s: Subject) -> bool:
        return bool(s.given.get("is_fee_paid")) or s.row().get("fee") == 0

    def _seating(self, s: Subject) -> Seating:
        """The next free seat that is beside no classmate, else the next."""
        sitting: Sitting = sitting_of(s.scene, s.key)
        row = {"student_id": s.given["student"]}
        (one,) = candidates_of(s.scene.connection, {_NEWCOMER: row}, sitting.session["exam_date"]).values()
        seats = sitting.seats()
        seated: list[Candidate] = sitting.candidates(seats)
        return seated_late([one[0]], seated, sitting.halls, rules_of(sitting.session), seats, barred_late(s, sitting))

    def do(self, s: Subject) -> None:
        """Register, and give the seat."""
        sits, made = self._sits(s), self._seating(s) if self._sits(s) else None
        key: Key = REGISTER_EXAM.enter(self._registering(s))
        if not sits or made is None:
            s.tell(_("还没有缴费，没有排座"))
            return
        seat: Seat = made.seats[_NEWCOMER]
        if s.row().get("fee") != 0:
            s.set("exam_registration", key, status=PAID)
        number = give_seat(s, sitting_of(s.scene, s.key), key, seat)
        say_clashes(s, made, "student")
        room = s.row("exam_room", seat[0])
        words = _("坐第 {room} 考场 {seat} 号，准考证号 {number}，别人不动")
        s.tell(words.format(room=room.get("number"), seat=seat[1], number=number))


LATE_REGISTRATION = LateRegistration()
