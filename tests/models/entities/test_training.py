"""What counts in apprenticeship: months, subsidies, grades, ratio, and numbers of policy in SQL as in Python."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from models.database.policies import Place, policies
from models.database.query import Query
from models.database.results import rows_of
from models.entities.apprenticeships import (
    Apprentice,
    ApprenticeshipProgramme,
    Assessment,
    Mentor,
    MentorPairing,
    StandardDocument,
    SubsidyClaim,
)
from models.entities.enterprises import Enterprise
from models.entities.people import Student
from models.entities.policy import PolicyParameter
from models.entities.schools import School
from models.entities.training import policy_number
from models.statistics import apprenticeships
from tests import factories

START, END, DAY = date(2025, 3, 1), date(2026, 2, 28), date(2026, 3, 31)
RATES = (("subsidy.rate", "210100/4", "5000"), ("subsidy.factor-uncertified", "210100", "0.8"))


@pytest.fixture
def office(database):
    """A programme of employees with the rate of its city."""
    with database.transaction("准备") as tx:
        school = tx.insert(School, {"name": "甲校", "region": "210102", "level": "1", "school_code": "3121000123"})
        firm = tx.insert(Enterprise, factories.enterprise())
        for key, scope, value in RATES:
            row = {"key": key, "scope": scope, "value": Decimal(value), "valid_from": date(2025, 1, 1)}
            tx.insert(PolicyParameter, row)
        programme = tx.insert(ApprenticeshipProgramme, employed(school=school))
    return SimpleNamespace(database=database, school=school, firm=firm, programme=programme)


def employed(**given):
    """Values of a programme of employees."""
    return {"code": "P1", "name": "数控一班", "kind": "2", "occupation": "车工", "target_level": "4", "filed_months": 12,
            "planned_size": 30, "start_date": START, "end_date": END} | given  # fmt: skip


def learner(office, serial=1, **given):
    """An apprentice of the programme; its id."""
    values = {"programme": office.programme, "employee_name": "张三", "start_date": START, "end_date": END,
              "employee_id_number": factories.identity_number(serial, born=date(1990, 5, serial))}  # fmt: skip
    with office.database.transaction("录入") as tx:
        return tx.insert(Apprentice, values | given)


def shown(office, entity, key, *names, day=DAY):
    with office.database.reading() as connection:
        (row,) = rows_of(connection, Query(entity, as_of=day), [key], names)
    return tuple(row.values[name] for name in names)


CERTIFIED = {"outcome": "2", "outcome_date": END, "award_level": "4", "award_date": date(2026, 3, 20)}
PEOPLE = {
    "certified": (CERTIFIED, 12, "5000.00"),
    "of a higher level": (CERTIFIED | {"award_level": "3"}, 12, "5000.00"),
    "of a lower level": (CERTIFIED | {"award_level": "5"}, 12, "4000.00"),
    "certified after the day": (CERTIFIED | {"award_date": date(2026, 4, 1)}, 12, "4000.00"),
    "without a certificate": ({"outcome": "2", "outcome_date": END}, 12, "4000.00"),
    "not said what came of it, but over": ({}, 12, "4000.00"),
    "begun later": (CERTIFIED | {"start_date": date(2025, 5, 1)}, 10, "4166.67"),
    "begun in the month": (CERTIFIED | {"start_date": date(2025, 5, 2)}, 9, "3750.00"),
    "left on the 15th": ({"outcome": "4", "outcome_date": date(2025, 9, 15)}, 6, "0.00"),
    "left at the end of a month": ({"outcome": "4", "outcome_date": date(2025, 8, 31)}, 6, "0.00"),
    "left the day before": ({"outcome": "4", "outcome_date": date(2025, 8, 30)}, 5, "0.00"),
    "removed": ({"outcome": "6", "outcome_date": date(2025, 9, 15)}, 6, "0.00"),
    "stayed on": (CERTIFIED | {"outcome": "3"}, 12, "5000.00"),
    "longer than filed": (CERTIFIED | {"end_date": date(2026, 3, 30), "outcome_date": None}, 12, "5000.00"),
    "subsidised before": (CERTIFIED | {"is_subsidised_before": True}, 12, "0.00"),
    "still in training": ({"end_date": DAY}, 13, None),
    "in another post": ({"outcome": "5", "outcome_date": END, "end_date": date(2026, 8, 31)}, 12, None),
    "over only later": ({"outcome": "2", "outcome_date": date(2026, 4, 1), "end_date": date(2026, 6, 30)}, 13, None),
}


@pytest.mark.parametrize("case", PEOPLE)
def test_a_person_is_subsidised_by_months_and_certificate(office, case):
    given, months, amount = PEOPLE[case]
    key = learner(office, **given)
    assert shown(office, Apprentice, key, "actual_months", "subsidy") == (months, amount and Decimal(amount))


def test_without_a_rate_nothing_is_computed_and_the_figure_says_so(office):
    learner(office, **CERTIFIED)
    with office.database.transaction("另一等级") as tx:
        tx.update(ApprenticeshipProgramme, office.programme, {"target_level": "3"})
    names = ("subsidy_rate", "subsidy_total", "subsidy_balance", "advance_limit")
    assert shown(office, ApprenticeshipProgramme, office.programme, *names) == (None,) * 4
    with office.database.reading() as connection:
        due, *_rest = apprenticeships.subsidies(connection, DAY)
    assert (due.value, due.more["note"]) == (None, "请填写本地文件号")


def test_totals_are_those_of_persons_less_what_was_advanced(office):
    learner(office, 1, **CERTIFIED)
    learner(office, 2, start_date=date(2025, 5, 1), outcome="2", outcome_date=END)
    claim = {"programme": office.programme, "applied_date": date(2025, 3, 20), "applied_amount": Decimal(7000)}
    with office.database.transaction("补贴") as tx:
        for kind, paid in (("1", "7000"), ("3", "500"), ("2", "900")):
            tx.insert(SubsidyClaim, claim | {"kind": kind, "paid_amount": Decimal(paid), "paid_date": date(2025, 4, 1)})
    names = ("subsidy_total", "subsidy_advanced", "subsidy_balance", "advance_limit")
    found = shown(office, ApprenticeshipProgramme, office.programme, *names)
    assert found == tuple(map(Decimal, ("8333.33", "6500.00", "1833.33", "75000.00")))
    assert shown(office, ApprenticeshipProgramme, office.programme, *names, day=date(2025, 3, 31))[:3] == (
        None, Decimal("0.00"), None,
    )  # fmt: skip


SCOPES = ("*", "210000", "210100", "210102", "210200", "4", "210100/4", "4/210100", "3", "3121000123", "3121000123/4",
          "210000/3121000123", "310000")  # fmt: skip


@pytest.mark.parametrize("region", ["210102", "210000", "210181", "110101", None])
def test_a_number_of_policy_is_the_same_in_sql_and_in_python(database, region):
    with database.transaction("准备") as tx:
        school = tx.insert(School, {"name": "甲校", "region": region, "level": "1", "school_code": "3121000123"})
        programme = tx.insert(ApprenticeshipProgramme, employed(school=school))
    for n, scope in enumerate(SCOPES, 1):
        with database.transaction("参数") as tx:
            row = {"key": "subsidy.rate", "scope": scope, "value": Decimal(n), "valid_from": date(2025, 1, 1)}
            tx.insert(PolicyParameter, row)
        own = ApprenticeshipProgramme.table()
        asked = policy_number("subsidy.rate", own.c.start_date, own.c.school_id, own.c.target_level)
        with database.reading() as connection:
            found = connection.execute(sa.select(asked).where(own.c.id == programme)).scalar()
            place = Place(region, ("3121000123", "4"))
            expected = policies(connection).value("subsidy.rate", START, place)
        assert found == (None if expected is None else int(expected * 10_000)), scope


@pytest.mark.parametrize(("day", "found"), [(date(2010, 1, 1), None), (date(2020, 1, 1), 5000)])
def test_what_the_program_ships_holds_where_the_file_has_nothing(database, day, found):
    own = PolicyParameter.table()
    with database.transaction("删去") as tx:
        rows = tx.connection.execute(sa.select(own.c.id).where(own.c.key == "subsidy.advance-share")).scalars().all()
        tx.delete(PolicyParameter, rows)
    with database.reading() as connection:
        assert connection.execute(sa.select(policy_number("subsidy.advance-share", day))).scalar() == found


GRADES = {
    "of excellent": ((90, 90, 90), "90", "1"),
    "just under": ((89, 90, 90), "89.7", "2"),
    "half up, then compared": (("79.9", 80, "79.8"), "79.9", "3"),
    "rounded up to good": ((80, 80, "79.8"), "80", "2"),  # 79.96
    "of sufficient": ((60, 60, 60), "60", "3"),
    "failed": ((60, 60, "59.5"), "59.9", "4"),
}


@pytest.mark.parametrize("case", GRADES)
def test_a_total_is_rounded_half_up_and_then_compared(office, case):
    scores, total, grade = GRADES[case]
    values = dict(zip(("theory_score", "practice_score", "attitude_score"), map(Decimal, scores), strict=True))
    key = learner(office)
    with office.database.transaction("考核") as tx:
        made = tx.insert(Assessment, {"apprentice": key, "kind": "1", "assessed_date": DAY} | values)
    assert shown(office, Assessment, made, "total", "grade") == (Decimal(total), grade)


def test_a_part_that_is_missing_makes_no_total(office):
    key = learner(office)
    with office.database.transaction("考核") as tx:
        made = tx.insert(Assessment, {"apprentice": key, "kind": "1", "theory_score": Decimal(90)})
    assert shown(office, Assessment, made, "total", "grade") == (None, None)


@pytest.mark.parametrize(
    ("more", "marks", "awaited"),
    [
        ({}, {}, True), ({}, {"theory_score": Decimal(60)}, False), ({}, {"result": "1"}, False),
        ({"outcome": "4", "outcome_date": date(2025, 9, 15)}, {}, False),
    ],
)  # fmt: skip
def test_an_assessment_is_awaited_of_somebody_who_is_still_there(office, more, marks, awaited):
    learner(office, 2)
    key = learner(office, **more)
    with office.database.transaction("考核") as tx:
        made = tx.insert(Assessment, {"apprentice": key, "kind": "1", "assessed_date": DAY} | marks)
    assert shown(office, Assessment, made, "is_awaited", day=date(2025, 12, 1)) == (awaited,)


def test_the_weights_of_the_city_count_there(office):
    key = learner(office)
    with office.database.transaction("考核") as tx:
        made = tx.insert(Assessment, {"apprentice": key, "kind": "1", "assessed_date": DAY, "theory_score": Decimal(100),
                                      "practice_score": Decimal(0), "attitude_score": Decimal(0)})  # fmt: skip
        for part, value in (("theory", "0.5"), ("practice", "0.4"), ("attitude", "0.1")):
            row = {"key": f"assessment.{part}-weight", "scope": "210100", "value": Decimal(value)}
            tx.insert(PolicyParameter, row | {"valid_from": date(2025, 1, 1)})
    assert shown(office, Assessment, made, "total") == (Decimal(50),)


TRAINING = {
    "in training": ({}, True), "its last day": ({"outcome": "4", "outcome_date": date(2025, 10, 31)}, True),
    "the day after": ({"outcome": "4", "outcome_date": date(2025, 10, 30)}, False),
    "without a date": ({"outcome": "4"}, False), "not begun": ({"start_date": date(2025, 11, 1)}, False),
    "ends on the day": ({"end_date": date(2025, 10, 31)}, True), "over": ({"end_date": date(2025, 10, 30)}, False),
    "in another post since": ({"outcome": "5", "outcome_date": date(2025, 9, 1)}, False),
}  # fmt: skip


@pytest.mark.parametrize("case", TRAINING)
def test_who_is_in_training_counts_with_the_mentor(office, case):
    given, counts = TRAINING[case]
    day = date(2025, 10, 31)
    with office.database.transaction("导师") as tx:
        mentor = tx.insert(Mentor, {"name": "李师傅", "enterprise": office.firm})
    key = learner(office, **given)
    with office.database.transaction("结对") as tx:
        tx.insert(MentorPairing, {"apprentice": key, "mentor": mentor, "from_date": START})
    names = ("apprentice_count", "mentor_count", "ratio")
    assert shown(office, ApprenticeshipProgramme, office.programme, *names, day=day) == (
        (1, 1, "1 : 1.0") if counts else (0, 0, None)
    )
    assert shown(office, Mentor, mentor, "apprentice_count", "programme_count", day=day) == (int(counts), int(counts))


@pytest.mark.parametrize(("several", "mentors", "ratio"), [(14, 3, "1 : 4.7"), (9, 4, "1 : 2.3"), (5, 4, "1 : 1.3")])
def test_the_ratio_is_rounded_half_up(office, several, mentors, ratio):
    with office.database.transaction("导师") as tx:
        keys = tx.insert_many(
            Mentor, [{"name": f"师傅{'甲乙丙丁'[n]}", "enterprise": office.firm} for n in range(mentors)]
        )
    for n in range(several):
        learner(office, n + 1, mentor=keys[n % mentors])
    assert shown(office, ApprenticeshipProgramme, office.programme, "ratio", day=START) == (ratio,)


def test_documents_count_by_kind_once_approved(office):
    with office.database.transaction("标准") as tx:
        for kind, version, day in (
            ("1", "一", START),
            ("1", "二", START),
            ("2", "一", None),
            ("3", "一", date(2026, 4, 1)),
        ):
            row = {"programme": office.programme, "kind": kind, "version": version, "approved_date": day}
            tx.insert(StandardDocument, row)
    assert shown(office, ApprenticeshipProgramme, office.programme, "document_count") == (1,)


def test_qualified_are_those_of_the_day_of_who_had_begun(office):
    for serial, given in enumerate((CERTIFIED, {"outcome": "3", "outcome_date": END}, {"outcome": "4", "outcome_date": date(2025, 9, 1)},
                                    {"outcome": "5", "outcome_date": END}, {"start_date": date(2026, 4, 1), "end_date": date(2026, 12, 1)}, {}), 1):  # fmt: skip
        learner(office, serial, **given)
    for day, part, whole in ((DAY, 2, 4), (date(2025, 12, 31), 0, 5), (date(2025, 8, 1), 0, 5)):
        with office.database.reading() as connection:
            (found,) = apprenticeships.qualified(connection, day)
        assert (found.numerator, found.denominator) == (part, whole), day


def test_a_student_gives_name_number_and_class_to_the_apprentice(office):
    with office.database.transaction("学生") as tx:
        student = tx.insert(Student, factories.student(3, phone="13000000001"))
    key = learner(office, student=student, identity="1", employee_name=None, employee_id_number=None)
    expected = factories.student(3)
    assert shown(office, Apprentice, key, "name", "id_number", "phone", "student_number") == (
        expected["name"], expected["id_number"], "13000000001", expected["student_number"],
    )  # fmt: skip
