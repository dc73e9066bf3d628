"""How small and how large the numbers of records may be."""

from models.schema.fields import every_entity, fields_of
from models.schema.types import Number

MOST = {  # of what has an end
    "daily_hours": 24, "weekly_hours": 168, "overtime_hours": 744, "should_days": 31, "actual_days": 31, "leave_days": 31,
    "absent_days": 31, "credits": 20, "original_credits": 100, "theory_weight": 1, "practice_weight": 1, "attendance_rate": 100,
    "pass_rate": 100, "overall_rate": 100, "theory_pass": 150, "practice_pass": 150, "total_pass": 150, "total_score": 150,
    "original_score": 150, "exam_score": 9999, "attitude_score": 100, "enterprise_score": 100, "school_score": 100, "final_score": 100,
}  # fmt: skip
OF_A_COURSE = ("course_standard", "credits")  # internship among them: up to a hundred
OF_AN_EXAM = {"theory_score": 150, "practice_score": 150, "score": 150}  # elsewhere of a hundred


def numbers():
    return {
        (entity.__tablename__, field.name): field.type
        for entity in every_entity()
        for field in fields_of(entity)
        if isinstance(field.type, Number)
    }


def test_nought_may_be_and_nothing_below_but_in_a_parameter_of_policy():
    assert [name for name, kind in numbers().items() if kind.minimum != 0] == [("policy_parameter", "value")]


def test_what_has_an_end_ends_there():
    found = {name: kind.maximum for name, kind in numbers().items() if kind.maximum < 10_000}
    of_exams = ("exam_result", "credit_conversion")
    assert found == {
        (entity, name): OF_AN_EXAM.get(name) if entity in of_exams and name in OF_AN_EXAM else MOST.get(name, 100)
        for entity, name in found.keys() - {OF_A_COURSE}
    } | {OF_A_COURSE: 100}
