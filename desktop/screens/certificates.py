"""Screens of certificates and examinations: sessions, rooms, candidates, results, awards, credits."""

from desktop.screens.screen import Command, Screen
from models.entities.certificates import (
    Certificate,
    CertificateAward,
    CertificatePilot,
    CreditConversion,
    EvaluationBody,
    ExamRegistration,
    ExamResult,
    ExamRoom,
    ExamSession,
)
from models.words import N_

SCREENS = (
    Screen(EvaluationBody, "building_bank"),
    Screen(Certificate, "ribbon",
        columns=("name", "level", "scheme", "evaluation_body", "theory_pass", "practice_pass", "total_pass",
                 "theory_weight", "practice_weight", "valid_from", "valid_until", "is_verified"),
        papers=("award-list",)),
    Screen(CertificatePilot, "ribbon",
        columns=("certificate", "year", "planned", "registered", "passed", "is_station", "station_code", "staff",
                 "majors", "trainer_count", "examiner_count", "funding"),
        papers=("pilot-statistics",)),
    Screen(ExamSession, "ribbon",
        columns=("code", "certificate", "exam_date", "register_until", "status", "planned", "registered", "sat",
                 "passed", "attendance_rate", "pass_rate", "overall_rate"),
        commands=(Command("table", N_("考场座位"), page="seats"),),
        papers=("exam-registration-list", "exam-ticket", "seat-plan", "exam-sign-in", "desk-stickers",
                "exam-result-list", "award-list")),
    Screen(ExamRoom, "door",
        columns=("session", "number", "name", "capacity", "seated", "rows", "columns", "invigilators"),
        papers=("seat-plan", "exam-sign-in", "exam-ticket", "desk-stickers")),
    Screen(ExamRegistration, "clipboard_task",
        columns=("candidate", "ticket_number", "session", "certificate", "status", "room", "seat", "is_fee_paid",
                 "attempt", "is_passed", "candidate_kind", "student")),
    Screen(ExamResult, "notebook",
        columns=("registration", "student", "session", "theory_score", "practice_score", "total", "is_passed",
                 "attendance", "total_score", "body_verdict", "published_date")),
    Screen(CertificateAward, "ribbon",
        columns=("number", "student", "certificate", "issued_date", "received_date", "receiver", "registration",
                 "is_revoked")),
    Screen(CreditConversion, "book",
        columns=("student", "course_name", "award", "score", "credits", "original_score", "approved_date",
                 "approved_by", "status"),
        papers=("credit-list",)),
)  # fmt: skip
