"""Forms derived from entities."""
