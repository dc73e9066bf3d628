"""A session goes on by acts, by seats and by results, and never back but by a correction: every arrow and every non-arrow."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from models.acts.catalogue import acts_of
from models.acts.exam_sessions import EXAM_SESSIONS
from models.database.errors import Invalid
from models.entities.certificates import Certificate, ExamRegistration, ExamResult, ExamRoom, ExamSession
from models.entities.people import Student
from models.entities.programmes import Major
from tests import factories
from tests.models.acts.conftest import DAY
from tests.models.acts.test_exams import HELD, done, exam, registered, row_of, said  # noqa: F401 - a fixture

MACHINE = {  # act -> what is given, from which states to which
    "开放报名": ({}, {"1": "2"}),
    "截止报名": ({}, {"2": "3"}),
    "公布成绩": ({"published_date": HELD}, {"4": "5"}),
    "归档批次": ({}, {"5": "6"}),
}


def status_of(school):
    return row_of(school, ExamSession, school.session)["status"]


def put(school, **values):
    with school.database.transaction("状态") as tx:
        tx.update_stored(ExamSession, school.session, values)


@pytest.mark.parametrize("state", "123456")
@pytest.mark.parametrize("name", MACHINE)
def test_the_machine_of_sessions(exam, name, state):  # noqa: F811 - the fixture
    put(exam, status=state)
    given, steps = MACHINE[name]
    made = exam.plan([(name, exam.session, given)])
    if state not in steps:
        assert said(made)[0] == {0: ("status", "illegal-transition")}
        return
    done(exam, name, exam.session, **given)
    assert status_of(exam) == steps[state]


def test_no_arrow_of_sessions_is_left_out():
    assert {act.label for act in EXAM_SESSIONS} == MACHINE.keys() | {"更正批次状态"}
    assert {act.label for act in acts_of("exam_session")} == {
        *MACHINE, "更正批次状态", "排座", "重新编排", "补报名",
    }  # fmt: skip


def test_a_status_is_put_right_with_a_reason_and_by_no_other_hand(exam):  # noqa: F811
    done(exam, "更正批次状态", exam.session, status="4", reason="提前开考")
    row = row_of(exam, ExamSession, exam.session)
    assert (row["status"], row["remark"]) == ("4", "提前开考")
    assert exam.refusal("更正批次状态", exam.session, status="4", reason="再改") == ("status", "duplicate")
    with pytest.raises(Invalid, match="只能通过办理改变"), exam.database.transaction("改") as tx:
        tx.update(ExamSession, exam.session, {"status": "1"})


@pytest.mark.parametrize(("held", "told"), [(DAY, ("exam_date", "out-of-range")), (DAY + timedelta(days=1), None)])
def test_registration_is_not_opened_for_what_was_held(exam, held, told):  # noqa: F811
    put(exam, status="1", exam_date=held)
    refused = exam.plan([("开放报名", exam.session, {})]).refused
    assert [(field, c.code) for field, c in refused.values()] == ([told] if told else [])


def test_closing_counts_who_is_not_through(exam):  # noqa: F811
    for n, status in enumerate("124"):
        registered(exam, n, status=status)
    assert list(exam.plan([("截止报名", exam.session, {})]).notes.values()) == [("还有 1 人待审核", "还有 1 人未缴费")]
    put(exam, fee=Decimal(0))
    assert list(exam.plan([("截止报名", exam.session, {})]).notes.values()) == [("还有 1 人待审核",)]


def test_results_are_published_when_all_who_sat_have_one(exam):  # noqa: F811
    put(exam, status="4")
    first, second = (registered(exam, n, status="5") for n in (0, 1))
    registered(exam, 2, status="9")
    given = {"published_date": HELD}
    done(exam, "登记成绩", first, theory_score=Decimal(70))
    assert exam.refusal("公布成绩", exam.session, **given) == ("status", "required")
    done(exam, "登记成绩", second, attendance="2")
    early = {"published_date": HELD - timedelta(days=1)}
    assert exam.refusal("公布成绩", exam.session, **early) == ("published_date", "out-of-range")
    own = date(2026, 4, 20)
    with exam.database.transaction("公布") as tx:
        tx.update(ExamResult, exam.rows(ExamResult)[0]["id"], {"published_date": own})
    done(exam, "公布成绩", exam.session, **given)
    assert [row["published_date"] for row in exam.rows(ExamResult)] == [own, HELD]


LEADS = [("1", "5", "3"), ("2", "5", "3"), ("3", "5", "3"), ("4", "5", "4"), ("2", "6", "4"), ("3", "7", "4"), ("3", "8", "4"),
         ("5", "6", "5"), ("6", "7", "6"), ("2", "4", "2"), ("2", "9", "2")]  # fmt: skip


@pytest.mark.parametrize(("before", "registration", "after"), LEADS)
def test_registrations_lead_their_session_on_and_never_back(exam, before, registration, after):  # noqa: F811
    put(exam, status=before)
    registered(exam, status=registration)
    assert status_of(exam) == after


def test_results_by_hand_and_by_act_lead_the_session_on(exam):  # noqa: F811
    key, other = registered(exam, 0), registered(exam, 1)
    with exam.database.transaction("有座") as tx:
        tx.update_stored(ExamRegistration, other, {"status": "5"})
    assert status_of(exam) == "2"
    done(exam, "登记成绩", other, theory_score=Decimal(70))
    assert status_of(exam) == "4"
    put(exam, status="2")
    with exam.database.transaction("成绩") as tx:
        tx.insert(ExamResult, {"registration": key, "theory_score": Decimal(70)})
    assert (row_of(exam, ExamRegistration, key)["status"], status_of(exam)) == ("6", "4")


# --- who comes late


@pytest.fixture
def seated(exam):  # noqa: F811
    """Two of the three have seats in a room of four."""
    put(exam, station_code="2107")
    with exam.database.transaction("考场") as tx:
        exam.room = tx.insert(ExamRoom, {"session": exam.session, "number": 1, "capacity": 4, "columns": 1})
    for n in (0, 1):
        registered(exam, n, status="4")
    done(exam, "排座", exam.session)
    return exam


def seat_all_anew(school):
    done(school, "重新编排", school.session)


def seats_of(school):
    return {
        row["student_id"]: (row["seat"], row["ticket_number"], row["status"]) for row in school.rows(ExamRegistration)
    }


def test_who_comes_late_sits_on_a_free_seat_and_nobody_moves(seated):
    before = seats_of(seated)
    assert status_of(seated) == "3"
    made = done(seated, "补报名", seated.session, student=seated.students[2], is_fee_paid=True)
    after = seats_of(seated)
    seat, ticket, status = after.pop(seated.students[2])
    assert (after, status, ticket) == (before, "5", f"2107{HELD:%Y%m%d}01{seat:02}")
    assert seat not in {one[0] for one in before.values()}
    assert [f"坐第 1 考场 {seat} 号" in words for words in made.notes[0]] == [True]
    assert row_of(seated, ExamRegistration, seated.rows(ExamRegistration)[-1]["id"])["fee"] == Decimal(300)
    assert seated.refusal("补报名", seated.session, student=seated.students[2]) == ("session", "duplicate")


def test_a_number_given_before_is_given_to_nobody_else(seated):
    gone = min(seated.rows(ExamRegistration), key=lambda row: row["seat"])
    done(seated, "移出考场", gone["id"])
    done(seated, "补报名", seated.session, student=seated.students[2], is_fee_paid=True)
    free = {1, 2, 3, 4} - {row["seat"] for row in seated.rows(ExamRegistration)} - {gone["seat"]}
    assert (len(free), seats_of(seated)[seated.students[2]][0] != gone["seat"]) == (1, True)


@pytest.mark.parametrize(
    ("paid", "fee", "status"), [(None, 300, "1"), (False, 300, "1"), (True, 300, "5"), (None, 0, "5")]
)
def test_who_has_not_paid_has_no_seat_yet(seated, paid, fee, status):
    put(seated, fee=Decimal(fee))
    done(seated, "补报名", seated.session, student=seated.students[2], is_fee_paid=paid)
    assert seats_of(seated)[seated.students[2]][2] == status


def test_late_registration_after_the_day_of_the_examination(seated):
    """The body may have a result of somebody nobody registered."""
    put(seated, exam_date=DAY - timedelta(days=1))
    done(seated, "补报名", seated.session, student=seated.students[2], is_fee_paid=True)
    key = seated.rows(ExamRegistration)[-1]["id"]
    done(seated, "登记成绩", key, theory_score=Decimal(80), practice_score=Decimal(80))
    assert row_of(seated, ExamRegistration, key)["status"] == "6"


def test_when_nobody_can_be_registered_late(exam, seated):  # noqa: F811
    late, given = "补报名", {"student": seated.students[2], "is_fee_paid": True}
    with seated.database.transaction("坐满") as tx:
        tx.update(ExamRoom, seated.room, {"capacity": 2})
    seat_all_anew(seated)
    assert seated.refusal(late, seated.session, **given) == ("code", "out-of-range")
    with seated.database.transaction("证件") as tx:
        tx.update_stored(Student, seated.students[2], {"id_number": None})
    assert seated.refusal(late, seated.session, **given) == ("student", "required")
    with seated.database.transaction("另一批") as tx:
        values = {"code": "B", "certificate": seated.certificate, "exam_date": HELD}
        other = tx.insert(ExamSession, values)
    assert seated.refusal(late, other, **given) == ("code", "illegal-transition")


# --- for whom a certificate is


@pytest.fixture
def described(exam):  # noqa: F811
    """Students of a major that a description names the certificate for, and of one that is described without it."""
    with exam.database.transaction("专业") as tx:
        exam.logistics = tx.insert(Major, {"name": "物流服务与管理", "code": "730801"})
        exam.other = tx.insert(Major, {"name": "会计事务", "code": "730301"})
        exam.unheard = tx.insert(Major, {"name": "某专业", "code": "799999"})
        certificate = tx.insert(Certificate, {"name": "物流管理", "level": "2", "total_pass": 60})
        tx.update(ExamSession, exam.session, {"certificate": certificate})
        exam.learners = {
            major: tx.insert(Student, factories.student(n) | {"major": major})
            for n, major in enumerate((exam.logistics, exam.other, exam.unheard), 700)
        }
    exam.certificate = certificate
    return exam


def doubts(school, major):
    made = school.plan([("报名", school.learners[major], {"session": school.session})])
    return [c.message for field, c in made.warnings.get(0, ()) if "专业" in c.message]


def test_a_certificate_that_is_not_for_the_major_is_named_as_unverified(described):
    words = ["专业简介（2022 年，未核对）没有把这个证书列给专业“会计事务”"]
    found = {major: doubts(described, major) for major in described.learners}
    assert found == {described.logistics: [], described.other: words, described.unheard: []}


def test_what_the_office_set_goes_before_descriptions(described):
    with described.database.transaction("专业") as tx:
        tx.update(Certificate, described.certificate, {"majors": [described.other]})
    words = ["专业“物流服务与管理”不在这个证书的对应专业里"]
    assert [doubts(described, major) for major in (described.logistics, described.other)] == [words, []]


def test_majors_are_suggested_from_descriptions(described):
    with described.database.transaction("别的") as tx:
        unknown = tx.insert(Certificate, {"name": "没人听说过", "level": "2", "total_pass": 60})
    act = "按专业简介填对应专业"
    assert described.refusal(act, unknown) == ("name", "required")
    made = done(described, act, described.certificate)
    assert [c.message for _f, c in made.warnings[0]] == ["按专业简介（2022 年，未核对）填上：物流服务与管理，请核对"]
    assert described.refusal(act, described.certificate) == ("majors", "duplicate")
    assert doubts(described, described.logistics) == []
