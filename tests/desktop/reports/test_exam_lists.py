"""Papers E1 to E5: a session, its results, certificates handed out, the pilot, credits; masked unless asked for."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from desktop.reports.catalogue import report_named
from desktop.reports.report import make
from desktop.reports.text import render_text
from models.entities.certificates import (
    Certificate,
    CertificateAward,
    CertificatePilot,
    CreditConversion,
    EvaluationBody,
    ExamRegistration,
    ExamResult,
    ExamSession,
)
from models.entities.people import ClassMembership, Student
from models.entities.programmes import Major, SchoolClass
from models.entities.schools import School
from tests import factories

DAY, HELD = date(2026, 3, 31), date(2025, 12, 13)
SCORES = (("70", "80.5"), ("59.9", "60"), ("61", "95"), (None, None))


@pytest.fixture
def exam(database):
    """Four students of two classes and somebody from outside; one was absent, one took back the registration."""
    with database.transaction("考试") as tx:
        school = tx.insert(School, {"name": "甲职业学校"})
        major = tx.insert(Major, {"name": "物流服务与管理", "code": "730801"})
        body = tx.insert(EvaluationBody, {"name": "示例评价有限公司"})
        certificate = tx.insert(Certificate, {
            "name": "物流管理", "level": "2", "evaluation_body": body, "total_pass": Decimal(60), "theory_weight": Decimal("0.4"),
            "practice_weight": Decimal("0.6"),
        })  # fmt: skip
        tx.insert(
            CertificatePilot,
            {"school": school, "certificate": certificate, "year": 2025, "planned": 10, "majors": (major,)},
        )
        session = tx.insert(
            ExamSession, {"code": "WL-1", "certificate": certificate, "exam_date": HELD, "station": "示例站点"}
        )
        held, rooms = {"session": session, "certificate": certificate}, []
        for n in range(5):
            of = {"name": f"2023级物流{n % 2 + 1}班", "grade_year": 2023, "major": major}
            if n < 2:
                rooms.append(tx.insert(SchoolClass, of))
            room = rooms[n % 2]
            student = tx.insert(Student, factories.student(n) | {"major": major, "student_number": f"2301010{n}"})
            tx.insert(ClassMembership, {"student": student, "school_class": room, "join_date": date(2023, 9, 1)})
            more = {"status": "9"} if n == 4 else {"ticket_number": f"210720251213010{n}", "is_fee_paid": n != 2}
            key = tx.insert(ExamRegistration, held | {"student": student} | more)
            if n == 4:
                continue
            theory, practice = SCORES[n]
            scores = {"theory_score": theory and Decimal(theory), "practice_score": practice and Decimal(practice)}
            tx.insert(
                ExamResult,
                {"registration": key, "attendance": "1" if theory else "2"} | {k: v for k, v in scores.items() if v},
            )
            if n in (0, 2):
                given = (
                    {"received_date": date(2026, 3, 1), "receiver": "家长", "receiver_relation": "母亲"} if n else {}
                )
                award = tx.insert(CertificateAward, {
                    "student": student, "certificate": certificate, "number": f"20252107000{n}", "issued_date": date(2026, 2, 1)
                } | given)  # fmt: skip
                tx.insert(CreditConversion, {
                    "student": student, "award": award, "course_name": "仓储实务", "credits": Decimal("2.5"), "score": Decimal(85),
                    "original_score": Decimal("61.5"), "approved_date": date(2026, 3, 2),
                })  # fmt: skip
        outside = {"candidate_name": "周外人", "candidate_id_number": factories.identity_number(90), "remark": "补考"}
        tx.insert(ExamRegistration, held | outside)
    return session


NAMES = ("exam-registration-list", "exam-result-list", "award-list", "pilot-statistics", "credit-list")


@pytest.mark.parametrize("name", NAMES)
def test_the_paper_reads_as_it_should(database, exam, golden, name):
    document = make(
        database,
        report_named(name),
        [],
        as_of=DAY,
        printed_by="王老师",
        printed_at=datetime(2026, 3, 31, 9, 30),  # noqa: DTZ001 - local time
    )
    golden(f"reports/{name}.txt", render_text(document))
