"""A record while it is edited: how its form is grouped, what was typed, what is wrong with it, what is kept of it."""
