"""Screens of the student register: changes of status, registrations, rewards and discipline."""

from desktop.screens.screen import Screen

SCREENS = (
    Screen("status_change", "arrow_swap", papers=("status-change-form",)),
    Screen("term_registration", "notebook"),
    Screen("discipline", "gavel"),
)  # fmt: skip
