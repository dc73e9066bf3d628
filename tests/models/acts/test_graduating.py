"""毕业审核 and 毕业: verdicts proposed and given, who graduates how, numbers of diplomas, and the way back."""

from datetime import date, timedelta

import pytest

from models.acts.applying import apply
from models.acts.catalogue import act_named
from models.acts.planning import plan
from models.database import history
from models.database.errors import Conflict
from models.database.query import Query
from models.database.results import read_all
from models.entities.graduation import GraduationAudit, proposed
from models.entities.numbers import GivenNumber, NumberPattern
from models.entities.people import ClassMembership, Student
from models.entities.placements import Placement
from models.entities.programmes import SchoolClass
from models.entities.status_changes import StatusChange
from tests.acts import last_act
from tests.models.acts.conftest import DAY

YEAR = DAY.year
PASSED = {"is_moral_passed": True, "is_courses_passed": True, "audited_date": DAY}


def audit(school, student, verdict, **more):
    with school.database.transaction("审核") as tx:
        return tx.insert(GraduationAudit, {"student": student, "year": YEAR, "verdict": verdict} | more)


def shown(school):
    with school.database.reading() as connection:
        return [row.values for row in read_all(connection, Query(GraduationAudit))]


@pytest.mark.parametrize(
    ("moral", "courses", "internship", "verdict"),
    [
        (True, True, "3", "1"), (True, True, "1", "1"), (True, True, "4", "2"), (True, True, None, "2"),
        (False, True, "3", "2"), (None, True, "3", "2"), (True, False, "3", "2"), (True, None, "3", "2"),
    ],
)  # fmt: skip
def test_the_proposal(school, moral, courses, internship, verdict):
    assert proposed(moral=moral, courses=courses, internship=internship) == verdict
    audit(
        school, school.students[0], None, is_moral_passed=moral, is_courses_passed=courses, internship_grade=internship
    )
    assert shown(school)[0]["proposal"] == verdict


def test_the_internship_is_read_from_the_placement_unless_typed(school):
    first, second, _third = school.students
    with school.database.transaction("等次") as tx:
        (row,) = school.rows(Placement, first)
        tx.update(Placement, row["id"], {"grade": "2"})
    for student, more in ((first, {}), (second, {"internship_grade": "3"})):
        audit(school, student, None, is_moral_passed=True, is_courses_passed=True, **more)
    found = shown(school)
    assert [(v["internship_grade"], v["placement_grade"], v["proposal"]) for v in found] == [
        (None, "2", "1"),
        ("3", None, "1"),
    ]


def test_a_class_is_audited_in_one_go_and_what_differs_apart(school):
    first, second, third = school.students
    with school.database.transaction("等次") as tx:
        for student in (first, second):
            tx.update(Placement, school.rows(Placement, student)[0]["id"], {"grade": "1"})
    apart = {
        second: {"verdict": "3", "open_matters": "欠费"},
        third: {"is_courses_passed": False, "internship_grade": "3"},
    }
    with school.database.reading() as connection:
        made = plan(connection, act_named("毕业审核"), school.students, PASSED, {}, DAY, apart)
    assert [made.proposed[n]["verdict"] for n in range(3)] == ["1", "3", "2"]
    with school.database.transaction(made.name) as tx:
        apply(tx, made)
    told = [
        (r["student_id"], r["year"], r["verdict"], r["internship_grade"], r["open_matters"])
        for r in school.rows(GraduationAudit)
    ]
    assert told == [(first, YEAR, "1", "1", None), (second, YEAR, "3", "1", "欠费"), (third, YEAR, "2", "3", None)]
    with school.database.reading() as connection:  # again: the same audits, brought up to date
        again = plan(connection, act_named("毕业审核"), [second], PASSED | {"verdict": "1"}, {}, DAY)
    assert [(e.entity, e.after) for e in again.effects] == [("graduation_audit", {"verdict": "1"})]


@pytest.mark.parametrize(
    ("field", "before", "said", "kept"),
    [
        ("remark", None, "复核", "复核"), ("remark", "补考", None, "补考"), ("remark", "补考", "复核", "补考；复核"),
        ("remark", "补考", "补考", "补考"), ("remark", "满" * 497, "复核", "满" * 497 + "；复核"), ("remark", "满" * 498, "复核", None),
        ("open_matters", "补考", "欠费", "欠费"), ("open_matters", "补考", None, "补考"), ("open_matters", "满" * 198, "欠费", "欠费"),
    ],
)  # fmt: skip
def test_who_is_audited_again_keeps_the_remark_and_has_what_is_open_now(school, field, before, said, kept):
    key = school.students[0]
    audit(school, key, "3", **{field: before})
    with school.database.reading() as connection:
        made = plan(connection, act_named("毕业审核"), [key], PASSED | {"verdict": "3", field: said}, {}, DAY)
    if kept is None:
        assert made.refused[0][0] == field
        assert made.refused[0][1].code == "too-long"
        return
    with school.database.transaction(made.name) as tx:
        apply(tx, made)
    assert [row[field] for row in school.rows(GraduationAudit)] == [kept]


def test_of_two_internships_the_later_is_what_counts(school):
    key = school.students[0]
    (first,) = school.rows(Placement, key)
    with school.database.transaction("等次") as tx:
        tx.update(Placement, first["id"], {"grade": "1"})
        span = {"start_date": first["end_date"] + timedelta(days=1), "end_date": first["end_date"] + timedelta(days=60)}
        tx.insert(Placement, {"student": key, "enterprise": school.firm, "status": "3", "grade": "4"} | span)
    with school.database.reading() as connection:
        made = plan(connection, act_named("毕业审核"), [key], PASSED, {}, DAY)
    assert (made.proposed[0]["internship_grade"], made.proposed[0]["verdict"]) == ("4", "2")


@pytest.mark.parametrize(
    ("verdict", "act", "told", "status"),
    [
        ("1", "毕业", [], ("60", "07", "1")),
        (None, "毕业", [("kind", "required")], ("60", "07", "1")),
        ("2", "毕业", [("kind", "conflict")], ("62", "08", "2")),
        ("1", "结业", [("kind", "conflict")], ("62", "08", "2")),
        ("2", "结业", [], ("62", "08", "2")),
    ],
)
def test_who_graduates_does_so_as_audited(school, verdict, act, told, status):
    key = school.students[0]
    if verdict:
        audit(school, key, verdict)
    made = school.plan([(act, key, {"change_date": DAY})])
    assert [(f, c.code) for f, c in made.warnings.get(0, ()) if c.code != "out-of-range"] == told
    school.do(act, key, change_date=DAY)
    (event,), (student,) = school.rows(StatusChange, key), [r for r in school.rows(Student) if r["id"] == key]
    assert (event["kind"], school.statuses(key)[-1][0], student["graduation_result"]) == status
    assert (student["graduated_date"], student["diploma_number"]) == (DAY, f"{YEAR}00001")


def test_who_is_deferred_is_refused_with_the_reason(school):
    key = school.students[0]
    audit(school, key, "3", open_matters="补考两门")
    ((field, complaint),) = school.plan([("毕业", key, {"change_date": DAY})]).refused.values()
    assert (field, complaint.code) == ("kind", "conflict")
    assert "补考两门" in complaint.message
    later = school.plan([("毕业", key, {"change_date": date(YEAR + 1, 3, 10)})])  # of another year nobody said so
    assert not later.refused


def test_numbers_are_given_in_order_once_and_not_again_after_taking_back(school):
    events = school.do_all([("毕业", key, {"change_date": DAY}) for key in school.students])
    assert [r["diploma_number"] for r in school.rows(Student)] == [f"{YEAR}0000{n}" for n in (1, 2, 3)]
    assert [(r["thing"], r["pattern"], r["reset"]) for r in school.rows(NumberPattern)] == [
        ("4", "{year}{counter:05}", "1")
    ]
    made = school.plan([("冲回", events[0], {"reversed_date": DAY, "reversed_reason": "错"})])
    with school.database.transaction("冲回") as tx:
        apply(tx, made)
    assert school.rows(Student)[0]["diploma_number"] is None
    assert school.rows(ClassMembership)[0]["leave_date"] is None
    assert len(school.rows(GivenNumber)) == 3
    school.do("毕业", school.students[0], change_date=DAY)
    assert school.rows(Student)[0]["diploma_number"] == f"{YEAR}00004"


def test_undo_takes_the_numbers_back_too(school):
    before = school.all_rows()
    school.do("毕业", school.students[0], change_date=DAY)
    with school.database.transaction("撤销") as tx:
        history.play(tx, last_act(school.database).id, backwards=True)
    assert school.all_rows() == before
    assert school.rows(GivenNumber) == school.rows(NumberPattern) == []


def test_the_plan_shows_the_numbers_and_gives_them_or_nothing(school):
    made = school.plan([("毕业", key, {"change_date": DAY}) for key in school.students])
    given = [e.after["number"] for e in made.effects if e.entity == "given_number"]
    assert given == [f"{YEAR}0000{n}" for n in (1, 2, 3)]
    assert [(q.name, q.chosen, q.count) for q in made.questions] == [("diploma_number", "{year}{counter:05}", 3)]
    with school.database.transaction("手工") as tx:
        tx.insert(GivenNumber, {"thing": "4", "number": f"{YEAR}00001"})
    with pytest.raises(Conflict), school.database.transaction(made.name) as tx:
        apply(tx, made)


def test_none_is_given_where_nobody_wants_one_or_there_is_one(school):
    first, second, _third = school.students
    with school.database.transaction("证书") as tx:
        tx.update(Student, first, {"diploma_number": "旧001"})
    cases = [("毕业", key, {"change_date": DAY}) for key in (first, second)]
    assert [q.count for q in school.plan(cases).questions] == [1]
    school.do_all(cases, {"diploma_number": "none"})
    assert [r["diploma_number"] for r in school.rows(Student)][:2] == ["旧001", None]


def test_the_pattern_of_the_office_is_asked_for_by_nobody(school):
    with school.database.transaction("规则") as tx:
        tx.insert(NumberPattern, {"thing": "4", "pattern": "毕{year:2}{class:02}-{counter}", "reset": "1"})
    made = school.plan([("毕业", school.students[0], {"change_date": DAY})])
    assert not made.questions
    assert ("diploma_number", "required") in [(f, c.code) for f, c in made.warnings[0]]  # 甲 has no number
    with school.database.transaction("班名") as tx:
        tx.update(SchoolClass, school.classes["甲"], {"name": "2023级数控3班"})
    school.do("毕业", school.students[0], change_date=DAY)
    assert school.rows(Student)[0]["diploma_number"] == f"毕{YEAR % 100}03-1"
