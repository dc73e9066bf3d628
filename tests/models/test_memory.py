"""Memory that was needed for a while is the system's again."""

import sys
from pathlib import Path

import pytest

from models import memory


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
