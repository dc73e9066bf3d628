"""Screens of schools, their terms and their staff."""

from desktop.screens.screen import Screen
from models.entities.schools import School, Staff, Term

SCREENS = (
    Screen(School, "building_bank", papers=("check-in-register", "absent-list", "day-records")),
    Screen(Term, "calendar_ltr"),
    Screen(Staff, "person_board", papers=("placement-list",)),
)  # fmt: skip
