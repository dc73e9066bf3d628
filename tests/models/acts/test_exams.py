"""What is done to registrations, results, certificates and credits: every arrow and every non-arrow, as tables."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from models.acts.applying import apply
from models.acts.catalogue import act_named, acts_of
from models.acts.exam_registrations import EXAM_REGISTERING
from models.acts.planning import offered, plan
from models.database.query import Query
from models.database.results import rows_of
from models.entities.certificates import (
    Certificate,
    CertificateAward,
    CreditConversion,
    ExamRegistration,
    ExamResult,
    ExamSession,
)
from models.entities.people import Student
from tests.models.acts.conftest import DAY
from tests.models.acts.test_mechanism import counted

HELD = DAY + timedelta(days=30)
NUMBER = "202521000001"
STATES = "123456789"
WHY = {"reason": "核实后更正"}
MACHINE = {  # act -> what is given, from which states to which
    "报名审核通过": ({}, {"1": "2"}),
    "退回报名": (WHY, {"1": "3"}),
    "重新报名": ({}, {"3": "1"}),
    "报名缴费": ({}, {"2": "4"}),
    "取消报名": ({}, {"1": "9", "2": "9", "3": "9", "4": "9"}),
    "登记成绩": ({"theory_score": Decimal(70), "practice_score": Decimal(80)}, {"5": "6", "6": "6", "7": "6", "8": "6"}),
    "认定违纪": (WHY, {"6": "8"}),
    "更正考试状态": (WHY, {"7": "6", "8": "6"}),
}  # fmt: skip
CONVERSIONS = {
    "批准学分认定": ({"approved_date": DAY}, {"1": "2"}),
    "驳回学分认定": ({}, {"1": "3"}),
    "重新申请学分认定": ({}, {"3": "1"}),
}


@pytest.fixture
def exam(school):
    """The school with a certificate, and a session to come."""
    with school.database.transaction("证书") as tx:
        school.certificate = tx.insert(
            Certificate,
            {"name": "数控车铣加工", "level": "2", "theory_pass": Decimal(60), "practice_pass": Decimal(60),
             "theory_weight": Decimal("0.4"), "practice_weight": Decimal("0.6")},
        )  # fmt: skip
        school.session = tx.insert(
            ExamSession,
            {"code": "A1", "certificate": school.certificate, "exam_date": HELD, "fee": Decimal(300), "status": "2"},
        )
    return school


def registered(school, n=0, **more):
    """A registration of a student in a state."""
    row = {"session": school.session, "certificate": school.certificate, "student": school.students[n], "status": "1"}
    with school.database.transaction("报名") as tx:
        return tx.insert(ExamRegistration, row | more)


def scored(school, key, theory=70, practice=80, **more):
    with school.database.transaction("成绩") as tx:
        values = {"theory_score": Decimal(theory), "practice_score": Decimal(practice)}
        return tx.insert(ExamResult, {"registration": key} | values | more)


def done(school, name, subject, **given):
    made = school.plan([(name, subject, given)])
    assert not made.refused, made.refused
    with school.database.transaction(made.name) as tx:
        apply(tx, made)
    return made


def row_of(school, entity, key):
    return next(row for row in school.rows(entity) if row["id"] == key)


def awarded(school, n=0):
    key = registered(school, n, status="5")
    scored(school, key)
    done(school, "发证", key, number=f"{NUMBER}{n}", issued_date=DAY)
    return school.rows(CertificateAward)[-1]["id"]


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("name", MACHINE)
def test_the_machine_of_registrations(exam, name, state):
    given, steps = MACHINE[name]
    key = registered(exam, status=state)
    made = exam.plan([(name, key, given)])
    if state not in steps:
        ((field, complaint),) = made.refused.values()
        assert (field, complaint.code) == ("status", "illegal-transition")
        return
    done(exam, name, key, **given)
    assert row_of(exam, ExamRegistration, key)["status"] == steps[state]


@pytest.mark.parametrize("state", "123")
@pytest.mark.parametrize("name", CONVERSIONS)
def test_the_machine_of_conversions(exam, name, state):
    award = awarded(exam)
    with exam.database.transaction("学分") as tx:
        values = {"student": exam.students[0], "award": award, "course_name": "数控编程", "credits": Decimal(4)}
        key = tx.insert(CreditConversion, values | {"status": state})
    given, steps = CONVERSIONS[name]
    made = exam.plan([(name, key, given)])
    if state not in steps:
        ((field, complaint),) = made.refused.values()
        assert (field, complaint.code) == ("status", "illegal-transition")
        return
    done(exam, name, key, **given)
    row = row_of(exam, CreditConversion, key)
    assert (row["status"], row["approved_date"]) == (steps[state], DAY if steps[state] == "2" else None)


def test_no_arrow_is_left_out():
    """Every act that leads a registration or a conversion on stands in a table above; seating has its own."""
    leading = {act.label for act in EXAM_REGISTERING if act.entity == "exam_registration"} | {"登记成绩"}
    assert leading == MACHINE.keys()
    assert {act.label for act in acts_of("credit_conversion")} == CONVERSIONS.keys()


def said(made):
    refused = {n: (field, complaint.code) for n, (field, complaint) in made.refused.items()}
    return refused, {n: [(f, c.code) for f, c in told] for n, told in made.warnings.items()}


def test_ticked_students_are_registered_with_a_verdict_each(exam):
    registered(exam, 1)
    with exam.database.transaction("证件") as tx:
        tx.update_stored(Student, exam.students[2], {"id_number": None})
    given = {"session": exam.session}
    with exam.database.reading() as connection:
        made = plan(connection, act_named("报名"), exam.students, given, day=DAY)
    assert said(made) == (
        {1: ("session", "duplicate"), 2: ("student", "required")},
        {0: [("student", "required")]},  # without a photograph
    )


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"exam_date": DAY}, ("session", "out-of-range")),
        ({"exam_date": DAY + timedelta(days=1)}, None),
        ({"register_until": DAY - timedelta(days=1)}, [("session", "out-of-range")]),
        ({"register_until": DAY}, []),
    ],
)
def test_registration_by_the_days_of_the_session(exam, change, told):
    with exam.database.transaction("日期") as tx:
        tx.update(ExamSession, exam.session, change)
    made = exam.plan([("报名", exam.students[0], {"session": exam.session})])
    if isinstance(told, tuple):
        assert said(made)[0] == {0: told}
    elif told is not None:
        assert [one for one in said(made)[1][0] if one[0] == "session"] == told
    else:
        assert not made.refused


def test_who_holds_the_certificate_or_leaves_before_the_day_is_named(exam):
    awarded(exam)
    with exam.database.transaction("批次") as tx:
        other = tx.insert(ExamSession, {"code": "A2", "certificate": exam.certificate, "exam_date": HELD})
    made = exam.plan([("报名", exam.students[0], {"session": other})])
    assert [one for one in said(made)[1][0] if one == ("session", "conflict")] == [
        ("session", "conflict")
    ] * 2  # and the same day
    exam.do("退学", exam.students[1], change_date=DAY)
    assert exam.refusal("报名", exam.students[1], session=other) == ("student", "illegal-transition")


def test_who_cancelled_may_register_again(exam):
    key = registered(exam)
    done(exam, "取消报名", key, reason="放弃")
    assert row_of(exam, ExamRegistration, key)["remark"] == "放弃"
    done(exam, "报名", exam.students[0], session=exam.session)
    assert [row["status"] for row in exam.rows(ExamRegistration)] == ["9", "1"]


def test_a_fee_is_that_of_the_session_and_none_is_asked_where_there_is_none(exam):
    key = registered(exam, status="2")
    done(exam, "报名缴费", key)
    row = row_of(exam, ExamRegistration, key)
    assert (row["status"], row["is_fee_paid"], row["fee"]) == ("4", True, Decimal(300))
    with exam.database.transaction("免费") as tx:
        tx.update(ExamSession, exam.session, {"fee": Decimal(0)})
    assert exam.refusal("报名缴费", registered(exam, 1, status="2")) == ("fee", "illegal-transition")


@pytest.mark.parametrize(
    ("given", "state"),
    [
        ({"theory_score": Decimal(50)}, "6"),
        ({"attendance": "2"}, "7"),
        ({"theory_score": "缺考"}, "7"),
        ({"attendance": "3"}, "8"),
        ({"attendance": "4"}, "5"),
    ],
)
def test_a_result_moves_its_registration_by_act_and_by_form(exam, given, state):
    done(exam, "登记成绩", by_act := registered(exam, 0, status="5"), **given)
    by_form = registered(exam, 1, status="5")
    with exam.database.transaction("成绩") as tx:
        tx.insert(ExamResult, {"registration": by_form, **given})
    assert [row_of(exam, ExamRegistration, key)["status"] for key in (by_act, by_form)] == [state, state]


def test_correcting_who_was_there_corrects_the_result_too(exam):
    key = registered(exam, status="5")
    result = scored(exam, key)
    done(exam, "认定违纪", key, reason="夹带")
    assert row_of(exam, ExamResult, result)["attendance"] == "3"
    done(exam, "更正考试状态", key, reason="复核")
    assert row_of(exam, ExamResult, result)["attendance"] == "1"


@pytest.mark.parametrize(
    ("theory", "practice", "told"),
    [(60, 60, None), (59.9, 90, ("is_passed", "conflict")), (None, None, ("is_passed", "conflict"))],
)
def test_only_who_passed_is_awarded_and_once(exam, theory, practice, told):
    key = registered(exam, status="5")
    if theory is not None:
        scored(exam, key, theory, practice)
    if told:
        assert exam.refusal("发证", key, number=NUMBER) == told
        return
    done(exam, "发证", key, number=NUMBER, issued_date=DAY)
    (row,) = exam.rows(CertificateAward)
    assert (row["registration_id"], row["student_id"], row["issued_date"]) == (key, exam.students[0], DAY)
    assert exam.refusal("发证", key, number="202521000002") == ("registration", "duplicate")
    done(exam, "撤销证书", row["id"], reason="成绩复核")
    done(exam, "发证", key, number="202521000002")


def test_a_certificate_is_received_once_and_not_before_it_was_issued(exam):
    award = awarded(exam)
    assert exam.refusal("领取证书", award, received_date=DAY - timedelta(days=1)) == ("received_date", "out-of-range")
    done(exam, "领取证书", award, received_date=DAY)
    with exam.database.reading() as connection:
        (student,) = rows_of(connection, Query(Student), [exam.students[0]], ["name"])
    assert row_of(exam, CertificateAward, award)["receiver"] == student.values["name"]
    assert exam.refusal("领取证书", award, received_date=DAY) == ("received_date", "illegal-transition")


def test_credits_are_granted_once_a_course_with_the_score_of_the_level(exam):
    first = awarded(exam)
    done(exam, "认定学分", first, course_name="数控编程", credits=Decimal(4), approved_date=DAY)
    (row,) = exam.rows(CreditConversion)
    assert (row["status"], row["score"], row["credits"]) == ("2", Decimal(85), Decimal(4))
    assert exam.refusal("认定学分", first, course_name="数控编程", credits=Decimal(2)) == ("course_name", "duplicate")
    made = exam.plan([("认定学分", first, {"course_name": "机械基础", "credits": Decimal(20)}) for _n in range(1)])
    assert said(made) == ({}, {})
    done(exam, "认定学分", first, course_name="机械基础", credits=Decimal(20))
    made = exam.plan([("认定学分", first, {"course_name": "公差", "credits": Decimal("6.5")})])
    assert said(made) == ({}, {0: [("credits", "out-of-range")]})  # 30.5 of 30
    made = done(exam, "撤销证书", first, reason="作废")
    assert said(made)[1] == {0: [("number", "conflict")]}
    assert exam.refusal("认定学分", first, course_name="英语", credits=Decimal(1)) == (
        "is_revoked",
        "illegal-transition",
    )


@pytest.mark.parametrize(
    ("credits", "found"), [(Decimal(30), {}), (Decimal("30.5"), {0: [("credits", "out-of-range")]})]
)
def test_a_course_that_was_refused_counts_no_more_and_is_asked_for_again(exam, credits, found):  # noqa: A002 - its name
    first = awarded(exam)
    done(exam, "认定学分", first, course_name="数控编程", credits=Decimal(20))
    (row,) = exam.rows(CreditConversion)
    done(exam, "驳回学分认定", row["id"])
    made = exam.plan([("认定学分", first, {"course_name": "数控编程", "credits": credits})])
    assert said(made) == ({}, found)


def test_a_menu_says_why_not(exam):
    key = registered(exam, status="9")
    with exam.database.reading() as connection:
        greyed = offered(connection, acts_of("exam_registration"), [key], date(2026, 3, 10))
    assert all(told for act, told in greyed.items() if act.label in MACHINE)


def test_many_are_planned_with_the_statements_of_one(exam):
    numbers = []
    for count in (1, 3):
        with exam.database.reading() as connection, counted(exam.database) as statements:
            plan(connection, act_named("报名"), exam.students[:count], {"session": exam.session}, day=DAY)
        numbers.append(len(statements))
    assert numbers[1] <= numbers[0]  # the name of one record stands in that of the act
