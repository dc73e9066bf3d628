"""What the list of problems says of apprenticeship: each doubt with its boundary."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest

from models.entities.apprenticeships import (
    Apprentice,
    ApprenticeshipProgramme,
    Mentor,
    MentorPairing,
    StandardDocument,
    SubsidyClaim,
)
from models.entities.enterprises import Enterprise
from models.entities.people import Student
from models.entities.policy import PolicyParameter
from models.entities.schools import School, Staff
from models.rules import apprenticeship
from models.rules.problems import problems_of
from tests import factories

DAY, START, END = date(2026, 3, 10), date(2025, 9, 1), date(2026, 8, 31)


@pytest.fixture
def office(database):
    with database.transaction("准备") as tx:
        school = tx.insert(School, {"name": "甲校", "region": "210102"})
        firm = tx.insert(Enterprise, factories.enterprise())
        values = {"name": "现代", "kind": "1", "start_date": START, "end_date": END, "school": school}
        programme = tx.insert(ApprenticeshipProgramme, values)
        for kind in "123456":
            tx.insert(StandardDocument, {"programme": programme, "kind": kind, "version": "一", "approved_date": START})
        mentor = tx.insert(Mentor, {"name": "李师傅", "enterprise": firm})
        tutor = tx.insert(Staff, {"name": "王老师"})
        students = tx.insert_many(Student, [factories.student(n) for n in range(7)])
    return SimpleNamespace(
        database=database, programme=programme, mentor=mentor, tutor=tutor, students=students, school=school
    )


def learners(office, count, paired=START, **given):
    rows = [{"programme": office.programme, "student": key, "start_date": START, "end_date": END, "tutor": office.tutor} | given
            for key in office.students[:count]]  # fmt: skip
    with office.database.transaction("学徒") as tx:
        keys = tx.insert_many(Apprentice, rows)
        if paired:
            tx.insert_many(
                MentorPairing, [{"apprentice": key, "mentor": office.mentor, "from_date": paired} for key in keys]
            )


def told(office, entity, day=DAY):
    with office.database.reading() as connection:
        return [(name, each.code) for _key, name, each in apprenticeship.doubts(connection, entity, day)]


@pytest.mark.parametrize(("count", "found"), [(5, []), (6, [("apprentice_count", "out-of-range")])])
def test_a_mentor_with_too_many_is_named(office, count, found):
    learners(office, count)
    assert told(office, Mentor) == found
    assert told(office, Mentor, END.replace(year=2027)) == []


@pytest.mark.parametrize(
    ("planned", "found"), [(6, []), (5, [("planned_size", "conflict")]), (7, [("planned_size", "conflict")])]
)
def test_another_size_than_planned_is_named(office, planned, found):
    learners(office, 6)
    with office.database.transaction("计划") as tx:
        tx.update(ApprenticeshipProgramme, office.programme, {"planned_size": planned})
    assert told(office, ApprenticeshipProgramme) == found


@pytest.mark.parametrize(
    ("count", "planned", "percent", "found"),
    [(6, 5, 20, False), (6, 5, 19, True), (4, 5, 20, False), (4, 5, 19, True), (7, 5, 20, True)],
)
def test_a_size_is_named_when_it_differs_by_more_than_the_tolerance(office, count, planned, percent, found):
    learners(office, count)
    with office.database.transaction("计划") as tx:
        tx.update(ApprenticeshipProgramme, office.programme, {"planned_size": planned})
        row = {
            "key": "apprenticeship.size-tolerance",
            "scope": "210100",
            "value": Decimal(percent),
            "valid_from": START,
        }
        tx.insert(PolicyParameter, row)
    assert told(office, ApprenticeshipProgramme) == ([("planned_size", "conflict")] if found else [])


def test_documents_and_rates_that_are_missing_are_named_while_it_runs(office):
    values = {
        "name": "新型",
        "kind": "2",
        "target_level": "4",
        "start_date": START,
        "end_date": END,
        "school": office.school,
    }
    with office.database.transaction("新型") as tx:
        tx.insert(ApprenticeshipProgramme, values)
    assert told(office, ApprenticeshipProgramme) == [("document_count", "required"), ("subsidy_rate", "required")]
    assert told(office, ApprenticeshipProgramme, END.replace(year=2027)) == []


MENTORS = {
    "both": ({}, START, []), "no tutor": ({"tutor": None}, START, [("tutor", "required")]),
    "no mentor": ({}, None, [("mentor", "required")]), "a mentor only later": ({}, date(2025, 9, 2), [("mentor", "required")]),
}  # fmt: skip


@pytest.mark.parametrize("case", MENTORS)
def test_both_mentors_are_there_from_the_first_day(office, case):
    given, paired, found = MENTORS[case]
    learners(office, 1, paired, **given)
    assert told(office, Apprentice) == found


def test_a_person_trained_for_the_same_before_is_looked_at(office):
    number = factories.identity_number(1, born=date(1990, 5, 1))
    values = {"kind": "2", "occupation": "车工", "end_date": END, "school": office.school, "filed_months": 24}
    with office.database.transaction("新型") as tx:
        for n, (begin, level) in enumerate(((date(2024, 1, 1), "4"), (START, "4"), (START, "3"))):
            programme = tx.insert(
                ApprenticeshipProgramme, values | {"name": f"新型{n}", "start_date": begin, "target_level": level}
            )
            row = {
                "programme": programme,
                "employee_name": "张三",
                "employee_id_number": number,
                "start_date": begin,
                "end_date": END,
            }
            key = tx.insert(Apprentice, row | {"contract_from": begin, "contract_until": date(2027, 1, 1)})
            tx.insert(MentorPairing, {"apprentice": key, "mentor": office.mentor, "from_date": begin})
    assert told(office, Apprentice) == [("is_subsidy_suspected", "conflict")]


@pytest.mark.parametrize(("amount", "found"), [("75000", []), ("75000.01", [("applied_amount", "out-of-range")])])
def test_an_advance_above_the_share_is_named(office, amount, found):
    values = {"name": "新型", "kind": "2", "target_level": "4", "filed_months": 12, "planned_size": 30, "start_date": START, "end_date": END,
              "school": office.school}  # fmt: skip
    with office.database.transaction("新型") as tx:
        programme = tx.insert(ApprenticeshipProgramme, values)
        tx.insert(
            PolicyParameter, {"key": "subsidy.rate", "scope": "210100/4", "value": Decimal(5000), "valid_from": START}
        )
        tx.insert(
            SubsidyClaim,
            {"programme": programme, "kind": "1", "applied_date": START, "applied_amount": Decimal(amount)},
        )
    assert told(office, SubsidyClaim) == found


def test_the_list_of_problems_tells_it(office):
    learners(office, 6)
    with office.database.reading() as connection:
        (found,) = [one for one in problems_of(connection, Mentor, None, DAY) if one.complaint.code == "out-of-range"]
    assert (found.record_id, found.field.name) == (office.mentor, "apprentice_count")
