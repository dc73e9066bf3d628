"""Memory while very many objects are made at once, and stay."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Lock

_lock = Lock()
_inside = 0
_wanted = True  # whether the interpreter looked for cycles by itself before
_left_out = False  # whether anything was left out of the search for cycles since all was looked through


@contextmanager
def uncollected() -> Iterator[None]:
    """Do not look for cycles meanwhile, nor among what is there at the end until `look_through` is called.

    Rows by the ten thousand hold no cycles, and walking through all of them stops every thread, the window's too, for
    a fifth of a second. They are let go like everything else when nobody refers to them any more.
    """
    global _inside, _wanted, _left_out  # noqa: PLW0603 - the collector is one for the whole process as well
    with _lock:
        if not _inside:
            _wanted = gc.isenabled()
        _inside += 1
        gc.disable()
    try:
        yield
    finally:
        with _lock:
            _inside -= 1
            if not _inside:
                gc.freeze()
                _left_out = True
                if _wanted:
                    gc.enable()


def collect() -> None:
    """Do once what the interpreter does by itself while it is let: as much as was made since."""
    young, middle, old = gc.get_count()
    first, second, third = gc.get_threshold()
    if _inside or young <= first:
        return
    if old > third or young > first * second * third:
        gc.collect(2)
    else:
        gc.collect(1 if middle > second or young > first * second else 0)


def look_through() -> None:
    """Look for cycles among all there is, also what was left out: a form that was open during a write is among it.

    It stops every thread for a twentieth of a second and more: for moments in which nobody waits.
    """
    global _left_out  # noqa: PLW0603 - see uncollected
    if _left_out and not _inside:
        _left_out = False
        gc.unfreeze()
        gc.collect()
        gc.freeze()


def give_back() -> None:
    """Return to the system what the allocator keeps for later: sorting a million ids leaves some sixty megabytes.

    Only glibc keeps it and has a way to ask; elsewhere nothing is to be done.
    """
    if sys.platform == "linux":
        import ctypes  # which the start of the program does without

        with suppress(AttributeError):
            ctypes.CDLL(None).malloc_trim(0)
