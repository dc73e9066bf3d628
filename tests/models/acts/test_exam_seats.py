"""排座: seats and ticket numbers for who may have them, moved by hand, seated anew; who needs a new ticket is named."""

from collections import Counter
from datetime import date

import pytest

from models.acts import exam_seats
from models.acts.applying import apply
from models.acts.catalogue import act_named
from models.acts.exam_seats import TICKETS
from models.acts.planning import Case, offered, plan_cases
from models.database.printings import Printing, note_printing
from models.entities.certificates import Certificate, ExamRegistration, ExamRoom, ExamSession
from models.entities.numbers import GivenNumber
from models.entities.people import ClassMembership, Student
from models.entities.programmes import SchoolClass
from tests import factories

DAY, HELD = date(2025, 11, 5), date(2025, 11, 8)


class Exam:
    """A session with rooms and candidates, and hands to do acts."""

    def __init__(self, database):
        self.database, self.session, self.rooms, self.people = database, 0, [], []

    def plan(self, *cases):
        with self.database.reading() as connection:
            return plan_cases(connection, [Case(act_named(a), s, g) for a, s, g in cases], {}, DAY)

    def do(self, act, subject=None, **given):
        planned = self.plan((act, subject or self.session, given))
        with self.database.transaction(planned.name) as tx:
            apply(tx, planned)
        return planned

    def refusal(self, act, subject=None, **given):
        (told,) = self.plan((act, subject or self.session, given)).refused.values()
        return told[1].message

    def rows(self, entity=ExamRegistration):
        with self.database.reading() as connection:
            found = connection.execute(entity.table().select().order_by(entity.table().c.id)).mappings()
            return {row["id"]: dict(row) for row in found}

    def seats(self):
        return {key: (row["room_id"], row["seat"]) for key, row in self.rows().items() if row["seat"]}

    def change(self, key, entity=ExamRegistration, **values):
        with self.database.transaction("改") as tx:
            tx.update(entity, key, values)

    def delete(self, keys, entity=ExamRegistration):
        with self.database.transaction("删") as tx:
            tx.delete(entity, keys)

    def come(self, serial, school_class, status="4"):
        """One more who is registered."""
        with self.database.transaction("报名") as tx:
            student = tx.insert(Student, factories.student(serial))
            tx.insert(
                ClassMembership, {"student": student, "school_class": school_class, "join_date": date(2024, 9, 1)}
            )
            values = {"session": self.session, "certificate": self.certificate, "student": student, "status": status}
            return tx.insert(ExamRegistration, values)


@pytest.fixture
def exam(database):
    made = Exam(database)
    with database.transaction("考试") as tx:
        made.classes = [tx.insert(SchoolClass, {"name": f"2024级数控{n}班", "grade_year": 2024}) for n in (1, 2, 3)]
        made.certificate = tx.insert(Certificate, {"name": "数控车铣加工", "level": "2", "total_pass": 70})
        values = {
            "code": "2025-2",
            "certificate": made.certificate,
            "exam_date": HELD,
            "station_code": "0386",
            "fee": 280,
        }
        made.session = tx.insert(ExamSession, values)
        for number, capacity in ((1, 12), (2, 12)):
            room = {"session": made.session, "number": number, "capacity": capacity, "rows": 4, "columns": 3}
            made.rooms.append(tx.insert(ExamRoom, room))
    made.people = [made.come(serial, made.classes[serial % 3]) for serial in range(1, 19)]
    return made


def print_tickets(exam):
    note_printing(
        exam.database,
        Printing("准考证", "", "print", "", 5, unmasked=False, job={"report": TICKETS, "ids": [exam.session]}),
    )


def test_everybody_who_paid_has_a_seat_a_number_and_the_state(exam):
    unpaid, sent_back = exam.come(30, exam.classes[0], "2"), exam.come(31, exam.classes[0], "3")
    planned = exam.do("seat", seat_seed=7)
    assert planned.warnings == {}
    assert planned.notes == {0: ("1 人的状态是“审核通过”，没有排",)}
    rows = exam.rows()
    assert Counter(room for room, _seat in exam.seats().values()) == {exam.rooms[0]: 9, exam.rooms[1]: 9}
    for key in exam.people:
        row = rows[key]
        number = exam.rooms.index(row["room_id"]) + 1
        assert row["ticket_number"] == f"038620251108{number:02}{row['seat']:02}"
        assert row["status"] == "5"
    assert rows[unpaid]["seat"] is rows[sent_back]["seat"] is None
    (session,) = exam.rows(ExamSession).values()
    assert [session[n] for n in ("seat_path", "seat_order", "seats_apart", "seat_seed")] == ["1", "1", "1", 7]
    given = {row["number"] for row in exam.rows(GivenNumber).values()}
    assert given == {rows[key]["ticket_number"] for key in exam.people}
    exam.database.undo()
    assert exam.seats() == {}


def test_without_a_seed_the_day_is_one(exam):
    exam.do("seat")
    assert next(iter(exam.rows(ExamSession).values()))["seat_seed"] == 20251108
    first = exam.seats()
    exam.do("reseat", seat_seed=1)
    assert exam.seats() != first
    exam.do("reseat", seat_seed=20251108)
    assert exam.seats() == first


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda e: [e.change(key, ExamRoom, capacity=8) for key in e.rooms], "还有 2 人没有座位"),
        (lambda e: e.change(e.session, ExamSession, station_code=None), "站点代码"),
        (lambda e: e.delete(e.people), "没有要排的考生"),
    ],
)
def test_what_cannot_be_is_refused_and_says_what_to_do(exam, change, words):
    change(exam)
    assert words in exam.refusal("seat")


def test_without_rooms_nobody_is_seated(exam):
    exam.delete(exam.rooms, ExamRoom)
    assert "还没有考场" in exam.refusal("seat")


def test_where_nothing_is_to_be_paid_who_is_approved_is_seated(exam):
    late = exam.come(30, exam.classes[0], "2")
    exam.change(exam.session, ExamSession, fee=0)
    exam.do("seat")
    assert exam.rows()[late]["status"] == "5"


def test_who_comes_late_takes_a_free_seat_and_nobody_moves(exam):
    exam.do("seat", seat_seed=7)
    before = exam.seats()
    assert "没有要排的考生" in exam.refusal("seat")
    late = exam.come(30, exam.classes[0])
    assert "重新编排" in exam.refusal("seat", seat_path="2")
    exam.do("seat")
    after = exam.seats()
    assert {key: after[key] for key in before} == before
    assert after[late] not in before.values()


def newcomer(exam, serial, *classes):
    """A student who is not registered; a second class is joined between today and the examination."""
    with exam.database.transaction("学生") as tx:
        student = tx.insert(Student, factories.student(serial))
        days = [date(2024, 9, 1), date(2025, 11, 7)][: len(classes)]
        for school_class, joined, left in zip(classes, days, [*days[1:], None], strict=True):
            values = {"student": student, "school_class": school_class, "join_date": joined, "leave_date": left}
            tx.insert(ClassMembership, values)
    return student


# whether it is paid, the fee of the session; the state, and whether a seat is given
LATE = [
    (True, 280, "5", True),
    (False, 280, "1", False),
    (True, 0, "5", True),
    (False, 0, "5", True),
    (True, None, "5", True),
]


@pytest.mark.parametrize(("paid", "fee", "status", "sits"), LATE)
def test_who_registers_late_sits_where_nothing_is_left_to_be_paid(exam, paid, fee, status, sits):
    exam.do("seat", seat_seed=7)
    exam.change(exam.session, ExamSession, fee=fee)
    before = exam.seats()
    planned = exam.do("late-registration", student=newcomer(exam, 40, exam.classes[0]), is_fee_paid=paid)
    key, row = list(exam.rows().items())[-1]
    assert (row["status"], row["seat"] is not None, row["ticket_number"] is not None) == (status, sits, sits)
    assert {one: seat for one, seat in exam.seats().items() if one != key} == before
    assert exam.seats().get(key) not in before.values()
    ((told,),) = planned.notes.values()
    assert told == (
        f"坐第 1 考场 {row['seat']} 号，准考证号 {row['ticket_number']}，别人不动" if sits else "还没有缴费，没有排座"
    )


LATE_REFUSED = [
    ("no seats are given yet", lambda e: [e.do("leave-seat", k) for k in e.seats()], True, "还没有排座"),
    ("the rooms are full", lambda e: [e.change(key, ExamRoom, capacity=9) for key in e.rooms], True, "没有空座位"),
    ("nobody asks for a seat in full rooms", lambda e: [e.change(key, ExamRoom, capacity=9) for key in e.rooms], False, None),
    ("no number can be made", lambda e: e.change(e.session, ExamSession, station_code=None), True, "站点代码"),
    ("nor is one asked for", lambda e: e.change(e.session, ExamSession, station_code=None), False, None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "paid", "words"), [each[1:] for each in LATE_REFUSED], ids=[each[0] for each in LATE_REFUSED]
)
def test_who_cannot_come_late_is_told_why(exam, change, paid, words):
    exam.do("seat", seat_seed=7)
    student = newcomer(exam, 40, exam.classes[0])
    change(exam)
    refused = exam.plan(("late-registration", exam.session, {"student": student, "is_fee_paid": paid})).refused
    assert [words in told[1].message for told in refused.values()] == ([] if words is None else [True])


def test_nobody_registers_twice(exam):
    exam.do("seat", seat_seed=7)
    student = newcomer(exam, 40, exam.classes[0])
    exam.do("late-registration", student=student, is_fee_paid=True)
    assert "已" in exam.refusal("late-registration", student=student, is_fee_paid=True)


def test_classmates_are_those_of_the_day_of_the_examination(exam):
    exam.do("seat", seat_seed=7)
    first, second, _third = exam.classes
    given = []
    for serial, *classes in ((40, first), (41, second), (42, first, second)):
        exam.do("late-registration", student=newcomer(exam, serial, *classes), is_fee_paid=True)
        given.append(list(exam.seats().values())[-1])
        exam.database.undo()
    assert given[2] == given[1] != given[0]


def test_a_number_that_was_given_is_not_given_to_who_comes_late(exam):
    exam.do("seat", seat_seed=7)
    gone = next(key for key, seat in exam.seats().items() if seat == (exam.rooms[0], 1))
    exam.do("leave-seat", gone)
    row = exam.rows()[gone]
    assert (row["seat"], row["room_id"], row["ticket_number"], row["status"]) == (None, None, None, "4")
    exam.change(gone, session=None)
    late = exam.come(30, exam.classes[0])
    exam.do("seat")
    assert exam.seats()[late] != (exam.rooms[0], 1)
    numbers = [row["number"] for row in exam.rows(GivenNumber).values()]
    assert (len(numbers), len(set(numbers))) == (19, 19)


def test_a_number_of_another_session_is_given_to_nobody(exam):
    with exam.database.transaction("另一批") as tx:
        values = {"code": "2025-3", "certificate": exam.certificate, "exam_date": HELD, "station_code": "0386"}
        other = tx.insert(ExamSession, values)
        room = tx.insert(ExamRoom, {"session": other, "number": 1, "capacity": 5})
        student = tx.insert(Student, factories.student(40))
        held = {"session": other, "certificate": exam.certificate, "student": student, "room": room, "seat": 3}
        tx.insert(ExamRegistration, held | {"ticket_number": "0386202511080103"})
    exam.do("seat", seat_seed=7)
    mine = [row["ticket_number"] for key, row in exam.rows().items() if key in exam.people]
    assert len(set(mine)) == 18
    assert "0386202511080103" not in mine
    key = exam.people[0]
    assert "另一批次" in exam.refusal("move-seat", key, room=exam.rooms[0], seat=3)


def test_two_change_places_with_their_numbers(exam):
    exam.do("seat", seat_seed=7)
    before, rows = exam.seats(), exam.rows()
    one, other = exam.people[0], exam.people[5]
    exam.do("move-seat", one, room=before[other][0], seat=before[other][1])
    after = exam.rows()
    assert (exam.seats()[one], exam.seats()[other]) == (before[other], before[one])
    assert (after[one]["ticket_number"], after[other]["ticket_number"]) == (
        rows[other]["ticket_number"],
        rows[one]["ticket_number"],
    )
    exam.database.undo()
    assert exam.seats() == before


def test_who_moves_beside_a_classmate_is_told_and_does_it_all_the_same(exam):
    exam.do("seat", seat_path="2", seat_seed=7)
    seats = exam.seats()
    one, other = exam.people[0], exam.people[3]  # of one class
    room, seat = seats[other]
    beside = seat + 1 if seat % 4 else seat - 1
    planned = exam.do("move-seat", one, room=room, seat=beside)
    (told,) = [why.message for _field, why in planned.warnings[0] if f"{seat} 号" in why.message]
    assert told.endswith("相邻，同为2024级数控2班")
    assert exam.seats()[one] == (room, beside)


@pytest.mark.parametrize(
    ("given", "words"), [({"room": 0, "seat": 13}, "只有 12 个座位"), ({"room": -1, "seat": 1}, "不是这个批次的")]
)
def test_there_must_be_such_a_seat(exam, given, words):
    exam.do("seat")
    room = exam.rooms[0] if given["room"] == 0 else 1
    assert words in exam.refusal("move-seat", exam.people[0], room=room, seat=given["seat"])


def test_who_has_no_seat_takes_a_free_one_only(exam):
    exam.do("seat")
    late, early = exam.come(30, exam.classes[0]), exam.come(31, exam.classes[0], "1")
    assert "请选空座位" in exam.refusal("move-seat", late, room=exam.rooms[0], seat=1)
    assert "还不能排座" in exam.refusal("move-seat", early, room=exam.rooms[0], seat=12)
    exam.do("move-seat", late, room=exam.rooms[0], seat=12)
    assert (exam.seats()[late], exam.rows()[late]["status"]) == ((exam.rooms[0], 12), "5")


def test_what_is_locked_stays_where_it_is(exam):
    exam.do("seat", seat_seed=7)
    kept = exam.people[:3]
    for key in kept:
        exam.do("lock-seat", key)
    before = exam.seats()
    exam.do("reseat", seat_seed=8)
    after = exam.seats()
    assert {key: after[key] for key in kept} == {key: before[key] for key in kept}
    assert after != before
    assert "已经锁定" in exam.refusal("lock-seat", kept[0])
    exam.do("unlock-seat", kept[0])
    assert "没有锁定" in exam.refusal("unlock-seat", kept[0])


def test_after_tickets_were_printed_who_needs_a_new_one_is_named(exam):
    exam.do("seat", seat_seed=7)
    assert exam.plan(("reseat", exam.session, {"seat_seed": 8})).warnings == {}
    print_tickets(exam)
    rows = exam.rows()
    planned = exam.do("reseat", seat_seed=8)
    changed = sum(rows[key]["ticket_number"] != row["ticket_number"] for key, row in exam.rows().items())
    ((_field, why),) = planned.warnings[0]
    assert f"等 {changed} 人的准考证号改变" in why.message
    one = exam.people[0]
    ((_field, why),) = exam.plan(("leave-seat", one, {})).warnings[0]
    assert "准考证已经打印过" in why.message


def test_once_results_are_in_nothing_moves_any_more(exam):
    held = exam.come(30, exam.classes[0], "6")
    exam.do("seat")
    assert "已有 1 人登记了成绩" in exam.refusal("reseat")
    for act in ("leave-seat", "lock-seat"):
        assert "座位不能再动" in exam.refusal(act, held)
    assert "座位不能再动" in exam.refusal("move-seat", held, room=exam.rooms[0], seat=1)


def test_a_rule_that_cannot_be_met_is_counted(exam):
    for row in exam.rows().values():
        with exam.database.transaction("同班") as tx:
            ids = [k for k, m in exam.rows(ClassMembership).items() if m["student_id"] == row["student_id"]]
            tx.update(ClassMembership, ids[0], {"school_class": exam.classes[0]})
    planned = exam.plan(("seat", exam.session, {}))
    ((field, why),) = planned.warnings[0]
    assert (field, why.message.startswith("还有 ")) == ("seats_apart", True)
    assert exam.plan(("seat", exam.session, {"seats_apart": "9"})).warnings == {}


def test_who_came_with_a_seat_keeps_it_and_gets_the_number(exam):
    first = exam.people[0]
    exam.change(first, room=exam.rooms[1], seat=5)
    exam.do("seat")
    row = exam.rows()[first]
    assert (row["room_id"], row["seat"], row["ticket_number"], row["status"]) == (
        exam.rooms[1],
        5,
        "0386202511080205",
        "5",
    )


def test_a_menu_greys_what_cannot_be_done(exam):
    with exam.database.reading() as connection:
        acts = [act_named(name) for name in ("seat", "reseat")]
        told = offered(connection, acts, [exam.session], DAY)
    assert told[acts[0]] == {}
    assert "请用“排座”" in told[acts[1]][exam.session][1].message


def test_a_room_without_a_number_of_seats_has_the_usual_one(exam):
    exam.delete(exam.rooms, ExamRoom)
    with exam.database.transaction("考场") as tx:
        tx.insert(ExamRoom, {"session": exam.session, "number": 3, "capacity": None})
    exam.do("seat")
    assert max(seat for _room, seat in exam.seats().values()) == 18


@pytest.mark.parametrize(
    "column", [("seat_path", "path", exam_seats.PATHS), ("seat_order", "order", exam_seats.ORDERS)]
)
def test_a_session_says_how_it_is_seated(column):
    name, of, known = column
    assert {code: getattr(exam_seats.rules_of({"exam_date": HELD, name: code}), of) for code in known} == known
    assert exam_seats.rules_of({"exam_date": HELD}) == exam_seats.rules_of({name: "1", "seat_seed": 20251108})
