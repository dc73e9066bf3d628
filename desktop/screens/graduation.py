"""Screens of audits before graduation."""

from desktop.screens.screen import Screen

SCREENS = (Screen("graduation_audit", "clipboard_task"),)
