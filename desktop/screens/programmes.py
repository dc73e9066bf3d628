"""Screens of majors and school classes."""

from desktop.screens.screen import Screen
from models.entities.measures import IN_SCHOOL
from models.schema.class_names import parse_class_name
from models.words import N_

SCREENS = (
    Screen("major", "library",
        telling=("code", "direction"),
        papers=("major-cooperation", "check-in-register", "standard-list")),
    Screen("school_class", "people_team", begun=7, names="told_by_end", named_like=parse_class_name,
        columns=("name", "class_code", "school", "grade_year", "major", "head_teacher", "room", "registered_count",
                 "present_count", "male_count", "female_count", "day_status"),
        telling=("major", "head_teacher"),
        views=((N_("在读班"), (("day_status", "=", IN_SCHOOL),)),),
        papers=("class-roster", "class-roster-long", "graduate-roster", "placement-list")),
)  # fmt: skip
