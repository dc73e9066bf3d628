"""The reports themselves, one module a family."""
