"""Screens of insurance during placements."""

from desktop.screens.screen import Screen
from models.entities.insurance import InsurancePolicy, InsuredPerson

SCREENS = (
    Screen(InsurancePolicy, "shield"),
    Screen(InsuredPerson, "shield"),
)  # fmt: skip
