"""录取转学籍: who was admitted and came becomes a student, in a class, with a number; who does not come is told so."""

from collections.abc import Sequence
from typing import Any

from models.acts.act import Act, ActPaper, Sizes, Subject, Told
from models.acts.numbering import facts_of, give
from models.acts.reversal import Register, Reverse
from models.acts.scene import Key, Row, Scene
from models.acts.seating import Newcomer, Room, seated
from models.database import checking, history, storage
from models.database.results import displays
from models.entities.enrolment import ABSENT, CAME, DECLINED, DEFERRED, Admission, CheckIn
from models.entities.measures import ATTENDING, CLOSED, LEFT_SCHOOL, TERMINATED
from models.entities.numbers import STUDENT_NUMBER
from models.entities.people import Student
from models.entities.reasons import Joined
from models.schema.codes import table
from models.schema.complaints import Complaint
from models.schema.fields import asked, field_map
from models.schema.sorting import pinyin_key
from models.schema.types import Date, Reference
from models.statistics.members import living_in
from models.words import N_, _

WITH_ENTERPRISE = ("2", "3", "7")  # class-mode 订单, 现代学徒制, 企业新型学徒制
_NOT_CARRIED = ("remark",)


class Enrol(Act):
    """Those who came become students, all at once; the class of each is proposed and may be changed."""

    entity, becomes = "admission", "student"
    apart = ("school_class", "order_class")
    paper = ActPaper("class-roster", "school_class")
    needs = {"check_in": "admission_id"}  # noqa: RUF012 - as its own class says
    sizes = (Sizes("school_class", "registered_count"), Sizes("order_class", "member_count"))
    own = (
        asked("entered_date", N_("入学日期"), Date()),
        asked("school_class", N_("班级"), Reference("school_class"), help=N_("不填：按性别和成绩均衡分到本专业各班")),
        asked("order_class", N_("订单班"), Reference("order_class"), help=N_("不填：标明订单的编入本专业的订单班")),
    )  # fmt: skip

    def __init__(self) -> None:
        super().__init__("enrol", N_("录取转学籍"), dated="entered_date")

    # --- what it looks at

    def prepare(self, scene: Scene, subjects: Sequence[Subject]) -> None:
        """The classes of these years with who is in them, order classes, and who has these identity numbers."""
        rows = [s.row() for s in subjects]
        years = {self._year(s) for s in subjects}
        scene.read("school_class", "grade_year", years)
        scene.read("school_class", "id", [s.given.get("school_class") for s in subjects])
        rooms = [key for year in sorted(years) for key in scene.of("school_class", "grade_year", year)]
        scene.read("class_membership", "school_class_id", rooms)
        inside = [
            scene.row("class_membership", m)
            for room in rooms
            for m in scene.of("class_membership", "school_class_id", room)
        ]
        scene.read("student", "id", [row["student_id"] for row in inside if row])
        scene.read("order_class", "grade_year", years)
        orders = [key for year in sorted(years) for key in scene.of("order_class", "grade_year", year)]
        scene.read("order_class_major", "order_class_id", orders)
        classes = [scene.row("school_class", key) or {} for key in rooms]
        scene.read("major", "id", [row.get("major_id") for row in (*rows, *classes)])
        scene.read("school", "id", [row.get("school_id") for row in (*rows, *classes)])
        numbers = [row["id_number"] for row in rows if row.get("id_number")]
        holders = checking.holders_of(scene.connection, Student, field_map(Student)["id_number"], numbers)
        scene.worked["holders"] = (holders, displays(scene.connection, Student, list(holders.values())))
        known = storage.where(
            scene.connection, Student, "id_number", storage.encoded(Student, "id_number", numbers), ("id_number", "id")
        )
        found: dict[str, list[int]] = {}
        for cell, key in known:
            found.setdefault(storage.decode(Student, {"id_number": cell})["id_number"], []).append(key)
        scene.worked["known"] = found
        scene.read("student", "id", [key for keys in found.values() for key in keys])
        scene.worked["enrolling"] = list(subjects)

    def _year(self, s: Subject) -> int:
        year: int | None = s.row().get("year")
        return s.day.year if year is None else year

    # --- why not

    def unfit(self, s: Subject) -> Told | None:
        """Who came, and is no student yet."""
        row, status = s.row(), s.row().get("status")
        if row.get("student_id") is not None:
            return "status", _refused(_("已经转过学籍"))
        if status in (ABSENT, DEFERRED, DECLINED):
            words = _("录取状态是“{status}”，不能转学籍")
            return "status", _refused(words.format(status=table("admission-status").label(status)))
        if status != CAME and _came(s) is None:
            return "status", _refused(_("还没有登记报到"))
        holder, name = self._holder(s)
        if holder is not None and name != row["name"]:
            words = _("身份证号是在籍学生“{name}”的，请核对")
            return "id_number", Complaint("duplicate", words.format(name=name))
        return None

    def _holder(self, s: Subject) -> tuple[Key | None, str]:
        """The student who has the identity number already, and what that one is called; who left since counts too."""
        holders, names = s.scene.worked["holders"]
        number = s.row().get("id_number")
        if number in holders:
            return holders[number], names.get(holders[number], "")
        known = s.scene.worked["known"].get(number, ())
        same = (key for key in known if str(s.row("student", key).get("entry_month"))[:4] == str(self._year(s)))
        left = next(same, None)  # of the same year: no other beginning
        return left, s.row("student", left).get("name") or "" if left is not None else ""

    def _is_student(self, s: Subject) -> bool:
        """Whether the person is a student already, from the list of a class: then only who it is remains to be said."""
        return self._holder(s)[0] is not None

    def refusal(self, s: Subject) -> Told | None:
        """Nobody without a class to go to."""
        told = self.unfit(s)
        if told is not None or self._is_student(s) or s.given.get("school_class") is not None or self._rooms(s):
            return told
        major = s.row("major", s.row().get("major_id")).get("name") or _("未填专业")
        words = _("没有 {year} 级{major}的在读班级，请先建班，或逐人填写班级")
        return "school_class", Complaint("required", words.format(year=self._year(s), major=major))

    # --- where to

    def _rooms(self, s: Subject) -> tuple[Key, ...]:
        """The classes one may be seated in: of the year, major and school; those with an enterprise for who is flagged so."""
        row = s.row()
        fitting = [
            key
            for key in s.scene.of("school_class", "grade_year", self._year(s))
            if self._suits(s.row("school_class", key), row)
        ]
        modes = [key for key in fitting if s.row("school_class", key).get("cultivation_mode") in WITH_ENTERPRISE]
        wanted = modes if row.get("is_order") else [key for key in fitting if key not in modes]
        return tuple(wanted or fitting)

    def _suits(self, room: Row, row: Row) -> bool:
        major, school = row.get("major_id"), row.get("school_id")
        return (
            major is not None and room.get("major_id") == major and room.get("status") != LEFT_SCHOOL
            and (school is None or room.get("school_id") in (None, school))
        )  # fmt: skip

    def _seats(self, s: Subject) -> dict[int, Key]:
        """The class of every case, worked out for all of them together."""
        if "seats" not in s.scene.worked:
            every = s.scene.worked["enrolling"]
            fit = [one for one in every if self.refusal(one) is None and not self._is_student(one)]
            groups: dict[tuple[Key, ...], list[Subject]] = {}
            rooms: dict[Key, Room] = {}
            for one in fit:
                given = one.given.get("school_class")
                groups.setdefault((given,) if given is not None else self._rooms(one), []).append(one)
            for group in groups:
                rooms.update((key, self._room(s, key)) for key in group if key not in rooms)
            seats: dict[int, Key] = {}
            for group in sorted(groups, key=len):  # who has no choice first
                people = [Newcomer(o.case, o.row().get("gender"), o.row().get("exam_score")) for o in groups[group]]
                places = seated(people, [rooms[key] for key in group])
                seats |= {case: group[place] for case, place in places.items()}
            s.scene.worked["seats"], s.scene.worked["rooms"] = seats, rooms
            s.scene.worked["student_numbers"] = self._numbered(fit, seats, list(rooms))
        found: dict[int, Key] = s.scene.worked["seats"]
        return found

    def _room(self, s: Subject, key: Key) -> Room:
        """A class with those who are in it on the day."""
        room = Room(s.row("school_class", key).get("plan_size"))
        for link in s.scene.of("class_membership", "school_class_id", key):
            row = s.row("class_membership", link)
            if row["leave_date"] is None or row["leave_date"] > s.day:
                student = s.row("student", row["student_id"])
                room.take(student.get("gender"), student.get("exam_score"))
        return room

    def _numbered(self, fit: Sequence[Subject], seats: dict[int, Key], rooms: Sequence[Key]) -> dict[int, str | None]:
        """Numbers class by class, in the order of names."""
        order = sorted(fit, key=lambda s: (rooms.index(seats[s.case]), pinyin_key(s.row().get("name")), s.case))
        return {s.case: self._number(s, seats[s.case]) for s in order}

    def _number(self, s: Subject, seat: Key) -> str | None:
        room, row = s.row("school_class", seat), s.row()
        major, school = (s.row(kind, row.get(f"{kind}_id") or room.get(f"{kind}_id")) for kind in ("major", "school"))
        facts = facts_of(
            year=self._year(s), school_class={"grade_year": self._year(s)} | room, major=major, school=school
        )
        return give(s, STUDENT_NUMBER, "student_number", facts)

    def _order_class(self, s: Subject) -> Key | None:
        """The one order class for the year and the major of whom was admitted for one."""
        row = s.row()
        if not row.get("is_order") or s.given.get("order_class") is not None:
            return None
        fitting = [key for key in s.scene.of("order_class", "grade_year", self._year(s)) if self._takes(s, key, row)]
        if len(fitting) == 1:
            return fitting[0]
        words = (
            _("标明订单，本专业有 {count} 个订单班，请逐人填写")
            if fitting
            else _("标明订单，但没有本专业的订单班，没有编入")
        )
        s.warn("order_class", "required", words.format(count=len(fitting)))
        return None

    def _takes(self, s: Subject, key: Key, row: Row) -> bool:
        links = s.scene.of("order_class_major", "order_class_id", key)
        majors = {s.row("order_class_major", link)["major_id"] for link in links}
        return s.row("order_class", key).get("status") not in (CLOSED, TERMINATED) and (
            not majors or row.get("major_id") in majors
        )

    # --- what it does

    def do(self, s: Subject) -> None:
        """Make the student with everything known, and say on the admission who it is."""
        if self._is_student(s):
            self._link(s)
        else:
            self._enter(s)

    def _link(self, s: Subject) -> None:
        assert s.key is not None
        s.cause = s.key
        s.set("admission", s.key, student_id=self._holder(s)[0], status=CAME)
        s.tell(_("已在学籍（班级名单里登记过），只补记对应的学生"))

    def _enter(self, s: Subject) -> None:
        seat = s.propose("school_class", self._seats(s)[s.case])
        order = s.propose("order_class", self._order_class(s))
        number = s.scene.worked["student_numbers"][s.case]
        s.cause = s.key
        room = s.row("school_class", seat)
        self._doubt(s, seat, room)
        student = s.make("student", **self._student(s, room, number))
        s.make("status_period", student_id=student, status=ATTENDING, from_date=s.day)
        s.make("class_membership", student_id=student, school_class_id=seat, join_date=s.day, reason=Joined.ENTERED)
        row = s.row()
        if row.get("guardian_name"):
            guardian = {
                "name": row["guardian_name"],
                "phone": row.get("guardian_phone"),
                "is_guardian": True,
                "position": 1,
            }
            s.make("family_member", student_id=student, **guardian)
        if order is not None:
            s.make("order_class_member", student_id=student, order_class_id=order, join_date=s.day)
        assert s.key is not None
        s.set("admission", s.key, student_id=student, status=CAME)

    def _student(self, s: Subject, room: Row, number: str | None) -> dict[str, Any]:
        """The columns of the student: what the admission says under the same name, and what the class says."""
        row, own = s.row(), field_map(Student)
        same = [f for f in field_map(Admission).values() if f.stored and f.name in own and own[f.name].stored]
        carried = {own[f.name].column: row.get(f.column) for f in same if f.name not in (*_NOT_CARRIED, "student")}
        major = carried["major_id"] or room.get("major_id")
        lodged = any(s.row("check_in", key).get("dormitory") for key in s.rows("check_in"))
        return carried | {
            "student_number": number, "major_id": major, "school_id": carried["school_id"] or room.get("school_id"),
            "duration": room.get("duration") or s.row("major", major).get("duration"), "entry_month": f"{self._year(s)}-09",
            "boarding": living_in() if lodged else None,
        }  # fmt: skip

    def _doubt(self, s: Subject, seat: Key, room: Row) -> None:
        if room.get("major_id") not in (None, s.row().get("major_id")):
            s.warn("school_class", "conflict", _("“{name}”不是录取的专业，请核对").format(name=room.get("name")))
        filled: Room = s.scene.worked["rooms"][seat]
        if filled.capacity is not None and filled.total > filled.capacity:
            words = _("“{name}”将有 {count} 人，超过计划的 {size} 人").format(
                name=room.get("name"), count=filled.total, size=filled.capacity
            )
            s.warn("school_class", "out-of-range", words)


class ReverseEnrol(Reverse):
    """Take back that somebody became a student, as long as nothing was done to the student since."""

    def prepare(self, scene: Scene, subjects: Sequence[Subject]) -> None:
        """What was written when they became students the last time."""
        events = [s.key for s in subjects if isinstance(s.key, int)]
        scene.lines = history.lines_caused(scene.connection, events, making="student")
        for entity, keys in self.touched(scene).items():
            scene.read(entity, "id", keys)

    def unfit(self, s: Subject) -> Told | None:
        """Only who became a student by the act, and is still as it left them."""
        if s.row().get("student_id") is None:
            return "status", _refused(_("没有转过学籍"))
        if not self.lines(s):
            return "status", Complaint("conflict", _("这份数据没有当时的操作记录，不能冲回"))
        return self.changed(s)

    def noted(self, s: Subject) -> str:
        """When and why."""
        return _("{day} 冲回转学籍：{reason}").format(day=s.day, reason=s.given.get("reversed_reason"))

    def strike(self, s: Subject) -> None:
        """Say so on the admission; it is open again by what the log says."""
        assert s.key is not None
        s.set(self.entity, s.key, remark=self.noted(s))


class NotComing(Act):
    """Somebody admitted does not come: not at all, later, or for good; with the reason."""

    entity = "admission"
    needs = {"check_in": "admission_id"}  # noqa: RUF012 - as its own class says

    def __init__(self, name: str, label: str, status: str, *asks: str, required: Sequence[str]) -> None:
        fields = field_map(CheckIn)
        self.own = tuple(fields[each] for each in asks)
        super().__init__(name, label, required=required)
        self.status = status

    def unfit(self, s: Subject) -> Told | None:
        """Nobody who is a student already; who came was not absent."""
        row = s.row()
        if row.get("student_id") is not None:
            return "status", _refused(_("已经转为学生，请先冲回转学籍"))
        if row.get("status") == self.status:
            words = _("录取状态已经是“{status}”").format(status=table("admission-status").label(self.status))
            return "status", _refused(words)
        came = _came(s)
        if self.status == ABSENT and came is not None:
            return "status", Complaint("conflict", _("{day} 已登记报到，不是未报到").format(day=came))
        return None

    def do(self, s: Subject) -> None:
        """Say so on the admission, and why on the sheet of those who came and did not."""
        assert s.key is not None
        s.set("admission", s.key, status=self.status)
        said = {f.column: s.given[f.name] for f in self.own if s.given.get(f.name) is not None}
        standing = s.rows("check_in")
        if standing:
            s.set("check_in", standing[0], **said)
        else:
            s.make("check_in", admission_id=s.key, **said)


def _came(s: Subject) -> Any:
    """The day one checked in."""
    days = (s.row("check_in", key).get("check_in_date") for key in s.rows("check_in"))
    return next((day for day in days if day is not None), None)


def _refused(words: str) -> Complaint:
    return Complaint("illegal-transition", words)


_BECAME = Register(
    "admission", "student", "", ("student_id", None), ("student", "status_period", "class_membership", "family_member"), {}
)  # fmt: skip
ENROLLING: tuple[Act, ...] = (
    Enrol(),
    NotComing("mark-absent", N_("未报到"), ABSENT, "absence_reason", "remark", required=("absence_reason",)),
    NotComing("defer-place", N_("保留入学资格"), DEFERRED, "deferred_until", "absence_reason", "remark", required=("deferred_until",)),
    NotComing("give-up-place", N_("放弃入学资格"), DECLINED, "absence_reason", "remark", required=("absence_reason",)),
    ReverseEnrol(_BECAME, "reverse-enrol", N_("冲回转学籍")),
)  # fmt: skip
