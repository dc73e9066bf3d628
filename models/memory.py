"""Memory while very many objects are made at once, and stay."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_lock = Lock()
_inside = 0


@contextmanager
def uncollected() -> Iterator[None]:
    """Do not look for cycles meanwhile, nor ever among what is there at the end.

    Rows by the ten thousand hold no cycles, and walking through all of them stops every thread, the window's too, for
    a fifth of a second. They are let go like everything else when nobody refers to them any more.
    """
    global _inside  # noqa: PLW0603 - the collector is one for the whole process as well
    with _lock:
        _inside += 1
        gc.disable()
    try:
        yield
    finally:
        with _lock:
            _inside -= 1
            if not _inside:
                gc.freeze()
                gc.enable()
