"""The tour: every screen of the program brought about by steps, for pictures and for tests."""
