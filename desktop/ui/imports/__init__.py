"""Workbooks into the database and out of it, from the window."""
