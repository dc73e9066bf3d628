"""Screens of what schools and enterprises do together: activities, matters, projects, course standards."""

from desktop.screens.screen import Screen
from models.entities.cooperation import (
    Activity,
    ActivityEnterprise,
    ActivityStudent,
    CooperationProject,
    CourseStandard,
    Matter,
)

SCREENS = (
    Screen(CourseStandard, "book",
        columns=("name", "code", "major", "version", "hours", "credits", "enterprises", "lead_author", "lead_side",
                 "certificate_standard", "approved_date", "status"),
        papers=("standard-list",)),
    Screen(Activity, "people_link",
        columns=("title", "kind", "start_date", "place", "enterprise_count", "post_count", "headcount",
                 "student_count", "resumes", "offers", "signed", "staff"),
        papers=("activity-statistics", "matter-list")),
    Screen(ActivityEnterprise, "building_factory", of_enterprises=True,
        columns=("activity", "enterprise", "post_count", "headcount", "salary_low", "salary_high", "resumes",
                 "interviews", "offers", "signed")),
    Screen(ActivityStudent, "person_available",
        columns=("student", "activity", "signed_in", "intention_enterprise", "is_signed")),
    Screen(Matter, "clipboard_task",
        columns=("title", "number", "kind", "raised_by", "raised_date", "assigned_to", "due_date", "status",
                 "is_overdue", "answered_date", "answer", "satisfaction"),
        papers=("matter-list",)),
    Screen(CooperationProject, "library",
        columns=("name", "number", "kind", "enterprises", "leader", "start_date", "end_date", "amount", "received",
                 "status", "is_unconcluded", "outcome"),
        papers=("project-list",)),
)  # fmt: skip
