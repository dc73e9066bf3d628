"""Screens of the patterns of numbers."""

from desktop.screens.screen import Screen

SCREENS = (Screen("number_pattern", "table", papers=("number-gaps",)),)
