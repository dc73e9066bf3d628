"""Screens of insurance during placements."""

from desktop.screens.screen import Screen

SCREENS = (
    Screen("insurance_policy", "shield"),
    Screen("insured_person", "shield"),
)  # fmt: skip
