"""The manual: recipes in words, and a reference read off what the program declares. Knows no window."""
