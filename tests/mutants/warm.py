"""Processes that have everything imported but our own code: what takes long and never changes is imported once."""

import os
import sys
from collections import defaultdict
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path

import pytest

from tests.mutants.places import ROOT
from tests.mutants.touching import file_of, spent, spread

WARM = get_context("forkserver")
WARM.set_forkserver_preload(
    ["pytest", "hypothesis.stateful", "sqlalchemy", "alembic.command", "PySide6.QtWidgets", "PySide6.QtTest", "openpyxl", "pypinyin",
     "reportlab.platypus", "rapidfuzz", "xlsxwriter", "pypdfium2", "pypdf"]
)  # fmt: skip


_MOST, _MOST_OF_FILE = 300, 120  # seconds of the processor for all tests, for those of a file


class Some:
    """A plugin that runs tests from all over each file, and of each only as many as there is time for."""

    def __init__(self) -> None:
        self._file, self._begun, self._all = "", 0.0, 0.0

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Spread the tests of each file."""
        self._all, files = spent(), defaultdict(dict)
        for item in items:
            files[file_of(item.nodeid)][item.nodeid] = item
        items[:] = [named[test] for named in files.values() for test in spread([*named])]

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> bool | None:
        """Pass over a test whose file had its time; what that file left standing is torn down before the next."""
        if self._file != file_of(item.nodeid):
            self._file, self._begun = file_of(item.nodeid), spent()
            item.session._setupstate.teardown_exact(item)
        over = spent() - self._begun > _MOST_OF_FILE or spent() - self._all > _MOST
        return True if over else None


def run_tests(folder: str, options: list[str], told: str) -> None:
    """Run pytest over a copy, in a process that has everything but our own code."""
    output = os.open(told, os.O_WRONLY)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.nice(10)
    sys.dont_write_bytecode = False
    os.chdir(folder)
    for name in [name for name in sys.modules if name.partition(".")[0] in ("tests", "models", "desktop")]:
        del sys.modules[name]
    sys.path[:] = [folder, *(path for path in sys.path if Path(path).resolve() != ROOT)]
    os._exit(int(import_module("pytest").main(options, plugins=[Some()])))
