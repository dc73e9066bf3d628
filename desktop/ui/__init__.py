"""The window: everything Qt, and only here."""

from desktop.ui.kit.overrides import guard_overrides

guard_overrides()
