"""The home page: headline figures, what needs attention, what ends soon, what was done last."""
