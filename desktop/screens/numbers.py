"""Screens of the patterns of numbers."""

from desktop.screens.screen import Screen
from models.entities.numbers import NumberPattern

SCREENS = (
    Screen(NumberPattern, "table", papers=("number-gaps",)),
)  # fmt: skip
