"""Statements compiled once for all files a process of the tests opens: the program has one file, and keeps its own."""

from sqlalchemy.util import LRUCache

_MOST = 4000


def shared(made):
    """A function in the place of `sa.create_engine`, which is given, whose engines know the compiled statements of one another."""
    known = []

    def create(*given, **named):
        engine = made(*given, **named)
        if "module" not in named:
            return engine  # a test's own, of another driver
        known[:] = known or [engine.dialect, LRUCache(_MOST)]
        engine.dialect = engine.pool._dialect = known[0]
        engine._compiled_cache = known[1]
        return engine

    return create
