"""Lists derived from entities."""
