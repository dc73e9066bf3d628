"""Screens of certificates and examinations: sessions, rooms, candidates, results, awards, credits."""

from desktop.screens.screen import Command, Screen
from models.words import N_

SCREENS = (
    Screen("evaluation_body", "building_bank"),
    Screen("certificate", "ribbon",
        columns=("name", "level", "scheme", "evaluation_body", "theory_pass", "practice_pass", "total_pass",
                 "theory_weight", "practice_weight", "valid_from", "valid_until", "is_verified"),
        papers=("award-list",)),
    Screen("certificate_pilot", "ribbon",
        columns=("certificate", "year", "planned", "registered", "passed", "is_station", "station_code", "staff",
                 "majors", "trainer_count", "examiner_count", "funding"),
        papers=("pilot-statistics",)),
    Screen("exam_session", "ribbon",
        columns=("code", "certificate", "exam_date", "register_until", "status", "planned", "registered", "sat",
                 "passed", "attendance_rate", "pass_rate", "overall_rate"),
        commands=(Command("table", N_("考场座位"), page="seats"),),
        papers=("exam-registration-list", "exam-ticket", "seat-plan", "exam-sign-in", "desk-stickers",
                "exam-result-list", "award-list")),
    Screen("exam_room", "door",
        columns=("session", "number", "name", "capacity", "seated", "rows", "columns", "invigilators"),
        papers=("seat-plan", "exam-sign-in", "exam-ticket", "desk-stickers")),
    Screen("exam_registration", "clipboard_task",
        columns=("candidate", "ticket_number", "session", "certificate", "status", "room", "seat", "is_fee_paid",
                 "attempt", "is_passed", "candidate_kind", "student")),
    Screen("exam_result", "notebook",
        columns=("registration", "student", "session", "theory_score", "practice_score", "total", "is_passed",
                 "attendance", "total_score", "body_verdict", "published_date")),
    Screen("certificate_award", "ribbon",
        columns=("number", "student", "certificate", "issued_date", "received_date", "receiver", "registration",
                 "is_revoked")),
    Screen("credit_conversion", "book",
        columns=("student", "course_name", "award", "score", "credits", "original_score", "approved_date",
                 "approved_by", "status"),
        papers=("credit-list",)),
)  # fmt: skip
