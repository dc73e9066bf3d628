"""What apprentices and their registers are asked: refusals and doubts, each with its boundary."""

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest

from models.database.doubts import doubts
from models.database.errors import Invalid
from models.entities.apprenticeships import Apprentice, ApprenticeshipProgramme, Assessment, Mentor, MentorPairing
from models.entities.enterprises import Enterprise
from models.entities.people import Student
from tests import factories

START, END = date(2025, 3, 1), date(2026, 2, 28)
EMPLOYED = factories.identity_number(1, born=date(1990, 5, 1))
ATTENDS = factories.identity_number(2, born=date(2008, 3, 2))
LEFT = factories.identity_number(3)


@pytest.fixture
def office(database):
    with database.transaction("准备") as tx:
        firms = tx.insert_many(Enterprise, [factories.enterprise(1), factories.enterprise(2)])
        common = {"start_date": START, "end_date": END}
        employees = tx.insert(ApprenticeshipProgramme, common | {
            "name": "新型一班", "kind": "2", "occupation": "车工", "target_level": "4", "filed_months": 12, "filing_number": "甲"
        })  # fmt: skip
        students = tx.insert(ApprenticeshipProgramme, common | {"name": "现代一班", "kind": "1"})
        attends, left = tx.insert_many(Student, [
            factories.student(2, id_number=ATTENDS), factories.student(3, id_number=LEFT, status="07")
        ])  # fmt: skip
    return SimpleNamespace(
        database=database, firms=firms, employees=employees, students=students, attends=attends, left=left
    )


def told(office, entity, values):
    """What keeps a record out, by field and code; else what is doubtful about it."""
    try:
        with office.database.transaction("录入") as tx:
            key = tx.insert(entity, values)
    except Invalid as refused:
        return {(name, each.code) for name, each in refused.complaints if each.fatal}
    with office.database.reading() as connection:
        rows = [{name: value for name, value in values.items() if value is not None}]
        found = doubts(connection, entity, rows, [key], date(2026, 8, 31), kept=True)
        return {(name, each.code) for _n, name, each in found}


PERSON = {"employee_name": "张三", "employee_id_number": EMPLOYED, "contract_from": date(2025, 1, 1),
          "contract_until": date(2026, 12, 31)}  # fmt: skip
EMPLOYEES = {
    "right": ({}, set()),
    "contract of a year to the day": ({"contract_until": date(2025, 12, 31)}, set()),
    "a day short": ({"contract_until": date(2025, 12, 30)}, {("contract_until", "out-of-range")}),
    "no contract": ({"contract_from": None, "contract_until": None}, {("contract_from", "required")}),
    "no name": ({"employee_name": None}, {("employee_name", "required")}),
    "no number": ({"employee_id_number": None}, {("employee_id_number", "required")}),
    "wrong number": ({"employee_id_number": EMPLOYED[:-1] + "A"}, {("employee_id_number", "format")}),
    "other sex": ({"employee_gender": "2"}, {("employee_gender", "conflicts-with-id")}),
    "a student at school": ({"employee_id_number": ATTENDS}, {("employee_id_number", "conflict")}),
    "a student who left": ({"employee_id_number": LEFT}, set()),
    "outside the programme": ({"end_date": END + timedelta(days=1)}, {("end_date", "out-of-range")}),
    "reversed": ({"end_date": START - timedelta(days=1)}, {("end_date", "out-of-range")}),
}


@pytest.mark.parametrize("case", EMPLOYEES)
def test_employees_are_asked_for_a_contract_and_must_not_be_at_school(office, case):
    given, expected = EMPLOYEES[case]
    values = {"programme": office.employees, "start_date": START, "end_date": END, **PERSON, **given}
    assert told(office, Apprentice, values) == expected


def test_the_same_person_is_once_in_a_programme_and_doubted_in_two(office):
    values = {"programme": office.employees, "start_date": START, "end_date": END, **PERSON}
    assert told(office, Apprentice, values) == set()
    assert told(office, Apprentice, values) == {("start_date", "duplicate")}
    other = values | {"programme": office.students, "identity": "2"}
    assert ("start_date", "conflict") in told(office, Apprentice, other)


STUDENTS = {
    "of age on the first day": (date(2026, 3, 3), False, set()),
    "a day too young": (date(2026, 3, 2), False, {("is_guardian_signed", "required")}),
    "with the guardian": (date(2026, 3, 2), True, set()),
}


@pytest.mark.parametrize("case", STUDENTS)
def test_who_is_under_age_signs_with_a_guardian(office, case):
    start, signed, expected = STUDENTS[case]
    values = {"programme": office.students, "student": office.attends, "start_date": start, "end_date": start,
              "agreement_number": "XY-1", "is_guardian_signed": signed}  # fmt: skip
    assert told(office, Apprentice, values) - {("start_date", "out-of-range"), ("end_date", "out-of-range")} == expected


def test_a_student_is_no_employee_and_the_other_way_round(office):
    both = {"programme": office.students, "student": office.attends, "start_date": START, **PERSON}
    assert told(office, Apprentice, both) == {("employee_name", "conflict"), ("employee_id_number", "conflict")}
    assert ("student", "required") in told(office, Apprentice, {"programme": office.students, "start_date": START})
    employee = {"programme": office.employees, "student": office.attends, "start_date": START, **PERSON}
    assert told(office, Apprentice, employee) == {("student", "conflict")}


MONTHS = {12: set(), 24: set(), 25: {("filed_months", "out-of-range")}, 36: {("filed_months", "out-of-range")}}
REFUSED = {11: True, 37: True, 36: False, 12: False}


@pytest.mark.parametrize("months", [11, 12, 24, 25, 36, 37])
def test_programmes_of_employees_last_one_year_to_three(office, months):
    values = {"name": "二班", "kind": "2", "occupation": "车工", "target_level": "4", "filing_number": "乙",
              "filed_months": months, "start_date": START, "end_date": END}  # fmt: skip
    found = told(office, ApprenticeshipProgramme, values)
    assert found == MONTHS.get(months, {("filed_months", "out-of-range")})
    assert told(office, ApprenticeshipProgramme, values | {"kind": "1", "name": "三班"}) == set()


def paired(office, mentor, serial, day=START, **given):
    values = {"programme": office.employees, "start_date": START, "end_date": END, **PERSON, "enterprise": office.firms[0],
              "employee_id_number": factories.identity_number(serial, born=date(1980, 1, serial))}  # fmt: skip
    with office.database.transaction("学徒") as tx:
        key = tx.insert(Apprentice, values)
    return told(office, MentorPairing, {"apprentice": key, "mentor": mentor, "from_date": day} | given)


def mentor_of(office, **given):
    with office.database.transaction("导师") as tx:
        values = {"name": "李师傅", "enterprise": office.firms[0], "appointed_from": START, "appointed_until": END}
        return tx.insert(Mentor, values | given)


def test_a_mentor_has_no_more_than_policy_lets(office):
    mentor = mentor_of(office)
    assert [paired(office, mentor, serial) for serial in range(1, 6)] == [set()] * 5
    assert paired(office, mentor, 6) == {("mentor", "out-of-range")}
    assert paired(office, mentor_of(office, name="王师傅", max_apprentices=1), 7) == set()


PAIRINGS = {
    "to the last day": ({"until_date": END + timedelta(days=1)}, set()),
    "longer than appointed": ({"until_date": END + timedelta(days=2)}, {("from_date", "conflict")}),
    "before it": ({"from_date": START - timedelta(days=1)}, {("from_date", "conflict")}),
}


@pytest.mark.parametrize("case", PAIRINGS)
def test_a_pairing_lies_within_the_appointment(office, case):
    given, expected = PAIRINGS[case]
    assert paired(office, mentor_of(office), 1, **given) == expected


def test_a_mentor_of_another_enterprise_is_doubted(office):
    assert paired(office, mentor_of(office, enterprise=office.firms[1]), 1) == {("mentor", "conflict")}


def test_a_grade_that_is_not_that_of_the_scores_is_doubted(office):
    with office.database.transaction("学徒") as tx:
        values = {"programme": office.employees, "start_date": START, "end_date": END, **PERSON}
        key = tx.insert(Apprentice, values)
    scores = dict.fromkeys(("theory_score", "practice_score", "attitude_score"), Decimal(80))
    row = {"apprentice": key, "kind": "1", "assessed_date": END, **scores}
    assert told(office, Assessment, row | {"result": "2"}) == set()
    assert told(office, Assessment, row | {"result": "1", "kind": "2"}) == {("result", "conflict")}
