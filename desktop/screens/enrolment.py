"""Screens of enrolment: plans, admissions, who came."""

from desktop.screens.screen import Screen
from models.entities.enrolment import Admission, CheckIn, EnrolmentPlan

SCREENS = (
    Screen(EnrolmentPlan, "clipboard_task"),
    Screen(Admission, "notebook",
        columns=("name", "gender", "year", "major", "exam_number", "exam_score", "is_order", "check_in_date", "status",
                 "absence_reason", "student", "id_number")),
    Screen(CheckIn, "door"),
)  # fmt: skip
