"""Keeping the records: the file, its safety, and the one door through which it is written."""
