"""Screens of the student register: changes of status, registrations, rewards and discipline."""

from desktop.screens.screen import Screen
from models.entities.status_changes import Discipline, StatusChange, TermRegistration

SCREENS = (
    Screen(StatusChange, "arrow_swap", papers=("status-change-form",)),
    Screen(TermRegistration, "notebook"),
    Screen(Discipline, "gavel"),
)  # fmt: skip
