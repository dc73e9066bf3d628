"""Screens of what is kept of placements month by month, visit by visit."""

from desktop.screens.screen import Screen

SCREENS = (
    Screen("visit", "person_available",
        columns=("enterprise", "visit_date", "teacher", "mode", "student_count", "is_problem", "finding", "measure",
                 "resolved_date", "student")),
    Screen("weekly_log", "notebook",
        columns=("student", "enterprise", "week", "submitted_date", "reviewed_date", "score", "reviewer", "comment")),
    Screen("attendance_month", "calendar_ltr",
        columns=("student", "enterprise", "month", "should_days", "actual_days", "leave_days", "absent_days",
                 "overtime_hours", "night_count")),
    Screen("pay_month", "money",
        columns=("student", "enterprise", "month", "should_days", "actual_days", "standard", "payable", "deduction",
                 "paid", "paid_date", "channel")),
    Screen("incident", "warning",
        columns=("student", "enterprise", "occurred_date", "kind", "place", "school_told_date", "authority_told_date",
                 "claim_amount", "closed_date")),
    Screen("archive_item", "document", columns=("student", "enterprise", "kind", "filed_date", "place", "is_paper")),
)  # fmt: skip
