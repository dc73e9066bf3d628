"""Reports from the window."""
