"""Memory that was needed for a while is the system's again."""

import gc
import sys
import weakref
from pathlib import Path

import pytest

from models import memory


class Cycle:
    """What only a cycle holds is let go when somebody looks for cycles."""

    def __init__(self):
        self.itself = self


def test_what_was_there_during_a_write_is_let_go_once_all_is_looked_through():
    kept = Cycle()
    gone = weakref.ref(kept)
    with memory.uncollected():
        pass
    del kept
    gc.collect()
    assert gone() is not None, "it was left out"
    memory.look_through()
    assert gone() is None


def test_nothing_is_looked_through_in_the_middle_of_a_write_or_for_nothing(monkeypatch):
    looked = []
    memory.look_through()
    monkeypatch.setattr(memory.gc, "collect", lambda *_given: looked.append(1))
    memory.look_through()
    with memory.uncollected():
        memory.look_through()
    assert looked == []
    memory.look_through()
    assert looked == [1]


def _held() -> int:
    """Resident memory of this process, in MB."""
    words = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines())
    return int(words["VmRSS"].split()[0]) // 1024


@pytest.mark.skipif(sys.platform != "linux", reason="only there a process can read what it holds")
def test_pages_let_go_of_below_one_still_in_use_are_given_back():
    pages = [bytes(4096) for _page in range(20_000)]  # 80 MB in pages, as SQLite's sorts take them
    last = bytes(4096)
    held = _held()
    pages.clear()
    memory.give_back()
    assert held - _held() > 60
    assert len(last) == 4096
