"""The steps themselves; written by `python -m models.migrations revision`, then read and corrected by a person."""
