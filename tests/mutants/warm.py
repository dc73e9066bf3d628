"""Processes that have everything imported but our own code: what takes long and never changes is imported once."""

import os
import sys
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path

from tests.mutants.places import ROOT

WARM = get_context("forkserver")
WARM.set_forkserver_preload(
    ["pytest", "hypothesis.stateful", "sqlalchemy", "alembic.command", "PySide6.QtWidgets", "PySide6.QtTest", "openpyxl", "pypinyin",
     "reportlab.platypus", "rapidfuzz", "xlsxwriter", "pypdfium2", "pypdf"]
)  # fmt: skip


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
    os._exit(int(import_module("pytest").main(options)))
