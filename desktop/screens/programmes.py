"""Screens of majors and school classes."""

from desktop.screens.screen import Screen
from models.entities.programmes import Major, SchoolClass

SCREENS = (
    Screen(Major, "library", papers=("check-in-register", "standard-list")),
    Screen(SchoolClass, "people_team",
        columns=("name", "class_code", "school", "grade_year", "major", "head_teacher", "room", "registered_count",
                 "present_count", "male_count", "female_count", "day_status"),
        papers=("class-roster", "class-roster-long", "graduate-roster", "placement-list")),
)  # fmt: skip
