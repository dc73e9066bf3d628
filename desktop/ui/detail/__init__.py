"""One record beside its list: what it is, what it is tied to, what became of it."""
