"""Screens of the numbers that policy sets."""

from desktop.screens.screen import Screen
from models.entities.policy import PolicyParameter

SCREENS = (
    Screen(PolicyParameter, "settings"),
)  # fmt: skip
