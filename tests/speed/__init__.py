"""Measurements with their floors; run by `make bench`, never as part of the suite."""
