"""Screens of schools, their terms and their staff."""

from desktop.screens.children import ChildEntity
from desktop.screens.screen import Screen
from models.words import N_

SCREENS = (
    Screen("school", "building_bank",
        unasked=("seal_image",),
        children=(
            ChildEntity("term", "school", N_("学期"),
                        ("academic_year", "term", "start_date", "end_date", "register_deadline")),),
        papers=("check-in-register", "absent-list", "day-records")),
    Screen("term", "calendar_ltr"),
    Screen("staff", "person_board", initial=True, names="short",
        telling=("department", "title"),
        papers=("placement-list",)),
)  # fmt: skip
