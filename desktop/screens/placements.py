"""Screens of placements and their batches."""

from desktop.screens.screen import Screen
from models.entities.placements import Placement, PlacementPlan

SCREENS = (
    Screen(PlacementPlan, "calendar_clock",
        papers=("placement-list", "unplaced-list", "placement-filing", "check-report", "badge")),
    Screen(Placement, "briefcase",
        columns=("student", "enterprise", "post", "status", "start_date", "end_date", "match_level", "pay", "tutor",
                 "mentor_name", "plan", "agreement_number"),
        papers=("badge",)),
)  # fmt: skip
