"""A mark is one step: into a new result or the one there is; what only acts put right is refused with its reason."""

from datetime import date
from decimal import Decimal

import pytest

from desktop.operations.scoring import enter_mark
from models.database.errors import Invalid
from models.entities.certificates import ExamRegistration, ExamResult, ExamSession
from tests.models.statistics.test_session_views import Exam

THEORY, PRACTICE = "theory_score", "practice_score"


@pytest.fixture
def exam(database):
    return Exam(database, exam_date=date(2025, 11, 8), status="3")


def kept(exam, entity, *names):
    with exam.database.reading() as connection:
        rows = connection.execute(entity.table().select().order_by(entity.table().c.id)).mappings()
        return [tuple(row[name] for name in names) for row in rows]


def test_marks_make_one_result_and_each_is_one_step(exam):
    key = exam.come("5")
    steps = [enter_mark(exam.database, key, name, text) for name, text in ((THEORY, "70"), (PRACTICE, "81.5分"))]
    assert [step.change_set is not None for step in steps] == [True, True]
    assert kept(exam, ExamResult, THEORY, PRACTICE, "attendance") == [(Decimal(70), Decimal("81.5"), "1")]
    assert kept(exam, ExamRegistration, "status") == [("6",)]
    assert kept(exam, ExamSession, "status") == [("4",)]
    assert steps[1].change_set.name.startswith("修改实操成绩")


@pytest.mark.parametrize(("text", "attendance", "status"), [("缺考", "2", "7"), ("违纪", "3", "8"), ("缓考", "4", "5")])
def test_words_say_who_was_there(exam, text, attendance, status):
    key = exam.come("5")
    enter_mark(exam.database, key, THEORY, text)
    assert kept(exam, ExamResult, THEORY, "attendance") == [(None, attendance)]
    assert kept(exam, ExamRegistration, "status") == [(status,)]


def test_a_mark_is_changed_taken_away_or_left(exam):
    key = exam.come("6", {THEORY: Decimal(70), PRACTICE: Decimal(80)})
    assert enter_mark(exam.database, key, THEORY, "70").change_set is None
    enter_mark(exam.database, key, THEORY, "71")
    enter_mark(exam.database, key, PRACTICE, "")
    assert kept(exam, ExamResult, THEORY, PRACTICE) == [(Decimal(71), None)]
    nobody = exam.come("5")
    assert enter_mark(exam.database, nobody, THEORY, "").change_set is None
    assert len(kept(exam, ExamResult, "id")) == 1


REFUSED = [  # status, result, text; the field and code of the refusal
    ("5", None, "151", (THEORY, "out-of-range")), ("5", None, "优", (THEORY, "format")), ("2", None, "70", ("status", "illegal-transition")),
    ("6", {THEORY: Decimal(70)}, "缺考", (THEORY, "illegal-transition")), ("7", {"attendance": "2"}, "70", (THEORY, "illegal-transition")),
    ("5", {"attendance": "4"}, "70", (THEORY, "illegal-transition")),
]  # fmt: skip


@pytest.mark.parametrize(("status", "result", "text", "told"), REFUSED)
def test_what_cannot_be_is_refused_and_nothing_is_written(exam, status, result, text, told):
    key = exam.come(status, result)
    before = kept(exam, ExamResult, THEORY, "attendance")
    with pytest.raises(Invalid) as refusal:
        enter_mark(exam.database, key, THEORY, text)
    assert [(name, c.code) for name, c in refusal.value.complaints] == [told]
    assert kept(exam, ExamResult, THEORY, "attendance") == before


def test_only_marks_are_typed(exam):
    with pytest.raises(KeyError):
        enter_mark(exam.database, exam.come("5"), "total_score", "70")
