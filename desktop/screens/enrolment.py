"""Screens of enrolment: plans, admissions, who came."""

from desktop.screens.screen import Screen
from models.entities.enrolment import CAME
from models.words import N_

SCREENS = (
    Screen("enrolment_plan", "clipboard_task"),
    Screen("admission", "notebook", initial=True,
        columns=("name", "gender", "year", "major", "exam_number", "exam_score", "is_order", "check_in_date", "status",
                 "absence_reason", "student", "id_number"),
        views=((N_("待转学籍"), (("check_in_date", "filled", None), ("student", "empty", None))),
               (N_("未报到"), (("check_in_date", "empty", None), ("status", "!=", CAME), ("student", "empty", None))),
               (N_("已转学籍"), (("student", "filled", None),))),
        groups=(
            (N_("考生"), "name gender id_type id_number birth_date ethnicity political_status phone"),
            (N_("录取"), "year plan school major batch is_order status admitted_date letter_number"),
            (N_("考试与来源"), "exam_number candidate_number exam_score wish_rank graduated_from source_region"),
            (N_("监护人与住址"), "guardian_name guardian_phone home_address"),
            (N_("报到"), "check_in_date is_fee_paid dormitory absence_reason"))),
    Screen("check_in", "door"),
)  # fmt: skip
