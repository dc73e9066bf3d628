"""Which files of tests go through which function: seen once, on a few tests of each, so that a change is tried on those."""

import json
import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

_FEW = 5  # tests of a file tell what the file goes through
_APART = 9  # tests that follow each other in a file


class Touched:
    """The files of tests by the function they call."""

    def __init__(self) -> None:
        self._files: dict[str, list[str]] = defaultdict(list)
        self._file = ""
        self._seen: set[tuple[str, str]] = set()

    @classmethod
    def read(cls, file: Path) -> "Touched":
        """What an earlier run saw."""
        found = cls()
        found._files.update(json.loads(file.read_text("utf-8")))
        return found

    def write(self, file: Path) -> None:
        """Keep what was seen."""
        file.write_text(json.dumps(self._files, indent=1), "utf-8")

    def note(self, path: str, name: str) -> None:
        """A function is called."""
        if (path, name) not in self._seen:
            self._seen.add((path, name))
            self._files[f"{path}::{name}"].append(self._file)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Let what is noted be of one file."""
        if self._file != file_of(item.nodeid):
            self._file = file_of(item.nodeid)
            self._seen.clear()
        return (yield)

    def of(self, path: str, name: str, near: list[str]) -> list[str]:
        """The files of tests to try a change of a function on: its own two, those seen to go through it, then the others near.

        Without a name those that go through most functions of the module come first.
        """
        ranks = {file: place for place, file in enumerate(near)}
        keys = [f"{path}::{name}"] if name else [key for key in self._files if key.startswith(f"{path}::")]
        seen = Counter(file for key in keys for file in self._files.get(key, ()))
        ordered = sorted(seen, key=lambda file: (-seen[file], ranks.get(file, len(near))))
        return list(dict.fromkeys((*near[:2], *ordered, *near)))


def spent() -> float:
    """Seconds of the processor so far, those of programs that were started and have ended, too."""
    return sum(os.times()[:4])


def spread(tests: list[str]) -> list[str]:
    """The tests of a file in an order in which those that follow each other stand apart: a table of cases is not all of it."""
    return [test for first in range(_APART) for test in tests[first::_APART]]


def few(tests: Iterable[str]) -> list[str]:
    """A few tests of each file, from all over it."""
    files = defaultdict(list)
    for test in tests:
        files[file_of(test)].append(test)
    return [test for some in files.values() for test in some[:: -(-len(some) // _FEW)]]


def file_of(test: str) -> str:
    """The file a test stands in."""
    return test.partition("::")[0]
