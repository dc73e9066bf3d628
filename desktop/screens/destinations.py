"""Screens of what became of graduates."""

from desktop.screens.screen import Screen
from models.entities.destinations import DestinationFollowUp, GraduateDestination, JobSupport

SCREENS = (
    Screen(GraduateDestination, "briefcase",
        columns=("student", "graduation_year", "destination", "unit_name", "post", "match_level", "start_date",
                 "follow_up_due", "salary", "channel", "group", "evidence"),
        states=("group", "match_level")),
    Screen(DestinationFollowUp, "person_available",
        columns=("student", "unit", "interval", "due_date", "contact_date", "result", "current_unit", "salary", "mode",
                 "staff"),
        states=("result",)),
    Screen(JobSupport, "people_link", columns=("student", "kind", "support_date", "mode", "detail", "result", "staff")),
)  # fmt: skip
