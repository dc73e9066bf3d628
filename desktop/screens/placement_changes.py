"""Screens of changes of placements."""

from desktop.screens.screen import Screen

SCREENS = (Screen("placement_change", "arrow_swap"),)
