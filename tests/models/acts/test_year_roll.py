"""升级: what becomes of classes when a school year begins, and of nothing else."""

from datetime import date

import pytest

from models.entities.people import ClassMembership, StatusPeriod, Student
from models.entities.programmes import SchoolClass
from models.entities.schools import School, Term
from models.schema.class_names import name_a_year_later, staged_name
from tests import factories

YEAR = {"school_year": "2026-2027"}
LATER = [
    ("2025级护理1班", 2025, "2026级护理1班"), ("25级护理1班", 2025, "26级护理1班"), ("25护理(1)班", 2025, "26护理(1)班"), ("2501班", 2025, "2601班"),
    ("护理2501班", 2025, "护理2601班"), ("2028届护理1班", 2025, "2029届护理1班"), ("高一护理1班", 2025, "高一护理1班"), ("一年级2班", 2025, "一年级2班"),
    ("阳光班", 2025, None), ("护理1班", 2025, None), ("护理25班", 2025, None),
]  # fmt: skip
STAGES = [
    ("高一护理1班", 2, "高二护理1班"), ("高二护理1班", 2, "高二护理1班"), ("职高一年级1班", 3, "职高三年级1班"), ("一年级2班", 2, "二年级2班"),
    ("1年级2班", 2, "2年级2班"), ("高三护理1班", "2023级", "2023级护理1班"), ("三年级2班", "2023级", "2023级2班"), ("2025级护理1班", 2, "2025级护理1班"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "grade_year", "later"), LATER)
def test_what_the_next_class_is_called(name, grade_year, later):
    assert name_a_year_later(name, grade_year) == later


@pytest.mark.parametrize(("name", "grade", "then"), STAGES)
def test_names_that_say_the_grade(name, grade, then):
    assert staged_name(name, grade) == then


@pytest.fixture
def year(school):
    """Classes of four grades at one school, somebody in each; ids by name."""
    with school.database.transaction("班级") as tx:
        own = tx.insert(School, {"name": "甲校"})
        names = (
            ("高一护理1班", 2025),
            ("高二护理1班", 2024),
            ("高三护理1班", 2023),
            ("2022级护理1班", 2022),
            ("2026级护理2班", 2026),
        )
        made = {
            name: tx.insert(
                SchoolClass, {"name": name, "grade_year": grade, "school": own, "duration": "3", "status": "1"}
            )
            for name, grade in names
        }
        for serial, (name, key) in enumerate(made.items(), 60):
            gone = {"status": "07", "graduated_date": date(2025, 7, 1)} if name.startswith("2022") else {}
            tx.insert(Student, factories.student(serial) | {"school_class": key} | gone)
    return made


def classes(school):
    return {row["name"]: (row["grade_year"], row["status"]) for row in school.rows(SchoolClass) if row["school_id"]}


def roll(school, keys, answers=None, **given):
    planned = school.plan([("升级", key, YEAR | given) for key in keys], answers)
    assert not planned.refused
    school.do_all([("升级", key, YEAR | given) for key in keys], answers)
    return planned


def test_a_school_goes_up(school, year):
    """The last grade is asked about while somebody is in it; who graduated ends the class; of students nothing changes."""
    lives = [school.rows(kind) for kind in (Student, StatusPeriod, ClassMembership)]
    planned = roll(school, [key for name, key in year.items() if "2026" not in name], start_date=date(2026, 9, 1))
    asked = {(q.name, q.chosen, q.count) for q in planned.questions}
    assert asked == {("last_grade", "keep", 1), ("new_classes", "skip", 1)}
    assert classes(school) == {
        "高二护理1班": (2025, "1"), "高三护理1班": (2024, "1"), "2023级护理1班": (2023, "1"), "2022级护理1班": (2022, "2"), "2026级护理2班": (2026, "1"),
    }  # fmt: skip
    assert [(t["academic_year"], t["term"], t["start_date"]) for t in school.rows(Term)] == [
        ("2026-2027", 1, date(2026, 9, 1))
    ]
    assert lives == [school.rows(kind) for kind in (Student, StatusPeriod, ClassMembership)]


def test_answers_end_the_last_grade_and_make_the_new_one(school, year):
    roll(
        school,
        [year["高一护理1班"], year["高二护理1班"], year["高三护理1班"]],
        {"last_grade": "graduate", "new_classes": "make"},
    )
    found = classes(school)
    assert found["2023级护理1班"] == (2023, "2")
    assert (found["高二护理1班"], found["高一护理1班"]) == ((2025, "1"), (2026, "1"))
    (new,) = [row for row in school.rows(SchoolClass) if row["name"] == "高一护理1班"]
    assert (new["entry_term"], new["duration"]) == ("2026-2027-1", "3")
    assert not [row for row in school.rows(ClassMembership) if row["school_class_id"] == new["id"]]


def test_it_is_one_step_and_done_once(school, year):
    before = [school.rows(kind) for kind in (SchoolClass, Term)]
    some = [year["高一护理1班"], year["高二护理1班"], year["高三护理1班"], year["2022级护理1班"]]
    roll(school, some)
    assert len(school.rows(Term)) == 1
    assert not school.plan([("升级", key, YEAR) for key in some[:3]]).effects
    school.database.undo()
    assert [school.rows(kind) for kind in (SchoolClass, Term)] == before


REFUSED = [("2026级护理2班", {}, "grade_year"), ("高一护理1班", {"start_date": date(2026, 8, 31)}, "start_date"),
           ("高一护理1班", {"start_date": date(2027, 9, 1)}, "start_date"), ("高一护理1班", {"school_year": "2025-2026"}, "grade_year")]  # fmt: skip


@pytest.mark.parametrize(("name", "given", "field"), REFUSED)
def test_what_does_not_go_up(school, year, name, given, field):
    assert school.refusal("升级", year[name], **(YEAR | given))[0] == field


def test_classes_of_one_name_go_up_together(school, year):
    assert school.refusal("升级", year["高一护理1班"], **YEAR) == ("name", "duplicate")
    assert not school.plan(
        [("升级", year[name], YEAR) for name in ("高一护理1班", "高二护理1班", "高三护理1班")]
    ).refused


def test_a_class_that_is_over_or_of_no_grade_does_not_go_up(school, year):
    with school.database.transaction("班级") as tx:
        over = tx.insert(SchoolClass, {"name": "旧班", "grade_year": 2020, "status": "2"})
        unknown = tx.insert(SchoolClass, {"name": "阳光班", "status": "1"})
    assert school.refusal("升级", over, **YEAR)[0] == "status"
    assert school.refusal("升级", unknown, **YEAR)[0] == "grade_year"
