"""A session on its page: counts that subtract exactly, rates with their parts, scores by tens against the certificate's own line."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest

from models.database.results import ids_of
from models.entities.certificates import (
    Certificate,
    CertificateAward,
    CreditConversion,
    EvaluationBody,
    ExamRegistration,
    ExamResult,
    ExamSession,
)
from models.entities.people import Student
from models.schema.codes import table
from models.statistics.session_views import STEPS, session_view, stages
from tests import factories

DAY, HELD = date(2025, 11, 20), date(2025, 11, 8)


class Exam:
    """A session and hands to bring candidates as far as they come."""

    def __init__(self, database, **session):
        self.database, self.serial = database, 0
        with database.transaction("考试") as tx:
            weights = {"theory_weight": Decimal("0.3"), "practice_weight": Decimal("0.7")}
            self.certificate = tx.insert(
                Certificate, {"name": "数控车铣加工", "level": "2", "total_pass": 70} | weights
            )
            held = {"code": "2025-2", "certificate": self.certificate, "exam_date": HELD, "fee": 280, "planned": 20}
            self.session = tx.insert(ExamSession, held | session)

    def come(self, status, result=None, *, award=False, credit="", **student):
        self.serial += 1
        with self.database.transaction("报名") as tx:
            who = tx.insert(Student, factories.student(self.serial, **student))
            values = {"session": self.session, "certificate": self.certificate, "student": who, "status": status}
            key = tx.insert(ExamRegistration, values)
            if result is not None:
                tx.insert(ExamResult, {"registration": key, **result})
            if award:
                held = {"registration": key, "certificate": self.certificate, "student": who}
                given = tx.insert(CertificateAward, held | {"number": f"SK2250{self.serial:04}", "issued_date": DAY})
                if credit:
                    values = {"student": who, "award": given, "course_name": "数控", "credits": 4, "status": credit}
                    tx.insert(CreditConversion, values)
        return key

    def view(self):
        with self.database.reading() as connection:
            return session_view(connection, self.session, DAY)

    def ids(self, query):
        with self.database.reading() as connection:
            return set(ids_of(connection, query))


def scored(total, attendance="1"):
    return {"theory_score": total, "practice_score": total, "attendance": attendance}


@pytest.fixture
def exam(database):
    """One or more at every step, and one who cheated: he was there, but did not pass."""
    made = Exam(database)
    made.keys = {
        "out": [made.come("3"), made.come("9")], "entered": [made.come("1")], "approved": [made.come("2")],
        "paid": [made.come("4"), made.come("4")], "seated": [made.come("5")], "absent": [made.come("7", scored(None, "2"))],
        "later": [made.come("5", {"attendance": "4"})], "cheated": [made.come("8", scored(90, "3"))],
        "failed": [made.come("6", scored(Decimal("69.9")))], "passed": [made.come("6", scored(70)), made.come("6", scored(88))],
        "issued": [made.come("6", scored(95), award=True), made.come("6", scored(79), award=True, credit="3")],
        "credited": [made.come("6", scored(75), award=True, credit="2")],
    }  # fmt: skip
    return made


def test_every_step_says_who_took_it_and_who_did_not(exam):
    view = exam.view()
    assert [(door.passed.count, door.waiting.count) for door in view.doors] == [
        (14, 2), (13, 1), (12, 1), (10, 2), (7, 3), (3, 2), (1, 2),
    ]  # fmt: skip
    assert (view.out.count, view.absent.count, view.deferred.count, view.good.count) == (2, 1, 1, 5)
    assert (view.failed.count, view.awards.count) == (2, 3)


def test_who_evaluates_is_named_where_somebody_does(exam):
    assert exam.view().body is None
    with exam.database.transaction("评价组织") as tx:
        body = tx.insert(EvaluationBody, {"name": "示例评价组织"})
        tx.update(Certificate, exam.certificate, {"evaluation_body": body})
    assert exam.view().body == (body, "示例评价组织")


def test_counts_subtract_exactly(exam):
    doors, view = exam.view().doors, exam.view()
    for before, after in pairwise(doors[:5]):
        assert before.passed.count - after.waiting.count == after.passed.count
    assert doors[4].passed.count - view.failed.count == view.good.count
    assert view.good.count - doors[5].waiting.count == doors[5].passed.count
    assert doors[5].passed.count - doors[6].waiting.count == doors[6].passed.count


def test_a_number_is_the_list_it_opens(exam):
    view = exam.view()
    for figure in [
        *(door.passed for door in view.doors),
        *(door.waiting for door in view.doors),
        view.absent,
        view.deferred,
    ]:
        assert len(exam.ids(figure.query)) == figure.count
    assert exam.ids(view.absent.query) == set(exam.keys["absent"])
    assert exam.ids(view.deferred.query) == set(exam.keys["later"])
    assert exam.ids(view.doors[6].waiting.query) == set(exam.keys["issued"])


def test_rates_are_those_of_the_register(exam):
    values = exam.view().row.values
    assert (values["registered"], values["sat"], values["passed"]) == (14, 7, 5)
    assert exam.view().doors[0].passed.count == values["registered"]
    assert exam.view().doors[4].passed.count == values["sat"]


def test_scores_stand_by_tens_against_the_line_of_the_certificate(exam):
    scores = exam.view().scores
    assert [(bar.first, bar.people, bar.passed) for bar in scores.bars] == [
        (None, 0, 0), (40, 0, 0), (50, 0, 0), (60, 1, 0), (70, 3, 3), (80, 1, 1), (90, 1, 1),
    ]  # fmt: skip
    assert (scores.line, scores.failed) == (70, 1)
    assert scores.mean == Decimal("79.5")


@pytest.mark.parametrize(
    ("total", "passed"), [(Decimal("69.9"), False), (70, True), (Decimal("70.1"), True), (Decimal("69.94"), False)]
)
def test_half_a_point_below_the_line_is_not_on_it(database, total, passed):
    exam = Exam(database)
    exam.come("6", scored(Decimal(str(total)).quantize(Decimal("0.1"))))
    assert (exam.view().good.count == 1) is passed


def test_a_score_beyond_both_ends_stands_in_the_last_bar(database):
    exam = Exam(database)
    for total in (0, Decimal("39.9"), 40, 100, 120):
        exam.come("6", scored(total))
    assert [bar.people for bar in exam.view().scores.bars] == [2, 1, 0, 0, 0, 0, 2]


def test_where_nothing_is_to_be_paid_who_is_approved_may_be_seated(database):
    exam = Exam(database, fee=0)
    exam.come("2")
    view = exam.view()
    assert [door.passed.count for door in view.doors[:4]] == [1, 1, 1, 0]
    assert view.doors[3].waiting.count == 1


def test_what_is_wrong_comes_first_then_what_waits(exam):
    view = exam.view()
    told = [(matter.key, matter.figure.count, matter.wrong) for matter in view.matters]
    assert told == [("photo", 14, False), ("issue", 2, False), ("credit", 2, False)]
    assert view.examined
    assert view.held


def test_before_the_examination_steps_to_a_seat_are_open(database):
    exam = Exam(database)
    for status in "1234":
        exam.come(status)
    view = exam.view()
    told = [(matter.key, matter.figure.count) for matter in view.matters]
    assert told == [("photo", 3), ("check", 1), ("pay", 1), ("seat", 1)]
    assert not view.examined


def test_candidates_are_listed_with_class_marks_and_what_came_of_them(exam):
    view = exam.view()
    found = {one.id: one for one in view.candidates}
    assert len(found) == len(view.candidates) == view.every.count
    told = {
        name: [(found[key].attendance, found[key].total, found[key].passed, found[key].marked, bool(found[key].number), found[key].credits) for key in keys]
        for name, keys in exam.keys.items() if name != "out"
    }  # fmt: skip
    assert told["seated"] == [(None, None, None, True, False, None)]
    assert told["absent"] == [("2", None, False, False, False, None)]
    assert told["failed"] == [("1", Decimal("69.9"), False, True, False, None)]
    assert told["issued"] == [("1", 95, True, True, True, None), ("1", 79, True, True, True, None)]  # one was refused
    assert told["credited"] == [("1", 75, True, True, True, Decimal(4))]
    assert {one.doubt for one in view.candidates} == {"doubted"}


def test_a_result_without_a_mark_it_is_judged_by_is_not_complete(database):
    exam = Exam(database)
    exam.come("6", {"theory_score": Decimal(80)})
    exam.come("6", scored(80))
    exam.come("7", {"attendance": "2"})
    assert sorted((one.complete, one.absent) for one in exam.view().candidates) == [
        (False, False), (True, False), (True, True),
    ]  # fmt: skip


def test_steps_of_every_session_are_counted_as_its_own_page_counts_them(exam, database):
    other = Exam.__new__(Exam)
    other.database, other.serial, other.certificate = database, 90, exam.certificate
    with database.transaction("另一批") as tx:
        values = {"code": "2025-3", "certificate": exam.certificate, "exam_date": HELD, "fee": 280}
        other.session = tx.insert(ExamSession, values)
    other.come("1")
    with database.reading() as connection:
        found = stages(connection, DAY)
    assert found[other.session] == {"1": 1}
    view = exam.view()
    assert sum(found[exam.session].values()) == view.every.count + view.out.count
    assert found[exam.session]["7"] == view.doors[6].waiting.count
    assert (found[exam.session]["4"], found[exam.session]["4-"]) == (1, 2)  # one waits for a result


def test_one_person_registered_twice_is_told(database):
    exam = Exam(database)
    number = factories.identity_number(500)
    with database.transaction("社会考生") as tx:
        for status in ("4", "1"):
            values = {
                "session": exam.session,
                "certificate": exam.certificate,
                "candidate_kind": "2",
                "candidate_name": "关外人",
            }
            if status == "1":
                who = tx.insert(Student, factories.student(500))
                values = {"session": exam.session, "certificate": exam.certificate, "student": who}
            else:
                values["candidate_id_number"] = number
            tx.insert(ExamRegistration, values | {"status": status})
    (twice,) = [matter for matter in exam.view().matters if matter.key == "twice"]
    assert (twice.figure.count, twice.wrong) == (2, True)


def test_the_session_before_of_the_same_certificate_and_level(exam, database):
    assert exam.view().before == {}
    with database.transaction("以前") as tx:
        other = tx.insert(Certificate, {"name": "数控车铣加工", "level": "3", "total_pass": 70})
        for code, certificate, day in (
            ("A", exam.certificate, date(2025, 5, 1)), ("B", exam.certificate, date(2025, 6, 1)), ("C", other, date(2025, 7, 1)),
            ("D", exam.certificate, date(2025, 12, 1)),
        ):  # fmt: skip
            made = tx.insert(ExamSession, {"code": code, "certificate": certificate, "exam_date": day})
            if code == "B":
                student = tx.insert(Student, factories.student(600))
                row = {"session": made, "certificate": certificate, "student": student, "status": "6"}
                tx.insert(ExamResult, {"registration": tx.insert(ExamRegistration, row), **scored(80)})
    assert exam.view().before["pass_rate"] == 100


def test_a_session_that_is_no_more_is_nothing(database):
    with database.reading() as connection:
        assert session_view(connection, 1, DAY) is None


def test_steps_are_those_of_the_code_table():
    assert tuple(code.code for code in table("exam-step").codes) == STEPS
