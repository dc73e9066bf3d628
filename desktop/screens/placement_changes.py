"""Screens of changes of placements."""

from desktop.screens.screen import Screen
from models.entities.placement_changes import PlacementChange

SCREENS = (
    Screen(PlacementChange, "arrow_swap"),
)  # fmt: skip
