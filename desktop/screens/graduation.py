"""Screens of audits before graduation."""

from desktop.screens.screen import Screen
from models.entities.graduation import GraduationAudit

SCREENS = (
    Screen(GraduationAudit, "clipboard_task"),
)  # fmt: skip
