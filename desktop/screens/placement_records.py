"""Screens of what is kept of placements month by month, visit by visit."""

from desktop.screens.screen import Screen
from models.entities.placement_records import ArchiveItem, AttendanceMonth, Incident, PayMonth, Visit, WeeklyLog

SCREENS = (
    Screen(Visit, "person_available",
        columns=("enterprise", "visit_date", "teacher", "mode", "student_count", "is_problem", "finding", "measure",
                 "resolved_date", "student")),
    Screen(WeeklyLog, "notebook",
        columns=("student", "enterprise", "week", "submitted_date", "reviewed_date", "score", "reviewer", "comment")),
    Screen(AttendanceMonth, "calendar_ltr",
        columns=("student", "enterprise", "month", "should_days", "actual_days", "leave_days", "absent_days",
                 "overtime_hours", "night_count")),
    Screen(PayMonth, "money",
        columns=("student", "enterprise", "month", "should_days", "actual_days", "standard", "payable", "deduction",
                 "paid", "paid_date", "channel")),
    Screen(Incident, "warning",
        columns=("student", "enterprise", "occurred_date", "kind", "place", "school_told_date", "authority_told_date",
                 "claim_amount", "closed_date")),
    Screen(ArchiveItem, "document", columns=("student", "enterprise", "kind", "filed_date", "place", "is_paper")),
)  # fmt: skip
