"""Screens of the numbers that policy sets."""

from desktop.screens.screen import Screen

SCREENS = (Screen("policy_parameter", "settings"),)
