"""录取转学籍: who may, where to, what is carried over, numbers, changes by hand, and the way back."""

from collections import Counter
from datetime import date
from decimal import Decimal
from statistics import mean

import pytest
import sqlalchemy as sa

from models.acts.applying import apply
from models.acts.catalogue import act_named
from models.acts.planning import plan
from models.acts.seating import Newcomer, Room, seated
from models.entities.enrolment import Admission, CheckIn
from models.entities.numbers import GivenNumber, NumberPattern
from models.entities.order_classes import OrderClass, OrderClassMember
from models.entities.people import ClassMembership, FamilyMember, StatusPeriod, Student
from models.entities.placements import Placement
from models.entities.programmes import SchoolClass
from tests import factories
from tests.models.acts.conftest import DAY

YEAR = 2025
ENTERED = date(2025, 9, 1)
GIVEN = {"entered_date": ENTERED}


@pytest.fixture
def intake(school):
    """Twelve who came to 数控 in 2025, two of them for an order class; two classes, and one of the order class."""
    with school.database.transaction("招生") as tx:
        for name, mode in (("2025级数控1班", "1"), ("2025级数控2班", None), ("2025级数控3班", "2")):
            values = {
                "name": name,
                "major": school.majors["数控"],
                "grade_year": YEAR,
                "duration": "3",
                "cultivation_mode": mode,
            }
            school.classes[name] = tx.insert(SchoolClass, values)
        school.order_2025 = tx.insert(
            OrderClass, {"name": "乙厂班", "grade_year": YEAR, "majors": (school.majors["数控"],), "status": "2"}
        )
        school.admitted = [admit(tx, school, n) for n in range(12)]
    return school


def admit(tx, school, n, **more):
    gender = "12"[n % 2]
    values = {
        "name": f"新{'甲乙丙丁戊己庚辛壬癸子丑'[n % 12]}", "id_number": factories.identity_number(300 + n, gender=gender), "gender": gender,
        "year": YEAR, "major": school.majors["数控"], "status": "2", "exam_score": Decimal(400 + 10 * n), "is_order": n >= 10,
        "exam_number": f"K{n}", "graduated_from": "一中", "guardian_name": "新父", "guardian_phone": "13000000001",
    } | more  # fmt: skip
    return tx.insert(Admission, values)


def planned(school, subjects=None, apart=None, answers=None, **given):
    with school.database.reading() as connection:
        return plan(
            connection,
            act_named("录取转学籍"),
            subjects or school.admitted,
            GIVEN | given,
            answers or {},
            DAY,
            apart or {},
        )


def do(school, made):
    with school.database.transaction(made.name) as tx:
        return apply(tx, made)


def members(school):
    names = {key: name for name, key in school.classes.items()}
    people = {row["id"]: row for row in school.rows(Student)}
    return [
        (names[row["school_class_id"]], people[row["student_id"]])
        for row in school.rows(ClassMembership)
        if row["join_date"] == ENTERED
    ]


def test_those_who_came_become_students(intake):
    do(intake, planned(intake))
    row = next(r for r in intake.rows(Student) if r["name"] == "新甲")
    said = {
        name: row[name]
        for name in ("gender", "exam_number", "graduated_from", "entry_month", "duration", "major_id", "name_pinyin")
    }
    assert said == {
        "gender": "1", "exam_number": "K0", "graduated_from": "一中", "entry_month": "2025-09", "duration": "3",
        "major_id": intake.majors["数控"], "name_pinyin": "Xin Jia",
    }  # fmt: skip
    assert [(p["status"], p["from_date"]) for p in intake.rows(StatusPeriod, row["id"])] == [("01", ENTERED)]
    assert [(m["reason"], m["leave_date"]) for m in intake.rows(ClassMembership, row["id"])] == [("1", None)]
    assert [(f["name"], f["phone"], f["is_guardian"]) for f in intake.rows(FamilyMember, row["id"])] == [
        ("新父", "13000000001", 1)
    ]
    admission = next(r for r in intake.rows(Admission) if r["id"] == intake.admitted[0])
    assert (admission["student_id"], admission["status"]) == (row["id"], "2")


def test_classes_are_alike_and_order_students_among_themselves(intake):
    do(intake, planned(intake))
    found = members(intake)
    assert Counter(name for name, _row in found) == {"2025级数控1班": 5, "2025级数控2班": 5, "2025级数控3班": 2}
    by_sex = Counter((name[-2], row["gender"]) for name, row in found)
    assert max(abs(by_sex["1", sex] - by_sex["2", sex]) for sex in "12") <= 1
    ordered = {row["student_id"] for row in intake.rows(OrderClassMember) if row["order_class_id"] == intake.order_2025}
    assert ordered == {row["id"] for name, row in found if name == "2025级数控3班"}


def test_numbers_go_class_by_class_in_the_order_of_names(intake):
    with intake.database.transaction("规则") as tx:
        tx.insert(NumberPattern, {"thing": "1", "pattern": "{grade:2}{class:02}{counter:02}", "reset": "3"})
    do(intake, planned(intake))
    found = sorted((row["student_number"], name, row["name_pinyin"]) for name, row in members(intake))
    assert [number for number, _name, _pinyin in found] == [
        f"250{room}{n:02}" for room, size in ((1, 5), (2, 5), (3, 2)) for n in range(1, size + 1)
    ]
    assert all(number[2:4] == f"0{name[-2]}" for number, name, _pinyin in found)
    for room in "123":
        spelt = [pinyin for _number, name, pinyin in found if name[-2] == room]
        assert spelt == sorted(spelt)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"status": "1"}, "illegal-transition"), ({"status": "3"}, "illegal-transition"), ({"status": "4"}, "illegal-transition"),
        ({"status": "5"}, "illegal-transition"), ({"major": None}, "required"), ({"year": 2027}, "required"),
        ({"id_number": factories.identity_number(0)}, "duplicate"),
    ],
)  # fmt: skip
def test_who_may_not(intake, change, code):
    with intake.database.transaction("改") as tx:
        key = admit(tx, intake, 0, **({"id_number": factories.identity_number(350)} | change))
    made = planned(intake, [key])
    assert [told[1].code for told in made.refused.values()] == [code]


def test_who_came_in_with_the_list_of_a_class_is_only_linked(intake):
    """The same person by number and name: nothing is made, and those beside are seated as without that one."""
    known = intake.rows(Student)[0]
    with intake.database.transaction("录取") as tx:
        key = admit(tx, intake, 0, name=known["name"], id_number=known["id_number"])
    before = {kind: intake.rows(kind) for kind in (Student, ClassMembership, StatusPeriod)}
    made = planned(intake, [key])
    (effect,) = made.effects
    assert (effect.entity, effect.after) == ("admission", {"student_id": known["id"]})
    assert made.notes[0]
    assert not made.proposed
    beside = planned(intake, [*intake.admitted, key])
    assert len([e for e in beside.effects if e.entity == "student"]) == len(intake.admitted)
    do(intake, made)
    assert {kind: intake.rows(kind) for kind in before} == before
    assert [told[1].message for told in planned(intake, [key]).refused.values()] == ["已经转过学籍"]


def test_who_came_and_left_since_is_linked_and_not_made_again(intake):
    """Of an earlier year it is another beginning."""
    found = []
    for n, entered in ((0, "2025-09"), (1, "2022-09")):
        known = factories.student(360 + n) | {"status": "03", "entry_month": entered}
        with intake.database.transaction("名单") as tx:
            student = tx.insert(Student, known)
            key = admit(tx, intake, n, name=known["name"], id_number=known["id_number"], gender=None)
        made = planned(intake, [key])
        assert not made.refused
        found.append([e.after.get("student_id") == student for e in made.effects if e.entity == "admission"])
    assert found == [[True], [False]]


def test_the_sheet_of_those_who_came_is_enough(intake):
    with intake.database.transaction("报到") as tx:
        key = admit(tx, intake, 0, status="1", id_number=factories.identity_number(350))
        tx.insert(CheckIn, {"admission": key, "check_in_date": ENTERED, "dormitory": "3-201"})
    do(intake, planned(intake, [key]))
    assert intake.rows(Student)[-1]["boarding"] == "2"


def test_twice_is_refused_and_taken_back_it_is_as_before(intake):
    kinds = (Student, StatusPeriod, ClassMembership, OrderClassMember, FamilyMember)
    before = {kind: intake.rows(kind) for kind in (*kinds, Admission)}
    do(intake, planned(intake))
    assert {told[1].message for told in planned(intake).refused.values()} == {"已经转过学籍"}
    back = intake.plan(
        [("冲回转学籍", key, {"reversed_date": DAY, "reversed_reason": "分错"}) for key in intake.admitted]
    )
    do(intake, back)
    assert {kind: intake.rows(kind) for kind in kinds} == {kind: before[kind] for kind in kinds}
    assert {row["student_id"] for row in intake.rows(Admission)} == {None}
    assert {row["remark"] for row in intake.rows(Admission)} == {f"{DAY} 冲回转学籍：分错"}
    assert len(intake.rows(GivenNumber)) == 12
    do(intake, planned(intake))  # and again, with other numbers
    numbers = [row["student_number"] for _name, row in members(intake)]
    assert len(set(numbers)) == 12
    assert min(numbers) == "20250013"
    back = intake.plan([("冲回转学籍", intake.admitted[3], {"reversed_date": DAY, "reversed_reason": "再错"})])
    do(intake, back)
    assert len(members(intake)) == 11


def test_undo_takes_it_back(intake):
    before = intake.all_rows() | {"admission": intake.rows(Admission), "numbers": intake.rows(GivenNumber)}
    do(intake, planned(intake))
    after = intake.all_rows()
    intake.database.undo()
    assert intake.all_rows() | {"admission": intake.rows(Admission), "numbers": intake.rows(GivenNumber)} == before
    intake.database.redo()
    assert intake.all_rows() == after


def test_what_was_done_since_is_not_lost(intake):
    do(intake, planned(intake))
    first, second = intake.rows(Admission)[:2]
    with intake.database.transaction("改") as tx:
        tx.update(Student, first["student_id"], {"phone": "13000000009"})
        tx.insert(
            Placement, {"student": second["student_id"], "enterprise": intake.firm, "start_date": DAY, "end_date": DAY}
        )
    given = {"reversed_date": DAY, "reversed_reason": "错"}
    (told,) = intake.plan([("冲回转学籍", first["id"], given)]).refused.values()
    assert told[1].code == "conflict"
    (told,) = intake.plan([("冲回转学籍", second["id"], given)]).refused.values()
    assert "岗位实习" in told[1].message
    assert len(members(intake)) == 12


def test_a_class_by_hand(intake):
    first, second = intake.admitted[:2]
    apart = {
        first: {"school_class": intake.classes["2025级数控3班"], "order_class": intake.order_2025},
        second: {"school_class": intake.classes["丙"]},
    }
    made = planned(intake, apart=apart)
    assert made.proposed[0] == {"school_class": intake.classes["2025级数控3班"], "order_class": intake.order_2025}
    assert ("school_class", "conflict") in [(f, c.code) for f, c in made.warnings[1]]  # of another major
    do(intake, made)
    found = {row["name"]: name for name, row in members(intake)}
    assert (found["新甲"], found["新乙"]) == ("2025级数控3班", "丙")
    assert Counter(found.values())["2025级数控1班"] == Counter(found.values())["2025级数控2班"] == 4


def test_no_number_when_nobody_wants_one(intake):
    do(intake, planned(intake, answers={"student_number": "none"}))
    assert {row["student_number"] for _name, row in members(intake)} == {None}


def test_order_classes_that_are_not_one_are_asked_for(intake):
    with intake.database.transaction("又一班") as tx:
        tx.insert(OrderClass, {"name": "丙厂班", "grade_year": YEAR, "status": "2"})
    made = planned(intake)
    assert sorted(
        n for n, told in made.warnings.items() if ("order_class", "required") in [(f, c.code) for f, c in told]
    ) == [10, 11]


def test_as_many_statements_for_many_as_for_one(intake):
    def count(subjects):
        told = []
        with intake.database.reading() as connection:
            sa.event.listen(connection, "before_cursor_execute", lambda *_a: told.append(1))
            plan(connection, act_named("录取转学籍"), subjects, GIVEN, {}, DAY)
        return len(told)

    assert count(intake.admitted) <= count(intake.admitted[:1])


@pytest.mark.parametrize(
    ("act", "given", "status"),
    [
        ("未报到", {"absence_reason": "3"}, "3"),
        ("保留入学资格", {"deferred_until": date(2026, 9, 1), "absence_reason": "2"}, "4"),
        ("放弃入学资格", {"absence_reason": "1"}, "5"),
    ],
)
def test_who_does_not_come(intake, act, given, status):
    first, second = intake.admitted[:2]
    with intake.database.transaction("报到册") as tx:
        tx.insert(CheckIn, {"admission": second, "has_letter": True})
    do(intake, intake.plan([(act, key, given) for key in (first, second)]))
    assert [row["status"] for row in intake.rows(Admission)][:2] == [status, status]
    told = {
        row["admission_id"]: (row["absence_reason"], row["deferred_until"], row["has_letter"])
        for row in intake.rows(CheckIn)
    }
    assert told == {
        key: (given["absence_reason"], given.get("deferred_until"), has) for key, has in ((first, None), (second, 1))
    }
    assert len(intake.plan([(act, first, given)]).refused) == 1


def test_who_came_was_not_absent_but_may_give_up(intake):
    key = intake.admitted[0]
    with intake.database.transaction("报到册") as tx:
        tx.insert(CheckIn, {"admission": key, "check_in_date": ENTERED})
    assert intake.refusal("未报到", key, absence_reason="3") == ("status", "conflict")
    assert not intake.plan([("放弃入学资格", key, {"absence_reason": "3"})]).refused
    assert intake.refusal("放弃入学资格", key) == ("absence_reason", "required")
    do(intake, planned(intake))
    assert intake.refusal("放弃入学资格", key, absence_reason="3") == ("status", "illegal-transition")


@pytest.mark.parametrize(
    ("scores", "before", "rooms"),
    [
        ([100, 90, 80, 70, 60, 50], ({}, {}), ([100, 70, 60], [90, 80, 50])),
        ([100, 90, 80], ({"1": 2}, {}), ([80], [100, 90])),
        ([100, None, 90, None], ({}, {}), ([100, None], [90, None])),
    ],
)
def test_scores_are_dealt_to_and_fro(scores, before, rooms):
    told = [Room(total=sum(own.values()), by_gender=dict(own)) for own in before]
    found = seated([Newcomer(n, "1", score and Decimal(score)) for n, score in enumerate(scores)], told)
    assert [sorted((scores[n] for n, room in found.items() if room == key), key=str) for key in range(len(told))] == [
        sorted(r, key=str) for r in rooms
    ]


def test_a_full_room_waits_for_the_others():
    rooms = [Room(capacity=1), Room(capacity=5)]
    found = seated([Newcomer(n, "12"[n % 2], None) for n in range(6)], rooms)
    assert Counter(found.values()) == {0: 1, 1: 5}
    assert Counter(seated([Newcomer(9, "1", None)], rooms).values()) == {0: 1}


def test_many_are_alike():
    people = [Newcomer(n, "12"[n % 3 == 0], Decimal((n * 37) % 200)) for n in range(500)]
    rooms = [Room() for _n in range(11)]
    found = seated(people, rooms)
    sizes, girls = Counter(found.values()), Counter(found[p.key] for p in people if p.gender == "2")
    assert max(sizes.values()) - min(sizes.values()) <= 1
    assert max(girls.values()) - min(girls.values()) <= 1
    means = [mean(p.score for p in people if found[p.key] == room) for room in range(len(rooms))]
    assert max(means) - min(means) < 8
