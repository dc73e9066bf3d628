"""The window: everything Qt, and only here."""
